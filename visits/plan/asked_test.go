package plan_test

import (
	"slices"
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
	far.Words.Place.LonE7 += 4_000_000
	d := visits.Decision{Entry: evidence.Hash{7}, Officer: evidence.ID{1}, Day: monday}
	ask := visits.Ask{ID: evidence.ID{1}, Entry: evidence.Hash{1}, Case: far.ID, AskFacts: visits.AskFacts{Day: monday, Until: monday, From: 15 * 60, To: 16 * 60, Why: "debtor_asked", Who: "anybody"}}
	for name, x := range map[string]struct {
		change func(c *plan.Case)
		in     bool
	}{
		"granted": {func(c *plan.Case) {
			c.Decisions, c.Standing = []visits.Decision{d}, d.Entry
			c.Asked[0].Answers = takenWith(c.ID, d.Entry)
		}, true},
		"only asked for":                     {func(*plan.Case) {}, false},
		"decided by who had not heard of it": {func(c *plan.Case) { c.Decisions, c.Standing = []visits.Decision{d}, d.Entry }, false},
		"taken with a decision that another took back": {func(c *plan.Case) {
			c.Decisions, c.Standing = []visits.Decision{d}, d.Entry
			c.Asked[0].Answers = takenWith(c.ID, evidence.Hash{8})
		}, false},
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

// takenWith is a manager's answer that takes what is asked for a case with a decision.
func takenWith(of evidence.ID, decision evidence.Hash) []visits.AskAnswer {
	return []visits.AskAnswer{{Said: visits.Said{Entry: evidence.Hash{2}, Role: "manager"}, Of: of, Result: visits.AskTaken, Decision: decision}}
}

// A visit granted to one officer stays theirs as long as they go that day, whoever is
// nearer, unless who plans pins it to another.
func TestAGrantedVisitKeepsWhoItWasGrantedTo(t *testing.T) {
	for granted, pinned := range map[string]string{"An": "", "Deng": "", "Cai": "An"} {
		in := branchDay(t, []plan.Case{invented(1, 100), invented(2, 100)}, people("An", "Bo", "Cai", "Deng"))
		c := invented(99, 100)
		d := visits.Decision{Entry: evidence.Hash{7}, Officer: named(granted), Day: monday}
		c.Decisions, c.Standing = []visits.Decision{d}, d.Entry
		c.Asked = []visits.Ask{{ID: evidence.ID{1}, Entry: evidence.Hash{1}, Case: c.ID, AskFacts: visits.AskFacts{Day: monday, Until: monday, Why: "debtor_asked", Who: "same"}, Answers: takenWith(c.ID, d.Entry)}}
		in.Cases = append(in.Cases, c)
		want := granted
		if pinned != "" {
			in.Pins, want = map[evidence.ID]evidence.ID{c.ID: named(pinned)}, pinned
		}
		p := suggest(t, in)
		for _, tour := range p.Tours {
			for _, s := range tour.Stops {
				if s.Case == c.ID && !slices.Contains(tour.Officers, named(want)) {
					t.Errorf("granted to %s, pinned to %q, planned for %v", granted, pinned, tour.Names)
				}
			}
		}
		if why, left := whysOf(&p)[c.ID]; left {
			t.Errorf("granted to %s, it is left out: %s", granted, why)
		}
	}
}
