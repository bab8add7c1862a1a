package journal_test

import (
	"testing"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

func TestAQueueIsSettledFromTheFront(t *testing.T) {
	d := newTablet(t, "officer")
	v := d.openVisit(evidence.NewID(), evidence.Hash{})
	d.takePhoto(v)
	flag := d.flag(v.caseID)
	d.closeVisit(v) // entries 1 to 5

	urgent, err := d.UrgentUnsent(ctx, 64)
	if err != nil || len(urgent) != 1 || urgent[0].ID != flag.ID || urgent[0].Seq != 4 {
		t.Fatalf("urgent: %v, %v", urgent, err)
	}
	if err := d.MarkUrgentSent(ctx, flag.ID); err != nil {
		t.Fatal(err)
	}
	if urgent, err = d.UrgentUnsent(ctx, 64); err != nil || len(urgent) != 0 {
		t.Fatalf("went ahead twice: %v, %v", urgent, err)
	}
	if r := d.risk(); r.Entries != 5 {
		t.Fatalf("%+v: going ahead settles nothing", r)
	}

	d.mark(d.MarkStored, 3)
	if r := d.risk(); r.Entries != 2 || r.NotSecuredEntries != 5 || r.Photos != 1 {
		t.Fatalf("%+v", r)
	}
	if err := d.MarkRefused(ctx, d.Epoch(), 4, "too old"); err != nil {
		t.Fatal(err)
	}
	refusals, err := d.Refusals(ctx)
	if err != nil || len(refusals) != 1 || refusals[0].ID != flag.ID || refusals[0].Kind != visits.FlagRaised || refusals[0].Why != "too old" {
		t.Fatalf("%+v, %v", refusals, err)
	}
	d.mark(d.MarkSecured, 5)
	out, err := d.PhotosUnsent(ctx, 5)
	if err != nil || len(out) != 1 {
		t.Fatal(out, err)
	}
	if err := d.MarkPhotosStored(ctx, out[0]); err != nil {
		t.Fatal(err)
	}
	if r := d.risk(); r.Entries != 0 || r.NotSecuredEntries != 0 || r.Photos != 0 || r.NotSecuredPhotos != 1 || r.Oldest != 0 {
		t.Fatalf("%+v", r)
	}
	if err := d.MarkPhotoSecured(ctx, out[0].Entry, 0); err != nil {
		t.Fatal(err)
	}
	if r := d.risk(); r != (journal.AtRisk{}) {
		t.Fatalf("%+v", r)
	}

	// Headquarters lost what it had from number 3 on.
	if err := d.Rewound(ctx, d.Epoch(), 3); err != nil {
		t.Fatal(err)
	}
	if r := d.risk(); r.Entries != 3 || r.Photos != 1 {
		t.Fatalf("after the rewind %+v", r)
	}
	if urgent, err = d.UrgentUnsent(ctx, 64); err != nil || len(urgent) != 1 {
		t.Fatalf("the flag must go ahead again: %v, %v", urgent, err)
	}
	if list := d.sendable(d.Epoch(), 3); len(list) != 3 || list[1].ID != flag.ID {
		t.Fatalf("%d entries from 3 on", len(list))
	}
	if id, ok, err := d.IDAt(ctx, d.Epoch(), 4); err != nil || !ok || id != flag.ID {
		t.Fatal(id, ok, err)
	}
	if _, ok, err := d.IDAt(ctx, d.Epoch(), 6); err != nil || ok {
		t.Fatal(ok, err)
	}
	if err := d.MarkPhotoGone(ctx, out[0].Entry, 0); err != nil {
		t.Fatal(err)
	}
	d.mark(d.MarkStored, 5)
	if out, err := d.PhotosUnsent(ctx, 5); err != nil || len(out) != 0 {
		t.Fatalf("a photo that is gone is offered: %v, %v", out, err)
	}
}

func TestPhotosOfTheOldestVisitGoFirst(t *testing.T) {
	d := newTablet(t, "officer")
	first, second := d.openVisit(evidence.NewID(), evidence.Hash{}), d.openVisit(evidence.NewID(), evidence.Hash{})
	want := []evidence.Hash{{}, {}, d.takePhoto(second).ID}
	want[0], want[1] = d.takePhoto(first).ID, d.takePhoto(first).ID
	d.mark(d.MarkStored, d.seq())
	out, err := d.PhotosUnsent(ctx, 5)
	if err != nil || len(out) != 3 {
		t.Fatal(out, err)
	}
	for i, p := range out {
		if p.Entry != want[i] {
			t.Fatalf("photo %d is not the one expected", i)
		}
	}
}

func TestWhoeverWaitsIsWoken(t *testing.T) {
	d := newTablet(t, "officer")
	<-d.Wake() // from opening
	select {
	case <-d.Wake():
		t.Fatal("woken for nothing")
	default:
	}
	v := d.openVisit(evidence.NewID(), evidence.Hash{})
	d.note(v, "a")
	d.note(v, "b")
	<-d.Wake()
	d.answer(v, "q", "x")
	select {
	case <-d.Wake():
		t.Fatal("an answer of a draft is nothing to send")
	default:
	}
}

func TestTheNewestBeaconIsKnown(t *testing.T) {
	d := newTablet(t, "officer")
	if own, byQR, err := d.Beacons(ctx); own != nil || byQR != nil || err != nil {
		t.Fatal(own, byQR, err)
	}
	for i := range int64(3) {
		st, err := evidence.SignStatement(evidence.MagicBeacon, evidence.Beacon{Device: d.id.Device, Time: 1000 + i}, serviceKey)
		if err != nil {
			t.Fatal(err)
		}
		d.write(journal.Writing{Kind: visits.TimeBeacon, Facts: st})
	}
	d.note(d.openVisit(evidence.NewID(), evidence.Hash{}), "x")
	own, byQR, err := d.Beacons(ctx)
	if err != nil || own == nil || byQR != nil || own.Time != 1002 || own.Boot != d.boot {
		t.Fatal(own, byQR, err)
	}
	wall, err := d.LatestWall(ctx)
	if err != nil || wall == 0 {
		t.Fatal("what was written since is not known", wall, err)
	}
	colleagues, err := evidence.SignStatement(evidence.MagicBeacon, evidence.Beacon{Device: evidence.NewID(), Time: 5000}, serviceKey)
	if err != nil {
		t.Fatal(err)
	}
	d.write(journal.Writing{Kind: visits.TimeBeacon, Facts: visits.BeaconFacts{Body: colleagues.Body, Sig: colleagues.Sig, Origin: visits.OriginQR}})
	own, byQR, err = d.Beacons(ctx)
	if err != nil || own.Time != 1002 || byQR == nil || byQR.Time != 5000 || byQR.Statement != colleagues {
		t.Fatal(own, byQR, err)
	}
	if wall, err := d.LatestWall(ctx); err != nil || wall != 0 {
		t.Fatal("what was written before the newest beacon counts", wall, err)
	}
}

func TestAKeyListIsKeptInBothPlaces(t *testing.T) {
	d := newTablet(t, "officer")
	st, err := evidence.SignStatement(evidence.MagicKeys, evidence.KeyList{Version: 2}, serviceKey)
	if err == nil {
		err = d.SetKeyList(ctx, st)
	}
	if err != nil {
		t.Fatal(err)
	}
	d.reopen()
	if d.Identity().KeyList != st {
		t.Fatal("the database lost it")
	}
	d.close()
	j, _, err := journal.Salvage(d.dir, d.options())
	if err != nil {
		t.Fatal(err)
	}
	d.Journal = j
	if d.Identity().KeyList != st {
		t.Fatal("the file beside the database lost it")
	}
	if v, err := d.Meta(ctx, "no such"); v != nil || err != nil {
		t.Fatal(v, err)
	}
}
