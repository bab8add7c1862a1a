package journal_test

import (
	"testing"

	"fairvisit/evidence"
	"fairvisit/visits/journal"
)

func (d *tablet) sending(since int64) []journal.Sending {
	d.t.Helper()
	list, err := d.Sending(ctx, since)
	if err != nil {
		d.t.Fatal(err)
	}
	return list
}

func TestAVisitIsFollowedUntilItIsSecured(t *testing.T) {
	d := newTablet(t, "officer")
	begun := d.at
	caseID := evidence.NewID()
	v := d.openVisit(caseID, evidence.Hash{})
	d.takePhoto(v)
	d.closeVisit(v)
	other := d.openVisit(evidence.NewID(), evidence.Hash{})

	list := d.sending(begun)
	if len(list) != 2 || list[0].Visit != v.id || list[0].Case != caseID || list[1].Visit != other.id {
		t.Fatalf("%+v", list)
	}
	s := list[0]
	if s.Entries != 3 || s.Photos != 1 || s.PhotoBytes == 0 || s.PhotoBytesUnsent != s.PhotoBytes || !s.Waits() || s.Secured() || s.First == 0 {
		t.Fatalf("saved here: %+v", s)
	}

	d.mark(d.MarkStored, 4) // the second visit, entry 5, stays behind
	if s = d.sending(begun)[0]; s.EntriesStored != 3 || !s.Waits() {
		t.Fatalf("entries at headquarters, the photo not: %+v", s)
	}
	out, err := d.PhotosUnsent(ctx, 5)
	if err != nil || len(out) != 1 {
		t.Fatal(out, err)
	}
	if err := d.MarkPhotosStored(ctx, out[0]); err != nil {
		t.Fatal(err)
	}
	if s = d.sending(begun)[0]; s.Waits() || s.Secured() || s.PhotosStored != 1 || s.PhotoBytesUnsent != 0 || s.SecuredAt != 0 {
		t.Fatalf("at headquarters once: %+v", s)
	}
	d.mark(d.MarkSecured, 4)
	if s = d.sending(begun)[0]; s.Secured() || s.EntriesSecured != 3 {
		t.Fatalf("the photo has no second copy: %+v", s)
	}
	if err := d.MarkPhotoSecured(ctx, out[0].Entry, 0); err != nil {
		t.Fatal(err)
	}
	if s = d.sending(begun)[0]; !s.Secured() || s.SecuredAt == 0 {
		t.Fatalf("secured: %+v", s)
	}
	// Tomorrow the secured visit is no news, the one that waits still is.
	if list = d.sending(d.at + hour); len(list) != 1 || list[0].Visit != other.id {
		t.Fatalf("%+v", list)
	}
}

func TestARefusedRecordIsNeitherStoredNorWaiting(t *testing.T) {
	d := newTablet(t, "officer")
	v := d.openVisit(evidence.NewID(), evidence.Hash{})
	d.mark(d.MarkStored, 2)
	if err := d.MarkRefused(ctx, d.Epoch(), 2, "too old"); err != nil {
		t.Fatal(err)
	}
	s := d.sending(0)
	if len(s) != 1 || s[0].Visit != v.id || s[0].EntriesRefused != 1 || s[0].Waits() || s[0].Secured() {
		t.Fatalf("%+v", s)
	}
}
