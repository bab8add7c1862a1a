package manager

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/record"
	"fairvisit/app/shell"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	"fairvisit/visits"
)

func (m *Manager) planPage() *shell.Page {
	return &shell.Page{ID: "plan", List: true, Build: m.buildPlan, Detail: m.sidePage,
		Back: func() bool { return !m.leaveSearch() },
		Part: func() string {
			return fmt.Sprint(m.plan.filter, " ", m.search.Query, m.plan.narrow, m.plan.by, m.plan.turned)
		},
		Keys: append([]shell.Key{
			{Name: fyne.KeyF3, About: "find.key", Do: func() { m.search.Start() }},
			{Name: fyne.KeyN, About: "plan.key.next", Do: m.pickNext},
			{Name: fyne.KeyA, About: "plan.key.share", Do: m.share},
			{Name: fyne.KeyC, About: "plan.key.check", Do: m.openCheck},
			{Name: fyne.KeyF, About: "narrow.key", Do: m.openNarrow},
			{Name: fyne.KeyE, About: "list.key", Do: m.saveList},
			{Name: fyne.KeyO, About: "sort.key", Do: m.openSort},
			{Name: fyne.KeyR, About: "sort.key.turn", Do: func() { m.sortBy(m.plan.by) }},
			{Name: fyne.KeyS, About: "plan.key.all", Do: m.pickShown},
			{Name: shell.SelectAll, About: "plan.key.only_all", Do: m.pickEvery},
			{Name: fyne.KeyUp, About: "plan.key.rows", Do: m.toRows},
			{Name: fyne.KeyDown, About: "plan.key.rows", Do: m.toRows},
		}, m.aimKeys()...)}
}

func (m *Manager) buildPlan(v shell.View) fyne.CanvasObject {
	w := v.Words
	m.lanes = lanes{open: m.lanes.open, last: m.lanes.last} // the crews, if they are seen, are built after it
	if o := m.state(v); o != nil {
		return widgets.Framed(m.s.Header(v, w.T("section.plan"), ""), o, nil)
	}
	rows := m.shown()
	var list fyne.CanvasObject
	switch {
	case v.Width == shell.Narrow && m.plan.onMap:
		list = m.mapOf(w)
	case len(rows) == 0 && m.search.Query != "":
		list = empty(w.T("find.none_branch"))
	case len(rows) == 0:
		list = empty(w.T("plan.empty"))
	default:
		until := m.branch.promised(m.plan.day)
		list = m.planLines(rows, func(l *widgets.Line, c *visits.Case) { m.fillCase(w, l, c, until) })
	}
	return widgets.Framed(m.planHead(v, rows), list, m.planFoot(v))
}

func (m *Manager) planFoot(v shell.View) fyne.CanvasObject {
	w := v.Words
	var buttons []fyne.CanvasObject
	// With large letters on a phone the list keeps the room, and the map does always:
	// the crews' page takes the next ones just as well.
	if v.Width != shell.Narrow || m.s.Prefs.Scale < 1.5 && !m.plan.onMap {
		buttons = append(buttons, widgets.NewButton("pick.next", w.N("plan.pick_next", m.plan.n), widgets.Outlined, m.pickNext))
	}
	if n := len(m.pickable()); v.Width != shell.Narrow && n > 0 && len(m.plan.picked) == 0 {
		buttons = append(buttons, widgets.NewButton("pick.all", w.N("plan.pick_all", n), widgets.Outlined, m.pickShown))
	}
	if n := len(m.plan.picked); n > 0 {
		buttons = append(buttons, widgets.NewButton("pick.none", w.N("plan.pick_none", n), widgets.Outlined, func() {
			m.plan.picked = map[evidence.ID]bool{}
			m.s.Rebuild()
		}))
	}
	if v.Width == shell.Narrow {
		buttons = append(buttons, widgets.Primary("crews", w.T("plan.to_crews"), func() { m.s.Push(m.crewsPage()) }))
	}
	return widgets.Foot(widgets.DenseActions(buttons...))
}

// toggle is a choice among few; the chosen one carries a sign.
func toggle(id, label string, chosen bool, tapped func()) *widgets.Button {
	if chosen {
		label = "✓ " + label
	}
	return widgets.NewButton(id, label, widgets.Outlined, tapped)
}

func (m *Manager) fillCase(w *i18n.Words, l *widgets.Line, c *visits.Case, until map[evidence.ID]string) {
	l.ID, l.Title, l.Mark = "case."+c.ID.String(), record.Who(c)+" · "+record.Street(c), w.Money(c.Facts.Amount, c.Facts.Currency)+" · "+c.Facts.Bucket
	l.Detail = m.worthOf(w, c)
	if !m.headsInList() { // beside a name an amount with its bucket is cut off
		l.Mark, l.Detail = w.Money(c.Facts.Amount, c.Facts.Currency), c.Facts.Bucket+" · "+l.Detail
	}
	if m.numbersShown() && c.Words != nil {
		l.Detail = c.Words.Number + " · " + l.Detail
	}
	l.Tick = widgets.Unticked
	switch {
	case c.Stopped():
		l.Tick = widgets.NoTick
	case m.plan.picked[c.ID]:
		l.Tick = widgets.Ticked
	}
	l.State, l.Sense = m.standingOf(w, c, until)
	l.OnTapped = func() { m.tapCase(c) }
}

