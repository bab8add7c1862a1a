package manager

import (
	"strings"
	"testing"
)

// How long each crew's day is stands on its card and changes with what is given to it;
// the check says it of the whole branch, before anything is written, and the button
// takes back even a discard.
func TestTheLoadStandsBeforeAnythingIsDecided(t *testing.T) {
	s := newTeam(t)
	s.Import(fileWithPlaces(8))
	s.Sync(s.manager)
	d := sit(t, s.manager, desktopSize, english, new(string))
	d.tap("section.plan")
	if d.Find("plan.undo") != nil {
		t.Error("there is nothing to undo")
	}
	first := d.m.crews()[0]
	d.tap("crew.0.next")
	before, after, err := d.m.loads(first)
	if s.Must(err); before.Visits != 0 || after.Visits == 0 || after.Metres == 0 || after.Minutes < int64(after.Visits*d.m.branch.policy.ServiceMinutes) {
		t.Errorf("%+v, %+v", before, after)
	}
	d.says("With the proposal: " + loadWords(d.m.s.Words(), after))
	d.tap("check")
	d.says("The day before and after", "no visits → "+loadWords(d.m.s.Words(), after), "without the way from the office")
	d.tap("check.back", "discard")
	if d.m.plan.proposed() != 0 {
		t.Fatal("it is not discarded")
	}
	d.tap("plan.undo")
	if _, again, _ := d.m.loads(first); again != after || d.m.plan.proposed() != after.Visits {
		t.Errorf("after undo %+v", again)
	}
	d.tap("plan.undo")
	if d.m.plan.proposed() != 0 || d.Find("plan.undo") != nil || strings.Contains(d.Reads(), "→") {
		t.Error("the first change is not taken back")
	}
}

// A case that is taken from a crew leaves its day: who loses sees the load shrink.
func TestWhoLosesACaseHasAShorterDay(t *testing.T) {
	s := newTeam(t)
	_, ids := s.assignToday(4)
	d := sit(t, s.manager, desktopSize, english, new(string))
	d.tap("section.plan", "day.earlier")
	crews := d.m.crews()
	d.m.plan.give(crews[1], ids[0])
	before, after, err := d.m.loads(crews[0])
	if s.Must(err); before.Visits == 0 || after.Visits != before.Visits-1 || after.Minutes >= before.Minutes {
		t.Errorf("%+v, %+v", before, after)
	}
}
