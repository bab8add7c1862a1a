package officer_test

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"fairvisit/app/desk/desktest"
)

func (m *morning) typed(words string) {
	m.t.Helper()
	m.must(m.stage.Type("search.words", words))
	m.stage.Picture()
}

// finds compares the rows of the list with what a search should show.
func (m *morning) finds(words string, want ...string) {
	m.t.Helper()
	m.typed(words)
	if got := fmt.Sprint(m.rows()); got != fmt.Sprint(want) {
		m.t.Errorf("%q finds %s, want %v", words, got, want)
	}
}

func TestAnOfficerFindsAnOwnCaseByNameStreetOrInitials(t *testing.T) {
	m := newMorning(t)
	li, wu := m.case_("李秀兰", "澄江一路 99901 号", 1), m.case_("吴芳", "栖霞东巷 88 号", 2)
	stopped := m.case_("黄建国", "青石大街 6 号", 3)
	m.Raise(stopped, "complaint_open")
	tomorrow := m.Import(desktest.Case{Name: "孙丽", Street: "青石小街 3 号"})
	m.Assign(tomorrow, m.me, m.mate, "2026-03-11", 1)
	m.begin(phone, english)
	all := m.rows()

	m.tap("search")
	m.finds("wf", row(wu))
	m.finds("ＷＦ", row(wu))
	m.finds("吴", row(wu))
	m.finds("李秀", row(li))
	m.says("李**", "澄江一路") // no more than the list says
	m.silent("李秀兰", "99901")
	m.finds("qs", row(tomorrow)) // a stop took the other street away
	m.says("孙**", "·")
	m.finds("hjg", row(stopped))
	m.finds("99901") // no number of a house is told before somebody set off
	m.says("Nobody found", "stopped case")
	m.typed("l")
	m.tap(row(li))
	m.says("李**")
	m.again("today")
	m.tap("search.done")
	if got := fmt.Sprint(m.rows()); got != fmt.Sprint(all) {
		t.Errorf("after the search the tour is %s, was %v", got, all)
	}
}

// A letter must not take the keyboard away, nor a change that arrives meanwhile.
func TestASearchKeepsTheKeyboard(t *testing.T) {
	m := newMorning(t)
	m.case_("李秀兰", "澄江一路 1 号", 1)
	m.begin(phone, english)
	c := test.NewTempWindow(t, m.shell).Canvas()
	m.tap("search")
	field := m.stage.Find("search.words").(fyne.Focusable)
	for _, letter := range "lx" {
		field.TypedRune(letter)
		m.stage.Picture()
		if m.stage.Find("search.words") != field.(fyne.CanvasObject) || c.Focused() != field {
			t.Fatal("the field lost the keyboard at a letter")
		}
	}
	m.case_("吴芳", "栖霞东巷 88 号", 2)
	m.shell.Rebuild()
	if c.Focused() != field {
		t.Error("the field lost the keyboard at a change")
	}
	field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if m.stage.Find("search.words") != nil || c.Focused() != nil {
		t.Error("the search did not close")
	}
}
