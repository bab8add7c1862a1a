package plan

import (
	"slices"

	"fairvisit/visits/route"
)

// timed is the tour of a crew that makes stops in this order, each as early as it can
// be, with its breaks where it is back soonest; false if the hours do not hold.
func (d *day) timed(crew int, stops []int) (best route.Tour, ok bool) {
	if len(stops) == 0 {
		return route.Tour{Crew: crew}, true
	}
	places := []int{0} // of the break; a crew without one has one order
	if len(d.problem.Crews[crew].Breaks) > 0 {
		places = places[:0]
		for i := range len(stops) + 1 {
			places = append(places, i)
		}
	}
	for _, rest := range places {
		if t, holds := d.timedWith(crew, stops, rest); holds && (!ok || t.Finish < best.Finish) {
			best, ok = t, true
		}
	}
	return best, ok
}

// timedWith takes the breaks, which follow each other, before the stop rest.
func (d *day) timedWith(crew int, stops []int, rest int) (t route.Tour, ok bool) {
	c, travel := &d.problem.Crews[crew], &d.problem.Travel
	t.Crew = crew
	now, place := c.Shift.From, c.Start
	pause := func() bool {
		for i, b := range c.Breaks {
			begin := max(now, b.Begin.From)
			if begin > b.Begin.Until {
				return false
			}
			t.Calls = append(t.Calls, route.Call{Stop: -1, Break: i, Arrive: now, Begin: begin, Leave: begin + b.Length})
			now = begin + b.Length
		}
		return true
	}
	for i, stop := range stops {
		if i == rest && !pause() {
			return t, false
		}
		s := &d.problem.Stops[stop]
		at := place*travel.Places + s.Place
		arrive := now + travel.Time[at]
		k := slices.IndexFunc(s.Windows, func(w route.Span) bool { return arrive <= w.Until })
		if k < 0 {
			return t, false
		}
		begin := max(arrive, s.Windows[k].From)
		t.Calls = append(t.Calls, route.Call{Stop: stop, Break: -1, Arrive: arrive, Begin: begin, Leave: begin + s.Service})
		t.Distance += int64(travel.Distance[at])
		now, place = begin+s.Service, s.Place
	}
	if rest == len(stops) && !pause() {
		return t, false
	}
	home := place*travel.Places + c.End
	t.Finish, t.Distance = now+travel.Time[home], t.Distance+int64(travel.Distance[home])
	return t, t.Finish <= c.Shift.Until
}

// work is how long a crew is on its ways, and with its visits beside, in seconds:
// neither waiting, before the first way or at a door, nor breaks.
func (d *day) work(t *route.Tour) (ways, all int64) {
	c, travel := &d.problem.Crews[t.Crew], &d.problem.Travel
	place, service, goes := c.Start, int64(0), false
	for _, call := range t.Calls {
		if call.Stop >= 0 {
			s := &d.problem.Stops[call.Stop]
			ways += int64(travel.Time[place*travel.Places+s.Place])
			place, service, goes = s.Place, service+int64(s.Service), true
		}
	}
	if !goes {
		return 0, 0
	}
	ways += int64(travel.Time[place*travel.Places+c.End])
	return ways, ways + service
}
