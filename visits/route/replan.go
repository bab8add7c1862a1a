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
	o.Start = old
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
	plan.Cost, _ = Check(rest, &plan)
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
		if n.Crew < 0 || n.Crew >= len(p.Crews) || n.Place < 0 || n.Place >= p.Travel.Places || n.Next >= len(p.Stops) || !inTime(n.At) {
			return nil, fmt.Errorf("position %d names a crew, place or stop that is not there", i)
		}
		c := &rest.Crews[n.Crew]
		for _, s := range n.Done {
			if s < 0 || s >= len(p.Stops) {
				return nil, fmt.Errorf("position %d names a crew, place or stop that is not there", i)
			}
			rest.finish(s)
			c.Capacity = max(0, c.Capacity-p.Stops[s].Load)
		}
		rest.standAt(c, n)
		if n.Next >= 0 && rest.reaches(c, &rest.Stops[n.Next]) {
			c.Locked = append([]int{n.Next}, slices.DeleteFunc(c.Locked, func(l int) bool { return l == n.Next })...)
		}
	}
	return &rest, nil
}

// finish leaves a stop nothing to lose and no hours, so that the numbers of all
// others stay.
func (p *Problem) finish(s int) {
	stop := &p.Stops[s]
	stop.Windows, stop.Mandatory, stop.Prize = nil, false, 0
	for k := range p.Crews {
		p.Crews[k].Locked = slices.DeleteFunc(p.Crews[k].Locked, func(l int) bool { return l == s })
	}
}

// standAt moves a crew's start. Breaks whose time is over are off, and a shift
// that is over still lets the crew go home: a plan is owed then too.
func (p *Problem) standAt(c *Crew, n Now) {
	c.Start, c.Shift.From = n.Place, max(c.Shift.From, n.At)
	time, breaks := c.Shift.From, []Break(nil)
	for k, b := range c.Breaks {
		if begin := max(time, b.Begin.From); begin <= b.Begin.Until && !slices.Contains(n.Rested, k) {
			breaks, time = append(breaks, b), begin+b.Length
		}
	}
	if c.End != Open {
		time += p.Travel.Time[c.Start*p.Travel.Places+c.End]
	}
	c.Breaks, c.Shift.Until = breaks, max(c.Shift.Until, time)
}

// reaches reports whether a crew that goes straight to s may begin there: a stop
// whose hours are over is no reason to plan nothing.
func (p *Problem) reaches(c *Crew, s *Stop) bool {
	arrival := c.Shift.From + p.Travel.Time[c.Start*p.Travel.Places+s.Place]
	for _, w := range s.Windows {
		leave := max(arrival, w.From) + s.Service
		if c.End != Open {
			leave += p.Travel.Time[s.Place*p.Travel.Places+c.End]
		}
		if arrival <= w.Until {
			return leave <= c.Shift.Until && s.Load <= c.Capacity && s.allows(c, p.Crews)
		}
	}
	return false
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
