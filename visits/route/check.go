package route

import "fmt"

// Fault is one thing that is wrong with a plan.
type Fault struct {
	Name FaultName
	Crew int // -1 if it concerns none
	Stop int // -1 if it concerns none
}

func (f Fault) String() string { return fmt.Sprintf("%s (crew %d, stop %d)", f.Name, f.Crew, f.Stop) }

// FaultName is what is wrong.
type FaultName string

const (
	UnknownCrew      FaultName = "unknown crew"
	CrewTwice        FaultName = "crew has two tours"
	EmptyTour        FaultName = "tour without a stop"
	UnknownStop      FaultName = "unknown stop"
	UnknownBreak     FaultName = "unknown break"
	StopTwice        FaultName = "stop visited twice"
	StopLost         FaultName = "stop neither visited nor left out"
	LeftOutVisited   FaultName = "stop both visited and left out"
	LeftOutTwice     FaultName = "stop left out twice"
	LeftOutNoReason  FaultName = "no reason for leaving out"
	LeftOutMandatory FaultName = "mandatory stop left out"
	WrongArrival     FaultName = "arrival is not departure plus travel"
	BeginsEarly      FaultName = "begins before arrival"
	OutsideWindow    FaultName = "begins outside every window"
	WrongDeparture   FaultName = "departure is not begin plus service"
	AfterShift       FaultName = "ends after the shift"
	WrongFinish      FaultName = "finish is not departure plus travel"
	Overloaded       FaultName = "more than the crew can carry"
	WrongCrew        FaultName = "crew may not visit this stop"
	PrefixBroken     FaultName = "locked stops do not come first"
	BreakMissing     FaultName = "break missing"
	BreakTwice       FaultName = "break taken twice"
	BreakOutside     FaultName = "break begins outside its span"
	WrongDistance    FaultName = "stated distance is wrong"
	WrongCost        FaultName = "stated cost is wrong"
)

// check walks a plan with nothing but the problem in hand. It shares no code
// with the search: an error in common would hide itself.
type check struct {
	p      *Problem
	faults []Fault
	seen   []int // visits of each stop
	cost   int64
}

// Check computes the cost of a plan and names every fault. Mandatory stops left
// out are faults too: a plan with nothing else wrong is the best there was.
func Check(p *Problem, plan *Plan) (cost int64, faults []Fault) {
	c := &check{p: p, seen: make([]int, len(p.Stops))}
	tours := make([]int, len(p.Crews))
	for i := range plan.Tours {
		t := &plan.Tours[i]
		if t.Crew < 0 || t.Crew >= len(p.Crews) {
			c.fault(UnknownCrew, t.Crew, -1)
			continue
		}
		if tours[t.Crew]++; tours[t.Crew] > 1 {
			c.fault(CrewTwice, t.Crew, -1)
		}
		c.tour(t)
	}
	for i := range p.Crews {
		if len(p.Crews[i].Locked) > 0 && tours[i] == 0 {
			c.fault(PrefixBroken, i, p.Crews[i].Locked[0])
		}
	}
	c.leftOut(plan.LeftOut)
	if plan.Cost != c.cost {
		c.fault(WrongCost, -1, -1)
	}
	return c.cost, c.faults
}

func (c *check) fault(n FaultName, crew, stop int) {
	c.faults = append(c.faults, Fault{n, crew, stop})
}

// arc gives time, distance and cost; to may be Open.
func (c *check) arc(from, to int) (int32, int64, int64) {
	if to == Open {
		return 0, 0, 0
	}
	at, t := from*c.p.Travel.Places+to, &c.p.Travel
	cost := int64(c.p.PerDistance)*int64(t.Distance[at]) + int64(c.p.PerTime)*int64(t.Time[at])
	if len(t.Surcharge) > 0 {
		cost += int64(t.Surcharge[at])
	}
	return t.Time[at], int64(t.Distance[at]), cost
}

