package plan

import (
	"errors"

	"fairvisit/evidence"
	"fairvisit/visits/route"
)

// travel finds the ways between the start and all candidates, once: when a
// candidate is refused later the others' ways stay.
func (d *day) travel() error {
	points := []route.Point{d.start()}
	for i := range d.stops {
		d.stops[i].place = len(points)
		points = append(points, d.stops[i].at)
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
		if place > 0 {
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
