package plan

import (
	"testing"
	"time"

	"fairvisit/assets"
	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/judging"
	"fairvisit/visits/route"
	"fairvisit/visits/rules"
)

// twoDoors is the day of two crews and four cases, the first two behind one door.
func twoDoors(t *testing.T) *day {
	t.Helper()
	policy, err := ParsePolicy(assets.HousePlan())
	if err != nil {
		t.Fatal(err)
	}
	pack, err := rules.ParsePack(assets.HousePack())
	if err != nil {
		t.Fatal(err)
	}
	in := &Input{Day: "2026-11-30", Today: "2026-11-29", Zone: "Asia/Shanghai", Policy: policy, Law: judging.Law{Packs: []rules.Pack{pack}, Branch: rules.HouseAlone},
		Roster: Roster{Zone: "Asia/Shanghai", Shift: Hours{"09:00", "18:00"}, Start: &Spot{305_157_500, 1_145_000_000}}}
	told := time.Date(2026, 11, 18, 12, 0, 0, 0, time.UTC).UnixMicro()
	for i := range byte(4) {
		in.Roster.People = append(in.Roster.People, Person{Name: string(rune('A' + i)), ID: evidence.ID{9, i},
			Papers: []rules.Certificate{{Kind: "authorisation", Until: time.Date(2036, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro()}}})
		door := max(1, i)
		c := visits.Case{ID: evidence.ID{1, i}, Imported: evidence.Hash{1}, Notices: []visits.NoticeLine{{NoticeFacts: visits.NoticeFacts{Kind: "visit", Form: "written", At: told}}},
			Facts: visits.CaseFacts{Amount: 600_000, Currency: "CNY", DPD: 100, Zone: in.Zone, PlaceKind: "home", Place: evidence.ID{2, door}, Debt: evidence.ID{3, i},
				Parties: []visits.PartyRole{{Party: evidence.ID{4, i}, Role: "debtor"}}},
			Words: &visits.CaseWords{Place: visits.PlaceWords{HasPoint: true, LatE7: 305_000_000 + int64(door)*90_000, LonE7: 1_145_000_000}}}
		in.Cases = append(in.Cases, Case{Case: c})
	}
	d, err := prepare(in)
	if err == nil {
		err = d.build()
	}
	if err != nil || len(d.stops) != 4 || len(d.crews) != 2 {
		t.Fatalf("%v: %d stops, %d crews", err, len(d.stops), len(d.crews))
	}
	return d
}

func found(t *testing.T, p *route.Problem) route.Plan {
	t.Helper()
	plan, err := route.Solve(p, route.Options{Seed: 1, Iterations: 500})
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

// One plan is better than another by what it leaves out, then by how the work is
// shared, then by its ways; and never with a visit the rules refuse.
func TestWhichPlanIsBetter(t *testing.T) {
	d := twoDoors(t)
	all := found(t, &d.problem)
	none := route.Plan{}
	for i := range d.stops {
		none.LeftOut = append(none.LeftOut, route.LeftOut{Stop: i, Why: route.FullShift})
	}
	refused := d.refused(&all)
	if len(refused) != 1 || d.better(&all, &none) {
		t.Fatalf("%d visits of %+v are refused, and it is taken", len(refused), all.Tours)
	}
	start := d.drop(refused, &all)
	if err := d.lay(); err != nil {
		t.Fatal(err)
	}
	if len(start.Tours) == 0 || len(d.plan.Not) != 1 {
		t.Fatalf("dropped: %+v, %+v", start, d.plan.Not)
	}
	ways := found(t, &d.problem)
	none.LeftOut = none.LeftOut[:3]
	if !d.better(&ways, &none) || d.better(&none, &ways) || d.better(&ways, &ways) {
		t.Error("who leaves out more is better")
	}
	// The same visits by two crews: longer ways in all, and less for each.
	cut := d.cut(5000)
	even := found(t, &cut)
	is, was := d.weigh(&even), d.weigh(&ways)
	if len(ways.Tours) != 1 || len(even.Tours) != 2 || is.lost != was.lost || is.squares >= was.squares || is.cost <= was.cost || !d.better(&even, &ways) {
		t.Errorf("shared %+v by %d crews, the shortest ways %+v by %d", is, len(even.Tours), was, len(ways.Tours))
	}
	// And by two crews that both go the long way round: no fairer than need be.
	detour := even
	detour.Tours = nil
	for _, tour := range even.Tours {
		tour.Finish += 3 * 3600
		detour.Tours = append(detour.Tours, tour)
	}
	if d.better(&detour, &ways) || d.better(&detour, &even) {
		t.Error("a plan of long ways is better")
	}
}

// A plan is better by what it leaves out first, then by how evenly it shares, and only
// then by its cost.
func TestAPlanIsBetterByItsVisitsFirst(t *testing.T) {
	row := []Plan{{Cost: 9, weight: weight{1, 5, 9}}, {Cost: 8, weight: weight{1, 6, 8}}, {Cost: 7, weight: weight{1, 6, 9}}, {Cost: 1, weight: weight{2, 1, 1}}}
	for i := range row {
		for k := range row {
			if row[i].Better(&row[k]) != (i < k) {
				t.Errorf("plan %d better than %d: %v", i, k, i >= k)
			}
		}
	}
}

// Of rounds that go up and down the best is kept, however many were done; one that the
// clock cut short counts for nothing, whatever came out of it.
func TestTheBestOfTheRoundsIsKept(t *testing.T) {
	costs := []int64{7, 5, 9, 4, 8, 1}
	for done, want := range []int64{7, 5, 5, 4, 4} {
		now := 0
		l := ladder{Search: Search{Elapsed: func() float64 { return float64(now) }}, end: float64(done) + 1.5}
		p, err := l.climb(func(effort) (Plan, error) {
			now++
			return Plan{weight: weight{cost: costs[now-1]}}, nil
		})
		if err != nil || p.weight.cost != want {
			t.Errorf("with time for %d rounds %d is kept, want %d (%v)", done+1, p.weight.cost, want, err)
		}
	}
}
