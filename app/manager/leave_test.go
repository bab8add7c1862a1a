package manager

import (
	"slices"
	"strconv"
	"testing"
	"time"

	"fairvisit/visits"
	dayplan "fairvisit/visits/plan"
)

// A leave is said as a range and kept as one: what is looked through on the way to its
// last day is nowhere written, and who cancels the page changes nothing.
func TestALeaveIsKeptAsOneRange(t *testing.T) {
	s := newTeam(t)
	sun := s.Enrol("manager", "Sun")
	s.Sync(sun, s.manager)
	d := sit(t, s.manager, desktopSize, english, new(string))
	deng := s.officers[1].Me()
	leave := func() []dayplan.Days { return d.m.roster.person(deng).Leave }
	d.tap("section.roster", "roster.later", "person."+deng.String(), "leave", "last.week_on", "last.day_on")
	d.says("First day away: Thu 26 Nov", "Last day away: Fri 4 Dec", "9 days, days of rest included")
	d.tap("leave.cancel")
	if len(leave()) > 0 {
		t.Errorf("nothing was kept and it says %v", leave())
	}
	d.tap("leave", "last.week_on", "last.day_on", "leave.keep")
	if !slices.Equal(leave(), []dayplan.Days{{From: "2026-11-26", Until: "2026-12-04"}}) {
		t.Errorf("%v", leave())
	}
	d.says("On leave from Thu 26 Nov until Fri 4 Dec")
	d.tap("leave.0.change", "first.week_on", "first.week_on")
	d.says("First day away: Thu 10 Dec", "Last day away: Thu 10 Dec", "1 day")
	d.tap("last.week_back", "last.week_back", "last.week_back", "leave.keep")
	if !slices.Equal(leave(), []dayplan.Days{{From: "2026-11-19", Until: "2026-11-19"}}) {
		t.Errorf("the last day before the first: %v", leave())
	}
	d.tap("leave.0.drop")
	if d.says("No absence is noted."); len(leave()) > 0 {
		t.Errorf("%v", leave())
	}
	s.Sync(s.manager, sun)
	o := sit(t, sun, desktopSize, english, new(string))
	if l := o.m.roster.person(deng).Leave; len(l) > 0 {
		t.Errorf("another manager has %v", l)
	}
}

// A leave that begins where another ends is one with it: "until" says when somebody is back.
func TestLeavesThatMeetAreOne(t *testing.T) {
	have := []dayplan.Days{{From: "2026-11-20", Until: "2026-11-22"}, {From: "2026-11-26", Until: "2026-11-27"}, {From: "2026-12-01", Until: "2026-12-01"}}
	got := withLeave(have, dayplan.Days{From: "2026-11-23", Until: "2026-11-26"})
	if !slices.Equal(got, []dayplan.Days{{From: "2026-12-01", Until: "2026-12-01"}, {From: "2026-11-20", Until: "2026-11-27"}}) {
		t.Errorf("%v", got)
	}
	if len(have) != 3 || have[0].Until != "2026-11-22" {
		t.Errorf("the list that was there changed: %v", have)
	}
}

// Before a leave is kept the page says how many visits are decided for these days.
func TestALeaveSaysWhatIsDecidedForItsDays(t *testing.T) {
	s := newTeam(t)
	s.Now = time.Date(2026, 11, 25, 2, 30, 0, 0, time.UTC)
	_, ids := s.assignToday(2) // beside the one Chen has that day already
	d := sit(t, s.manager, desktopSize, english, new(string))
	chen := s.officers[0].Me()
	d.tap("section.roster", "person."+chen.String(), "leave")
	d.says(strconv.Itoa(1+len(ids)) + " visits are already decided for Chen on these days.")
	for i := range d.m.branch.Cases { // one was made since
		if c := &d.m.branch.Cases[i]; c.ID == ids[0] {
			c.Contacts = append(c.Contacts, visits.Contact{Day: "2026-11-25"})
		}
	}
	d.m.s.Rebuild()
	d.says(strconv.Itoa(len(ids)) + " visits are already decided for Chen on these days.")
	d.tap("first.day_on")
	if d.Says("already decided") {
		t.Error("what is decided for the day before is counted")
	}
}
