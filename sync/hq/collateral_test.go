package hq_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
	"fairvisit/visits/outcome"
)

const pledgedCase = "creditor,number,name,street,amount,currency,days_past_due,collateral,collateral_kind,collateral_what,collateral_mark,default_notice,notice_period_over,repossession_clause,permit_or_order\n" +
	"Bank A,0001,王小明,Nanshan Road 7,12000.50,CNY,45,yes,vehicle,White van,沪A12345,yes,yes,yes,yes\n"

// byTheTable has a visit name the house's table of outcomes.
func byTheTable(f *visits.OpenedFacts) {
	t := outcome.House()
	f.Used = append(f.Used, visits.Used{ID: t.ID, Version: t.Version, Hash: t.SHA256()})
}

// A case with a pledged car: what describes it lies with the names, and reaches the
// tablet; the visit closes clean with the car seen, photographed and its plate written
// down. A hand-over without anything to show for it is found.
func TestAPledgedCarIsSeenAndAHandOverNeedsItsEvidence(t *testing.T) {
	w, li, zhao := crewed(t)
	li.work.Outcomes = outcome.House()
	c := w.importCases(pledgedCase)[0]
	w.assign(c, li, zhao)
	li.sync()
	held, err := li.journal.Case(w.ctx, c)
	w.must(err)
	if held.Facts.Collateral == nil || held.Facts.Collateral.Complete() != "yes" || held.Words.Collateral == nil || held.Words.Collateral.Mark != "沪A12345" || !held.Pledged {
		t.Fatalf("the tablet has %+v and %+v", held.Facts.Collateral, held.Words.Collateral)
	}
	v, _, err := li.work.Open(w.ctx, c, zhao.id)
	w.must(err)
	w.must(v.Arrive(w.ctx, nil))
	_, err = v.Photograph(w.ctx, bytes.NewReader(jpegPhoto(3)), "c1-asset", "camera")
	w.must(err)
	w.must(v.Leave(w.ctx))
	w.must(v.Answer(w.ctx, "c1-plate", checklist.Text("沪A12345"), ""))
	_, err = v.EndPhase(w.ctx, checklist.PhaseClose, evidence.Hash{})
	w.must(err)
	w.must(v.Close(w.ctx, []visits.Outcome{{Code: "vsn"}}, nil))
	li.sync()
	w.must(w.hq.Settle(w.ctx))
	w.expect(visits.EvidenceMissing)

	foreign := w.rawClient("Foreign")
	visit := foreign.opens(c, workday.Add(30*time.Minute), byTheTable)
	foreign.pushes(visits.VisitClosed, workday.Add(50*time.Minute), visits.ClosedFacts{Entries: 2, Outcomes: []visits.Outcome{{Code: "vho", Party: evidence.ID{1}}}}, about(c, visit)...)
	w.expect(visits.EvidenceMissing, "vho consent_signed, vho goods_returned, vho identity, vho inventory, vho officer_signature")
}

// A case without collateral closes with no outcome of it on a device, and one of a
// program of somebody's own is found; once an import said that there is some it is not,
// also where the next file does not say so any more.
func TestNoOutcomeOfCollateralWithoutAny(t *testing.T) {
	w, li, zhao := crewed(t)
	li.work.Outcomes = outcome.House()
	c := w.importCases(oneCase)[0]
	w.assign(c, li, zhao)
	li.sync()
	v, _, err := li.work.Open(w.ctx, c, zhao.id)
	w.must(err)
	w.must(v.Arrive(w.ctx, nil))
	w.must(v.Leave(w.ctx))
	for _, code := range []string{"vsn", "vns", "vho", "obj"} {
		if err := v.Close(w.ctx, []visits.Outcome{{Code: code}}, nil); err == nil || !strings.Contains(err.Error(), "this case has none") {
			t.Errorf("%s: %v", code, err)
		}
	}
	w.must(v.Close(w.ctx, []visits.Outcome{{Code: "none"}}, nil))
	li.sync()
	foreign := w.rawClient("Foreign")
	visit := foreign.opens(c, workday.Add(30*time.Minute), byTheTable)
	foreign.pushes(visits.VisitClosed, workday.Add(50*time.Minute), visits.ClosedFacts{Entries: 2, Outcomes: []visits.Outcome{{Code: "vns", Party: evidence.ID{1}}}}, about(c, visit)...)
	w.expect(visits.EvidenceMissing, "vns arrived, vns no_collateral")
}

func TestWhatDescribesCollateralGoesWithTheCase(t *testing.T) {
	w, _, _ := crewed(t)
	c := w.importCases(pledgedCase)[0]
	w.importCases(strings.NewReplacer(",yes,vehicle,White van,沪A12345,yes,yes,yes,yes", ",,,,,,,,").Replace(pledgedCase))
	rec, err := w.hq.CaseRecord(w.ctx, c)
	w.must(err)
	if rec.Case.Facts.Collateral != nil || rec.Case.Words.Collateral != nil || !rec.Case.Pledged {
		t.Errorf("a file without it leaves %+v", rec.Case.Facts.Collateral)
	}
}

// Without all papers collateral is not handed over: a device refuses it, and what a
// program of somebody's own closed with is found.
func TestCollateralIsNotHandedOverWithoutPapers(t *testing.T) {
	w, li, zhao := crewed(t)
	li.work.Outcomes = outcome.House()
	c := w.importCases(strings.Replace(pledgedCase, "yes,yes,yes,yes", "yes,yes,yes,no", 1))[0]
	w.assign(c, li, zhao)
	li.sync()
	v, _, err := li.work.Open(w.ctx, c, zhao.id)
	w.must(err)
	w.must(v.Arrive(w.ctx, nil))
	w.must(v.Leave(w.ctx))
	if err := v.Close(w.ctx, []visits.Outcome{{Code: "vho"}}, nil); err == nil || !strings.Contains(err.Error(), "not complete") {
		t.Errorf("handed over without papers: %v", err)
	}
	foreign := w.rawClient("Foreign")
	visit := foreign.opens(c, workday.Add(30*time.Minute), byTheTable)
	foreign.pushes(visits.VisitClosed, workday.Add(50*time.Minute), visits.ClosedFacts{Entries: 2, Outcomes: []visits.Outcome{{Code: "vho", Party: evidence.ID{1}}}}, about(c, visit)...)
	w.expect(visits.EvidenceMissing, "vho consent_signed, vho goods_returned, vho identity, vho inventory, vho no_papers, vho officer_signature")
}
