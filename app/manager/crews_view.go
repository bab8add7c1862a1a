package manager

import (
	"slices"
	"strconv"
	"time"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/record"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	dayplan "fairvisit/visits/plan"
)

// crewsPage is the proposal: who would visit how many on the planned day.
func (m *Manager) crewsPage() *shell.Page {
	return &shell.Page{ID: "plan.crews", Build: m.buildCrews}
}

func (m *Manager) buildCrews(v shell.View) fyne.CanvasObject {
	w := v.Words
	if o := m.state(v); o != nil {
		return o
	}
	crews := m.crews()
	earlier := widgets.NewButton("day.earlier", "‹", widgets.Outlined, func() { m.shiftDay(-1) })
	later := widgets.NewButton("day.later", "›", widgets.Outlined, func() { m.shiftDay(1) })
	earlier.Spoken, later.Spoken = w.T("plan.day_earlier"), w.T("plan.day_later")
	days := []fyne.CanvasObject{earlier.Lock(m.plan.day <= m.today()), later}
	sub := w.T("plan.proposed", "n", m.plan.proposed(), "left", len(m.plan.next(&m.branch, m.now())))
	var head fyne.CanvasObject
	var cards []fyne.CanvasObject
	if m.s.Prefs.Scale >= 1.5 { // they scroll away: large letters would leave no room for crews or the day
		head = m.s.Header(v, record.Date(w, m.plan.day), sub)
		cards = append(cards, widgets.Wrap(theme.Gap8, days...))
	} else {
		head = m.s.Header(v, record.Date(w, m.plan.day), sub, days...)
	}
	cards = append(cards, m.wayCard(w))
	m.lanes.cards, m.lanes.rows, m.lanes.locked = make([]*widgets.Box, len(crews)), nil, 0
	shown := m.crewsShown(crews)
	if o := m.crewFinder(w, len(shown), len(crews)); o != nil {
		cards = append(cards, o)
	}
	for _, i := range shown {
		cards = append(cards, m.crewCard(w, i, crews[i]))
	}
	if len(crews) == 0 {
		cards = append(cards, widgets.Notice(theme.InfoGround, widgets.NewText(w.T("plan.no_crews"))))
	}
	free := m.goesAlone(m.plan.day)
	if len(free) > 0 {
		cards = append(cards, widgets.Wrap(theme.Gap8, widgets.NewButton("crew.make", w.N("plan.make_crew", len(free)), widgets.Outlined, func() {
			m.plan.hands = nil
			m.s.Push(m.makeCrewPage())
		})))
	}
	cards = append(cards, widgets.Wrap(theme.Gap8, widgets.NewButton("roster.open", w.T("roster.of_day"), widgets.Outlined, func() {
		m.rosterOn = m.plan.day
		m.s.Open("roster")
	})))
	cards = append(cards, m.waysCard(w))
	m.lanes.scroll = widgets.NewScroll(widgets.Pad(theme.Gap16, theme.Gap8, widgets.Column(theme.Gap12, cards...)))
	return widgets.Framed(head, m.lanes.scroll, m.crewsFoot(w, crews))
}

func (m *Manager) shiftDay(days int) {
	m.plan.shiftDay(days, m.today())
	m.s.Rebuild()
}

// wayCard chooses how many "the next" takes.
func (m *Manager) wayCard(w *i18n.Words) fyne.CanvasObject {
	step := func(id, sign, spoken string, d int) fyne.CanvasObject {
		b := widgets.NewButton(id, sign, widgets.Outlined, func() {
			m.plan.n = min(50, max(1, m.plan.n+d))
			m.s.Rebuild()
		})
		b.Spoken = spoken
		return b
	}
	return widgets.Row(theme.Gap8, widgets.Fill(widgets.NewText(w.N("plan.at_once", m.plan.n))), step("n.less", "−", w.T("plan.fewer"), -1), step("n.more", "+", w.T("plan.more_at_once"), 1))
}

// crewHas is how many visits a crew has on the planned day, and what makes them more than
// its day is said to have.
func (m *Manager) crewHas(w *i18n.Words, c Crew) string {
	already := m.branch.stops(c, m.plan.day)
	said := w.T("plan.crew_has", "proposed", len(m.plan.proposal[c]), "already", already.Left+already.Done)
	if n := already.Left + already.Done - len(m.decidedOn(c)); n > 0 {
		said += " · " + w.N("plan.crew_stopped", n)
	}
	return said
}

