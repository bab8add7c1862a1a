package tiles

import (
	"bytes"
	"compress/gzip"
	"context"
	"database/sql"
	"errors"
	"image"
	"image/color"
	"image/png"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/mvt"
	"github.com/paulmach/orb/geojson"
	"pgregory.net/rapid"
)

// testPalette has a colour of its own for everything.
var testPalette = &Palette{
	Land: rgb(0xEBEFF2), Built: rgb(0xE5EAEE), Wood: rgb(0x9FD3A0), Green: rgb(0xDBEBD7), Water: rgb(0x60A0F0), Building: rgb(0x907060),
	Street: rgb(0xFFFFFF), Main: rgb(0xFFE080), Motorway: rgb(0xF08030), Casing: rgb(0x808890), Path: rgb(0xA0A0A0), Rail: rgb(0x505050),
	Border: rgb(0x8D7FA6), Grid: rgb(0xD000D0), Label: rgb(0x000000), StreetLabel: rgb(0x102030), WaterLabel: rgb(0x0000A0), GreenLabel: rgb(0x006000), Halo: rgb(0xFFFFFE),
}

func rgb(hex uint32) color.NRGBA {
	return color.NRGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 0xff}
}

var testLook = Look{Side: 256, Scale: 1, Palette: testPalette}

// mapFile is what a test writes as a map.
type mapFile struct {
	metadata  map[string]string
	tiles     map[Tile][]byte
	unindexed bool
	more      string // SQL at the end
}

