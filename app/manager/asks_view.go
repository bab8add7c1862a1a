package manager

import (
	"context"
	"errors"
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
	"fairvisit/visits/fieldwork"
)

// asksButton leads from the plan to what the field asks for; nil while nothing waits.
func (m *Manager) asksButton(w *i18n.Words) fyne.CanvasObject {
	n := len(m.branch.wishes(m.now()))
	if n == 0 {
		return nil
	}
	b := widgets.NewButton("asks", w.N("ask.waiting_short", n), widgets.Outlined, func() { m.s.Push(m.asksPage()) }).Tight()
	b.Spoken = w.N("ask.waiting", n)
	return b
}

func (m *Manager) asksPage() *shell.Page {
	return &shell.Page{ID: "asks", Build: func(v shell.View) fyne.CanvasObject {
		w := v.Words
		if o := m.state(v); o != nil {
			return widgets.Framed(m.s.Header(v, w.T("ask.inbox"), ""), o, nil)
		}
		list := m.branch.wishes(m.now())
		head := widgets.Column(0, m.s.Header(v, w.T("ask.inbox"), w.N("ask.waiting", len(list))), widgets.Rule())
		if len(list) == 0 {
			return widgets.Framed(head, empty(w.T("ask.inbox.none")), nil)
		}
		return widgets.Framed(head, widgets.Lines(len(list), func(i int, l *widgets.Line) {
			one := list[i]
			m.fillWish(w, l, &one)
			l.OnTapped = func() {
				m.answering = m.offer(&one)
				m.s.Push(m.wishPage())
			}
		}), nil)
	}}
}

func (m *Manager) fillWish(w *i18n.Words, l *widgets.Line, one *wish) {
	a := &one.asks[0]
	l.ID, l.Title = "ask."+a.Entry.Short(), m.wishTitle(w, one)
	l.Detail = record.Wished(w, &a.AskFacts) + " · " + w.T("ask.why."+a.Why) + " · " + m.askers(w, one)
	l.State, l.Sense = w.T("ask.state.open"), widgets.Warning
	if one.stands.State == visits.AskPlanned {
		l.State, l.Sense = record.AskState(w, one.stands, true, m.name)
	}
}

