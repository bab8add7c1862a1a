package manager

import (
	"fmt"
	"testing"
)

// Head and list of a suggested plan count the same cases as left out, and a case
// that was ticked and is not for the day is named with its reason.
func TestASuggestionCountsOnceAndNamesWhatWasTicked(t *testing.T) {
	s := newTeam(t)
	s.Import(fileWithPlaces(6))
	s.Sync(s.manager)
	d := sit(t, s.manager, desktopSize, english, new(string))
	d.m.Iterations(50)
	d.tap("section.plan", "filter.all", "case."+s.HQ.CaseID("Bank A", "P0").String(), "suggest")
	p := d.m.proposed.best
	if len(p.Not) < 4 {
		t.Fatalf("%+v: nothing is not for the day, and this test shows nothing", p.Not)
	}
	w := d.m.s.Words()
	left := fmt.Sprintf(" · %d left out · ", len(p.LeftOut))
	if d.Says(left) != (len(p.LeftOut) > 0) {
		t.Errorf("%d are left out, and the head says\n%s", len(p.LeftOut), d.m.inFigures(w, p))
	}
	d.says(w.N("suggest.not", len(p.Not)), "You selected:", "旧** · 旧街: ")
}

// Of a crew of two one has no device: the line says whose work nobody will hear of.
func TestAMemberWithoutADeviceIsNamed(t *testing.T) {
	s := newTeam(t)
	s.Sync(s.officers[6], s.manager)
	d := sit(t, s.manager, desktopSize, english, new(string))
	d.tap("section.plan")
	d.says("Zhao: no visit received yet", "Zhou: no device has come here yet")
}

// What was written stands on the page after the message at the foot is gone, until
// something new is in mind.
func TestThePageSaysWhatWasWritten(t *testing.T) {
	s := newTeam(t)
	file := write(t, "cases.csv", bankFile(6))
	d := sit(t, s.manager, desktopSize, english, &file)
	d.tap("section.import", "choose", "take", "to.plan", "share", "check", "check.along", "write")
	d.m.s.Hush()
	d.says("6 decisions written · 0 cases wait")
	d.tap("filter.all", "case."+s.HQ.CaseID("Bank A", "N001").String())
	if d.Says("decisions written") {
		t.Error("the page still says what was written before")
	}
}
