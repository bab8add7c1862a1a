package shots

import (
	"image"
	"image/color"
	"image/draw"
	"testing"
)

func blank(w, h int, fill color.Color) *image.RGBA {
	p := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(p, p.Bounds(), image.NewUniform(fill), image.Point{}, draw.Src)
	return p
}

func TestAPictureOfOneColourIsEmpty(t *testing.T) {
	p := blank(30, 20, color.White)
	if !empty(p) {
		t.Error("a white picture is taken for a screen")
	}
	p.Set(29, 19, color.Black)
	if empty(p) {
		t.Error("a picture with a dot in its last corner is taken for an empty one")
	}
}

func TestASheetShowsEveryVariantApart(t *testing.T) {
	var s sheet
	fills := []color.RGBA{{0xff, 0, 0, 0xff}, {0, 0xff, 0, 0xff}, {0, 0, 0xff, 0xff}}
	for i, fill := range fills {
		s.add("variant", blank(100+100*i, 60, fill))
	}
	all := s.draw(2)
	seen := map[color.Color]int{}
	for y := range all.Bounds().Dy() {
		for x := range all.Bounds().Dx() {
			seen[all.At(x, y)]++
		}
	}
	for i, fill := range fills {
		if want := (50 + 50*i) * 30; seen[fill] != want {
			t.Errorf("of variant %d are %d points on the sheet, want %d", i, seen[fill], want)
		}
	}
}
