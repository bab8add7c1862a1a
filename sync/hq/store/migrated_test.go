package store

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/pressly/goose/v3"

	"fairvisit/evidence"
)

const tablesOf = "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' AND name NOT LIKE 'goose_%' ORDER BY 1"

func texts(t *testing.T, db *sql.DB, text string) (all []string) {
	t.Helper()
	rows, err := db.Query(text)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// asFirstMade takes a closed store back to the tables of the first migration, with every row that these had, and to
// photos that are awaited without a name, as it had them.
func asFirstMade(t *testing.T, dir string) {
	t.Helper()
	must := func(err error) {
		if err != nil {
			t.Helper()
			t.Fatal(err)
		}
	}
	made, err := sql.Open("sqlite3", uri(filepath.Join(t.TempDir(), "first.db"), ""))
	must(err)
	defer made.Close()
	first, err := goose.NewProvider(goose.DialectSQLite3, made, os.DirFS("migrations"), goose.WithDisableGlobalRegistry(true))
	must(err)
	_, err = first.UpTo(context.Background(), 1)
	must(err)

	db, err := sql.Open("sqlite3", uri(File(dir), ""))
	must(err)
	defer db.Close()
	_, err = db.Exec(`DROP TABLE checkpoints; DROP TABLE heads; DROP TABLE stamps; DROP TABLE search_words;
		UPDATE photos SET file = '' WHERE state = 0; DELETE FROM goose_db_version WHERE version_id > 1;
		UPDATE sqlite_sequence SET seq = (SELECT max(id) FROM goose_db_version) WHERE name = 'goose_db_version'`)
	must(err)
	if diff := cmp.Diff(texts(t, made, tablesOf), texts(t, db, tablesOf)); diff != "" {
		t.Fatalf("these are not the tables of the first migration (-want +got):\n%s", diff)
	}
}

// A store whose tables are those of the first version is brought up to date as it is opened: the whole log, its tree,
// positions and awaited photos are there as before, each photo with a name of its own, and the log goes on.
func TestAStoreOfTheFirstTablesIsBroughtUpToDate(t *testing.T) {
	dir, a := t.TempDir(), newAuthor()
	a.photos = []evidence.PhotoRef{{Root: evidence.Hash{1}, Size: 5, Type: 1}, {Root: evidence.Hash{2}, Size: 6, Type: 1}}
	s, err := OpenSealed(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	admit(t, s, a.chain(20)...)
	rows := allRows(t, s)
	head, err := s.Head(ctx)
	if err != nil {
		t.Fatal(err)
	}
	at, err := s.Position(ctx, a.device)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	asFirstMade(t, dir)

	s = open(t, dir)
	if diff := cmp.Diff(rows, allRows(t, s)); diff != "" {
		t.Errorf("the log (-before +after):\n%s", diff)
	}
	if now, err := s.Head(ctx); err != nil || now.Size != head.Size || now.Root != head.Root {
		t.Errorf("the head is %+v, before %+v (%v)", now, head, err)
	}
	if now, err := s.Position(ctx, a.device); err != nil || !cmp.Equal(now, at) {
		t.Errorf("the position is %v, before %v (%v)", now, at, err)
	}
	awaited, err := s.AwaitedPhotos(ctx, a.device)
	if err != nil || len(awaited) == 0 {
		t.Errorf("%d photos are awaited (%v)", len(awaited), err)
	}
	names := map[string]bool{}
	for _, name := range texts(t, s.r, "SELECT file FROM photos") {
		if len(name) != 32 || names[name] {
			t.Errorf("a photo has the name %q", name)
		}
		names[name] = true
	}
	want(t, told(admit(t, s, a.next())), "20 whole")
	isTheLogOf(t, s)
}
