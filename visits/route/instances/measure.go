package instances

import "math"

// Measure is how long the way between two nodes of a file is.
type Measure byte

// TSPLIB's kinds of lengths, all whole, and the two LKH and CVRPLIB added; an explicit
// matrix is what it says.
const (
	Nearest   Measure = iota // EUC_2D
	Up                       // CEIL_2D
	Manhattan                // MAN_2D
	Maximum                  // MAX_2D
	Pseudo                   // ATT
	Earth                    // GEO
	Real                     // not rounded at all; EXACT_2D
	Down                     // FLOOR_2D
)

var measures = map[string]Measure{"EUC_2D": Nearest, "CEIL_2D": Up, "MAN_2D": Manhattan, "MAX_2D": Maximum, "ATT": Pseudo, "GEO": Earth,
	"EXACT_2D": Real, "FLOOR_2D": Down}

// Distance is that of the file, by its own measure.
func (in *Instance) Distance(i, j int) float64 {
	if len(in.Matrix) > 0 {
		return in.Matrix[i*in.Nodes+j]
	}
	dx, dy := math.Abs(in.X[i]-in.X[j]), math.Abs(in.Y[i]-in.Y[j])
	switch in.Measure {
	case Up:
		return math.Ceil(math.Hypot(dx, dy))
	case Down:
		return math.Floor(math.Hypot(dx, dy))
	case Manhattan:
		return nearest(dx + dy)
	case Maximum:
		return max(nearest(dx), nearest(dy))
	case Pseudo:
		exact := math.Sqrt((dx*dx + dy*dy) / 10)
		if near := nearest(exact); near >= exact {
			return near
		}
		return nearest(exact) + 1
	case Earth:
		return overEarth(in.X[i], in.Y[i], in.X[j], in.Y[j])
	case Real:
		return math.Hypot(dx, dy)
	}
	return nearest(math.Hypot(dx, dy))
}

func nearest(d float64) float64 { return math.Floor(d + 0.5) }

// overEarth is GEO: coordinates are degrees and minutes, DDD.MM, and π and the
// earth's radius (km) have the digits of TSPLIB's own programs. Its text rounds
// degrees to the nearest; its programs, and so all known lengths, cut them.
func overEarth(lat1, lon1, lat2, lon2 float64) float64 {
	const pi, radius = 3.141592, 6378.388
	radians := func(v float64) float64 {
		degrees := math.Trunc(v)
		return pi * (degrees + 5*(v-degrees)/3) / 180
	}
	q1 := math.Cos(radians(lon1) - radians(lon2))
	q2 := math.Cos(radians(lat1) - radians(lat2))
	q3 := math.Cos(radians(lat1) + radians(lat2))
	return math.Trunc(radius*math.Acos(max(-1, min(1, 0.5*((1+q1)*q2-(1-q1)*q3)))) + 1)
}
