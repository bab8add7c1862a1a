package manager

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fairvisit/evidence"
	dayplan "fairvisit/visits/plan"
)

// assignToday gives the first crew n cases of today, as a manager's plan would.
func (s *team) assignToday(n int) (day string, ids []evidence.ID) {
	day = s.Now.Format(time.DateOnly)
	r := s.Import(fileWithPlaces(n))
	for _, c := range r.Cases {
		s.Assign(c, s.officers[0], s.officers[1], day)
	}
	s.Sync(s.manager)
	return day, r.Cases
}

// A partner falls ill at 10:30. The roster says whose visits nobody makes, sends
// nobody alone, and pairs who was left with another who was left; the plan of the
// rest of the day then has them go together, and is written.
func TestAPartnerIsSickAtHalfPastTen(t *testing.T) {
	s := newTeam(t)
	s.Now = time.Date(2026, 11, 25, 2, 30, 0, 0, time.UTC) // 10:30 in Shanghai
	day, ids := s.assignToday(4)
	d := sit(t, s.manager, desktopSize, english, new(string))
	d.m.Iterations(200)
	chen, deng, gao, hu := s.officers[0].Me(), s.officers[1].Me(), s.officers[2].Me(), s.officers[3].Me()

	d.tap("section.roster")
	d.says("4 crews", "Chen + Deng")
	d.tap("person."+deng.String(), "gone")
	d.says("Nobody goes: 5 visits of Chen and Deng", "Deng: not there from 10:30 on", "Chen: does not go: nobody is left to go with")
	for _, c := range d.m.crewsOn(day) {
		if c.has(chen) || c.has(deng) || c.Second.IsZero() {
			t.Errorf("%+v goes", c)
		}
	}

	// Gao goes home too: now two are left, and the manager has them go together.
	d.tap("person."+gao.String(), "gone", "person."+chen.String(), "partner.day", "answer."+hu.String(), "person.back")
	d.says("Chen + Hu", "On this day only")
	if tomorrow := d.m.crewsOn("2026-11-26"); !slices.Contains(tomorrow, Crew{chen, deng}) || !slices.Contains(tomorrow, Crew{gao, hu}) {
		t.Errorf("tomorrow go %v", tomorrow)
	}
	d.tap("lost.0.suggest")
	d.says("Suggested plan")
	for _, tour := range d.m.proposed.best.Tours {
		if len(tour.Officers) != 2 || slices.Contains(tour.Officers, deng) || slices.Contains(tour.Officers, gao) {
			t.Errorf("a tour of %v", tour.Names)
		}
		for _, stop := range tour.Stops {
			if stop.Begin < "10:30" {
				t.Errorf("a visit at %s", stop.Begin)
			}
		}
	}
	if visitsIn(d.m.proposed.best) == 0 {
		t.Fatal("nothing is planned any more")
	}
	d.tap("suggest.take", "write")
	s.Sync(s.manager)
	moved := 0
	for _, id := range ids {
		if a, ok := s.Record(id).Case.Assigned(); ok && a.Officer != deng && a.Second != deng {
			moved++
		}
	}
	if moved == 0 {
		t.Error("every visit is still the lost crew's")
	}
	d.tap("section.roster")
	if d.Says("Nobody goes: 5") {
		t.Error("the roster still says that nobody goes")
	}
}

// With nobody left to pair with, who is left stops: the plan has no tour for them.
func TestWhoIsLeftAloneStops(t *testing.T) {
	s := newTeam(t)
	s.Now = time.Date(2026, 11, 25, 2, 30, 0, 0, time.UTC) // 10:30 in Shanghai
	s.assignToday(2)
	d := sit(t, s.manager, desktopSize, english, new(string))
	d.m.Iterations(50)
	d.tap("section.roster")
	for _, o := range s.officers[1:] {
		d.tap("person."+o.Me().String(), "gone")
	}
	d.says("0 crews · 7 away · 1 without a partner")
	d.tap("lost.0.suggest")
	d.says("No crew can go on this day")
	if n := visitsIn(d.m.proposed.best); n != 0 {
		t.Errorf("%d visits for one who is alone", n)
	}
}

