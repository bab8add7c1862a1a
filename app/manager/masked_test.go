package manager

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"testing"
	"time"

	"fairvisit/app/widgets"
	"fairvisit/evidence/photo"
	"fairvisit/visits"
)

// A thumbnail that came before the officer hid something is shown under the mask
// as soon as the review knows of it.
func TestTheReviewHidesWhatTheOfficerHid(t *testing.T) {
	s := newTeam(t)
	chen, deng := s.officers[0], s.officers[1]
	s.Sync(chen)
	v, _, err := chen.Officer.Open(t.Context(), s.HQ.CaseID("Bank A", "P0"), deng.Me())
	s.Must(err)
	img := image.NewRGBA(image.Rect(0, 0, 400, 300))
	for i := range img.Pix {
		img.Pix[i] = []uint8{230, 30, 30, 255}[i%4]
	}
	var file bytes.Buffer
	s.Must(jpeg.Encode(&file, img, nil))
	e, err := v.Photograph(t.Context(), &file, "d5", "camera")
	s.Must(err)
	s.Sync(chen)
	for range 500 { // the thumbnail is made beside the sessions
		s.Sync(s.manager)
		if th, err := s.manager.Journal.Thumb(t.Context(), e.ID, 0); err != nil || th != nil {
			s.Must(err)
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	cover := photo.Cover{Hide: []photo.Area{{X0: 0, Y0: 0, X1: photo.AreaFull, Y1: photo.AreaFull}}}
	s.Must(v.Mask(t.Context(), e.ID, 0, cover))
	s.Must(v.Leave(t.Context()))
	s.Must(v.Close(t.Context(), []visits.Outcome{{Code: "nf"}}, nil))

	stale, err := s.manager.Journal.Thumb(t.Context(), e.ID, 0)
	s.Must(err)
	if stale == nil || photo.Covered(stale.JPEG, cover) {
		t.Fatal("no thumbnail came before the mask: this test shows nothing")
	}
	found, err := readThumbs(t.Context(), s.manager.Journal, map[photoKey]photo.Cover{{e.ID, 0}: cover})
	s.Must(err)
	if c := color.RGBAModel.Convert(found[photoKey{e.ID, 0}].At(100, 100)).(color.RGBA); c.R > 60 {
		t.Errorf("an old thumbnail shows %v", c)
	}

	s.Sync(chen)
	s.Sync(s.manager)
	chosen := ""
	d := sit(t, s.manager, desktopSize, english, &chosen)
	d.tap("section.review", "visit."+v.ID.String())
	if p := d.Find("photo." + e.ID.String()).(*widgets.Picture); p.Image != nil {
		if c := color.RGBAModel.Convert(p.Image.At(100, 100)).(color.RGBA); c.R > 60 {
			t.Errorf("the review shows %v", c)
		}
	}
	d.says("Photo masked or marked")
}
