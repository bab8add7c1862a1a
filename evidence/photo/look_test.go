package photo

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"math/rand/v2"
	"testing"
)

// front is a drawn house front or doorway: a ground that grows darker, things of
// many sizes on it, and the grain of a sensor. No two seeds have anything in common.
func front(seed uint64, w, h int) *image.RGBA {
	rng := rand.New(rand.NewPCG(seed, 7))
	shade := func() color.RGBA {
		return color.RGBA{uint8(rng.IntN(200) + 25), uint8(rng.IntN(200) + 25), uint8(rng.IntN(200) + 25), 255}
	}
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(img, img.Rect, image.NewUniform(shade()), image.Point{}, draw.Src)
	for range 12 + rng.IntN(20) {
		x, y := rng.IntN(w), rng.IntN(h)
		size := 1 + rng.IntN(4)
		draw.Draw(img, image.Rect(x, y, x+rng.IntN(w/size), y+rng.IntN(h/size)), image.NewUniform(shade()), image.Point{}, draw.Src)
	}
	for i := range img.Pix {
		if i%4 != 3 {
			img.Pix[i] = uint8(max(0, min(255, int(img.Pix[i])+rng.IntN(9)-4)))
		}
	}
	return img
}

// boxBlur is what a lens out of focus does: each pixel the mean of its square.
func boxBlur(img *image.RGBA, radius int) *image.RGBA {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	pass := func(src *image.RGBA, stepX, stepY int) *image.RGBA {
		out := image.NewRGBA(src.Rect)
		for y := range h {
			for x := range w {
				var sum [3]int
				n := 0
				for d := -radius; d <= radius; d++ {
					if at := image.Pt(x+d*stepX, y+d*stepY); at.In(src.Rect) {
						c := src.RGBAAt(at.X, at.Y)
						sum[0], sum[1], sum[2], n = sum[0]+int(c.R), sum[1]+int(c.G), sum[2]+int(c.B), n+1
					}
				}
				out.SetRGBA(x, y, color.RGBA{uint8(sum[0] / n), uint8(sum[1] / n), uint8(sum[2] / n), 255})
			}
		}
		return out
	}
	return pass(pass(img, 1, 0), 0, 1)
}

// lit is the picture with so many percent of its light, and more added.
func lit(img *image.RGBA, percent, more int) *image.RGBA {
	out := image.NewRGBA(img.Rect)
	for i := range img.Pix {
		out.Pix[i] = 255
		if i%4 != 3 {
			out.Pix[i] = uint8(min(255, int(img.Pix[i])*percent/100+more))
		}
	}
	return out
}

func quality(t testing.TB, img image.Image, q int) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, &jpeg.Options{Quality: q}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// some is how many pictures are drawn: fewer where the tests run under the race
// detector, which a picture has nothing for.
func some(n uint64) uint64 {
	if testing.Short() {
		return n / 6
	}
	return n
}

func looked(t testing.TB, photo []byte) Look {
	t.Helper()
	f, err := inspect(photo)
	if err != nil {
		t.Fatal(err)
	}
	return f.Look
}

// Of 120 sharp photos none is called blurred, dark or too bright; of the same
// ones out of focus all are called blurred, and nothing else.
func TestABlurredPhotoIsTold(t *testing.T) {
	least, most := 1<<30, 0
	for seed := range some(120) {
		img := front(seed, 480, 360)
		sharp, soft := looked(t, quality(t, img, 85)), looked(t, quality(t, boxBlur(img, 7), 85))
		least, most = min(least, sharp.Sharp), max(most, soft.Sharp)
		if sharp.Blurred() || sharp.TooDark() || sharp.TooBright() {
			t.Errorf("sharp photo %d: %+v", seed, sharp)
		}
		if !soft.Blurred() || soft.TooDark() || soft.TooBright() {
			t.Errorf("blurred photo %d: %+v", seed, soft)
		}
	}
	t.Logf("the least sharp of %d has %d, the sharpest of those blurred %d; the bound is %d", some(120), least, most, sharpAtLeast)
}

