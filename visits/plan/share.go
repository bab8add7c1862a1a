package plan

import (
	"slices"

	"fairvisit/visits/route"
)

// The search finds the shortest ways, and those send a few crews all day and the
// others home. So the day is asked for once more with shifts cut to little more
// than an even share, tightest first; the first answer that visits no less is
// taken. A square of each crew's work in the search's own cost would weigh the
// same against ways more finely, at the price of a cost that is no sum over arcs.
var shares = []float64{1.1, 1.3, 1.6}

// solve searches for ways, then for ways that share the work.
func (d *day) solve(s Search) (route.Plan, error) {
	part := float64(len(shares) + 2)
	begun := 0.0
	if s.Elapsed != nil {
		begun = s.Elapsed()
	}
	o := route.Options{Seed: s.Seed, Iterations: s.Iterations, Seconds: begun + (s.Seconds-begun)*2/part, Elapsed: s.Elapsed}
	best, err := search(&d.problem, o)
	if err != nil || len(d.crews) < 2 {
		return best, err
	}
	work := int32(0)
	for _, t := range best.Tours {
		work += t.Finish - d.crews[t.Crew].From
	}
	for _, share := range shares {
		cut := d.problem
		cut.Crews = slices.Clone(d.problem.Crews)
		for i := range cut.Crews {
			c := &cut.Crews[i]
			c.Shift.Until = min(c.Shift.Until, max(c.Shift.From+int32(share*float64(work)/float64(len(d.crews))), d.least(c)))
		}
		o.Seconds += (s.Seconds - begun) / part
		even, err := search(&cut, o)
		if err != nil {
			return best, err
		}
		if d.lost(&even) <= d.lost(&best) {
			for i, l := range even.LeftOut { // the shifts as they are say why, not the cut ones
				if k := slices.IndexFunc(best.LeftOut, func(b route.LeftOut) bool { return b.Stop == l.Stop }); k >= 0 {
					even.LeftOut[i] = best.LeftOut[k]
				}
			}
			even.Cost, _ = route.Check(&d.problem, &even)
			return even, nil
		}
	}
	return best, nil
}

// search looks for ways; one whose time is over before it begins, because somebody
// has seen enough, gives the first it finds.
func search(p *route.Problem, o route.Options) (route.Plan, error) {
	if o.Iterations == 0 && o.Elapsed != nil && o.Elapsed() >= o.Seconds {
		o.Iterations = 1
	}
	return route.Solve(p, o)
}

// least is the earliest end of a shift that still holds its break and one visit.
func (d *day) least(c *route.Crew) int32 {
	until := c.Shift.From + shortestShift
	for _, b := range c.Breaks {
		until = max(until, max(c.Shift.From, b.Begin.From)+b.Length)
	}
	return until
}

// lost is what the visits left out are worth, a mandatory one more than all.
func (d *day) lost(found *route.Plan) int64 {
	sum := int64(0)
	for _, l := range found.LeftOut {
		sum += d.problem.Stops[l.Stop].Prize
		if d.problem.Stops[l.Stop].Mandatory {
			sum += 1 << 50
		}
	}
	return sum
}
