package hq_test

import (
	"bytes"
	"testing"
	"time"

	"fairvisit/evidence"
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
	// The pull takes the case out of the lists at once, for it is another crew's; the
	// visit at the door goes on, with all the words it needs.
	li.sync()
	if k, err := li.journal.Case(w.ctx, cases[0]); err != nil || k == nil || k.Words == nil || li.stateOf(cases[0]) != "hidden" {
		t.Fatalf("while the visit is open the case is %q, %+v, %v", li.stateOf(cases[0]), k, err)
	}
	w.must(v.Leave(w.ctx))
	w.must(v.Close(w.ctx, []visits.Outcome{{Party: c.Facts.Parties[0].Party, Debt: c.Facts.Debt, Code: "nf"}}, nil))

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
	li.hidesAndPurges(cases[0])
	if v, err := li.journal.Visit(w.ctx, v.ID); err != nil || v == nil {
		t.Errorf("the officer's own visit is gone from the device: %v", err)
	}
	w.must(w.hq.Store.Check(w.ctx))
}

// stateOf is how the lists of a device have a case: hidden is in none.
func (p *person) stateOf(id evidence.ID) string {
	p.w.Helper()
	all, err := p.journal.Pictures(p.w.ctx, visits.KindCase)
	p.w.must(err)
	for _, k := range all {
		if k.Key.ID == id {
			return k.State
		}
	}
	return ""
}

// hidesAndPurges: of a case that was taken away and whose visit was handed in the
// words stay until a day after the second copy held them, and then are gone.
func (p *person) hidesAndPurges(id evidence.ID) {
	w := p.w
	w.Helper()
	words := func() bool {
		k, err := p.journal.Case(w.ctx, id)
		w.must(err)
		return k != nil && k.Words != nil
	}
	for range 500 { // until the second copy has it all
		p.sync()
		if r, err := p.journal.AtRisk(w.ctx); err == nil && r.NotSecuredEntries+r.NotSecuredPhotos == 0 {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	for _, after := range []time.Duration{0, 23 * time.Hour} {
		_, err := p.journal.Purge(w.ctx, w.clock().Add(after).UnixMicro())
		w.must(err)
		if !words() {
			w.Errorf("%v after it was secured the device holds its words no more", after)
		}
	}
	_, err := p.journal.Purge(w.ctx, w.clock().Add(25*time.Hour).UnixMicro())
	w.must(err)
	if words() {
		w.Error("a day and an hour after it was secured the device still holds its words")
	}
}
