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

// solve searches for ways that the rules allow together, then for ways that share
// the work.
func (d *day) solve(e effort) (route.Plan, error) {
	best, err := route.Solve(&d.problem, e.options(e.ways))
	d.found = best
	for err == nil {
		refused := d.refused(&best)
		if len(refused) == 0 {
			return d.shared(e, best)
		}
		best = d.drop(refused, &best)
		if err = d.lay(); err == nil {
			best, err = route.Solve(&d.problem, e.options(&best))
		}
	}
	return best, err
}

// shared looks for a plan that is better than ways because it shares the work. The
// first one found is looked at once more.
func (d *day) shared(e effort, ways route.Plan) (route.Plan, error) {
	if len(d.crews) < 2 {
		return ways, nil
	}
	work := int32(0)
	for _, t := range ways.Tours {
		work += t.Finish - d.problem.Crews[t.Crew].Shift.From
	}
	for _, share := range shares {
		cut := d.cut(int32(share * float64(work) / float64(len(d.crews))))
		even, err := route.Solve(&cut, e.options(nil))
		if err != nil {
			return ways, err
		}
		if !d.better(&even, &ways) {
			continue
		}
		longer, err := route.Solve(&cut, e.options(&even))
		if err != nil {
			return ways, err
		}
		if d.better(&longer, &even) {
			even = longer
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

func (w weight) below(o weight) bool {
	return cmp.Or(cmp.Compare(w.lost, o.lost), cmp.Compare(w.squares, o.squares), cmp.Compare(w.cost, o.cost)) < 0
}

// mandatory is worth more than all that is not.
const mandatory = 1 << 50

func (d *day) weigh(found *route.Plan) (w weight) {
	for _, l := range found.LeftOut {
		w.lost += d.problem.Stops[l.Stop].Prize
		if d.problem.Stops[l.Stop].Mandatory {
			w.lost += mandatory
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
	return d.weigh(a).below(d.weigh(b)) && len(d.refused(a)) == 0
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
