package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

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