func (c *check) tour(t *Tour) {
	crew := &c.p.Crews[t.Crew]
	place, now, load, distance := crew.Start, crew.Shift.From, int64(0), int64(0)
	breaks, stops := make([]int, len(crew.Breaks)), []int(nil)
	for _, call := range t.Calls {
		travel, isStop := int32(0), call.Stop >= 0 || call.Break < 0
		switch {
		case isStop && (call.Stop < 0 || call.Stop >= len(c.p.Stops) || call.Break >= 0):
			c.fault(UnknownStop, t.Crew, call.Stop)
			continue
		case !isStop && call.Break >= len(crew.Breaks):
			c.fault(UnknownBreak, t.Crew, -1)
			continue
		case isStop:
			s := &c.p.Stops[call.Stop]
			time, metres, cost := c.arc(place, s.Place)
			travel, distance, c.cost, place = time, distance+metres, c.cost+cost, s.Place
			load += int64(s.Load)
			stops = append(stops, call.Stop)
			c.stop(t.Crew, call)
		default:
			breaks[call.Break]++
			c.rest(t.Crew, call)
		}
		if call.Arrive != now+travel {
			c.fault(WrongArrival, t.Crew, call.Stop)
		}
		if call.Begin < call.Arrive {
			c.fault(BeginsEarly, t.Crew, call.Stop)
		}
		now = call.Leave
	}
	time, metres, cost := c.arc(place, crew.End)
	c.cost += cost
	c.whole(t, stops, breaks, load)
	if t.Distance != distance+metres {
		c.fault(WrongDistance, t.Crew, -1)
	}
	if t.Finish != now+time {
		c.fault(WrongFinish, t.Crew, -1)
	}
	if max(t.Finish, now+time) > crew.Shift.Until {
		c.fault(AfterShift, t.Crew, -1)
	}
}

func (c *check) stop(crew int, call Call) {
	s := &c.p.Stops[call.Stop]
	if c.seen[call.Stop]++; c.seen[call.Stop] > 1 {
		c.fault(StopTwice, crew, call.Stop)
	}
	inside := false
	for _, w := range s.Windows {
		inside = inside || w.From <= call.Begin && call.Begin <= w.Until
	}
	if !inside {
		c.fault(OutsideWindow, crew, call.Stop)
	}
	if call.Leave != call.Begin+s.Service {
		c.fault(WrongDeparture, crew, call.Stop)
	}
	may := len(s.Only) == 0
	for _, o := range s.Only {
		may = may || o == crew
	}
	if !may {
		c.fault(WrongCrew, crew, call.Stop)
	}
}

func (c *check) rest(crew int, call Call) {
	b := c.p.Crews[crew].Breaks[call.Break]
	if call.Begin < b.Begin.From || call.Begin > b.Begin.Until {
		c.fault(BreakOutside, crew, -1)
	}
	if call.Leave != call.Begin+b.Length {
		c.fault(WrongDeparture, crew, -1)
	}
}

// whole judges what only a tour as a whole can have wrong.
func (c *check) whole(t *Tour, stops, breaks []int, load int64) {
	crew := &c.p.Crews[t.Crew]
	if len(stops) == 0 {
		c.fault(EmptyTour, t.Crew, -1)
	}
	for i, s := range crew.Locked {
		if i >= len(stops) || stops[i] != s {
			c.fault(PrefixBroken, t.Crew, s)
			break
		}
	}
	for _, n := range breaks {
		if n == 0 {
			c.fault(BreakMissing, t.Crew, -1)
		}
		if n > 1 {
			c.fault(BreakTwice, t.Crew, -1)
		}
	}
	if load > int64(crew.Capacity) {
		c.fault(Overloaded, t.Crew, -1)
	}
}

func (c *check) leftOut(list []LeftOut) {
	out := make([]int, len(c.p.Stops))
	for _, l := range list {
		if l.Stop < 0 || l.Stop >= len(c.p.Stops) {
			c.fault(UnknownStop, -1, l.Stop)
			continue
		}
		if out[l.Stop]++; out[l.Stop] > 1 {
			c.fault(LeftOutTwice, -1, l.Stop)
		}
		if c.seen[l.Stop] > 0 {
			c.fault(LeftOutVisited, -1, l.Stop)
		}
		if l.Why < NoCrew || l.Why > Done {
			c.fault(LeftOutNoReason, -1, l.Stop)
		}
	}
	for s := range c.p.Stops {
		if c.seen[s] > 0 {
			continue
		}
		c.cost += c.p.Stops[s].Prize
		if out[s] == 0 {
			c.fault(StopLost, -1, s)
		}
		if c.p.Stops[s].Mandatory {
			c.fault(LeftOutMandatory, -1, s)
		}
	}
}
