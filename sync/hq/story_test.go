package hq_test

import (
	"bytes"
	"testing"

	"fairvisit/visits"
)

// A manager assigns a case; the officer does the visit offline with three
// photos; meanwhile the manager gives the case to somebody else; the officer
// comes online: the late work is kept and counted once, and the device hides
// the case.
func TestStoryReassignedWhileTheVisitHappens(t *testing.T) {
	w := newWorld(t, true)
	w.turn(workday)
	li, zhao, chen := w.enrol("officer", "Li"), w.enrol("officer", "Zhao"), w.enrol("officer", "Chen")
	cases := w.importCases(oneCase)
	w.assign(cases[0], li, zhao)
	li.sync()

	c, err := li.journal.Case(w.ctx, cases[0])
	w.must(err)
	if c == nil || c.Words == nil || c.Words.Parties[0].Name != "王小明" {
		t.Fatalf("the officer's device holds %+v", c)
	}

	v, verdict, err := li.work.Open(w.ctx, cases[0], zhao.id)
	if err != nil {
		t.Fatalf("%v: %+v", err, verdict)
	}
	w.must(v.Arrive(w.ctx, nil))
	for i := range 3 {
		if _, err := v.Photograph(w.ctx, bytes.NewReader(jpegPhoto(uint8(i))), "door", "camera"); err != nil {
			t.Fatal(err)
		}
	}
	w.assign(cases[0], chen, zhao)
	w.must(v.Leave(w.ctx))
	w.must(v.Close(w.ctx, []visits.Outcome{{Party: c.Facts.Parties[0].Party, Debt: c.Facts.Debt, Code: "NF"}}, nil))

	li.sync()
	w.must(w.hq.Settle(w.ctx))

	rec, err := w.hq.CaseRecord(w.ctx, cases[0])
	w.must(err)
	if len(rec.Visits) != 1 || len(rec.Case.Contacts) != 1 {
		t.Fatalf("%d visits, %d contacts; want one of each", len(rec.Visits), len(rec.Case.Contacts))
	}
	if got := rec.Visits[0]; !got.Late || got.Status != visits.StatusClosed || len(got.Photos) != 3 {
		t.Errorf("the visit is late=%v, %s, %d photos", got.Late, got.Status, len(got.Photos))
	}
	stored := 0
	for _, p := range rec.Photos {
		if p.Stored {
			stored++
		}
	}
	if stored != 3 {
		t.Errorf("%d of 3 photos at headquarters", stored)
	}
	li.sync() // what was handed in may have changed the feed
	left, err := li.journal.Pictures(w.ctx, visits.KindCase)
	w.must(err)
	for _, p := range left {
		if p.Key.ID == cases[0] && p.State != "hidden" {
			t.Errorf("the case is still %s on the device it was taken from", p.State)
		}
	}
	if v, err := li.journal.Visit(w.ctx, v.ID); err != nil || v == nil {
		t.Errorf("the officer's own visit is gone from the device: %v", err)
	}
	w.must(w.hq.Store.Check(w.ctx))
}
