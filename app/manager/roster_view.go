package manager

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/record"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	"fairvisit/visits"
	dayplan "fairvisit/visits/plan"
)

// rosterPage is who works on a day, who is away, and who goes with whom.
func (m *Manager) rosterPage() *shell.Page {
	return &shell.Page{ID: "roster", Build: m.buildRoster, Part: func() string { return m.rosterOn }}
}

func (m *Manager) turnRoster(days int) {
	if d, err := time.Parse(time.DateOnly, m.rosterOn); err == nil {
		m.rosterOn = d.AddDate(0, 0, days).Format(time.DateOnly)
	}
	m.s.Rebuild()
}

func (m *Manager) buildRoster(v shell.View) fyne.CanvasObject {
	w, day := v.Words, m.rosterOn
	if o := m.state(v); o != nil {
		return widgets.Framed(m.s.Header(v, w.T("section.roster"), ""), o, nil)
	}
	crews, away, alone := m.crewsOn(day), m.away(day), m.goesAlone(day)
	sub := w.T("roster.counts", "crews", len(crews), "away", len(away), "alone", len(alone))
	head := m.s.Header(v, w.T("roster.on", "day", record.Date(w, day)), sub)
	cards := []fyne.CanvasObject{widgets.Wrap(theme.Gap8, widgets.NewButton("roster.earlier", w.T("plan.day_earlier"), widgets.Outlined, func() { m.turnRoster(-1) }),
		widgets.NewButton("roster.today", w.T("roster.today"), widgets.Outlined, func() { m.rosterOn = m.today(); m.s.Rebuild() }),
		widgets.NewButton("roster.later", w.T("plan.day_later"), widgets.Outlined, func() { m.turnRoster(1) }))}
	cards = append(cards, m.zoneCards(w)...)
	if m.roster.worry != nil {
		cards = append(cards, m.rosterTrouble(w))
	}
	if others, forgotten := m.othersSaid(), m.forgottenSince(); len(others)+len(forgotten) > 0 {
		cards = append(cards, m.othersCard(w, others, forgotten))
	}
	for i, l := range m.lostOn(day) {
		cards = append(cards, m.lostCard(w, i, l))
	}
	cards = append(cards, m.swapsAskedCards(w)...)
	cards = append(cards, m.dayCard(w, day))
	cards = append(cards, m.swapCards(w, day)...)
	cards = append(cards, m.replacedCards(w, day)...)
	var together []fyne.CanvasObject
	for _, c := range crews {
		together = append(together, m.pairCard(w, day, c))
	}
	cards = append(cards, widgets.Title(w.T("roster.together")), widgets.Columns(300, theme.Gap12, together...))
	if len(crews) == 0 {
		cards = append(cards, widgets.Muted(w.T("roster.no_crews")))
	}
	cards = append(cards, m.peopleCards(w, day)...)
	cards = append(cards, m.startCard(w))
	return body(head, widgets.Column(theme.Gap12, cards...), nil)
}

// rosterTrouble says that what is kept is not understood, and offers to begin anew.
func (m *Manager) rosterTrouble(w *i18n.Words) fyne.CanvasObject {
	return widgets.Notice(theme.WarningGround, widgets.Strong(w.T("roster.not_read")), widgets.NewText(m.roster.worry.Error()), widgets.NewText(w.T("roster.not_read_safe")),
		widgets.Wrap(theme.Gap8, widgets.NewButton("roster.anew", w.T("roster.anew"), widgets.Outlined, m.rosterAnew)))
}

// lostCard names visits that nobody makes as decided, and the two ways on: a plan
// of what is left of the day, or by hand. Nobody is ever sent alone.
func (m *Manager) lostCard(w *i18n.Words, i int, l lost) fyne.CanvasObject {
	away := m.away(m.rosterOn)
	rows := []fyne.CanvasObject{widgets.Strong(w.N("roster.lost", len(l.cases), "first", m.name(l.First), "second", m.name(l.Second)))}
	for _, who := range []evidence.ID{l.First, l.Second} {
		said := w.T("roster.with_other")
		if o, is := away[who]; is {
			said = m.absence(w, m.rosterOn, who, o)
		} else if slices.ContainsFunc(m.goesAlone(m.rosterOn), func(p visits.Person) bool { return p.ID == who }) {
			said = w.T("roster.stops")
		}
		rows = append(rows, widgets.NewText(m.of(w, who, said)))
	}
	id := "lost." + strconv.Itoa(i)
	pick := widgets.NewButton(id+".pick", w.N("roster.lost_pick", len(l.cases)), widgets.Outlined, func() { m.planLost(l.cases, func() {}) })
	again := widgets.NewButton(id+".suggest", w.T("roster.lost_suggest"), widgets.Outlined, func() { m.planLost(nil, m.suggest) })
	return widgets.Notice(theme.DangerGround, append(rows, widgets.Wrap(theme.Gap8, pick, again))...)
}

