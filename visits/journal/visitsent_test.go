package journal_test

import (
	"testing"

	"fairvisit/evidence"
	"fairvisit/visits/journal"
)

func (d *tablet) sent(v visit) journal.VisitSent {
	d.t.Helper()
	s, err := d.VisitSent(ctx, v.id)
	if err != nil {
		d.t.Fatal(err)
	}
	return s
}

func (d *tablet) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

// A visit's way to headquarters is counted by itself: another visit's entries
// and photos neither hold it up nor bring it on.
func TestOneVisitsWayToHeadquarters(t *testing.T) {
	d := newTablet(t, "officer")
	v, other := d.openVisit(evidence.NewID(), evidence.Hash{}), d.openVisit(evidence.NewID(), evidence.Hash{})
	first := d.takePhoto(v)
	d.takePhoto(other)
	second := d.takePhoto(v)
	photos, err := d.PhotosOf(ctx, v.id)
	if err != nil || len(photos) != 2 || photos[0].Entry != first.ID || photos[1].Entry != second.ID {
		t.Fatalf("%d photos, %v", len(photos), err)
	}
	if small, err := d.Thumbnail(photos[0]); err != nil || len(small) == 0 {
		t.Error("no small picture of a photo that is not sent:", err)
	}
	if s := d.sent(v); s.Entries != 3 || s.Photos != 2 || s.Stored() || s.Secured() {
		t.Errorf("before anything is sent: %+v", s)
	}
	epoch := d.Epoch()
	d.must(d.MarkStored(ctx, epoch, second.Header.Seq))
	d.must(d.MarkPhotosStored(ctx, photos[0]))
	if s := d.sent(v); s.EntriesStored != 3 || s.PhotosStored != 1 || s.Stored() {
		t.Errorf("with a photo on its way: %+v", s)
	}
	d.must(d.MarkPhotosStored(ctx, photos[1]))
	d.must(d.MarkSecured(ctx, epoch, second.Header.Seq))
	if s := d.sent(v); !s.Stored() || s.Secured() {
		t.Errorf("stored: %+v", s)
	}
	for _, p := range photos {
		d.must(d.MarkPhotoSecured(ctx, p.Entry, p.Index))
	}
	if s := d.sent(v); !s.Secured() || s.SecuredAt == 0 {
		t.Errorf("secured: %+v", s)
	}
	if s := d.sent(other); s.Photos != 1 || s.PhotosStored != 0 {
		t.Errorf("the other visit: %+v", s)
	}
	d.must(d.MarkPhotoGone(ctx, first.ID, 0))
	if photos, _ := d.PhotosOf(ctx, v.id); len(photos) != 1 {
		t.Error("a photo that is gone is listed")
	}
}
