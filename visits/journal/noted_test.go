package journal_test

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"math/rand/v2"
	"slices"
	"testing"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

// doorway is a drawn picture with enough in it to be known again.
func doorway(seed uint64, quality int) []byte {
	rng := rand.New(rand.NewPCG(seed, 1))
	img := image.NewRGBA(image.Rect(0, 0, 480, 360))
	for range 30 {
		c := color.RGBA{uint8(rng.IntN(256)), uint8(rng.IntN(256)), uint8(rng.IntN(256)), 255}
		x, y := rng.IntN(440), rng.IntN(320)
		draw.Draw(img, image.Rect(x, y, x+40+rng.IntN(200), y+40+rng.IntN(200)), image.NewUniform(c), image.Point{}, draw.Src)
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: quality}); err != nil {
		panic(err) // a buffer takes everything
	}
	return b.Bytes()
}

func (d *tablet) capture(v visit, file []byte) evidence.Hash {
	d.t.Helper()
	e, err := d.CapturePhoto(ctx, journal.Capture{Visit: v.id, Case: v.caseID, Source: "file", R: bytes.NewReader(file)})
	if err != nil {
		d.t.Fatal(err)
	}
	return e.ID
}

// noted is what the visit's picture says of a photo.
func (d *tablet) noted(v visit, photo evidence.Hash) []string {
	d.t.Helper()
	shown, err := d.Visit(ctx, v.id)
	if err != nil {
		d.t.Fatal(err)
	}
	for _, p := range shown.Photos {
		if p.Entry == photo {
			return p.Noted
		}
	}
	d.t.Fatal("the photo is not in the picture of its visit")
	return nil
}

// A picture that was taken for another case is noted, also after a restart; twice
// for one case, and another picture, it is not. It is stored all the same.
func TestAPictureOfAnotherCaseIsNoted(t *testing.T) {
	d := newTablet(t, "officer")
	first, second := d.openVisit(evidence.NewID(), evidence.Hash{}), d.openVisit(evidence.NewID(), evidence.Hash{})
	for _, p := range []evidence.Hash{d.capture(first, doorway(1, 90)), d.capture(first, doorway(1, 60)), d.capture(second, doorway(2, 90))} {
		v := first
		if len(d.shown(second).Photos) > 0 && d.shown(second).Photos[0].Entry == p {
			v = second
		}
		if got := d.noted(v, p); got != nil {
			t.Errorf("%s: %v", p.Short(), got)
		}
	}
	d.reopen()
	again := d.capture(second, doorway(1, 60))
	if got := d.noted(second, again); !slices.Equal(got, []string{visits.NotedSeen}) {
		t.Errorf("noted %v", got)
	}
	if photos, err := d.PhotosOf(ctx, second.id); err != nil || len(photos) != 2 {
		t.Errorf("%d photos, %v", len(photos), err)
	}
}

func (d *tablet) shown(v visit) *visits.Visit {
	d.t.Helper()
	shown, err := d.Visit(ctx, v.id)
	if err != nil {
		d.t.Fatal(err)
	}
	return shown
}
