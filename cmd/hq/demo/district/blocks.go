package district

import (
	"math"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"
)

// door is a Door on the plan before it is bent.
type door struct {
	x, y   float64
	street string
}

// lane is a small street of a block: where it runs across, and its name.
type lane struct {
	at     float64
	street string // "": one without a name
}

// block fills the ground between four main streets: a street through each door,
// others where there is room, and houses between them.
func (d *district) block(x0, y0, x1, y1 float64, doors []door) {
	var across, up []lane // at a y, at an x
	for _, o := range doors {
		if o.x < x0 || o.x >= x1 || o.y < y0 || o.y >= y1 {
			continue
		}
		// It runs the way in which there is more room beside it.
		if room(across, o.y, y0, y1) >= room(up, o.x, x0, x1) {
			across = append(across, lane{o.y, o.street})
		} else {
			up = append(up, lane{o.x, o.street})
		}
	}
	across, up = filled(across, y0, y1), filled(up, x0, x1)
	for _, l := range across {
		d.lane(l, func(s float64) (float64, float64) { return s, l.at }, x0, x1)
	}
	for _, l := range up {
		d.lane(l, func(s float64) (float64, float64) { return l.at, s }, y0, y1)
	}
	d.houses(edges(up, x0, x1), edges(across, y0, y1))
}

// room is how far the nearest lane, or the edge, is from a place.
func room(lanes []lane, at, from, to float64) float64 {
	r := min(at-from, to-at)
	for _, l := range lanes {
		r = min(r, math.Abs(l.at-at))
	}
	return r
}

// filled puts nameless lanes where the gaps between the others are wide.
func filled(lanes []lane, from, to float64) []lane {
	const gap = 235
	slices.SortFunc(lanes, func(a, b lane) int { return int(math.Copysign(1, a.at-b.at)) })
	all := slices.Clone(lanes)
	last := from
	for _, next := range append(lanes, lane{at: to}) {
		n := math.Round((next.at - last) / gap)
		for k := 1.0; k < n; k++ {
			all = append(all, lane{at: last + (next.at-last)*k/n})
		}
		last = next.at
	}
	slices.SortFunc(all, func(a, b lane) int { return int(math.Copysign(1, a.at-b.at)) })
	return all
}

// lane draws a small street where nothing is in its way: the river and the park
// cut it, but not one somebody lives in.
func (d *district) lane(l lane, at func(float64) (float64, float64), from, to float64) {
	const piece = 30
	var run [][2]float64
	end := func() {
		if len(run) > 1 {
			g := line(run)
			d.add("transportation", 12, g, geojson.Properties{"class": "minor"})
			if l.street != "" {
				d.add("transportation_name", 13, g, named(names{l.street, english[l.street]}, geojson.Properties{"class": "minor"}))
			}
		}
		run = nil
	}
	for s := from; ; s = min(to, s+piece) {
		if x, y := at(s); open(x, y, 0) {
			end()
		} else {
			run = append(run, [2]float64{x, y})
		}
		if s >= to {
			break
		}
	}
	end()
}

func edges(lanes []lane, from, to float64) []float64 {
	list := []float64{from}
	for _, l := range lanes {
		list = append(list, l.at)
	}
	return append(list, to)
}

// houses stand along the streets around each yard; which ones are missing is
// chosen by where they would stand, so the map is the same each time.
func (d *district) houses(xs, ys []float64) {
	const inset, deep, long, between = 14, 24, 46, 16
	for i := range len(xs) - 1 {
		for j := range len(ys) - 1 {
			x0, x1, y0, y1 := xs[i]+inset, xs[i+1]-inset, ys[j]+inset, ys[j+1]-inset
			if x1-x0 < deep+10 || y1-y0 < deep+10 {
				continue
			}
			for x := x0; x+long <= x1; x += long + between {
				d.house(x, y0, long, deep)
				d.house(x, y1-deep, long, deep)
			}
			for y := y0 + deep + between; y+long <= y1-deep-between && x1-x0 > 2*deep+30; y += long + between {
				d.house(x0, y, deep, long)
				d.house(x1-deep, y, deep, long)
			}
		}
	}
}

func (d *district) house(x, y, w, h float64) {
	chance := math.Abs(math.Sin(x*12.9898+y*78.233)) * 43758.5453
	chance -= math.Floor(chance)
	if chance < 0.13 || open(x, y, 20) || open(x+w, y+h, 20) || open(x, y+h, 20) || open(x+w, y, 20) {
		return
	}
	w, h = w*(0.8+0.2*chance), h*(0.75+0.25*chance)
	d.add("building", 13, ring(orb.Ring{lonLat(x, y), lonLat(x+w, y), lonLat(x+w, y+h), lonLat(x, y+h)}), geojson.Properties{})
}
