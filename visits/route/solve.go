package route

import (
	"errors"
	"fmt"
	"math"
	"sync"
)

// Options say how long, from where and for what.
type Options struct {
	Seed uint64
	// Iterations of each of the two chains. The same seed with more of them never
	// gives a worse plan. 0 leaves it to Seconds.
	Iterations int
	// Once cools once over all the iterations, and not in rungs: they are used better,
	// and with more of them the plan may be worse.
	Once bool
	// Seconds to spend by Elapsed, the seconds since some moment (this room has no
	// clock); both chains call it, at once. The best plan so far is given back. The
	// temperature follows the time, so what comes out depends on the machine. An
	// Elapsed of +Inf ends the search, also one that has not begun: who was stopped
	// before must not be taken for a clock that starts late. It ends one by iterations
	// too, which has no other use for a clock.
	Seconds float64
	Elapsed func() float64
	// Fewest wants as few crews as can be, and then the least cost.
	Fewest bool
	// Start is a plan to begin with: nothing worse is given back.
	Start *Plan
}

// A search is a row of rungs, each a whole cooling from the best so far, each
// much longer than all before it. That is why more iterations cannot be worse:
// what a shorter search did is what a longer one does first, and iterations stop
// in the midst of a rung. One cooling over the whole budget would use it better
// and give that up. With a clock the last rung is cooled within what is left, and
// which iteration meets which temperature is the machine's: there more time is
// not worse as a rule, not by proof.
const (
	firstRung    = 1000 // iterations
	rungGrowth   = 4
	firstSeconds = 0.2
	secondGrowth = 5
	fewerShare   = 0.4 // of a rung, where the fewest crews are wanted
)

// WholeUpTo is how many stops on the way are improved together; of more, parts in turn,
// each for as long however many iterations there are. Stops left out do not count: they
// cost little, and a part cannot see that a tour is worth more in another.
const WholeUpTo = 400

// Solve plans. A problem that Validate refuses, locked stops that break their
// own hours, or no limit at all are errors; an impossible mandatory stop is not:
// it is left out, and Check says so.
func Solve(p *Problem, o Options) (Plan, error) {
	if err := p.Validate(); err != nil {
		return Plan{}, err
	}
	if o.Iterations <= 0 && (o.Elapsed == nil || !(o.Seconds > 0)) {
		return Plan{}, errors.New("a search without iterations or seconds has no end")
	}
	begun := 0.0
	if o.Iterations <= 0 {
		begun = o.Elapsed() // laying out a large problem is part of the time
	}
	var chains [2]*chain
	beside(func(i int) { chains[i] = newChain(p, &o, o.Seed*2+1+uint64(i)) })
	if err := chains[0].b.locksHold(); err != nil {
		return Plan{}, err
	}
	start := draft{}
	if o.Start != nil {
		start = draftOf(p, o.Start)
	}
	for _, c := range chains {
		c.from(start, o.Start == nil)
	}
	if len(p.Stops) > 0 && len(p.Crews) > 0 {
		climb(p, chains, &o, begun)
	}
	best := better(chains)
	best.b.load(best.best)
	return best.b.plan(), nil
}

// locksHold refuses locked stops that a crew cannot visit in time.
func (b *board) locksHold() error {
	b.load(nil)
	for c := range b.rows {
		if int(b.rows[c].locked) != 1+len(b.p.Crews[c].Locked) {
			return fmt.Errorf("crew %d cannot visit its locked stops in their hours", c)
		}
	}
	return nil
}

func climb(p *Problem, chains [2]*chain, o *Options, begun float64) {
	rung, done := firstRung, 0
	if o.Once {
		rung = o.Iterations
	}
	for share, end := 0.0, firstSeconds; ; end *= secondGrowth {
		m := meter{length: rung, left: o.Iterations - done, clock: o.Elapsed}
		if o.Iterations <= 0 {
			upTo := min(end, o.Seconds)
			if upTo*2 > o.Seconds {
				upTo = o.Seconds // no rung so short that it could not cool
			}
			m = meter{elapsed: o.Elapsed, begun: begun + share, seconds: upTo - share}
			share = upTo
		}
		first := chains[0].b.prized && done == 0 // begins with all stops that fit, however dear they are
		if better(chains).b.placed > WholeUpTo && len(p.Crews) > 1 && !first {
			climbParts(p, chains, o, &m)
		} else {
			climbRung(chains, m)
		}
		done += max(rung, m.done) // a round of parts is not cut short for a rung
		rung *= rungGrowth
		if o.Iterations > 0 && (done >= o.Iterations || m.ended()) || o.Iterations <= 0 && share >= o.Seconds {
			return
		}
	}
}

// climbRung cools both chains side by side. In the middle the worse one goes on
// from what the better one found, at the end both do.
func climbRung(chains [2]*chain, m meter) {
	meters := [2]meter{m, m}
	for _, until := range []float64{fewerShare, 0.5, 1} {
		if until == fewerShare && !chains[0].fewest {
			continue
		}
		beside(func(i int) {
			c := chains[i]
			switch {
			case until > fewerShare && c.fewest && c.score.missing == 0:
				c.annealLean(&meters[i], until)
			case until > fewerShare:
				c.anneal(&meters[i], until, 1)
			case c.fewest:
				c.fewer(&meters[i], until)
			}
		})
		best := better(chains)
		for _, c := range chains {
			if c != best && (until == 1 || best.score.below(c.score)) || until == 1 {
				c.from(best.best, false)
			}
		}
	}
}

func beside(work func(i int)) {
	var both sync.WaitGroup
	for i := range 2 {
		both.Go(func() { work(i) })
	}
	both.Wait()
}

func better(chains [2]*chain) *chain {
	if chains[1].score.below(chains[0].score) {
		return chains[1]
	}
	return chains[0]
}

// meter is how much of a rung is spent, in iterations or seconds.
type meter struct {
	length, left, done int
	elapsed            func() float64 // nil: the rung is of iterations
	begun, seconds     float64
	clock              func() float64 // of iterations: only whether it was stopped; may be nil
}

// ended reports whether somebody stopped a search by iterations.
func (m *meter) ended() bool { return m.clock != nil && math.IsInf(m.clock(), 1) }

// share is what part of the rung is over.
func (m *meter) share() float64 {
	if m.elapsed != nil {
		now := m.elapsed()
		if math.IsInf(now, 1) {
			return 1 // beside a begun of the same it would be no number, and never over
		}
		return (now - m.begun) / m.seconds
	}
	if m.ended() {
		return 1
	}
	return float64(m.done) / float64(m.length)
}

// over counts one iteration and reports whether there is none left.
func (m *meter) over() bool {
	if m.elapsed != nil {
		return false
	}
	if m.spent() {
		return true
	}
	m.done++
	return false
}

func (m *meter) spent() bool { return m.done >= m.left }
