package plan

import (
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"fairvisit/assets"
	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/judging"
	"fairvisit/visits/route"
	"fairvisit/visits/rules"
)

// aDay is the day of so many crews of two and so many cases, the first two behind one
// door.
func aDay(t *testing.T, cases, crews int) *day {
	t.Helper()
	return aDayFrom(t, cases, crews, Spot{305_157_500, 1_145_000_000})
}

// aDayFrom is aDay with tours that begin and end at a place.
func aDayFrom(t *testing.T, cases, crews int, start Spot) *day {
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
		Roster: Roster{Zone: "Asia/Shanghai", Shift: Hours{"09:00", "18:00"}, Start: &start}}
	told := time.Date(2026, 11, 18, 12, 0, 0, 0, time.UTC).UnixMicro()
	for i := range byte(2 * crews) {
		in.Roster.People = append(in.Roster.People, Person{Name: string(rune('A' + i)), ID: evidence.ID{9, i},
			Papers: []rules.Certificate{{Kind: "authorisation", Until: time.Date(2036, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro()}}})
	}
	for i := range byte(cases) {
		door := max(1, i)
		c := visits.Case{ID: evidence.ID{1, i}, Imported: evidence.Hash{1}, Notices: []visits.NoticeLine{{NoticeFacts: visits.NoticeFacts{Kind: "visit", Form: "written", At: told}}},
			Facts: visits.CaseFacts{Amount: 600_000, Currency: "CNY", DPD: 100, Zone: in.Zone, PlaceKind: "home", Place: evidence.ID{2, door}, Debt: evidence.ID{3, i},
				Parties: []visits.PartyRole{{Party: evidence.ID{4, i}, Role: "debtor"}}},
			Words: &visits.CaseWords{Place: visits.PlaceWords{HasPoint: true, LatE7: 305_000_000 + int64(door)*90_000, LonE7: 1_145_000_000 + int64(door/4)*70_000}}}
		in.Cases = append(in.Cases, Case{Case: c})
	}
	d, err := prepare(in)
	if err == nil {
		err = d.build()
	}
	if err != nil || len(d.stops) != cases || len(d.crews) != crews {
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

// better reports whether a is kept after b.
func (d *day) better(a, b *route.Plan) bool {
	c := &climb{best: &attempt{day: d, found: *b, weight: d.weigh(b)}}
	c.ways = c.best
	return c.keep(&attempt{day: d, found: *a})
}

// One plan is better than another by what it leaves out, then by how the work is
// shared, then by its ways; and never with a visit the rules refuse.
func TestWhichPlanIsBetter(t *testing.T) {
	d := aDay(t, 4, 2)
	full := found(t, &d.problem)
	none := route.Plan{}
	for i := range d.stops {
		none.LeftOut = append(none.LeftOut, route.LeftOut{Stop: i, Why: route.FullShift})
	}
	refused := d.refused(&full)
	if len(refused) != 1 || d.better(&full, &none) {
		t.Fatalf("%d visits of %+v are refused, and it is taken", len(refused), full.Tours)
	}
	start := d.drop(refused, &full)
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
	bound, all := d.bounded(5000, &ways)
	if _, whole := d.bounded(24*3600, &ways); all || !whole {
		t.Errorf("bounded by 5000 s the day is whole: %v, by 24 h: %v", all, whole)
	}
	even := found(t, &bound)
	is, was := d.weigh(&even), d.weigh(&ways)
	if len(ways.Tours) != 1 || len(even.Tours) != 2 || is.lost != was.lost || is.squares >= was.squares || is.cost <= was.cost || !d.better(&even, &ways) {
		t.Errorf("shared %+v by %d crews, the shortest ways %+v by %d", is, len(even.Tours), was, len(ways.Tours))
	}
	// And by two crews whose ways are three hours longer: no fairer than need be.
	far := *d
	far.problem.Travel.Time = slices.Clone(far.problem.Travel.Time)
	for i := range far.problem.Travel.Places {
		far.problem.Travel.Time[i*far.problem.Travel.Places] += 3 * 3600
	}
	if far.better(&even, &ways) || far.worthItsWays(&even, &ways) {
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

// What a search gives depends on how many of its steps were done whole and on nothing
// else: the one the clock cuts short counts for nothing, whatever came out of it, and
// of the others the best stays.
func TestAStepCutShortCountsForNothing(t *testing.T) {
	for _, crews := range []int{2, 8} { // too few for the visits, and so many that the work can be shared
		d := aDay(t, 40, crews)
		after, most, first := map[uint64]weight{}, uint64(0), uint64(0)
		for ticks := int64(0); ticks < 1200; ticks += 29 {
			var read atomic.Int64
			c := Search{Seed: 3, Seconds: float64(ticks) + 0.5, Elapsed: func() float64 { return float64(read.Add(1) - 1) }}.climb()
			if err := c.rounds(d); err != nil {
				t.Fatal(err)
			}
			if ticks == 0 {
				first = c.steps
			}
			whole := max(first, c.steps-1)
			if was, ok := after[whole]; ok && was != c.best.weight {
				t.Errorf("%d crews: after %d whole steps %+v, and with more of the next %+v", crews, whole, was, c.best.weight)
			}
			for less, was := range after {
				if less < whole && was.below(c.best.weight) {
					t.Errorf("%d crews: after %d whole steps %+v, after %d worse, %+v", crews, less, was, whole, c.best.weight)
				}
			}
			after[whole], most = c.best.weight, max(most, whole)
		}
		if len(after) < 5 || !after[most].below(after[first]) {
			t.Errorf("%d crews: %d steps from %d on, won %+v from %+v: this test shows nothing", crews, len(after), first, after[most], after[first])
		}
	}
}

// What the best plan has dropped is not looked for again while the rules refuse it
// beside the visits of that plan, and is once they would allow it.
func TestWhatIsRefusedBesideTheBestPlanStaysOut(t *testing.T) {
	d := aDay(t, 4, 2)
	dropped, all := d.again(), found(t, &d.problem)
	start := dropped.drop(dropped.refused(&all), &all)
	c := &climb{best: &attempt{day: dropped, found: start}}
	next := d.again()
	if err := c.leaveRefused(next); err != nil || len(next.stops) != 3 || len(next.problem.Stops) != 3 || len(next.plan.Not) != 1 {
		t.Errorf("beside the other visits: %v, %d stops, %+v", err, len(next.stops), next.plan.Not)
	}
	c.best.found = route.Plan{}
	next = d.again()
	if err := c.leaveRefused(next); err != nil || len(next.stops) != 4 || len(next.plan.Not) != 0 {
		t.Errorf("beside none: %v, %d stops, %+v", err, len(next.stops), next.plan.Not)
	}
}
