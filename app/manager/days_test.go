package manager

import (
	"bytes"
	"strconv"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"fairvisit/app/desk/hqtest"
	"fairvisit/app/shell"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/intake"
	"fairvisit/visits/promise"
)

// importIn has headquarters take a bank's file of debtors in a zone.
func importIn(w *hqtest.World, zone, csv string) []evidence.ID {
	w.Helper()
	f, err := intake.Read(bytes.NewReader([]byte(csv)), intake.Options{Today: w.Now.Format(time.DateOnly)})
	w.Must(err)
	r, err := w.HQ.Import(w.Context(), w.Unit, zone, f, false)
	w.Must(err)
	return r.Cases
}

// machineIn has this machine's clock show a zone for a test.
func machineIn(t *testing.T, zone *time.Location) {
	before := time.Local
	time.Local = zone
	t.Cleanup(func() { time.Local = before })
}

// A branch in Auckland is looked at from a machine in UTC, on the evening of the last
// of November there: in the branch it is December, and every page says so.
func TestTodayIsTheBranchsAndNotTheMachines(t *testing.T) {
	machineIn(t, time.UTC)
	w := hqtest.New(t)
	manager := w.Enrol("manager", "Wang")
	w.Now = time.Date(2026, 11, 30, 20, 0, 0, 0, time.UTC) // 09:00 on the first of December in Auckland
	importIn(w, "Pacific/Auckland", header+"Bank A,N0,王一,A 街 1 号,9.00,CNY,60\nBank A,N1,王二,A 街 2 号,9.00,CNY,60\n")
	far := importIn(w, "Pacific/Honolulu", header+"Bank A,N2,王三,B 街 1 号,9.00,CNY,60\n")[0]
	w.Sync(manager)
	file := ""
	d := sit(t, manager, desktopSize, english, &file)
	d.tap("section.plan")
	if got := d.m.today(); got != "2026-12-01" {
		t.Errorf("today is %s", got)
	}
	if d.m.plan.day != "2026-12-02" || d.m.rosterOn != "2026-12-01" {
		t.Errorf("the plan is of %s and the roster of %s", d.m.plan.day, d.m.rosterOn)
	}
	if got := d.m.asked(); got.Today != "2026-12-01" || got.Zone != "Pacific/Auckland" {
		t.Errorf("a plan is asked for on %s in %s", got.Today, got.Zone)
	}
	d.tap("day.earlier")
	if got := d.m.asked(); d.m.plan.day != "2026-12-01" || got.From != "09:00" {
		t.Errorf("the rest of %s begins at %q", d.m.plan.day, got.From)
	}
	if d.tap("section.promises"); d.m.monthShown().Month() != time.December {
		t.Errorf("the calendar shows %s", d.m.monthShown())
	}
	if day := dayAt(d.m.branch.cases[far], d.m.now()); day != "2026-11-30" {
		t.Errorf("in Honolulu it is %s", day)
	}
}

// What was decided for the last of November waits for another day where that day is
// over, and not where it has just begun.
func TestADayIsOverAtTheAddressOfItsCase(t *testing.T) {
	machineIn(t, time.UTC)
	li, chen := evidence.ID{8}, evidence.ID{9}
	now := time.Date(2026, 12, 1, 9, 0, 0, 0, zoneNamed(t, "Pacific/Auckland"))
	for zone, want := range map[string]bool{"Pacific/Auckland": true, "Pacific/Honolulu": false, "": true} {
		c := decided(openCase(1, "x"), li, chen, "2026-11-30")
		c.Facts.Zone = zone
		if got := waits(&c, now); got != want {
			t.Errorf("in %q it waits: %v", zone, got)
		}
	}
	// A help call of before midnight is of today where it was made.
	at := time.Date(2026, 12, 1, 7, 0, 0, 0, zoneNamed(t, "Pacific/Auckland")).UnixMicro()
	for zone, want := range map[string]bool{"Pacific/Auckland": true, "Pacific/Honolulu": true, "Asia/Shanghai": true} {
		b := Branch{cases: map[evidence.ID]*visits.Case{{1}: {ID: evidence.ID{1}, Facts: visits.CaseFacts{Zone: zone}}}}
		if got := b.alarm(visits.Finding{Code: visits.IncidentSeen, Case: evidence.ID{1}, At: at}, now); got != want {
			t.Errorf("in %s it stands on the board: %v", zone, got)
		}
	}
}