func (m *Manager) crewCard(w *i18n.Words, i int, c Crew) fyne.CanvasObject {
	rows := []fyne.CanvasObject{widgets.Strong(m.crewTitle(w, c)), widgets.Muted(m.crewHas(w, c))}
	rows = append(rows, m.loadRows(w, c)...)
	rows = append(rows, m.deviceTrouble(w, c, m.lanes.open == i)...)
	aimed := m.aimedAt(w, i, crewID(i))
	rows = append(rows, widgets.Wrap(theme.Gap8, m.crewButtons(w, i, c, aimed != nil)...))
	if m.lanes.open == i {
		rows = append(rows, widgets.Column(0, m.stopRows(w, c)...))
	}
	card := widgets.Card(slices.Insert(rows, 2, aimed...)...)
	m.lanes.cards[i] = card
	if m.carried != nil && m.carried.over == i {
		card.Edge, card.Width = theme.Accent, 4
	}
	return card
}

func crewID(i int) string { return "crew." + strconv.Itoa(i) }

// crewButtons are a card's; of one that is aimed at, a button of its own gives what is
// selected. To a reader of the screen each names its crew, for every card has the same.
func (m *Manager) crewButtons(w *i18n.Words, i int, c Crew, aimed bool) []fyne.CanvasObject {
	var buttons []fyne.CanvasObject
	add := func(name, label string, kind widgets.ButtonKind, tapped func()) {
		b := widgets.NewButton(crewID(i)+"."+name, label, kind, tapped).Tight()
		b.Spoken = w.T("plan.of_person", "who", m.crewTitle(w, c), "what", label)
		buttons = append(buttons, b)
	}
	switch n := len(m.plan.picked); {
	case aimed:
	case n > 0:
		add("picked", w.N("plan.give_picked", n), widgets.Outlined, func() { m.givePicked(i) })
	default:
		add("next", w.T("plan.give_next", "n", m.plan.n, "by", m.byWords(w)), widgets.Outlined, func() { m.giveNext(c) })
	}
	already, open := m.branch.stops(c, m.plan.day), m.lanes.open == i
	if len(m.plan.proposal[c])+already.Left+already.Done > 0 {
		label := w.T("drag.stops")
		if open {
			label = w.T("drag.stops_hide")
		}
		add("stops", label, widgets.Quiet, func() {
			if m.lanes.open = i; open {
				m.lanes.open = nobody
			}
			m.s.Rebuild()
		})
	}
	if len(m.plan.proposal[c]) > 0 {
		add("clear", w.T("plan.clear"), widgets.Quiet, func() {
			m.plan.remember()
			delete(m.plan.proposal, c)
			m.s.Rebuild()
		})
	}
	return buttons
}

// aimedAt is what stands on the card of the crew that keys aim at: what Enter would do,
// and the same for who has none.
func (m *Manager) aimedAt(w *i18n.Words, i int, id string) []fyne.CanvasObject {
	if m.carried == nil || !m.carried.byKeys || m.carried.over != i {
		return nil
	}
	give := widgets.NewButton(id+".give", w.T("drag.give"), widgets.Outlined, m.give)
	return []fyne.CanvasObject{m.saidCard(w), widgets.Wrap(theme.Gap8, give)}
}

// deviceTrouble are a crew's device rows where its card stands open, and else only what
// is amiss or not known: with a line for each device that is well, eight crews were four
// screens. The check before writing says all of everybody who is affected.
func (m *Manager) deviceTrouble(w *i18n.Words, c Crew, open bool) []fyne.CanvasObject {
	if open {
		return m.deviceRows(w, c)
	}
	var rows, chips []fyne.CanvasObject
	devices := m.branch.devicesOf(c)
	for _, d := range devices {
		if l, told := m.heard.lines[d.ID]; d.Last == 0 || !told || l.Said == nil || waiting(w, l.Said.Waiting) != "" {
			rows = append(rows, widgets.Small(m.of(w, d.Officer, m.lastSeen(w, d)+" · "+m.unsentOf(w, d))))
		}
		chips = append(chips, deviceChips(w, d)...)
	}
	if chips = append(chips, m.withoutDevice(w, c, devices)...); len(chips) > 0 {
		rows = append(rows, widgets.Wrap(theme.Gap8, chips...))
	}
	return rows
}

// withoutDevice names who of a crew has no device: nobody will hear of their work.
func (m *Manager) withoutDevice(w *i18n.Words, c Crew, devices []Device) []fyne.CanvasObject {
	var chips []fyne.CanvasObject
	for _, who := range []evidence.ID{c.First, c.Second} {
		if !who.IsZero() && !slices.ContainsFunc(devices, func(d Device) bool { return d.Officer == who }) {
			chips = append(chips, widgets.Chip(widgets.Warning, m.of(w, who, w.T("plan.no_device"))))
		}
	}
	return chips
}

