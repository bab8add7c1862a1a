package manager

import (
	"slices"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"fairvisit/app/i18n"
	"fairvisit/app/record"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	"fairvisit/visits"
)

// lanes are the crews' cards as they stand on the screen now, for a hand that carries
// something over them.
type lanes struct {
	scroll *widgets.Scroll
	cards  []*widgets.Box // by crew; nil for one that a search does not show
	open   int            // the crew whose stops are listed; nobody: none
	rows   []*planRow
	locked int // of rows: decided for the day, which keep their place

	list  *widget.List     // the plan's
	shown []*visits.Case   // its rows
	lines map[int]*planRow // that stand in it, by their place; those that scrolled away too
	last  evidence.ID      // on which of them the keyboard was last, wherever it stands now
}

// laneAt is the crew under a place on the canvas, and where in its row of proposed
// stops that is.
func (l *lanes) laneAt(at fyne.Position) (crew, place int, locked bool) {
	if l.scroll == nil || !under(l.scroll, at) {
		return nobody, atEnd, false
	}
	for i, card := range l.cards {
		if card == nil || !under(card, at) {
			continue
		}
		if i == l.open {
			for k, row := range l.rows {
				if under(row, at) {
					return i, k - l.locked, k < l.locked
				}
			}
		}
		return i, atEnd, false
	}
	return nobody, atEnd, false
}

func under(o fyne.CanvasObject, at fyne.Position) bool {
	p, s := fyne.CurrentApp().Driver().AbsolutePositionForObject(o), o.Size()
	return at.X >= p.X && at.Y >= p.Y && at.X < p.X+s.Width && at.Y < p.Y+s.Height
}

// edgeOfLanes is how near to the edge of the crews a pointer has them scroll.
const edgeOfLanes = 44

// creep scrolls the crews while something is held near their edge.
func (l *lanes) creep(at fyne.Position) {
	if l.scroll == nil || !under(l.scroll, at) {
		return
	}
	top := fyne.CurrentApp().Driver().AbsolutePositionForObject(l.scroll).Y
	most := max(0, l.scroll.Content.Size().Height-l.scroll.Size().Height)
	next := l.scroll.Offset.Y
	switch {
	case at.Y < top+edgeOfLanes:
		next = max(0, next-16)
	case at.Y > top+l.scroll.Size().Height-edgeOfLanes:
		next = min(most, next+16)
	}
	if next != l.scroll.Offset.Y {
		l.scroll.ScrollToOffset(fyne.NewPos(0, next))
	}
}

// show scrolls a crew's card into sight, if it is not whole there.
func (l *lanes) show(crew int) {
	if l.scroll == nil || crew >= len(l.cards) || l.cards[crew] == nil {
		return
	}
	card := l.cards[crew]
	top, bottom := card.Position().Y, card.Position().Y+card.Size().Height+theme.Gap16
	switch room := l.scroll.Size().Height; {
	case top < l.scroll.Offset.Y:
		l.scroll.ScrollToOffset(fyne.NewPos(0, top))
	case bottom > l.scroll.Offset.Y+room:
		l.scroll.ScrollToOffset(fyne.NewPos(0, min(top, bottom-room)))
	}
}

// light marks the crew what is carried is over: its edge, and the stop it would stand
// before. Colour is not alone: the edge is thicker, and words stand at the pointer.
func (m *Manager) light() {
	c := m.carried
	for i, card := range m.lanes.cards {
		if card == nil {
			continue
		}
		edge, width := theme.Divider, theme.Line
		if c != nil && c.over == i {
			edge, width = theme.Accent, 4
			if _, refused := m.wouldSay(m.s.Words(), c); refused {
				edge = theme.Danger
			}
		}
		if card.Edge != edge || card.Width != width {
			card.Edge, card.Width = edge, width
			card.Refresh()
		}
	}
	for k, row := range m.lanes.rows {
		before := c != nil && c.over == m.lanes.open && c.at == k-m.lanes.locked && !c.locked
		if row.Chosen != before {
			row.Chosen = before
			row.Refresh()
		}
	}
}

// stopRows are the stops of a crew's day: those decided, which keep their place, and
// those proposed, which can be dragged or moved with keys.
func (m *Manager) stopRows(w *i18n.Words, crew Crew) []fyne.CanvasObject {
	decided := slices.DeleteFunc(m.decidedOn(crew), func(c *visits.Case) bool {
		_, moved := m.plan.proposedTo(c.ID)
		return moved
	})
	order := func(c *visits.Case) int { d, _ := c.Assigned(); return d.Order }
	var rows []fyne.CanvasObject
	put := func(n int, c *visits.Case) *planRow {
		row := newPlanRow(m)
		row.ID, row.Title = "stop."+c.ID.String(), strconv.Itoa(n)+" · "+record.Who(c)+" · "+record.Street(c)
		row.stop = c.ID
		m.lanes.rows, rows = append(m.lanes.rows, row), append(rows, row)
		return row
	}
	for _, c := range decided {
		put(order(c), c).fixed("🔒 ", w.T("drag.decided"))
	}
	m.lanes.locked = len(decided)
	hint := "drag.hint"
	if fyne.CurrentDevice().IsMobile() {
		hint = "drag.hint_finger"
	}
	for i, id := range m.plan.proposal[crew] {
		if c := m.branch.cases[id]; c != nil {
			put(m.lastDecided(crew)+i+1, c).Detail = w.T(hint)
		}
	}
	return rows
}

