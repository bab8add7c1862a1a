package route

import (
	"slices"
	"testing"
)

// town is a small day with a pin, a lock, a break, a lunch hour in the middle of
// a stop's hours, and a stop that is worth too little.
func town() *Problem {
	// Places stand on a line, 10 minutes and 5 km apart.
	const places = 7
	p := &Problem{PerTime: 1, Travel: Travel{Places: places, Time: make([]int32, places*places), Distance: make([]int32, places*places)}}
	for i := range places {
		for j := range places {
			d := int32(max(i-j, j-i))
			p.Travel.Time[i*places+j], p.Travel.Distance[i*places+j] = d*600, d*5000
		}
	}
	day := []Span{{8 * 3600, 18 * 3600}}
	p.Crews = []Crew{
		{Start: 0, End: 0, Shift: Span{8 * 3600, 17 * 3600}, Capacity: 3, Breaks: []Break{{Span{12 * 3600, 13 * 3600}, 1800}}, Locked: []int{1}},
		{Start: 6, End: Open, Shift: Span{9 * 3600, 12 * 3600}, Capacity: 2},
	}
	p.Stops = []Stop{
		{Place: 1, Windows: []Span{{8 * 3600, 11 * 3600}, {14 * 3600, 17 * 3600}}, Service: 900, Load: 1, Mandatory: true},
		{Place: 2, Windows: day, Service: 900, Load: 1, Mandatory: true},
		{Place: 4, Windows: day, Service: 900, Load: 1, Mandatory: true, Only: []int{1}},
		{Place: 5, Windows: day, Service: 900, Load: 1, Mandatory: true},
		{Place: 3, Windows: []Span{{8 * 3600, 8*3600 + 60}}, Service: 900, Prize: 100},
	}
	return p
}

func planned(t *testing.T, p *Problem) Plan {
	t.Helper()
	plan, err := Solve(p, Options{Seed: 1, Iterations: 2000})
	if err != nil {
		t.Fatal(err)
	}
	if _, faults := Check(p, &plan); len(faults) > 0 {
		t.Fatal(faults)
	}
	return plan
}

func copied(p Plan) *Plan {
	p.Tours, p.LeftOut = slices.Clone(p.Tours), slices.Clone(p.LeftOut)
	for i := range p.Tours {
		p.Tours[i].Calls = slices.Clone(p.Tours[i].Calls)
	}
	return &p
}

