// Package instances reads the files route planners are compared on: Solomon's
// text tables, VRPLIB (CVRP, VRPTW, and that with prizes) and TSPLIB. They hold
// invented customers; the product needs none of them, its measurements do.
//
// Layouts: Solomon 1987 and Gehring & Homberger 1999 as at SINTEF; Reinelt,
// TSPLIB 95, whose kinds of lengths are all read but those in three dimensions and
// the special ones; Uchoa et al. 2017 with the sections PyVRP added.
package instances

import (
	"fmt"
	"math"

	"fairvisit/visits/route"
)

// Limits of what is read: a matrix of the largest takes some hundred megabytes.
const (
	maxNodes  = 4000
	maxValue  = 1e8
	maxWeight = 1e9 // explicit, as forbidden ways are written with
)

// Instance is a file as it was read. Node 0 is the depot, whatever its number in
// the file; the others follow by their numbers.
type Instance struct {
	Name       string
	IDs        []int // the file's numbers of its nodes
	X, Y       []float64
	Matrix     []float64 // in place of X and Y, row by row
	Measure    Measure
	Nodes      int
	Vehicles   int // 0 if the file sets no limit
	Capacity   int32
	Demand     []int32
	Timed      bool
	Ready, Due []float64 // service begins between
	Service    []float64
	Longest    float64   // a tour may be, services added; 0 if the file sets no limit
	Prize      []float64 // none: every customer is visited
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
	if s > Tenths {
		return math.Round(v * float64(s))
	}
	return math.Floor(v*float64(s) + 1e-9)
}

// Scale is what in is searched with, for the least distance or the fewest
// vehicles. Lengths that are real are cut to tenths, as they are compared with,
// and for the fewest vehicles counted as finely as the day of the file allows. All
// others are counted so that nothing is cut: a service of 10.5 that counts as 10
// makes a plan hold that does not.
func (in *Instance) Scale(fewest bool) Scale {
	if in.Measure == Real && !fewest {
		return Tenths
	}
	scale := Fine
	if in.Measure != Real {
		for scale = Whole; scale < Fine && !in.wholeAt(scale); scale *= 10 {
		}
		return scale
	}
	for most := in.most(); scale > Tenths && most*float64(scale) > maxUnits; scale /= 10 {
	}
	return scale
}

// maxUnits is what a problem can count to.
const maxUnits = 1 << 28

// times are all that is counted besides coordinates.
func (in *Instance) times() [][]float64 {
	return [][]float64{in.Matrix, in.Ready, in.Due, in.Service, in.Prize, {in.Longest}}
}

func (in *Instance) wholeAt(s Scale) bool {
	for _, list := range in.times() {
		for _, v := range list {
			if v *= float64(s); math.Abs(v-math.Round(v)) > 1e-6 {
				return false
			}
		}
	}
	return true
}

// most is the largest length or time of the file.
func (in *Instance) most() (most float64) {
	for _, list := range in.times() {
		for _, v := range list {
			most = max(most, v)
		}
	}
	for i := range in.X {
		most = max(most, in.Distance(0, i)*4) // a way is at most two of these, and half as long as a time may be
	}
	return most
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
			if !(d >= 0 && d <= maxUnits) {
				return nil, fmt.Errorf("the way from %d to %d is too long to be counted in units of 1/%d", in.IDs[i], in.IDs[j], s)
			}
			p.Travel.Distance[i*n+j] = int32(d)
		}
	}
	p.Travel.Time = p.Travel.Distance
	day := route.Span{Until: maxUnits}
	if in.Longest > 0 { // a tour's length is its time, where nobody waits
		day.Until = int32(min(s.count(in.Longest), maxUnits))
	} else if !in.Timed {
		p.Travel.Time = make([]int32, n*n)
	}
	if in.Measure != Real && !in.wholeAt(s) {
		return nil, fmt.Errorf("a number of the file has more than four decimals, and cut to them this would be another problem")
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
		}
		if in.Timed || in.Longest > 0 {
			service := s.count(in.Service[k])
			if service > maxUnits {
				return nil, fmt.Errorf("the service at %d is too long to be counted in units of 1/%d", in.IDs[k], s)
			}
			stop.Service = int32(service)
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
	if !(from >= 0 && from <= until && until <= maxUnits) {
		return route.Span{}, fmt.Errorf("the hours of %d cannot be counted in units of 1/%d", in.IDs[k], s)
	}
	return route.Span{From: int32(from), Until: int32(until)}, nil
}

// crews is how many are offered: where the file sets no limit, half more than
// would do if loads could be divided; where tours may only be so long, far more.
func (in *Instance) crews(total int64) int {
	if in.Vehicles > 0 {
		return min(in.Vehicles, max(1, in.Nodes-1))
	}
	offered := total*3/2/int64(max(1, in.Capacity)) + 10
	if in.Longest > 0 {
		offered = offered*2 + 40
	}
	return int(min(int64(max(1, in.Nodes-1)), offered))
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
