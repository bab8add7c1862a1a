package hq_test

import (
	"slices"
	"testing"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// forged has Li ask "by reference" with the id of case one, which Li knows, as the random
// one, and a manager answer in good faith that case two is meant.
func (a *asking) forged() {
	a.Helper()
	f := evening()
	f.Reference = true
	a.says(a.li, a.one, visits.VisitAsked, f, visits.AskWords{Reference: "0002"})
	a.all(a.li, a.gao)
	list, err := a.gao.work.Asks(a.ctx)
	a.must(err)
	a.must(a.gao.work.DeclineAsks(a.ctx, list, a.two, "not_needed", ""))
	a.all(a.gao, a.li)
	(&office{world: a.world}).secured()
}

// speaking are the kinds of the entries of a case that still have words.
func (a *asking) speaking(id evidence.ID) (kinds []string) {
	a.Helper()
	for r, err := range a.hq.Store.EntriesOfCase(a.ctx, id) {
		a.must(err)
		k, err := evidence.Decode(r.Raw)
		a.must(err)
		if k.Words.State == evidence.Present {
			kinds = append(kinds, k.Header.Kind)
		}
	}
	return kinds
}

// The case that is erased is erased; the living one that a forged reference names is not,
// whether or not it is under a legal hold.
func TestStoryAForgedReferenceErasesNoOtherCase(t *testing.T) {
	for _, held := range []bool{false, true} {
		a := newAsking(t)
		a.forged()
		if held {
			a.must(a.hq.Hold(a.ctx, a.one, "court"))
		}
		_, err := a.hq.Erase(a.ctx, a.two, "request")
		a.must(err)
		a.must(a.hq.FinishErasures(a.ctx))
		if a.caseAt(a.one).Erased != nil || !slices.Contains(a.speaking(a.one), visits.CaseImported) {
			t.Errorf("held %v: erasing case two erased case one", held)
		}
		if k := a.speaking(a.two); len(k) > 0 {
			t.Errorf("held %v: of the erased case %v still has words", held, k)
		}
		a.sound()
	}
}

// A reference that somebody holds stays, and keeps no erasure from being finished: not of
// its case, and not of those that come after it.
func TestStoryAHeldReferenceBlocksNoErasure(t *testing.T) {
	a := newAsking(t)
	a.asks(a.li, evidence.ID{}, evening(), visits.AskWords{Reference: "0002"})
	a.all(a.li, a.gao)
	list, err := a.gao.work.Asks(a.ctx)
	a.must(err)
	a.must(a.gao.work.DeclineAsks(a.ctx, list, a.two, "not_needed", ""))
	a.all(a.gao, a.li)
	(&office{world: a.world}).secured()
	a.must(a.hq.Hold(a.ctx, list[0].Case, "court"))
	_, err = a.hq.Erase(a.ctx, a.two, "request")
	a.must(err)
	a.must(a.hq.FinishErasures(a.ctx))
	if k := a.speaking(a.two); len(k) > 0 {
		t.Errorf("of the erased case %v still has words", k)
	}
	if len(a.speaking(list[0].Case)) == 0 {
		t.Error("what is under a legal hold is erased")
	}
	a.must(a.hq.Release(a.ctx, list[0].Case, "court"))
	a.must(a.hq.FinishErasures(a.ctx))
	if k := a.speaking(list[0].Case); len(k) > 0 {
		t.Errorf("released, %v of the reference still has words", k)
	}
}
