package manager

import "fyne.io/fyne/v2"

// toRows puts the keyboard on the row of the plan's list where it was last.
func (m *Manager) toRows() {
	if m.lanes.list != nil {
		m.atRow(min(m.lanes.last, m.lanes.list.Length()-1))
	}
}

// TypedRune implements fyne.Focusable: the blank selects a row, and the keyboard stays
// on it.
func (r *planRow) TypedRune(c rune) {
	if r.Line.TypedRune(c); c == ' ' && r.list != nil {
		r.m.atRow(r.at)
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
		l.last = i
		c.Focus(row)
	}
}
