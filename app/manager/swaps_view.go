package manager

import (
	"slices"
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

// swapsAskedCards are the swaps that wait for an answer, of whatever day: who asks must
// not wait until somebody turns to it.
func (m *Manager) swapsAskedCards(w *i18n.Words) []fyne.CanvasObject {
	var cards []fyne.CanvasObject
	for _, a := range m.swapsIn(visits.SwapOpen) {
		s := a.first()
		rows := append([]fyne.CanvasObject{widgets.Strong(m.swapTitle(w, s))}, reasonsOf(w, &a)...)
		cards = append(cards, widgets.Notice(theme.InfoGround, append(rows, widgets.Wrap(theme.Gap8,
			widgets.NewButton("swap.answer."+s.Entry.Short(), w.T("swap.answer"), widgets.Outlined, func() { m.s.Push(m.swapPage(s.ID)) })))...))
	}
	return cards
}

func (m *Manager) swapTitle(w *i18n.Words, s *visits.Swap) string {
	return w.T("swap.asked", "one", m.name(s.Officer), "day", record.Date(w, s.Day), "other", record.SwapWith(w, s.With, m.name))
}

// reasonsOf are those that who asked gave.
func reasonsOf(w *i18n.Words, a *swapAsked) []fyne.CanvasObject {
	var rows []fyne.CanvasObject
	for i := range a.swaps {
		if text := a.swaps[i].Text; text != "" {
			rows = append(rows, widgets.NewText(w.T("ask.quoted", "words", text)))
		}
	}
	return rows
}

// swapsAgreed are the questions that a swap of the roster answers with yes.
func (m *Manager) swapsAgreed(s dayplan.Swap) []visits.Swap {
	var all []visits.Swap
	for _, a := range m.swapsIn(visits.SwapAgreed) {
		for _, q := range a.swaps {
			one, other := m.roster.person(q.Officer), m.roster.person(q.Stands(m.today()).Answer.With)
			if q.Day == s.Day && one != nil && other != nil && (one.Name == s.One && other.Name == s.Other || one.Name == s.Other && other.Name == s.One) {
				all = append(all, q)
			}
		}
	}
	return all
}

// swapAnswering is what a manager has in mind of one swap and did not write yet.
type swapAnswering struct {
	with   evidence.ID
	reason string
}

// swapPage is where a swap is answered: what speaks against it stands before the yes.
func (m *Manager) swapPage(id evidence.ID) *shell.Page {
	var a swapAnswering
	return &shell.Page{ID: "roster.swap", Build: func(v shell.View) fyne.CanvasObject {
		w := v.Words
		back := widgets.NewButton("swap.back", w.T("common.cancel"), widgets.Outlined, func() { m.s.Pop() })
		asked := m.swapsIn(visits.SwapOpen)
		i := slices.IndexFunc(asked, func(o swapAsked) bool { return o.first().ID == id })
		if i < 0 {
			return body(m.s.Header(v, w.T("swap.answer.title"), ""), widgets.Muted(w.T("swap.answer.gone")), widgets.Foot(widgets.Actions(back)))
		}
		q := asked[i].first()
		if !q.With.IsZero() {
			a.with = q.With
		}
		parts := append([]fyne.CanvasObject{widgets.Strong(m.swapTitle(w, q))}, reasonsOf(w, &asked[i])...)
		parts = append(parts, widgets.NewText(w.T("roster.swap_what")))
		if q.With.IsZero() {
			parts = append(parts, m.swapWhom(w, q, &a))
		}
		if !a.with.IsZero() {
			parts = append(parts, m.swapObjections(w, q, a.with))
		}
		parts = append(parts, m.swapReasons(w, &a))
		no := widgets.NewButton("swap.no", w.T("roster.swap_no"), widgets.Outlined, func() {
			if a.reason == "" {
				m.s.Tell(w.T("swap.decline.first"), "", nil, 8*time.Second)
				return
			}
			m.s.PopTo("roster")
			m.answerSwap(asked[i].swaps, evidence.ID{}, a.reason)
		})
		yes := widgets.Primary("swap.yes", w.T("roster.swap_yes"), func() {
			if a.with.IsZero() {
				m.s.Tell(w.T("swap.agreed.first"), "", nil, 8*time.Second)
				return
			}
			m.s.PopTo("roster")
			m.answerSwap(asked[i].swaps, a.with, "")
		})
		return body(m.s.Header(v, w.T("swap.answer.title"), record.Date(w, q.Day)), widgets.Column(theme.Gap16, parts...), widgets.Foot(widgets.Actions(back, no, yes)))
	}}
}

// swapWhom has the manager say who swaps with who asked for anybody.
func (m *Manager) swapWhom(w *i18n.Words, q *visits.Swap, a *swapAnswering) fyne.CanvasObject {
	var tiles []fyne.CanvasObject
	for i := range m.roster.People {
		p := &m.roster.People[i]
		if p.ID == q.Officer {
			continue
		}
		tiles = append(tiles, widgets.NewAnswer(widgets.Option{Code: "swap.with." + p.ID.String(), Label: p.Name}, a.with == p.ID, func() {
			a.with = p.ID
			m.s.Rebuild()
		}))
	}
	return widgets.Column(theme.Gap8, widgets.Title(w.T("swap.answer.who", "who", m.name(q.Officer))), widgets.Columns(200*max(1, m.s.Prefs.Scale), theme.Gap12, tiles...))
}

func (m *Manager) swapObjections(w *i18n.Words, q *visits.Swap, with evidence.ID) fyne.CanvasObject {
	var rows []fyne.CanvasObject
	for _, said := range m.swapAgainst(w, q.Day, q.Officer, with) {
		rows = append(rows, widgets.NewText(said))
	}
	if len(rows) == 0 {
		return widgets.Notice(theme.GoodGround, widgets.NewText(w.T("swap.against.none")))
	}
	return widgets.Notice(theme.WarningGround, rows...)
}

func (m *Manager) swapReasons(w *i18n.Words, a *swapAnswering) fyne.CanvasObject {
	var tiles []fyne.CanvasObject
	for _, code := range visits.SwapDeclines {
		tiles = append(tiles, widgets.NewAnswer(widgets.Option{Code: "swap.decline." + code, Label: w.T("swap.decline." + code)}, a.reason == code, func() {
			a.reason = code
			m.s.Rebuild()
		}))
	}
	return widgets.Column(theme.Gap8, widgets.Title(w.T("swap.decline.title")), widgets.Columns(200*max(1, m.s.Prefs.Scale), theme.Gap12, tiles...))
}