// write makes the file, rows counted from the south as in every MBTiles.
func (f mapFile) write(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "map.mbtiles")
	db, err := sql.Open("sqlite3", "file:"+(&url.URL{Path: filepath.ToSlash(path)}).EscapedPath())
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	do := func(query string, args ...any) {
		t.Helper()
		if _, err := db.Exec(query, args...); err != nil {
			t.Fatal(err)
		}
	}
	do(`CREATE TABLE metadata (name TEXT, value TEXT)`)
	do(`CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB)`)
	if !f.unindexed {
		do(`CREATE UNIQUE INDEX tile_index ON tiles (zoom_level, tile_column, tile_row)`)
	}
	for k, v := range f.metadata {
		do(`INSERT INTO metadata VALUES (?1, ?2)`, k, v)
	}
	for tile, b := range f.tiles {
		do(`INSERT INTO tiles VALUES (?1, ?2, ?3, ?4)`, tile.Z, tile.X, 1<<tile.Z-1-tile.Y, b)
	}
	if f.more != "" {
		do(f.more)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// open opens what was written and has it closed at the end.
func (f mapFile) open(t testing.TB) Source {
	t.Helper()
	s, err := Open(f.write(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// feature is one thing of a vector tile; coordinates are parts of 4096.
func feature(g orb.Geometry, props ...string) *geojson.Feature {
	f := geojson.NewFeature(g)
	for i := 0; i+1 < len(props); i += 2 {
		f.Properties[props[i]] = props[i+1]
	}
	return f
}

func vectorTile(t testing.TB, layers map[string][]*geojson.Feature) []byte {
	t.Helper()
	var all mvt.Layers
	for name, list := range layers {
		all = append(all, &mvt.Layer{Name: name, Version: 2, Extent: 4096, Features: list})
	}
	b, err := mvt.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func zipped(t testing.TB, b []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func square(x0, y0, x1, y1 float64) orb.Polygon {
	return orb.Polygon{{{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}, {x0, y0}}}
}

func onePicture(t testing.TB, width, height int, c color.Color) []byte {
	t.Helper()
	p := image.NewPaletted(image.Rect(0, 0, width, height), color.Palette{c})
	var out bytes.Buffer
	if err := png.Encode(&out, p); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// A file that cannot be shown is refused with the reason, and nothing else
// happens, whatever is wrong with it.
func TestAFileThatIsNoMapIsRefusedWithItsReason(t *testing.T) {
	good := mapFile{metadata: map[string]string{"format": "png"}, tiles: map[Tile][]byte{{}: onePicture(t, 8, 8, color.White)}}
	whole, err := os.ReadFile(good.write(t))
	if err != nil {
		t.Fatal(err)
	}
	file := func(b []byte) string {
		path := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	torn := bytes.Clone(whole)
	copy(torn[100:], bytes.Repeat([]byte{0xa5}, 400)) // the page with the schema
	unindexed := good
	unindexed.unindexed = true
	webp := mapFile{metadata: map[string]string{"format": "webp"}}
	other := mapFile{metadata: map[string]string{"format": "png"}, more: `DROP TABLE tiles`}
	bare := good
	bare.tiles = nil
	for name, c := range map[string]struct{ path, why string }{
		"without a tile":        {bare.write(t), WhyEmpty},
		"not there":             {filepath.Join(t.TempDir(), "none"), WhyMissing},
		"a folder":              {t.TempDir(), WhyMissing},
		"empty":                 {file(nil), WhyNoMap},
		"a text":                {file(bytes.Repeat([]byte("no map "), 100)), WhyNoMap},
		"cut off":               {file(whole[:len(whole)-1000]), WhyTruncated},
		"only its head":         {file(whole[:100]), WhyTruncated},
		"a torn page":           {file(torn), WhyDamaged},
		"another database":      {other.write(t), WhyNoMap},
		"no index":              {unindexed.write(t), WhyUnindexed},
		"pictures nobody draws": {webp.write(t), WhyFormat},
	} {
		s, err := Open(c.path)
		var r *Refused
		if !errors.As(err, &r) || r.Why != c.why || s != nil {
			t.Errorf("%s: %v, wanted %s", name, err, c.why)
			continue
		}
		if !strings.Contains(r.Error(), "no case is affected") {
			t.Errorf("%s: it does not say what is safe: %s", name, r)
		}
	}
}

// One bad tile costs itself: it is refused, its neighbour is drawn, and what it
// asks for is not done.
func TestABadTileIsRefusedAndItsNeighbourIsDrawn(t *testing.T) {
	many := make([]*geojson.Feature, maxFeatures+1)
	for i := range many {
		many[i] = feature(orb.Point{1, 1})
	}
	long := make(orb.LineString, maxPoints+2)
	for i := range long {
		long[i] = orb.Point{float64(i % 4096), float64(i % 7)}
	}
	good := vectorTile(t, map[string][]*geojson.Feature{"water": {feature(square(0, 0, 4096, 4096))}})
	bad := map[string]struct {
		tile []byte
		why  string
	}{
		"no gzip behind its head":         {[]byte{0x1f, 0x8b, 1, 2, 3}, WhyDamaged},
		"a gzip bomb":                     {zipped(t, make([]byte, maxUnpacked*8)), WhyTooLarge},
		"no tile":                         {[]byte("this is no tile"), WhyDamaged},
		"half a tile":                     {good[:len(good)-3], WhyDamaged},
		"a feature without geometry":      {[]byte{0x1a, 0x0b, 0x0a, 0x01, 'a', 0x78, 0x02, 0x12, 0x02, 0x18, 0x02, 0x28, 0x01}, WhyDamaged},
		"more features than are believed": {vectorTile(t, map[string][]*geojson.Feature{"water": many}), WhyTooLarge},
		"more points than are believed":   {vectorTile(t, map[string][]*geojson.Feature{"transportation": {feature(long, "class", "minor")}}), WhyTooLarge},
	}
	for name, c := range bad {
		f := mapFile{metadata: map[string]string{"format": "pbf", "maxzoom": "1"}, tiles: map[Tile][]byte{{1, 0, 0}: c.tile, {1, 1, 0}: good}}
		s := f.open(t)
		var r *Refused
		if _, err := s.Draw(context.Background(), Tile{1, 0, 0}, testLook); !errors.As(err, &r) || r.Why != c.why {
			t.Errorf("%s: %v, wanted %s", name, err, c.why)
		}
		p, err := s.Draw(context.Background(), Tile{1, 1, 0}, testLook)
		if err != nil || p.At(128, 128) != colorOf(testPalette.Water) {
			t.Errorf("%s: its neighbour: %v", name, err)
		}
	}
	for name, picture := range map[string][]byte{"20,000 lines": onePicture(t, 1, 20_000, color.White), "no picture": []byte("no picture")} {
		s := mapFile{metadata: map[string]string{"format": "png"}, tiles: map[Tile][]byte{{1, 0, 0}: picture}}.open(t)
		if _, err := s.Draw(context.Background(), Tile{}, testLook); err == nil {
			t.Errorf("%s: it was decoded", name)
		}
	}
}

// A gzip of some kilobytes does not make the program ask for a hundred megabytes.
func TestAGzipBombIsNotUnpacked(t *testing.T) {
	bomb := zipped(t, make([]byte, 96<<20))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := parse(bomb)
	runtime.ReadMemStats(&after)
	if got := after.TotalAlloc - before.TotalAlloc; err == nil || got > 12*maxUnpacked {
		t.Errorf("%d bytes of gzip: %v, %d MiB were asked for", len(bomb), err, got>>20)
	}
}

// Whatever bytes of a sound file are changed, it is refused or drawn.
func TestADamagedFileIsRefusedOrDrawn(t *testing.T) {
	whole, err := os.ReadFile(mapFile{metadata: map[string]string{"format": "pbf", "bounds": "1,2,3,4", "name": "x"}, tiles: map[Tile][]byte{
		{0, 0, 0}: zipped(t, vectorTile(t, map[string][]*geojson.Feature{"place": {feature(orb.Point{2000, 2000}, "class", "city", "name", "Anywhere")}})),
		{1, 0, 0}: vectorTile(t, map[string][]*geojson.Feature{"transportation": {feature(orb.LineString{{0, 0}, {4000, 4000}}, "class", "minor")}})}}.write(t))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	drawn := 0
	rapid.Check(t, func(t *rapid.T) {
		b := bytes.Clone(whole)
		for range rapid.IntRange(1, 12).Draw(t, "changes") {
			b[rapid.IntRange(0, len(b)-1).Draw(t, "at")] = rapid.Byte().Draw(t, "byte")
		}
		path := filepath.Join(dir, "map.mbtiles")
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := Open(path)
		if err != nil {
			if r := (*Refused)(nil); !errors.As(err, &r) {
				t.Fatalf("no reason is given: %v", err)
			}
			return
		}
		for _, tile := range []Tile{{}, {1, 0, 0}, {3, 1, 1}} {
			if _, err := s.Draw(context.Background(), tile, testLook); err == nil {
				drawn++
			}
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	})
	if drawn == 0 {
		t.Error("nothing was ever drawn: this test would pass for nothing")
	}
}

func FuzzATileIsRefusedOrDrawn(f *testing.F) {
	f.Add(vectorTile(f, map[string][]*geojson.Feature{"water": {feature(square(0, 0, 4096, 4096))}, "place": {feature(orb.Point{9, 9}, "class", "town", "name", "Z")}}))
	f.Add(zipped(f, vectorTile(f, map[string][]*geojson.Feature{"transportation_name": {feature(orb.LineString{{0, 2000}, {4096, 2000}}, "class", "minor", "name", "Road")}})))
	f.Add([]byte{0x1f, 0x8b})
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := parse(b)
		if err != nil {
			return
		}
		d := newDrawing(testLook, 15, Tile{2, 1, 1}, 2)
		d.draw(s)
	})
}

// The name and the owner of a map stand beside our own words: what is not seen, or turns
// the line round, is left out of them.
func TestWhatAMapSaysOfItselfIsPlain(t *testing.T) {
	a := about(map[string]string{"name": "ma\x00p\u202e of <b>X</b>\n\x1b[1m&#8238;Y", "attribution": "©\u200b OSM\x07"})
	if a.Name != "ma p of X [1mY" || a.English != "© OSM" {
		t.Errorf("%q, %q", a.Name, a.English)
	}
}
