package manager

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"fairvisit/assets"
	"fairvisit/evidence"
	"fairvisit/visits"
	dayplan "fairvisit/visits/plan"
)

// onDay is noon of a day, on a branch's clock.
func onDay(day string) time.Time {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		panic(err)
	}
	return at.Add(12 * time.Hour)
}

// anywhere is a crew that may go to every case.
func anywhere(_ Crew, ids []evidence.ID) []evidence.ID { return ids }

func branchOf(cases ...visits.Case) *Branch {
	policy, err := dayplan.ParsePolicy(assets.HousePlan())
	if err != nil {
		panic(err) // shipped with the program
	}
	b := &Branch{Cases: cases, policy: policy}
	b.index()
	return b
}

func openCase(n byte, street string) visits.Case {
	return visits.Case{ID: evidence.ID{n}, Imported: evidence.Hash{1}, Facts: visits.CaseFacts{DPD: 75, Due: "2026-09-10"}, Words: &visits.CaseWords{Place: visits.PlaceWords{Street: street}}}
}

func decided(c visits.Case, first, second evidence.ID, day string) visits.Case {
	d := visits.Decision{Entry: evidence.Hash{c.ID[0], 9}, Officer: first, Second: second, Day: day}
	c.Decisions, c.Standing = append(c.Decisions, d), d.Entry
	return c
}

// Shares are equal in the end, whatever was given by hand before.
func TestSharesAreEqualInTheEnd(t *testing.T) {
	var cases []visits.Case
	for n := range byte(10) {
		cases = append(cases, openCase(n+1, string(rune('a'+n))))
	}
	b := branchOf(cases...)
	a, c, d := Crew{evidence.ID{101}, evidence.ID{102}}, Crew{evidence.ID{103}, evidence.ID{104}}, Crew{evidence.ID{105}, evidence.ID{106}}
	p := newPlan(time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC))
	p.give(c, evidence.ID{1}, evidence.ID{2})
	p.share(b, []Crew{a, c, d}, onDay("2026-11-25"), anywhere)
	for crew, want := range map[Crew]int{a: 3, c: 3, d: 4} {
		if got := len(p.proposal[crew]); got != want {
			t.Errorf("a crew has %d cases, want %d", got, want)
		}
	}
	if p.proposed() != 10 {
		t.Errorf("%d of 10 are proposed", p.proposed())
	}
	p.give(a, p.proposal[d]...)
	if len(p.proposal[d]) != 0 || p.proposed() != 10 {
		t.Error("a case is proposed twice")
	}
}

// The ladder decides who is visited, by hand too: what it has a call for is in no
// share and not among the next, though a person may still tick it.
func TestWhatTheLadderHasNoVisitForIsSharedToNobody(t *testing.T) {
	call, visit := openCase(1, "a"), openCase(2, "b")
	call.Facts.DPD, call.Facts.Due = 12, "2026-11-13"
	b := branchOf(call, visit)
	p := newPlan(time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC))
	if got := b.appraisals(p.day); got[call.ID].Step == dayplan.Visit || got[visit.ID].Step != dayplan.Visit {
		t.Fatalf("the steps are %q and %q: this test shows nothing", got[call.ID].Step, got[visit.ID].Step)
	}
	c := Crew{evidence.ID{101}, evidence.ID{102}}
	p.share(b, []Crew{c}, onDay("2026-11-25"), anywhere)
	if got := p.proposal[c]; !slices.Equal(got, []evidence.ID{visit.ID}) {
		t.Errorf("the crew is to go to %v", got)
	}
	if got := p.rows(b, onDay("2026-11-25")); len(got) != 2 {
		t.Errorf("the list shows %d of 2 cases", len(got))
	}
	if p.give(c, call.ID); len(p.proposal[c]) != 2 {
		t.Error("a person cannot send somebody there")
	}
}

// Each order puts first what it is named for.
func TestTheListStandsInTheOrderChosen(t *testing.T) {
	old, dear, urgent := openCase(1, "c"), openCase(2, "b"), openCase(3, "a")
	old.Facts.DPD, old.Facts.Amount = 400, 100
	dear.Facts.Amount = 90_000_00
	urgent.Facts.Amount, urgent.Facts.Due, urgent.Facts.DPD = 60_000_00, "2026-06-01", 177
	b := branchOf(old, dear, urgent)
	p := newPlan(time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC))
	for by, want := range map[string]byte{byStreet: 3, byUrgency: 3, byAmount: 2, byBucket: 1} {
		if p.by = by; p.rows(b, onDay("2026-11-25"))[0].ID[0] != want {
			t.Errorf("by %s the first is case %d, not %d", by, p.rows(b, onDay("2026-11-25"))[0].ID[0], want)
		}
	}
	p.by = byUrgency
	p.shiftDay(1, "2026-11-25")
	if b.appraisals(p.day); b.worth.day != p.day {
		t.Error("another day is appraised as the one before")
	}
}

// Who goes with whom is what the decisions in force say, the latest day first.
func TestCrewsAreThoseOfTheDecisionsInForce(t *testing.T) {
	li, zhou, chen, deng := evidence.ID{1}, evidence.ID{2}, evidence.ID{3}, evidence.ID{4}
	b := branchOf(decided(openCase(11, "a"), li, zhou, "2026-11-24"), decided(openCase(12, "b"), zhou, li, "2026-11-24"),
		decided(openCase(13, "c"), li, chen, "2026-11-20"), decided(openCase(14, "d"), deng, evidence.ID{}, "2026-11-24"))
	if got := b.crews(nil); len(got) != 1 || !got[0].has(li) || !got[0].has(zhou) {
		t.Errorf("the crews are %v", got)
	}
	if got := b.crews([]Crew{{chen, li}}); len(got) != 1 || got[0] != (Crew{chen, li}) {
		t.Errorf("the crew made by hand does not count: %v", got)
	}
}

