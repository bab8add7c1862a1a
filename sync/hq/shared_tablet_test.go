package hq_test

import (
	"path/filepath"
	"testing"

	"fairvisit/visits"
)

// Two officers share a tablet: each hands in their own, each is sent their own
// case and no line of the other's, whoever of them comes first.
func TestTwoPersonsOfOneTabletHandInApart(t *testing.T) {
	w := newWorld(t, false)
	w.turn(workday)
	root := filepath.Join(w.dir, "devices", "shared")
	li, he, zhao := w.enrolOn(root, "officer", "Li"), w.enrolOn(root, "officer", "He"), w.enrol("officer", "Zhao")
	cases := w.importCases(oneCase + "Bank A,0002,李秀兰,中山路 8 号,500.00,CNY,60\n")
	w.assign(cases[0], li, zhao)
	w.assign(cases[1], he, zhao)
	for _, p := range []*person{li, he} {
		p.sync()
	}
	for i, p := range []*person{li, he} {
		held, err := p.journal.Pictures(w.ctx, visits.KindCase)
		w.must(err)
		if len(held) != 1 || held[0].Key.ID != cases[i] {
			t.Fatalf("person %d holds %d cases", i, len(held))
		}
		v, _, err := p.work.Open(w.ctx, cases[i], zhao.id)
		w.must(err)
		w.must(v.Note(w.ctx, "written by one of two"))
	}
	he.sync()
	li.sync()
	w.must(w.hq.Settle(w.ctx))
	for i, p := range []*person{li, he} {
		rec, err := w.hq.CaseRecord(w.ctx, cases[i])
		w.must(err)
		if len(rec.Visits) != 1 || rec.Visits[0].Officer != p.id || len(rec.Visits[0].Notes) != 1 {
			t.Errorf("of person %d headquarters has %+v", i, rec.Visits)
		}
		p.sync()
		held, err := p.journal.Pictures(w.ctx, visits.KindVisit)
		w.must(err)
		if len(held) != 1 {
			t.Errorf("person %d holds %d visits", i, len(held))
		}
	}
	if li.journal.Identity().Device == he.journal.Identity().Device {
		t.Error("both sign with one key")
	}
}
