package journal_test

import (
	"database/sql"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/pressly/goose/v3"

	"fairvisit/evidence"
)

const tablesOf = "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' AND name NOT LIKE 'goose_%' ORDER BY 1"

// asFirstMade takes a closed store back to the tables of the first migration, with every row that these had. That
// they are the very tables is asked of the migration itself.
func (d *tablet) asFirstMade(t *testing.T) {
	t.Helper()
	made, err := sql.Open("sqlite3", "file:"+filepath.Join(t.TempDir(), "first.db"))
	d.must(err)
	defer made.Close()
	first, err := goose.NewProvider(goose.DialectSQLite3, made, os.DirFS("migrations"))
	d.must(err)
	_, err = first.UpTo(t.Context(), 1)
	d.must(err)

	db, err := sql.Open("sqlite3", "file:"+filepath.Join(d.dir, "journal.db"))
	d.must(err)
	defer db.Close()
	_, err = db.Exec(`DROP TABLE slips; DROP TABLE heads; DROP TABLE headquarters; DROP TABLE visit_keys; DROP TABLE imported_before; DROP TABLE receipts; DROP INDEX pictures_visits; DELETE FROM goose_db_version WHERE version_id > 1;
		UPDATE sqlite_sequence SET seq = (SELECT max(id) FROM goose_db_version) WHERE name = 'goose_db_version'`)
	d.must(err)
	if diff := cmp.Diff(query(t, made, tablesOf), query(t, db, tablesOf)); diff != "" {
		t.Fatalf("these are not the tables of the first migration (-want +got):\n%s", diff)
	}
}

func encoded(chain []evidence.Entry) (all [][]byte) {
	for _, e := range chain {
		all = append(all, e.Encode())
	}
	return all
}

// A store whose tables are those of the first version is brought up to date as it is opened: every entry, answer,
// photo and picture is there as before, all of it can be sent, and the chain goes on.
func TestAStoreOfTheFirstTablesIsBroughtUpToDate(t *testing.T) {
	d, chain, v := full(t)
	d.open()
	lists, risk, seq := d.lists(), d.risk(), d.seq()
	answers, err := d.DraftAnswers(t.Context(), v.id)
	d.must(err)
	photos, err := d.PhotosOf(t.Context(), v.id)
	d.must(err)
	if len(chain) < 40 || len(answers) != 40 || len(photos) != 1 || len(lists) == 0 {
		t.Fatalf("%d entries, %d answers, %d photos, %d pictures are too little to lose any", len(chain), len(answers), len(photos), len(lists))
	}
	d.close()
	d.asFirstMade(t)
	d.open()

	db, err := sql.Open("sqlite3", "file:"+filepath.Join(d.dir, "journal.db")+"?mode=ro")
	d.must(err)
	defer db.Close()
	files, err := fs.Glob(os.DirFS("migrations"), "*.sql")
	d.must(err)
	if applied := query(t, db, "SELECT version_id FROM goose_db_version WHERE version_id > 0 ORDER BY version_id"); len(applied) != len(files) {
		t.Errorf("of %v there are %v", files, applied)
	}
	if diff := cmp.Diff(encoded(chain), encoded(d.chain())); diff != "" {
		t.Errorf("the chain (-before +after):\n%s", diff)
	}
	if now := d.risk(); d.seq() != seq || now != risk {
		t.Errorf("%d entries, %+v, and before %d, %+v", d.seq(), now, seq, risk)
	}
	if diff := cmp.Diff(lists, d.lists()); diff != "" {
		t.Errorf("the pictures (-before +after):\n%s", diff)
	}
	if now, err := d.DraftAnswers(t.Context(), v.id); err != nil || !reflect.DeepEqual(now, answers) {
		t.Errorf("%d answers, before %d (%v)", len(now), len(answers), err)
	}
	if now, err := d.PhotosOf(t.Context(), v.id); err != nil || !reflect.DeepEqual(now, photos) {
		t.Errorf("photos %v, before %v (%v)", now, photos, err)
	}
	if sent := d.sendable(d.Epoch(), 1); !cmp.Equal(encoded(sent), encoded(chain)) {
		t.Errorf("%d entries can be sent, of %d", len(sent), len(chain))
	}
	d.mark(d.MarkStored, seq)
	out, err := d.PhotosUnsent(t.Context(), 10)
	d.must(err)
	if len(out) != 2 {
		t.Errorf("%d photos can be sent, of 2", len(out))
	}
	for _, p := range out {
		d.must(d.VerifyPhoto(p))
	}
	next := d.note(v, "goes on")
	if last := chain[len(chain)-1]; next.Header.Seq != last.Header.Seq+1 || next.Header.Prev != last.ID {
		t.Errorf("after entry %d came %d", last.Header.Seq, next.Header.Seq)
	}
	d.reopen()
	if len(d.chain()) != len(chain)+1 {
		t.Errorf("%d entries after the next start", len(d.chain()))
	}
}
