package officer_test

import (
	"strings"
	"testing"
	"time"

	"fairvisit/visits"
)

const aMinute = int64(time.Minute / time.Microsecond)

// A dog is noted on a case for thirty days: its row in the list and its page say
// so, on the thirtieth day still, and on the next no more. Nobody took it away.
func TestAHazardIsShownUntilItsLastDay(t *testing.T) {
	m := newMorning(t)
	id := m.case_("陈国梁", "鹤鸣街 99902 号", 1)
	other := m.case_("何小满", "云鹤路 2 号", 2)
	m.begin(tablet, english)
	m.silent("! Dog")
	m.tap(row(id))
	m.says("None is known.")
	m.tap("hazard", "hazard.keep")
	if c := m.held(id); len(c.Hazards) != 0 {
		t.Fatalf("a hazard of no kind was written: %+v", c.Hazards)
	}
	m.tap("answer.hazard.dog")
	m.must(m.stage.Type("hazard.words", strings.Repeat("狗", 81)))
	m.tap("hazard.keep")
	m.says("80 characters at most")
	if c := m.held(id); len(c.Hazards) != 0 {
		t.Fatalf("a hint that is too long was written: %+v", c.Hazards)
	}
	m.must(m.stage.Type("hazard.words", "院内无绳"))
	m.tap("answer.days.30", "hazard.keep")
	m.says("院内无绳", "until Wed 8 Apr")
	m.again("today")
	m.says("! Dog")

	for day, want := range map[string]bool{"2026-04-08": true, "2026-04-09": false} {
		m.Assign(id, m.me, m.mate, day, 1)
		m.Assign(other, m.me, m.mate, day, 2)
		m.Clock(day + " 10:00")
		m.Pull(m.desk)
		m.begin(tablet, english)
		if got := strings.Count(m.stage.Reads(), "! Dog"); (got == 1) != want {
			t.Errorf("on %s the list says it %d times:\n%s", day, got, m.stage.Reads())
		}
		m.tap(row(id))
		if got := m.stage.Says("院内无绳"); got != want {
			t.Errorf("on %s the case says it: %v", day, got)
		}
	}
}

func TestAHazardThatIsOverIsTakenBackAtOnce(t *testing.T) {
	m := newMorning(t)
	id := m.case_("陈国梁", "鹤鸣街 99902 号", 1)
	m.begin(tablet, english)
	m.must(m.desk.Officer.Hazard(ctx, id, "dark", "", 90))
	m.tap(row(id))
	m.says("No light", "until Sun 7 Jun")
	m.tap("hazard.over.dark")
	m.says("None is known.")
}

// What cannot be taken back is said on the case, in the officer's words, and the
// hazard stands as it did.
func TestAHazardThatCouldNotBeTakenBackIsSaid(t *testing.T) {
	m := newMorning(t)
	id := m.case_("陈国梁", "鹤鸣街 99902 号", 1)
	m.begin(tablet, english)
	m.must(m.desk.Officer.Hazard(ctx, id, "dark", "", 90))
	m.tap(row(id))
	m.shell.Run.Close() // nothing more is written
	m.tap("hazard.over.dark")
	m.says("This could not be done", "No light")
}

func (m *morning) held(id [16]byte) *visits.Case {
	m.t.Helper()
	c, err := m.desk.Journal.Case(ctx, id)
	m.must(err)
	return c
}

// The usual check-in time stands unless the officer chooses a shorter one, and the
// tour says when it is near.
func TestAShorterCheckInIsChosenBeforeTheStart(t *testing.T) {
	m := newMorning(t)
	one, two := m.case_("陈国梁", "鹤鸣街 1 号", 1), m.case_("何小满", "云鹤路 2 号", 2)
	m.begin(tablet, english)
	m.along(m.mate)
	m.again("today")
	for id, taps := range map[[16]byte][]string{one: {"go", "checkin.15", "start"}, two: {"go", "start"}} {
		m.tap(row(id))
		m.tap(taps...)
		v, err := m.desk.Journal.Visit(ctx, m.started[len(m.started)-1].ID)
		m.must(err)
		want := map[bool]int64{true: 15, false: 45}[id == one] * aMinute
		if v.Opened.CheckIn != want {
			t.Errorf("the visit began with a check-in every %d minutes", v.Opened.CheckIn/aMinute)
		}
		m.again("today")
	}
	m.silent("Check in by")
	m.At += 11 * aMinute
	m.again("today")
	m.says("Check in by 10:15")
	m.At += 5 * aMinute
	m.again("today")
	m.says("Check-in was due at 10:15")
	for _, v := range m.started {
		m.must(v.CheckIn(ctx))
	}
	m.again("today")
	m.silent("Check in by", "Check-in was due at")
}

// What happened is reported from the case when the visit is over, and told where
// the officer's safety is explained.
func TestAnIncidentIsReportedAfterTheVisit(t *testing.T) {
	m := newMorning(t)
	id := m.case_("陈国梁", "鹤鸣街 1 号", 1)
	m.begin(tablet, english)
	m.tap(row(id))
	m.offered("incident", false)
	v := m.closed(id)
	m.again("today")
	m.tap(row(id), "incident", "answer.incident.accident", "incident.report")
	p, err := m.desk.Journal.Visit(ctx, v.ID)
	m.must(err)
	if s := p.Safety.Incidents; len(s) != 1 || s[0].Code != "accident" || p.Status != visits.StatusClosed {
		t.Errorf("%s, %+v", p.Status, s)
	}
	m.again("more")
	m.tap("safety")
	m.says("Rest a finger on the name at the top of the visit", "45 minutes", "touch it now and then", "stays exactly as it is")
}
