package plan

import (
	"errors"
	"slices"

	"fairvisit/evidence"
	"fairvisit/visits/route"
)

// travel finds the ways between the start, all candidates and where crews are,
// once: when a candidate is refused later the others' ways stay.
func (d *day) travel() error {
	start := d.start()
	points := []route.Point{start}
	d.plan.Start = Start{spotOf(start), d.in.Roster.Start != nil}
	for i := range d.stops {
		d.stops[i].place = len(points)
		points = append(points, d.stops[i].at)
	}
	for i := range d.present {
		p := &d.present[i]
		if p.last == nil {
			continue
		}
		p.place = len(points)
		if k := slices.IndexFunc(d.present[:i], func(o present) bool { return o.last == p.last }); k >= 0 {
			p.place = d.present[k].place // somebody who was there goes with others now
			continue
		}
		points = append(points, p.at)
	}
	d.plan.Travel.Ways = len(points) * (len(points) - 1)
	if d.in.Roads == nil {
		var err error
		if d.ways, err = route.GreatCircle(points, route.TownStreets); err != nil {
			return err
		}
		return d.measured()
	}
	ways, used, err := d.in.Roads.Travel(points)
	if err != nil {
		return err
	}
	d.ways = ways
	d.plan.Travel.Profile, d.plan.Travel.Roads = used.Profile, used.Ways-used.Estimated
	for _, place := range used.Off {
		if place > 0 && place <= len(d.stops) {
			d.plan.Travel.Off = append(d.plan.Travel.Off, d.stops[place-1].ID)
		}
	}
	return d.measured()
}

// measured puts the ways somebody measured into the matrix; they are believed
// more than any map.
func (d *day) measured() error {
	place := map[evidence.ID]int{{}: 0}
	for i := range d.stops {
		place[d.stops[i].ID] = d.stops[i].place
	}
	for i := range d.present {
		if p := &d.present[i]; p.last != nil {
			place[p.last.ID] = p.place
		}
	}
	for _, w := range d.in.Ways {
		if w.Seconds < 0 || w.Metres < 0 || w.Seconds > 24*3600 {
			return errors.New("a way of the travel table takes less than no time, or more than a day")
		}
		from, ok := place[w.From]
		to, ok2 := place[w.To]
		if ok && ok2 && from != to {
			k := from*d.ways.Places + to
			d.ways.Time[k], d.ways.Distance[k] = w.Seconds, w.Metres
			d.plan.Travel.Measured++
		}
	}
	return nil
}
