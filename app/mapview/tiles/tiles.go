// Package tiles makes the pictures a map is put together from: a quiet grid where
// there is no data, or what a file of map data (MBTiles) holds, drawn or decoded.
//
// It draws, so its room is app; it needs a goroutine beside the screen and no
// screen, so it imports no Fyne and a test keeps it so. A file of map data is
// somebody else's: it is opened read-only, what it says is bounded before it is
// believed, and one that cannot be read is a Refused and never a panic.
package tiles

import (
	"context"
	"fmt"
	"image"
	"image/color"
	"math"
)

// Point is a place in Web Mercator, in parts of the world's width: 0, 0 is its
// north-western corner and 1, 1 the south-eastern.
type Point struct{ X, Y float64 }

// MaxLat is where the square of Web Mercator ends, in degrees.
const MaxLat = 85.05112877980659

// equator in metres, as Web Mercator has it.
const equator = 2 * math.Pi * 6378137

// Project is where a place lies. A latitude beyond MaxLat lies on the edge, as
// does a longitude beyond 180; what is no number lies in the middle.
func Project(lat, lon float64) Point {
	if math.IsNaN(lat) || math.IsNaN(lon) {
		return Point{0.5, 0.5}
	}
	lat, lon = min(MaxLat, max(-MaxLat, lat)), min(180, max(-180, lon))
	s := math.Sin(lat * math.Pi / 180)
	y := 0.5 - math.Log((1+s)/(1-s))/(4*math.Pi)
	return Point{lon/360 + 0.5, min(1, max(0, y))}
}

// LatLon is the place at a point, in degrees.
func (p Point) LatLon() (lat, lon float64) {
	return math.Atan(math.Sinh(math.Pi*(1-2*p.Y))) * 180 / math.Pi, (p.X - 0.5) * 360
}

// WorldMetres is how many metres on the ground the world's width stands for at p:
// Web Mercator draws the north larger than it is.
func (p Point) WorldMetres() float64 {
	lat, _ := p.LatLon()
	return equator * math.Cos(lat*math.Pi/180)
}

// Tile is one square of the 4^Z the world is cut into at a zoom, counted from the
// north-west. Tiles of this package stand for 512 units at a whole zoom: half as
// many as the 256 of raster files, whose zoom is one more.
type Tile struct{ Z, X, Y int }

// MaxZoom is the deepest zoom anything is drawn at: about half a metre for ten units.
// It is two below the nearest that is looked at, so that fine screens have small tiles
// there too.
const MaxZoom = 20

// Valid reports whether there is such a tile.
func (t Tile) Valid() bool {
	return t.Z >= 0 && t.Z <= MaxZoom && t.X >= 0 && t.Y >= 0 && t.X < 1<<t.Z && t.Y < 1<<t.Z
}

// Up is the tile n zooms above that holds t; n above t.Z gives the whole world.
func (t Tile) Up(n int) Tile {
	n = min(n, t.Z)
	return Tile{t.Z - n, t.X >> n, t.Y >> n}
}

// At is the tile of a zoom that a point lies in.
func At(p Point, z int) Tile {
	n := 1 << z
	cell := func(v float64) int { return min(n-1, max(0, int(v*float64(n)))) }
	return Tile{z, cell(p.X), cell(p.Y)}
}

// Corner is the north-western corner of a tile.
func (t Tile) Corner() Point {
	n := float64(int(1) << t.Z)
	return Point{float64(t.X) / n, float64(t.Y) / n}
}

// Palette is the colours of a map. The app's theme has two.
type Palette struct {
	Land, Built, Wood, Green, Water, Building  color.NRGBA
	Street, Main, Motorway, Casing, Path, Rail color.NRGBA
	Border, Grid                               color.NRGBA
	Label, StreetLabel, WaterLabel, GreenLabel color.NRGBA
	Halo                                       color.NRGBA // around letters
}

// maxDrawn is a tile at half a step above a whole zoom on a screen of four pixels a unit.
const maxDrawn = 2897

// Look is how a tile is drawn. Two equal looks of one tile are one picture.
type Look struct {
	Side    int     // pixels; 64 to maxDrawn
	Scale   float64 // pixels a unit of the screen: of lines and letters
	Chinese bool    // names in Chinese where the data has them, else in English
	Palette *Palette
}

func (l Look) check(t Tile) error {
	if l.Side < 64 || l.Side > maxDrawn || l.Scale < 0.25 || l.Scale > 8 || l.Palette == nil || !t.Valid() {
		return fmt.Errorf("tile %v cannot be drawn with side %d and scale %v", t, l.Side, l.Scale)
	}
	return nil
}

// zoom is the tile's zoom with the part that its side adds or takes.
func (l Look) zoom(t Tile) float64 {
	return float64(t.Z) + math.Log2(float64(l.Side)/(512*l.Scale))
}

// Source is where the pictures of tiles come from. Draw may be called from
// several goroutines at once; each picture is the caller's own.
type Source interface {
	Draw(ctx context.Context, t Tile, l Look) (*image.RGBA, error)
	About() About
	Close() error
}

// About is what a source says of itself.
type About struct {
	Name        string
	English     string // who must be named beside the map; "" for nobody
	Chinese     string
	HasBounds   bool
	NorthWest   Point
	SouthEast   Point
	Least, Most int // zooms it has data for; deeper ones are drawn from the deepest
}

// Attribution is who must be named beside the map.
func (a About) Attribution(chinese bool) string {
	if chinese {
		return a.Chinese
	}
	return a.English
}

// Refused says why a file is not shown as a map. Why is a code for the screen's
// own words; Error is one English sentence.
type Refused struct {
	Why   string
	cause error
}

// What a file can be refused for.
const (
	WhyMissing   = "missing"   // nothing there, or not readable
	WhyNoMap     = "no_map"    // no MBTiles at all
	WhyTruncated = "truncated" // the end of the file is not there
	WhyEmpty     = "empty"     // no tile is in it
	WhyUnindexed = "unindexed" // each tile would be looked for in the whole file
	WhyFormat    = "format"    // tiles of a kind that is not drawn
	WhyDamaged   = "damaged"   // SQLite or a tile cannot be read
	WhyTooLarge  = "too_large" // a tile beyond what is believed
)

var whys = map[string]string{
	WhyMissing:   "the map file cannot be opened",
	WhyNoMap:     "the file is not a map in MBTiles format",
	WhyTruncated: "the map file ends too early; copy it again",
	WhyEmpty:     "the map file holds no map: not one tile is in it",
	WhyUnindexed: "the map file has no index over its tiles and would be slow; have it made with one",
	WhyFormat:    "the map file holds tiles that are neither PNG, JPEG nor vector tiles",
	WhyDamaged:   "the map file is damaged",
	WhyTooLarge:  "the map file holds a tile that is too large",
}

func refused(why string, cause error) *Refused { return &Refused{why, cause} }

// Error implements error.
func (r *Refused) Error() string {
	s := whys[r.Why] + "; a grid is shown, and no case is affected"
	if r.cause != nil {
		s += " (" + r.cause.Error() + ")"
	}
	return s
}

// Unwrap is what was found out first, if anything.
func (r *Refused) Unwrap() error { return r.cause }
