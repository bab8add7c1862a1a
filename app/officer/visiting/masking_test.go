package visiting

import (
	"bytes"
	"image/color"
	"os"
	"slices"
	"testing"

	"fyne.io/fyne/v2"

	"fairvisit/app/capture"
	"fairvisit/app/widgets"
	"fairvisit/evidence/photo"
	"fairvisit/visits"
)

// across drags from one point of the photo to another, in parts of it.
func (s *scene) across(x0, y0, x1, y1 float32) {
	s.t.Helper()
	pad, ok := s.stage.Find("photo_pad").(*widgets.PhotoPad)
	if !ok || pad.Picture == nil {
		s.t.Fatal("there is no photo to draw on:", s.stage.IDs())
	}
	at, size := pad.Frame()
	from, to := at.AddXY(x0*size.Width, y0*size.Height), at.AddXY(x1*size.Width, y1*size.Height)
	half := fyne.NewPos((from.X+to.X)/2, (from.Y+to.Y)/2)
	pad.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: half}, Dragged: fyne.NewDelta(half.X-from.X, half.Y-from.Y)})
	pad.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: to}, Dragged: fyne.NewDelta(to.X-half.X, to.Y-half.Y)})
	pad.DragEnd()
}

// hides reports whether the middle of the only photo's small picture is filled.
func (s *scene) hides() bool {
	s.t.Helper()
	picture := s.model.thumb[photoKey(s.model.at.photos[0])]
	if picture == nil {
		s.t.Fatal("there is no small picture")
	}
	return picture.RGBAAt(picture.Rect.Dx()/2, picture.Rect.Dy()/2) == color.RGBA{28, 32, 38, 255}
}

// The officer hides a face and points at the number: what is drawn can be taken
// back before it is an entry; the entry names the photo, whose file stays as it
// was; a second cover names the one it replaces; a kill costs none of them.
func TestTheOfficerHidesAFaceAndThePhotoStaysAsItWas(t *testing.T) {
	s := atTheDoor(t)
	s.desk.Device.Camera = capture.NewFake(facade(4))
	s.tap("photo", "take")
	p := s.model.at.photos[0]
	before, err := os.ReadFile(s.desk.Journal.PhotoFolder().Path(p.Name))
	s.must(err)
	s.tap("mask.0")
	s.says("Nothing is hidden or marked.")
	s.across(0.8, 0.8, 0.2, 0.2) // from the lower right
	s.tap("tool.arrow")
	s.across(0.1, 0.9, 0.3, 0.7)
	s.across(0.1, 0.1, 0.1, 0.1) // a tap is no drag
	s.says("2 things hidden or marked")
	s.tap("tool.ellipse")
	s.across(0.6, 0.6, 0.7, 0.9)
	s.tap("undo", "keep_masks")
	s.says("The photo itself is unchanged.")
	if !s.hides() {
		t.Error("the officer's own small picture shows what is hidden")
	}
	s.killed()
	s.tap("photo")
	if !s.hides() {
		t.Error("a kill took the mask off")
	}
	v := s.picture()
	got := v.CoverOf(p.Entry, p.Index)
	if len(got.Hide) != 1 || len(got.Marks) != 1 || got.Marks[0].Kind != photo.MarkArrow || !close(got.Hide[0], photo.Area{X0: 2000, Y0: 2000, X1: 8000, Y1: 8000}) {
		t.Errorf("covered with %+v", got)
	}

	s.tap("mask.0")
	s.says("2 things hidden or marked")
	s.across(0, 0, 0.2, 0.1)
	s.tap("leave_as_is") // thought better of it
	s.tap("mask.0")
	s.across(0, 0.8, 0.2, 1)
	s.tap("keep_masks")
	v = s.picture()
	if n := len(v.Masks(v.Photos[0])); n != 1 || len(v.Masked) != 2 || len(v.CoverOf(p.Entry, 0).Hide) != 2 {
		t.Errorf("%d covers stand of %d", n, len(v.Masked))
	}
	after, err := os.ReadFile(s.desk.Journal.PhotoFolder().Path(p.Name))
	s.must(err)
	if !bytes.Equal(before, after) {
		t.Error("the photo is not the one that was signed")
	}
	small, err := s.desk.Journal.Thumbnail(p)
	s.must(err)
	if bytes.Contains(small, []byte("fv-cover")) {
		t.Error("a copy beside the original was covered: the officer could not undo it")
	}
}

func close(a, b photo.Area) bool {
	near := func(x, y int) bool { return max(x-y, y-x) < 100 }
	return near(a.X0, b.X0) && near(a.Y0, b.Y0) && near(a.X1, b.X1) && near(a.Y1, b.Y1)
}

// From the photo check of the close too; and it costs the way of the visit no tap.
func TestThePhotoCheckHidesWhatWasOverlooked(t *testing.T) {
	s := atTheDoor(t)
	s.desk.Device.Camera = capture.NewFake(facade(4))
	s.tap("answer.a8-date.3", "answer.a9.no_answer", "next", "answer.d6.nobody", "take", "answer.c3.sealed")
	s.draw()
	s.tap("sign_now", "left", "mask.0")
	s.across(0.3, 0.3, 0.7, 0.7)
	s.tap("keep_masks")
	if !s.hides() {
		t.Error("the photo check shows what is hidden")
	}
	s.tap("fine.0", "close_visit")
	v := s.picture()
	if v.Closed == nil || len(v.Masked) != 1 || v.Closed.Entries != len(v.Lines) {
		t.Errorf("closed %+v, %d covers, %d entries", v.Closed, len(v.Masked), len(v.Lines))
	}
	if !slices.Contains(s.kinds(), visits.PhotoMasked) {
		t.Error(s.kinds())
	}
}
