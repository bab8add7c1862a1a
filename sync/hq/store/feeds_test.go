package store

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"fairvisit/evidence"
)

// reader is a device's end of a feed.
type reader struct {
	rows   map[string]int64 // entity → n
	marked map[string]bool  // to be dropped unless the pull from 0 brings them
	cursor int64
	begun  int64 // the floor when it last began at 0
	head   FeedHead
}

// pull reads one page and reports whether there may be more.
func (r *reader) pull(t *rapid.T, s *Store, feed string, limit int) bool {
	n := 0
	page := map[string]FeedRow{}
	head, err := s.ReadFeed(ctx, feed, evidence.ID{1}, r.cursor, limit, func(row FeedRow) error {
		if row.N <= r.cursor || page[row.Entity].N > 0 {
			t.Fatalf("row %d of %s after cursor %d", row.N, row.Entity, r.cursor)
		}
		page[row.Entity] = row
		n++
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if r.cursor > 0 && r.cursor < head.Floor && r.begun < head.Floor {
		r.cursor, r.marked = 0, map[string]bool{}
		for e := range r.rows {
			r.marked[e] = true
		}
		return true
	}
	if r.cursor == 0 {
		r.begun = head.Floor
	}
	for e, row := range page {
		delete(r.marked, e)
		delete(r.rows, e)
		if !row.Gone {
			r.rows[e] = row.N
		}
		r.cursor = max(r.cursor, row.N)
	}
	if n == limit {
		return true
	}
	r.cursor, r.head = head.N, head
	for e := range r.marked {
		delete(r.rows, e)
	}
	r.marked = nil
	return false
}

// Whatever is shown, renewed, withdrawn, compacted or rebuilt, and wherever a
// reader stands when it happens: once it has read on, it holds exactly the live
// rows, and the head's count and sum say so.
func TestAReaderEndsUpWithTheLiveRows(t *testing.T) {
	s, a := open(t, t.TempDir()), newAuthor()
	round := 0
	rapid.Check(t, func(t *rapid.T) {
		round++
		feed := fmt.Sprintf("officer:%d", round)
		live := map[string]uint64{}
		readers := []*reader{{rows: map[string]int64{}}, {rows: map[string]int64{}}}
		write := func() {
			if _, _, err := s.Admit(ctx, []Item{a.next()}); err != nil {
				t.Fatal(err)
			}
			if _, err := s.Fold(ctx, 1<<30, func(tx *FoldTx, _ []Row) error {
				for range rapid.IntRange(1, 4).Draw(t, "rows") {
					entity := "case/" + evidence.ID{byte(rapid.IntRange(1, 4).Draw(t, "entity"))}.String()
					if digest := rapid.Uint64().Draw(t, "digest"); rapid.Bool().Draw(t, "shown") {
						live[entity] = digest
						if err := tx.Feed(feed, entity, digest); err != nil {
							return err
						}
					} else {
						delete(live, entity)
						if err := tx.FeedGone(feed, entity); err != nil {
							return err
						}
					}
				}
				return nil
			}); err != nil {
				t.Fatal(err)
			}
		}
		for range rapid.IntRange(1, 20).Draw(t, "steps") {
			switch rapid.IntRange(0, 11).Draw(t, "step") {
			case 0, 1:
				if err := s.Compact(ctx, feed, rapid.Int64Range(0, 4).Draw(t, "keep")); err != nil {
					t.Fatal(err)
				}
			case 2:
				if err := s.ResetFold(ctx); err != nil {
					t.Fatal(err)
				}
				clear(live)
			case 3, 4, 5, 6:
				rapid.SampledFrom(readers).Draw(t, "reader").pull(t, s, feed, rapid.IntRange(1, 3).Draw(t, "limit"))
			default:
				write()
			}
		}
		var sum uint64
		for _, digest := range live {
			sum += digest
		}
		for _, r := range readers {
			for pulls := 0; r.pull(t, s, feed, 2); pulls++ {
				if pulls > 20 {
					t.Fatal("the reader is sent back for ever")
				}
			}
			for e := range live {
				if r.rows[e] == 0 {
					t.Fatalf("%s is missing", e)
				}
			}
			if len(r.rows) != len(live) || r.head.Live != int64(len(live)) || r.head.Sum != sum {
				t.Fatalf("the reader holds %d, the head says %d with sum %d; live are %d with sum %d",
					len(r.rows), r.head.Live, r.head.Sum, len(live), sum)
			}
		}
	})
}

func TestAFeedRowIsItsPicture(t *testing.T) {
	s, a := open(t, t.TempDir()), newAuthor()
	admit(t, s, a.next())
	one, two, lost := evidence.ID{1}, evidence.ID{2}, evidence.ID{3}
	fold(t, s, 1, func(tx *FoldTx, _ []Row) error {
		for _, id := range []evidence.ID{one, two, lost} {
			if err := tx.Feed("unit:7", "case/"+id.String(), 1); err != nil {
				return err
			}
		}
		if err := tx.Feed("officer:8", "case/"+one.String(), 1); err != nil {
			return err
		}
		feeds, err := tx.Feeds("case/" + one.String())
		if d := cmp.Diff([]string{"officer:8", "unit:7"}, feeds); d != "" || err != nil {
			t.Error(d, err)
		}
		if err := tx.FeedGone("unit:7", "case/"+two.String()); err != nil {
			return err
		}
		if err := tx.FeedGone("unit:7", "case/"+evidence.ID{9}.String()); err != nil { // never shown: no tombstone
			return err
		}
		if feeds, err := tx.Feeds("case/" + two.String()); len(feeds) != 0 || err != nil {
			t.Error(feeds, err)
		}
		for _, bad := range []string{"case", "case/12", "/" + one.String(), one.String()} {
			if tx.Feed("unit:7", bad, 1) == nil {
				t.Errorf("%q was taken for an entity", bad)
			}
		}
		return tx.Put(Picture{Kind: "case", ID: one, Body: []byte("body"), MadeBy: evidence.Hash{5}})
	})
	var rows []FeedRow
	head, err := s.ReadFeed(ctx, "unit:7", a.device, 0, 10, func(r FeedRow) error {
		rows = append(rows, r)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]FeedRow{
		{N: 1, Entity: "case/" + one.String(), Kind: "case", ID: one, Body: []byte("body"), MadeBy: evidence.Hash{5}},
		{N: 3, Entity: "case/" + lost.String(), Kind: "case", ID: lost},
		{N: 4, Entity: "case/" + two.String(), Kind: "case", ID: two, Gone: true},
	}, rows); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(FeedHead{N: 4, Live: 2, Sum: 2, Folded: []Position{{Device: a.device, Epoch: a.epoch, Seq: 1}}}, head); d != "" {
		t.Error(d)
	}
	if err := s.Compact(ctx, "officer:8", 0); err != nil {
		t.Fatal(err)
	}
	if h, err := s.ReadFeed(ctx, "officer:8", a.device, 1, 10, nil); err != nil || h.Floor != 0 {
		t.Error("readers are sent back though no tombstone went:", h, err)
	}
	if h, err := s.ReadFeed(ctx, "unit:none", a.device, 0, 10, nil); err != nil || h.N != 0 {
		t.Error(h, err)
	}
}

func TestARowChangedTwiceInOneFoldCountsOnce(t *testing.T) {
	s, a := open(t, t.TempDir()), newAuthor()
	entity := "case/" + evidence.NewID().String()
	step := func(change func(tx *FoldTx) error) FeedHead {
		t.Helper()
		admit(t, s, a.chain(1)...)
		fold(t, s, 10, func(tx *FoldTx, _ []Row) error {
			_, err := tx.Feeds(entity)
			return errors.Join(err, change(tx))
		})
		head, err := s.ReadFeed(ctx, "ref", a.device, 0, 10, func(FeedRow) error { return nil })
		if err != nil {
			t.Fatal(err)
		}
		return head
	}
	step(func(tx *FoldTx) error { return tx.Feed("ref", entity, 5) })
	head := step(func(tx *FoldTx) error { return errors.Join(tx.Feed("ref", entity, 7), tx.Feed("ref", entity, 9)) })
	if head.Live != 1 || head.Sum != 9 || head.N != 3 {
		t.Errorf("%d rows with sum %d at %d; want 1, 9, 3", head.Live, head.Sum, head.N)
	}
	head = step(func(tx *FoldTx) error { return errors.Join(tx.FeedGone("ref", entity), tx.FeedGone("ref", entity)) })
	if head.Live != 0 || head.Sum != 0 || head.N != 4 {
		t.Errorf("%d rows with sum %d at %d; want none, 0, 4", head.Live, head.Sum, head.N)
	}
}
