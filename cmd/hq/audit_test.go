package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"fairvisit/sync/hq"
)

// An operator's audit ends with 0 and a summary, or with 1 and a line for each
// fault; -json says the same to a program.
func TestTheAuditCommand(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "hq")
	said := func(args ...string) (string, int) {
		var out, errs bytes.Buffer
		code := run(context.Background(), append(args[:1:1], append([]string{"-dir", dir}, args[1:]...)...), nil, &out, &errs)
		return out.String(), code
	}
	if text, code := said("init"); code != 0 {
		t.Fatal(text)
	}
	if text, code := said("audit"); code != 0 || strings.Count(text, "\n") != 1 || !strings.Contains(text, "all as it must be") {
		t.Errorf("%d: %s", code, text)
	}
	db, err := sql.Open("sqlite3", filepath.Join(hq.DataFolder(dir), "hq.db"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("UPDATE devices SET role = 'manager'; UPDATE entries SET seq = 9"); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	text, code := said("audit")
	for _, want := range []string{"role: is \"manager\" and should be \"hq\"\n", "entries 0 seq: is 9 and should be 1\n", ": 2 faults; root "} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in:\n%s", want, text)
		}
	}
	if code != 1 {
		t.Errorf("ended with %d", code)
	}
	text, code = said("audit", "-json")
	var r hq.AuditReport
	if err := json.Unmarshal([]byte(text), &r); err != nil || code != 1 || r.Total != 2 || len(r.Faults) != 2 || r.Entries != 1 {
		t.Errorf("%d, %v: %s", code, err, text)
	}
	if _, code := said("audit", "-second", filepath.Join(dir, "none")); code != 1 {
		t.Errorf("a store with faults passed with a second copy")
	}
}

// An operator prints the head of today, and years later somebody asks for it as
// it stood in the newspaper.
func TestTheReportAndAnchorCommands(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "hq")
	said := func(want int, args ...string) string {
		t.Helper()
		var out, errs bytes.Buffer
		if code := run(context.Background(), args, nil, &out, &errs); code != want {
			t.Fatalf("hq %s: %d, %s%s", strings.Join(args, " "), code, &out, &errs)
		}
		return out.String() + errs.String()
	}
	said(0, "init", "-dir", dir)
	today, file := time.Now().UTC().Format(time.DateOnly), filepath.Join(t.TempDir(), "day.txt")
	text := said(0, "report", "daily", "-dir", dir, "-day", today, "-zone", "UTC")
	head := regexp.MustCompile(`(?m)^in one line +([0-9a-f]{64})$`).FindStringSubmatch(text)
	if head == nil || !strings.Contains(text, "The day has not ended") || !strings.Contains(text, "entries in the log    1\n") {
		t.Fatal(text)
	}
	if told := said(0, "audit", "-dir", dir, "-anchor", head[1][:32]+" "+head[1][32:]); !strings.Contains(told, "head "+head[1]+": this log had it at 1 entries; printed as that of "+today) {
		t.Error(told)
	}
	if told := said(1, "audit", "-dir", dir, "-anchor", strings.Repeat("ab", 32)); !strings.Contains(told, "never had the printed head abab") {
		t.Error(told)
	}
	said(2, "audit", "-dir", dir, "-anchor", "abab")
	if written := said(0, "report", "-dir", dir, "-day", today, "-zone", "UTC", "-o", file, "daily"); written != "" {
		t.Error(written)
	}
	if again := said(1, "report", "-dir", dir, "-day", today, "-o", file, "daily"); !strings.Contains(again, "stays as it is") {
		t.Error(again)
	}
	said(1, "report", "-dir", dir)

	for _, wrong := range [][]string{{"audit", "-dir", dir, "-tsa-ca", file}, {"audit", "-dir", dir, "-tsa-ca", file + "none"},
		{"serve", "-dir", dir, "-tsa-ca", file}, {"serve", "-dir", dir, "-daily", "none", "-tsa", "http://127.0.0.1:1"}} {
		if told := said(1, wrong...); !strings.Contains(told, "no certificate") && !strings.Contains(told, "no such file") && !strings.Contains(told, "prints none") {
			t.Errorf("%v: %s", wrong, told)
		}
	}
	if _, err := os.Stat(file); err != nil {
		t.Error(err)
	}
}
