package journal_test

import (
	"context"
	"errors"
	"os"
	"slices"
	"testing"
	"time"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

// What was ordered and what was refused is written down once each, however often
// it comes, and is known after a restart.
func TestOrdersAreWrittenDownOnce(t *testing.T) {
	d := newTablet(t, "officer")
	ctx := context.Background()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		must(d.ObeyLock(ctx, 7))
		must(d.RefuseOrder(ctx, visits.RefusedFacts{Number: 5, Why: evidence.RefusedNumber}))
		must(d.RefuseOrder(ctx, visits.RefusedFacts{Why: evidence.RefusedSignature}))
		d.reopen()
	}
	must(d.ObeyLock(ctx, 6)) // earlier than the last: nothing
	must(d.RefuseOrder(ctx, visits.RefusedFacts{Number: 4, Why: evidence.RefusedNumber}))
	must(d.ObeyWipe(ctx, 8))
	if number, order, err := d.LastOrder(ctx); err != nil || number != 8 || order != evidence.OrderWipe {
		t.Errorf("the last order is %d %s, %v", number, order, err)
	}
	var kinds []string
	for _, e := range d.chain() {
		kinds = append(kinds, e.Header.Kind)
	}
	want := []string{visits.DeviceEnrolled, visits.DeviceLocked, visits.OrderRefused, visits.OrderRefused, visits.OrderRefused, visits.DeviceWiped}
	if !slices.Equal(kinds, want) {
		t.Errorf("the chain is %q", kinds)
	}
}

// The last unlock is told by the clock since boot while the boot lasts, and by
// the wall's else; never as a moment still to come.
func TestTheLastUnlockIsToldByTheBetterClock(t *testing.T) {
	d := newTablet(t, "officer")
	ctx := context.Background()
	if _, ok, err := d.LastUnlock(ctx); ok || err != nil {
		t.Fatalf("it was noted before anybody unlocked: %v", err)
	}
	if err := d.NoteUnlock(ctx, "pin"); err != nil {
		t.Fatal(err)
	}
	told := func(class string, least, most time.Duration) {
		t.Helper()
		u, ok, err := d.LastUnlock(ctx)
		if err != nil || !ok || u.Class != class || u.How != "pin" || u.Ago < least || u.Ago > most {
			t.Errorf("%+v, %v, %v; want class %s, %v to %v", u, ok, err, class, least, most)
		}
	}
	d.at += time.Hour.Microseconds()
	told("A", time.Hour, 2*time.Hour)
	d.boot = evidence.NewID()
	told("B", time.Hour, 2*time.Hour)
	d.at -= 48 * time.Hour.Microseconds() // somebody moved the clock
	told("B", 0, 0)
}

// A store goes only when nothing in it is only here: not an entry, not an answer
// of an open visit, not what a start found.
func TestWipeRemovesNoStoreThatHoldsAnOnlyCopy(t *testing.T) {
	d := newTablet(t, "officer")
	ctx := context.Background()
	secure := func() {
		t.Helper()
		if err := errors.Join(d.MarkStored(ctx, d.Epoch(), d.seq()), d.MarkSecured(ctx, d.Epoch(), d.seq())); err != nil {
			t.Fatal(err)
		}
	}
	stays := func(why string) {
		t.Helper()
		if err := d.Remove(ctx); !errors.Is(err, journal.ErrOnlyHere) {
			t.Fatalf("%s: %v", why, err)
		}
	}
	stays("nothing was handed in")
	secure()
	v := d.openVisit(evidence.NewID(), evidence.Hash{})
	d.answer(v, "d2", "match")
	secure()
	stays("an open visit has answers")
	photo := d.takePhoto(v)
	d.closeVisit(v)
	secure()
	stays("a photo has not arrived")
	if err := errors.Join(d.MarkPhotosStored(ctx, journal.OutPhoto{Entry: photo.ID}), d.MarkPhotoSecured(ctx, photo.ID, 0)); err != nil {
		t.Fatal(err)
	}
	found := d.dir + "/found"
	if err := errors.Join(os.MkdirAll(found, 0o700), os.WriteFile(found+"/x", []byte("x"), 0o600)); err != nil {
		t.Fatal(err)
	}
	stays("a start found something")
	if err := os.Remove(found + "/x"); err != nil {
		t.Fatal(err)
	}
	if err := d.Shed(ctx); err != nil {
		t.Fatal(err)
	}
	if list, err := os.ReadDir(d.dir + "/photos"); err != nil || len(list) != 0 {
		t.Errorf("photos that are secured stay: %v, %v", list, err)
	}
	if err := d.Remove(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(d.dir); !os.IsNotExist(err) {
		t.Errorf("the folder stays: %v", err)
	}
	d.Journal = nil // it is closed
}