// numbersShown reports whether the list shows the numbers of its cases: who looked for
// one sees it.
func (m *Manager) numbersShown() bool { return m.search.Query != "" }

// standingOf is how a case stands in the plan, in words; "" for one that only waits.
func (m *Manager) standingOf(w *i18n.Words, c *visits.Case, until map[evidence.ID]string) (string, widgets.Sense) {
	crew, proposed := m.plan.proposedTo(c.ID)
	d, assigned := c.Assigned()
	switch {
	case c.Stopped():
		return w.T("plan.stopped", "why", record.Flag(w, c.Flags[len(c.Flags)-1].Code)), widgets.Danger
	case proposed:
		return w.T("plan.proposed_for", "crew", m.crewMark(crew)), widgets.Info
	case len(c.Contested) > 0:
		return record.State(w, "conflict")
	case until[c.ID] >= m.plan.day:
		return w.T("plan.held", "day", record.Date(w, until[c.ID])), widgets.Neutral
	case waits(c, m.now()) && m.otherStep(w, c) != "":
		return m.otherStep(w, c), widgets.Neutral
	case assigned:
		return w.T("plan.assigned_to", "who", m.name(d.Officer), "day", record.Date(w, d.Day)), widgets.Accent
	}
	return "", widgets.Neutral
}

// lastContact is the newest line of the contact record in words.
func (m *Manager) lastContact(w *i18n.Words, c *visits.Case) string {
	if len(c.Contacts) == 0 {
		return w.T("plan.no_contact")
	}
	last := c.Contacts[len(c.Contacts)-1]
	said, _ := record.Status(w, last.Status)
	if len(last.Codes) > 0 {
		said = record.Outcome(w, m.branch.lists.For(nil), last.Codes[len(last.Codes)-1])
	}
	return w.T("plan.last_contact", "day", w.Day(record.At(c, last.First)), "what", said)
}

func (m *Manager) name(who evidence.ID) string {
	return record.Person(m.s.Words(), m.branch.names[who], who)
}

func (m *Manager) tapCase(c *visits.Case) {
	w := m.s.Words()
	if c.Stopped() {
		m.s.Tell(w.T("plan.refused_stopped", "why", record.Flag(w, c.Flags[len(c.Flags)-1].Code)), "", nil, 6*time.Second)
		return
	}
	m.carried = nil // what was aimed at was another selection
	switch m.plan.written = 0; {
	case m.shift():
		m.pickTo(c.ID)
	case m.plan.picked[c.ID]:
		delete(m.plan.picked, c.ID)
	default:
		m.plan.picked[c.ID] = true
	}
	m.plan.anchor = c.ID
	m.s.Rebuild()
}

func (m *Manager) pickNext() {
	n := 0
	m.plan.written = 0
	for _, id := range m.plan.next(&m.branch, m.now()) {
		if n < m.plan.n && !m.plan.picked[id] {
			m.plan.picked[id] = true
			n++
		}
	}
	m.s.Rebuild()
}

func (m *Manager) openCheck() {
	if top := m.s.Top(); top != nil && top.ID == "plan.check" {
		return // the key was pressed on the check itself
	}
	m.plan.along = false
	m.recheck()
	if m.plan.err = nil; len(m.plan.checked)+len(m.plan.against) > 0 {
		m.ask() // what it says of unsent work is to be of now
		m.s.Push(m.checkPage())
	}
}

// crewMark is the letter of a crew.
func (m *Manager) crewMark(c Crew) string {
	for i, have := range m.crews() {
		if have == c {
			return markOf(i)
		}
	}
	return "–"
}

// markOf is the letter of the crew of that place; one beyond the alphabet has a number.
func markOf(i int) string {
	if i < 26 {
		return string(rune('A' + i))
	}
	return strconv.Itoa(i + 1)
}

func (m *Manager) crewTitle(w *i18n.Words, c Crew) string {
	title := w.T("plan.crew", "mark", m.crewMark(c), "first", m.name(c.First))
	if c.Second.IsZero() {
		return title
	}
	return title + " + " + m.name(c.Second)
}

// write has the checked changes written beside the screen.
func (m *Manager) write() {
	if m.plan.writing {
		return // a second tap would find every case decided already
	}
	m.plan.writing = true
	day, changes := m.plan.day, m.plan.checked
	shell.Do(m.s.Run, func(ctx context.Context) (int, error) {
		return len(changes), decide(ctx, m.k.Journal, day, changes)
	}, func(n int, err error) {
		m.plan.writing = false
		if m.plan.err = err; err != nil {
			m.Reload()
			return
		}
		m.plan.clear()
		m.plan.written = n
		m.s.PopTo("plan")
		m.s.Tell(m.s.Words().N("plan.written", n), "", nil, 8*time.Second)
		m.Reload()
	})
}
