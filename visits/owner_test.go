package visits_test

import (
	"slices"
	"testing"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// Another officer's money and promise at a visit came in before the visit's start: none
// of it stands on the case once it is known whose visit it is, and the real ones do.
func TestWhatAnotherOfficerPromisedDoesNotStandOnTheCase(t *testing.T) {
	li, zhao, id, visit := evidence.ID{1}, evidence.ID{2}, evidence.ID{21}, evidence.ID{51}
	of := func(officer evidence.ID, seq uint64, kind string, facts any) *evidence.Entry {
		e := deskSaid(t, officer, officer, id, seq, kind, facts)
		e.Header.Refs = append(e.Header.Refs, evidence.Ref{Kind: evidence.RefVisit, ID: visit})
		return e
	}
	closed := func(amount int64) visits.ClosedFacts {
		return visits.ClosedFacts{Promises: []visits.Promise{{Amount: amount, Currency: "CNY", Date: "2026-12-01"}}}
	}
	cash := func(amount int64) visits.MoneyFacts {
		return visits.MoneyFacts{Amount: amount, Currency: "CNY", Method: "cash", Receipt: "R-1"}
	}
	foreign := []*evidence.Entry{enrolled(t, li, li, "officer"), enrolled(t, zhao, zhao, "officer"), of(zhao, 2, visits.MoneyTaken, cash(777)), of(zhao, 3, visits.VisitClosed, closed(100))}
	opened := of(li, 2, visits.VisitOpened, visits.OpenedFacts{Day: "2026-11-25"})
	own := []*evidence.Entry{of(li, 3, visits.MoneyTaken, cash(900)), of(li, 4, visits.VisitClosed, closed(50000))}

	p := visits.NewPictures(func(visits.Key) ([]byte, error) { return nil, nil })
	take := func(list ...*evidence.Entry) (c *visits.Case) {
		t.Helper()
		for _, e := range list {
			if err := p.Apply(visits.Input{Entry: e, Status: evidence.Whole, Received: 1}); err != nil {
				t.Fatal(err)
			}
		}
		for _, ch := range changed(t, p) {
			if x, is := ch.Value.(*visits.Case); is {
				c = x
			}
		}
		return c
	}
	if c := take(foreign...); len(c.Promises) != 1 || len(c.Payments) != 1 {
		t.Fatalf("before anybody knows whose visit it is: %+v, %+v", c.Promises, c.Payments)
	}
	if c := take(opened); c == nil || len(c.Promises) != 0 || len(c.Payments) != 0 {
		t.Errorf("of another officer there still stand %+v", c)
	}
	c := take(own...)
	if !slices.ContainsFunc(c.Promises, func(l visits.PromiseLine) bool { return l.Amount == 50000 }) || len(c.Promises) != 1 || len(c.Payments) != 1 || c.Payments[0].Amount != 900 {
		t.Errorf("the visit's own are %+v, %+v", c.Promises, c.Payments)
	}
}
