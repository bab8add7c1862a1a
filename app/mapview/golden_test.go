//go:build !mobile

package mapview

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/mapview/tiles"
	"fairvisit/app/theme"
)

// Pins of every shape, chosen and not, clusters, lines with arrows, the legend and
// the scale look as they were looked at and found good, in both themes.
//
// The pictures are compared with tolerance, for two reasons: a processor that
// fuses multiply and add rounds the edges of shapes differently, and a pixel on an
// edge then differs by a few parts of 256. So a pixel counts as another one from a
// twelfth of the range on, and three in ten thousand may be another one: 92. An
// arrow that points elsewhere, the least that was tried, is some hundreds.
func TestTheMapLooksAsItDid(t *testing.T) {
	for name, look := range map[string]theme.Theme{"light": {}, "dark": {Dark: true}} {
		m := shown(t, tiles.Grid{}, nil)
		fyne.CurrentApp().Settings().SetTheme(&look)
		m.Put(i18n.In(i18n.English), shapes())
		got := seen(m)
		file := filepath.Join("testdata", "map."+name+".png")
		want, err := readPicture(file)
		if err != nil || different(got, want) > 0.0003 {
			failed := filepath.Join("testdata", "failed", "map."+name+".png")
			if err := keepPicture(failed, got); err != nil {
				t.Error(err)
			}
			t.Errorf("%s: %v; look at %s and copy it if it is good", name, err, failed)
		}
	}
}

// shapes is the day with pins of six crews more in a row, and of two crews in one place.
func shapes() Shown {
	s := day()
	for i := range 6 {
		s.Pins = append(s.Pins, Pin{ID: "s" + string(rune('0'+i)), At: near(-210+float64(i)*80, 210), Crew: i, Number: string(rune('1' + i)), Chosen: i%2 == 1})
	}
	for i, crew := range []int{1, 0, Nobody, 0} { // in one place: each crew is seen
		s.Pins = append(s.Pins, Pin{ID: "m" + string(rune('0'+i)), At: near(20, 40), Crew: crew, Number: "9"})
	}
	return s
}

func readPicture(file string) (image.Image, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return png.Decode(bytes.NewReader(b))
}

func keepPicture(file string, p image.Image) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	var out bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, p); err != nil {
		return err
	}
	return os.WriteFile(file, out.Bytes(), 0o644)
}

// different is how large a part of the pixels differs by more than a twelfth.
func different(a, b image.Image) float64 {
	if a.Bounds().Size() != b.Bounds().Size() {
		return 1
	}
	n, r := 0, a.Bounds()
	for y := range r.Dy() {
		for x := range r.Dx() {
			p := color.RGBAModel.Convert(a.At(r.Min.X+x, r.Min.Y+y)).(color.RGBA)
			q := color.RGBAModel.Convert(b.At(b.Bounds().Min.X+x, b.Bounds().Min.Y+y)).(color.RGBA)
			if d := max(gap(p.R, q.R), gap(p.G, q.G), gap(p.B, q.B)); d > 21 {
				n++
			}
		}
	}
	return float64(n) / float64(r.Dx()*r.Dy())
}

func gap(a, b uint8) int { return max(int(a)-int(b), int(b)-int(a)) }
