package plan

import (
	"cmp"
	"slices"

	"fairvisit/visits/route"
)

// The search finds the shortest ways, and those send a few crews all day and the
// others home. So the day is asked for once more with shifts cut to little more
// than an even share, tightest first, until an answer is better (see weight). A
// square of each crew's work in the search's own cost would weigh the same against
// ways more finely, at the price of a cost that is no sum over arcs.
var shares = []float64{1.1, 1.3, 1.6}

// Parts of the time that is left when a search begins.
const (
	waysPart  = 0.4 // the shortest ways
	againPart = 0.1 // the same without visits that were refused, from the plan before
)

// budget is the time of a whole plan on its clock, however many searches it takes.
type budget struct {
	Search
	end float64
}

func (s Search) budget() budget {
	b := budget{Search: s}
	if s.Elapsed != nil {
		b.end = s.Elapsed() + s.Seconds
	}
	return b
}

// options are for a search that takes part of the time left. One that has none,
// or whose clock was stopped, still gives the first plan it finds.
func (b *budget) options(part float64, start *route.Plan) route.Options {
	o := route.Options{Seed: b.Seed, Iterations: b.Iterations, Seconds: b.Seconds, Elapsed: b.Elapsed, Start: start}
	if b.Iterations > 0 || b.Elapsed == nil {
		return o
	}
	if left := b.end - b.Elapsed(); left > 0 {
		o.Seconds = part * left
	} else {
		o.Iterations = 1
	}
	return o
}

func (b *budget) over() bool {
	return b.Iterations == 0 && b.Elapsed != nil && !(b.end-b.Elapsed() > 0)
}

// solve searches for ways that the rules allow together, then for ways that share
// the work.
func (d *day) solve(b *budget) (route.Plan, error) {
	best, err := route.Solve(&d.problem, b.options(waysPart, nil))
	for err == nil {
		refused := d.refused(&best)
		if len(refused) == 0 {
			return d.shared(b, best)
		}
		best = d.drop(refused, &best)
		if err = d.lay(); err == nil {
			best, err = route.Solve(&d.problem, b.options(againPart, &best))
		}
	}
	return best, err
}

// shared looks for a plan that is better than ways because it shares the work. The
// first one found gets all the time that is left.
func (d *day) shared(b *budget, ways route.Plan) (route.Plan, error) {
	if len(d.crews) < 2 {
		return ways, nil
	}
	work := int32(0)
	for _, t := range ways.Tours {
		work += t.Finish - d.problem.Crews[t.Crew].Shift.From
	}
	for i, share := range shares {
		if b.over() {
			break // a plan of no time would be the first that fits, and no better
		}
		cut := d.cut(int32(share * float64(work) / float64(len(d.crews))))
		even, err := route.Solve(&cut, b.options(1/float64(len(shares)-i), nil))
		if err != nil {
			return ways, err
		}
		if !d.better(&even, &ways) {
			continue
		}
		if !b.over() {
			longer, err := route.Solve(&cut, b.options(1, &even))
			if err != nil {
				return ways, err
			}
			if d.better(&longer, &even) {
				even = longer
			}
		}
		return d.explained(even, &ways), nil
	}
	return ways, nil
}

// cut is the day with shifts of at most so many seconds.
func (d *day) cut(most int32) route.Problem {
	cut := d.problem
	cut.Crews = slices.Clone(d.problem.Crews)
	for i := range cut.Crews {
		c := &cut.Crews[i]
		c.Shift.Until = min(c.Shift.Until, max(c.Shift.From+most, d.least(c)))
	}
	return cut
}

// least is the earliest end of a shift that still holds its breaks, its way home
// and one visit.
func (d *day) least(c *route.Crew) int32 {
	until := c.Shift.From + shortestShift
	for _, b := range c.Breaks {
		until = max(until, max(c.Shift.From, b.Begin.From)+b.Length)
	}
	return until + d.problem.Travel.Time[c.Start*d.problem.Travel.Places+c.End]
}

// explained gives a shared plan its cost, and the reasons of the shifts as they
// are and not as they were cut.
func (d *day) explained(even route.Plan, ways *route.Plan) route.Plan {
	for i, l := range even.LeftOut {
		if k := slices.IndexFunc(ways.LeftOut, func(b route.LeftOut) bool { return b.Stop == l.Stop }); k >= 0 {
			even.LeftOut[i] = ways.LeftOut[k]
		}
	}
	even.Cost, _ = route.Check(&d.problem, &even)
	return even
}

// weight is what plans of a day are compared by, in this order: what the visits
// left out are worth, a mandatory one more than all; the sum of the squares of each
// crew's seconds from its first way to its finish, which grows with longer ways as
// with work that one crew has alone; the cost.
type weight struct{ lost, squares, cost int64 }

func (d *day) weigh(found *route.Plan) (w weight) {
	for _, l := range found.LeftOut {
		w.lost += d.problem.Stops[l.Stop].Prize
		if d.problem.Stops[l.Stop].Mandatory {
			w.lost += 1 << 50
		}
	}
	for i := range found.Tours {
		seconds := int64(d.worked(&found.Tours[i]))
		w.squares += seconds * seconds
	}
	w.cost = found.Cost
	return w
}

// better reports that a is to be taken in the place of b: it weighs less, and the
// rules refuse none of it.
func (d *day) better(a, b *route.Plan) bool {
	is, was := d.weigh(a), d.weigh(b)
	return cmp.Or(cmp.Compare(is.lost, was.lost), cmp.Compare(is.squares, was.squares), cmp.Compare(is.cost, was.cost)) < 0 && len(d.refused(a)) == 0
}

// worked is how long a crew is out, in seconds: waiting and breaks too.
func (d *day) worked(t *route.Tour) int32 {
	crew, begun := &d.problem.Crews[t.Crew], t.Finish
	for _, call := range t.Calls {
		if call.Stop >= 0 {
			begun = call.Arrive - d.problem.Travel.Time[crew.Start*d.problem.Travel.Places+d.problem.Stops[call.Stop].Place]
			break
		}
	}
	return max(0, t.Finish-max(begun, crew.Shift.From))
}