// planLost opens the plan of the roster's day, with cases picked, and goes on there.
// A day that is over, as at midnight on this page, is not planned.
func (m *Manager) planLost(cases []evidence.ID, then func()) {
	if m.rosterOn < m.today() {
		m.s.Rebuild()
		return
	}
	if m.plan.day != m.rosterOn {
		m.plan.day = m.rosterOn
		m.plan.clear()
	}
	if cases != nil {
		m.plan.filter = showAssigned
	}
	for _, id := range cases {
		m.plan.picked[id] = true
	}
	m.s.Open("plan")
	then()
}

// dayCard says whether the branch works on the day, and changes it.
func (m *Manager) dayCard(w *i18n.Words, day string) fyne.CanvasObject {
	r := &m.roster
	said, works := w.T("roster.day_works"), true
	switch ok, _ := r.Works(day); {
	case slices.Contains(r.MakeUp, day):
		said = w.T("roster.day_made_up")
	case slices.Contains(r.Holidays, day):
		said, works = w.T("roster.day_holiday"), false
	case !ok:
		said, works = w.T("roster.day_rest"), false
	}
	change := widgets.NewButton("roster.holiday", w.T("roster.make_holiday"), widgets.Outlined, func() { m.setDay(day, false) })
	if !works {
		change = widgets.NewButton("roster.work", w.T("roster.make_work"), widgets.Outlined, func() { m.setDay(day, true) })
	}
	usual := widgets.NewButton("roster.usual", w.T("roster.usual"), widgets.Outlined, func() { m.s.Push(m.usualPage()) })
	return widgets.Card(widgets.Strong(said), widgets.Muted(w.T("roster.hours", "from", r.Shift.From, "until", r.Shift.Until, "days", m.daysIn(w, r.Week()))),
		widgets.Wrap(theme.Gap8, change, usual))
}

// setDay makes a day one that is worked, or a holiday: a holiday that is worked
// again is none, a day of rest that is worked is made up for.
func (m *Manager) setDay(day string, works bool) {
	m.changeRoster(func(r *roster) {
		gone := func(list []string) []string { return slices.DeleteFunc(list, func(d string) bool { return d == day }) }
		r.Holidays, r.MakeUp = gone(r.Holidays), gone(r.MakeUp)
		if ok, _ := r.Works(day); ok != works {
			if works {
				r.MakeUp = append(r.MakeUp, day)
			} else {
				r.Holidays = append(r.Holidays, day)
			}
		}
	})
}

func (m *Manager) daysIn(w *i18n.Words, days []string) string {
	var list []string
	for _, d := range weekdays {
		if slices.Contains(days, d) {
			list = append(list, w.T("roster.weekday."+d))
		}
	}
	return strings.Join(list, w.T("common.list"))
}

// pairCard is one crew of the day: who, when, since when, and what it has to do.
func (m *Manager) pairCard(w *i18n.Words, day string, c Crew) fyne.CanvasObject {
	rows := []fyne.CanvasObject{widgets.Strong(m.name(c.First) + " + " + m.name(c.Second))}
	one, other := m.roster.person(c.First), m.roster.person(c.Second)
	if one == nil || other == nil {
		return widgets.Card(rows...)
	}
	since := w.T("roster.by_decision")
	switch {
	case slices.ContainsFunc(m.roster.Pairs, func(p dayplan.Pair) bool {
		return p.Day == day && !p.Replaced && (p.One == one.Name || p.Other == one.Name)
	}):
		since = w.T("roster.this_day")
	case one.With == other.Name && one.Since != "" && one.Since <= day:
		since = w.T("roster.since", "day", record.Date(w, one.Since))
	}
	s := m.branch.stops(c, day)
	rows = append(rows, widgets.Muted(since+" · "+w.N("roster.stops_of", s.Done+s.Left)))
	for _, p := range []*dayplan.Person{one, other} {
		rows = append(rows, widgets.Row(theme.Gap8, widgets.Fill(widgets.NewText(p.Name+" · "+m.shiftOf(p))), m.openPerson(w, p)))
		for _, c := range p.Papers { // a rule may hold the crew at every door of the day
			if said, over := m.paperSaid(w, c, day); over {
				rows = append(rows, widgets.Wrap(theme.Gap4, widgets.Chip(widgets.Danger, said)))
			}
		}
	}
	return widgets.Card(rows...)
}

