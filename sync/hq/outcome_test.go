package hq_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/outcome"
)

// An outcome that nobody knows does not close a visit on a device; of a program of
// somebody's own it is stored and found, and found again when all is made anew.
func TestAnUnknownOutcomeClosesNothingHereAndIsFoundFromElsewhere(t *testing.T) {
	w, li, zhao := crewed(t)
	li.work.Outcomes = outcome.House()
	c := w.importCases(oneCase)[0]
	w.assign(c, li, zhao)
	li.sync()
	v, _, err := li.work.Open(w.ctx, c, zhao.id)
	w.must(err)
	w.must(v.Arrive(w.ctx, nil))
	w.must(v.Leave(w.ctx))
	for _, code := range []string{"PTP", "nonsense", ""} {
		if err := v.Close(w.ctx, []visits.Outcome{{Code: code}}, nil); err == nil || !strings.Contains(err.Error(), "ptp, ") || !strings.Contains(err.Error(), "nf") {
			t.Fatalf("%q: %v", code, err)
		}
	}
	if p, err := li.journal.Visit(w.ctx, v.ID); err != nil || p.Closed != nil {
		t.Fatalf("it is closed all the same: %v, %v", p, err)
	}
	w.must(v.Close(w.ctx, []visits.Outcome{{Code: "none"}}, nil))
	li.sync()
	w.must(w.hq.Settle(w.ctx))
	w.expect(visits.EvidenceMissing)

	foreign := w.rawClient("Foreign")
	visit := foreign.opens(c, workday.Add(30*time.Minute), nil)
	foreign.pushes(visits.VisitClosed, workday.Add(50*time.Minute), visits.ClosedFacts{Entries: 2, Outcomes: []visits.Outcome{{Code: "PTP", Party: evidence.ID{1}}, {Code: "a person's name"}}}, about(c, visit)...)
	w.expect(visits.EvidenceMissing, "PTP unknown_outcome, unknown_outcome")
	(&office{world: w, caseID: c}).sameAnew()
	w.expect(visits.EvidenceMissing, "PTP unknown_outcome, unknown_outcome")
}

// A stop of a code that nobody knows is not raised; the words a creditor's file may use
// are taken for their codes.
func TestAnUnknownStopIsNotRaised(t *testing.T) {
	w, li, zhao := crewed(t)
	c := w.importCases(oneCase)[0]
	w.assign(c, li, zhao)
	li.sync()
	v, _, err := li.work.Open(w.ctx, c, zhao.id)
	w.must(err)
	for _, code := range []string{"bogus", "", "cease_contact2"} {
		if err := v.Flag(w.ctx, code, ""); err == nil || !strings.Contains(err.Error(), "suspected_illegal_loan") || !strings.Contains(err.Error(), "Nothing was stopped") {
			t.Errorf("%q: %v", code, err)
		}
	}
	for word, code := range map[string]string{"cease": "cease_contact", "dispute": "dispute_open", "Deceased": "deceased", "异议": "dispute_open", "bad_time": "bad_time"} {
		w.must(v.Flag(w.ctx, word, ""))
		held, err := li.journal.Case(w.ctx, c)
		w.must(err)
		if !slices.ContainsFunc(held.Flags, func(f visits.Flag) bool { return f.Code == code }) || slices.ContainsFunc(held.Flags, func(f visits.Flag) bool { return f.Code == "bogus" }) {
			t.Errorf("%s: the stops are %+v", word, held.Flags)
		}
	}
}