// Leave, a holiday and its make-up day, own hours and a swap with the manager's
// yes are kept on the device: whoever sits down at it later finds them.
func TestTheRosterStaysOnTheDevice(t *testing.T) {
	s := newTeam(t)
	d := sit(t, s.manager, desktopSize, english, new(string))
	chen, deng, gao := s.officers[0].Me(), s.officers[1].Me(), s.officers[2].Me()
	d.tap("section.roster", "roster.later", "person."+deng.String(), "leave", "last.day_on", "leave.keep", "from.later", "day.fri", "person.back")
	d.m.changeRoster(func(r *roster) { r.Workdays = slices.Clone(weekdays) })
	d.says("Deng: on leave until", "1 without a partner")
	d.tap("person."+chen.String(), "swap", "answer."+gao.String())
	d.says("Chen and Gao ask to swap this day")
	before := d.m.crewsOn("2026-11-26")
	d.tap("swap.0.yes")
	d.says("have swapped this day")
	// Chen goes in Gao's place with Hu; Gao has Deng, who is on leave.
	if now := d.m.crewsOn("2026-11-26"); slices.Equal(before, now) || !slices.ContainsFunc(now, func(c Crew) bool { return c.has(chen) && c.has(s.officers[3].Me()) }) {
		t.Errorf("after the swap go %v", now)
	}
	d.tap("roster.later", "roster.later", "roster.holiday")
	d.says("A holiday: nobody goes", "0 crews · 8 away")

	later := sit(t, s.manager, desktopSize, english, new(string))
	later.tap("section.roster", "roster.later")
	later.says("Deng: on leave until", "have swapped this day")
	if p := later.m.roster.person(deng); p == nil || p.Shift.From != "09:30" || slices.Contains(p.Workdays, "fri") || p.Leave[0].Until != "2026-11-27" {
		t.Errorf("%+v", p)
	}
	later.tap("roster.later", "roster.later", "roster.work")
	later.says("The branch works on this day")
	if len(later.m.roster.Holidays) != 0 {
		t.Errorf("%v", later.m.roster.Holidays)
	}
	// A roster that a later version wrote is left alone, and said so.
	if err := s.manager.Journal.SetMeta(t.Context(), metaRoster, []byte(`{"schema":"roster/2"}`)); err != nil {
		t.Fatal(err)
	}
	odd := sit(t, s.manager, desktopSize, english, new(string))
	odd.tap("section.roster")
	odd.says("The roster on this device cannot be read", "4 crews · 0 away")
}

// Every reason for an absence has its words.
func TestEveryAbsenceHasWords(t *testing.T) {
	s := newTeam(t)
	d := sit(t, s.manager, desktopSize, english, new(string))
	d.tap("section.roster")
	for _, code := range []string{dayplan.Holiday, dayplan.RestDay, dayplan.OnLeave, dayplan.GoneFrom, dayplan.ShiftOver, dayplan.NoDay} {
		if said := d.m.s.Words().T("roster.off." + code); strings.Contains(said, "roster.off") {
			t.Errorf("%s has no words", code)
		}
	}
}

// The Roster screen offers each language once, however files wrote it.
func TestEachLanguageIsOfferedOnce(t *testing.T) {
	s := newTeam(t)
	var b strings.Builder
	b.WriteString("creditor,number,name,street,amount,currency,days_past_due,language\n")
	for i, l := range []string{"zh", "zh-CN", "中文", "Chinese", "zh-Hans", "English", "en-GB", "粤语", "yue"} {
		fmt.Fprintf(&b, "Bank A,L%d,李某,Hill %d,9000.00,CNY,40,%s\n", i, i, l)
	}
	s.Import(b.String())
	s.Sync(s.manager)
	d := sit(t, s.manager, desktopSize, english, new(string))
	if got := d.m.languages(); !slices.Equal(got, []string{"zh-Hans", "en", "yue"}) {
		t.Errorf("%q", got)
	}
}
