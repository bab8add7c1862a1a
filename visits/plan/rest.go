package plan

import (
	"slices"

	"fairvisit/evidence"
	"fairvisit/visits/roads"
	"fairvisit/visits/route"
)

// Rest is what is left of a crew's own day, as a tablet knows it: no roster, no
// priorities and no other crews. Times are seconds from midnight.
type Rest struct {
	Stops   []RestStop   // in the order they stand in now
	Here    *route.Point // where the crew is; nil: where its first stop is
	Now     int32
	Service int32 // of a visit
	// Change is what must be won, in seconds on the way, for each way between two
	// stops that the order as it stands does not have: a list that is turned round for
	// nothing is not trusted.
	Change int32
	// Roads are those the crew goes by; nil: ways are estimated from great circles.
	// Stop, with roads, ends them with roads.ErrStopped where they take too long.
	Roads *roads.Graph
	Stop  func() bool
}

// RestStop is one visit that is not made yet.
type RestStop struct {
	Case evidence.ID
	At   *route.Point // nil: not known; then it is where the crew is
	Open []route.Span // in which it may begin
}

// Reordered is the rest of a day in an order that may be another.
type Reordered struct {
	Stops   []RestCall
	Late    []evidence.ID // nobody can be there in its hours any more
	Missed  int           // as many more would be late in the order as it stands
	Minutes int           // fewer on the way; below 0: it costs more, for the stops that are not missed
	Changed bool
	// Ways are those between two places, Roads those of them the roads know.
	Ways, Roads int
}

// RestCall is one visit of it.
type RestCall struct {
	Case  evidence.ID
	Begin int32
	Was   int // its place in the order as it stands, from 0
}

// worthAll is more than any way to a stop: on a tour that was decided none is left out to save a way.
const worthAll = 100000

// Reorder plans the rest of a day from here and now (route.Replan).
func (r *Rest) Reorder(s Search) (Reordered, error) {
	if len(r.Stops) == 0 {
		return Reordered{}, nil
	}
	p, ways, known, err := r.problem()
	if err != nil {
		return Reordered{}, err
	}
	old := &route.Plan{Tours: []route.Tour{{}}}
	for i := range r.Stops {
		old.Tours[0].Calls = append(old.Tours[0].Calls, route.Call{Stop: i, Break: -1})
	}
	found, _, err := route.Replan(p, old, []route.Now{{Place: 0, At: r.Now, Next: -1}}, r.Change,
		route.Options{Seed: s.Seed, Iterations: s.Iterations, Seconds: s.Seconds, Elapsed: s.Elapsed})
	if err != nil {
		return Reordered{}, err
	}
	out := r.told(p, &found)
	out.Ways, out.Roads = ways, known
	return out, nil
}

// problem is the day as a problem of routes, how many ways it has, and how many of them
// go by roads.
func (r *Rest) problem() (p *route.Problem, ways, known int, err error) {
	var here route.Point
	for i := len(r.Stops) - 1; i >= 0; i-- {
		if at := r.Stops[i].At; at != nil {
			here = *at
		}
	}
	if r.Here != nil {
		here = *r.Here
	}
	points := []route.Point{here}
	for _, s := range r.Stops {
		if s.At != nil {
			points = append(points, *s.At)
		} else {
			points = append(points, here)
		}
	}
	var travel route.Travel
	if ways = len(points) * (len(points) - 1); r.Roads == nil {
		travel, err = route.GreatCircle(points, route.TownStreets)
	} else {
		var used roads.Used
		travel, used, err = r.Roads.TravelUntil(points, r.Stop)
		known = used.Ways - used.Estimated
	}
	if err != nil {
		return nil, 0, 0, err
	}
	p = &route.Problem{Travel: travel, PerTime: 1, Crews: []route.Crew{{Start: 0, End: route.Open, Shift: route.Span{From: r.Now, Until: r.Now + 24*3600}}}}
	for i, s := range r.Stops {
		p.Stops = append(p.Stops, route.Stop{Place: 1 + i, Windows: s.Open, Service: r.Service, Prize: worthAll})
	}
	return p, ways, known, nil
}

// told compares what was found with the order as it stands.
func (r *Rest) told(p *route.Problem, found *route.Plan) Reordered {
	var out Reordered
	var order []int
	for _, t := range found.Tours {
		for _, c := range t.Calls {
			if c.Stop >= 0 {
				order = append(order, c.Stop)
				out.Stops = append(out.Stops, RestCall{r.Stops[c.Stop].Case, c.Begin, c.Stop})
			}
		}
	}
	for _, l := range found.LeftOut {
		out.Late = append(out.Late, r.Stops[l.Stop].Case)
	}
	stands := make([]int, len(r.Stops))
	for i := range stands {
		stands[i] = i
	}
	made, before := walk(p, r.Now, stands)
	_, after := walk(p, r.Now, order)
	out.Missed = max(0, len(order)-made)
	out.Minutes = int(before-after) / 60
	out.Changed = !slices.IsSorted(order)
	return out
}

// walk goes an order of stops and passes over those whose hours are over: how many
// it visits, and the seconds on the way.
func walk(p *route.Problem, now int32, order []int) (made int, way int32) {
	at := 0
	for _, i := range order {
		s := &p.Stops[i]
		arrive := now + p.Travel.Time[at*p.Travel.Places+s.Place]
		k := slices.IndexFunc(s.Windows, func(w route.Span) bool { return arrive <= w.Until })
		if k < 0 {
			continue
		}
		way += p.Travel.Time[at*p.Travel.Places+s.Place]
		made, at, now = made+1, s.Place, max(arrive, s.Windows[k].From)+s.Service
	}
	return made, way
}
