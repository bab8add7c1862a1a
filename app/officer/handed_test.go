package officer_test

import (
	"testing"

	"fairvisit/app/i18n"
	"fairvisit/app/shell"
)

// On the page of a case and on the keys of a PIN the next allowed action lies at
// the hand that was chosen: in that half of the pane it is in.
func TestTheNextActionLiesAtTheHand(t *testing.T) {
	m := newMorning(t)
	id := m.case_("陈国梁", "鹤鸣街 99902 号", 1)
	m.must(m.Device.ChoosePIN(m.mate, "2468"))
	m.begin(tablet, english)
	across := func(id string) (from, to float32) {
		t.Helper()
		o := m.stage.Find(id)
		at, ok := m.stage.Where(o)
		if !ok {
			t.Fatalf("%s is not there, but %v", id, m.stage.IDs())
		}
		return at.X, at.X + o.Size().Width
	}
	hand := func(left bool) {
		m.shell.SetPrefs(shell.Prefs{Lang: i18n.English, Left: left})
	}
	m.tap(row(id))
	const pane, wide = 84 + 440, 1280 // where the detail begins, and ends
	for _, left := range []bool{true, false} {
		hand(left)
		from, to := across("confirm")
		if middle := (from + to) / 2; middle < (pane+wide)/2 != left {
			t.Errorf("left %v: the next action lies from %v to %v of a pane from %v to %v", left, from, to, pane, wide)
		}
	}
	m.tap("confirm", "answer."+m.mate.String())
	for _, left := range []bool{true, false} {
		hand(left)
		ok, _ := across("pin.ok")
		other, _ := across("pin.delete")
		if ok < other != left {
			t.Errorf("left %v: OK begins at %v, Delete at %v", left, ok, other)
		}
	}
}
