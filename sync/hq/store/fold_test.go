package store

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fairvisit/evidence"
)

func fold(t testing.TB, s *Store, limit int, f func(tx *FoldTx, rows []Row) error) int {
	t.Helper()
	n, err := s.Fold(ctx, limit, f)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func quietly(*FoldTx, []Row) error { return nil }

func TestTheFoldTakesEveryEntryOnceInOrder(t *testing.T) {
	dir := t.TempDir()
	s, other, a := open(t, dir), open(t, dir), newAuthor()
	admit(t, s, a.chain(5)...)
	var seen []int64
	note := func(_ *FoldTx, rows []Row) error {
		for _, r := range rows {
			seen = append(seen, r.No)
		}
		return nil
	}
	for _, step := range []struct {
		by *Store
		n  int
	}{{s, 2}, {other, 2}, {s, 1}, {other, 0}} {
		if n := fold(t, step.by, 2, note); n != step.n {
			t.Errorf("folded %d, want %d", n, step.n)
		}
	}
	if d := cmp.Diff([]int64{0, 1, 2, 3, 4}, seen); d != "" {
		t.Error(d)
	}
}

func TestAFoldThatFailsIsUndone(t *testing.T) {
	s, a := open(t, t.TempDir()), newAuthor()
	admit(t, s, a.chain(2)...)
	id := evidence.NewID()
	broken := errors.New("broken")
	n, err := s.Fold(ctx, 10, func(tx *FoldTx, rows []Row) error {
		if err := tx.Put(Picture{Kind: "case", ID: id, Body: []byte("half")}); err != nil {
			t.Error(err)
		}
		if err := tx.Feed("ref", "case/"+id.String(), 7); err != nil {
			t.Error(err)
		}
		return broken
	})
	if n != 0 || !errors.Is(err, broken) {
		t.Fatal(n, err)
	}
	if _, err := s.PictureByID(ctx, "case", id); !errors.Is(err, ErrNotFound) {
		t.Error("half a fold stands:", err)
	}
	if n := fold(t, s, 10, quietly); n != 2 {
		t.Errorf("folded %d of 2", n)
	}
}

func TestPicturesAreReplacedListedAndRebuilt(t *testing.T) {
	s, a := open(t, t.TempDir()), newAuthor()
	admit(t, s, a.chain(3)...)
	open1 := Picture{Kind: "case", ID: evidence.ID{1}, Version: 1, State: "open", Day: "2026-03-01", Body: []byte("one"), MadeBy: evidence.Hash{1}}
	open2 := Picture{Kind: "case", ID: evidence.ID{2}, Version: 1, State: "open", Day: "2026-03-02", Body: []byte("two"), MadeBy: evidence.Hash{2}}
	done := open1
	done.State, done.Body, done.MadeBy = "done", []byte("one, done"), evidence.Hash{3}
	build := func(tx *FoldTx, rows []Row) error {
		if b, err := tx.Picture("case", open1.ID); b != nil || err != nil {
			t.Errorf("a picture before it was made: %q, %v", b, err)
		}
		err := errors.Join(tx.Put(open1), tx.Put(open2), tx.Put(Picture{Kind: "visit", ID: evidence.ID{1}}), tx.Put(done), tx.Quarantine(1))
		if b, err := tx.Picture("case", open1.ID); string(b) != "one, done" || err != nil {
			t.Errorf("%q, %v", b, err)
		}
		return err
	}
	for _, round := range []string{"first", "rebuilt"} {
		fold(t, s, 10, build)
		list := func(state string, after evidence.ID, limit int, want ...Picture) {
			t.Helper()
			got, err := s.ListPictures(ctx, "case", state, after, limit)
			if d := cmp.Diff(want, got); d != "" || err != nil {
				t.Error(round, d, err)
			}
		}
		list("", evidence.ID{}, 10, done, open2)
		list("", evidence.ID{}, 1, done)
		list("", done.ID, 10, open2)
		list("open", evidence.ID{}, 10, open2)
		list("done", done.ID, 10)
		if p, err := s.PictureByID(ctx, "case", done.ID); err != nil || cmp.Diff(done, p) != "" {
			t.Error(round, p, err)
		}
		states := []Folded{}
		for _, r := range allRows(t, s) {
			states = append(states, r.Folded)
		}
		if d := cmp.Diff([]Folded{InPictures, Quarantined, InPictures}, states); d != "" {
			t.Error(round, d)
		}
		if err := s.ResetFold(ctx); err != nil {
			t.Fatal(err)
		}
		if r := allRows(t, s)[1]; r.Folded != Unfolded {
			t.Error("still", r.Folded)
		}
		list("", evidence.ID{}, 10)
	}
}

// A device folds on top what headquarters has not folded yet; told too much, it
// would show less than it knows.
func TestSeenIsWhatIsFoldedWithoutAHole(t *testing.T) {
	s, a := open(t, t.TempDir()), newAuthor()
	e := a.chain(6)
	admit(t, s, e[0], urgent(e[4]), e[1]) // numbers 0, 1, 2
	admit(t, s, e[2:4]...)                // 3, 4: linked up to seq 5
	admit(t, s, e[5], newAuthor().next()) // 5, 6
	told := func() uint64 {
		h, err := s.ReadFeed(ctx, "ref", a.device, 0, 1, func(FeedRow) error { return nil })
		if err != nil || len(h.Folded) != 1 || h.Folded[0].Epoch != a.epoch || h.Folded[0].Device != a.device {
			t.Fatal(h, err)
		}
		return h.Folded[0].Seq
	}
	var seen []uint64
	for {
		seen = append(seen, told())
		if fold(t, s, 1, quietly) == 0 {
			break
		}
	}
	if d := cmp.Diff([]uint64{0, 1, 1, 2, 3, 5, 6, 6}, seen); d != "" {
		t.Error(d)
	}
	if err := s.ResetFold(ctx); err != nil {
		t.Fatal(err)
	}
	if told() != 0 {
		t.Error("after a reset", told())
	}
}

// What was admitted ahead and waits for the fold says nothing about the numbers
// under it.
func TestSeenNeverPassesThePosition(t *testing.T) {
	s, a := open(t, t.TempDir()), newAuthor()
	e := a.chain(5)
	admit(t, s, e[0])
	fold(t, s, 1, quietly)
	admit(t, s, urgent(e[4]))
	h, err := s.ReadFeed(ctx, "ref", a.device, 0, 1, nil)
	if err != nil || len(h.Folded) != 1 || h.Folded[0].Seq != 1 {
		t.Error(h, err)
	}
}

func TestEntriesOfACaseAndOfAVisit(t *testing.T) {
	s, a := open(t, t.TempDir()), newAuthor()
	a.cas, a.visit = evidence.NewID(), evidence.NewID()
	first := a.chain(2)
	visit := a.visit
	a.visit = evidence.NewID()
	later := a.next()
	a.cas = evidence.NewID()
	admit(t, s, append(first, later, a.next())...)
	nos := func(seq func(func(Row, error) bool)) (all []int64) {
		for r, err := range seq {
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, r.No)
		}
		return all
	}
	if d := cmp.Diff([]int64{0, 1, 2}, nos(s.EntriesOfCase(ctx, later.Entry.Header.Case()))); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]int64{0, 1}, nos(s.EntriesOfVisit(ctx, visit))); d != "" {
		t.Error(d)
	}
	for r, err := range s.EntriesOfCase(ctx, later.Entry.Header.Case()) {
		if r.No != 0 || err != nil {
			t.Error(r.No, err)
		}
		break // must give its connection back: the pool is small
	}
	for range 20 {
		for range s.EntriesOfVisit(ctx, visit) {
			break
		}
	}
}

