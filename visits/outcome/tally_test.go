package outcome_test

import (
	"testing"
	"time"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/outcome"
)

// A period is counted by the days at the debtor's, and what was found of its visits and
// complained of stands beside the rates; what is of other days, another branch, practice
// or no visit is in none of it.
func TestATallyIsOfItsPeriodAndTellsConductBesideTheRates(t *testing.T) {
	north, south := evidence.ID{1}, evidence.ID{2}
	li, chen, deng := evidence.ID{11}, evidence.ID{12}, evidence.ID{13}
	n := byte(0)
	visit := func(unit evidence.ID, day, code string, of byte, crew ...evidence.ID) *visits.Visit {
		n++
		v := &visits.Visit{ID: evidence.ID{100, n}, Case: evidence.ID{50, of}, Unit: unit, Officer: crew[0], Opened: &visits.OpenedFacts{Day: day}, Lines: []visits.Line{{Wall: int64(n)}}}
		if len(crew) > 1 {
			v.Second = crew[1]
		}
		if code != "" {
			v.Closed = &visits.ClosedFacts{Outcomes: []visits.Outcome{{Code: code}}}
		}
		return v
	}
	before := visit(north, "2026-10-31", "nf", 1, li, chen)
	first := visit(north, "2026-11-01", "ptp", 1, li, chen) // its case was visited before
	turned := visit(north, "2026-11-30", "ptp", 2, chen, li)
	alone := visit(north, "2026-11-30", "", 3, deng)
	practice := visit(north, "2026-11-02", "ptp", 4, li, chen)
	practice.Practice = true
	after, other := visit(north, "2026-12-01", "ptp", 5, li, chen), visit(south, "2026-11-02", "ptp", 6, li, chen)
	tally := outcome.Tally{Unit: north, From: "2026-11-01", To: "2026-11-30"}
	for _, v := range []*visits.Visit{turned, alone, practice, after, other, first, before} {
		tally.Visit(v)
	}
	for _, f := range []visits.Finding{{Code: visits.RuleHours, Visit: first.ID}, {Code: visits.TooFast, Visit: first.ID}, {Code: visits.LateWork, Visit: turned.ID},
		{Code: visits.RuleHours, Visit: after.ID}, {Code: visits.RuleHours, Visit: practice.ID}, {Code: visits.ForkSeen}} {
		tally.Finding(&f)
	}
	// 17:30 UTC on the last of November is December in Shanghai, and November in London.
	at := time.Date(2026, 11, 30, 17, 30, 0, 0, time.UTC).UnixMicro()
	answered := func(upheld string) visits.Complaint {
		return visits.Complaint{ComplaintFacts: visits.ComplaintFacts{At: at}, Ruling: visits.Ruling{Standing: evidence.Hash{1}},
			Replies: []visits.ComplaintReply{{Said: visits.Said{Entry: evidence.Hash{1}}, Upheld: upheld}}}
	}
	for zone, list := range map[string][]visits.Complaint{"Europe/London": {answered("partly"), answered("no"), {ComplaintFacts: visits.ComplaintFacts{At: at}}, {}}, "Asia/Shanghai": {answered("yes")}} {
		tally.Case(&visits.Case{Unit: north, Facts: visits.CaseFacts{Zone: zone}, Complaints: list})
	}
	f := tally.Figures()
	if f.Attempts != 2 || f.Open != 1 || f.Promises != 2 || f.First != 1 {
		t.Errorf("%+v", f)
	}
	if want := (outcome.Conduct{Visits: 3, Clean: 2, Findings: 3, Complaints: 3, Unanswered: 1, Upheld: 1}); f.Conduct != want {
		t.Errorf("%+v, want %+v", f.Conduct, want)
	}
	if r := f.Conduct.CleanRate(); r != 667 {
		t.Errorf("%d per mille are without a finding", r)
	}
	crews := tally.Crews()
	if len(crews) != 2 || crews[0] != (outcome.Crew{One: li, Other: chen, Visits: 2, Clean: 1}) || crews[1] != (outcome.Crew{One: deng, Visits: 1, Clean: 1}) {
		t.Errorf("%+v", crews)
	}
	rows := f.Rows()
	if got := rows[3].Cells(); got[1] != "2" || got[2] != "3" || got[3] != "667" {
		t.Errorf("conduct does not stand before the rates: %v", rows)
	}
}
