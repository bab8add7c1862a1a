package manager

import (
	"testing"

	dayplan "fairvisit/visits/plan"
)

// Two managers of one branch keep one roster: what the other changed is shown by name
// until it was seen, and what one changes keeps what the other said.
func TestWhatAnotherManagerChangedIsShown(t *testing.T) {
	s := newTeam(t)
	sun := s.Enrol("manager", "Sun")
	s.Sync(sun, s.manager)
	chen, deng := s.officers[0].Me(), s.officers[1].Me()
	d := sit(t, s.manager, desktopSize, english, new(string))
	d.tap("section.roster", "roster.later", "person."+chen.String(), "leave", "leave.keep", "person.back")
	s.Sync(s.manager, sun)
	o := sit(t, sun, desktopSize, english, new(string))
	o.tap("section.roster", "roster.later")
	o.says("Chen: on leave until")
	if o.Says("Changed by others") {
		t.Error("who sees the roster for the first time is told what changed")
	}
	o.tap("person."+deng.String(), "leave", "leave.keep", "person.back", "roster.later", "roster.holiday")
	s.Sync(sun, s.manager)
	d.m.Reload()
	d.says("Changed by others since you last looked", "Sun changed the leave of Deng", "Sun changed the holiday or workday on Fri 27 Nov, for the whole branch")
	d.tap("person."+chen.String(), "leave.0.change", "last.day_on", "leave.keep", "person.back")
	s.Sync(s.manager, sun)
	d.tap("others.seen")
	if d.Says("Changed by others") {
		t.Error("it was seen and is shown again")
	}
	o.m.Reload()
	o.says("Wang changed the leave of Chen")
	if p := o.m.roster.person(deng); len(p.Leave) != 1 {
		t.Errorf("%+v", p)
	}
	if p := d.m.roster.person(deng); len(p.Leave) != 1 || len(d.m.roster.Holidays) != 1 {
		t.Errorf("%+v", p)
	}
}

// What lay on this device alone is in the branch's roster once the desk was opened.
func TestTheRosterOfThisDeviceIsMoved(t *testing.T) {
	s := newTeam(t)
	chen := s.officers[0].Me()
	own := `{"schema":"roster/1","zone":"","start":null,"workdays":["mon"],"holidays":[],"make_up":[],"shift":{"from":"08:00","until":"16:00"},"break":null,` +
		`"people":[{"id":"` + chen.String() + `","name":"Chen","shift":{"from":"","until":""},"workdays":[],"leave":[],"off_from":"","off_on":"","languages":["yue"],"skills":[],"certificates":[],"with":"","since":""}],"needs":[],"swaps":[],"pairs":[]}`
	s.Must(s.manager.Journal.SetMeta(t.Context(), metaRoster, []byte(own)))
	sit(t, s.manager, desktopSize, english, new(string)).tap("section.roster")
	d := sit(t, s.manager, desktopSize, english, new(string))
	if p := d.m.roster.person(chen); len(p.Languages) != 1 || d.m.roster.Shift != (dayplan.Hours{From: "08:00", Until: "16:00"}) || len(d.m.roster.Workdays) != 1 {
		t.Errorf("%+v, %+v", p, d.m.roster.Roster)
	}
	if left, err := s.manager.Journal.Meta(t.Context(), metaRoster); err != nil || len(left) > 0 {
		t.Errorf("%q, %v", left, err)
	}
}
