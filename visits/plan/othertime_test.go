package plan_test

import (
	"testing"
	"time"

	"fairvisit/visits"
	"fairvisit/visits/plan"
)

// Who was not met in a part of the day is looked for in another, unless no crew can go
// then; whoever was met is planned at any hour. The rules keep the last word: no hour is
// added.
func TestNobodyMetIsTriedAtAnotherTimeOfTheDay(t *testing.T) {
	at := func(hour int, codes ...string) []visits.Contact {
		past := time.Date(2026, 10, 20, hour, 30, 0, 0, time.FixedZone("", 8*3600))
		return []visits.Contact{{Visit: named("v"), First: past.UnixMicro(), Day: past.Format(time.DateOnly), Status: visits.StatusClosed, Codes: codes}}
	}
	for name, c := range map[string]struct {
		contacts []visits.Contact
		avoids   string
	}{
		"nobody came":               {at(10, "nf"), "morning"},
		"the gate was locked":       {at(14, "dl"), "afternoon"},
		"locked in the evening":     {at(17, "dl", "nf"), "evening"},
		"somebody else was met":     {at(11, "tpm"), "morning"},
		"one of two was met":        {at(10, "nf", "cb"), ""},
		"another time was agreed":   {at(10, "cb"), ""},
		"a code of a later program": {at(10, "xyz"), ""},
		"nobody was there yet":      {nil, ""},
	} {
		k := invented(1, 100)
		k.Contacts = c.contacts
		p := suggest(t, branchDay(t, []plan.Case{k}, people("An", "Bo")))
		if len(p.Tours) != 1 || len(p.Tours[0].Stops) != 1 {
			t.Fatalf("%s: %+v %+v", name, p.Not, p.LeftOut)
		}
		s := p.Tours[0].Stops[0]
		inside := map[string]bool{"morning": s.Begin < "12:00", "afternoon": s.Begin >= "12:00" && s.Begin < "17:00", "evening": s.Begin >= "17:00"}
		if s.Avoids != c.avoids || inside[c.avoids] {
			t.Errorf("%s: avoids %q, begins %s of %v", name, s.Avoids, s.Begin, s.Open)
		}
	}
	k, r := invented(1, 100), people("An", "Bo")
	k.Contacts, r.Shift = at(10, "nf"), plan.Hours{From: "09:00", Until: "12:00"}
	if p := suggest(t, branchDay(t, []plan.Case{k}, r)); len(p.Tours) != 1 || p.Tours[0].Stops[0].Avoids != "" || p.Tours[0].Stops[0].Begin >= "12:00" {
		t.Errorf("who goes in the morning only is kept from it: %+v %+v", p.Tours, p.LeftOut)
	}
}

// An address nobody is to go to is headquarters' to look into, and in no tour.
func TestWhoMovedIsNotVisited(t *testing.T) {
	for _, code := range []string{"shf", "wa", "skip", "jail", "abr"} {
		k := invented(1, 100)
		past := time.Date(2026, 10, 20, 10, 30, 0, 0, time.UTC)
		k.Contacts = []visits.Contact{{Visit: named("v"), First: past.UnixMicro(), Day: past.Format(time.DateOnly), Status: visits.StatusClosed, Codes: []string{code}}}
		p := suggest(t, branchDay(t, []plan.Case{k}, people("An", "Bo")))
		if len(p.Tours) != 0 || len(p.Not) != 1 || p.Not[0].Why != plan.OtherStep {
			t.Errorf("%s: %+v %+v", code, p.Tours, p.Not)
		}
	}
}
