package casekeys

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"fairvisit/evidence"
	"fairvisit/evidence/vault"
)

// house is a key folder with a clock.
type house struct {
	*testing.T
	dir string
	now time.Time
}

func newHouse(t *testing.T) *house {
	h := &house{t, t.TempDir(), time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)}
	h.must(Make(h.dir))
	return h
}

func (h *house) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func (h *house) open() *Ring {
	h.Helper()
	r, err := Open(h.dir, CopiesFolder(h.dir), [32]byte{1}, func() time.Time { return h.now })
	h.must(err)
	h.Cleanup(func() { r.Close() })
	return r
}

var (
	case1 = OfCase(evidence.ID{1})
	case2 = OfCase(evidence.ID{2})
	at    = vault.Place{Table: "entries", Column: "words", ID: []byte{7}}
)

func TestWhatIsSealedOpensInEveryProcessUntilItsKeyIsDestroyed(t *testing.T) {
	h := newHouse(t)
	a, b := h.open(), h.open()
	h.must(a.Ensure(case1, case2, case1))
	sealed, err := a.Seal(case1, at, []byte("a name"))
	h.must(err)
	if scope, err := ScopeOf(sealed); scope != case1 || err != nil || bytes.Contains(sealed, []byte("a name")) {
		t.Fatalf("%q, %v: sealed as %q", scope, err, sealed)
	}
	for _, r := range []*Ring{a, b} {
		if plain, err := r.Open(at, sealed); string(plain) != "a name" || err != nil {
			t.Errorf("%q, %v", plain, err)
		}
	}
	elsewhere := at
	elsewhere.ID = []byte{8}
	if _, err := a.Open(elsewhere, sealed); !errors.Is(err, vault.ErrSealed) {
		t.Errorf("moved to another place it opens: %v", err)
	}
	h.must(a.Destroy(case1))
	h.must(b.Refresh())
	for _, r := range []*Ring{a, b, h.open()} {
		if _, err := r.Open(at, sealed); !errors.Is(err, ErrErased) {
			t.Errorf("after it was destroyed: %v", err)
		}
		h.must(r.Ensure(case1))
		if _, err := r.Seal(case1, at, nil); !errors.Is(err, ErrErased) {
			t.Errorf("a destroyed key was made anew: %v", err)
		}
	}
	if _, err := b.Key(case2); err != nil {
		t.Errorf("another case: %v", err)
	}
	if _, err := b.Key(OfCase(evidence.ID{3})); !errors.Is(err, ErrNoKey) {
		t.Errorf("a case that never was: %v", err)
	}
}

// A key that is destroyed leaves no byte in the file: not wrapped either, for who
// has the master key could open it.
func TestADestroyedKeyLeavesNoByte(t *testing.T) {
	h := newHouse(t)
	r := h.open()
	h.must(r.Ensure(case1, case2))
	var wrapped []byte
	h.must(r.db.QueryRow("SELECT key FROM case_keys WHERE scope = ?1", []byte(case1)).Scan(&wrapped))
	files := []string{filepath.Join(h.dir, fileName), r.copyPath(h.now)}
	for _, f := range files {
		if b, err := os.ReadFile(f); err != nil || !bytes.Contains(b, wrapped) {
			t.Fatalf("%s does not hold the key: %v", f, err)
		}
	}
	h.must(r.Destroy(case1))
	for _, f := range files {
		if b, err := os.ReadFile(f); err != nil || bytes.Contains(b, wrapped) {
			t.Errorf("%s holds the key still: %v", f, err)
		}
		if b, err := os.ReadFile(f + journalSuffix); err != nil || len(b) > 0 {
			t.Errorf("the journal of %s holds %d bytes: %v", f, len(b), err)
		}
	}
}

// The copies of the days before hold a destroyed key for seven days, and the time
// that Gone says is when the last of them is deleted.
func TestTheCopiesForgetAKeyWhenGoneSays(t *testing.T) {
	h := newHouse(t)
	r := h.open()
	h.must(r.Ensure(case1))
	h.now = h.now.AddDate(0, 0, 1)
	h.must(r.Ensure(case2)) // the copy of this day begins with all there is
	destroyed := h.now
	h.must(r.Destroy(case1))
	holding := func() []string {
		h.must(r.Tidy())
		held, err := r.Held(case1)
		h.must(err)
		return held
	}
	if got := holding(); !slices.Equal(got, []string{"case-keys-2026-11-25.db"}) {
		t.Fatalf("held in %v", got)
	}
	gone := Gone(destroyed)
	if gone.Format(time.RFC3339) != "2026-12-04T00:00:00Z" {
		t.Errorf("gone at %s", gone)
	}
	for h.now = destroyed; h.now.Before(gone.AddDate(0, 0, -2)); h.now = h.now.AddDate(0, 0, 1) {
		if len(holding()) != 1 {
			t.Fatalf("on %s the copy of the day before is deleted, that of seven days is to be kept", h.now)
		}
	}
	h.now = gone
	if got := holding(); len(got) != 0 {
		t.Errorf("held in %v", got)
	}
	names, err := copiesIn(r.copies)
	h.must(err)
	h.must(r.Ensure(OfCase(evidence.ID{9})))
	if again, err := copiesIn(r.copies); err != nil || len(again) != len(names)+1 {
		t.Errorf("%v: %v, then %v", err, names, again)
	}
}

