package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// An operator writes the dossier of a demo's case; it verifies, with flags
// before or behind the words; one changed byte is named and the answer is 1.
func TestTheDossierCommands(t *testing.T) {
	work := t.TempDir()
	dir, file := filepath.Join(work, "hq"), filepath.Join(work, "case.zip")
	said := func(want int, args ...string) string {
		t.Helper()
		var out, errs bytes.Buffer
		if code := run(context.Background(), args, nil, &out, &errs); code != want {
			t.Fatalf("hq %s: %d, %s%s", strings.Join(args, " "), code, &out, &errs)
		}
		return out.String() + errs.String()
	}
	told := said(0, "demo", "-dir", dir)
	root := regexp.MustCompile(`(?m)^  ([0-9a-f]{64})$`).FindStringSubmatch(told)
	if root == nil {
		t.Fatalf("no fingerprint in:\n%s", told)
	}
	var status struct {
		Size int `json:"size"`
	}
	if err := json.Unmarshal([]byte(said(0, "status", "-dir", dir, "-json")), &status); err != nil {
		t.Fatal(err)
	}
	const one = "Demo Bank 演示银行/DEMO-0001"
	at := fmt.Sprint(status.Size)
	wrote := said(0, "export", "-dir", dir, "dossier", one, "-at", at, "-o", file)
	checked := said(0, "verify", file, "-root", root[1])
	if wrote != checked || !strings.Contains(checked, "unaltered since recorded on this device") || !strings.Contains(checked, "all invented") || !strings.Contains(checked, "report.pdf is a reading aid") {
		t.Errorf("writing said:\n%s\nverifying said:\n%s", wrote, checked)
	}
	whole, err := os.ReadFile(file)
	if err != nil || !bytes.Contains(whole, []byte("李秀兰")) {
		t.Fatalf("the case's name is not inside: %v", err)
	}
	said(0, "export", "-dir", dir, "-at", at, "-o", file+"2", "dossier", one)
	if again, err := os.ReadFile(file + "2"); err != nil || !bytes.Equal(again, whole) {
		t.Errorf("the same N gave another file: %v", err)
	}
	said(0, "export", "-dir", dir, "dossier", "-lang", "zh", one, "-at", at, "-o", file+"zh")
	if chinese, err := os.ReadFile(file + "zh"); err != nil || bytes.Equal(chinese, whole) {
		t.Errorf("in Chinese it is the same file: %v", err)
	}
	if no := said(1, "export", "-dir", dir, "dossier", "-lang", "fr", one, "-at", at, "-o", file+"fr"); !strings.Contains(no, "give en or zh") {
		t.Error(no)
	}
	said(0, "export", "-dir", dir, "dossier", "-mask", "names", one, "-at", at, "-o", file+"3")
	if masked, err := os.ReadFile(file + "3"); err != nil || bytes.Contains(masked, []byte("李秀兰")) {
		t.Errorf("a name shows behind the mask: %v", err)
	}

	if again := said(1, "export", "-dir", dir, "dossier", one, "-at", at, "-o", file); !strings.Contains(again, "stays as it is") {
		t.Error(again)
	}
	if never := said(1, "export", "-dir", dir, "dossier", one, "-o", file+"4"); !strings.Contains(never, "size from 1 to") {
		t.Error(never)
	}
	if left, err := filepath.Glob(filepath.Join(work, "*dossier*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	whole[bytes.Index(whole, []byte("李秀兰"))] ^= 1
	if err := os.WriteFile(file, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	if found := said(1, "verify", "-root", root[1], file); !strings.Contains(found, "entries/") || !strings.Contains(found, "words are not those that were signed") {
		t.Error(found)
	}
	said(1, "verify", file)
}
