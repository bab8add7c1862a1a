package hq_test

import (
	"bytes"
	"encoding/json"
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

// seenCar is a case with a pledged car, and li's visit of it, closed with the car seen.
func seenCar(w *world, li, zhao *person) (c, visit evidence.ID) {
	w.Helper()
	li.work.Outcomes = outcome.House()
	c = w.importCases(pledgedCase)[0]
	w.assign(c, li, zhao)
	li.sync()
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
	return c, v.ID
}

// A case with a pledged car: what describes it lies with the names, and reaches the
// tablet; the visit closes clean with the car seen, photographed and its plate written
// down. A hand-over without anything to show for it is found.
func TestAPledgedCarIsSeenAndAHandOverNeedsItsEvidence(t *testing.T) {
	w, li, zhao := crewed(t)
	c, _ := seenCar(w, li, zhao)
	held, err := li.journal.Case(w.ctx, c)
	w.must(err)
	if held.Facts.Collateral == nil || held.Facts.Collateral.Complete() != "yes" || held.Words.Collateral == nil || held.Words.Collateral.Mark != "沪A12345" || !held.Pledged {
		t.Fatalf("the tablet has %+v and %+v", held.Facts.Collateral, held.Words.Collateral)
	}
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

// A newer file that says nothing of collateral takes it away. That there was some is
// kept, so that an outcome of it stays one that could be.
func TestAFileWithoutCollateralTakesItAway(t *testing.T) {
	w, _, _ := crewed(t)
	c := w.importCases(pledgedCase)[0]
	w.importCases(strings.NewReplacer(",yes,vehicle,White van,沪A12345,yes,yes,yes,yes", ",,,,,,,,").Replace(pledgedCase))
	rec, err := w.hq.CaseRecord(w.ctx, c)
	w.must(err)
	if rec.Case.Facts.Collateral != nil || rec.Case.Words.Collateral != nil || !rec.Case.Pledged {
		t.Errorf("a file without it leaves %+v", rec.Case.Facts.Collateral)
	}
}

// A case is erased: what describes its collateral is gone, at headquarters and from the
// tablet, and so is the plate that was written down at the visit; what the visits came
// to, and what of them was found, stays as it was, also where all is made anew.
func TestErasedCollateralIsReadNowhereAndNoVerdictChanges(t *testing.T) {
	w := newWorld(t, true) // a tablet lets nothing of a visit go that lies in one place only
	w.turn(workday)
	li, zhao := w.enrol("officer", "li"), w.enrol("officer", "zhao")
	c, seen := seenCar(w, li, zhao)
	w.secured()
	foreign := w.rawClient("Foreign")
	visit := foreign.opens(c, workday.Add(30*time.Minute), byTheTable)
	foreign.pushes(visits.VisitClosed, workday.Add(50*time.Minute), visits.ClosedFacts{Entries: 2, Outcomes: []visits.Outcome{{Code: "vho", Party: evidence.ID{1}}}}, about(c, visit)...)
	const lacks = "vho consent_signed, vho goods_returned, vho identity, vho inventory, vho officer_signature"
	w.expect(visits.EvidenceMissing, lacks)
	shown := func() string {
		rec, err := w.hq.CaseRecord(w.ctx, c)
		w.must(err)
		all, err := json.Marshal(rec)
		w.must(err)
		return string(all)
	}
	if told := shown(); !strings.Contains(told, "White van") || strings.Count(told, "沪A12345") < 2 {
		t.Fatalf("before it is erased the record does not have it: %s", told)
	}
	_, err := w.hq.Erase(w.ctx, c, "request")
	w.must(err)
	stays := func(when string) {
		t.Helper()
		if told := shown(); strings.Contains(told, "White van") || strings.Contains(told, "A12345") {
			t.Errorf("%s the record shows %s", when, told)
		}
		w.expect(visits.EvidenceMissing, lacks)
		rec, err := w.hq.CaseRecord(w.ctx, c)
		w.must(err)
		came := map[string]bool{}
		for _, v := range rec.Visits {
			came[v.Closed.Outcomes[0].Code] = true
		}
		if len(came) != 2 || !came["vsn"] || !came["vho"] || !rec.Case.Pledged {
			t.Errorf("%s the visits came to %v", when, came)
		}
	}
	stays("erased")
	w.must(w.hq.Rebuild(w.ctx))
	stays("made anew")

	li.sync()
	w.turn(w.clock().AddDate(0, 0, 2))
	_, err = li.journal.Purge(w.ctx, w.clock().UnixMicro())
	w.must(err)
	held, err := li.journal.Case(w.ctx, c)
	w.must(err)
	if held != nil && held.Words != nil {
		t.Errorf("the tablet still has %+v", held.Words)
	}
	told, err := li.journal.Visit(w.ctx, seen)
	w.must(err)
	if all, err := json.Marshal(told); err != nil || strings.Contains(string(all), "A12345") {
		t.Errorf("of its visit the tablet has %s (%v)", all, err)
	}
}

// An objection to the hand-over, as the app hands it in: the stop is on the whole case
// at headquarters, nothing of the outcome is missing, and the next crew's tablet lets
// nobody go and has neither address nor plate.
func TestAnObjectionToAHandOverStopsTheCase(t *testing.T) {
	w, li, zhao := crewed(t)
	li.work.Outcomes = outcome.House()
	he := w.enrol("officer", "he")
	c := w.importCases(pledgedCase)[0]
	w.assign(c, li, zhao)
	li.sync()
	v, _, err := li.work.Open(w.ctx, c, zhao.id)
	w.must(err)
	w.must(v.Arrive(w.ctx, nil))
	w.must(v.Answer(w.ctx, "c1-stopped", checklist.Yes, ""))
	_, err = v.EndPhase(w.ctx, checklist.PhaseClose, evidence.Hash{})
	w.must(err)
	w.must(v.Flag(w.ctx, "dispute_open", ""))
	w.must(v.Leave(w.ctx))
	w.must(v.Close(w.ctx, []visits.Outcome{{Code: "obj"}}, nil))
	li.sync()
	w.must(w.hq.Settle(w.ctx))
	w.expect(visits.EvidenceMissing)
	rec, err := w.hq.CaseRecord(w.ctx, c)
	w.must(err)
	if !rec.Case.Stopped() || rec.Case.Flags[0].Code != "dispute_open" {
		t.Errorf("headquarters has %+v", rec.Case.Flags)
	}
	w.assign(c, he, zhao)
	li.sync()
	he.sync()
	if got := he.says(c, zhao); !strings.Contains(got, "flag_stands") {
		t.Errorf("the next crew is told %q", got)
	}
	held, err := he.journal.Case(w.ctx, c)
	w.must(err)
	if held.Words == nil || held.Words.Place.Street != "" || held.Words.Collateral != nil {
		t.Errorf("the next tablet has %+v", held.Words)
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