// deviceRows say of each device what is known, and that the rest is not; who has
// none is named too, for nobody will hear of their work.
func (m *Manager) deviceRows(w *i18n.Words, c Crew) []fyne.CanvasObject {
	var rows []fyne.CanvasObject
	devices := m.branch.devicesOf(c)
	for _, d := range devices {
		rows = append(rows, widgets.Small(m.of(w, d.Officer, m.lastSeen(w, d)+" · "+m.unsentOf(w, d))))
		if chips := deviceChips(w, d); len(chips) > 0 {
			rows = append(rows, widgets.Wrap(theme.Gap8, chips...))
		}
	}
	if without := m.withoutDevice(w, c, devices); len(without) > 0 {
		rows = append(rows, widgets.Wrap(theme.Gap8, without...))
	}
	return rows
}

// of says something of somebody.
func (m *Manager) of(w *i18n.Words, who evidence.ID, said string) string {
	return w.T("plan.of_person", "who", m.name(who), "what", said)
}

func (m *Manager) lastSeen(w *i18n.Words, d Device) string {
	if d.Last == 0 {
		return w.T("board.never")
	}
	return w.T("board.last_entry", "age", w.Age(m.now().Sub(time.UnixMicro(d.Last))))
}

func (m *Manager) crewsFoot(w *i18n.Words, crews []Crew) fyne.CanvasObject {
	waiting := len(m.plan.next(&m.branch, m.now()))
	var buttons []fyne.CanvasObject
	switch n := m.plan.proposed(); {
	case n > 0:
		buttons = append(buttons, widgets.NewButton("discard", w.T("plan.discard"), widgets.Outlined, func() {
			m.plan.discard()
			m.s.Rebuild()
		}), m.undoButton(w))
		if waiting > 0 {
			buttons = append(buttons, widgets.NewButton("share", w.N("plan.share_rest", waiting), widgets.Outlined, m.share))
		}
		buttons = append(buttons, widgets.Primary("check", w.N("plan.check", n), m.openCheck))
	case len(crews) > 0 && waiting > 0:
		buttons = append(buttons, widgets.NewButton("suggest", w.T("suggest.button"), widgets.Outlined, m.suggest))
		buttons = append(buttons, widgets.Primary("share", w.T("plan.share", "n", waiting, "crews", len(crews), "by", m.byWords(w)), m.share))
	}
	if m.plan.proposed() == 0 {
		buttons = append([]fyne.CanvasObject{m.undoButton(w)}, buttons...)
	}
	if !slices.ContainsFunc(buttons, func(o fyne.CanvasObject) bool { return o != nil }) {
		return nil
	}
	return widgets.Foot(widgets.DenseActions(buttons...))
}

// makeCrewPage chooses two officers by hand.
func (m *Manager) makeCrewPage() *shell.Page {
	return &shell.Page{ID: "plan.crew", Build: func(v shell.View) fyne.CanvasObject {
		w := v.Words
		rows := []fyne.CanvasObject{}
		for _, p := range m.goesAlone(m.plan.day) {
			rows = append(rows, widgets.NewAnswer(widgets.Option{Code: p.ID.String(), Label: m.name(p.ID)}, slices.Contains(m.plan.hands, p.ID), func() { m.chooseHand(p.ID) }))
		}
		back := widgets.NewButton("crew.cancel", w.T("common.cancel"), widgets.Outlined, func() { m.s.Pop() })
		done := widgets.Primary("crew.done", w.T("plan.crew_done"), m.finishCrew).Lock(len(m.plan.hands) != 2)
		return body(m.s.Header(v, w.T("plan.crew_title"), w.T("plan.crew_why")), widgets.Column(theme.Gap12, rows...),
			widgets.Foot(widgets.Actions(back, done)))
	}}
}

func (m *Manager) chooseHand(who evidence.ID) {
	if i := slices.Index(m.plan.hands, who); i >= 0 {
		m.plan.hands = slices.Delete(m.plan.hands, i, i+1)
	} else {
		m.plan.hands = append(m.plan.hands, who)
		m.plan.hands = m.plan.hands[max(0, len(m.plan.hands)-2):]
	}
	m.s.Rebuild()
}

// finishCrew has two go together on the planned day, as the page that asked for them
// is about that day; partners for longer are chosen in the roster.
func (m *Manager) finishCrew() {
	if len(m.plan.hands) != 2 {
		m.s.Tell(m.s.Words().T("plan.crew_two"), "", nil, 5*time.Second)
		return
	}
	hands := m.plan.hands
	m.plan.hands = nil
	m.s.Pop()
	m.changePair(hands[0], hands[1], func(r *roster, one, other *dayplan.Person) { r.pair(one, other, m.plan.day) })
}
