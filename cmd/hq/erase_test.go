package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// An operator holds, releases and erases a case of a demo. What the commands say
// is what stands, the dossier verifies, the audit finds nothing, and the bank's
// file brings nobody back.
func TestTheErasureCommands(t *testing.T) {
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
	says := func(told string, wants ...string) {
		t.Helper()
		for _, want := range wants {
			if !strings.Contains(told, want) {
				t.Errorf("%q is not in:\n%s", want, told)
			}
		}
	}
	root := regexp.MustCompile(`(?m)^  ([0-9a-f]{64})$`).FindStringSubmatch(said(0, "init", "-dir", dir))
	if root == nil {
		t.Fatal("no fingerprint")
	}
	bank := filepath.Join(work, "bank.csv")
	write := func(path, content string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	const one, two = "Bank A/0001", "Bank A/0002"
	const rows = "creditor,number,name,street,amount,currency,days_past_due\nBank A,0001,李秀兰,中山路 9 号,100.00,CNY,45\nBank A,0002,李华,人民路 8 号,500.00,CNY,60\n"
	write(bank, rows)
	says(said(0, "import", "-dir", dir, "-unit", "north", bank), "2 cases taken")

	says(said(0, "hold", "-dir", dir, one, "-reason", "court"), "held: nothing of case")
	says(said(1, "erase", "-dir", dir, one, "-reason", "request"), "under a legal hold; nothing was erased (court, since ")
	says(said(1, "erase", "-dir", dir, two, "-reason", "tired"), "wrong_party, wrong_address", "nothing was erased")
	says(said(1, "erase", "-dir", dir, "Bank A/9", "-reason", "request"), "has no case")
	says(said(0, "hold", "-dir", dir, one, "-release", "-reason", "court"), "released")
	told := said(0, "erase", "-dir", dir, one, "-reason", "request")
	until := time.Now().UTC().AddDate(0, 0, 8).Format(time.DateOnly)
	says(told, "erased: nobody reads here any more", "hold its key until "+until+"T00:00:00Z", "-confirm")
	says(said(1, "erase", "-dir", dir, one, "-confirm"), "not complete yet", until)
	says(said(0, "erase", "-dir", dir, one, "-reason", "request"), until)

	says(said(0, "import", "-dir", dir, "-unit", "north", bank), "row 2, ", "was erased on ", "(request)", "0 cases taken, 1 the same, 1 rows refused")
	says(said(0, "audit", "-dir", dir), "all as it must be")
	size := regexp.MustCompile(`log +(\d+) entries`).FindStringSubmatch(said(0, "status", "-dir", dir))
	said(0, "export", "-dir", dir, "dossier", one, "-at", size[1], "-o", file)
	says(said(0, "verify", file, "-root", root[1]), "unaltered since recorded")
	if b, err := os.ReadFile(file); err != nil || bytes.Contains(b, []byte("李秀兰")) || !bytes.Contains(b, []byte("erased -")) {
		t.Errorf("the dossier holds the name, or does not say that it is erased: %v", err)
	}

	policy := filepath.Join(work, "policy.json")
	write(policy, `{"payed": 3}`)
	says(said(1, "retention", "-dir", dir, "-policy", policy, "-dry"), `says "payed": 3`, "nothing is erased")
	write(policy, `{"paid": 1}`)
	says(said(0, "close", "-dir", dir, two, "-reason", "paid"), "closed: case ")
	if told := said(0, "retention", "-dir", dir, "-policy", policy, "-dry"); told != "" {
		t.Errorf("due on the day it was closed: %s", told)
	}

	// The key folder loses the case keys: nothing opens until a copy is put back.
	backup, keys := filepath.Join(work, "backup"), filepath.Join(dir, "keys")
	said(0, "backup", "-dir", dir, "-to", backup)
	if err := os.Remove(filepath.Join(keys, "case-keys.db")); err != nil {
		t.Fatal(err)
	}
	says(said(1, "status", "-dir", dir), "put the newest copy of them back")
	if err := os.RemoveAll(filepath.Join(dir, "data")); err != nil {
		t.Fatal(err)
	}
	said(0, "restore", "-dir", dir, "-from", backup, "-accept-loss", "-case-keys", filepath.Join(keys, "case-key-copies"))
	says(said(0, "export", "-dir", dir, "cases"), "closed", "erased")
	says(said(0, "audit", "-dir", dir), "all as it must be")
}