func TestTheNewestCopyIsPutBackWhereTheFileIsLost(t *testing.T) {
	h := newHouse(t)
	r := h.open()
	h.must(r.Ensure(case1))
	h.must(r.Destroy(case1))
	h.must(r.Ensure(case2))
	sealed, err := r.Seal(case2, at, []byte("a name"))
	h.must(err)
	h.must(r.Close())
	if err := PutBack(h.dir, CopiesFolder(h.dir)); err == nil {
		t.Error("a file that is there was replaced")
	}
	h.must(os.Remove(filepath.Join(h.dir, fileName)))
	h.must(PutBack(h.dir, CopiesFolder(h.dir)))
	again := h.open()
	if plain, err := again.Open(at, sealed); string(plain) != "a name" || err != nil {
		t.Errorf("%q, %v", plain, err)
	}
	if _, err := again.Key(case1); !errors.Is(err, ErrErased) {
		t.Errorf("what was erased: %v", err)
	}
	if r, err := OpenToRead(h.dir, [32]byte{2}); err != nil {
		t.Fatal(err)
	} else if _, err := r.Key(case2); !errors.Is(err, ErrNoKey) {
		t.Errorf("by another master key: %v", err)
	}
}

// Many at once get one key each, the same in every process and in the copy that
// both begin at once.
func TestKeysAreMadeOnce(t *testing.T) {
	h := newHouse(t)
	rings := []*Ring{h.open(), h.open()}
	var scopes []Scope
	for round := range 8 {
		var all sync.WaitGroup
		for i := range 16 {
			one, each := OfCase(evidence.ID{byte(round + 1), byte(i / 8)}), OfPhoto(evidence.Hash{byte(round), byte(i)}, i)
			scopes = append(scopes, one, each)
			all.Go(func() {
				if err := rings[i%2].Ensure(one, each); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
	}
	for _, s := range scopes {
		a, err := rings[0].Key(s)
		h.must(err)
		if b, err := rings[1].Key(s); err != nil || !a.Equal(b) {
			t.Errorf("%v: two processes have two keys of one thing", err)
		}
	}
	h.copied(rings[0], scopes...)
}

// A process that ends between the copy and the file leaves a copy with a key that
// nobody used. The one that is used in its stead is in the copy all the same.
func TestACopyThatIsAheadOfTheFileGetsTheKeyThatIsUsed(t *testing.T) {
	h := newHouse(t)
	r := h.open()
	h.must(r.Ensure(case1))
	stray := r.master.Seal(place(case2), make([]byte, 32))
	if _, err := r.today.db.Exec("INSERT INTO case_keys (scope, key, destroyed) VALUES (?1, ?2, 0)", []byte(case2), stray); err != nil {
		t.Fatal(err)
	}
	h.must(r.Ensure(case2))
	h.copied(r, case1, case2)
}

// copied holds the newest copy's keys of scopes against those in use.
func (h *house) copied(used *Ring, scopes ...Scope) {
	h.Helper()
	dir := h.TempDir()
	h.must(PutBack(dir, CopiesFolder(h.dir)))
	r, err := OpenToRead(dir, [32]byte{1})
	h.must(err)
	defer r.Close()
	for _, s := range scopes {
		want, err := used.Key(s)
		h.must(err)
		if k, err := r.Key(s); err != nil || !k.Equal(want) {
			h.Errorf("the copy has not the key that is used: %v", err)
		}
	}
}

// Whoever carries copies elsewhere may move today's: the next key lies in a new
// one, with all before it, and not in the one that is gone.
func TestACopyThatWasCarriedAwayIsBegunAnew(t *testing.T) {
	h := newHouse(t)
	r := h.open()
	h.must(r.Ensure(case1))
	h.must(os.Remove(r.copyPath(h.now)))
	h.must(r.Ensure(case2))
	h.copied(r, case1, case2)
}

// The day ends between the look at its copy and the lock of the file, and another
// process begins the copy of the next: that one has the key too.
func TestAKeyOfMidnightIsInTheNewestCopy(t *testing.T) {
	h := newHouse(t)
	other := h.open()
	midnight := func() {}
	r, err := Open(h.dir, CopiesFolder(h.dir), [32]byte{1}, func() time.Time {
		before := h.now
		midnight()
		return before
	})
	h.must(err)
	t.Cleanup(func() { r.Close() })
	h.must(r.Ensure(case1))
	midnight = func() {
		midnight = func() {}
		h.now = h.now.AddDate(0, 0, 1)
		h.must(other.Ensure(OfCase(evidence.ID{3})))
	}
	h.must(r.Ensure(case2))
	h.copied(r, case1, case2)
}

// An operator stands in the folder above and names it as it is there.
func TestAFolderIsNamedFromWhereOneStands(t *testing.T) {
	t.Chdir(t.TempDir())
	h := &house{t, "keys", time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)}
	h.must(os.Mkdir(h.dir, 0o700))
	h.must(Make(h.dir))
	h.must(h.open().Close())
}
