package plan

import (
	"cmp"
	"slices"

	"fairvisit/visits/route"
)

// The search finds the shortest ways, and those send a few crews all day and the
// others home. So the day is asked for once more where each crew may carry little more
// than an even share of the work, tightest first, until an answer is better (see
// weight). A square of each crew's work in the search's own cost would weigh the same
// against ways more finely, at the price of a cost that is no sum over arcs. Shifts cut
// short were refused: who may be visited at 17:00 only fell out with the afternoon, and
// with one such visit every shared plan.
var shares = []float64{1.1, 1.3, 1.6}

// share looks for a plan that is better than the best because it shares the work.
// The share that one was found with is tried first from then on, and the first answer
// that is better is looked at once more. What it finds is levelled.
func (c *climb) share(d *day, n int, ways *route.Plan) error {
	work := int64(0)
	for i := range ways.Tours {
		_, seconds := d.work(&ways.Tours[i])
		work += seconds
	}
	for i := range shares {
		k := (c.won + i) % len(shares)
		bound, all := d.bounded(shares[k]*float64(work)/float64(len(d.crews)), ways)
		even, err := c.step(&bound, n, c.best.on(d))
		if err != nil || c.over {
			return err
		}
		if c.level(d, &even, ways) {
			c.won = k
			if even, err = c.step(&bound, n, c.best.on(d)); err == nil && !c.over {
				c.level(d, &even, ways)
			}
			return err
		}
		if all {
			break // a larger share is the same day
		}
	}
	return nil
}

// level keeps a plan, levelled, if it is better and its ways are not too long beside
// the shortest.
func (c *climb) level(d *day, found, ways *route.Plan) bool {
	even := d.levelled(found, ways)
	return d.worthItsWays(&even, ways) && c.keep(d.explained(even, ways))
}

// bounded is the day with crews that carry so many seconds of work and no more: a
// stop weighs its visit and what a way takes in the plan of the shortest ways. all: no
// crew has more in that plan, and it is the day as it is.
func (d *day) bounded(most float64, ways *route.Plan) (p route.Problem, all bool) {
	seconds, visits, busiest := int64(0), int64(0), int64(0)
	for i := range ways.Tours {
		way, work := d.work(&ways.Tours[i])
		seconds, visits, busiest = seconds+way, visits+int64(len(ways.Tours[i].Calls)), max(busiest, work)
	}
	p = d.problem
	if float64(busiest) <= most {
		return p, true
	}
	p.Crews, p.Stops = slices.Clone(p.Crews), slices.Clone(p.Stops)
	heaviest := int32(0)
	for i := range p.Stops {
		p.Stops[i].Load = p.Stops[i].Service + int32(seconds/max(1, visits))
		heaviest = max(heaviest, p.Stops[i].Load)
	}
	for i := range p.Crews {
		p.Crews[i].Capacity = max(int32(most), heaviest)
	}
	return p, false
}

// explained gives a shared plan its cost, and the reasons of the shifts as they
// are and not as crews were bounded.
func (d *day) explained(even route.Plan, ways *route.Plan) *attempt {
	for i, l := range even.LeftOut {
		if k := slices.IndexFunc(ways.LeftOut, func(b route.LeftOut) bool { return b.Stop == l.Stop }); k >= 0 {
			even.LeftOut[i] = ways.LeftOut[k]
		} else if l.Why == route.FullLoad {
			even.LeftOut[i].Why = route.FullShift // what crews carry here is their time
		}
	}
	even.Cost, _ = route.Check(&d.problem, &even)
	return &attempt{day: d, found: even}
}

// weight is what plans of a day are compared by, in this order: what the visits
// left out are worth, a mandatory one more than all; the sum of the squares of each
// crew's seconds of ways and visits, which grows with longer ways as with work that
// one crew has alone; the cost.
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
		_, seconds := d.work(&found.Tours[i])
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
