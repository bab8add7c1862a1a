// Package instances reads the files route planners are compared on: Solomon's
// text tables, VRPLIB (CVRP, VRPTW, and that with prizes) and TSPLIB. They hold
// invented customers; the product needs none of them, its measurements do.
//
// Layouts: Solomon 1987 and Gehring & Homberger 1999 as at SINTEF; Reinelt,
// TSPLIB 95; Uchoa et al. 2017 with the sections PyVRP added.
package instances

import (
	"fmt"
	"math"

	"fairvisit/visits/route"
)

// Limits of what is read: a matrix of the largest takes some hundred megabytes.
const (
	maxNodes = 4000
	maxValue = 1e6
)

// Rounding is how a file's distances become whole.
type Rounding byte

const (
	Nearest Rounding = iota // TSPLIB's EUC_2D, and explicit matrices
	Up                      // CEIL_2D
	Real                    // not at all
)

// Instance is a file as it was read. Node 0 is the depot.
type Instance struct {
	Name       string
	X, Y       []float64
	Matrix     []float64 // in place of X and Y, row by row
	Rounding   Rounding
	Nodes      int
	Vehicles   int // 0 if the file sets no limit
	Capacity   int32
	Demand     []int32
	Timed      bool
	Ready, Due []float64 // service begins between
	Service    []float64
	Prize      []float64 // none: every customer is visited
}

// Distance is that of the file, with its own rounding.
func (in *Instance) Distance(i, j int) float64 {
	if len(in.Matrix) > 0 {
		return in.Matrix[i*in.Nodes+j]
	}
	d := math.Hypot(in.X[i]-in.X[j], in.Y[i]-in.Y[j])
	switch in.Rounding {
	case Nearest:
		return math.Floor(d + 0.5)
	case Up:
		return math.Ceil(d)
	}
	return d
}

// Scale is how many units of a problem are one of the file.
type Scale int32

const (
	Whole  Scale = 1     // distances are whole already
	Tenths Scale = 10    // cut to one decimal: the DIMACS convention
	Fine   Scale = 10000 // what double precision is compared with
)

// count turns a length or a time into units: tenths are cut, finer ones rounded,
// as a sum that just fits a window must not miss it by the last digit.
func (s Scale) count(v float64) float64 {
	if s == Fine {
		return math.Round(v * float64(s))
	}
	return math.Floor(v*float64(s) + 1e-9)
}

// Scales are what in is searched with, for the least distance or the fewest
// vehicles; what whole distances are is settled by the file.
func (in *Instance) Scale(fewest bool) Scale {
	switch {
	case in.Rounding != Real:
		return Whole
	case fewest:
		return Fine
	}
	return Tenths
}

// Problem is the instance in units of s. Stop k is node k+1. A file that does
// not fit those units is refused.
func (in *Instance) Problem(s Scale) (*route.Problem, error) {
	n := in.Nodes
	if n < 1 {
		return nil, fmt.Errorf("the instance has no depot")
	}
	p := &route.Problem{PerDistance: 1, Travel: route.Travel{Places: n, Distance: make([]int32, n*n)}}
	for i := range n {
		for j := range n {
			d := s.count(in.Distance(i, j))
			if i == j {
				d = 0
			}
			if !(d >= 0 && d <= 1<<28) {
				return nil, fmt.Errorf("the way from %d to %d is too long to be counted in units of 1/%d", i, j, s)
			}
			p.Travel.Distance[i*n+j] = int32(d)
		}
	}
	p.Travel.Time = p.Travel.Distance
	day := route.Span{Until: 1 << 28}
	if !in.Timed {
		p.Travel.Time = make([]int32, n*n)
	}
	total := int64(0)
	for k := 1; k < n; k++ {
		stop := route.Stop{Place: k, Load: in.Demand[k], Mandatory: len(in.Prize) == 0, Windows: []route.Span{day}}
		total += int64(in.Demand[k])
		if in.Timed {
			w, err := in.span(k, s)
			if err != nil {
				return nil, err
			}
			stop.Windows = []route.Span{w}
			stop.Service = int32(s.count(in.Service[k]))
		}
		if len(in.Prize) > 0 {
			stop.Prize = int64(s.count(in.Prize[k]))
		}
		p.Stops = append(p.Stops, stop)
	}
	crew := route.Crew{Shift: day, Capacity: in.Capacity}
	if in.Timed {
		w, err := in.span(0, s)
		if err != nil {
			return nil, err
		}
		crew.Shift = w
	}
	for range in.crews(total) {
		p.Crews = append(p.Crews, crew)
	}
	return p, p.Validate()
}

func (in *Instance) span(k int, s Scale) (route.Span, error) {
	from, until := s.count(in.Ready[k]), s.count(in.Due[k])
	if !(from >= 0 && from <= until && until <= 1<<28 && s.count(in.Service[k]) <= 1<<28) {
		return route.Span{}, fmt.Errorf("the hours of %d cannot be counted in units of 1/%d", k, s)
	}
	return route.Span{From: int32(from), Until: int32(until)}, nil
}

// crews is how many are offered: where the file sets no limit, half more than
// would do if loads could be divided.
func (in *Instance) crews(total int64) int {
	if in.Vehicles > 0 {
		return min(in.Vehicles, max(1, in.Nodes-1))
	}
	return int(min(int64(max(1, in.Nodes-1)), total*3/2/int64(max(1, in.Capacity))+10))
}

// Lengths are the distance of a plan by the file's own measure, and with every
// arc cut to one decimal.
func (in *Instance) Lengths(plan *route.Plan) (own, cut float64) {
	tenths := 0.0
	add := func(i, j int) {
		d := in.Distance(i, j)
		own += d
		tenths += Tenths.count(d)
	}
	for _, t := range plan.Tours {
		at := 0
		for _, c := range t.Calls {
			add(at, c.Stop+1)
			at = c.Stop + 1
		}
		add(at, 0)
	}
	return own, tenths / 10
}

// Missed is the sum of the prizes of the stops left out.
func (in *Instance) Missed(plan *route.Plan) (sum float64) {
	for _, l := range plan.LeftOut {
		if len(in.Prize) > 0 {
			sum += in.Prize[l.Stop+1]
		}
	}
	return sum
}
