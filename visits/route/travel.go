package route

import (
	"fmt"
	"math"
)

// Travel is how far it is between places, row by row: entry from*Places+to. It
// need not be the same both ways.
type Travel struct {
	Places   int
	Time     []int32 // seconds
	Distance []int32 // metres
	// Surcharge is added to the cost of an arc, neither time nor distance; none
	// if it is empty.
	Surcharge []int32
}

func (t *Travel) validate(perDistance, perTime int64) error {
	n := t.Places
	if n < 1 || n > maxSize+1 || len(t.Time) != n*n || len(t.Distance) != n*n || len(t.Surcharge) != 0 && len(t.Surcharge) != n*n {
		return fmt.Errorf("the travel matrix is not square or has no place")
	}
	for i := range t.Time {
		cost := perDistance*int64(t.Distance[i]) + perTime*int64(t.Time[i])
		if len(t.Surcharge) > 0 {
			cost += int64(t.Surcharge[i])
		}
		if !inTime(t.Time[i]) || t.Distance[i] < 0 || cost < 0 || cost > maxArc {
			return fmt.Errorf("the travel from place %d to %d is out of range", i/n, i%n)
		}
	}
	return nil
}

// Among is the travel among some of the places, which get new numbers in that
// order.
func (t *Travel) Among(places []int) Travel {
	n := len(places)
	some := Travel{Places: n, Time: make([]int32, n*n), Distance: make([]int32, n*n)}
	if len(t.Surcharge) > 0 {
		some.Surcharge = make([]int32, n*n)
	}
	for i, from := range places {
		for j, to := range places {
			k := from*t.Places + to
			some.Time[i*n+j], some.Distance[i*n+j] = t.Time[k], t.Distance[k]
			if len(t.Surcharge) > 0 {
				some.Surcharge[i*n+j] = t.Surcharge[k]
			}
		}
	}
	return some
}

// Point is a place in degrees (WGS 84).
type Point struct{ Lat, Lon float64 }

// Streets says how roads differ from great circles: a way of d metres over the
// earth is d × (Far + Near·exp(−d/Fade)) on the road, as short ways wind more.
type Streets struct {
	Far, Near float64
	Fade      float64 // metres
	Speed     float64 // metres a second
	Parking   int32   // seconds added to each way between two places
}

// TownStreets are the middle of five measured road networks.
var TownStreets = Streets{Far: 1.3, Near: 0.3, Fade: 1500, Speed: 25 / 3.6, Parking: 120}

// GreatCircle makes a matrix without a road map. Coordinates or streets that are
// not finite, or too far or slow to count, are refused.
func GreatCircle(points []Point, s Streets) (Travel, error) {
	n := len(points)
	if n == 0 || n > maxSize {
		return Travel{}, fmt.Errorf("%d places cannot be a matrix", n)
	}
	t := Travel{Places: n, Time: make([]int32, n*n), Distance: make([]int32, n*n)}
	for i, a := range points {
		if !(math.Abs(a.Lat) <= 90) || !(math.Abs(a.Lon) <= 180) {
			return Travel{}, fmt.Errorf("place %d is not on the earth", i)
		}
		for j, b := range points {
			if i == j {
				continue
			}
			d := Metres(a, b)
			d *= s.Far + s.Near*math.Exp(-d/s.Fade)
			seconds := d/s.Speed + float64(s.Parking)
			if d == 0 {
				seconds = 0 // another door of the same house
			}
			if !(d >= 0 && d < maxTime && seconds >= 0 && seconds < maxTime) {
				return Travel{}, fmt.Errorf("the way from place %d to %d is out of range", i, j)
			}
			t.Distance[i*n+j], t.Time[i*n+j] = int32(math.Round(d)), int32(math.Round(seconds))
		}
	}
	return t, nil
}

// Metres is how far two points are over the earth.
func Metres(a, b Point) float64 {
	const radius, degree = 6371008.8, math.Pi / 180
	lat, lon := math.Sin((b.Lat-a.Lat)*degree/2), math.Sin((b.Lon-a.Lon)*degree/2)
	h := lat*lat + math.Cos(a.Lat*degree)*math.Cos(b.Lat*degree)*lon*lon
	return 2 * radius * math.Asin(math.Sqrt(min(h, 1)))
}
