package hq_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"fairvisit/evidence"
	"fairvisit/sync/hq"
	"fairvisit/visits"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/rules"
)

// goesTo assigns the case anew, for its contact was used, and has the tablets hear of it.
func (w *world) goesTo(c evidence.ID, day time.Time, first, second *person) {
	w.Helper()
	w.turn(day)
	_, err := w.hq.Assign(w.ctx, hq.Assignment{Case: c, Officer: first.id, Second: second.id, Day: day.Format(time.DateOnly), Order: 1})
	w.must(err)
	first.sync()
}

// The crew finds that the debtor moved. No plan sends anybody there; a manager does, and
// Start asks why. Whoever says it is found by nobody, whoever has a program that does not
// ask is. The outcome of the second visit takes the warning away.
func TestGoingWhereByTheLastOutcomeNobodyGoes(t *testing.T) {
	w, li, zhao := crewed(t)
	c := w.importCases(mapped)[0]
	w.assign(c, li, zhao)
	li.sync()
	li.ages()
	if got := li.says(c, zhao); got != "" {
		t.Fatalf("before any visit: %q", got)
	}
	li.goes(c, zhao, "shf")
	if got := li.says(c, zhao); !strings.Contains(got, "H-TRACE outcome_no_visit") {
		t.Errorf("the tablet that was there, before it syncs: %q", got)
	}
	li.sync()
	w.goesTo(c, time.Date(2027, 1, 6, 2, 0, 0, 0, time.UTC), li, zhao)
	if got := w.planned("2027-01-07"); !strings.HasPrefix(got, "other_step: trace") {
		t.Errorf("a plan says %q", got)
	}

	_, v, err := li.work.Open(w.ctx, c, zhao.id)
	if !errors.Is(err, fieldwork.ErrReasonNeeded) || len(v.Reasons) != 1 || v.Reasons[0].Rule != "H-TRACE" || v.Reasons[0].Params["day"] != "2026-11-25" {
		t.Fatalf("without a reason: %v, %+v", err, v.Reasons)
	}
	if drafts, err := li.journal.Drafts(w.ctx); err != nil || len(drafts) != 0 {
		t.Errorf("a refused start left %v, %v", drafts, err)
	}
	open, _, err := li.work.Open(w.ctx, c, zhao.id, fieldwork.Why{Code: "headquarters_knows"})
	w.must(err)
	told, err := li.journal.Visit(w.ctx, open.ID)
	w.must(err)
	if f := told.Opened.Verdict; f.Reason != "headquarters_knows" || !slices.Contains(f.Rules, "H-TRACE") {
		t.Errorf("the start says %+v", f)
	}
	held, err := li.journal.Case(w.ctx, c)
	w.must(err)
	w.must(open.Leave(w.ctx))
	w.must(open.Close(w.ctx, []visits.Outcome{{Party: held.Facts.Parties[0].Party, Debt: held.Facts.Debt, Code: "nf"}}, nil))
	li.sync()
	w.expect(visits.RuleNoVisit)

	w.goesTo(c, time.Date(2027, 2, 17, 2, 0, 0, 0, time.UTC), li, zhao)
	if got := li.says(c, zhao); got != "" {
		t.Errorf("after nobody was home: %q", got)
	}
	w.sameAnew()
}

// A program that asks for no reason goes there: headquarters stores the visit, and finds it.
func TestAProgramThatDoesNotAskIsFound(t *testing.T) {
	w, li, zhao := crewed(t)
	c := w.importCases(mapped)[0]
	w.assign(c, li, zhao)
	li.sync()
	li.goes(c, zhao, "wa")
	li.sync()
	day := time.Date(2027, 1, 6, 2, 0, 0, 0, time.UTC)
	w.turn(day)
	raw := w.rawClient("Wang")
	f := visits.OpenedFacts{PlaceKind: rules.PlaceHome, Day: "2027-01-06", Verdict: visits.VerdictFacts{Decision: "allow", Class: "A", FlagsAge: time.Minute.Microseconds()}}
	raw.pushes(visits.VisitOpened, day, f, evidence.Ref{Kind: evidence.RefCase, ID: c}, evidence.Ref{Kind: evidence.RefVisit, ID: evidence.NewID()},
		evidence.Ref{Kind: evidence.RefSecond, ID: zhao.id})
	w.expect(visits.RuleNoVisit, "H-TRACE 2027-01-06 10:00")
}
