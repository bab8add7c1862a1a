package route

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"sync/atomic"
	"testing"
)

// scoreOf judges a plan by Check alone; only mandatory stops may be missing.
func scoreOf(t *testing.T, p *Problem, plan *Plan, fewest bool) score {
	t.Helper()
	cost, faults := Check(p, plan)
	s := score{cost: cost}
	if fewest {
		s.used = len(plan.Tours)
	}
	for _, f := range faults {
		if f.Name != LeftOutMandatory {
			t.Errorf("the checker refuses the plan: %v", f)
		}
		s.missing++
	}
	return s
}

func TestTheSearchFindsWhatAnExactSearchFinds(t *testing.T) {
	days := 250
	if testing.Short() {
		days = 60
	}
	compared, large := 0, 0
	for day := range days {
		r := rand.New(rand.NewPCG(7, uint64(day)))
		p := invented(r, 1+r.IntN(12), 1+r.IntN(3))
		fewest := day%4 == 0
		plan, err := Solve(p, Options{Seed: uint64(day), Iterations: 20000, Fewest: fewest})
		if err != nil {
			continue // a locked stop that cannot be
		}
		compared++
		if len(p.Stops) == 12 {
			large++
		}
		best, got := solveExactly(p, fewest), scoreOf(t, p, &plan, fewest)
		if got != best {
			t.Errorf("day %d: missing, crews, cost %v, the best is %v", day, got, best)
		}
	}
	if compared < days*3/4 || large < days/30 {
		t.Errorf("only %d of %d days could be compared, %d of twelve stops", compared, days, large)
	}
}

func TestEveryPlanHoldsAndMoreIterationsAreNeverWorse(t *testing.T) {
	for day := range 12 {
		r := rand.New(rand.NewPCG(8, uint64(day)))
		p := invented(r, 20+r.IntN(40), 2+r.IntN(4))
		fewest := day%3 == 0
		last := score{missing: 99}
		for _, n := range []int{1, 300, 999, 1700, 3100, 5001} {
			plan, err := Solve(p, Options{Seed: 3, Iterations: n, Fewest: fewest})
			if err != nil {
				t.Fatal(err)
			}
			got := scoreOf(t, p, &plan, fewest)
			if last.below(got) {
				t.Errorf("day %d: %d iterations give %v, fewer gave %v", day, n, got, last)
			}
			last = got
		}
	}
}

func TestTheSameSeedGivesTheSamePlan(t *testing.T) {
	p := invented(rand.New(rand.NewPCG(9, 9)), 50, 4)
	plans := map[string]bool{}
	for seed := range uint64(4) {
		first, err := Solve(p, Options{Seed: seed, Iterations: 1500})
		if err != nil {
			t.Fatal(err)
		}
		second, err := Solve(p, Options{Seed: seed, Iterations: 1500})
		if err != nil || !reflect.DeepEqual(first, second) {
			t.Errorf("seed %d gave two plans (%v)", seed, err)
		}
		plans[fmt.Sprint(first)] = true
	}
	if len(plans) < 2 {
		t.Error("four seeds gave one plan: the seed does nothing")
	}
}

// A large plan is improved part by part; no pin, lock or break is lost on the way.
func TestPartsOfALargePlanHoldTogether(t *testing.T) {
	r := rand.New(rand.NewPCG(10, 1))
	p := invented(r, 430, 60)
	last := score{missing: 999}
	for _, n := range []int{1, 1500, 3000} {
		plan, err := Solve(p, Options{Seed: 2, Iterations: n})
		if err != nil {
			t.Fatal(err)
		}
		got := scoreOf(t, p, &plan, false)
		if n > 1 && !got.below(last) {
			t.Errorf("%d iterations give %v, fewer gave %v", n, got, last)
		}
		last = got
	}
}

// The clock is given, so a test can be it: it ticks when it is read.
func TestTimeEndsASearch(t *testing.T) {
	for _, stops := range []int{0, 1, 60, 410} {
		p := invented(rand.New(rand.NewPCG(11, 1)), stops, 4)
		for _, seconds := range []float64{0.001, 0.3, 2.5} {
			var ticks atomic.Int64 // both chains read it
			plan, err := Solve(p, Options{Seed: 5, Seconds: seconds, Elapsed: func() float64 { return 7 + float64(ticks.Add(1))/50 }})
			if err != nil {
				t.Fatal(err)
			}
			scoreOf(t, p, &plan, false)
			if spent := float64(ticks.Load()) / 50; spent > seconds+0.2 {
				t.Errorf("%d stops: asked for %g s, read the clock up to %g", stops, seconds, spent)
			}
		}
	}
}

func TestAStartIsNeverMadeWorse(t *testing.T) {
	for day := range uint64(8) {
		p := invented(rand.New(rand.NewPCG(12, day)), 40, 3)
		start, err := Solve(p, Options{Seed: 1, Iterations: 6000})
		if err != nil {
			t.Fatal(err)
		}
		plan, err := Solve(p, Options{Seed: 2, Iterations: 1, Start: &start})
		if err != nil {
			t.Fatal(err)
		}
		if was, is := scoreOf(t, p, &start, false), scoreOf(t, p, &plan, false); was.below(is) {
			t.Errorf("day %d: from %v to %v", day, was, is)
		}
	}
}

func TestOneIterationAllocatesNothing(t *testing.T) {
	p := invented(rand.New(rand.NewPCG(13, 1)), 80, 5)
	c := newChain(p, &Options{}, 1)
	c.from(nil, true)
	c.anneal(&meter{length: 20000, left: 20000}, 1, 1)
	m := &meter{length: 1 << 40, left: 1 << 40}
	if n := testing.AllocsPerRun(5, func() {
		m.left = m.done + 200
		c.anneal(m, 1, 1)
	}); n > 2 { // a row may still grow longer than ever before
		t.Errorf("200 iterations allocate %v times", n)
	}
}

// What a part found stands in the whole as it stood in the part.
func TestAPartComesBackAsItWasFound(t *testing.T) {
	p := invented(rand.New(rand.NewPCG(10, 2)), 420, 60)
	for i := range p.Stops { // or a part's cost would not be in the whole's terms
		p.Stops[i].Mandatory = false
	}
	o := &Options{Seed: 1}
	whole := newChain(p, o, 1)
	whole.from(nil, true)
	next, gain := draftOf(p, &Plan{}), int64(0)
	for c := range next {
		next[c] = append(next[c], whole.best[c]...)
	}
	for i, part := range cutParts(whole.b, 5) {
		found := part.improve(p, o, meter{length: 300, left: 300}, uint64(i))
		before, after := newChain(part.problem(p), o, 1), newChain(part.problem(p), o, 1)
		before.from(part.start, false)
		after.from(found, false)
		gain += before.score.cost - after.score.cost
		part.giveBack(next, found)
	}
	again := newChain(p, o, 1)
	again.b.load(next)
	if got := again.measure(); gain <= 0 || got.cost != whole.score.cost-gain {
		t.Errorf("the whole went from %v to %v, its parts gained %d", whole.score, got, gain)
	}
}
