package roads

import (
	"math"

	"fairvisit/visits/route"
)

// Reach is how far from a road a place may lie, in metres; who goes there walks
// the rest.
const Reach = 300

const (
	// side of a cell in 1e-7 degrees of latitude, some 330 m.
	side = 30000
	// stride is how far apart a long road is put into cells.
	stride = side / 2
)

type cell struct{ y, x int32 }

// index puts each road into the cells it comes by. The width of a cell in metres
// shrinks towards the poles, so a place looks into as many as it takes.
func (g *Graph) index() error {
	g.near = map[cell][]int32{}
	listed := 0
	for i, s := range g.segments {
		if !s.stop {
			continue
		}
		a, b := g.at[s.a], g.at[s.b]
		dy, dx := int64(b.lat)-int64(a.lat), int64(b.lon)-int64(a.lon)
		if max(dx, -dx) > 180e7 {
			continue // across the date line nobody stops
		}
		steps := 1 + max(dy, -dy, dx, -dx)/stride
		last := cell{math.MaxInt32, 0}
		for k := int64(0); k <= steps; k++ {
			c := cell{int32(floorDiv(int64(a.lat)+dy*k/steps, side)), int32(floorDiv(int64(a.lon)+dx*k/steps, side))}
			if c != last {
				if listed++; listed > 4*MaxPoints {
					return ErrLarge
				}
				g.near[c] = append(g.near[c], int32(i))
			}
			last = c
		}
	}
	return nil
}

func floorDiv(a, b int64) int64 {
	if a < 0 {
		return -((-a + b - 1) / b)
	}
	return a / b
}

// spot is where a place touches the roads.
type spot struct {
	segment int32 // -1: no road is near
	ms, mm  int32 // from the segment's a
	aside   int32 // mm to the place itself
}

// walk is how long it takes from the road to the place, at 4.8 km/h.
func (s *spot) walk() int64 { return (3*int64(s.aside) + 3) / 4 }

// snap finds the nearest road within Reach, of the town if there is one; of two
// that are equally near the one that comes first in the file.
func (g *Graph) snap(p route.Point) spot {
	const metresPerUnit = 6371008.8 * math.Pi / 180 / 1e7
	narrow := math.Cos(p.Lat * math.Pi / 180)
	found, nearest := spot{segment: -1}, math.Inf(1)
	y, x := int64(math.Round(p.Lat*1e7)), int64(math.Round(p.Lon*1e7))
	reach := int64(math.Ceil(Reach/metresPerUnit)) + stride
	wide := int64(float64(reach) / max(narrow, 0.01))
	for cy := floorDiv(y-reach, side); cy <= floorDiv(y+reach, side); cy++ {
		for cx := floorDiv(x-wide, side); cx <= floorDiv(x+wide, side); cx++ {
			for _, i := range g.near[cell{int32(cy), int32(cx)}] {
				s := &g.segments[i]
				flat := func(n int32) (float64, float64) {
					return float64(int64(g.at[n].lat)-y) * metresPerUnit, float64(int64(g.at[n].lon)-x) * metresPerUnit * narrow
				}
				share, aside := foot(flat, s.a, s.b)
				if aside > Reach {
					continue
				}
				if known := found.segment >= 0; known && g.town[i] != g.town[found.segment] {
					if !g.town[i] {
						continue
					}
				} else if aside > nearest || aside == nearest && i >= found.segment {
					continue
				}
				found, nearest = spot{i, int32(math.Round(share * float64(s.ms))), int32(math.Round(share * float64(s.mm))), int32(math.Round(aside * 1000))}, aside
			}
		}
	}
	return found
}

// foot is how far along a segment its nearest point to the origin lies, as a share
// of it, and how far away that is.
func foot(flat func(int32) (float64, float64), a, b int32) (share, aside float64) {
	ay, ax := flat(a)
	by, bx := flat(b)
	dy, dx := by-ay, bx-ax
	if square := dy*dy + dx*dx; square > 0 {
		share = min(1, max(0, -(ay*dy+ax*dx)/square))
	}
	return share, math.Hypot(ay+share*dy, ax+share*dx)
}
