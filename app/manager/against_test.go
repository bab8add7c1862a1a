package manager

import (
	"fmt"
	"slices"
	"testing"

	"fairvisit/evidence"
	dayplan "fairvisit/visits/plan"
)

// Before decisions are written the check asks the rules: what something stands against is
// named with what it is, and is out. What can still be mended is taken along by one tap;
// what cannot is written by no tap.
func TestTheCheckAsksTheRulesBeforeItIsWritten(t *testing.T) {
	s, p := planned(t, 3, english)
	crew := p.m.crews()[0]
	for i := range p.m.roster.People {
		p.m.roster.People[i].Languages = []string{"zh"}
	}
	p.m.branch.cases[s.case_(0)].Words.Parties[0].Language = "bo"
	p.m.plan.give(crew, s.case_(0), s.case_(1)) // as if nobody had asked before
	p.m.openCheck()
	p.says("2 cases stay out and are not written", "Crew A: not allowed that day: The visit has not been announced as the rules want it. (P-NOTICE). This can still be done before the day.",
		"Crew A: nobody of this crew has bo.")
	if len(p.m.plan.checked) != 0 || p.m.plan.out(s.case_(2)) {
		t.Fatalf("%d would be written", len(p.m.plan.checked))
	}
	if _, after, err := p.m.loads(crew); err != nil || after.Visits != 0 {
		t.Errorf("the day shown has %d visits of which none is written, %v", after.Visits, err)
	}
	p.tap("check.along")
	p.says("1 case stays out and is not written", "Taken along: until this is done the tablet does not start the visit.")
	if got := p.m.plan.checked; len(got) != 1 || got[0].Case.ID != s.case_(1) || got[0].Order != 1 {
		t.Fatalf("%+v", got)
	}
	p.tap("check.out", "check.along", "write")
	s.Sync(s.manager)
	for i, want := range []bool{false, true, false} {
		if _, assigned := s.Record(s.case_(i)).Case.Assigned(); assigned != want {
			t.Errorf("case %d is assigned: %v", i, assigned)
		}
	}
}

// Cases are shared among those who may go there: what only one crew may is that crew's,
// and what nobody may be sent to is given to nobody, with the reason.
func TestNothingIsSharedToWhoMayNotGoThere(t *testing.T) {
	s := newTeam(t)
	file := write(t, "cases.csv", bankFile(6))
	p := point(t, s.manager, desktopSize, english, &file)
	p.tap("section.import", "choose", "take", "to.plan")
	of := func(i int) evidence.ID { return s.HQ.CaseID("Bank A", fmt.Sprintf("N%03d", i)) }
	for i := range p.m.roster.People {
		p.m.roster.People[i].Languages = []string{"zh"}
	}
	last := p.m.crews()[3]
	p.m.roster.person(last.First).Languages = []string{"zh", "bo"}
	p.m.branch.cases[of(0)].Words.Parties[0].Language = "bo"
	p.m.branch.cases[of(1)].Words.Parties[0].Language = "ug"
	p.tap("share")
	p.says("1 case was given to nobody. ", "nobody of this crew has ug.")
	if to, there := p.m.plan.proposedTo(of(0)); !there || to != last {
		t.Errorf("the case that only the last crew may go to: %v %v", to, there)
	}
	if _, there := p.m.plan.proposedTo(of(1)); there || p.m.plan.proposed() != 5 {
		t.Errorf("%d are proposed", p.m.plan.proposed())
	}
	for _, c := range p.m.crews() {
		if n := len(p.m.plan.proposal[c]); n < 1 || n > 2 {
			t.Errorf("a crew has %d of 5", n)
		}
	}
	p.tap("discard", "crew.0.next")
	p.says("2 cases were given to nobody. The first, ")
	if got := p.m.plan.proposal[p.m.crews()[0]]; len(got) != 4 || slices.Contains(got, of(0)) {
		t.Errorf("%v", got)
	}
	p.m.roster.Workdays = []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}
	for p.m.plan.day < "2026-11-29" { // a Sunday, on which the rules open no hour
		p.tap("day.later")
	}
	p.tap("share")
	p.says("6 cases were given to nobody. The first, ", "not allowed that day: ")
	if p.m.plan.proposed() != 0 {
		t.Errorf("%d are proposed for a day without hours", p.m.plan.proposed())
	}
}

// A case whose words are gone is sent to nobody: no address could be told.
func TestACaseWithoutWordsIsWrittenForNobody(t *testing.T) {
	s, p := planned(t, 2, english)
	p.m.branch.cases[s.case_(0)].Words = nil
	bars, err := p.m.askRules(p.m.crews()[0], []evidence.ID{s.case_(0), s.case_(1)})
	if err != nil || bars[s.case_(0)].Why != dayplan.WordsGone || !bars[s.case_(1)].Mendable {
		t.Errorf("%+v %v", bars, err)
	}
}

// The suggested plan says by which rule a case is not for the day, as hq plan does.
func TestASuggestedPlanNamesTheRule(t *testing.T) {
	s := newTeam(t)
	file := write(t, "cases.csv", fileWithPlaces(6))
	p := point(t, s.manager, desktopSize, english, &file)
	p.tap("section.import", "choose", "take", "to.plan")
	p.m.Iterations(50)
	p.tap("suggest")
	p.says("not allowed that day: The visit has not been announced as the rules want it. (P-NOTICE)")
}

// A break is said by the manager and is in what a plan is looked for with.
func TestTheManagerSaysABreak(t *testing.T) {
	_, p := planned(t, 1, english)
	p.tap("section.roster", "roster.usual", "break.give", "break.from_earlier", "break.longer")
	p.says("45 minutes, begun between 11:30 and 13:00", "Over by 13:45 at the latest.")
	if got := p.m.asked().Roster.Break; got == nil || *got != (dayplan.Pause{From: "11:30", Until: "13:00", Minutes: 45}) {
		t.Errorf("%+v", got)
	}
	p.m.Reload()
	p.says("45 minutes, begun")
	if p.tap("break.take"); p.m.asked().Roster.Break != nil {
		t.Error("it is still there")
	}
}