// Each planted fault is named by the checker, whatever else follows from it.
func TestTheCheckerNamesEveryPlantedFault(t *testing.T) {
	p := town()
	good := planned(t, p)
	if len(good.Tours) != 2 || len(good.Tours[0].Calls) != 3 || len(good.Tours[1].Calls) != 2 || len(good.LeftOut) != 1 {
		t.Fatalf("the day is planned otherwise: %+v", good)
	}
	breakAt := slices.IndexFunc(good.Tours[0].Calls, func(c Call) bool { return c.Break == 0 })
	stopAt := 1
	if breakAt == 1 {
		stopAt = 2
	}
	faults := []struct {
		name  FaultName
		plant func(p *Problem, x *Plan)
	}{
		{UnknownCrew, func(_ *Problem, x *Plan) { x.Tours[0].Crew = 2 }},
		{UnknownCrew, func(_ *Problem, x *Plan) { x.Tours[1].Crew = -1 }},
		{CrewTwice, func(_ *Problem, x *Plan) { x.Tours[1].Crew = 0 }},
		{CrewTwice, func(_ *Problem, x *Plan) { x.Tours = append(x.Tours, x.Tours[0]) }},
		{EmptyTour, func(_ *Problem, x *Plan) { x.Tours[1].Calls = nil }},
		{EmptyTour, func(_ *Problem, x *Plan) { x.Tours[0].Calls = x.Tours[0].Calls[breakAt : breakAt+1] }},
		{UnknownStop, func(_ *Problem, x *Plan) { x.Tours[0].Calls[0].Stop = 5 }},
		{UnknownStop, func(_ *Problem, x *Plan) { x.Tours[1].Calls[0].Stop = -1 }},
		{UnknownStop, func(_ *Problem, x *Plan) { x.Tours[0].Calls[0].Break = 0 }},
		{UnknownStop, func(_ *Problem, x *Plan) { x.LeftOut[0].Stop = -3 }},
		{UnknownBreak, func(_ *Problem, x *Plan) { x.Tours[0].Calls[breakAt].Break = 1 }},
		{UnknownBreak, func(_ *Problem, x *Plan) {
			x.Tours[1].Calls = append(x.Tours[1].Calls, x.Tours[0].Calls[breakAt])
		}},
		{StopTwice, func(_ *Problem, x *Plan) { x.Tours[1].Calls[1].Stop = x.Tours[1].Calls[0].Stop }},
		{StopTwice, func(_ *Problem, x *Plan) { x.Tours[0].Calls[0].Stop = 2 }},
		{StopLost, func(_ *Problem, x *Plan) { x.LeftOut = nil }},
		{StopLost, func(_ *Problem, x *Plan) { x.Tours = x.Tours[:1] }},
		{LeftOutMandatory, func(_ *Problem, x *Plan) { x.Tours[1].Calls = x.Tours[1].Calls[:1] }},
		{LeftOutMandatory, func(_ *Problem, x *Plan) {
			x.Tours, x.LeftOut = x.Tours[:1], append(x.LeftOut, LeftOut{2, FullShift, 0}, LeftOut{3, FullShift, 0})
		}},
		{LeftOutVisited, func(_ *Problem, x *Plan) { x.LeftOut = append(x.LeftOut, LeftOut{0, FullShift, 0}) }},
		{LeftOutTwice, func(_ *Problem, x *Plan) { x.LeftOut = append(x.LeftOut, x.LeftOut[0]) }},
		{LeftOutNoReason, func(_ *Problem, x *Plan) { x.LeftOut[0].Why = 0 }},
		{LeftOutNoReason, func(_ *Problem, x *Plan) { x.LeftOut[0].Why = 99 }},
		{WrongArrival, func(_ *Problem, x *Plan) { x.Tours[0].Calls[0].Arrive-- }},
		{WrongArrival, func(_ *Problem, x *Plan) { x.Tours[0].Calls[2].Arrive += 60 }},
		{WrongArrival, func(_ *Problem, x *Plan) { slices.Reverse(x.Tours[1].Calls) }},
		{BeginsEarly, func(_ *Problem, x *Plan) { x.Tours[1].Calls[0].Begin = x.Tours[1].Calls[0].Arrive - 1 }},
		{OutsideWindow, func(_ *Problem, x *Plan) { x.Tours[0].Calls[stopAt].Begin = 12 * 3600 }},
		{OutsideWindow, func(p *Problem, _ *Plan) { p.Stops[0].Windows = nil }},
		{OutsideWindow, func(p *Problem, x *Plan) { p.Stops[3].Windows = []Span{{0, 100}} }},
		{WrongDeparture, func(_ *Problem, x *Plan) { x.Tours[1].Calls[0].Leave -= 300 }},
		{WrongDeparture, func(_ *Problem, x *Plan) { x.Tours[0].Calls[breakAt].Leave -= 300 }},
		{AfterShift, func(p *Problem, _ *Plan) { p.Crews[1].Shift.Until = 9*3600 + 1200 }},
		{AfterShift, func(_ *Problem, x *Plan) { x.Tours[0].Finish = 17*3600 + 1 }},
		{WrongFinish, func(_ *Problem, x *Plan) { x.Tours[0].Finish-- }},
		{Overloaded, func(p *Problem, _ *Plan) { p.Crews[1].Capacity = 1 }},
		{WrongCrew, func(p *Problem, _ *Plan) { p.Stops[2].Only = []int{0} }},
		{WrongCrew, func(p *Problem, _ *Plan) { p.Stops[0].Only = []int{1} }},
		{PrefixBroken, func(p *Problem, _ *Plan) { p.Crews[0].Locked = []int{0} }},
		{PrefixBroken, func(_ *Problem, x *Plan) { x.Tours = x.Tours[1:] }},
		{BreakMissing, func(_ *Problem, x *Plan) {
			x.Tours[0].Calls = slices.Delete(x.Tours[0].Calls, breakAt, breakAt+1)
		}},
		{BreakTwice, func(_ *Problem, x *Plan) {
			x.Tours[0].Calls = slices.Insert(x.Tours[0].Calls, breakAt, x.Tours[0].Calls[breakAt])
		}},
		{BreakOutside, func(_ *Problem, x *Plan) { x.Tours[0].Calls[breakAt].Begin = 13*3600 + 1 }},
		{BreakOutside, func(p *Problem, _ *Plan) { p.Crews[0].Breaks[0].Begin = Span{0, 60} }},
		{BreakOutside, func(p *Problem, _ *Plan) { p.Crews[0].Breaks[0].Begin = Span{13*3600 + 1, 14 * 3600} }}, // it is taken before
		{WrongDistance, func(_ *Problem, x *Plan) { x.Tours[1].Distance++ }},
		{WrongCost, func(_ *Problem, x *Plan) { x.Cost-- }},
		{WrongCost, func(p *Problem, _ *Plan) { p.PerDistance = 1 }},
		{WrongCost, func(p *Problem, _ *Plan) { surcharged(p) }},
	}
	for i, f := range faults {
		p, x := town(), copied(good)
		f.plant(p, x)
		_, found := Check(p, x)
		if !slices.ContainsFunc(found, func(g Fault) bool { return g.Name == f.name }) {
			t.Errorf("fault %d: %q was planted, the checker says %v", i, f.name, found)
		}
	}
	if len(faults) < 40 {
		t.Errorf("only %d faults", len(faults))
	}
}

