package mapview

import (
	"math"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"pgregory.net/rapid"

	"fairvisit/app/mapview/tiles"
)

func anyCamera(t *rapid.T) camera {
	return camera{middle: tiles.Point{X: rapid.Float64Range(0.1, 0.9).Draw(t, "x"), Y: rapid.Float64Range(0.1, 0.9).Draw(t, "y")},
		half: rapid.IntRange(16, mostHalf).Draw(t, "half"), size: fyne.NewSize(rapid.Float32Range(100, 2000).Draw(t, "width"), rapid.Float32Range(100, 2000).Draw(t, "height")),
		scale: rapid.SampledFrom([]float64{1, 1.25, 1.5, 2, 3}).Draw(t, "scale")}
}

func apart(a, b fyne.Position) float64 { return math.Hypot(float64(a.X-b.X), float64(a.Y-b.Y)) }

// What is under a finger stays under it: while it drags the map, and while it
// zooms, within the pixel a picture is placed by.
func TestWhatIsUnderAFingerStaysThere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCamera(t)
		at := fyne.NewPos(rapid.Float32Range(0, c.size.Width).Draw(t, "px"), rapid.Float32Range(0, c.size.Height).Draw(t, "py"))
		place := c.place(at)
		if d := apart(c.position(place), at); d > 0.05 {
			t.Fatalf("the place seen there is seen %v away", d)
		}
		dx, dy := rapid.Float32Range(-300, 300).Draw(t, "dx"), rapid.Float32Range(-300, 300).Draw(t, "dy")
		if d := apart(c.moved(dx, dy).position(place), at.AddXY(dx, dy)); d > 1.5 { // a pixel each way
			t.Errorf("dragged by %v, %v it slips by %v", dx, dy, d)
		}
		if d := apart(c.zoomed(rapid.IntRange(-3, 3).Draw(t, "halves"), at).position(place), at); d > 1.6 {
			t.Errorf("zoomed around it, it slips by %v", d)
		}
	})
}

// Tiles cover all that is seen, meet without a seam, and have exactly the pixels
// they are shown with.
func TestTilesCoverTheViewWithoutASeam(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCamera(t)
		list := c.tilesSeen()
		if len(list) > 400 {
			t.Fatalf("%d tiles for one view", len(list))
		}
		area := 0.0
		for _, tile := range list {
			at, size := c.frame(tile)
			if px := float64(size.Width) * c.scale; math.Abs(px-float64(c.tileSide())) > 0.01 {
				t.Errorf("a picture of %d pixels is shown with %v", c.tileSide(), px)
			}
			if px := float64(at.X) * c.scale; math.Abs(px-math.Round(px)) > 0.01 {
				t.Errorf("a picture begins in the middle of pixel %v", px)
			}
			x0, y0 := max(0, at.X), max(0, at.Y)
			x1, y1 := min(c.size.Width, at.X+size.Width), min(c.size.Height, at.Y+size.Height)
			area += max(0, float64(x1-x0)) * max(0, float64(y1-y0))
		}
		// Where the world ends there are none; these cameras look at its middle.
		w := c.world() / c.scale
		inside := c.middle.X*w > float64(c.size.Width)/2+1 && (1-c.middle.X)*w > float64(c.size.Width)/2+1 && c.middle.Y*w > float64(c.size.Height)/2+1 && (1-c.middle.Y)*w > float64(c.size.Height)/2+1
		if whole := float64(c.size.Width) * float64(c.size.Height); inside && math.Abs(area-whole) > whole*0.001+5 {
			t.Errorf("%v of %v are covered", area, whole)
		}
	})
}

// What is seen fits into the memory of tiles, on every screen and at every zoom, and
// is drawn at the screen's own pixels where that can be: up to a map of 2000 by 1500 of
// them always. Tiles are no smaller than that asks for.
func TestWhatIsSeenFitsIntoTheMemoryOfPictures(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCamera(t)
		wide, high := rapid.Float64Range(300, 5200).Draw(t, "wide"), rapid.Float64Range(300, 3000).Draw(t, "high")
		c.size = fyne.NewSize(float32(wide/c.scale), float32(high/c.scale))
		n := len(c.tilesSeen())
		side, scale := c.drawnAs(c.deeper())
		if seen := (2*n + atOnce) * 4 * side * side; seen > pictureBytes {
			t.Errorf("%d tiles of %d pixels take %d bytes", n, side, seen)
		}
		if wide <= 2000 && high <= 1500 && (side != c.tileSide() || scale != c.scale) {
			t.Errorf("tiles of %d pixels are drawn with %d", c.tileSide(), side)
		}
		if side < c.tileSide() && c.deeper() < mostDeeper && c.zoom() < tiles.MaxZoom {
			t.Error("soft, where smaller tiles would have done")
		}
		if d := c.deeper(); d > 0 && c.bytesSeen(d-1, c.sideOf(d-1)) <= pictureBytes {
			t.Error("larger tiles would have done")
		}
	})
}

