package plan_test

import (
	"math"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"fairvisit/visits"
	"fairvisit/visits/plan"
)

// doors is a day of so many cases for two crews, of which two lie behind one door.
func doors(t testing.TB, n int) *plan.Input {
	var cases []plan.Case
	for i := range n {
		cases = append(cases, invented(i, 100))
	}
	cases[1].Facts.Place, cases[1].Words.Place = cases[0].Facts.Place, cases[0].Words.Place
	return branchDay(t, cases, people("An", "Bo", "Chi", "Dai"))
}

// ticking is a clock of two hundredths that ticks when it is read, and is stopped
// after so many.
func ticking(stop int64) (ticks *atomic.Int64, elapsed func() float64) {
	ticks = new(atomic.Int64)
	return ticks, func() float64 {
		if n := ticks.Add(1); n <= stop {
			return 7 + float64(n)/200
		}
		return math.Inf(1)
	}
}

// However many visits are refused beside others and however often the work is shared:
// the whole of a plan ends in the time it was given.
func TestAPlanEndsInItsTime(t *testing.T) {
	in := doors(t, 16)
	for _, seconds := range []float64{0.05, 0.5, 2, 5} {
		ticks, elapsed := ticking(1 << 40)
		p, err := plan.Suggest(in, plan.Search{Seed: 1, Seconds: seconds, Elapsed: elapsed})
		if err != nil {
			t.Fatal(err)
		}
		if spent := float64(ticks.Load()) / 200; spent > seconds+0.15 || spent < seconds*0.9 {
			t.Errorf("asked for %g s, read the clock up to %g", seconds, spent)
		}
		if len(p.Not) != 1 || !strings.Contains(p.Not[0].Words, "beside the other visits") {
			t.Errorf("%g s: not planned: %+v", seconds, p.Not)
		}
		if faults := faultsOf(&p, in); len(faults) > 0 {
			t.Errorf("%g s: %v", seconds, faults)
		}
	}
}

// Who stops a search gets the best found until then, however early.
func TestAPlanThatWasStoppedIsTheBestSoFar(t *testing.T) {
	in := doors(t, 16)
	for _, after := range []int64{0, 1, 2, 3, 10, 100, 700} {
		_, elapsed := ticking(after)
		p, err := plan.Suggest(in, plan.Search{Seed: 1, Seconds: 3600, Elapsed: elapsed})
		if err != nil || len(p.Tours) == 0 {
			t.Fatalf("stopped after %d: %d tours, %v", after, len(p.Tours), err)
		}
		if faults := faultsOf(&p, in); len(faults) > 0 {
			t.Errorf("stopped after %d: %v", after, faults)
		}
	}
}

// A longer search does what a shorter one did and goes on: with the same seed no plan
// is worse than that of less time. The clock here ticks when it is read, so the test
// counts work and not seconds; more time has to pay somewhere, too.
func TestMoreTimeIsNeverWorse(t *testing.T) {
	for seed := range uint64(2) {
		in := doors(t, 90)
		var last, first plan.Plan
		for i, ticks := range []int64{1, 40, 90, 180, 333, 700, 1500, 3100} {
			_, elapsed := ticking(ticks)
			p, err := plan.Suggest(in, plan.Search{Seed: seed, Seconds: 3600, Elapsed: elapsed})
			if err != nil {
				t.Fatal(err)
			}
			if i == 0 {
				first = p
			} else if last.Better(&p) {
				t.Errorf("seed %d: after %d ticks the plan is worse than before", seed, ticks)
			}
			last = p
		}
		if !last.Better(&first) {
			t.Errorf("seed %d: all that time won nothing", seed)
		}
	}
}

