package place_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"fairvisit/visits/place"
)

func metres(a, b place.Point) float64 {
	const degree = 111_320
	return math.Hypot((a.Lat-b.Lat)*degree, (a.Lon-b.Lon)*degree*math.Cos(a.Lat*math.Pi/180))
}

// Every point of China's box, drawn on a map of any system and read back, is
// where the receiver measured it, to less than a decimetre.
func TestAPointComesBackFromEverySystem(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		// A hundredth of a degree inside the box: a point that the shift carries
		// over its edge belongs to two places.
		p := place.Point{Lat: rapid.Float64Range(0.85, 55.8).Draw(t, "lat"), Lon: rapid.Float64Range(72.03, 137.8).Draw(t, "lon")}
		for _, s := range []place.System{place.WGS84, place.GCJ02, place.BD09} {
			drawn, err := place.FromWGS84(p, s)
			if err != nil {
				t.Fatal(err)
			}
			back, err := place.ToWGS84(drawn, s)
			if err != nil {
				t.Fatal(err)
			}
			if d := metres(p, back); !(d < 0.1) {
				t.Fatalf("%s: %v came back %g m away", s, p, d)
			}
			lat, lon := back.E7()
			if d := metres(p, place.InE7(lat, lon)); !(d < 0.1) {
				t.Fatalf("%s: as it is kept, %v is %g m away", s, p, d)
			}
		}
	})
}

// The shift itself is the published one: points computed by two other programs.
func TestTheShiftIsThePublishedOne(t *testing.T) {
	for _, c := range []struct {
		to   place.System
		p, q place.Point
	}{
		{place.GCJ02, place.Point{Lat: 39.915, Lon: 116.404}, place.Point{Lat: 39.91640428150164, Lon: 116.41024449916938}},
		{place.GCJ02, place.Point{Lat: 48.8566, Lon: 2.3522}, place.Point{Lat: 48.8566, Lon: 2.3522}},
	} {
		got, err := place.FromWGS84(c.p, c.to)
		if err != nil || metres(got, c.q) > 0.01 {
			t.Errorf("%v in %s is %v (%v), the published value is %v", c.p, c.to, got, err, c.q)
		}
	}
	gcj, bd := place.Point{Lat: 39.915, Lon: 116.404}, place.Point{Lat: 39.92133699351021, Lon: 116.41036949371029}
	wgs, err := place.ToWGS84(gcj, place.GCJ02)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := place.FromWGS84(wgs, place.BD09); err != nil || metres(got, bd) > 0.01 {
		t.Errorf("%v in bd-09 is %v (%v), the published value is %v", gcj, got, err, bd)
	}
}

func TestWhatIsNoPlaceIsRefused(t *testing.T) {
	for _, p := range []place.Point{{Lat: 91}, {Lon: -181}, {Lat: math.NaN()}, {Lon: math.Inf(1)}} {
		if _, err := place.ToWGS84(p, place.GCJ02); err == nil {
			t.Errorf("%v was taken", p)
		}
	}
	if _, err := place.ToWGS84(place.Point{}, "gauss"); err == nil {
		t.Error("an unknown system was taken")
	}
}