// At the nearest zoom of a fine screen the tiles are ones that are drawn; a canvas
// without a scale is survived.
func TestTheNearestZoomOfAFineScreenHasTiles(t *testing.T) {
	for _, c := range []camera{
		{size: fyne.NewSize(1920, 1080), scale: 2},
		{size: fyne.NewSize(2560, 1440), scale: 2},
		{size: fyne.NewSize(3840, 2160), scale: 1},
		{size: fyne.NewSize(1366, 1024), scale: 3},
		{size: fyne.NewSize(1366, 1024)},
	} {
		c.middle, c.half = tiles.Point{X: .8, Y: .4}, mostHalf
		list := c.tilesSeen()
		if c.scale > 0 && len(list) == 0 || c.zoom() > tiles.MaxZoom {
			t.Errorf("%v at %v: %d tiles of zoom %d", c.size, c.scale, len(list), c.zoom())
		}
		if c.scale > 0 && c.size.Width*float32(c.scale) > 3000 && c.deeper() == 0 {
			t.Errorf("%v at %v: the largest tiles, where smaller ones are drawn", c.size, c.scale)
		}
	}
}

// Also at the nearest zooms a map of 2000 by 1500 pixels is drawn at all of them.
func TestTheNearestZoomOfAFineScreenIsSharp(t *testing.T) {
	for _, scale := range []float64{1, 2, 3} {
		for half := mostHalf - 3; half <= mostHalf; half++ {
			c := camera{middle: tiles.Point{X: .8, Y: .4}, half: half, scale: scale, size: fyne.NewSize(float32(2000/scale), float32(1500/scale))}
			if side, _ := c.drawnAs(c.deeper()); side != c.tileSide() {
				t.Errorf("at %v pixels a unit and %d halves tiles of %d are drawn with %d", scale, half, c.tileSide(), side)
			}
		}
	}
}

// A fitted view shows every place beside what stands on the map.
func TestAFittedViewShowsEveryPlace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCamera(t)
		c.size = fyne.NewSize(rapid.Float32Range(300, 2000).Draw(t, "wide"), rapid.Float32Range(300, 2000).Draw(t, "high"))
		var places []tiles.Point
		for range rapid.IntRange(1, 30).Draw(t, "places") {
			places = append(places, tiles.Project(rapid.Float64Range(30, 31).Draw(t, "lat"), rapid.Float64Range(120, 121).Draw(t, "lon")))
		}
		room := insets{32, 60, 80, 64}
		f := c.fitted(places, room)
		for _, p := range places {
			if at := f.position(p); at.X < room.left-2 || at.Y < room.top-2 || at.X > c.size.Width-room.right+2 || at.Y > c.size.Height-room.bottom+2 {
				t.Fatalf("a place is seen at %v of %v", at, c.size)
			}
		}
	})
}

// Every pin is in one cluster, one alone is where it is, no two are nearer than
// can be read, and moving the map changes nothing.
func TestEveryPinIsInOneCluster(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCamera(t)
		c.middle = tiles.Point{X: 0.5, Y: 0.5} // where the pins are: far from the view a position is a rough one
		const near = 36
		var pins []Pin
		for range rapid.IntRange(0, 60).Draw(t, "pins") {
			pins = append(pins, Pin{At: tiles.Point{X: 0.5 + rapid.Float64Range(-300, 300).Draw(t, "x")*c.scale/c.world(), Y: 0.5 + rapid.Float64Range(-300, 300).Draw(t, "y")*c.scale/c.world()}})
		}
		all := clusters(pins, c, near, func(cluster) float64 { return near })
		seen := map[int]bool{}
		for i, g := range all {
			for _, n := range g.pins {
				if seen[n] {
					t.Fatalf("pin %d is in two clusters", n)
				}
				seen[n] = true
			}
			if len(g.pins) == 1 && apart(c.position(g.at), c.position(pins[g.pins[0]].At)) > 0.5 {
				t.Error("a pin alone is drawn elsewhere")
			}
			for _, o := range all[i+1:] {
				if d := apart(c.position(g.at), c.position(o.at)); d < near-0.5 {
					t.Errorf("two are drawn %v units from each other", d)
				}
			}
		}
		if len(seen) != len(pins) {
			t.Fatalf("%d of %d pins are in clusters", len(seen), len(pins))
		}
		if moved := clusters(pins, c.moved(37, -91), near, func(cluster) float64 { return near }); len(moved) != len(all) {
			t.Error("moving the map makes other clusters")
		}
	})
}

// The pictures that are kept are those used last, and never more than the limit.
func TestTheCacheKeepsWhatWasUsedLast(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const one, room = 64 * 64 * 4, 10
		c := newCache(room * one)
		var used []picture // the one used last at the end
		for range rapid.IntRange(1, 80).Draw(t, "tiles") {
			p := picture{Tile: tiles.Tile{Z: 9, X: rapid.IntRange(0, 25).Draw(t, "x")}}
			if c.get(p) == nil {
				c.put(p, blank(64))
			}
			used = append(slices.DeleteFunc(used, func(q picture) bool { return q == p }), p)
			used = used[max(0, len(used)-room):]
			if c.bytes != one*len(c.pictures) || c.order.Len() != len(c.pictures) || len(c.pictures) != len(used) {
				t.Fatalf("%d bytes counted for %d pictures, wanted %d", c.bytes, len(c.pictures), len(used))
			}
			for _, q := range used {
				if c.pictures[q] == nil {
					t.Fatalf("%v is gone, and another was used longer ago", q)
				}
			}
		}
	})
}

func TestARoundScale(t *testing.T) {
	for metres, want := range map[float64]float64{0.3: 1, 1: 1, 4.9: 2, 5: 5, 99: 50, 100: 100, 2600: 2000, math.Inf(1): 1, math.NaN(): 1} {
		if got := nice(metres); got != want {
			t.Errorf("%v m is shown as %v", metres, got)
		}
	}
}