// The rounds of a search are not each better than the one before: on a day with more
// visits than crews a longer one alone often ends worse. However many rounds were done,
// what is kept is the best of them.
func TestTheBestRoundIsKept(t *testing.T) {
	in := doors(t, 90)
	fell := false // a whole search by as many iterations is what a round is, but for where it begins
	for seed := uint64(0); seed < 12 && !fell; seed++ {
		var rounds []plan.Plan
		for _, n := range []int{200, 400, 800} {
			p, err := plan.Suggest(in, plan.Search{Seed: seed, Iterations: n})
			if err != nil {
				t.Fatal(err)
			}
			fell = fell || len(rounds) > 0 && rounds[len(rounds)-1].Better(&p)
			rounds = append(rounds, p)
		}
		if !fell {
			continue
		}
		var last plan.Plan
		for i := range 30 {
			_, elapsed := ticking(int64(40 * (i + 1)))
			p, err := plan.Suggest(in, plan.Search{Seed: seed, Seconds: 3600, Elapsed: elapsed})
			if err != nil {
				t.Fatal(err)
			}
			if i > 0 && last.Better(&p) {
				t.Errorf("seed %d: after %d ticks the plan is worse than before", seed, 40*(i+1))
			}
			last = p
		}
		if rounds[0].Better(&last) {
			t.Errorf("seed %d: all that time did not reach its own first round", seed)
		}
	}
	if !fell {
		t.Error("no round is worse than the one before: this test shows nothing")
	}
}

// A partner falls ill at 10:30, when visits were made. The other goes on with
// somebody new from the door of the last of them, and the start, two hours away, is
// not driven to; the numbers go on behind those of the morning.
func TestTheRestOfADayGoesOnFromTheLastDoor(t *testing.T) {
	var cases []plan.Case
	for i := range 10 {
		cases = append(cases, invented(i, 100))
	}
	in := branchDay(t, cases, people("An", "Bo", "Chi"))
	in.Today, in.From = monday, "10:30"
	in.Roster.Start = &plan.Spot{LatE7: cases[0].Words.Place.LatE7 + 4_000_000, LonE7: cases[0].Words.Place.LonE7}
	late := suggest(t, in)
	if len(late.Tours) != 1 || late.Tours[0].Stops[0].Arrive < "11:30" || !late.Tours[0].After.IsZero() {
		t.Fatalf("from the start: %+v", late.Tours)
	}
	at := func(clock string) int64 {
		when, err := time.ParseInLocation("2006-01-02 15:04", monday+" "+clock, time.FixedZone("", 8*3600))
		if err != nil {
			t.Fatal(err)
		}
		return when.UnixMicro()
	}
	for i, clock := range []string{"09:20", "10:00"} {
		c := &in.Cases[i]
		c.Decisions = []visits.Decision{{Entry: entry("d"), Officer: named("An"), Second: named("Bo"), Day: monday, Order: i + 1}}
		c.Standing = entry("d")
		c.Contacts = []visits.Contact{{Visit: named("v"), Officer: named("An"), First: at(clock), Day: monday, Status: visits.StatusClosed}}
	}
	if err := in.Roster.Without("An", "10:30"); err != nil {
		t.Fatal(err)
	}
	p := suggest(t, in)
	if len(p.Tours) != 1 || !slices.Equal(p.Tours[0].Names, []string{"Bo", "Chi"}) {
		t.Fatalf("%+v", p.Tours)
	}
	tour := p.Tours[0]
	if tour.After != cases[1].ID || tour.Stops[0].Arrive < "10:30" || tour.Stops[0].Arrive > "10:45" || tour.Stops[0].Order != 3 {
		t.Errorf("after %s the first is number %d at %s", tour.After.Short(), tour.Stops[0].Order, tour.Stops[0].Arrive)
	}
	in.Cases[1].Contacts[0].Status, in.Cases[1].Contacts[0].First = visits.StatusOpened, at("10:25")
	if p := suggest(t, in); len(p.Tours) != 1 || p.Tours[0].Stops[0].Arrive < "10:45" || p.Tours[0].Stops[0].Arrive > "11:15" {
		t.Errorf("while the visit of 10:25 is under way: %+v", p.Tours)
	}
	in.From, in.Cases[1].Contacts[0].First = "17:30", at("17:00") // the way home alone is longer than the shift
	if _, err := plan.Suggest(in, plan.Search{Seed: 1, Iterations: 50}); err != nil {
		t.Error(err)
	}
	in.Cases[0].Contacts[0].Officer, in.Cases[0].Decisions[0].Officer = named("Chi"), named("Chi") // each comes from elsewhere
	if _, err := plan.Suggest(in, plan.Search{Seed: 1, Iterations: 50}); err != nil {
		t.Error(err)
	}
	in.Ways = []plan.Way{{From: cases[1].ID, To: cases[5].ID, Seconds: 9000}}
	if p := suggest(t, in); p.Travel.Measured != 1 {
		t.Errorf("a way from the last door is not believed: %+v", p.Travel)
	}
}
