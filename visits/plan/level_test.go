package plan

import (
	"math/rand/v2"
	"slices"
	"testing"

	"fairvisit/visits/route"
)

// shared is the best plan of a day, with each crew's work in minutes.
func shared(t *testing.T, d *day) (best *attempt, minutes []int64) {
	t.Helper()
	c := Search{Seed: 3, Iterations: 1000}.climb()
	if err := c.rounds(d); err != nil {
		t.Fatal(err)
	}
	for i := range c.best.found.Tours {
		_, seconds := c.best.day.work(&c.best.found.Tours[i])
		minutes = append(minutes, seconds/60)
	}
	return c.best, minutes
}

// Three visits, four crews: three crews go to one each. Where each way out is longer
// than fairness may cost, one crew makes them all.
func TestFewVisitsAreSharedWhereThatIsNotSilly(t *testing.T) {
	best, minutes := shared(t, aDay(t, 4, 4)) // one of the two behind one door may not be visited
	if len(best.day.stops) != 3 || len(minutes) != 3 || slices.Max(minutes) > 45 {
		t.Errorf("near: %d visits, minutes %v", len(best.day.stops), minutes)
	}
	best, minutes = shared(t, aDayFrom(t, 8, 4, Spot{306_800_000, 1_145_000_000}))
	if len(best.day.stops) != 7 || len(minutes) != 1 {
		t.Errorf("40 minutes away: %d visits, minutes %v", len(best.day.stops), minutes)
	}
	_, minutes = shared(t, aDayFrom(t, 8, 4, Spot{305_800_000, 1_145_000_000}))
	if len(minutes) < 2 {
		t.Errorf("ten minutes away: minutes %v", minutes)
	}
}

// One visit that may only be at five in the afternoon, or at noon, keeps nobody at home:
// the day is shared about as it is without such hours.
func TestALateVisitKeepsNoCrewAtHome(t *testing.T) {
	_, free := shared(t, aDay(t, 16, 4))
	for _, hour := range []int32{12, 17} {
		d := aDay(t, 16, 4)
		d.stops[5].open = []route.Span{{From: hour * 3600, Until: hour*3600 + 1800}}
		if err := d.lay(); err != nil {
			t.Fatal(err)
		}
		best, minutes := shared(t, d)
		if len(best.found.LeftOut) > 0 || len(minutes) != 4 || 4*slices.Max(minutes) > 5*slices.Max(free) {
			t.Errorf("a visit at %d: %d left out, minutes %v, without such hours %v", hour, len(best.found.LeftOut), minutes, free)
		}
	}
}

// narrowed gives a day what moves must hold: hours, crews that may go, shifts, a break.
func narrowed(d *day, r *rand.Rand) {
	for i := range d.problem.Stops {
		s := &d.problem.Stops[i]
		s.Windows = slices.Clone(s.Windows)
		if r.IntN(3) == 0 {
			from := int32(9+r.IntN(8)) * 3600
			s.Windows = []route.Span{{From: from, Until: from + 3600}}
		}
		if r.IntN(4) == 0 {
			s.Only = []int{r.IntN(len(d.crews))}
		}
	}
	for i := range d.problem.Crews {
		c := &d.problem.Crews[i]
		c.Shift.Until -= int32(r.IntN(3)) * 3600
		c.Breaks = []route.Break{{Begin: route.Span{From: 11 * 3600, Until: 13 * 3600}, Length: 2400}}
	}
}

// Whatever the day, a levelled plan holds by the judge, makes the same visits, is at
// least as even, and its ways are no longer than the rule says; each move does what was
// counted of it.
func TestALevelledPlanHolds(t *testing.T) {
	moved, idle := 0, 0
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 1))
		d := aDay(t, 6+r.IntN(24), 2+r.IntN(4))
		narrowed(d, r)
		before, err := route.Solve(&d.problem, route.Options{Seed: seed, Iterations: 60})
		if err != nil {
			t.Fatal(err)
		}
		after := d.levelling(&before, &before, false)
		if _, faults := route.Check(&d.problem, &after); !onlyLeftOut(faults) || !slices.Equal(after.LeftOut, before.LeftOut) {
			t.Fatalf("seed %d: %v", seed, faults)
		}
		was, is := d.weigh(&before), d.weigh(&after)
		if is.lost != was.lost || is.squares > was.squares || !d.worthItsWays(&after, &before) {
			t.Errorf("seed %d: %+v from %+v", seed, is, was)
		}
		if is.squares < was.squares {
			moved++
		}
		if len(after.Tours) > len(before.Tours) {
			idle++
		}
		again := d.levelling(&before, &before, false)
		if d.weigh(&again) != is {
			t.Errorf("seed %d: another plan the second time", seed)
		}
		if seed < 4 {
			countedMoves(t, d, &before)
		}
	}
	if moved < 20 || idle < 5 {
		t.Errorf("%d plans were levelled, %d with another crew: this test shows nothing", moved, idle)
	}
}

// countedMoves makes every move of a plan for itself and compares what it was counted to
// gain.
func countedMoves(t *testing.T, d *day, found *route.Plan) {
	t.Helper()
	for one := range d.crews {
		for other := range d.crews {
			gains := map[move]int64{}
			d.leveller(found, found, false).lookFrom(one, other, gains)
			for m, gain := range gains {
				l := d.leveller(found, found, false)
				squares, ways := l.squares(), l.ways
				if !l.make(m) {
					continue
				}
				if squares-l.squares() != gain || l.ways > max(ways, l.most[l.going]) {
					t.Fatalf("%+v gains %d and not %d; ways %d, at most %d", m, squares-l.squares(), gain, l.ways, l.most[l.going])
				}
				if _, faults := route.Check(&d.problem, new(l.plan(found))); !onlyLeftOut(faults) {
					t.Fatalf("%+v: %v", m, faults)
				}
			}
		}
	}
}

func (l *leveller) squares() (sum int64) {
	for _, w := range l.work {
		sum += w * w
	}
	return sum
}

// No move is made after which the rules would refuse a visit.
func TestNoMoveIsMadeThatTheRulesRefuse(t *testing.T) {
	d := aDay(t, 4, 2) // of two visits to one door one is refused, whoever makes them
	all := found(t, &d.problem)
	free, asked := d.levelling(&all, &all, false), d.levelling(&all, &all, true)
	if len(free.Tours) != 2 || len(asked.Tours) != 1 {
		t.Errorf("%d tours where nobody asks the rules, %d where they refuse every move", len(free.Tours), len(asked.Tours))
	}
}