// A case of a day that passed without a visit waits again; one that was visited,
// is stopped or runs to a promise does not.
func TestWhatWaitsForACrew(t *testing.T) {
	li, zhou := evidence.ID{1}, evidence.ID{2}
	missed := decided(openCase(11, "missed"), li, zhou, "2026-11-24")
	visited := decided(openCase(12, "visited"), li, zhou, "2026-11-24")
	visited.Contacts = []visits.Contact{{Day: "2026-11-24"}}
	coming := decided(openCase(13, "coming"), li, zhou, "2026-11-25")
	stopped := openCase(14, "stopped")
	stopped.Flags = []visits.Flag{{Code: "paid"}}
	contested := decided(openCase(15, "contested"), li, zhou, "2026-11-26")
	contested.Contested = []evidence.Hash{{7}}
	promised := openCase(16, "promised")
	promised.Promises = []visits.PromiseLine{{Visit: evidence.ID{1}, Promise: visits.Promise{Amount: 1, Date: "2026-11-26"}}}
	b := branchOf(missed, visited, coming, stopped, contested, promised)
	p := newPlan(time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC))
	got := p.next(b, onDay("2026-11-25"))
	if len(got) != 2 || got[0] != contested.ID || got[1] != missed.ID {
		t.Errorf("these wait: %v", got)
	}
	p.shiftDay(1, "2026-11-25")
	if got := p.next(b, onDay("2026-11-25")); p.day != "2026-11-27" || len(got) != 2 {
		t.Errorf("on %s, in the grace of the promise, these wait: %v", p.day, got)
	}
	for p.day < "2026-11-30" {
		p.shiftDay(1, "2026-11-25")
	}
	if got := p.next(b, onDay("2026-11-25")); len(got) != 3 {
		t.Errorf("on %s, after the promise, these wait: %v", p.day, got)
	}
	for range 9 {
		p.shiftDay(-1, "2026-11-25")
	}
	if p.day != "2026-11-25" {
		t.Errorf("%s is planned, which has passed", p.day)
	}
}

// The next due stands first, a promise of two debtors once, settled ones last, the
// newest first; what was missed is counted, and stands behind what is due alone.
func TestTheNextPromiseStandsFirst(t *testing.T) {
	c := openCase(1, "a")
	made := func(visit byte, party byte, date string, amount int64, parts ...visits.Instalment) {
		c.Promises = append(c.Promises, visits.PromiseLine{Visit: evidence.ID{visit}, At: int64(visit), Promise: visits.Promise{Party: evidence.ID{party}, Debt: evidence.ID{visit},
			Amount: amount, Date: date, Instalments: parts}})
	}
	made(1, 1, "2026-12-05", 2)
	made(1, 2, "2026-12-05", 2)
	made(2, 1, "2026-11-26", 5, visits.Instalment{Date: "2026-11-20", Amount: 2}, visits.Instalment{Date: "2026-11-26", Amount: 3})
	made(3, 1, "2026-11-19", 4)
	c.Payments = []visits.PaymentLine{{Entry: evidence.Hash{1}, PaymentFacts: visits.PaymentFacts{Date: "2026-11-18", Amount: 2}}}
	b := branchOf(c)
	var got []string
	list := b.promises(onDay("2026-11-25"))
	for _, d := range list {
		got = append(got, d.Date+" "+string(d.shown()))
	}
	if want := "[2026-11-26 due 2026-11-20 broken 2026-11-19 broken 2026-12-05 kept]"; fmt.Sprint(got) != want || missed(list) != 2 {
		t.Errorf("the payments are %q, %d missed", got, missed(list))
	}
}

// Two crews change partners while a plan lies on the table: what was proposed for
// them is picked, and none of it is passed over by the check.
func TestCrewsThatChangePartnersLoseNoStop(t *testing.T) {
	li, zhou, chen, deng := evidence.ID{1}, evidence.ID{2}, evidence.ID{3}, evidence.ID{4}
	var cases []visits.Case
	for n := range byte(6) {
		cases = append(cases, openCase(n+11, string(rune('a'+n))))
	}
	b := branchOf(append(cases, decided(openCase(21, "x"), li, zhou, "2026-11-24"), decided(openCase(22, "y"), chen, deng, "2026-11-24"))...)
	p := newPlan(time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC))
	for i, c := range b.crews(nil) {
		for n := range byte(3) {
			p.give(c, evidence.ID{11 + byte(i)*3 + n})
		}
	}
	if got := len(p.check(b, b.crews(nil))); got != 6 {
		t.Fatalf("%d of 6 stops would be written", got)
	}
	// A colleague has the first two go with each other's partners, the next day on.
	changed := branchOf(append(cases, decided(openCase(21, "x"), li, chen, "2026-11-25"), decided(openCase(22, "y"), zhou, deng, "2026-11-25"))...)
	p.drop(*changed, changed.crews(nil))
	checked := p.check(changed, changed.crews(nil))
	for n := range byte(6) {
		id := evidence.ID{11 + n}
		if !p.picked[id] && !slices.ContainsFunc(checked, func(c change) bool { return c.Case.ID == id }) {
			t.Errorf("case %d is neither picked nor written", n)
		}
	}
	// One crew is made anew by hand, the other stays.
	p.clear()
	for i, c := range b.crews(nil) {
		p.give(c, evidence.ID{11 + byte(i)})
	}
	byHand := []Crew{{li, evidence.ID{5}}}
	if n := p.regroup(b.crews(byHand)); n != 1 || p.proposed() != 1 || len(p.picked) != 1 {
		t.Errorf("%d lost their crew, %d are proposed, %d picked", n, p.proposed(), len(p.picked))
	}
}
