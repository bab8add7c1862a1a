package plan_test

import (
	"testing"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/plan"
)

// A visit that the field asked for and a manager granted for the day is in the plan,
// however far it is, and in the hours that were asked for; one that is only asked for,
// or was granted for another day, changes nothing.
func TestAGrantedVisitIsPlanned(t *testing.T) {
	far := invented(99, 100)
	far.Words.Place.LonE7 += 7_000_000
	d := visits.Decision{Entry: evidence.Hash{7}, Officer: evidence.ID{1}, Day: monday}
	ask := visits.Ask{ID: evidence.ID{1}, Entry: evidence.Hash{1}, Case: far.ID, AskFacts: visits.AskFacts{Day: monday, Until: monday, From: 15 * 60, To: 16 * 60, Why: "debtor_asked", Who: "anybody"}}
	for name, x := range map[string]struct {
		change func(c *plan.Case)
		in     bool
	}{
		"granted":        {func(c *plan.Case) { c.Decisions, c.Standing = []visits.Decision{d}, d.Entry }, true},
		"only asked for": {func(*plan.Case) {}, false},
		"it was there before": {func(c *plan.Case) {
			c.Decisions, c.Standing, c.Asked[0].Standing = []visits.Decision{d}, d.Entry, d.Entry
		}, false},
	} {
		in := branchDay(t, []plan.Case{invented(1, 100), invented(2, 100)}, people("An", "Bo"))
		c := far
		c.Asked = []visits.Ask{ask}
		x.change(&c)
		in.Cases = append(in.Cases, c)
		p := suggest(t, in)
		at := ""
		for _, tour := range p.Tours {
			for _, s := range tour.Stops {
				if s.Case == far.ID {
					at = s.Begin
				}
			}
		}
		if (at != "") != x.in || x.in && (at < "15:00" || at > "16:00") {
			t.Errorf("%s: it begins at %q; left out for %q", name, at, whysOf(&p)[far.ID])
		}
	}
}
