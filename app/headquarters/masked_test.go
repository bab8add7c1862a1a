package headquarters

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"testing"

	"fairvisit/app/widgets"
	"fairvisit/evidence"
	"fairvisit/evidence/photo"
)

// plate is a photo with one red thing in the middle, and what lies over it.
func plate(t *testing.T) ([]byte, photo.Cover) {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 400, 300))
	for y := range 300 {
		for x := range 400 {
			img.SetRGBA(x, y, color.RGBA{30, 140, 60, 255})
			if image.Pt(x, y).In(image.Rect(170, 120, 230, 180)) {
				img.SetRGBA(x, y, color.RGBA{230, 30, 30, 255})
			}
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 90}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), photo.Cover{Hide: []photo.Area{{X0: 4000, Y0: 3800, X1: 6000, Y1: 6200}}}
}

// A photo that was opened before the officer hid a plate shows the mask after a
// reload; the original is shown for a reason, and the masked copy again.
func TestTheRecordShowsTheMaskAndTheOriginalForAReason(t *testing.T) {
	o := newOffice(t)
	o.Assign(o.cases[0], o.lin, o.zhou, "2026-11-25")
	o.Sync(o.lin)
	v, _, err := o.lin.Officer.Open(t.Context(), o.cases[0], o.zhou.Me())
	o.Must(err)
	file, cover := plate(t)
	e, err := v.Photograph(t.Context(), bytes.NewReader(file), "d5", "camera")
	o.Must(err)
	o.Sync(o.lin)

	d := sit(t, o.rec, desktopSize, english)
	tile := "photo." + e.ID.String()
	red := func() bool {
		t.Helper()
		p, ok := d.Find(tile).(*widgets.Picture)
		if !ok || p.Image == nil {
			t.Fatal("the photo is not shown")
		}
		size := p.Image.Bounds().Size()
		r, g, _, _ := p.Image.At(size.X/2, size.Y/2).RGBA()
		return r>>8 > 150 && g>>8 < 90
	}
	d.tap("section.visits", "case."+o.cases[0].String(), tile)
	if !red() {
		t.Fatal("there is no plate to hide: this test shows nothing")
	}
	o.Must(v.Mask(t.Context(), e.ID, 0, cover))
	o.Sync(o.lin)
	o.Must(o.HQ.Settle(t.Context()))
	d.tap("reload")
	if p := d.Find(tile).(*widgets.Picture); p.Image != nil {
		t.Error("what was opened before it was hidden is still shown")
	}
	d.tap(tile)
	if red() {
		t.Error("the record shows the plate")
	}
	d.says("Masked")
	d.tap("original."+e.ID.String(), "original.cancel")
	if red() {
		t.Error("the plate is shown without a reason")
	}
	d.tap("original."+e.ID.String(), "original.for.complaint")
	if !red() {
		t.Error("the original is not shown")
	}
	d.tap("masked." + e.ID.String())
	if red() {
		t.Error("the masked copy does not come back")
	}

	d.tap("large." + e.ID.String())
	pad, ok := d.Find("photo_large").(*widgets.PhotoPad)
	if !ok || pad.Picture == nil {
		t.Fatal("it is not shown large")
	}
	if size := pad.Picture.Bounds().Size(); size.X != 400 || size.Y < 340 {
		t.Errorf("there is no strip below: %v", size)
	}
	if r, g, _, _ := pad.Picture.At(200, 150).RGBA(); r>>8 > 150 && g>>8 < 90 {
		t.Error("the large picture shows the plate")
	}
	var kept saved
	o.Must(writeCopy(&kept, pad.Picture))
	copied, err := jpeg.Decode(&kept.Buffer)
	o.Must(err)
	if !kept.closed || copied.Bounds() != pad.Picture.Bounds() {
		t.Errorf("saved %v, closed %v", copied.Bounds(), kept.closed)
	}
	d.Shell.Back()
	seen := 0
	for _, line := range o.Record(o.cases[0]).Entries {
		if line.Kind == "record.viewed/1" && line.ID != (evidence.Hash{}) {
			seen++
		}
	}
	if seen < 5 {
		t.Errorf("%d looks left an entry", seen)
	}
}

// saved is a file somebody chose to save to.
type saved struct {
	bytes.Buffer
	closed bool
}

func (s *saved) Close() error { s.closed = true; return nil }