func (m *Manager) shiftOf(p *dayplan.Person) string {
	if m.branch.rosterKept.forgotten[p.ID] {
		return m.s.Words().T("roster.forgotten_short")
	}
	h := m.roster.Shift
	if p.Shift != (dayplan.Hours{}) {
		h = p.Shift
	}
	return h.From + "–" + h.Until
}

func (m *Manager) openPerson(w *i18n.Words, p *dayplan.Person) *widgets.Button {
	b := widgets.NewButton("person."+p.ID.String(), w.T("roster.change"), widgets.Outlined, func() { m.s.Push(m.personPage(p.ID)) }).Tight()
	b.Spoken = w.T("roster.change") + " " + p.Name
	return b
}

// peopleCards are those who do not go on the day: away, and there with nobody to
// go with.
func (m *Manager) peopleCards(w *i18n.Words, day string) []fyne.CanvasObject {
	away := m.away(day)
	row := func(p *dayplan.Person, said string) fyne.CanvasObject {
		return widgets.Row(theme.Gap8, widgets.Fill(widgets.NewText(w.T("plan.of_person", "who", p.Name, "what", said))), m.openPerson(w, p))
	}
	absent, single := []fyne.CanvasObject{widgets.Title(w.T("roster.away"))}, []fyne.CanvasObject{widgets.Title(w.T("roster.alone"))}
	for _, o := range m.goesAlone(day) {
		if p := m.roster.person(o.ID); p != nil {
			single = append(single, row(p, w.T("roster.stops")))
		}
	}
	for i := range m.roster.People {
		p := &m.roster.People[i]
		if o, is := away[p.ID]; is {
			absent = append(absent, row(p, m.absence(w, m.rosterOn, p.ID, o)))
		}
	}
	var cards []fyne.CanvasObject
	for _, rows := range [][]fyne.CanvasObject{single, absent} {
		if len(rows) > 1 {
			cards = append(cards, widgets.Card(rows...))
		}
	}
	return cards
}

// absence says why somebody is not there on a day.
func (m *Manager) absence(w *i18n.Words, day string, who evidence.ID, o dayplan.Off) string {
	p := m.roster.person(who)
	switch {
	case p == nil:
	case o.Code == dayplan.OnLeave:
		for _, l := range p.Leave {
			if l.From <= day && day <= l.Until {
				return w.T("roster.off.leave", "day", record.Date(w, l.Until))
			}
		}
	case o.Code == dayplan.GoneFrom:
		return w.T("roster.off.gone", "from", p.Off)
	}
	return w.T("roster.off." + o.Code)
}

// swapCards are the swaps of a day: those asked for wait for the manager's yes.
func (m *Manager) swapCards(w *i18n.Words, day string) []fyne.CanvasObject {
	var cards []fyne.CanvasObject
	for i, s := range m.roster.Swaps {
		if s.Day != day {
			continue
		}
		id, drop := "swap."+strconv.Itoa(i), func() {
			if asked := m.swapsAgreed(s); len(asked) > 0 {
				m.answerSwap(asked, evidence.ID{}, "other") // who asked is told
				return
			}
			m.changeRoster(func(r *roster) { r.Swaps = slices.Delete(r.Swaps, i, i+1) })
		}
		if s.Agreed {
			cards = append(cards, widgets.Card(widgets.Strong(w.T("roster.swapped", "one", s.One, "other", s.Other)), widgets.Muted(w.T("roster.swap_what")),
				widgets.Wrap(theme.Gap8, widgets.NewButton(id+".undo", w.T("roster.swap_undo"), widgets.Outlined, drop))))
			continue
		}
		yes := widgets.NewButton(id+".yes", w.T("roster.swap_yes"), widgets.Outlined, func() {
			m.changeRoster(func(r *roster) { r.Swaps[i].Agreed = true })
		})
		cards = append(cards, widgets.Notice(theme.InfoGround, widgets.Strong(w.T("roster.swap_asked", "one", s.One, "other", s.Other)), widgets.NewText(w.T("roster.swap_what")),
			widgets.Wrap(theme.Gap8, yes, widgets.NewButton(id+".no", w.T("roster.swap_no"), widgets.Outlined, drop))))
	}
	return cards
}