// planRow is a row of the plan that can be carried to a crew.
type planRow struct {
	widgets.Line
	m    *Manager
	list *widget.List // that it scrolls with; nil: it is a stop of a crew
	stop evidence.ID  // a stop of a crew's day
	keep bool         // it keeps its place
	at   int          // in the list

	begun, carried bool
	from, stood    fyne.Position
}

func newPlanRow(m *Manager) *planRow {
	r := &planRow{m: m}
	r.ExtendBaseWidget(r)
	return r
}

func (r *planRow) fixed(sign, why string) {
	r.keep, r.State, r.Sense = true, why, widgets.Neutral
}

// planLines is the pooled list of the plan, whose rows can be dragged.
func (m *Manager) planLines(rows []*visits.Case, fill func(l *widgets.Line, c *visits.Case)) *widget.List {
	var list *widget.List
	list = widget.NewList(func() int { return len(rows) }, func() fyne.CanvasObject { return newPlanRow(m) }, func(i widget.ListItemID, o fyne.CanvasObject) {
		row := o.(*planRow)
		row.Clear()
		if row.list, row.at = list, i; m.lanes.list == list {
			m.lanes.lines[i] = row
		}
		if i < len(rows) {
			if !row.begun { // a row that is dragged stays who it was
				row.stop = rows[i].ID
			}
			fill(&row.Line, rows[i])
		}
		row.Refresh()
	})
	list.HideSeparators = true
	m.lanes.list, m.lanes.shown, m.lanes.lines = list, rows, map[int]*planRow{}
	return list
}

// Dragged implements fyne.Draggable. With a finger a drag along the list scrolls it,
// and one across carries the row; where no crew is in sight all of them scroll.
func (r *planRow) Dragged(e *fyne.DragEvent) {
	widgets.Touched()
	if !r.begun {
		r.begun = true
		r.from, r.stood = fyne.CurrentApp().Driver().AbsolutePositionForObject(r), r.Position()
		along := fyne.CurrentDevice().IsMobile() && abs(e.Dragged.DY) > abs(e.Dragged.DX)
		r.carried = !along && r.m.lift(r)
	}
	if r.carried {
		r.m.carryTo(r.from.Add(e.Position).Add(r.Position().Subtract(r.stood)))
		return
	}
	switch { // what a scroll that is dragged does
	case r.list != nil && fyne.CurrentDevice().IsMobile():
		r.list.ScrollToOffset(r.list.GetScrollOffset() - e.Dragged.DY)
	case r.list == nil && fyne.CurrentDevice().IsMobile() && r.m.lanes.scroll != nil:
		s := r.m.lanes.scroll
		s.ScrollToOffset(s.Offset.SubtractXY(0, e.Dragged.DY))
	}
}

// DragEnd implements fyne.Draggable.
func (r *planRow) DragEnd() {
	carried := r.carried
	if r.begun, r.carried = false, false; carried {
		r.m.letDrop()
	}
}

func abs(v float32) float32 { return max(v, -v) }

// TypedKey implements fyne.Focusable: a row leaves to the page the keys it has no use
// for, and a stop of a crew moves up and down.
func (r *planRow) TypedKey(e *fyne.KeyEvent) {
	enter := e.Name == fyne.KeyReturn || e.Name == fyne.KeyEnter
	switch {
	case enter && r.m.carried != nil && r.m.carried.byKeys:
		r.m.give()
	case enter:
		if r.Line.TypedKey(e); r.list != nil {
			r.m.atRow(r.place())
		}
	case r.list != nil && e.Name == fyne.KeyEscape && r.m.leaveSearch():
		r.m.atRow(r.place())
	case r.list != nil && e.Name == fyne.KeyUp:
		r.m.atRow(r.place() - 1)
	case r.list != nil && e.Name == fyne.KeyDown:
		r.m.atRow(r.place() + 1)
	case r.list == nil && !r.keep && (e.Name == fyne.KeyUp || e.Name == fyne.KeyDown):
		by := 1
		if e.Name == fyne.KeyUp {
			by = -1
		}
		r.m.moveStop(r.stop, by)
	default:
		r.m.s.Typed(e)
	}
}

