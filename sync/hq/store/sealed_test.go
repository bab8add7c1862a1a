package store

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fairvisit/evidence"
	"fairvisit/sync/hq/casekeys"
)

// A store that seals gives back what one that does not gives back, and holds none
// of it in the open: words, pictures, thumbnails, refused bytes.
func TestASealedStoreGivesBackWhatWasPutIn(t *testing.T) {
	dir := t.TempDir()
	s, plain, a := openUnder(t, dir, newRing(t)), open(t, t.TempDir()), newAuthor()
	a.words, a.cas = 300, evidence.ID{5}
	a.photos = []evidence.PhotoRef{{Root: evidence.Hash{1}, Size: 5, Type: 1}}
	e := a.chain(6)
	photo := PhotoDone{Entry: e[0].Entry.ID, At: 1}
	secret := []byte("a secret of 王小明")
	for _, s := range []*Store{s, plain} {
		admit(t, s, e...)
		if _, err := s.Refuse(ctx, a.device, a.epoch, 7, secret, "malformed", 1); err != nil {
			t.Fatal(err)
		}
		if err := s.PhotosStored(ctx, []PhotoDone{photo}); err != nil {
			t.Fatal(err)
		}
		if err := s.KeepThumb(ctx, photo.Entry, 0, secret, func(*FoldTx) error { return nil }); err != nil {
			t.Fatal(err)
		}
		_, err := s.Fold(ctx, 10, func(tx *FoldTx, rows []Row) error {
			return tx.Put(Picture{Kind: "case", ID: a.cas, Body: secret, MadeBy: rows[0].id(t), Scope: casekeys.OfCase(a.cas)})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if d := cmp.Diff(allRows(t, plain), allRows(t, s)); d != "" {
		t.Error(d)
	}
	p, err := s.PictureByID(ctx, "case", a.cas)
	if err != nil || !bytes.Equal(p.Body, secret) {
		t.Errorf("%q, %v", p.Body, err)
	}
	letters, err := s.DeadLetters(ctx, 10)
	if err != nil || len(letters) != 1 || !bytes.Equal(letters[0].Bytes, secret) {
		t.Errorf("%+v, %v", letters, err)
	}
	if row, err := s.Photo(ctx, photo.Entry, 0); err != nil || !bytes.Equal(row.Thumb, secret) {
		t.Errorf("%q, %v", row.Thumb, err)
	}
	if err := s.Check(ctx); err != nil {
		t.Error(err)
	}
	words := e[0].Raw[len(e[0].Raw)-100:]
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if b, err := os.ReadFile(f); err != nil || bytes.Contains(b, secret) || bytes.Contains(b, words) {
			t.Errorf("%s holds it in the open, or %v", f, err)
		}
	}
}

func (r Row) id(t *testing.T) evidence.Hash {
	t.Helper()
	e, err := evidence.Decode(r.Raw)
	if err != nil {
		t.Fatal(err)
	}
	return e.ID
}

// What comes in for a key that was destroyed is admitted with its words erased; a
// second copy that holds sealed words gives back what its keys still open.
func TestWhatComesForADestroyedKeyIsErased(t *testing.T) {
	ring := newRing(t)
	s, a, other := openUnder(t, t.TempDir(), ring), newAuthor(), newAuthor()
	a.words, a.cas, other.words, other.cas = 300, evidence.ID{5}, 300, evidence.ID{6}
	before, kept := a.next(), other.next()
	admit(t, s, before, kept)
	if err := ring.Destroy(casekeys.OfCase(a.cas)); err != nil {
		t.Fatal(err)
	}
	admit(t, s, a.next())
	copied, _, err := s.Unsecured(ctx, 10)
	if err != nil {
		t.Fatal(err)
	}
	replayed := openUnder(t, t.TempDir(), ring)
	r := replayed.Replay()
	if err := errors.Join(r.AppendLying(ctx, copied), r.Settle(ctx)); err != nil {
		t.Fatal(err)
	}
	for name, s := range map[string]*Store{"the store": s, "a replay": replayed} {
		rows := allRows(t, s)
		for i, want := range []evidence.State{evidence.Erased, evidence.Present, evidence.Erased} {
			e, err := evidence.Decode(rows[i].Raw)
			if err != nil || e.Words.State != want {
				t.Errorf("%s: the words of entry %d are %d, %v", name, i, e.Words.State, err)
			}
		}
		if err := s.Check(ctx); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if lying, _, err := replayed.Unsecured(ctx, 10); err != nil || !cmp.Equal(copied, lying) {
		t.Errorf("a replay seals otherwise: %v", err)
	}
}
