package mapview

import (
	"math"

	"fyne.io/fyne/v2"

	"fairvisit/app/mapview/tiles"
)

// The zooms one can look at, in halves: half steps are fine enough for a hand and
// few enough for pictures to be drawn at exactly the size they are shown.
const (
	leastHalf = 2 * 2
	mostHalf  = 2 * 18
)

// camera is what of the world is seen: the place in the middle, and how near.
type camera struct {
	middle tiles.Point
	half   int // zoom in halves
	size   fyne.Size
	scale  float64 // pixels a unit
}

// tileSide is how wide a tile is, in whole pixels: neighbours then meet without
// a seam, and no picture is scaled.
func (c camera) tileSide() int { return c.sideOf(c.deeper()) }

// sideOf is the side of tiles so many zooms deeper than the one looked at.
func (c camera) sideOf(deeper int) int {
	side := 512 * c.scale / float64(int(1)<<deeper)
	if c.half%2 != 0 {
		side *= math.Sqrt2
	}
	return max(1, int(math.Round(side))) // a canvas that is on no screen yet has no scale
}

// mostDeeper still leaves a quarter of a tile's side for a name.
const mostDeeper = 2

// deeper is by how many zooms the tiles lie below the one looked at. Fine screens
// have many pixels: of large tiles, those that are seen in part alone would fill
// the memory that pictures may take. Small ones have room for fewer names, so they
// are no smaller than that.
func (c camera) deeper() int {
	most := min(mostDeeper, tiles.MaxZoom-c.half/2)
	for d := range most {
		if side := c.sideOf(d); c.bytesSeen(d, side) <= pictureBytes {
			return d
		}
	}
	return most
}

// tilesAtMost is how many tiles a view shows at most, wherever its corner lies.
func (c camera) tilesAtMost(deeper int) int {
	side := c.sideOf(deeper)
	along := func(units float32) int { return int(math.Ceil(float64(units)*c.scale))/side + 2 }
	return along(c.size.Width) * along(c.size.Height)
}

// bytesSeen is what a view takes at most with pictures of a side: each as a picture
// and as a texture, and those that are being drawn.
func (c camera) bytesSeen(deeper, side int) int {
	return (2*c.tilesAtMost(deeper) + atOnce) * 4 * side * side
}

// drawnAs is the side of the pictures of tiles so many zooms deeper, and the pixels a
// unit they are drawn with: those of the screen, or fewer where a screen has so many
// that they would not fit; the painter stretches them then. A map that is a
// little soft on a very large fine screen is better than one that takes the memory of
// what is worked on.
func (c camera) drawnAs(deeper int) (side int, scale float64) {
	whole := c.sideOf(deeper)
	fits := int(math.Sqrt(float64(pictureBytes) / 4 / float64(2*c.tilesAtMost(deeper)+atOnce)))
	side = min(whole, max(leastSide, fits))
	return side, c.scale * float64(side) / float64(whole)
}

// leastSide is the smallest picture a source draws.
const leastSide = 64

func (c camera) zoom() int { return c.half/2 + c.deeper() }

// world is how wide the world is, in pixels.
func (c camera) world() float64 { return float64(c.tileSide()) * float64(int(1)<<c.zoom()) }

// corner is where the corner of the view lies in the world, in whole pixels.
func (c camera) corner() (x, y float64) {
	w := c.world()
	return math.Round(c.middle.X*w - float64(c.size.Width)*c.scale/2), math.Round(c.middle.Y*w - float64(c.size.Height)*c.scale/2)
}

// position is where a place is seen.
func (c camera) position(p tiles.Point) fyne.Position {
	w := c.world()
	x, y := c.corner()
	return fyne.NewPos(float32((p.X*w-x)/c.scale), float32((p.Y*w-y)/c.scale))
}

// place is what is seen at a position.
func (c camera) place(p fyne.Position) tiles.Point {
	w := c.world()
	x, y := c.corner()
	return tiles.Point{X: (float64(p.X)*c.scale + x) / w, Y: (float64(p.Y)*c.scale + y) / w}
}

// moved is the view after a hand moved the map; the world's edge stays in sight.
func (c camera) moved(dx, dy float32) camera {
	w := c.world()
	c.middle.X = within(c.middle.X-float64(dx)*c.scale/w, 0, 1)
	c.middle.Y = within(c.middle.Y-float64(dy)*c.scale/w, 0, 1)
	return c
}

// zoomed is the view some half steps nearer, with what is seen at a position
// kept there.
func (c camera) zoomed(halves int, keep fyne.Position) camera {
	at := c.place(keep)
	c.half = min(mostHalf, max(leastHalf, c.half+halves))
	p := c.position(at)
	return c.moved(keep.X-p.X, keep.Y-p.Y)
}

// insets is the room at the edges of the map that other things stand on.
type insets struct{ left, top, right, bottom float32 }

// fitHalf is the nearest zoom at which places are shown by themselves: one wants
// to see where in the town they are.
const fitHalf = 2 * 15

// fitted is the nearest view that shows all places within the room that is free.
func (c camera) fitted(places []tiles.Point, room insets) camera {
	if len(places) == 0 {
		return c
	}
	a, b := places[0], places[0]
	for _, p := range places {
		a, b = tiles.Point{X: min(a.X, p.X), Y: min(a.Y, p.Y)}, tiles.Point{X: max(b.X, p.X), Y: max(b.Y, p.Y)}
	}
	if c.size.Width < 2*(room.left+room.right) {
		room.left, room.right = c.size.Width/8, c.size.Width/8 // a small map is covered anyhow
	}
	if c.size.Height < 2*(room.top+room.bottom) {
		room.top, room.bottom = c.size.Height/8, c.size.Height/8
	}
	wide, high := float64(c.size.Width-room.left-room.right)*c.scale, float64(c.size.Height-room.top-room.bottom)*c.scale
	for c.half = fitHalf; c.half > leastHalf; c.half-- {
		if w := c.world(); (b.X-a.X)*w <= wide && (b.Y-a.Y)*w <= high {
			break
		}
	}
	c.middle = tiles.Point{X: (a.X + b.X) / 2, Y: (a.Y + b.Y) / 2}
	return c.moved((room.left-room.right)/2, (room.top-room.bottom)/2)
}

func within(v, least, most float64) float64 { return min(most, max(least, v)) }

// tilesSeen are the tiles in view, those in the middle first.
func (c camera) tilesSeen() []tiles.Tile {
	side := float64(c.tileSide())
	x, y := c.corner()
	n := 1 << c.zoom()
	cell := func(v float64) int { return min(n-1, max(0, int(math.Floor(v/side)))) }
	x0, x1 := cell(x), cell(x+math.Ceil(float64(c.size.Width)*c.scale)-1)
	y0, y1 := cell(y), cell(y+math.Ceil(float64(c.size.Height)*c.scale)-1)
	var list []tiles.Tile
	for ty := y0; ty <= y1; ty++ {
		for tx := x0; tx <= x1; tx++ {
			list = append(list, tiles.Tile{Z: c.zoom(), X: tx, Y: ty})
		}
	}
	return list
}

// frame is where a tile of any zoom is seen.
func (c camera) frame(t tiles.Tile) (fyne.Position, fyne.Size) {
	at := t.Corner()
	side := float32(c.world() / float64(int(1)<<t.Z) / c.scale)
	return c.position(at), fyne.NewSquareSize(side)
}
