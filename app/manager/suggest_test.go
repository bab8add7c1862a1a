package manager

import (
	"fmt"
	"strings"
	"testing"

	"fairvisit/app/i18n"
	"fairvisit/evidence"
	dayplan "fairvisit/visits/plan"
	"fairvisit/visits/route"
	"fairvisit/visits/rules"
)

// fileWithPlaces is a bank's file of n cases whose places are known.
func fileWithPlaces(n int) string {
	var b strings.Builder
	b.WriteString("creditor,number,name,street,district,city,amount,currency,days_past_due,lat,lon\n")
	for i := range n {
		fmt.Fprintf(&b, "Bank A,N%03d,李某,Hill %d,East,Nowhere,9000.00,CNY,%d,30.5%02d,114.5%02d\n", i, i, 40+3*i, i*37%100, i*53%100)
	}
	return b.String()
}

// A manager asks for a plan, reads why each visit is in it, takes it over, and
// writes it: every case is decided for one crew of two, in the order of its tour.
func TestASuggestedPlanIsTakenOver(t *testing.T) {
	s := newTeam(t)
	s.Import(fileWithPlaces(16))
	s.Sync(s.manager)
	d := sit(t, s.manager, desktopSize, english, new(string))
	d.m.Iterations(200)
	d.tap("section.plan", "suggest")
	d.says("Suggested plan", "never visited", "points", "A suggestion decides nothing", "16 visits · about", "visits before")
	best := d.m.proposed.best
	if best == nil || visitsIn(best) < 12 || d.m.proposed.rounds != 2 {
		t.Fatalf("%+v", d.m.proposed)
	}
	order := map[evidence.ID]int{}
	for _, tour := range best.Tours {
		for _, stop := range tour.Stops {
			order[stop.Case] = stop.Order
		}
	}
	d.tap("suggest.take")
	d.says("Check before it is written")
	if d.m.proposed != nil {
		t.Error("the suggestion that was taken over is still there")
	}
	d.tap("write")
	s.Sync(s.manager)
	decided := 0
	for i := range 16 {
		id := s.HQ.CaseID("Bank A", fmt.Sprintf("N%03d", i))
		a, ok := s.Record(id).Case.Assigned()
		if !ok {
			continue
		}
		decided++
		if a.Second.IsZero() || a.Order != order[id] || a.Day != d.m.plan.day {
			t.Errorf("case %d: %+v, and the tour has it as number %d", i, a, order[id])
		}
	}
	if decided != len(order) {
		t.Errorf("%d cases are decided, the plan had %d", decided, len(order))
	}
}

// A plan that is left is forgotten, and nothing is proposed by it.
func TestASuggestionLeftChangesNothing(t *testing.T) {
	s := newTeam(t)
	file := write(t, "cases.csv", fileWithPlaces(6))
	d := sit(t, s.manager, desktopSize, english, &file)
	d.m.Iterations(50)
	d.tap("section.import", "choose", "take", "to.plan", "suggest", "suggest.back")
	if d.m.proposed != nil || d.m.plan.proposed() != 0 {
		t.Error("something is left of a suggestion that nobody took")
	}
}

// Every reason and term that a plan may give has its words in both languages.
func TestEveryReasonOfASuggestionHasWords(t *testing.T) {
	codes := []string{"suggest.left.too_many", "suggest.warns." + rules.CodeNoVisit, "suggest.warns." + rules.CodeDayUnknown}
	for _, term := range []string{dayplan.TermBucket, dayplan.TermAmount, dayplan.TermNeverVisited, dayplan.TermWaiting, dayplan.TermPromisePassed, dayplan.TermAskedBack} {
		codes = append(codes, "suggest.term."+term)
	}
	for _, why := range []string{dayplan.NotImported, dayplan.Erased, dayplan.WordsGone, dayplan.Withdrawn, dayplan.Closed, dayplan.Stopped, dayplan.Contested, dayplan.PromiseRuns,
		dayplan.OtherDay, dayplan.VisitedThat, dayplan.UnderWay, dayplan.OtherStep, dayplan.NoPlace, dayplan.TooFar, dayplan.NoSkill, dayplan.NotSpoken, dayplan.Kept, dayplan.NotAllowed} {
		codes = append(codes, "suggest.not."+why)
	}
	for why := route.NoCrew; why <= route.Done; why++ {
		codes = append(codes, "suggest.left."+strings.ReplaceAll(why.String(), " ", "_"))
	}
	for _, lang := range i18n.Langs {
		for _, code := range codes {
			if !i18n.In(lang).Has(code) {
				t.Errorf("%s has no words for %s", lang, code)
			}
		}
	}
}

// The best of all rounds is kept, which is not the one that costs least: that leaves
// most out. Who has seen enough gets it at once: the round under way would take an hour.
func TestTheBestSoFarIsKept(t *testing.T) {
	var s suggestion
	team := newTeam(t)
	team.Import(fileWithPlaces(8))
	team.Sync(team.manager)
	d := sit(t, team.manager, desktopSize, english, new(string))
	in := d.m.asked()
	s.thinking = effort{rounds: 1, iterations: 200}
	whole, err := s.look(in, 1)
	if err != nil {
		t.Fatal(err)
	}
	in.Roster.Shift.Until = "10:30"
	cut, err := s.look(in, 1)
	if err != nil || visitsIn(&cut) == 0 || visitsIn(&cut) >= visitsIn(&whole) {
		t.Fatalf("%d visits of a short day, %d of a whole one, %v: this test shows nothing", visitsIn(&cut), visitsIn(&whole), err)
	}
	whole.Cost, cut.Cost = 9, 3
	for _, p := range []dayplan.Plan{cut, whole, cut} {
		s.take(p, nil)
	}
	if visitsIn(s.best) != visitsIn(&whole) || s.rounds != 3 {
		t.Errorf("%d visits are kept of %d", visitsIn(s.best), visitsIn(&whole))
	}
	s.thinking = effort{rounds: 1, seconds: 3600}
	s.stopped.Store(true)
	if p, err := s.look(in, 1); err != nil || visitsIn(&p) == 0 {
		t.Errorf("a search that was stopped gave %d visits, %v", visitsIn(&p), err)
	}
}
