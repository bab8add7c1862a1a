package demo

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fairvisit/app/mapview/tiles"
)

// The demo's map is the same bytes each time, covers every case, can be drawn,
// names whom it is of, and is never written over something.
func TestTheMapOfTheDistrict(t *testing.T) {
	ctx := context.Background()
	var files [2][]byte
	for i := range files {
		path := filepath.Join(t.TempDir(), "map.mbtiles")
		if err := WriteMap(ctx, path); err != nil {
			t.Fatal(err)
		}
		var err error
		if files[i], err = os.ReadFile(path); err != nil {
			t.Fatal(err)
		}
		if err := WriteMap(ctx, path); err == nil || !strings.Contains(err.Error(), "nothing was changed") {
			t.Errorf("written over another: %v", err)
		}
		if again, err := os.ReadFile(path); err != nil || !bytes.Equal(again, files[i]) {
			t.Error("a refused writing changed the file", err)
		}
	}
	if !bytes.Equal(files[0], files[1]) || len(files[0]) > 1<<20 {
		t.Errorf("two maps of %d and %d bytes differ, or are more than a megabyte", len(files[0]), len(files[1]))
	}
	path := filepath.Join(t.TempDir(), "map.mbtiles")
	if err := os.WriteFile(path, files[0], 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := tiles.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	about := s.About()
	if about.English == "" || about.Chinese == "" || about.English == about.Chinese || !about.HasBounds {
		t.Errorf("%+v", about)
	}
	data, err := read("", "2100-12-31")
	if err != nil {
		t.Fatal(err)
	}
	white := &tiles.Palette{Land: color.NRGBA{A: 255}, Street: color.NRGBA{255, 255, 255, 255}, Main: color.NRGBA{255, 255, 255, 255}}
	drawn := map[tiles.Tile]*image.RGBA{}
	for _, c := range data.cases.Cases {
		at := tiles.Project(float64(c.Place.LatE7)/1e7, float64(c.Place.LonE7)/1e7)
		tile := tiles.At(at, 15)
		if drawn[tile] == nil {
			if drawn[tile], err = s.Draw(ctx, tile, tiles.Look{Side: 512, Scale: 1, Palette: white}); err != nil {
				t.Fatal(err)
			}
		}
		if !streetNear(drawn[tile], tile, at) {
			t.Errorf("%s: no street passes the door of %s", c.Number, c.Place.Street)
		}
	}
}

// streetNear reports whether a street is drawn within some fifteen metres.
func streetNear(p *image.RGBA, tile tiles.Tile, at tiles.Point) bool {
	corner, side := tile.Corner(), float64(int(1)<<tile.Z)
	x, y := int((at.X-corner.X)*side*512), int((at.Y-corner.Y)*side*512)
	for dx := -8; dx <= 8; dx++ {
		for dy := -8; dy <= 8; dy++ {
			if q := image.Pt(x+dx, y+dy); q.In(p.Rect) && p.RGBAAt(q.X, q.Y).G > 200 {
				return true
			}
		}
	}
	return false
}
