package hq_test

import (
	"testing"

	"fairvisit/evidence"
	"fairvisit/sync/hq"
	"fairvisit/visits"
)

// A reference that nobody found is declined. Months later somebody is sent to a case that
// its number fits: who asked hears nothing of it, and who goes reads nothing. And after
// the days of the policy what was said by it is gone.
func TestStoryAReferenceThatNobodyFound(t *testing.T) {
	a := newAsking(t)
	e := a.asks(a.li, evidence.ID{}, evening(), visits.AskWords{Reference: "0002", Text: "met his mistress"})
	a.all(a.li, a.gao)
	list, err := a.gao.work.Asks(a.ctx)
	a.must(err)
	a.must(a.gao.work.DeclineAsks(a.ctx, list, a.two, "not_found", ""))
	a.all(a.gao, a.li)
	(&office{world: a.world}).secured()
	a.turn(workday.AddDate(0, 0, 60))
	a.all()
	_, err = a.hq.Assign(a.ctx, hq.Assignment{Case: a.two, Officer: a.he.id, Day: "2027-01-26"})
	a.must(err)
	a.all()
	if s := a.stands(a.li, e); s.Plan != (visits.AskPlan{}) {
		t.Errorf("two months after it Li hears %+v", s)
	}
	mine, err := a.he.work.Asks(a.ctx)
	a.must(err)
	if len(mine) > 0 {
		t.Errorf("who goes there reads %+v", mine)
	}
	done, err := a.hq.Retain(a.ctx, nil)
	a.must(err)
	if len(done) > 0 || len(a.speaking(list[0].Case)) == 0 {
		t.Fatalf("erased before its time: %+v", done)
	}
	a.turn(workday.AddDate(0, 0, 120))
	done, err = a.hq.Retain(a.ctx, nil)
	a.must(err)
	if k := a.speaking(list[0].Case); len(k) > 0 || len(done) != 1 || done[0].Reason != hq.UnplacedReference {
		t.Errorf("%v still has words; erased: %+v", k, done)
	}
	if done, err = a.hq.Retain(a.ctx, nil); err != nil || len(done) != 0 {
		t.Errorf("erased again: %+v, %v", done, err)
	}
}

// One that an answer placed stays as long as its case, and a forged one with the id of a
// case takes no case with it.
func TestAPlacedReferenceIsKeptWithItsCase(t *testing.T) {
	a := newAsking(t)
	a.forged()
	e := a.asks(a.zhao, evidence.ID{}, evening(), visits.AskWords{Reference: "0002"})
	f := evening()
	f.Reference = true
	a.says(a.li, a.one, visits.VisitAsked, f, visits.AskWords{Reference: "nobody knows"})
	a.all(a.li, a.zhao, a.gao)
	list, err := a.gao.work.Asks(a.ctx)
	a.must(err)
	for i := range list {
		if list[i].Entry == e {
			a.must(a.gao.work.DeclineAsks(a.ctx, list[i:i+1], a.two, "not_needed", ""))
		}
	}
	a.all(a.gao)
	a.turn(workday.AddDate(2, 0, 0))
	if done, err := a.hq.Retain(a.ctx, nil); err != nil || len(done) != 0 {
		t.Errorf("erased: %+v, %v", done, err)
	}
}