// askers are who asks.
func (m *Manager) askers(w *i18n.Words, one *wish) string {
	var names []string
	for i := range one.asks {
		if n := m.name(one.asks[i].Officer); !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	return strings.Join(names, w.T("officer.list_sign"))
}

func (m *Manager) wishTitle(w *i18n.Words, one *wish) string {
	if one.of != nil {
		return record.Who(one.of) + " · " + record.Street(one.of)
	}
	if a := &one.asks[0]; !a.Reference {
		return w.T("ask.elsewhere", "id", a.Case.Short())
	}
	return w.T("ask.of_reference", "reference", record.Referred(referenceOf(&one.asks[0])))
}

// wishPage is one visit asked for: what was said, what the rules say to it, and the two
// answers there are.
func (m *Manager) wishPage() *shell.Page {
	return &shell.Page{ID: "ask.answer", Build: func(v shell.View) fyne.CanvasObject {
		w, a := v.Words, m.answering
		list := m.branch.wishes(m.now())
		i := slices.IndexFunc(list, func(o wish) bool { return o.key == a.key })
		if i < 0 {
			return widgets.Framed(m.s.Header(v, w.T("ask.inbox"), ""), empty(w.T("ask.gone")), nil)
		}
		one := list[i]
		var cards []fyne.CanvasObject
		if a.err != nil {
			cards = append(cards, widgets.Notice(theme.WarningGround, widgets.NewText(w.T("common.failed", "why", a.err.Error()))))
		}
		for i := range one.asks {
			cards = append(cards, m.askCard(w, &one.asks[i], one.of))
		}
		if a.of == nil {
			cards = append(cards, m.candidatesCard(w, a, &one))
		} else {
			cards = append(cards, m.takeCard(w, a, &one))
		}
		cards = append(cards, m.declineCard(w, a, &one))
		var foot fyne.CanvasObject
		if a.of != nil {
			foot = widgets.Foot(m.s.Actions(widgets.Primary("ask.take", w.T("ask.take", "day", record.Date(w, a.day), "crew", m.crewNames(a.crew)), func() { m.takeWish(&one) }).Lock(a.busy)))
		}
		return body(m.s.Header(v, m.wishTitle(w, &one), w.T("ask.inbox")), widgets.Column(theme.Gap12, cards...), foot)
	}}
}

func (m *Manager) crewNames(c Crew) string {
	if c.Second.IsZero() {
		return m.name(c.First)
	}
	return m.name(c.First) + " + " + m.name(c.Second)
}

// askCard is one question.
func (m *Manager) askCard(w *i18n.Words, a *visits.Ask, of *visits.Case) fyne.CanvasObject {
	parts := []fyne.CanvasObject{widgets.Muted(w.T("ask.by", "name", m.name(a.Officer), "time", m.momentAt(w, of, a.At))),
		widgets.Strong(record.Wished(w, &a.AskFacts)).Sized(theme.Answer), widgets.NewText(record.AskedWhy(w, &a.AskFacts))}
	if a.Words != nil && a.Words.Reference != "" {
		parts = append(parts, widgets.NewText(w.T("ask.of_reference", "reference", a.Words.Reference)))
	}
	if a.Words != nil && a.Words.Text != "" {
		parts = append(parts, widgets.NewText(w.T("ask.quoted", "words", a.Words.Text)))
	}
	days, err := a.Days()
	if said := record.AskRules(w, a.Not, len(days), a.Next, record.Zone(of)); said != "" && err == nil {
		parts = append(parts, widgets.Notice(theme.WarningGround, widgets.NewText(said), widgets.Small(record.AskAgainst(w, a.Against))))
	}
	return widgets.Card(parts...)
}

// takeCard chooses the day and the crew.
func (m *Manager) takeCard(w *i18n.Words, a *answering, one *wish) fyne.CanvasObject {
	var days, crews []fyne.CanvasObject
	for _, d := range m.daysFor(one, a.day) {
		days = append(days, toggle("ask.day."+d, record.Date(w, d), d == a.day, func() {
			a.day = d
			m.s.Rebuild()
		}))
	}
	for i, c := range m.crews() {
		crews = append(crews, toggle("ask.crew."+strconv.Itoa(i), w.T("ask.crew", "crew", m.crewNames(c), "n", m.loadOf(c, a.day)), c == a.crew, func() {
			a.crew = c
			m.s.Rebuild()
		}))
	}
	return widgets.Card(widgets.Muted(w.T("ask.which_day")), widgets.Wrap(theme.Gap8, days...), widgets.Muted(w.T("ask.who")), widgets.Wrap(theme.Gap8, crews...), widgets.Small(w.T("ask.take.about")))
}

// daysFor are the days asked for from today on, and those of the next week.
func (m *Manager) daysFor(one *wish, chosen string) []string {
	list := []string{chosen}
	for i := range one.asks {
		days, _ := one.asks[i].Days() // one that has none was not understood when it came in
		list = append(list, days...)
	}
	for i := range 6 {
		list = append(list, m.now().AddDate(0, 0, i).Format(time.DateOnly))
	}
	slices.Sort(list)
	list = slices.Compact(list)
	return slices.DeleteFunc(list, func(d string) bool { return d < m.today() })
}

// candidatesCard has the manager say which case a reference means.
func (m *Manager) candidatesCard(w *i18n.Words, a *answering, one *wish) fyne.CanvasObject {
	if !one.asks[0].Reference {
		return widgets.Card(widgets.Strong(w.T("ask.away")), widgets.NewText(w.T("ask.away.about")))
	}
	parts := []fyne.CanvasObject{widgets.Strong(w.T("ask.unknown")), widgets.NewText(w.T("ask.unknown.about"))}
	for _, c := range m.branch.candidates(&one.asks[0]) {
		number := ""
		if c.Words != nil {
			number = c.Words.Number
		}
		parts = append(parts, widgets.Wrap(theme.Gap8, widgets.NewButton("ask.means."+c.ID.Short(), record.Who(c)+" · "+record.Street(c)+" · "+number, widgets.Outlined, func() {
			a.of = c
			m.s.Rebuild()
		})))
	}
	return widgets.Card(parts...)
}

func (m *Manager) declineCard(w *i18n.Words, a *answering, one *wish) fyne.CanvasObject {
	var reasons []fyne.CanvasObject
	for _, r := range visits.AskDeclines {
		reasons = append(reasons, toggle("ask.decline."+r, w.T("ask.decline."+r), r == a.reason, func() {
			a.reason = r
			m.s.Rebuild()
		}))
	}
	parts := []fyne.CanvasObject{widgets.Muted(w.T("ask.or_decline")), widgets.Wrap(theme.Gap8, reasons...)}
	if a.reason != "" {
		parts = append(parts, widgets.NewPassage("ask.say", w.T("ask.say"), a.text, 2, func(s string) { a.text = strings.TrimSpace(s) }), widgets.Small(w.T("ask.say.about")),
			widgets.Wrap(theme.Gap8, widgets.NewButton("ask.decline", w.T("ask.decline"), widgets.Outlined, func() { m.declineWish(one) }).Lock(a.busy)))
	}
	return widgets.Card(parts...)
}

// takeWish decides who goes there and answers all who ask, beside the screen, unless the
// rules in force or the roster keep that crew from it as they do where one is carried.
func (m *Manager) takeWish(one *wish) {
	a := m.answering
	c, _ := m.answeredCase(a)
	if a.busy || c == nil {
		return
	}
	bars, err := m.bars(a.crew, []evidence.ID{c.ID}, a.day)
	if err != nil {
		err = errors.New(notAsked(m.s.Words(), err))
	}
	if b, barred := bars[c.ID]; err == nil && barred && !b.Mendable {
		err = errors.New(m.s.Words().T("ask.barred", "why", barredWords(m.s.Words(), b)))
	}
	if a.err = err; err != nil {
		m.s.Rebuild()
		return
	}
	t := fieldwork.Taking{Case: c, Asks: one.asks, Officer: a.crew.First, Second: a.crew.Second, Day: a.day, Order: m.branch.lastOrder(a.crew, a.day)}
	m.answerWish(func(ctx context.Context) error { return m.k.Officer.TakeAsks(ctx, t) }, "ask.taken")
}

func (m *Manager) declineWish(one *wish) {
	a := m.answering
	_, of := m.answeredCase(a)
	m.answerWish(func(ctx context.Context) error {
		return m.k.Officer.DeclineAsks(ctx, one.asks, of, a.reason, a.text)
	}, "ask.declined")
}

func (m *Manager) answerWish(write func(context.Context) error, said string) {
	a := m.answering
	if a.busy {
		return
	}
	a.busy = true
	shell.Do(m.s.Run, func(ctx context.Context) (struct{}, error) { return struct{}{}, write(ctx) }, func(_ struct{}, err error) {
		if a.busy, a.err = false, err; err != nil {
			m.Reload()
			return
		}
		m.s.Pop()
		m.s.Tell(m.s.Words().T(said), "", nil, 8*time.Second)
		m.Reload()
	})
}
