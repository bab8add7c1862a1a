package hq_test

import (
	"errors"
	"reflect"
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

// Headquarters finds where the debtor lives now and imports it: the plan goes on, and Start
// does not warn of what was found at the address before. The bank's next file has that one
// again: then it does.
func TestAnAddressThatWasFoundIsVisited(t *testing.T) {
	w, li, zhao := crewed(t)
	c := w.importCases(mapped)[0]
	w.assign(c, li, zhao)
	li.sync()
	li.ages()
	li.goes(c, zhao, "shf")
	li.sync()
	found := strings.Replace(mapped, "中山路 9999 号", "人民路 8 号", 1)
	day := time.Date(2027, 1, 6, 2, 0, 0, 0, time.UTC)
	for _, next := range []struct{ file, warns, plan string }{{found, "", ""}, {mapped, "H-TRACE outcome_no_visit", "other_step: trace"}, {found, "", ""}} {
		w.turn(day)
		w.importCases(next.file)
		w.goesTo(c, day, li, zhao)
		if got := li.says(c, zhao); got != next.warns {
			t.Errorf("of %q Start says %q, not %q", next.file, got, next.warns)
		}
		if got := w.planned(day.AddDate(0, 0, 1).Format(time.DateOnly)); !strings.HasPrefix(got, next.plan) || next.plan == "" && strings.HasPrefix(got, "other_step") {
			t.Errorf("of %q the plan says %q, not %q", next.file, got, next.plan)
		}
		day = day.AddDate(0, 0, 7)
	}
	li.goes(c, zhao, "nf")
	li.sync()
	w.expect(visits.RuleNoVisit)
	rec, err := w.hq.CaseRecord(w.ctx, c)
	w.must(err)
	if k := rec.Case.Contacts; len(k) != 2 || k[0].Place.IsZero() || k[0].Place == k[1].Place || k[1].Place != rec.Case.Facts.Place {
		t.Errorf("the contacts are %+v of %s", k, rec.Case.Facts.Place)
	}
	w.sameAnew()
	li.sync()
	before, err := li.journal.Case(w.ctx, c)
	w.must(err)
	w.must(li.journal.Rebuild(w.ctx))
	if after, err := li.journal.Case(w.ctx, c); err != nil || !reflect.DeepEqual(before.Contacts, after.Contacts) || len(after.Contacts) != 2 || after.Contacts[0].Place != rec.Case.Contacts[0].Place {
		t.Errorf("on the tablet they are %+v, made anew %+v (%v)", before.Contacts, after.Contacts, err)
	}
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
