package tiles

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/png"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"
)

func colorOf(c color.NRGBA) color.RGBA { return color.RGBA(c) }

func drawn(t *testing.T, s Source, tile Tile, l Look) *image.RGBA {
	t.Helper()
	p, err := s.Draw(context.Background(), tile, l)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// What a vector tile holds is where it says, in its colour, and in the order of a
// map: a street over the water, an island as land.
func TestAVectorTileIsDrawnWhereItSays(t *testing.T) {
	lake := orb.Polygon{square(1024, 1024, 3072, 3072)[0], {{1536, 1536}, {1536, 2560}, {2560, 2560}, {2560, 1536}, {1536, 1536}}}
	f := mapFile{metadata: map[string]string{"format": "pbf", "maxzoom": "14"}, tiles: map[Tile][]byte{
		{14, 5, 6}: zipped(t, vectorTile(t, map[string][]*geojson.Feature{
			"water":          {feature(lake)},
			"transportation": {feature(orb.LineString{{0, 1280}, {4096, 1280}}, "class", "primary")},
			"building":       {feature(square(3200, 3200, 4000, 4000))},
		}))}}
	s := f.open(t)
	p := drawn(t, s, Tile{14, 5, 6}, Look{Side: 512, Scale: 1, Palette: testPalette})
	for name, c := range map[string]struct {
		x, y int
		want color.NRGBA
	}{
		"land": {20, 20, testPalette.Land}, "water": {160, 240, testPalette.Water}, "island": {256, 256, testPalette.Land},
		"street": {300, 160, testPalette.Main}, "building": {450, 450, testPalette.Building},
	} {
		if got := p.At(c.x, c.y); got != colorOf(c.want) {
			t.Errorf("%s at %d, %d is %v, wanted %v", name, c.x, c.y, got, c.want)
		}
	}
	// Two zooms deeper there is no tile of its own: the same tile, larger.
	// However often it is drawn, and from whatever part first.
	look := Look{Side: 512, Scale: 1, Palette: testPalette}
	for i := range 16 {
		drawn(t, s, Tile{16, 5*4 + i%4, 6*4 + i/4}, look)
	}
	deep := drawn(t, s, Tile{16, 5*4 + 1, 6*4 + 2}, look)
	if deep.At(100, 100) != colorOf(testPalette.Water) || deep.At(400, 100) != colorOf(testPalette.Land) || deep.At(400, 400) != colorOf(testPalette.Water) {
		t.Errorf("deeper: %v, %v, %v", deep.At(100, 100), deep.At(400, 100), deep.At(400, 400))
	}
	if north := drawn(t, s, Tile{16, 5*4 + 1, 6*4 + 1}, look); north.At(20, 128) != colorOf(testPalette.Main) {
		t.Errorf("the street is %v", north.At(20, 128))
	}
	if none := drawn(t, s, Tile{14, 9, 9}, testLook); none.At(0, 0) != colorOf(testPalette.Grid) {
		t.Error("where the file has nothing, no grid is shown")
	}
}

// Names are written in the language asked for, else in their own letters, and
// none over another.
func TestNamesAreWrittenInTheLanguageAskedFor(t *testing.T) {
	both := name{own: "Zürich", english: "Zurich", chinese: "苏黎世"}
	for _, c := range []struct {
		n       name
		chinese bool
		want    string
	}{{both, true, "苏黎世"}, {both, false, "Zurich"}, {name{own: "Vaduz"}, true, "Vaduz"}, {name{chinese: "澄江"}, false, ""}} {
		if got := c.n.in(c.chinese); got != c.want {
			t.Errorf("%+v in Chinese %v is %q", c.n, c.chinese, got)
		}
	}
	tile := func(features ...*geojson.Feature) *image.RGBA {
		f := mapFile{metadata: map[string]string{"format": "pbf", "maxzoom": "12"}, tiles: map[Tile][]byte{{12, 0, 0}: vectorTile(t, map[string][]*geojson.Feature{"place": features})}}
		return drawn(t, f.open(t), Tile{12, 0, 0}, Look{Side: 512, Scale: 1, Palette: testPalette})
	}
	one := tile(feature(orb.Point{2048, 2048}, "class", "town", "name", "Anywhere"))
	if letters(one) == 0 {
		t.Fatal("the name of a town is not written")
	}
	two := tile(feature(orb.Point{2048, 2048}, "class", "town", "name", "Anywhere"), feature(orb.Point{2060, 2060}, "class", "village", "name", "Elsewhere"))
	if !bytes.Equal(one.Pix, two.Pix) {
		t.Error("a village is written over a town")
	}
	if edge := tile(feature(orb.Point{4090, 5}, "class", "town", "name", "Anywhere")); letters(edge) == 0 {
		t.Error("a name near the edge is left out; it could have been moved inwards")
	}
	if far := tile(feature(orb.Point{5000, 2048}, "class", "town", "name", "Anywhere")); letters(far) != 0 {
		t.Error("the name of a place on the next tile is written here as well")
	}
}

// letters counts the pixels in the colour of names.
func letters(p *image.RGBA) (n int) {
	for i := 0; i < len(p.Pix); i += 4 {
		if p.Pix[i] == 0 && p.Pix[i+1] == 0 && p.Pix[i+2] == 0 {
			n++
		}
	}
	return n
}

// Four pictures of a raster file make a tile, the north at the top; where one is
// missing the one above it is shown larger, and beyond the deepest likewise.
func TestARasterFileIsPutTogether(t *testing.T) {
	red, green, blue, gray := rgb(0xD02020), rgb(0x20A020), rgb(0x2020D0), rgb(0x777777)
	f := mapFile{metadata: map[string]string{"format": "png", "maxzoom": "2"}, tiles: map[Tile][]byte{
		{0, 0, 0}: onePicture(t, 256, 256, gray),
		{1, 0, 0}: onePicture(t, 256, 256, red), {1, 1, 0}: onePicture(t, 256, 256, green), {1, 0, 1}: onePicture(t, 512, 512, blue)}}
	s := f.open(t)
	p := drawn(t, s, Tile{}, testLook)
	for at, want := range map[image.Point]color.NRGBA{{60, 60}: red, {200, 60}: green, {60, 200}: blue, {200, 200}: gray} {
		if got := p.At(at.X, at.Y); got != colorOf(want) {
			t.Errorf("at %v: %v, wanted %v", at, got, want)
		}
	}
	if deep := drawn(t, s, Tile{5, 0, 31}, testLook); deep.At(100, 100) != colorOf(blue) {
		t.Errorf("deeper than the file: %v", deep.At(100, 100))
	}
	halves := image.NewPaletted(image.Rect(0, 0, 256, 256), color.Palette{red, green})
	for y := range 256 {
		for x := 128; x < 256; x++ {
			halves.SetColorIndex(x, y, 1) // the east is green
		}
	}
	var file bytes.Buffer
	if err := png.Encode(&file, halves); err != nil {
		t.Fatal(err)
	}
	one := mapFile{metadata: map[string]string{"format": "png", "maxzoom": "0"}, tiles: map[Tile][]byte{{}: file.Bytes()}}.open(t)
	if east, west := drawn(t, one, Tile{1, 1, 0}, testLook), drawn(t, one, Tile{1, 0, 1}, testLook); east.At(100, 100) != colorOf(green) || west.At(100, 100) != colorOf(red) {
		t.Errorf("the east is %v and the west %v", east.At(100, 100), west.At(100, 100))
	}
}

func TestWhatAFileSaysOfItself(t *testing.T) {
	a := mapFile{metadata: map[string]string{"format": "png", "name": "Town", "attribution": `<a href="https://example.org">© Example</a> &amp; others`,
		"attribution:zh": "示例", "bounds": "9.4,47.0,9.7,47.3", "minzoom": "-3", "maxzoom": "99"},
		tiles: map[Tile][]byte{{}: onePicture(t, 8, 8, color.White)}}.open(t).About()
	if a.English != "© Example & others" || a.Chinese != "示例" || !a.HasBounds || a.Least != 0 || a.Most != MaxZoom {
		t.Errorf("%+v", a)
	}
	if a := (mapFile{metadata: map[string]string{"format": "png", "bounds": "5,6,1,2"}, tiles: map[Tile][]byte{{}: onePicture(t, 8, 8, color.White)}}).open(t).About(); a.HasBounds {
		t.Error("bounds from east to west are believed")
	}
	found := mapFile{metadata: map[string]string{"format": "png"}, tiles: map[Tile][]byte{{3, 1, 1}: onePicture(t, 8, 8, color.White)}}.open(t).About()
	if found.Least != 3 || found.Most != 3 {
		t.Errorf("zooms that are not said are %d to %d", found.Least, found.Most)
	}
}

// Two workers draw from one file; under the race detector nothing is found.
func TestSeveralDrawAtOnce(t *testing.T) {
	b := zipped(t, vectorTile(t, map[string][]*geojson.Feature{"transportation_name": {feature(orb.LineString{{0, 2000}, {4096, 2100}}, "class", "primary", "name", "Long Road")}}))
	s := mapFile{metadata: map[string]string{"format": "pbf", "maxzoom": "13"}, tiles: map[Tile][]byte{{13, 1, 1}: b, {13, 2, 1}: b}}.open(t)
	want := drawn(t, s, Tile{13, 1, 1}, testLook)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i := range 6 {
				p, err := s.Draw(context.Background(), Tile{13, 1 + i%2, 1}, testLook)
				if err != nil || !bytes.Equal(p.Pix, want.Pix) {
					t.Errorf("drawn beside another: %v", err)
				}
			}
		})
	}
	wg.Wait()
}

// The decoded tiles that are kept are bounded.
func TestDecodedTilesAreBounded(t *testing.T) {
	v := newVector(&mbtiles{})
	for i := range 100 {
		v.keep(Tile{10, i, 0}, &sheet{bytes: SheetBytes / 10})
		if v.bytes > SheetBytes || len(v.decoded) != len(v.order) {
			t.Fatalf("%d bytes in %d sheets, %d in order", v.bytes, len(v.decoded), len(v.order))
		}
	}
	if _, ok := v.decoded[Tile{10, 99, 0}]; !ok || len(v.decoded) != 10 {
		t.Errorf("%d sheets are kept, the newest %v", len(v.decoded), ok)
	}
}

// Tiles are made for printed sheets and beside the screen: no screen is linked.
func TestTilesLinkNoScreen(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", ".").Output()
	if err != nil || !strings.Contains(string(out), "paulmach/orb") {
		t.Fatal(err)
	}
	if strings.Contains(string(out), "fyne.io") {
		t.Error("package tiles imports Fyne")
	}
}