func zoneNamed(t *testing.T, name string) *time.Location {
	t.Helper()
	at, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// A month is shown in whole weeks from a Monday: four, five or six of them.
func TestAMonthIsShownInWholeWeeks(t *testing.T) {
	for month, want := range map[string][3]string{"2026-11-01": {"2026-10-26", "2026-12-06", "42"}, "2027-02-01": {"2027-02-01", "2027-02-28", "28"},
		"2026-12-01": {"2026-11-30", "2027-01-03", "35"}, "2027-08-01": {"2027-07-26", "2027-09-05", "42"}, "2028-02-01": {"2028-01-31", "2028-03-05", "35"}} {
		days := weeksOf(onDay(month))
		if first, last := days[0].Format(time.DateOnly), days[len(days)-1].Format(time.DateOnly); first != want[0] || last != want[1] || strconv.Itoa(len(days)) != want[2] {
			t.Errorf("%s: %d days from %s to %s", month, len(days), first, last)
		}
		for i, d := range days {
			if d.Weekday() != time.Weekday((i+1)%7) {
				t.Errorf("%s: day %d is a %s", month, i, d.Weekday())
			}
		}
	}
}

// What is due on the first of next month stands in the last week of this one, dimmed.
func TestTheDaysBesideAMonthSayWhatIsDue(t *testing.T) {
	s := newTeam(t)
	s.Sync(s.officers[0])
	s.Visit(s.officers[0], s.officers[1], s.HQ.CaseID("Bank A", "P0"), 0, "2026-12-02")
	s.Sync(s.officers[0])
	s.Sync(s.manager)
	file := ""
	d := sit(t, s.manager, desktopSize, english, &file)
	d.tap("section.promises")
	list := d.m.branch.promises(d.m.now())
	if len(list) != 1 || list[0].Date != "2026-12-02" {
		t.Fatalf("%+v", list)
	}
	view := shell.View{Words: d.m.s.Words(), Width: shell.Wide}
	reads := func(list []Due, day string, month time.Month, signs bool) string {
		var b strings.Builder
		for _, o := range test.LaidOutObjects(d.m.dayCell(view, list, onDay(day), month, signs)) {
			if r, is := o.(*widgets.Text); is {
				b.WriteString(r.Text + " ")
			}
		}
		return b.String()
	}
	cell := func(day string, month time.Month) string { return reads(list, day, month, false) }
	beside, within := cell("2026-12-02", time.November), cell("2026-12-02", time.December)
	if beside != within || !strings.Contains(beside, "2 ") || len(beside) < 4 {
		t.Errorf("beside the month it says %q, within it %q", beside, within)
	}
	signs := map[string]promise.State{} // where there is no room for words
	for _, s := range worstFirst {
		if s == promise.Replaced {
			continue // its whole promise is
		}
		one := []Due{{Instalment: promise.Instalment{Date: "2026-12-02", State: s}}}
		said := reads(one, "2026-12-02", time.December, true)
		if other, taken := signs[said]; taken {
			t.Errorf("%s and %s are both shown as %q", s, other, said)
		}
		signs[said] = s
	}
}

// A day of the calendar lists its promises alone, by a tap or by the keyboard; tapped again,
// or by All days, every promise is listed.
func TestADayOfTheCalendarListsItsPromises(t *testing.T) {
	s := newTeam(t)
	for i, day := range []string{"2026-12-02", "2026-12-04"} {
		first, second := s.officers[2*i], s.officers[2*i+1]
		s.Sync(first)
		s.Visit(first, second, s.HQ.CaseID("Bank A", []string{"P0", "P1"}[i]), 0, day)
		s.Sync(first)
	}
	s.Sync(s.manager)
	for _, size := range []fyne.Size{desktopSize, {Width: 360, Height: 780}} {
		d := sit(t, s.manager, size, english, new(string))
		phone := size.Width < 600
		day := func(date string) {
			if phone {
				d.tap("calendar")
			}
			if d.Find("due."+date) == nil {
				d.tap("month.on")
			}
			d.tap("due." + date)
		}
		d.tap("section.promises")
		d.says("2 promised payments")
		if day("2026-12-04"); d.m.dueOn != "2026-12-04" {
			t.Fatalf("%v: listed is %q", size, d.m.dueOn)
		}
		d.says("Fri 4 Dec · 1 promised payment")
		if d.Find("promise.0") == nil || d.Find("promise.1") != nil {
			t.Errorf("%v: not its promise alone is listed", size)
		}
		d.tap("promises.all")
		d.says("2 promised payments")
		day("2026-12-03")
		d.says("No payment is promised for Thu 3 Dec.")
		if phone {
			d.tap("calendar")
		}
		for _, flaw := range d.Flaws(nil) {
			t.Errorf("%v: %s", size, flaw)
		}
		cell, ok := d.Find("due.2026-12-03").(*widgets.Cell)
		if !ok || !cell.Chosen || !strings.Contains(cell.AccessibilityLabel(), "Thu 3 Dec · 0 promised payments") {
			t.Fatalf("%v: %+v", size, cell)
		}
		if got := cell.Size(); got.Width < 44 || got.Height < 44 {
			t.Errorf("%v: a day is %v", size, got)
		}
		cell.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn}) // again, by the keyboard
		if d.m.dueOn != "" {
			t.Errorf("%v: tapped again %q is listed alone", size, d.m.dueOn)
		}
	}
}
