package hq_test

import (
	"errors"
	"testing"
	"time"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/journal"
)

// finding is the one of a code, as headquarters' inbox reads it.
func (w *world) finding(code string) *visits.Finding {
	w.Helper()
	w.must(w.hq.Settle(w.ctx))
	list, err := w.hq.ListFindings(w.ctx, code, evidence.ID{}, 10)
	w.must(err)
	if len(list) != 1 {
		w.Fatalf("%d findings %s", len(list), code)
	}
	return list[0]
}

// shown is a finding of a code as an officer's device shows it.
func (p *person) shown(code string) visits.Finding {
	p.w.Helper()
	all, err := journal.All[visits.Finding](p.w.ctx, p.journal, visits.KindFinding)
	p.w.must(err)
	for _, f := range all {
		if f.Code == code {
			return f
		}
	}
	p.w.Fatalf("the device shows no finding %s", code)
	return visits.Finding{}
}

// An officer answers a finding about their own work: headquarters reads it beside the
// finding. Nobody else answers for them, and what is said later holds.
func TestStoryAnOfficerAnswersAFinding(t *testing.T) {
	p, gao := dayWithCash(t)
	p.ends(100000, "missing")
	p.li.sync()
	p.must(p.hq.Settle(p.ctx))
	p.li.sync()
	f := p.li.shown(visits.CashDiffers)
	if err := p.zhao.work.AnswerFinding(p.ctx, f, "It was not me."); !errors.Is(err, fieldwork.ErrNotMine) {
		t.Errorf("another officer answers: %v", err)
	}
	if err := p.li.work.AnswerFinding(p.ctx, f, "  "); err == nil {
		t.Error("an answer says nothing")
	}
	p.must(p.li.work.AnswerFinding(p.ctx, f, "Two notes fell behind the seat."))
	p.turn(p.clock().Add(time.Minute))
	p.must(p.li.work.AnswerFinding(p.ctx, f, "Two notes fell behind the seat; I found them."))
	// A device that writes an answer for another's finding all the same stands nowhere.
	_, err := p.zhao.journal.Append(p.ctx, journal.Writing{Kind: visits.FindingAnswered, Refs: []evidence.Ref{{Kind: evidence.RefOfficer, ID: p.zhao.id}},
		Facts: visits.AnsweredFacts{Finding: f.ID}, Words: visits.TextWords{Text: "He took it."}})
	p.must(err)
	p.li.sync()
	p.zhao.sync()
	p.must(p.hq.Settle(p.ctx))
	p.li.sync()
	gao.sync()
	a := p.finding(visits.CashDiffers).Answer
	if a == nil || a.Officer != p.li.id || a.Text != "Two notes fell behind the seat; I found them." || a.At == 0 {
		t.Errorf("headquarters reads %+v", a)
	}
	for who, on := range map[string]*person{"Li": p.li, "the manager": gao} {
		all, err := journal.All[visits.FindingAnswer](p.ctx, on.journal, visits.KindAnswer)
		p.must(err)
		said := map[evidence.ID]string{}
		for _, a := range all {
			said[a.Officer] = a.Text
		}
		if said[p.li.id] != "Two notes fell behind the seat; I found them." {
			t.Errorf("%s is shown %+v", who, all)
		}
	}
	p.expect(visits.NotUnderstood)
	p.sameAnew()
}

// What an officer said to a finding goes with its case.
func TestAnAnswerIsErasedWithItsCase(t *testing.T) {
	p := newPair(t)
	gao := p.enrol("manager", "Gao")
	p.must(p.visit.Help(p.ctx))
	p.closeVisit()
	p.li.sync()
	p.must(p.hq.Settle(p.ctx))
	p.li.sync()
	p.must(p.li.work.AnswerFinding(p.ctx, p.li.shown(visits.HelpWanted), "Mr Wang's brother let the dog out."))
	p.li.sync()
	if a := p.finding(visits.HelpWanted).Answer; a == nil || a.Text != "Mr Wang's brother let the dog out." || a.Case != p.caseID {
		t.Fatalf("headquarters reads %+v", a)
	}
	p.expect(visits.CountWrong) // an answer is no work of the visit
	p.sameAnew()
	_, err := p.hq.Erase(p.ctx, p.caseID, "wrong_party")
	p.must(err)
	p.must(p.hq.Settle(p.ctx))
	if a := p.finding(visits.HelpWanted).Answer; a == nil || a.Text != "" || a.Entry.IsZero() {
		t.Errorf("after the erasure headquarters reads %+v", a)
	}
	gao.sync()
	all, err := journal.All[visits.FindingAnswer](p.ctx, gao.journal, visits.KindAnswer)
	p.must(err)
	if len(all) != 1 || all[0].Text != "" {
		t.Errorf("the manager is shown %+v", all)
	}
	p.sameAnew()
}
