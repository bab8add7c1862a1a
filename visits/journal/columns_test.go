package journal_test

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/mattn/go-sqlite3"
)

// columns is what each column may hold: an id is random and names nobody, a
// number counts or orders, a state is one of a few words, a fact is a code or a
// day, and all that can say something about a person is sealed in a BLOB (D28).
// What is boxed is a key that headquarters alone opens.
var columns = map[string]string{
	"meta": "key state, value sealed", "epochs": "n number, epoch id, opened number",
	"entries": "n number, epoch id, seq number, id id, kind fact, case_id id, visit_id id, wall number, state state, secured_at number, " +
		"urgent_sent number, content state, refused_why fact, body sealed",
	"drafts":          "visit id, case_id id, opened number, last_at number, state state",
	"draft_answers":   "visit id, n number, question fact, value sealed, at number, reason fact",
	"pictures":        "kind state, id id, version number, state state, day fact, ord number, body sealed",
	"feeds":           "feed id, cursor number, generation id, count number, sum number, round number, pulls number, seen number",
	"feed_rows":       "entity id, feed id, n number, digest number, round number, pull number, gone state, made_by id, body sealed",
	"seen":            "feed id, pull number, kept state, body number",
	"photos":          "entry id, idx number, name id, root id, size number, type state, state state, secured_at number, body sealed",
	"pending_capture": "name id, visit id, question fact, at number, purpose sealed",
	"hidden":          "case_id id",
	"slips":           "epoch id, seq number, generation id, no number, received number, status state, checkpoint fact, proof number",
	"headquarters":    "n number, generation id",
	"imported_before": "case_id id, import id, at number, body sealed",
	"visit_keys":      "id id, visit id, epoch id, transport fact, box boxed",
	"receipts":        "mark id, visit id",
	"heads":           "generation id, size number, root id, checkpoint fact, proved_size number, proved_root id",
}

func TestEveryColumnHasAClass(t *testing.T) {
	d := newTablet(t, "officer")
	d.close()
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(d.dir, "journal.db")+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	seen := map[string]bool{}
	for _, table := range query(t, db, "SELECT name || ' ' || strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table'") {
		name, strict, _ := strings.Cut(table, " ")
		if strings.HasPrefix(name, "sqlite_") || name == "goose_db_version" {
			continue // SQLite's and the migrations' own; no content of ours
		}
		if strict != "1" {
			t.Errorf("table %s is not strict", name)
		}
		seen[name] = true
		var classed []string
		for c := range strings.SplitSeq(columns[name], ", ") {
			column, class, _ := strings.Cut(c, " ")
			if !strings.Contains(" id number state fact sealed boxed ", " "+class+" ") {
				t.Errorf("%s.%s has the class %q", name, column, class)
			}
			classed = append(classed, column)
		}
		if have := query(t, db, "SELECT name FROM pragma_table_info(?)", name); strings.Join(have, " ") != strings.Join(classed, " ") {
			t.Errorf("table %s has columns %v; classes are given for %v", name, have, classed)
		}
		for _, column := range query(t, db, "SELECT name || ' ' || type FROM pragma_table_info(?)", name) {
			if c, kind, _ := strings.Cut(column, " "); strings.Contains(columns[name], c+" sealed") && kind != "BLOB" {
				t.Errorf("%s.%s is sealed and not a BLOB", name, c)
			}
		}
	}
	if len(seen) != len(columns) {
		t.Errorf("%d tables are here, %d have classes", len(seen), len(columns))
	}
}

func query(t *testing.T, db *sql.DB, text string, args ...any) []string {
	t.Helper()
	rows, err := db.Query(text, args...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var list []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		list = append(list, s)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return list
}
