package hq_test

import (
	"errors"
	"testing"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/fieldwork"
)

// Nobody is sent on a day that is over, none asks for one, and what was answered
// meanwhile is not taken again.
func TestAVisitIsTakenForADayToComeAndOnce(t *testing.T) {
	a := newAsking(t)
	past := evening()
	past.Day, past.Until = "2020-01-01", "2020-01-02"
	if _, _, err := a.li.work.AskVisit(a.ctx, a.one, past, visits.AskWords{}); err == nil {
		t.Error("a day of 2020 is asked for")
	}
	if _, _, err := a.li.work.AskVisit(a.ctx, evidence.ID{}, past, visits.AskWords{Reference: "0002"}); err == nil {
		t.Error("a day of 2020 is asked for by reference")
	}
	a.asks(a.li, a.one, evening(), visits.AskWords{})
	a.all(a.li, a.gao)
	list, err := a.gao.work.Asks(a.ctx)
	a.must(err)
	c, err := a.gao.journal.Case(a.ctx, a.one)
	a.must(err)
	taking := fieldwork.Taking{Case: c, Asks: list, Officer: a.he.id, Second: a.li.id, Day: "2026-11-20"}
	if a.gao.work.TakeAsks(a.ctx, taking) == nil {
		t.Error("taken for a day that is over")
	}
	two, err := a.gao.journal.Case(a.ctx, a.two)
	a.must(err)
	elsewhere := taking
	elsewhere.Case, elsewhere.Day = two, "2026-11-26"
	if err := a.gao.work.TakeAsks(a.ctx, elsewhere); !errors.Is(err, fieldwork.ErrNotAsked) {
		t.Errorf("what is asked for one case is taken for another: %v", err)
	}
	a.must(a.gao.work.DeclineAsks(a.ctx, list, evidence.ID{}, "nobody_free", ""))
	taking.Day = "2026-11-26"
	if err := a.gao.work.TakeAsks(a.ctx, taking); !errors.Is(err, fieldwork.ErrNotAsked) {
		t.Errorf("it was declined, and is taken: %v", err)
	}
}
