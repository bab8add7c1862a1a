package plan_test

import (
	"strings"
	"testing"

	"fairvisit/visits/plan"
)

// A roster without hours is told which name is missing.
func TestARosterWithoutAShiftSaysSo(t *testing.T) {
	_, err := plan.ParseRoster([]byte(`{"schema": "roster/1", "people": [{"name": "An"}]}`))
	if err == nil || !strings.Contains(err.Error(), `names no shift`) || !strings.Contains(err.Error(), `"shift": {"from"`) {
		t.Error(err)
	}
}

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
