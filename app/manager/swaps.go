package manager

import (
	"context"
	"slices"
	"strconv"
	"time"

	"fairvisit/app/i18n"
	"fairvisit/app/shell"
	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/fieldwork"
	dayplan "fairvisit/visits/plan"
)

// swapAsked is what an officer asks for of one day: however often they asked, it is one.
type swapAsked struct {
	swaps []visits.Swap // in order of their time
}

func (a *swapAsked) first() *visits.Swap { return &a.swaps[0] }

// swapsIn are the swaps of the branch that stand so today, by day.
func (m *Manager) swapsIn(state string) []swapAsked {
	var list []swapAsked
	today := m.today()
	for i := range m.branch.swaps {
		s := &m.branch.swaps[i]
		if s.Stands(today).State != state || m.roster.person(s.Officer) == nil {
			continue
		}
		if j := slices.IndexFunc(list, func(a swapAsked) bool { return a.first().Same(s) }); j >= 0 {
			list[j].swaps = append(list[j].swaps, *s)
			continue
		}
		list = append(list, swapAsked{[]visits.Swap{*s}})
	}
	return list
}

// swapsWaiting is how many wait for an answer, as a badge; "" for none.
func (m *Manager) swapsWaiting() string {
	if n := len(m.swapsIn(visits.SwapOpen)); n > 0 {
		return strconv.Itoa(n)
	}
	return ""
}

// answerSwap says yes, with somebody, or (a zero with) no for a reason. On a roster that
// is not understood nothing is written, as with every other change of it.
func (m *Manager) answerSwap(swaps []visits.Swap, with evidence.ID, reason string) {
	if m.roster.worry != nil {
		m.s.Tell(m.s.Words().T("roster.anew_first"), "", nil, 12*time.Second)
		return
	}
	a := fieldwork.SwapAnswering{Swaps: swaps, With: with, Reason: reason, Was: m.roster.written, Now: m.roster.Fields()}
	shell.Do(m.s.Run, func(ctx context.Context) (struct{}, error) { return struct{}{}, m.k.Officer.AnswerSwap(ctx, a) }, func(_ struct{}, err error) {
		if err != nil {
			m.s.Tell(m.s.Words().T("swap.not_answered", "why", err.Error()), "", nil, 12*time.Second)
		}
		m.Reload()
	})
}

// supposing looks at the roster as it would be.
func (m *Manager) supposing(r dayplan.Roster, look func()) {
	was := m.roster.Roster
	m.roster.Roster = r
	look()
	m.roster.Roster = was
}

// swapAgainst is what speaks against a swap of two on a day, in words: who would not be
// there, who would have nobody to go with, what was decided and would not be made so, and
// where the rules, certificates or languages of a changed crew keep it away.
func (m *Manager) swapAgainst(w *i18n.Words, day string, one, other evidence.ID) []string {
	a, b := m.roster.person(one), m.roster.person(other)
	if a == nil || b == nil {
		return nil
	}
	var said []string
	for _, s := range m.roster.Swaps {
		for _, name := range []string{a.Name, b.Name} {
			if s.Day == day && s.Agreed && (s.One == name || s.Other == name) {
				said = append(said, w.T("swap.against.agreed", "who", name))
			}
		}
	}
	crews, alone := m.crewsOn(day), m.goesAlone(day)
	lostBefore := casesOf(m.lostOn(day))
	would := m.roster.copied()
	would.Swaps = append(would.Swaps, dayplan.Swap{Day: day, One: a.Name, Other: b.Name, Agreed: true})
	m.supposing(would, func() {
		away := m.away(day)
		for _, p := range []*dayplan.Person{a, b} {
			if o, is := away[p.ID]; is {
				said = append(said, w.T("plan.of_person", "who", p.Name, "what", m.absence(w, day, p.ID, o)))
			}
		}
		for _, p := range m.goesAlone(day) {
			if !slices.ContainsFunc(alone, func(q visits.Person) bool { return q.ID == p.ID }) {
				said = append(said, w.T("swap.against.alone", "who", m.name(p.ID)))
			}
		}
		if n := len(casesOf(m.lostOn(day))) - len(lostBefore); n > 0 {
			said = append(said, w.N("swap.against.lost", n))
		}
		said = append(said, m.swapBars(w, day, crews)...)
	})
	return said
}

func casesOf(list []lost) (ids []evidence.ID) {
	for _, l := range list {
		ids = append(ids, l.cases...)
	}
	return ids
}

// swapBars say where a crew that is none before may not be sent of what one of them was
// to visit that day.
func (m *Manager) swapBars(w *i18n.Words, day string, before []Crew) []string {
	var said []string
	for _, c := range m.crewsOn(day) {
		if slices.ContainsFunc(before, func(o Crew) bool { return o.has(c.First) && o.has(c.Second) }) {
			continue
		}
		ids := m.branch.visitsOf(c, day)
		if len(ids) == 0 {
			continue // no rule is asked
		}
		bars, err := m.bars(c, ids, day)
		if err != nil {
			said = append(said, notAsked(w, err))
			continue
		}
		n, why := 0, dayplan.Barred{}
		for _, id := range ids {
			if b, barred := bars[id]; barred && !b.Mendable {
				n, why = n+1, b
			}
		}
		if n > 0 {
			said = append(said, w.N("swap.against.barred", n, "crew", m.crewTitle(w, c), "why", barredWords(w, why)))
		}
	}
	return said
}

// visitsOf are the visits decided for a day that one of a crew was to make.
func (b *Branch) visitsOf(c Crew, day string) (ids []evidence.ID) {
	for i := range b.Cases {
		if d, ok := b.Cases[i].Assigned(); ok && d.Day == day && (c.has(d.Officer) || c.has(d.Second)) && !b.Cases[i].Stopped() && b.Cases[i].Closed == nil {
			ids = append(ids, b.Cases[i].ID)
		}
	}
	return ids
}
