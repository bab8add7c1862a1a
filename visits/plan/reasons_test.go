package plan_test

import (
	"testing"

	"fairvisit/visits/plan"
)

// What keeps a door shut all day is told by what is missing there, and not by the hours
// that it would have: a workplace has none without the debtor's written consent.
func TestADoorThatIsShutAllDayIsToldByWhatItLacks(t *testing.T) {
	work, home := invented(1, 40), invented(2, 40)
	work.Facts.PlaceKind = "workplace"
	in := branchDay(t, []plan.Case{work, home}, people("An", "Bo"))
	p := suggest(t, in)
	if len(p.Not) != 1 || p.Not[0].By == nil || p.Not[0].By.Code != "consent_required" {
		t.Errorf("a workplace nobody consented to: %+v", p.Not)
	}
	in.Day = "2026-11-29" // a Sunday: here it is the hours
	in.Roster.Workdays = []string{"sun"}
	p, err := plan.Suggest(in, plan.Search{Seed: 1, Iterations: 50})
	for _, n := range p.Not {
		if n.By == nil || n.By.Code != "outside_window" {
			t.Errorf("a Sunday: %+v", n)
		}
	}
	if len(p.Not) != 2 {
		t.Errorf("a Sunday has visits: %+v, %v", p, err)
	}
}
