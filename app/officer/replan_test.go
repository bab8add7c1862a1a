package officer_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fairvisit/app/desk/desktest"
	"fairvisit/app/i18n"
	"fairvisit/app/officer"
	"fairvisit/app/shell"
	"fairvisit/evidence"
)

// street has stops so many hundred metres from its end, in an order
// that goes to and fro.
func (m *morning) street(hundreds ...int64) (ids []evidence.ID) {
	m.t.Helper()
	for i, h := range hundreds {
		id := m.Import(desktest.Case{Name: fmt.Sprintf("%c某", []rune("李周吴陈王")[i]), Street: []string{"澄江一路 8 号", "云杉里 8 号", "青石大街 8 号", "桐花路 8 号", "栖霞东巷 8 号"}[i], LatE7: 305000000 + h*9000, LonE7: 1145000000})
		m.Assign(id, m.me, m.mate, desktest.Day, i+1)
		ids = append(ids, id)
	}
	return ids
}

func rowsOf(ids ...evidence.ID) (list []string) {
	for _, id := range ids {
		list = append(list, row(id))
	}
	return list
}

// In the middle of the day a crew has the rest planned anew: the visit that was made
// stays where it was, the list is turned, the officer sees what changed, takes it, and
// finds it again after a restart. A new decision of the branch puts it away.
func TestTheRestOfTheDayIsPlannedAnewAndTaken(t *testing.T) {
	m := newMorning(t)
	ids := m.street(475, 50, 100, 150, 450)
	m.desk = m.Open(m.me)
	m.along(m.mate)
	m.closed(ids[0])
	m.Clock(desktest.Day + " 10:31")
	m.begin(tablet, english)
	m.day.Iterations(2000)
	planned := rowsOf(ids...)
	if got := m.rows(); !slices.Equal(got, planned) {
		t.Fatalf("the tour is %v", got)
	}
	m.tap("replan")
	m.says("less on the way", "about 10:4", "was 5", "李", "this device only", "Take it")
	m.silent("was 1") // the visit that was made is no part of it
	m.tap("replan.keep")
	if got := m.rows(); !slices.Equal(got, planned) {
		t.Fatalf("an order nobody took is shown: %v", got)
	}
	m.tap("replan", "replan.take")
	turned := rowsOf(ids[0], ids[4], ids[3], ids[2], ids[1])
	if got := m.rows(); !slices.Equal(got, turned) {
		t.Fatalf("the order that was taken is not shown: %v", got)
	}
	m.says("own order", "✓")
	m.begin(tablet, shell.Prefs{Lang: i18n.Chinese})
	m.day.Iterations(2000)
	if got := m.rows(); !slices.Equal(got, turned) {
		t.Errorf("after a restart it is %v", got)
	}
	m.says("自排顺序")
	// The plan, and a colleague who is told nothing, go by the decisions as before.
	c, err := m.desk.Journal.Case(ctx, ids[1])
	m.must(err)
	if a, _ := c.Assigned(); a.Order != 2 {
		t.Errorf("the plan's order became %d", a.Order)
	}
	m.tap("replan", "replan.planned")
	if got := m.rows(); !slices.Equal(got, planned) {
		t.Errorf("back to the plan it is %v", got)
	}
	m.day.Iterations(2000)
	m.tap("replan", "replan.take")
	m.Assign(ids[2], m.me, m.mate, desktest.Day, 2)
	m.Pull(m.desk)
	m.begin(tablet, english)
	m.silent("own order")
	if got := m.rows(); slices.Equal(got, turned) {
		t.Errorf("a new decision changed nothing: %v", got)
	}
}

// A day that is turned and then walked keeps its rows and numbers: what is done stands
// first, in the order it was done, and a visit under way has the number the list gave
// it. When everything is done, it is still so.
func TestAnOrderThatWasTakenKeepsItsNumbersAsItIsWalked(t *testing.T) {
	m := newMorning(t)
	ids := m.street(475, 50, 100, 150, 450)
	m.desk = m.Open(m.me)
	m.along(m.mate)
	m.closed(ids[0])
	m.begin(tablet, english)
	m.day.Iterations(2000)
	m.tap("replan", "replan.take")
	turned := []evidence.ID{ids[0], ids[4], ids[3], ids[2], ids[1]}
	stands := func(when string) {
		t.Helper()
		m.again("today")
		if got := m.rows(); !slices.Equal(got, rowsOf(turned...)) {
			t.Errorf("%s the tour is %v", when, got)
		}
		for i, id := range turned {
			if n := m.day.Number(id); n != i+1 {
				t.Errorf("%s the stop at place %d has the number %d", when, i+1, n)
			}
		}
	}
	stands("before")
	for i, id := range turned[1:] {
		v := m.visit(id)
		m.again("today")
		if n := m.day.Number(id); n != i+2 {
			t.Errorf("under way the stop at place %d has the number %d", i+2, n)
		}
		m.must(v.Close(ctx, nil, nil))
		stands(fmt.Sprintf("after %d visits", i+2))
	}
}

// Where nothing can be won it is said, and there is nothing to take.
func TestAnOrderThatIsGoodIsKept(t *testing.T) {
	m := newMorning(t)
	ids := m.street(1, 2, 3)
	m.Raise(ids[1], "complaint_open")
	m.desk = m.Open(m.me)
	m.along(m.mate)
	m.begin(phone, english)
	m.day.Iterations(500)
	m.tap("aside", "replan")
	m.says("best found", "From the first stop")
	m.silent("Take it", "云杉里")
	m.Clock(desktest.Day + " 19:30")
	m.begin(phone, english)
	m.day.Iterations(500)
	m.tap("aside", "replan")
	m.says("Not within its hours today")
}

// The last visit's case is stopped meanwhile: its street is hidden, and still a visit
// was made.
func TestAVisitToACaseThatIsNowStoppedWasMade(t *testing.T) {
	m := newMorning(t)
	ids := m.street(475, 50, 100)
	m.desk = m.Open(m.me)
	m.along(m.mate)
	m.closed(ids[0])
	m.Raise(ids[0], "complaint_open")
	m.Pull(m.desk)
	m.begin(tablet, english)
	m.day.Iterations(500)
	m.tap("replan")
	m.says("From the last visit, 10:00")
	m.silent("no visit was made", "澄江一路")
}

// What the day itself refuses is said in the officer's language.
func TestTheDaysOwnRefusalsAreInBothLanguages(t *testing.T) {
	for _, err := range officer.OwnRefusals {
		english, chinese := officer.Sentence(i18n.In(i18n.English), err), officer.Sentence(i18n.In(i18n.Chinese), err)
		if english == chinese || strings.Contains(chinese, err.Error()) {
			t.Errorf("%q in Chinese: %q", english, chinese)
		}
	}
}

// Before the doors open the rest of the day begins with them: the rules are asked
// of the hours to come and not of now.
func TestTheHoursToComeAreAskedFor(t *testing.T) {
	m := newMorning(t)
	m.street(1, 2, 3)
	m.Clock(desktest.Day + " 08:10")
	m.desk = m.Open(m.me)
	m.begin(phone, english) // nobody is confirmed yet; the decision says who goes along
	m.day.Iterations(500)
	m.tap("aside", "replan")
	m.says("From the first stop, 08:10", "about 09:00")
	m.silent("Not within its hours")
}
