package route

import (
	"fmt"
	"slices"
)

// Now is where a crew stands in the midst of its day.
type Now struct {
	Crew  int
	Place int
	At    int32
	Done  []int // stops made or given up; they are planned no more
	Next  int   // the stop the crew is on its way to, which stays the next; -1 if none
	// Rested are the breaks already taken.
	Rested []int
}

// Replan plans the rest of the day from here and now. Each way between two places
// that the old plan did not have costs change more, so that a crew's list stays
// as it was unless something is won by it. Cost and Distance of the answer are
// those of the rest of the day, without what change added. Crews not named in now
// are where their old plan lets them start; a Now that names nothing is refused.
//
// The answer is judged by the problem that comes with it: p with the new starts,
// where what is done has no hours left and nothing to lose.
func Replan(p *Problem, old *Plan, now []Now, change int32, o Options) (Plan, *Problem, error) {
	rest, err := restOf(p, now)
	if err != nil {
		return Plan{}, nil, err
	}
	asked := *rest
	if change > 0 {
		asked.Travel.Surcharge = changed(p, rest, old, now, change)
	}
	start := *old
	start.Tours = slices.Clone(old.Tours)
	o.Start = &start
	plan, err := Solve(&asked, o)
	if err != nil {
		return Plan{}, nil, err
	}
	done := map[int]bool{}
	for _, n := range now {
		for _, s := range n.Done {
			done[s] = true
		}
	}
	plan.LeftOut = slices.DeleteFunc(plan.LeftOut, func(l LeftOut) bool { return done[l.Stop] })
	for s := range rest.Stops { // a checker wants each stop to stand somewhere
		if done[s] {
			plan.LeftOut = append(plan.LeftOut, LeftOut{Stop: s, Why: Done})
		}
	}
	if plan.Cost, _ = Check(rest, &plan); plan.Cost < 0 {
		return Plan{}, nil, fmt.Errorf("the rest of the day cannot be counted")
	}
	return plan, rest, nil
}

// restOf is p as it is now.
func restOf(p *Problem, now []Now) (*Problem, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	rest := *p
	rest.Crews, rest.Stops = slices.Clone(p.Crews), slices.Clone(p.Stops)
	for c := range rest.Crews {
		rest.Crews[c].Locked = slices.Clone(p.Crews[c].Locked)
	}
	for i, n := range now {
		if n.Crew < 0 || n.Crew >= len(p.Crews) || n.Place < 0 || n.Place >= p.Travel.Places || n.Next >= len(p.Stops) {
			return nil, fmt.Errorf("position %d names a crew, place or stop that is not there", i)
		}
		c := &rest.Crews[n.Crew]
		c.Start, c.Shift.From = n.Place, max(c.Shift.From, n.At)
		c.Shift.Until = max(c.Shift.Until, c.Shift.From)
		var breaks []Break
		for k, b := range c.Breaks {
			if !slices.Contains(n.Rested, k) {
				breaks = append(breaks, b)
			}
		}
		c.Breaks = breaks
		for _, s := range n.Done {
			if s < 0 || s >= len(p.Stops) {
				return nil, fmt.Errorf("position %d names a crew, place or stop that is not there", i)
			}
			stop := &rest.Stops[s]
			stop.Windows, stop.Mandatory, stop.Prize = nil, false, 0
			for k := range rest.Crews {
				rest.Crews[k].Locked = slices.DeleteFunc(rest.Crews[k].Locked, func(l int) bool { return l == s })
			}
			c.Capacity = max(0, c.Capacity-stop.Load)
		}
		if n.Next >= 0 {
			c.Locked = append([]int{n.Next}, slices.DeleteFunc(c.Locked, func(l int) bool { return l == n.Next })...)
		}
	}
	return &rest, nil
}

// changed is a surcharge on every way the old plan did not have. Where a crew is
// now counts as the way to what stood next on its list.
func changed(p, rest *Problem, old *Plan, now []Now, change int32) []int32 {
	n := p.Travel.Places
	extra := make([]int32, n*n)
	for k := range extra {
		extra[k] = change
	}
	done := map[int]bool{}
	for _, w := range now {
		for _, s := range w.Done {
			done[s] = true
		}
	}
	for _, t := range old.Tours {
		if t.Crew < 0 || t.Crew >= len(rest.Crews) {
			continue
		}
		at := rest.Crews[t.Crew].Start
		for _, call := range t.Calls {
			if call.Stop < 0 || call.Stop >= len(p.Stops) || done[call.Stop] {
				continue
			}
			extra[at*n+p.Stops[call.Stop].Place] = 0
			at = p.Stops[call.Stop].Place
		}
		if end := rest.Crews[t.Crew].End; end != Open {
			extra[at*n+end] = 0
		}
	}
	for k, s := range p.Travel.Surcharge {
		extra[k] += s
	}
	return extra
}