// surcharged makes every way between two places cost seven more.
func surcharged(p *Problem) {
	p.Travel.Surcharge = make([]int32, p.Travel.Places*p.Travel.Places)
	for i := range p.Travel.Surcharge {
		if i%(p.Travel.Places+1) != 0 {
			p.Travel.Surcharge[i] = 7
		}
	}
}

// What ways cost beside their length is in the cost that the checker counts, once
// for each way that is gone: three of one tour and, as it ends anywhere, two of the other.
func TestTheCheckerCountsSurcharges(t *testing.T) {
	good := planned(t, town())
	p, x := town(), copied(good)
	surcharged(p)
	cost, _ := Check(p, x)
	ways := int64(0)
	for _, tour := range x.Tours {
		at := p.Crews[tour.Crew].Start
		for _, c := range tour.Calls {
			if c.Stop >= 0 && p.Stops[c.Stop].Place != at {
				ways, at = ways+1, p.Stops[c.Stop].Place
			}
		}
		if end := p.Crews[tour.Crew].End; end != Open && end != at {
			ways++
		}
	}
	if cost != good.Cost+7*ways || ways != 5 {
		t.Errorf("%d ways with 7 more each cost %d, and %d without", ways, cost, good.Cost)
	}
	x.Cost = cost
	if _, faults := Check(p, x); len(faults) > 0 {
		t.Error(faults)
	}
}

func TestEveryStopLeftOutSaysWhy(t *testing.T) {
	p := town()
	day := p.Stops[1].Windows
	p.Crews[0].Capacity, p.Crews[1].Capacity = 6, 2
	add := func(s Stop) int { p.Stops = append(p.Stops, s); return len(p.Stops) - 1 }
	want := map[int]Why{
		4: NoWindow,
		add(Stop{Place: 3, Windows: day, Load: 7, Prize: 1e6}):                                      TooHeavy,
		add(Stop{Place: 3, Windows: []Span{{17*3600 - 60, 18 * 3600}}, Prize: 1e6, Only: []int{0}}): NoReturn,
		add(Stop{Place: 3, Windows: day, Load: 1, Prize: 1e3, Only: []int{1}}):                      FullLoad,
		add(Stop{Place: 3, Windows: day, Service: 8 * 3600, Prize: 1e3, Only: []int{0}}):            FullShift,
		add(Stop{Place: 6, Windows: day, Prize: 1, Only: []int{0}}):                                 SmallPrize,
		add(Stop{Place: 6, Prize: 1e6}):                                                             NoWindow,
	}
	plan := planned(t, p)
	got := map[int]Why{}
	for _, l := range plan.LeftOut {
		got[l.Stop] = l.Why
		if l.Why == SmallPrize && l.Extra <= p.Stops[l.Stop].Prize {
			t.Errorf("stop %d would add %d and is worth %d", l.Stop, l.Extra, p.Stops[l.Stop].Prize)
		}
	}
	for s, why := range want {
		if got[s] != why {
			t.Errorf("stop %d: %v, not %v", s, got[s], why)
		}
	}
	if len(got) != len(want) {
		t.Errorf("left out: %v", got)
	}
	p.Crews = nil
	for i := range p.Stops {
		p.Stops[i].Only = nil
	}
	plan, err := Solve(p, Options{Iterations: 10})
	if err != nil || len(plan.LeftOut) != len(p.Stops) || plan.LeftOut[0].Why != NoCrew {
		t.Errorf("without crews: %+v, %v", plan, err)
	}
}