// moveStop moves a stop in its crew's row and keeps the keyboard on it.
func (m *Manager) moveStop(id evidence.ID, by int) {
	if !m.plan.move(id, by) {
		return
	}
	m.s.Rebuild()
	for _, row := range m.lanes.rows {
		if c := fyne.CurrentApp().Driver().CanvasForObject(m.s); row.stop == id && c != nil {
			c.Focus(row)
		}
	}
}

// lift begins to carry what a row stands for, if anybody in sight could get it.
func (m *Manager) lift(r *planRow) bool {
	switch {
	case len(m.lanes.cards) == 0:
		return false
	case r.list == nil && r.keep:
		return false
	case r.list == nil:
		return m.liftCases([]evidence.ID{r.stop})
	}
	if c := m.branch.cases[r.stop]; c != nil && c.Stopped() {
		m.tapCase(c) // it says why nobody is sent there
		return false
	}
	return m.liftCases(m.mayLift(r.stop))
}

func (m *Manager) liftCases(ids []evidence.ID) bool {
	if len(ids) == 0 || len(m.lanes.cards) == 0 {
		return false
	}
	m.carried = &carry{ids: ids, over: nobody, at: atEnd, would: map[int]effect{}}
	m.plan.written = 0
	return true
}

// carryTo is where the hand is now, on the canvas.
func (m *Manager) carryTo(at fyne.Position) {
	c := m.carried
	if c == nil {
		return
	}
	m.lanes.creep(at)
	on := at.Subtract(fyne.CurrentApp().Driver().AbsolutePositionForObject(m.s))
	over, place, locked := m.lanes.laneAt(at)
	if m.s.Carrying() && over == c.over && place == c.at && locked == c.locked {
		m.s.CarryTo(on)
		return
	}
	c.over, c.at, c.locked = over, place, locked
	m.light()
	m.s.Carry(m.ghost(m.s.Words()), on)
}

// ghost is what is carried: how many, and what a drop would do.
func (m *Manager) ghost(w *i18n.Words) fyne.CanvasObject {
	card := m.saidCard(w)
	card.Edge, card.Width = theme.Accent, 2
	if _, refused := m.wouldSay(w, m.carried); refused {
		card.Edge = theme.Danger
	}
	return card
}

// saidCard is what a drop would do, in a block of its own.
func (m *Manager) saidCard(w *i18n.Words) *widgets.Box {
	lines, refused := m.wouldSay(w, m.carried)
	ground := theme.Surface
	if refused {
		ground = theme.DangerGround
		lines[0] = "× " + lines[0]
	} else if m.carried.over != nobody {
		ground = theme.AccentGround
		lines[0] = "→ " + lines[0]
	}
	rows := []fyne.CanvasObject{widgets.Strong(lines[0])}
	for _, l := range lines[1:] {
		rows = append(rows, widgets.Small(l))
	}
	return widgets.Notice(ground, rows...)
}

// letDrop ends a drag.
func (m *Manager) letDrop() {
	m.s.Carry(nil, fyne.Position{})
	m.drop()
	m.light()
}

// carryPins has the pins of the plan's map carried as the rows of its list are.
func (m *Manager) carryPins() {
	m.chart.Lifted = func(pins []string) bool {
		var ids []evidence.ID
		for _, pin := range pins {
			c := m.caseOf(pin)
			if c == nil || c.Stopped() {
				continue
			}
			for _, id := range m.mayLift(c.ID) {
				if !slices.Contains(ids, id) {
					ids = append(ids, id)
				}
			}
		}
		return m.liftCases(ids)
	}
	m.chart.Carried, m.chart.Dropped = m.carryTo, m.letDrop
}

// aimKeys are the keys of the plan that give what is picked to a crew.
func (m *Manager) aimKeys() []shell.Key {
	var keys []shell.Key
	for i, name := range []fyne.KeyName{fyne.Key1, fyne.Key2, fyne.Key3, fyne.Key4, fyne.Key5, fyne.Key6, fyne.Key7, fyne.Key8, fyne.Key9} {
		keys = append(keys, shell.Key{Name: name, About: "drag.key.aim", Do: func() { m.aim(i) }})
	}
	return append(keys, shell.Key{Name: fyne.KeyLeft, About: "drag.key.next", Do: func() { m.aimNext(-1) }},
		shell.Key{Name: fyne.KeyRight, About: "drag.key.next", Do: func() { m.aimNext(1) }},
		shell.Key{Name: fyne.KeyReturn, About: "drag.key.give", Do: m.give}, shell.Key{Name: fyne.KeyEnter, About: "drag.key.give", Do: m.give},
		shell.Key{Name: fyne.KeyZ, About: "drag.key.undo", Do: m.undo})
}
