package manager

import (
	"context"
	"errors"
	"math"
	"slices"
	"sync/atomic"
	"time"

	"fairvisit/app/shell"
	"fairvisit/evidence"
	"fairvisit/visits"
	dayplan "fairvisit/visits/plan"
)

// suggestion is a plan that is being looked for, round by round: each begins
// elsewhere, and the best is kept. It is in nobody's way: it is shown, taken over
// into the proposal, or left.
type suggestion struct {
	running  bool
	rounds   int // done
	best     *dayplan.Plan
	err      error
	stopped  atomic.Bool
	thinking effort
}

// effort is how long is looked. The search ends by seconds; a test that must not
// depend on the machine gives iterations.
type effort struct {
	rounds     int
	seconds    float64
	iterations int
}

// Iterations lets a search for a plan end by work instead of by time, so that
// pictures do not depend on the machine that draws them.
func (m *Manager) Iterations(n int) { m.effort = effort{rounds: 2, iterations: n} }

var usualEffort = effort{rounds: 5, seconds: 1.5}

// asked is what the search is given. It copies what it needs: the branch is read
// anew while the search runs beside the screen.
func (m *Manager) asked() *dayplan.Input {
	in := &dayplan.Input{Day: m.plan.day, Today: m.today(), Policy: m.branch.policy, Law: m.branch.law}
	for i := range m.branch.Cases {
		c := m.branch.Cases[i]
		in.Cases = append(in.Cases, dayplan.Case{Case: c})
	}
	dayplan.AsksOf(in.Cases, m.branch.Asks)
	in.Zone = m.planZone()
	in.Roster = m.roster.copied()
	in.Roster.Zone = in.Zone // its own may be one that m.zone passed over
	for _, c := range m.crews() {
		in.Together = append(in.Together, []evidence.ID{c.First, c.Second})
	}
	if in.Day == in.Today {
		in.From = m.now().Format("15:04")
	}
	return in
}

// suggest looks for a plan and shows the best so far. Where nothing says by which clock
// none is looked for, and the page has the zone said.
func (m *Manager) suggest() {
	in, s := m.asked(), &suggestion{running: true, thinking: m.effort}
	if m.proposed = s; in.Zone == "" {
		s.running, s.err = false, errNoZone
		m.s.Push(m.suggestedPage())
		return
	}
	m.s.Push(m.suggestedPage())
	m.withRoads(in, func() { m.nextRound(s, in) })
}

func (m *Manager) nextRound(s *suggestion, in *dayplan.Input) {
	seed := uint64(s.rounds + 1)
	shell.Do(m.s.Run, func(context.Context) (dayplan.Plan, error) { return s.look(in, seed) }, func(p dayplan.Plan, err error) {
		s.take(p, err)
		if s.running = s.err == nil && s.rounds < s.thinking.rounds && !s.stopped.Load() && m.proposed == s; s.running {
			m.s.Rebuild()
			m.nextRound(s, in)
			return
		}
		m.s.Rebuild()
	})
}

// look searches one round; who stops it gets what there is at once.
func (s *suggestion) look(in *dayplan.Input, seed uint64) (dayplan.Plan, error) {
	begun := time.Now()
	return dayplan.Suggest(in, dayplan.Search{Seed: seed, Iterations: s.thinking.iterations, Seconds: s.thinking.seconds, Elapsed: func() float64 {
		if s.stopped.Load() {
			return math.Inf(1)
		}
		return time.Since(begun).Seconds()
	}})
}

// take keeps a round's plan if it is better than those before: by what it leaves out
// first, see plan.Plan.Better. So more rounds are never worse.
func (s *suggestion) take(p dayplan.Plan, err error) {
	s.rounds++
	if err != nil && !errors.Is(err, dayplan.ErrNobody) {
		s.err = err
		return
	}
	if s.best == nil || p.Better(s.best) {
		s.best = &p
	}
}

// takeOver makes the suggestion the proposal, in the order of its tours; from
// there it is checked and written like any other. Visits of a crew that was made
// anew while it was looked at are picked and given to nobody.
func (m *Manager) takeOver() {
	s := m.proposed
	if s == nil || s.best == nil || s.best.Day != m.plan.day {
		return // the day was turned while it was looked at
	}
	m.plan.clear()
	if made := m.madeBy(s.best); len(made) > 0 {
		m.changeRoster(func(r *roster) {
			for _, p := range made {
				r.pair(&dayplan.Person{Name: p.One}, &dayplan.Person{Name: p.Other}, p.Day)
			}
		})
	}
	for _, t := range s.best.Tours {
		c := m.crewOf(&t)
		for _, stop := range t.Stops {
			m.plan.give(c, stop.Case)
		}
	}
	lost := m.plan.regroup(m.crews())
	m.s.Pop()
	if lost > 0 {
		m.s.Tell(m.s.Words().N("suggest.regrouped", lost), "", nil, 12*time.Second)
		return
	}
	m.openCheck()
}

// madeBy are the pairs a plan put together itself, of officers who have nobody else
// to go with on that day: a partner is away, or nobody ever said. They go together
// on that day only. Who goes with somebody else by now is left to the manager.
func (m *Manager) madeBy(p *dayplan.Plan) []dayplan.Pair {
	if m.roster.worry != nil {
		return nil // there is no roster to write it into
	}
	alone := m.goesAlone(p.Day)
	isAlone := func(who evidence.ID) bool {
		return slices.ContainsFunc(alone, func(o visits.Person) bool { return o.ID == who })
	}
	var made []dayplan.Pair
	for _, t := range p.Tours {
		if len(t.Officers) != 2 || !isAlone(t.Officers[0]) || !isAlone(t.Officers[1]) {
			continue
		}
		made = append(made, dayplan.Pair{Day: p.Day, One: m.roster.person(t.Officers[0]).Name, Other: m.roster.person(t.Officers[1]).Name})
	}
	return made
}

// crewOf is the crew of a tour as the manager made it: who is named first stays so.
// A decision names two officers; a pack that asked for three would have none here.
func (m *Manager) crewOf(t *dayplan.Tour) Crew {
	c := Crew{First: t.Officers[0]}
	if len(t.Officers) > 1 {
		c.Second = t.Officers[1]
	}
	for _, have := range m.crews() {
		if have.has(c.First) && have.has(c.Second) {
			c = have
		}
	}
	return c
}

// letGo stops a search whose page was left.
func (m *Manager) letGo() {
	if m.proposed != nil {
		m.proposed.stopped.Store(true)
	}
	m.proposed = nil
}
