package manager

import (
	"slices"
	"testing"
	"time"

	"fairvisit/app/desk/hqtest"
	"fairvisit/evidence"
	dayplan "fairvisit/visits/plan"
)

// The branch's clock is that of its roster where that names one, as hq plan has it, and
// before anybody keeps one the week is Monday to Friday, as there.
func TestTheRostersZoneIsTheBranchsClock(t *testing.T) {
	machineIn(t, time.UTC)
	w := hqtest.New(t)
	manager := w.Enrol("manager", "Wang")
	w.Now = time.Date(2026, 11, 26, 20, 0, 0, 0, time.UTC) // Thursday 09:00 in Pago Pago, Friday 09:00 in Auckland
	importIn(w, "Pacific/Pago_Pago", header+"Bank A,N0,王一,A 街 1 号,9.00,CNY,60\n")
	w.Sync(manager)
	file := ""
	d := sit(t, manager, desktopSize, english, &file)
	if got := d.m.today(); got != "2026-11-26" {
		t.Errorf("today is %s", got)
	}
	if !slices.Equal(d.m.roster.Workdays, []string{"mon", "tue", "wed", "thu", "fri"}) {
		t.Errorf("worked is on %v", d.m.roster.Workdays)
	}
	d.m.changeRoster(func(r *roster) { r.Zone = "Pacific/Auckland" })
	w.Sync(manager)
	d.m.Reload()
	if got := d.m.today(); got != "2026-11-27" {
		t.Errorf("with a zone of its roster today is %s", got)
	}
	if got := d.m.asked(); got.Zone != "Pacific/Auckland" || got.Today != "2026-11-27" {
		t.Errorf("a plan is asked for on %s in %s", got.Today, got.Zone)
	}
}

// A pair that a later word replaced is shown, and so is of whom nothing is kept.
func TestWhatWasReplacedAndForgottenIsSaid(t *testing.T) {
	s := newTeam(t)
	d := sit(t, s.manager, desktopSize, english, new(string))
	chen := s.officers[0].Me()
	d.tap("section.roster", "roster.later")
	d.m.changeRoster(func(r *roster) {
		r.Pairs = []dayplan.Pair{{Day: d.m.rosterOn, One: "Gao", Other: "Hu"}, {Day: d.m.rosterOn, One: "Gao", Other: "Lin"}}
	})
	d.says(": replaced") // of one entry, either
	d.m.branch.rosterKept.forgotten = map[evidence.ID]bool{chen: true}
	d.m.s.Push(d.m.personPage(chen))
	d.says("What the roster said of Chen was erased.")
}
