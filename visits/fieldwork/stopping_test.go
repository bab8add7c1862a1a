package fieldwork

import (
	"slices"
	"testing"

	"fairvisit/visits"
	"fairvisit/visits/checklist"
)

// Every answer that stops a case is one that headquarters knows a desk for, and no cash
// is taken after it.
func TestNoCashAfterAnAnswerThatStopsTheCase(t *testing.T) {
	for _, s := range visits.AnswerStops {
		if !slices.Contains(visits.StopCodes, s.Flag) {
			t.Errorf("%+v: no such stop", s)
		}
		now := cashNow{counting: checklist.Answers{s.Question: checklist.Chosen(s.Code)}}
		if against := now.over(); len(against) != 1 || against[0].Code != cashAfterStop {
			t.Errorf("%s=%s lets cash be taken: %+v", s.Question, s.Code, against)
		}
		if !slices.Contains(visits.AnswersThatStop(), s.Question) {
			t.Errorf("headquarters does not look at %s", s.Question)
		}
	}
	if against := (cashNow{counting: checklist.Answers{"t2": checklist.Chosen("owes"), "d16": checklist.Chosen("none")}}).over(); len(against) != 0 {
		t.Errorf("%+v", against)
	}
}
