package hq_test

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"net/http"
	"os"
	"strings"
	"testing"

	"fairvisit/evidence"
	"fairvisit/evidence/photo"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq"
	"fairvisit/visits"
)

// bystander is a red face, in the middle of a green picture, and where it is.
func bystander() ([]byte, photo.Area) {
	img := image.NewRGBA(image.Rect(0, 0, 400, 300))
	for y := range 300 {
		for x := range 400 {
			img.SetRGBA(x, y, color.RGBA{uint8(20 + x%40), 140, uint8(40 + y%30), 255})
			if image.Pt(x, y).In(image.Rect(180, 120, 220, 180)) {
				img.SetRGBA(x, y, color.RGBA{230, 30, 30, 255})
			}
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 90}); err != nil {
		panic(err) // a buffer takes everything
	}
	return b.Bytes(), photo.Area{X0: 4400, Y0: 3900, X1: 5600, Y1: 6100}
}

// face reports whether the face is seen in a JPEG.
func (w *world) face(b []byte) bool {
	w.Helper()
	img, err := jpeg.Decode(bytes.NewReader(b))
	w.must(err)
	size := img.Bounds().Size()
	for y := size.Y / 3; y < size.Y*2/3; y++ { // the arrow is red too, and elsewhere
		for x := size.X / 3; x < size.X*2/3; x++ {
			if r, g, _, _ := img.At(x, y).RGBA(); r>>8 > 110 && g>>8 < 90 {
				return true
			}
		}
	}
	return false
}

// The officer hides a face after the photo is already on the manager's desk:
// from then on every copy that is looked at has it filled, and only a read of the
// original for a reason, which leaves an entry, shows it. The file stays as it
// was signed.
func TestAHiddenFaceIsInNoCopyButTheReasonedOriginal(t *testing.T) {
	o := newOffice(t)
	file, face := bystander()
	e, err := o.visit.Photograph(o.ctx, bytes.NewReader(file), "d5", "camera")
	o.must(err)
	o.li.sync()
	thumb := func() *visits.Thumb {
		o.manager.sync()
		th, err := o.manager.journal.Thumb(o.ctx, e.ID, 0)
		o.must(err)
		return th
	}
	o.until("the thumbnail on the manager's desk", func() bool { return thumb() != nil })
	if !o.face(thumb().JPEG) {
		t.Fatal("there is no face to hide: this test shows nothing")
	}

	o.must(o.visit.Mask(o.ctx, e.ID, 0, photo.Cover{Hide: []photo.Area{face}, Marks: []photo.Mark{{Kind: photo.MarkArrow, At: photo.Area{X0: 100, Y0: 100, X1: 2000, Y1: 2000}}}}))
	o.li.sync()
	o.must(o.hq.Settle(o.ctx))
	if th := thumb(); th != nil && o.face(th.JPEG) {
		t.Error("the manager's desk shows the face once the mask is folded")
	}
	o.until("the thumbnail with the mask", func() bool { return thumb() != nil })
	if o.face(thumb().JPEG) {
		t.Error("the thumbnail made anew shows the face")
	}

	rec := o.enrol("headquarters", "Rec")
	r := fieldsync.NewReader(rec.journal.Identity(), rec.journal.Epoch())
	defer r.Close()
	view, err := r.Photo(o.ctx, e.ID, 0, "review")
	o.must(err)
	if o.face(view) {
		t.Error("headquarters is shown the face")
	}
	if _, err := r.Original(o.ctx, e.ID, 0, int64(len(file)), " "); err == nil || !strings.Contains(err.Error(), "reason") {
		t.Errorf("the original without a reason: %v", err)
	}
	original, err := r.Original(o.ctx, e.ID, 0, int64(len(file)), "complaint")
	o.must(err)
	if !bytes.Equal(original, file) {
		t.Error("the original is not the photo that was taken")
	}
	if n := o.viewed("original of photo "+e.ID.String()+"/0", "complaint"); n != 1 {
		t.Errorf("%d entries say that the original was seen", n)
	}
	o.sameAnewWithin()
	report, err := hq.Audit(t.Context(), o.options())
	o.must(err)
	if len(report.Faults) > 0 {
		t.Errorf("the audit finds %v", report.Faults)
	}

	// A second cover takes the place of the first.
	o.must(o.visit.Mask(o.ctx, e.ID, 0, photo.Cover{}))
	o.li.sync()
	view, err = r.Photo(o.ctx, e.ID, 0, "review")
	o.must(err)
	if !o.face(view) {
		t.Error("what was replaced still hides")
	}
	o.closeVisit()
	if err := o.visit.Mask(o.ctx, e.ID, 0, photo.Cover{Hide: []photo.Area{face}}); err == nil {
		t.Error("a photo of a closed visit is masked")
	}
}

// A refusal is a status and one sentence also for who asks with his own program.
func TestTheOriginalNeedsAReason(t *testing.T) {
	o := newOffice(t)
	entry, _ := o.photograph(1)
	o.li.sync()
	rec := o.enrol("headquarters", "Rec")
	r, err := fieldsync.OpenReader(o.ctx, rec.journal.Identity(), rec.journal.Epoch())
	o.must(err)
	defer r.Close()
	resp, err := r.Get(o.ctx, "/api/photos/"+entry.String()+"/0?original=1", "")
	o.must(err)
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusBadRequest {
		t.Errorf("answered %s", resp.Status)
	}
}

// Of what is no photo, from a device that means harm or a disk that failed, there
// is no copy; who asks is told what can be had.
func TestWhatIsNoPictureHasNoCopy(t *testing.T) {
	o := newOffice(t)
	entry, file := o.photograph(1)
	o.li.sync()
	o.must(os.WriteFile(o.photoPath(entry), o.sealedAs(entry, bytes.Repeat([]byte{7}, len(file))), 0o600))
	rec := o.enrol("headquarters", "Rec")
	r := fieldsync.NewReader(rec.journal.Identity(), rec.journal.Epoch())
	defer r.Close()
	if _, err := r.Photo(o.ctx, entry, 0, "review"); err == nil || !strings.Contains(err.Error(), "no copy can be made") {
		t.Error(err)
	}
	if b, err := r.Original(o.ctx, entry, 0, int64(len(file)), "breach"); err != nil || len(b) != len(file) {
		t.Errorf("%d bytes, %v", len(b), err)
	}
}

// viewed counts the entries that log a view.
func (o *office) viewed(what, reason string) (n int) {
	o.Helper()
	for r, err := range o.hq.Store.EntriesOfCase(o.ctx, o.caseID) {
		o.must(err)
		e, err := evidence.Decode(r.Raw)
		o.must(err)
		var f visits.ViewedFacts
		if e.Header.Kind == visits.RecordViewed && evidence.DecodePayload(e.Facts.Bytes, &f) == nil && f.What == what && f.Reason == reason {
			n++
		}
	}
	return n
}

// sameAnewWithin is sameAnew once the thumbnails of masked photos are made again.
func (o *office) sameAnewWithin() {
	o.Helper()
	before, err := o.hq.PicturesHash(o.ctx)
	o.must(err)
	o.must(o.hq.Rebuild(o.ctx))
	o.until("pictures as they were", func() bool {
		after, err := o.hq.PicturesHash(o.ctx)
		o.must(err)
		return before == after
	})
}
