package hq_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"fairvisit/evidence"
	"fairvisit/sync/hq"
	"fairvisit/visits/plan"
)

// planned is a plan that sends a crew to the cases in their order, and what
// taking it would change as things stand now.
func planned(w *world, crew []evidence.ID, cases ...evidence.ID) []hq.PlanChange {
	w.Helper()
	known, err := w.hq.PlanCases(w.ctx, w.unit)
	w.must(err)
	tour := plan.Tour{Officers: crew}
	for i, id := range cases {
		s := plan.Stop{Case: id, Order: i + 1}
		for _, c := range known {
			if c.ID == id {
				s.Replaces = c.Standing
			}
		}
		tour.Stops = append(tour.Stops, s)
	}
	changes, _ := hq.PlanChanges(&plan.Plan{Day: "2026-11-25", Tours: []plan.Tour{tour}}, known)
	return changes
}

func manyCases(n int) string {
	var b strings.Builder
	b.WriteString("creditor,number,name,street,amount,currency,days_past_due\n")
	for i := range n {
		fmt.Fprintf(&b, "Bank A,%04d,王某,中山路 %d 号,12000.50,CNY,45\n", i, i)
	}
	return b.String()
}

// Eight managers take a plan of the same cases at one moment. One of them decides;
// the others are told, and no case has a decision nobody saw, nor two that
// contradict each other.
func TestOfPlansTakenAtOnceOneDecides(t *testing.T) {
	w, li, zhao := crewed(t)
	cases := w.importCases(manyCases(12))
	var plans [8][]hq.PlanChange
	for i := range plans {
		plans[i] = planned(w, []evidence.ID{li.id, zhao.id}, cases...)
	}
	var all sync.WaitGroup
	var taken [len(plans)]int
	begin := make(chan struct{})
	for i := range plans {
		all.Go(func() {
			<-begin
			entries, err := w.hq.TakePlan(w.ctx, "2026-11-25", plans[i])
			if taken[i] = len(entries); err == nil && len(entries) != len(cases) {
				t.Errorf("%d of %d decisions were written", len(entries), len(cases))
			}
		})
	}
	close(begin)
	all.Wait()
	sum := 0
	for _, n := range taken {
		sum += n
	}
	if sum != len(cases) {
		t.Errorf("%v decisions were written for %d cases", taken, len(cases))
	}
	for _, id := range cases {
		rec, err := w.hq.CaseRecord(w.ctx, id)
		w.must(err)
		if len(rec.Case.Decisions) != 1 || len(rec.Case.Contested) != 0 {
			t.Errorf("a case has %d decisions, %d of them contested", len(rec.Case.Decisions), len(rec.Case.Contested))
		}
	}
}

// While a plan lies on the table a crew goes in at one of its doors. The plan is
// not taken: neither may the case be given away under their hands, nor be taken back.
func TestAPlanTakesNoCaseFromWhoIsAtTheDoor(t *testing.T) {
	w, li, zhao := crewed(t)
	he, wu := w.enrol("officer", "he"), w.enrol("officer", "wu")
	cases := w.importCases(manyCases(3))
	w.assign(cases[0], li, zhao)
	li.sync()
	given := planned(w, []evidence.ID{he.id, wu.id}, cases...)
	takenBack := planned(w, []evidence.ID{he.id, wu.id}, cases[1], cases[2])
	_, _, err := li.work.Open(w.ctx, cases[0], zhao.id)
	w.must(err)
	li.sync()
	for what, changes := range map[string][]hq.PlanChange{"given away": given, "taken back": takenBack} {
		if entries, err := w.hq.TakePlan(w.ctx, "2026-11-25", changes); err == nil || len(entries) > 0 {
			t.Errorf("the case is %s: %d decisions, %v", what, len(entries), err)
		}
	}
	for i, id := range cases {
		rec, err := w.hq.CaseRecord(w.ctx, id)
		w.must(err)
		d, ok := rec.Case.Assigned()
		if want := i == 0; ok != want || ok && d.Officer != li.id {
			t.Errorf("case %d goes to %v, %v", i, d.Officer.Short(), ok)
		}
	}
	// Seen anew, the plan leaves the case where it is and is taken.
	if _, err := w.hq.TakePlan(w.ctx, "2026-11-25", planned(w, []evidence.ID{he.id, wu.id}, cases[1], cases[2])); err != nil {
		t.Error(err)
	}
}
