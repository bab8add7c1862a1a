package visiting

import (
	"context"
	"testing"

	"fairvisit/app/widgets"
	"fairvisit/evidence"
	"fairvisit/visits"
)

// A debtor shows a lawyer's letter: no answer of the list says so, and the officer
// stops the case by hand, with why. It is in force on the tablet at once, and what
// was being typed outlives a kill.
func TestTheCaseIsStoppedByHandWithAReason(t *testing.T) {
	s := atTheDoor(t)
	s.tap("stop")
	for _, code := range visits.StopCodes {
		if s.stage.Find("stop."+code) == nil {
			t.Errorf("%s cannot be raised", code)
		}
	}
	s.tap("raise")
	if c := s.stopped(); len(c.Flags) != 0 {
		t.Fatalf("a stop of no kind was raised: %+v", c.Flags)
	}
	why, ok := s.stage.Find("text." + stopWords).(*widgets.Passage)
	if !ok {
		t.Fatal("there is no field for why")
	}
	why.SetText("律师函，请联系代理人")
	s.model.keepTyped()
	s.killed()
	s.tap("stop", "stop.represented")
	s.says("律师函，请联系代理人")
	s.tap("raise")
	s.says("The case is stopped")
	if c := s.stopped(); len(c.Flags) != 1 || c.Flags[0].Code != "represented" {
		t.Fatalf("the case has %+v", c.Flags)
	}
	stops, err := s.desk.Journal.Stops(context.Background(), s.visit.Case)
	s.must(err)
	var said visits.TextWords
	s.must(evidence.DecodePayload(stops[0].Words.Bytes, &said))
	if said.Text != "律师函，请联系代理人" {
		t.Errorf("it says %q", said.Text)
	}
	s.tap("stop")
	s.says("✓ Has a representative")
	if s.stage.Says("律师函") {
		t.Error("the words of the last stop stand there still")
	}
	s.tap("stop.represented", "raise")
	if c := s.stopped(); len(c.Flags) != 1 {
		t.Errorf("it is raised twice: %+v", c.Flags)
	}
}

func (s *scene) stopped() *visits.Case {
	s.t.Helper()
	c, err := s.desk.Journal.Case(context.Background(), s.visit.Case)
	s.must(err)
	return c
}
