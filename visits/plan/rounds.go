package plan

import (
	"fmt"
	"math"
	"slices"

	"fairvisit/visits/route"
)

// A search by the clock is a row of rounds. Each is a whole search by iterations, which
// are the same on every machine, and twice as long as the one before; the best plan
// stays. The clock decides only how many rounds are done, and one that it cuts short
// counts for nothing: so more seconds with the same seed go on where fewer ended and
// are never worse. The shortest ways of a round go on from those of the one before, as a
// large branch's are found part by part and not anew in each. One cooling over all the
// time there is would use it better, and what came out would hang on the machine; a plan
// that was worse after a longer look is one nobody would believe again. The first round is of one iteration and takes what
// it takes: who stops at once still gets a plan.
const (
	secondRound = 200 // iterations
	roundGrowth = 2
)

// effort is one round.
type effort struct {
	seed       uint64
	iterations int
	elapsed    func() float64 // +Inf ends it; nil: nothing does
	ways       *route.Plan    // the shortest ways of the round before, to go on from; nil: none
}

func (e effort) options(start *route.Plan) route.Options {
	return route.Options{Seed: e.seed, Iterations: e.iterations, Elapsed: e.elapsed, Start: start}
}

// ladder is a search by the clock, until end on it.
type ladder struct {
	Search
	end float64
}

func (s Search) ladder() ladder {
	l := ladder{Search: s}
	if s.Elapsed != nil {
		l.end = s.Elapsed() + s.Seconds
	}
	return l
}

// clock is +Inf once the time is over or somebody stopped it.
func (l *ladder) clock() float64 {
	if now := l.Elapsed(); now < l.end {
		return now
	}
	return math.Inf(1)
}

func (l *ladder) over() bool { return math.IsInf(l.clock(), 1) }

// climb does as many rounds as there is time for.
func (d *day) climb(l *ladder) (Plan, error) {
	var before *route.Plan
	return l.climb(func(e effort) (Plan, error) {
		next := d.again()
		e.ways = before
		p, err := next.round(e)
		before = &next.found
		return p, err
	})
}

// climb keeps the best of as many rounds as there is time for.
func (l *ladder) climb(round func(effort) (Plan, error)) (Plan, error) {
	best, err := round(effort{seed: l.Seed, iterations: 1})
	for n := secondRound; err == nil && !l.over() && n <= math.MaxInt32; n *= roundGrowth {
		var p Plan
		if p, err = round(effort{seed: l.Seed + uint64(n), iterations: n, elapsed: l.clock}); err != nil || l.over() {
			break // what was cut short may be worse than it would have been
		}
		if p.Better(&best) {
			best = p
		}
	}
	return best, err
}

// again is the day as it was laid out, for another round: a round drops stops and
// writes into the plan.
func (d *day) again() *day {
	next := *d
	next.plan.Not, next.plan.LeftOut, next.plan.Tours = slices.Clone(d.plan.Not), slices.Clone(d.plan.LeftOut), slices.Clone(d.plan.Tours)
	return &next
}

// round is a whole search.
func (d *day) round(e effort) (Plan, error) {
	asked := d.worth(nil)
	found, err := d.solve(e)
	if err != nil {
		return d.plan, err
	}
	cost, faults := route.Check(&d.problem, &found)
	if !onlyLeftOut(faults) {
		return d.plan, fmt.Errorf("the plan found does not hold (%s), so none is given", faults[0])
	}
	d.plan.Cost = cost
	d.plan.weight = d.weigh(&found)
	d.plan.weight.lost = asked - d.worth(&found) // what was refused beside others is lost too
	d.write(&found)
	return d.plan, nil
}

// worth is what the visits of a plan are worth together; of nil, all that could be made.
func (d *day) worth(found *route.Plan) (sum int64) {
	left := map[int]bool{}
	if found != nil {
		for _, l := range found.LeftOut {
			left[l.Stop] = true
		}
	}
	for i := range d.problem.Stops {
		if s := &d.problem.Stops[i]; !left[i] {
			if sum += s.Prize; s.Mandatory {
				sum += mandatory
			}
		}
	}
	return sum
}