func TestWhatSomebodyWaitsForIsFoldedAlong(t *testing.T) {
	s, a := open(t, t.TempDir()), newAuthor()
	var seen []int64
	along := func(f func(*FoldTx, []Row) error, items ...Item) bool {
		t.Helper()
		_, head, folded, err := s.AdmitAndFold(ctx, items, 2, f)
		if err != nil {
			t.Fatal(err)
		}
		if at, err := s.Folded(ctx); err != nil || folded != (at == head.Size) {
			t.Errorf("folded is %v with %d of %d folded, %v", folded, at, head.Size, err)
		}
		return folded
	}
	note := func(tx *FoldTx, rows []Row) error {
		for _, r := range rows {
			seen = append(seen, r.No)
		}
		return tx.Put(Picture{Kind: "case", ID: evidence.ID{1}, Body: []byte("new")})
	}
	if !along(note, a.chain(2)...) {
		t.Error("two entries were not folded along")
	}

	entries := a.chain(1)
	broken := func(tx *FoldTx, rows []Row) error {
		err := tx.Put(Picture{Kind: "case", ID: evidence.ID{1}, Body: []byte("half")})
		return errors.Join(err, errors.New("broken"))
	}
	if along(broken, entries...) {
		t.Error("a fold that failed counts as done")
	}
	want(t, told(admit(t, s, entries...)), "2 whole known")
	if p, err := s.PictureByID(ctx, "case", evidence.ID{1}); err != nil || string(p.Body) != "new" {
		t.Errorf("half a fold stands: %q, %v", p.Body, err)
	}

	if along(note, a.chain(2)...) {
		t.Error("more than the limit was folded along")
	}
	fold(t, s, 10, note)
	if d := cmp.Diff([]int64{0, 1, 2, 3, 4}, seen); d != "" {
		t.Error(d)
	}
	isTheLogOf(t, s)
}