func TestADarkAndAnOverexposedPhotoAreTold(t *testing.T) {
	for seed := range some(60) {
		img := front(seed, 320, 240)
		if l := looked(t, quality(t, lit(img, 12, 0), 85)); !l.TooDark() || l.Blurred() || l.TooBright() {
			t.Errorf("dark photo %d: %+v", seed, l)
		}
		if l := looked(t, quality(t, lit(img, 60, 245), 85)); !l.TooBright() || l.Blurred() || l.TooDark() {
			t.Errorf("overexposed photo %d: %+v", seed, l)
		}
		if l := looked(t, quality(t, lit(img, 55, 10), 85)); l.TooDark() || l.TooBright() {
			t.Errorf("photo %d at dusk: %+v", seed, l)
		}
	}
}

// turned is the picture as it lies after turning or mirroring it in one of 8 ways.
func turned(img *image.RGBA, way int) *image.RGBA { return upright(img, way+1) }

// The same picture saved anew, smaller and turned keeps its print, but for one in
// a hundred; of two different ones the print tells them apart. The false alarms
// are counted over every pair of 300 pictures.
func TestTheSamePictureIsKnownAgainAndOthersAreNot(t *testing.T) {
	n := int(some(300))
	prints := make([]uint64, n)
	worst, missed := 0, 0
	for seed := range uint64(n) {
		img := front(seed, 560, 420)
		prints[seed] = looked(t, quality(t, img, 90)).Print
		if prints[seed] == 0 {
			t.Errorf("photo %d has no print", seed)
			continue
		}
		way := int(seed % 8)
		again := looked(t, quality(t, turned(shrink(img, 360+int(seed%3)*60), way), 60)).Print
		differ, alike := Alike(prints[seed], again)
		worst = max(worst, differ)
		if !alike {
			missed++
			t.Logf("photo %d turned the way %d and saved anew differs by %d bits", seed, way, differ)
		}
	}
	if missed > n/100 {
		t.Errorf("of %d pictures saved anew %d are not known again", n, missed)
	}
	nearest, alarms := 64, 0
	for i := range prints {
		for j := range i {
			differ, alike := Alike(prints[i], prints[j])
			nearest = min(nearest, differ)
			if alike {
				alarms++
			}
		}
	}
	t.Logf("saved anew: at most %d bits differ, %d missed; of %d pairs of different pictures the nearest differ by %d; %d false alarms", worst, missed, n*(n-1)/2, nearest, alarms)
	if alarms > 0 {
		t.Errorf("%d pairs of different pictures are called one", alarms)
	}
}

// What is nearly even has no print: two black photos are not one picture.
func TestAnEmptyPictureIsLikeNoOther(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	slope := image.NewGray(image.Rect(0, 0, 320, 240))
	wall := image.NewGray(slope.Rect)
	for i := range slope.Pix {
		slope.Pix[i], wall.Pix[i] = uint8(i%320/2), uint8(128+rng.IntN(7)-3)
	}
	for name, img := range map[string]image.Image{"black": image.NewGray(slope.Rect), "sky": slope, "wall": wall} {
		l := looked(t, quality(t, img, 85))
		if l.Print != 0 {
			t.Errorf("%s has the print %016x", name, l.Print)
		}
		if _, alike := Alike(l.Print, l.Print); alike {
			t.Errorf("%s is like itself", name)
		}
	}
}

// A turned print is the print of the turned picture.
func TestAPrintTurnsWithItsPicture(t *testing.T) {
	img := front(5, 256, 256)
	p := looked(t, pngOf(t, img)).Print
	seen := map[uint64]bool{}
	for way := range 8 {
		got := looked(t, pngOf(t, turned(img, way))).Print
		found := false
		for _, turn := range Turns(p) {
			found = found || turn == got
		}
		if !found {
			t.Errorf("the way %d: %016x is no turn of %016x", way, got, p)
		}
		seen[got] = true
	}
	if len(seen) != 8 {
		t.Errorf("8 ways to lie have %d prints", len(seen))
	}
}

func BenchmarkLookAtTwelveMegapixels(b *testing.B) {
	img := image.NewYCbCr(image.Rect(0, 0, 4000, 3000), image.YCbCrSubsampleRatio420)
	for b.Loop() {
		lookAt(img)
	}
}
