package hq_test

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fairvisit/sync/hq"
	"fairvisit/sync/hq/store"
)

// keyEdits are edits of the file of case keys, by SQL, of every row they fit: each must be
// found, with its column, or stands here with why nothing vouches for it.
var keyEdits = []struct{ column, set, where, free string }{
	{"scope", "scope = CAST(scope || x'00' AS BLOB)", "1", ""},
	{"scope", "scope = CAST(substr(scope, 1, length(scope) - 1) || x'ff' AS BLOB)", "length(scope) > 1 AND substr(scope, -1) <> x'ff'", ""},
	{"key", "key = CAST(substr(key, 1, length(key) - 1) || x'00' AS BLOB)", "length(key) > 0 AND substr(key, -1) <> x'00'", ""},
	{"key", "key = x'01'", "1", ""},
	{"key", "key = x''", "length(key) > 0", ""},
	{"destroyed", "destroyed = 0", "destroyed <> 0", ""},
	{"destroyed", "destroyed = 1", "destroyed = 0", ""},
	{"destroyed", "destroyed = -1", "1", ""},
	{"destroyed", "key = x'', destroyed = 1", "destroyed = 0", ""}, // as an erasure that no entry tells of
	{"destroyed", "destroyed = destroyed + 1", "destroyed <> 0", "when a key was destroyed; that it was, an entry says"},
}

func TestAnAuditFindsAnEditOfEveryCaseKey(t *testing.T) {
	d := newAuditedDay(t)
	rows := d.caseKeys(t, "")
	if len(rows) < 5 || !slices.ContainsFunc(rows, func(r [2]string) bool { return r[1] != "0" }) {
		t.Fatalf("%v: this test shows nothing", rows)
	}
	for _, e := range keyEdits {
		t.Run(e.set, func(t *testing.T) {
			fit := d.caseKeys(t, "WHERE "+e.where)
			if len(fit) == 0 {
				t.Fatal("no row fits")
			}
			for _, row := range fit {
				r := d.withKeys(t, fmt.Sprintf("UPDATE case_keys SET %s WHERE scope = x'%s'", e.set, row[0]))
				if e.free != "" {
					if r.Total != 0 {
						t.Errorf("nothing is said to vouch for it (%s), but told of is %v", e.free, r.Faults)
					}
					continue
				}
				if !slices.ContainsFunc(r.Faults, func(f store.Fault) bool { return f.Table == "case keys" && strings.Contains(f.Column, e.column) }) {
					t.Errorf("an edit of %s is not found; told of is %v", row[0], r.Faults)
				}
			}
		})
	}
	t.Run("a row gone", func(t *testing.T) {
		awaited := d.awaited(t)
		for _, row := range rows {
			if slices.Contains(awaited, row[0]) {
				continue // the key of a photo that has not come is made again when it does
			}
			if r := d.withKeys(t, fmt.Sprintf("DELETE FROM case_keys WHERE scope = x'%s'", row[0])); r.Total == 0 {
				t.Errorf("the key %s is gone and nothing says so", row[0])
			}
		}
	})
}

// caseKeys are the scopes, in hex, and whether they were destroyed.
func (d *auditedDay) caseKeys(t *testing.T, where string) (list [][2]string) {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(hq.KeyFolder(d.dir), "case-keys.db")+"?mode=ro")
	d.must(err)
	defer db.Close()
	rows, err := db.Query("SELECT hex(scope), destroyed FROM case_keys " + where + " ORDER BY scope")
	d.must(err)
	defer rows.Close()
	for rows.Next() {
		var r [2]string
		d.must(rows.Scan(&r[0], &r[1]))
		list = append(list, r)
	}
	d.must(rows.Err())
	return list
}

// awaited are the scopes of photos that have not come.
func (d *auditedDay) awaited(t *testing.T) (list []string) {
	t.Helper()
	rows, err := d.copied(t).db.Query("SELECT '04' || hex(entry) || printf('%04X', idx) FROM photos WHERE state = 0")
	d.must(err)
	defer rows.Close()
	for rows.Next() {
		var scope string
		d.must(rows.Scan(&scope))
		list = append(list, scope)
	}
	d.must(rows.Err())
	return list
}

// withKeys audits the day with a copy of its keys in which something was changed.
func (d *auditedDay) withKeys(t *testing.T, change string) hq.AuditReport {
	t.Helper()
	o := d.options()
	o.Keys = t.TempDir()
	d.must(os.CopyFS(o.Keys, os.DirFS(hq.KeyFolder(d.dir))))
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(o.Keys, "case-keys.db"))
	d.must(err)
	done, err := db.Exec(change)
	d.must(err)
	if n, err := done.RowsAffected(); err != nil || n != 1 {
		t.Fatal(n, err)
	}
	d.must(db.Close())
	r, err := hq.Audit(t.Context(), o)
	d.must(err)
	return r
}
