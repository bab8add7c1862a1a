package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"fairvisit/evidence/vault"
	"fairvisit/visits/journal"
)

// processVariable has the test binary be hq: stories with kill -9 need real
// processes.
const processVariable = "FAIRVISIT_TEST_AS_HQ"

func init() {
	if os.Getenv(processVariable) != "" {
		os.Exit(run(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
	}
}

// office is a headquarters that serves as a process, and a folder to work in.
type office struct {
	*testing.T
	dir, key, url string
}

func newOffice(t *testing.T, flags ...string) *office {
	work := t.TempDir()
	o := &office{T: t, dir: filepath.Join(work, "hq"), key: filepath.Join(work, "key")}
	printed := regexp.MustCompile(`recovery key, private \(offline\):\s+([0-9a-f]{64})`).FindStringSubmatch(o.says(0, "init", "-dir", o.dir))
	if printed == nil {
		t.Fatal("no recovery key was printed")
	}
	if err := os.WriteFile(o.key, []byte(printed[1]), 0o600); err != nil {
		t.Fatal(err)
	}
	for i, f := range flags {
		flags[i] = strings.ReplaceAll(f, "WORK", work)
	}
	_, out, _ := o.start(append([]string{"serve", "-dir", o.dir, "-listen", "127.0.0.1:0"}, flags...)...)
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	o.url = strings.TrimPrefix(strings.TrimSpace(line), "serving on ")
	return o
}

// start runs hq as a process that is killed at the end of the test, if not before.
func (o *office) start(args ...string) (*exec.Cmd, io.Reader, io.Reader) {
	o.Helper()
	self, err := os.Executable()
	if err != nil {
		o.Fatal(err)
	}
	c := exec.Command(self, args...)
	c.Env = append(os.Environ(), processVariable+"=1", "FAIRVISIT_PIN="+rightPIN)
	out, err1 := c.StdoutPipe()
	errs, err2 := c.StderrPipe()
	if err1 != nil || err2 != nil {
		o.Fatal(err1, err2)
	}
	if err := c.Start(); err != nil {
		o.Fatal(err)
	}
	o.Cleanup(func() {
		_ = c.Process.Kill() // it may have ended
		_ = c.Wait()         // a kill is its error
	})
	return c, out, errs
}

func (o *office) says(want int, args ...string) string {
	o.Helper()
	var out, errs bytes.Buffer
	if code := run(o.Context(), args, nil, &out, &errs); code != want {
		o.Fatalf("hq %s: %d, %s%s", strings.Join(args, " "), code, &out, &errs)
	}
	return out.String() + errs.String()
}

const rightPIN = "4711"

// enrolled is a device with a PIN; what is told is its id.
func (o *office) enrolled(dir string) string {
	o.Helper()
	invitation := strings.TrimSpace(o.says(0, "enrol", "-dir", o.dir, "-name", "Li Wei", "-unit", "North", "-url", o.url, "-text"))
	id := regexp.MustCompile(`enrolled device ([0-9a-f]{32})`).FindStringSubmatch(o.says(0, "device", "enrol", "-dir", dir, invitation))
	people, err := journal.People(dir)
	if err != nil || len(people) != 1 || id == nil {
		o.Fatal(people, err)
	}
	k := (onDevice{dir: &dir}).keeper()
	k.Cost = vault.Cost{Passes: 1, Memory: 8, Lanes: 1}
	key, err := k.Unwrap(people[0])
	if err == nil {
		err = k.Choose(people[0], key, rightPIN)
	}
	if err != nil {
		o.Fatal(err)
	}
	return id[1]
}

// The tablet is wiped while it runs. With a second copy nothing is left of it.
func TestWipeOfARunningDeviceRemovesWhatIsHeldTwice(t *testing.T) {
	o := newOffice(t, "-second", "WORK/second")
	dir := filepath.Join(t.TempDir(), "tablet")
	id := o.enrolled(dir)
	_, out, _ := o.start("device", "sync", "-watch", "-dir", dir)
	o.says(1, "wipe", "-dir", o.dir, "-device", id[:8])
	o.says(0, "wipe", "-dir", o.dir, "-device", id[:8], "-reason", "stolen")
	told, err := io.ReadAll(out)
	if err != nil || !strings.Contains(string(told), "removed: headquarters holds all of it twice") {
		t.Fatalf("the device ended with %q, %v", told, err)
	}
	t.Setenv("FAIRVISIT_PIN", rightPIN)
	if text := o.says(1, "device", "risk", "-dir", dir); !strings.Contains(text, "nobody is enrolled") {
		t.Error(text)
	}
	left := 0
	err = filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			t.Errorf("%s is left", d.Name())
			left++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if text := o.says(0, "audit", "-dir", o.dir); !strings.Contains(text, "as it must be") {
		t.Error(text)
	}
}

// There is no second copy, and the tablet's process is killed in the moment it is
// wiped: the right PIN opens nothing, and hq recover brings everything back.
func TestWipeAndKillKeepTheOnlyCopyForRecover(t *testing.T) {
	o := newOffice(t)
	dir := filepath.Join(t.TempDir(), "tablet")
	id := o.enrolled(dir)
	o.says(0, "wipe", "-dir", o.dir, "-device", id, "-reason", "stolen")
	c, _, errs := o.start("device", "sync", "-watch", "-dir", dir)
	lines := bufio.NewScanner(errs)
	for lines.Scan() && !strings.Contains(lines.Text(), "ordered this store to wipe") {
	}
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	t.Setenv("FAIRVISIT_PIN", rightPIN)
	if text := o.says(1, "device", "risk", "-dir", dir); !strings.Contains(text, "wiped this store") {
		t.Error(text)
	}
	to := filepath.Join(t.TempDir(), "back")
	var r journal.Recovered
	if err := json.Unmarshal([]byte(o.says(0, "recover", dir, "-key", o.key, "-to", to)), &r); err != nil || r.Device.String() != id || r.Entries < 2 {
		t.Errorf("came back: %+v, %v", r, err)
	}
}

// A running tablet is locked: its PIN opens nothing until the operator's code.
func TestLockOfARunningDevice(t *testing.T) {
	o := newOffice(t)
	dir := filepath.Join(t.TempDir(), "tablet")
	id := o.enrolled(dir)
	c, _, errs := o.start("device", "sync", "-watch", "-dir", dir)
	o.says(0, "lock", "-dir", o.dir, "-device", id[:8], "-reason", "lost")
	lines := bufio.NewScanner(errs)
	for lines.Scan() && !strings.Contains(lines.Text(), "ordered this store to lock") {
	}
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = c.Wait() // a kill is its error
	t.Setenv("FAIRVISIT_PIN", rightPIN)
	if text := o.says(1, "device", "risk", "-dir", dir); !strings.Contains(text, "an unlock code is needed") {
		t.Error(text)
	}
	people, err := journal.People(dir)
	if err != nil {
		t.Fatal(err)
	}
	code := strings.TrimSpace(o.says(0, "unlock", "-dir", o.dir, "-device", id[:8], "-request", "0"))
	if err := (onDevice{dir: &dir}).keeper().Lift(people[0], code); err != nil {
		t.Fatal(err)
	}
	o.says(0, "device", "risk", "-dir", dir)
	o.says(0, "device", "sync", "-dir", dir)
	for range 200 { // what is handed in is folded a moment later
		if strings.Contains(o.says(0, "status", "-dir", o.dir), "locked") {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Error("headquarters does not show that the device was locked")
}
