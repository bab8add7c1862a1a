package manager

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// ask has an officer ask for a visit to a case they have, or by a reference.
func (s *team) ask(t *testing.T, caseID evidence.ID, words visits.AskWords) {
	t.Helper()
	day := s.officers[0].Now().AddDate(0, 0, 2).Format("2006-01-02")
	_, _, err := s.officers[0].Officer.AskVisit(t.Context(), caseID, visits.AskFacts{Day: day, Until: day, From: 14 * 60, To: 16 * 60, Why: "debtor_asked", Who: visits.AskSame}, words)
	s.Must(err)
}

// What the field asks for stands at the plan: two taps plan it for the day and the crew
// that were asked for, a reason declines it, and who asked hears of it.
func TestWhatTheFieldAsksForIsPlannedInTwoTaps(t *testing.T) {
	s := newTeam(t)
	file := write(t, "cases.csv", bankFile(3))
	d := sit(t, s.manager, desktopSize, english, &file)
	d.tap("section.import", "choose", "zone", "zone.Asia/Shanghai", "take")
	s.Sync(s.manager)
	mine := s.HQ.CaseID("Bank A", "N000")
	s.Assign(mine, s.officers[0], s.officers[1], "2026-11-25")
	s.Sync(s.officers[0])
	s.Sync(s.manager)
	s.ask(t, mine, visits.AskWords{Text: "home after two"})
	s.ask(t, evidence.ID{}, visits.AskWords{Reference: "Bank A N-002"})
	s.ask(t, evidence.ID{}, visits.AskWords{Reference: "nobody knows"})
	s.Sync(s.officers[0])
	s.Sync(s.manager)
	d.tap("section.plan")
	d.says("3 asked for")
	d.tap("asks")
	if strings.Contains(d.Reads(), "王小明") {
		t.Error("the list shows a whole name")
	}
	asks, err := s.manager.Asks(t.Context())
	s.Must(err)
	row := func(reference string) string {
		i := slices.IndexFunc(asks, func(a visits.Ask) bool { return a.Words != nil && a.Words.Reference == reference })
		return "ask." + asks[i].Entry.Short()
	}
	before := d.clicks
	d.tap(row(""))
	d.says("“home after two”", "14:00–16:00", "Plan it:")
	d.tap("ask.take")
	if n := d.clicks - before; n != 2 {
		t.Errorf("%d taps", n)
	}
	d.says("Planned. Who asked is told.", "2 visits asked for")
	d.tap(row("Bank A N-002")) // its number names one case
	d.says("Plan it:")
	crew := d.m.answering.crew
	d.m.answering.crew = Crew{First: evidence.ID{9}} // who goes on no day
	d.tap("ask.take")
	d.says("keep this crew from going there", "Nothing was written")
	d.m.answering.crew = crew
	d.tap("ask.take")
	d.tap(row("nobody knows"))
	d.says("Which case is meant?")
	if c := d.m.branch.candidates(&visits.Ask{AskFacts: visits.AskFacts{Reference: true}, Words: &visits.AskWords{Reference: "the one that ends in 002"}}); len(c) != 1 || c[0].Words.Number != "N002" {
		t.Errorf("%d cases end in 002", len(c))
	}
	if d.Find("ask.take") != nil {
		t.Error("nobody knows the case, and it can be planned")
	}
	d.tap("ask.decline.not_found", "ask.decline")
	d.says("Nobody in the field asks for a visit.")
	s.Sync(s.manager)
	s.Sync(s.officers[0])
	list, err := s.officers[0].Asks(t.Context())
	s.Must(err)
	for i := range list {
		a := &list[i]
		c, err := s.officers[0].Journal.Case(t.Context(), a.Means())
		s.Must(err)
		st := a.Stands(c, s.officers[0].Officer.Today(c))
		want := visits.AskPlanned
		if a.Words != nil && a.Words.Reference == "nobody knows" {
			want = visits.AskDeclined
		}
		if st.State != want || want == visits.AskPlanned && (st.Plan.Day != a.Day || st.Other || st.Plan.Officer != s.officers[0].Me() && st.Plan.Second != s.officers[0].Me()) {
			t.Errorf("the officer hears of %+v: %+v", a.Words, st)
		}
	}
}

// What is asked for cases that are not here, or by references that say nothing, is a line
// for each: one answer must not answer what is asked for another person.
func TestWhatIsAskedForCasesElsewhereIsALineEach(t *testing.T) {
	now := time.Now()
	day := now.Format(time.DateOnly)
	for name, x := range map[string]struct {
		reference string
		lines     int
	}{"a case that is not here": {"", 2}, "signs alone": {"！！", 2}, "one number": {"N-002", 1}} {
		b := &Branch{cases: map[evidence.ID]*visits.Case{}}
		for i := range 2 {
			b.Asks = append(b.Asks, visits.Ask{ID: evidence.ID{byte(i + 1)}, Entry: evidence.Hash{byte(i + 1)}, Case: evidence.ID{byte(100 + i)},
				AskFacts: visits.AskFacts{Reference: x.reference != "", Day: day, Until: day, Why: "other", Who: "anybody"}, Words: &visits.AskWords{Text: "of another person", Reference: x.reference}})
		}
		if list := b.wishes(now); len(list) != x.lines {
			t.Errorf("%s: %d lines", name, len(list))
		}
	}
}
