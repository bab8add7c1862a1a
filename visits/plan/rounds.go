package plan

import (
	"fmt"
	"math"
	"slices"

	"fairvisit/evidence"
	"fairvisit/visits/route"
)

// A search by the clock is a row of steps: each is a search by iterations, the same on
// every machine, that goes on from the best before it. The best plan after any whole
// step stays. The clock decides only how many steps are done, and the one that it cuts
// short counts for nothing: so more seconds with the same seed go on where fewer ended
// and are never worse. That is all that is promised: which step is reached in a time is
// the machine's. Steps come in rounds, the shortest ways first and then the shares, each
// round longer than the one before; rounds are of several steps, so that little is lost
// with the last. One cooling sized to the time there is was refused: what came out
// hung on the machine, and a plan that was worse after a longer look is one nobody would
// believe again. The first round is of one iteration and takes what it takes: who stops at
// once still gets a plan.
const (
	firstRound  = 20 // iterations for each stop
	leastRound  = 200
	roundGrowth = 2
	largeRound  = 80 // iterations for each stop, where parts are improved in turn
	againPart   = 4  // without visits that were refused, from the plan before: one in so many iterations
)

// climb is a search on its way, until end on its clock.
type climb struct {
	Search
	end   float64
	steps uint64 // done
	over  bool   // the last step was cut short, or there is no time for another
	best  *attempt
	ways  *attempt // of those that hold, the cheapest in the search's own cost
	won   int      // which of the shares was the last that made a better plan
}

// attempt is a plan of a day, of which stops may have been dropped.
type attempt struct {
	day    *day
	found  route.Plan
	weight weight
}

func (s Search) climb() *climb {
	c := &climb{Search: s}
	if s.Iterations <= 0 {
		c.end = s.Elapsed() + s.Seconds
	}
	return c
}

// clock is +Inf once the time is over or somebody stopped it.
func (c *climb) clock() float64 {
	if c.Elapsed == nil {
		return 0
	}
	if now := c.Elapsed(); c.Iterations > 0 || now < c.end {
		return now
	}
	return math.Inf(1)
}

// step is one search.
func (c *climb) step(p *route.Problem, n int, start *route.Plan) (route.Plan, error) {
	o := route.Options{Seed: c.Seed + c.steps<<32, Iterations: n, Once: c.Iterations <= 0, Elapsed: c.clock, Start: start}
	if c.best == nil && c.Iterations <= 0 {
		o.Elapsed = nil // the first plan is the same for who stops at once
	}
	found, err := route.Solve(p, o)
	c.steps++
	c.over = c.Iterations <= 0 && math.IsInf(c.clock(), 1)
	return found, err
}

// rounds does as many as there is time for; by iterations it is one.
func (c *climb) rounds(d *day) error {
	if c.Iterations > 0 {
		return c.round(d.again(), c.Iterations)
	}
	err := c.round(d.again(), 1)
	c.over = math.IsInf(c.clock(), 1)
	for n := max(leastRound, firstRound*len(d.stops)); err == nil && !c.over && n <= math.MaxInt32; n *= roundGrowth {
		if len(d.stops) > route.WholeUpTo {
			n = min(n, largeRound*len(d.stops)) // a longer one would cool no longer
		}
		next := d.again()
		if err = c.leaveRefused(next); err == nil {
			err = c.round(next, n)
		}
	}
	return err
}

// leaveRefused takes out of the day what the best plan has dropped and the rules
// still refuse beside its visits: to look for ways with it again would only be to drop
// it again. What they would allow by now is offered again.
func (c *climb) leaveRefused(d *day) error {
	if beside := c.best.day.refusedBeside(&c.best.found, d); len(beside) > 0 {
		d.drop(beside, &route.Plan{})
		return d.lay()
	}
	return nil
}

// round searches for ways that the rules allow together, then for ways that share the
// work. The first is for a plan at all, and no step of it is cut short.
func (c *climb) round(d *day, n int) error {
	first := c.best == nil
	again := n
	if !first {
		again = max(1, n/againPart)
	}
	ways, err := c.step(&d.problem, n, c.ways.on(d))
	for err == nil && (first || !c.over) {
		refused := d.refused(&ways)
		if len(refused) == 0 {
			c.keep(&attempt{day: d, found: ways})
			c.level(d, &ways, &ways)
			if len(d.crews) < 2 || first && c.Iterations <= 0 {
				return nil
			}
			return c.share(d, n, &ways)
		}
		ways = d.drop(refused, &ways)
		if err = d.lay(); err == nil {
			ways, err = c.step(&d.problem, again, &ways)
		}
	}
	return err
}

// keep looks at what a whole step gave, and reports whether it is better than all
// before. What the rules refuse beside other visits of it is never taken.
func (c *climb) keep(a *attempt) bool {
	a.weight = a.day.weigh(&a.found)
	better := c.best == nil || a.weight.below(c.best.weight)
	cheaper := c.ways == nil || a.day.ownCost(a) < c.ways.day.ownCost(c.ways)
	if !better && !cheaper || len(a.day.refused(&a.found)) > 0 {
		return false
	}
	if better {
		c.best = a
	}
	if cheaper {
		c.ways = a
	}
	return better
}

// on is the plan by the numbers of the stops of another day with the same cases; of
// nil, nil.
func (a *attempt) on(d *day) *route.Plan {
	if a == nil {
		return nil
	}
	number := make(map[evidence.ID]int, len(d.stops))
	for i := range d.stops {
		number[d.stops[i].ID] = i
	}
	start := renumbered(&a.found, func(stop int) int {
		if i, ok := number[a.day.stops[stop].ID]; ok {
			return i
		}
		return -1
	})
	return &start
}

// again is the day as it was laid out, for another round: a round drops stops and
// writes into the plan.
func (d *day) again() *day {
	next := *d
	next.plan.Not, next.plan.LeftOut, next.plan.Tours = slices.Clone(d.plan.Not), slices.Clone(d.plan.LeftOut), slices.Clone(d.plan.Tours)
	return &next
}

// write makes the plan of an attempt: with the cost, and the reasons, of the shifts as
// they are and not as crews were bounded.
func (a *attempt) write() (Plan, error) {
	d := a.day
	cost, faults := route.Check(&d.problem, &a.found)
	if !onlyLeftOut(faults) {
		return d.plan, fmt.Errorf("the plan found does not hold (%s), so none is given", faults[0])
	}
	d.plan.Cost, d.plan.weight = cost, a.weight
	d.write(&a.found)
	return d.plan, nil
}
