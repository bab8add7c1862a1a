package plan

import (
	"fmt"
	"math"
	"slices"

	"fairvisit/visits/route"
)

// whereabouts are the middles of districts, by the cases that are worked on and
// whose place is known.
type whereabouts map[string]route.Point

// wide is further, in metres, than any crew goes from its office in a day. A point
// so far from the middle of all says nothing of where its district is: somebody
// mistyped it, or swapped its two figures.
const wide = 300_000

func newWhereabouts(all []Case) whereabouts {
	districts, points := map[string][]route.Point{}, []route.Point{}
	for i := range all {
		if c := &all[i]; locates(c) {
			points = append(points, pointOf(c))
			districts[district(c)] = append(districts[district(c)], pointOf(c))
		}
	}
	middle, w := middleOf(points), whereabouts{}
	for name, of := range districts {
		near := slices.DeleteFunc(slices.Clone(of), func(p route.Point) bool { return route.Metres(middle, p) > wide })
		if len(near) > 0 {
			w[name] = middleOf(near)
		}
	}
	return w
}

// locates reports whether a case tells where its district is. One that was taken
// back or is over does not: its import may have been undone for its places.
func locates(c *Case) bool {
	return c.Words != nil && c.Words.Place.HasPoint && c.Erased == nil && !c.Imported.IsZero() && c.Case.Closed == nil
}

func pointOf(c *Case) route.Point {
	return route.Point{Lat: float64(c.Words.Place.LatE7) / 1e7, Lon: float64(c.Words.Place.LonE7) / 1e7}
}

func spotOf(p route.Point) Spot {
	return Spot{LatE7: int64(math.Round(p.Lat * 1e7)), LonE7: int64(math.Round(p.Lon * 1e7))}
}

func district(c *Case) string { return c.Words.Place.City + "\x00" + c.Words.Place.District }

// of is where a case is: its own point, or the middle of the known ones of its
// district. A district nobody named is none.
func (w whereabouts) of(c *Case) (p route.Point, approximate, known bool) {
	if c.Words.Place.HasPoint {
		return pointOf(c), false, true
	}
	p, known = w[district(c)]
	if c.Words.Place.City+c.Words.Place.District == "" {
		known = false
	}
	return p, known, known
}

// middleOf is the one of the points that is nearest to their middle, north to south
// and west to east counted apart. A mean is moved as far as anybody's slip of the
// pen is far away; of a middle half the points would have to be wrong, and one of
// the points is an address and not a lake between two towns.
func middleOf(points []route.Point) route.Point {
	if len(points) == 0 {
		return route.Point{}
	}
	lat, lon := make([]float64, len(points)), make([]float64, len(points))
	for i, p := range points {
		lat[i], lon[i] = p.Lat, p.Lon
	}
	slices.Sort(lat)
	slices.Sort(lon)
	half := (len(points) - 1) / 2
	middle := route.Point{Lat: lat[half], Lon: lon[half]}
	best, least := points[0], math.Inf(1)
	for _, p := range points {
		if m := route.Metres(middle, p); m < least {
			best, least = p, m
		}
	}
	return best
}

// start is where tours begin and end: at the roster's place, else in the middle of
// the cases that can be visited that day. Places that are only those of a district
// count where no other is known.
func (d *day) start() route.Point {
	if s := d.in.Roster.Start; s != nil {
		return route.Point{Lat: float64(s.LatE7) / 1e7, Lon: float64(s.LonE7) / 1e7}
	}
	var known, all []route.Point
	for i := range d.stops {
		all = append(all, d.stops[i].at)
		if !d.stops[i].approximate {
			known = append(known, d.stops[i].at)
		}
	}
	if len(known) == 0 {
		known = all
	}
	return middleOf(known)
}

// leaveTooFar takes out the cases to which no crew gets and back in a whole shift,
// from the start or from where it is. The search would find that out too, and name
// an hour as the reason; this is nobody's hour but the place, or a wrong one.
func (d *day) leaveTooFar() {
	longest := int32(0)
	from := []int{0}
	for i := range d.crews {
		whole := d.in.Roster.crewOf(d.crews[i].Members, 0)
		longest = max(longest, whole.Until-whole.From)
		if d.present[i].last != nil {
			from = append(from, d.present[i].place)
		}
	}
	if longest == 0 {
		return
	}
	w := &d.ways
	d.stops = slices.DeleteFunc(d.stops, func(k candidate) bool {
		home := w.Time[k.place*w.Places]
		if slices.ContainsFunc(from, func(f int) bool { return w.Time[f*w.Places+k.place]+d.gate.service+home <= longest }) {
			return false
		}
		d.not(k.Case, Reason{Why: TooFar, Words: fmt.Sprintf("too far: %d km from where the crews start, and no shift is long enough to go there and back", w.Distance[k.place]/1000)})
		return true
	})
}
