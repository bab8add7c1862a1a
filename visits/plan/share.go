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

// share looks for a plan that is better than the best because it shares the work.
// The share that one was found with is tried first from then on, and the first answer
// that is better is looked at once more.
func (c *climb) share(d *day, n int, ways *route.Plan) error {
	work := int32(0)
	for _, t := range ways.Tours {
		work += t.Finish - d.problem.Crews[t.Crew].Shift.From
	}
	for i := range shares {
		k := (c.won + i) % len(shares)
		cut, all := d.cut(int32(shares[k] * float64(work) / float64(len(d.crews))))
		even, err := c.step(&cut, n, c.best.on(d))
		if err != nil || c.over {
			return err
		}
		if c.keep(d.explained(even, ways)) {
			c.won = k
			if even, err = c.step(&cut, n, &even); err == nil && !c.over {
				c.keep(d.explained(even, ways))
			}
			return err
		}
		if all {
			break // a larger share is the same day
		}
	}
	return nil
}

// cut is the day with shifts of at most so many seconds; all: it cuts none.
func (d *day) cut(most int32) (cut route.Problem, all bool) {
	cut, all = d.problem, true
	cut.Crews = slices.Clone(d.problem.Crews)
	for i := range cut.Crews {
		c := &cut.Crews[i]
		until := min(c.Shift.Until, max(c.Shift.From+most, d.least(c)))
		all = all && until == c.Shift.Until
		c.Shift.Until = until
	}
	return cut, all
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
func (d *day) explained(even route.Plan, ways *route.Plan) *attempt {
	for i, l := range even.LeftOut {
		if k := slices.IndexFunc(ways.LeftOut, func(b route.LeftOut) bool { return b.Stop == l.Stop }); k >= 0 {
			even.LeftOut[i] = ways.LeftOut[k]
		}
	}
	even.Cost, _ = route.Check(&d.problem, &even)
	return &attempt{day: d, found: even}
}

// weight is what plans of a day are compared by, in this order: what the visits
// left out are worth, a mandatory one more than all; the sum of the squares of each
// crew's seconds from its first way to its finish, which grows with longer ways as
// with work that one crew has alone; the cost.
type weight struct{ lost, squares, cost int64 }

func (w weight) below(o weight) bool {
	return cmp.Or(cmp.Compare(w.lost, o.lost), cmp.Compare(w.squares, o.squares), cmp.Compare(w.cost, o.cost)) < 0
}

// ownCost is what the search goes by, of the day before any stop was dropped.
func (d *day) ownCost(a *attempt) int64 {
	own := a.weight.lost + a.found.Cost
	for _, l := range a.found.LeftOut {
		own -= d.problem.Stops[l.Stop].Prize
	}
	return own
}

// mandatory is worth more than all that is not.
const mandatory = 1 << 50

func (d *day) weigh(found *route.Plan) (w weight) {
	w.lost = d.asked - d.worth(found) // what was refused beside others is lost too
	for i := range found.Tours {
		seconds := int64(d.worked(&found.Tours[i]))
		w.squares += seconds * seconds
	}
	w.cost = found.Cost
	return w
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
