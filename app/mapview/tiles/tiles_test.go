package tiles

import (
	"math"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/maptile"
	"pgregory.net/rapid"
)

// Where a place lies and which place lies there are each other's inverse, and a
// tile is the one that another program names.
func TestPlacesAndPointsAreEachOthersInverse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lat, lon := rapid.Float64Range(-MaxLat+1e-9, MaxLat-1e-9).Draw(t, "lat"), rapid.Float64Range(-180, 180).Draw(t, "lon")
		p := Project(lat, lon)
		if p.X < 0 || p.X > 1 || p.Y < 0 || p.Y > 1 {
			t.Fatalf("%v lies outside the world", p)
		}
		if la, lo := p.LatLon(); math.Abs(la-lat) > 1e-9 || math.Abs(lo-lon) > 1e-9 {
			t.Errorf("%v, %v comes back as %v, %v", lat, lon, la, lo)
		}
		z := rapid.IntRange(0, MaxZoom).Draw(t, "zoom")
		tile := At(p, z)
		corner, side := tile.Corner(), 1/float64(int(1)<<z)
		if !tile.Valid() || p.X < corner.X-1e-12 || p.Y < corner.Y-1e-12 || p.X > corner.X+side+1e-12 || p.Y > corner.Y+side+1e-12 {
			t.Errorf("%v is not in %v", p, tile)
		}
		if z > 0 && tile.Up(1) != At(p, z-1) {
			t.Errorf("above %v is %v, not %v", tile, tile.Up(1), At(p, z-1))
		}
		near := func(v float64) bool { f := v * float64(int(1)<<z); return math.Abs(f-math.Round(f)) < 1e-6 }
		if near(p.X) || near(p.Y) {
			return // on an edge either neighbour is right
		}
		if other := maptile.At(orb.Point{lon, lat}, maptile.Zoom(z)); int(other.X) != tile.X || int(other.Y) != tile.Y {
			t.Errorf("%v, another program says %v", tile, other)
		}
	})
}

func TestTheEdgesOfTheWorld(t *testing.T) {
	for _, c := range []struct{ lat, lon, x, y float64 }{
		{0, 0, 0.5, 0.5}, {90, 0, 0.5, 0}, {-90, 999, 1, 1}, {math.NaN(), 3, 0.5, 0.5}, {math.Inf(1), math.Inf(-1), 0, 0},
	} {
		if p := Project(c.lat, c.lon); math.Abs(p.X-c.x) > 1e-9 || math.Abs(p.Y-c.y) > 1e-9 {
			t.Errorf("%v, %v lies at %v", c.lat, c.lon, p)
		}
	}
	if m := (Point{0.5, 0.5}).WorldMetres(); math.Abs(m-40_075_017) > 1 {
		t.Errorf("the equator has %v m", m)
	}
	if half := Project(60, 0).WorldMetres(); math.Abs(half-40_075_017.0/2) > 1 {
		t.Errorf("at 60° the world is %v m around", half)
	}
	for _, bad := range []Tile{{-1, 0, 0}, {1, 2, 0}, {1, 0, -1}, {MaxZoom + 1, 0, 0}} {
		if bad.Valid() {
			t.Errorf("%v is said to be a tile", bad)
		}
	}
}
