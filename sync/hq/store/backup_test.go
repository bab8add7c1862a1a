package store

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fairvisit/evidence"
)

func allRows(t testing.TB, s *Store) []Row {
	t.Helper()
	rows, err := s.EntryRange(ctx, 0, 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// restored is a store opened from a backup of s.
func restored(t testing.TB, s *Store) *Store {
	t.Helper()
	dir := t.TempDir()
	if err := s.Backup(ctx, filepath.Join(dir, fileName)); err != nil {
		t.Fatal(err)
	}
	return open(t, dir)
}

func TestABackupIsTheStore(t *testing.T) {
	s, a := open(t, t.TempDir()), newAuthor()
	a.photos = []evidence.PhotoRef{{Root: evidence.Hash{1}, Size: 5, Type: 1}}
	admit(t, s, a.chain(20)...)
	b := restored(t, s)
	if d := cmp.Diff(allRows(t, s), allRows(t, b)); d != "" {
		t.Error(d)
	}
	for _, f := range []func(*Store) (any, error){
		func(s *Store) (any, error) { return s.Head(ctx) },
		func(s *Store) (any, error) { return s.Generation(ctx) },
		func(s *Store) (any, error) { return s.Position(ctx, a.device) },
		func(s *Store) (any, error) { return s.AwaitedPhotos(ctx, a.device) },
	} {
		had, err := f(s)
		has, err2 := f(b)
		if d := cmp.Diff(had, has); d != "" || err != nil || err2 != nil {
			t.Error(d, err, err2)
		}
	}
	want(t, told(admit(t, b, a.next())), "20 whole")
	isTheLogOf(t, b)
}

func TestABackupReplacesNothing(t *testing.T) {
	s := open(t, t.TempDir())
	dst := filepath.Join(t.TempDir(), "kept.db")
	if err := os.WriteFile(dst, []byte("older"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.Backup(ctx, dst); !errors.Is(err, os.ErrExist) {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(dst); err != nil || string(b) != "older" {
		t.Fatalf("%q, %v", b, err)
	}
}

// After the loss of the disk: the backup of yesterday, then what the second
// copy has of today. The log is the one that was signed.
func TestReplayGivesTheSignedLogBack(t *testing.T) {
	s, a := open(t, t.TempDir()), newAuthor()
	e := a.chain(9)
	admit(t, s, e[0])
	b := restored(t, s)
	admit(t, s, e[1], urgent(e[5]), drain(e[2]))
	if _, err := s.DeclareGap(ctx, a.device, a.epoch, 4, 4, "damaged", 1); err != nil {
		t.Fatal(err)
	}
	admit(t, s, e[4], a.at(3, e[1].Entry.ID), e[6])
	rows := allRows(t, s)
	if err := b.Replay().Append(ctx, rows[2:]); err == nil {
		t.Fatal("a replay with a hole was taken")
	}
	replay(t, b, rows[1:4], rows[4:])
	if d := cmp.Diff(rows, allRows(t, b)); d != "" {
		t.Error(d)
	}
	gaps, err := b.Gaps(ctx, a.device)
	if d := cmp.Diff([]Gap{{a.device, a.epoch, 4, 4, Restored, e[4].Received}}, gaps); d != "" || err != nil {
		t.Error(d, err)
	}
	stands(t, b, a, 7, e[6].Entry.ID)
	want(t, told(admit(t, b, e[7])), "7 whole")
	isTheLogOf(t, b)
}

// What was admitted ahead took the place of a branch that came later; after a
// replay it has it still.
func TestReplayKeepsTheBranchThatWasFirst(t *testing.T) {
	s, a, b := open(t, t.TempDir()), newAuthor(), open(t, t.TempDir())
	e := a.chain(3)
	admit(t, s, e[0], urgent(e[2]))
	if _, err := s.Refuse(ctx, a.device, a.epoch, 2, nil, "malformed", 1); err != nil {
		t.Fatal(err)
	}
	want(t, told(admit(t, s, a.at(3, prevFor("another store")))), "2 fork")
	stands(t, s, a, 3, e[2].Entry.ID)
	replay(t, b, allRows(t, s))
	stands(t, b, a, 3, e[2].Entry.ID)
}

func TestReplayTakesNothingDamaged(t *testing.T) {
	s, a := open(t, t.TempDir()), newAuthor()
	admit(t, s, a.chain(2)...)
	b := open(t, t.TempDir())
	for what, damage := range map[string]func(r *Row){
		"bytes":  func(r *Row) { r.Raw = r.Raw[:len(r.Raw)-1] },
		"status": func(r *Row) { r.Status = 9 },
		"number": func(r *Row) { r.No = 2 },
	} {
		rows := allRows(t, s)
		damage(&rows[1])
		if err := b.Replay().Append(ctx, rows); err == nil {
			t.Errorf("damaged %s was taken", what)
		}
	}
	if len(allRows(t, b)) != 0 {
		t.Error("half of a replay stands")
	}
}

func replay(t *testing.T, s *Store, parts ...[]Row) {
	t.Helper()
	r := s.Replay()
	for _, rows := range parts {
		if err := r.Append(ctx, rows); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.Settle(ctx); err != nil {
		t.Fatal(err)
	}
}

// replaysAlike replays a whole log into an empty store. No position may pass
// what the first store's had, or an entry would never be asked for; that none
// stays below an admitted entry is what Check looks at. (A refusal or a gap at
// the very end of a chain leaves no entry, so the position may fall short: the
// device is asked again.)
func replaysAlike(t *testing.T, s *Store) {
	t.Helper()
	b := open(t, t.TempDir())
	replay(t, b, allRows(t, s))
	had, err := s.Head(ctx)
	if err != nil {
		t.Fatal(err)
	}
	has, err := b.Head(ctx)
	had.Generation = has.Generation // each store is a life of its own
	if d := cmp.Diff(had, has); d != "" || err != nil {
		t.Fatal(d, err)
	}
	if err := b.Check(ctx); err != nil {
		t.Error(err)
	}
	for _, r := range allRows(t, s) {
		e, err := evidence.Decode(r.Raw)
		if err != nil {
			t.Fatal(err)
		}
		before, err := s.Position(ctx, e.Header.Device)
		if err != nil {
			t.Fatal(err)
		}
		after, err := b.Position(ctx, e.Header.Device)
		if err != nil {
			t.Fatal(err)
		}
		stood := map[evidence.ID]uint64{}
		for _, p := range before {
			stood[p.Epoch] = p.Seq
		}
		for _, p := range after {
			if p.Seq > stood[p.Epoch] {
				t.Fatalf("after the replay a chain stands at %d, it stood at %d", p.Seq, stood[p.Epoch])
			}
		}
	}
}

func TestCheckNamesWhatWasChanged(t *testing.T) {
	for change, says := range map[string]string{
		"UPDATE entries SET received = received + 1 WHERE no = 2":        "entries 2 received, status: ",
		"UPDATE entries SET core = zeroblob(length(core)) WHERE no = 1":  "entries 1 core, words: ",
		"UPDATE entries SET seq = 9 WHERE no = 3":                        "entries 3 seq: is 9 and should be 4",
		"UPDATE entries SET id = zeroblob(32) WHERE no = 3":              "entries 3 id: ",
		"UPDATE tree SET hashes = substr(hashes, 1, 32) WHERE no = 1":    "tree 1 hashes: ",
		"DELETE FROM entries WHERE no = 2":                               "entries 2 no: the entry is missing",
		"DELETE FROM tree WHERE no = 4":                                  "tree 4 no: the row of this entry is missing",
		"DELETE FROM entries WHERE no = 4":                               "tree 4 no: there is no entry",
		"UPDATE positions SET seq = 3":                                   "seq: is 3 and should be 5",
		"INSERT INTO tree (no, hashes) VALUES (5, x'00')":                "tree 5 no: there is no entry",
		"UPDATE entries SET words = x'03', quarantined = 1 WHERE no = 2": "",
		"UPDATE positions SET seq = 9, last = zeroblob(32)":              "seq: is 9 and should be 5",
	} {
		s, a := open(t, t.TempDir()), newAuthor()
		admit(t, s, a.chain(5)...)
		if _, err := s.w.Exec(change); err != nil {
			t.Fatal(err)
		}
		err := s.Check(ctx)
		if (err == nil) != (says == "") || err != nil && !strings.Contains(err.Error(), says) {
			t.Errorf("%s: check says %v", change, err)
		}
	}
}
