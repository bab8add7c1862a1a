// Package place turns the coordinates a bank's file gives into those a phone's
// receiver measures. Chinese maps shift every point by some hundred metres
// (GCJ-02), and one of them by some hundred more (BD-09); a crew sent by such a
// point as it stands looks for the door in the next street.
//
// The way back is found step by step until it is exact: the usual single
// subtraction leaves one to two metres, and far more near the edges.
package place

import (
	"fmt"
	"math"
)

// System is the system of coordinates a point is given in.
type System string

// The systems that are read.
const (
	WGS84 System = "wgs-84" // what receivers measure, and what is kept
	GCJ02 System = "gcj-02" // of Chinese maps
	BD09  System = "bd-09"  // of one of them
)

// Point is a place in degrees, north and east positive.
type Point struct{ Lat, Lon float64 }

// InE7 is the point of degrees × 10⁷.
func InE7(lat, lon int64) Point { return Point{float64(lat) / 1e7, float64(lon) / 1e7} }

// E7 is the point in degrees × 10⁷, rounded: a centimetre on the ground.
func (p Point) E7() (lat, lon int64) {
	return int64(math.Round(p.Lat * 1e7)), int64(math.Round(p.Lon * 1e7))
}

// ToWGS84 is the point of a system as a receiver would measure it, to less than
// a decimetre. It refuses an unknown system and what is not on the earth.
func ToWGS84(p Point, from System) (Point, error) {
	if !(math.Abs(p.Lat) <= 90) || !(math.Abs(p.Lon) <= 180) {
		return Point{}, fmt.Errorf("%g, %g is no place on the earth", p.Lat, p.Lon)
	}
	switch from {
	case WGS84:
		return p, nil
	case GCJ02:
		return inverse(p, gcjOf), nil
	case BD09:
		return inverse(inverse(p, bdOf), gcjOf), nil
	}
	return Point{}, fmt.Errorf("the system of coordinates %q is not known", string(from))
}

// FromWGS84 is the point as a map of the system draws it.
func FromWGS84(p Point, to System) (Point, error) {
	switch to {
	case WGS84:
		return p, nil
	case GCJ02:
		return gcjOf(p), nil
	case BD09:
		return bdOf(gcjOf(p)), nil
	}
	return Point{}, fmt.Errorf("the system of coordinates %q is not known", string(to))
}

// steps of the inverse: each makes the rest about a thousand times smaller, so
// the fourth is below what a float64 of degrees can say. Their number is fixed
// because beside the edge of the shifted box there is nothing to converge to.
const steps = 8

func inverse(to Point, forward func(Point) Point) Point {
	p := to
	for range steps {
		got := forward(p)
		p.Lat += to.Lat - got.Lat
		p.Lon += to.Lon - got.Lon
	}
	return p
}

// The ellipsoid of the shift (Krassowsky 1940), and the box it is applied in.
const (
	axis         = 6378245.0
	eccentricity = 0.00669342162296594323

	south, north = 0.8293, 55.8271
	west, east   = 72.004, 137.8347
)

// Shifted reports whether the systems differ at a place at all: they do in a box
// around China.
func Shifted(p Point) bool {
	return p.Lon >= west && p.Lon <= east && p.Lat >= south && p.Lat <= north
}

func gcjOf(p Point) Point {
	if !Shifted(p) {
		return p
	}
	x, y := p.Lon-105, p.Lat-35
	waves := 20*math.Sin(6*x*math.Pi) + 20*math.Sin(2*x*math.Pi)
	lat := -100 + 2*x + 3*y + 0.2*y*y + 0.1*x*y + 0.2*math.Sqrt(math.Abs(x)) +
		2.0/3*(waves+20*math.Sin(y*math.Pi)+40*math.Sin(y/3*math.Pi)+160*math.Sin(y/12*math.Pi)+320*math.Sin(y*math.Pi/30))
	lon := 300 + x + 2*y + 0.1*x*x + 0.1*x*y + 0.1*math.Sqrt(math.Abs(x)) +
		2.0/3*(waves+20*math.Sin(x*math.Pi)+40*math.Sin(x/3*math.Pi)+150*math.Sin(x/12*math.Pi)+300*math.Sin(x/30*math.Pi))
	sin, cos := math.Sincos(p.Lat * math.Pi / 180)
	m := 1 - eccentricity*sin*sin
	return Point{
		Lat: p.Lat + lat*180/(axis*(1-eccentricity)/(m*math.Sqrt(m))*math.Pi),
		Lon: p.Lon + lon*180/(axis/math.Sqrt(m)*cos*math.Pi),
	}
}

func bdOf(p Point) Point {
	if !Shifted(p) {
		return p
	}
	const wave = math.Pi * 3000 / 180
	z := math.Hypot(p.Lon, p.Lat) + 0.00002*math.Sin(p.Lat*wave)
	theta := math.Atan2(p.Lat, p.Lon) + 0.000003*math.Cos(p.Lon*wave)
	sin, cos := math.Sincos(theta)
	return Point{Lat: z*sin + 0.006, Lon: z*cos + 0.0065}
}
