package manager

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"

	"fairvisit/app/shell"
	"fairvisit/evidence"
)

// The list is narrowed by bucket, step and district together; what is shown is selected
// with one key, what lies between two rows with shift, and what was picked stays picked
// while it is out of sight.
func TestThePlanIsNarrowedAndSelectedByKeyboard(t *testing.T) {
	s := newTeam(t)
	file := write(t, "cases.csv", "creditor,number,name,street,district,amount,currency,days_past_due\n"+
		"Bank A,N0,王一,A 街 1 号,东区,9.00,CNY,40\nBank A,N1,王二,A 街 2 号,东区,9.00,CNY,70\nBank A,N2,王三,B 街 3 号,西区,9.00,CNY,70\nBank A,N3,王四,C 街 4 号,东区,9.00,CNY,70\n")
	d := sit(t, s.manager, desktopSize, english, &file)
	d.tap("section.import", "choose", "zone", "zone.Asia/Shanghai", "take", "to.plan")
	id := func(n string) evidence.ID { return s.HQ.CaseID("Bank A", n) }
	shown := func(want ...string) {
		t.Helper()
		var got, ids []evidence.ID
		for _, c := range d.m.shown() {
			got = append(got, c.ID)
		}
		for _, n := range want {
			ids = append(ids, id(n))
		}
		if !slices.Equal(got, ids) {
			t.Errorf("%d rows are shown, want %v", len(got), want)
		}
	}
	picked := func(want ...string) {
		t.Helper()
		if len(d.m.plan.picked) != len(want) {
			t.Errorf("%d are picked, want %v", len(d.m.plan.picked), want)
		}
		for _, n := range want {
			if !d.m.plan.picked[id(n)] {
				t.Errorf("%s is not picked", n)
			}
		}
	}
	press := func(k fyne.KeyName) { d.m.s.Typed(&fyne.KeyEvent{Name: k}) }
	shown("N0", "N1", "N3", "N2")
	if d.Says("also shown") { // all four wait
		t.Error("the head says what else is shown, and nothing is")
	}
	press(fyne.KeyF)
	d.says("Narrow the list", "4 of 4 cases are shown", "东区 (3)", "M3 (3)")
	d.tap("narrow.district.0", "narrow.bucket.1")
	shown("N1", "N3")
	d.says("2 of 4 cases are shown", "narrowed by 2", "✓ Narrow")
	d.tap("narrow.done")
	press(fyne.KeyS)
	picked("N1", "N3")
	d.tap("narrow", "narrow.none", "narrow.done")
	shown("N0", "N1", "N3", "N2")
	picked("N1", "N3")
	press(fyne.KeyS)
	picked("N0", "N1", "N2", "N3")
	press(fyne.KeyS)
	picked()

	d.m.tapCase(d.m.branch.cases[id("N2")]) // the last row
	d.m.shift = func() bool { return true }
	d.m.tapCase(d.m.branch.cases[id("N1")])
	picked("N1", "N3", "N2")
	d.m.shift = func() bool { return false }
	d.m.tapCase(d.m.branch.cases[id("N3")])
	picked("N1", "N2")
}

// More rows can be shown than wait for a crew: the head says how many of them are what
// else, and the button that selects them counts only those it would select.
func TestTheHeadSaysWhatElseIsShown(t *testing.T) {
	s, p := planned(t, 6, english)
	stopped := s.case_(0)
	s.Sync(s.manager)
	_, err := s.HQ.Do(t.Context(), flag(stopped))
	s.Must(err)
	s.Sync(s.manager)
	p.m.Reload()
	p.m.plan.give(p.m.crews()[0], s.case_(1))
	p.m.s.Rebuild()
	p.says("0 cases wait for a crew · also shown: 4 not for a visit yet, 1 proposed, 1 stopped", "Select all 5 shown")
	p.tap("filter.all")
	p.says("also shown: 4 not for a visit yet, 1 proposed, 4 assigned, 1 stopped", "Select all 9 shown")
	p.tap("pick.all")
	if len(p.m.plan.picked) != 9 {
		t.Errorf("%d are selected", len(p.m.plan.picked))
	}
}

// Up and down go from row to row of the plan's list, past what is in sight, and stay on a
// row that is selected with the keyboard; Ctrl and A select all that are shown.
func TestTheKeyboardGoesThroughTheRowsOfThePlan(t *testing.T) {
	_, p := planned(t, 40, english)
	p.m.s.Typed(&fyne.KeyEvent{Name: fyne.KeyDown})
	rows := p.m.shown()
	on := func(i int) *planRow {
		t.Helper()
		row, is := p.w.Canvas().Focused().(*planRow)
		if !is || row.ID != "case."+rows[i].ID.String() {
			t.Fatalf("the keyboard is on %v, want row %d", p.w.Canvas().Focused(), i)
		}
		return row
	}
	on(0).TypedKey(&fyne.KeyEvent{Name: fyne.KeyUp})
	for i := range 30 {
		on(i).TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	}
	on(30).TypedKey(&fyne.KeyEvent{Name: fyne.KeyUp})
	on(29).TypedRune(' ')
	on(29)
	if len(p.m.plan.picked) != 1 || !p.m.plan.picked[rows[29].ID] {
		t.Errorf("%d rows are selected", len(p.m.plan.picked))
	}
	for range 2 {
		p.m.s.Typed(&fyne.KeyEvent{Name: shell.SelectAll})
		if len(p.m.plan.picked) != len(rows) {
			t.Errorf("%d of %d are selected", len(p.m.plan.picked), len(rows))
		}
	}
}
