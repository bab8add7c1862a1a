package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"fairvisit/visits/journal"
)

// A device is enrolled and seized: the operator makes an unlock code for it, and
// reads its folder with the recovery key that hq init printed, never with another.
func TestAnOperatorReadsASeizedDevice(t *testing.T) {
	work := t.TempDir()
	hq, device, key := filepath.Join(work, "hq"), filepath.Join(work, "device"), filepath.Join(work, "key")
	said := func(want int, args ...string) string {
		t.Helper()
		var out, errs bytes.Buffer
		if code := run(t.Context(), args, nil, &out, &errs); code != want {
			t.Fatalf("hq %s: %d, %s%s", strings.Join(args, " "), code, &out, &errs)
		}
		return out.String() + errs.String()
	}
	printed := regexp.MustCompile(`recovery key, private \(offline\):\s+([0-9a-f]{64})`).FindStringSubmatch(said(0, "init", "-dir", hq))
	if printed == nil {
		t.Fatal("no recovery key was printed")
	}
	serving, stop := context.WithCancel(t.Context())
	from, to := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		ended <- run(serving, []string{"serve", "-dir", hq, "-listen", "127.0.0.1:0"}, nil, to, io.Discard)
	}()
	line := make([]byte, 200)
	n, err := from.Read(line)
	if err != nil {
		t.Fatal(err)
	}
	url := strings.TrimPrefix(strings.TrimSpace(string(line[:n])), "serving on ")
	invitation := strings.TrimSpace(said(0, "enrol", "-dir", hq, "-name", "Li Wei", "-unit", "North", "-url", url, "-text"))
	told := said(0, "device", "enrol", "-dir", device, invitation)
	id := regexp.MustCompile(`enrolled device ([0-9a-f]{32})`).FindStringSubmatch(told)
	if id == nil {
		t.Fatal(told)
	}
	said(0, "device", "risk", "-dir", device)
	handsInLocked(t, device, said)
	stop()
	if code := <-ended; code != 0 {
		t.Fatalf("the server ended with %d", code)
	}

	code := strings.TrimSpace(said(0, "unlock", "-dir", hq, "-device", id[1][:8], "-request", "3"))
	if !regexp.MustCompile(`^[0-9]{8}$`).MatchString(code) {
		t.Errorf("the unlock code is %q", code)
	}
	people, err := journal.People(device)
	if err != nil || len(people) != 1 {
		t.Fatal(people, err)
	}
	if err := (onDevice{dir: &device}).keeper().Lift(people[0], code); err != nil {
		t.Errorf("the device does not take it: %v", err)
	}
	said(1, "unlock", "-dir", hq, "-device", "00000000")
	said(1, "forfeit", "-dir", hq, "-device", id[1][:8])
	for i, want := range []string{"by 1 of 2", "by 1 of 2", "by 2 people"} {
		if text := said(0, "forfeit", "-dir", hq, "-device", id[1][:8], "-by", []string{"Wang Fang", "wang fang", "Sun Li"}[i]); !strings.Contains(text, want) {
			t.Errorf("write-off %d says %q", i, text)
		}
	}

	if err := os.WriteFile(key, []byte(strings.Repeat("7", 64)), 0o600); err != nil {
		t.Fatal(err)
	}
	if text := said(1, "recover", device, "-key", key, "-to", filepath.Join(work, "no")); !strings.Contains(text, "does not open this store") {
		t.Error(text)
	}
	if err := os.WriteFile(key, []byte(printed[1]+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(device, "install")); err != nil { // a wipe
		t.Fatal(err)
	}
	if text := said(1, "device", "risk", "-dir", device); !strings.Contains(text, "nothing was changed") {
		t.Error(text)
	}
	out := filepath.Join(work, "recovered")
	var r journal.Recovered
	if err := json.Unmarshal([]byte(said(0, "recover", device, "-key", key, "-to", out)), &r); err != nil || r.Entries == 0 || r.Device.String() != id[1] {
		t.Errorf("%+v, %v", r, err)
	}
	if files, err := filepath.Glob(filepath.Join(out, people[0].String(), "entries", "*.bin")); err != nil || len(files) != r.Entries {
		t.Errorf("%d files of %d entries, %v", len(files), r.Entries, err)
	}
}

// handsInLocked has a device whose owner has chosen a PIN and six words hand in
// without them.
func handsInLocked(t *testing.T, device string, said func(want int, args ...string) string) {
	t.Helper()
	people, err := journal.People(device)
	if err != nil || len(people) != 1 {
		t.Fatal(people, err)
	}
	said(1, "device", "lock", "-dir", device, "-pin", "24x8")
	lines := strings.Split(strings.TrimSpace(said(0, "device", "lock", "-dir", device, "-pin", "2468", "-choose", "chinese")), "\n")
	words := lines[len(lines)-1]
	said(1, "device", "lock", "-dir", device, "-pin", "1357")
	if text := said(1, "device", "risk", "-dir", device, "-pin", "2468"); !strings.Contains(text, "six words") {
		t.Error(text)
	}
	if text := said(1, "device", "risk", "-dir", device, "-words", words); !strings.Contains(text, "chosen a PIN") {
		t.Error(text)
	}
	if text := said(1, "device", "risk", "-dir", device, "-words", "abacus "+words, "-pin", "2468"); !strings.Contains(text, "do not belong together") {
		t.Error(text)
	}
	said(0, "device", "risk", "-dir", device, "-words", words, "-pin", "2468")
	if text := said(0, "device", "sync", "-dir", device, "-locked"); !strings.Contains(text, "you would lose: nothing") {
		t.Error(text)
	}
	if err := os.Remove(filepath.Join(device, "install", people[0].String()+".send")); err != nil {
		t.Fatal(err)
	}
	if text := said(1, "device", "sync", "-dir", device, "-locked"); !strings.Contains(text, "when somebody unlocks") {
		t.Error(text)
	}
}
