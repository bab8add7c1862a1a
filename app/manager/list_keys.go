package manager

import (
	"slices"

	"fyne.io/fyne/v2"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// toRows puts the keyboard on the case of the plan's list where it was last, wherever it
// stands by now, and on the first where it is shown no more.
func (m *Manager) toRows() {
	if m.lanes.list != nil {
		m.atRow(max(0, m.lanes.placeOf(m.lanes.last)))
	}
}

// placeOf is where a case stands in the plan's list as it is shown; -1: nowhere.
func (l *lanes) placeOf(id evidence.ID) int {
	return slices.IndexFunc(l.shown, func(c *visits.Case) bool { return c.ID == id })
}

// place is where the row's case stands now: the list may have been sorted anew, by a hand
// or by what sync brought, since the keyboard came to it.
func (r *planRow) place() int {
	if at := r.m.lanes.placeOf(r.stop); at >= 0 {
		return at
	}
	return r.at
}

// TypedRune implements fyne.Focusable: the blank selects a row, and the keyboard stays
// on it.
func (r *planRow) TypedRune(c rune) {
	if r.Line.TypedRune(c); c == ' ' && r.list != nil {
		r.m.atRow(r.place())
	}
}

// atRow puts the keyboard on a row of the plan's list and scrolls it into sight; there is
// nothing before the first and behind the last.
func (m *Manager) atRow(i int) {
	l := &m.lanes
	if l.list == nil || i < 0 || i >= l.list.Length() {
		return
	}
	l.list.ScrollTo(i)
	if row, c := l.lines[i], fyne.CurrentApp().Driver().CanvasForObject(m.s); row != nil && row.at == i && c != nil {
		l.last = l.shown[i].ID
		c.Focus(row)
	}
}
