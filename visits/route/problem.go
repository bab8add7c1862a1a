package route

import (
	"errors"
	"fmt"
)

// Span is the times From to Until, both included, in seconds from whatever
// moment the caller counts (for a day: its midnight).
type Span struct{ From, Until int32 }

// Break must be taken by a crew that visits anything, wherever it is then.
type Break struct {
	Begin  Span // it begins within
	Length int32
}

// Crew is who drives: one tour at most.
type Crew struct {
	Start, End int // places; End is Open if the tour may end anywhere
	Shift      Span
	Capacity   int32
	Breaks     []Break
	Locked     []int // stops that come first, in this order
}

// Open is the End of a crew that need not return.
const Open = -1

// Stop is one visit that may be made.
type Stop struct {
	Place   int
	Windows []Span // service begins within one of them; in order, apart from each other
	Service int32
	Load    int32
	// Prize is what leaving the stop out costs. A Mandatory stop is left out only
	// if no plan at all was found with it.
	Prize     int64
	Mandatory bool
	Only      []int // crews that may go; none named means any. One is a pin.
}

// Problem is what Solve is asked. The cost of a plan is PerDistance times the
// distance and PerTime times the travel time of all arcs, their surcharges, and
// the prizes of the stops left out.
type Problem struct {
	Crews                []Crew
	Stops                []Stop
	Travel               Travel
	PerDistance, PerTime int32
}

// Limits keep every sum within its type.
const (
	maxArc   = 1 << 27
	maxTime  = 1 << 28
	maxSize  = 20000
	maxPrize = 1 << 40
	maxSum   = 1 << 61
)

// Validate refuses what has no meaning: an index that names nothing, windows out
// of order, a break that no shift can hold, numbers that would overflow.
func (p *Problem) Validate() error {
	if err := p.Travel.validate(int64(p.PerDistance), int64(p.PerTime)); err != nil {
		return err
	}
	if len(p.Stops) > maxSize || len(p.Crews) > maxSize || p.PerDistance < 0 || p.PerTime < 0 {
		return fmt.Errorf("more than %d stops or crews, or a weight below 0, cannot be planned", maxSize)
	}
	for i := range p.Stops {
		if err := p.validStop(&p.Stops[i]); err != nil {
			return fmt.Errorf("stop %d: %w", i, err)
		}
	}
	breaks := 1
	for c := range p.Crews {
		breaks += len(p.Crews[c].Breaks)
	}
	if float64(p.dearest())*float64(len(p.Crews)+1)*float64(len(p.Stops)+1)*float64(breaks) > maxSum {
		return errors.New("the sum of all costs and prizes is too large to be counted")
	}
	lockedBy := make([]int, len(p.Stops))
	for c := range p.Crews {
		if err := p.validCrew(&p.Crews[c]); err != nil {
			return fmt.Errorf("crew %d: %w", c, err)
		}
		for _, s := range p.Crews[c].Locked {
			if lockedBy[s]++; lockedBy[s] > 1 {
				return fmt.Errorf("crew %d: stop %d is locked twice", c, s)
			}
		}
	}
	return nil
}

// dearest is more than any plan with its stops can cost.
func (p *Problem) dearest() int64 {
	most := int64(0)
	for i := range p.Travel.Time {
		cost := int64(p.PerDistance)*int64(p.Travel.Distance[i]) + int64(p.PerTime)*int64(p.Travel.Time[i])
		if len(p.Travel.Surcharge) > 0 {
			cost += int64(p.Travel.Surcharge[i])
		}
		most = max(most, cost)
	}
	sum := 1 + most*int64(len(p.Stops)+len(p.Crews)+2)
	for i := range p.Stops {
		sum += p.Stops[i].Prize
	}
	return sum
}

func (p *Problem) validStop(s *Stop) error {
	if s.Place < 0 || s.Place >= p.Travel.Places {
		return fmt.Errorf("place %d is not in the matrix", s.Place)
	}
	if !inTime(s.Service) || !inTime(s.Load) || s.Prize < 0 || s.Prize > maxPrize {
		return fmt.Errorf("service, load or prize is out of range")
	}
	for i, w := range s.Windows {
		if !inTime(w.From) || !inTime(w.Until) || w.From > w.Until || i > 0 && w.From <= s.Windows[i-1].Until {
			return fmt.Errorf("window %d is out of range or order", i)
		}
	}
	for _, c := range s.Only {
		if c < 0 || c >= len(p.Crews) {
			return fmt.Errorf("there is no crew %d", c)
		}
	}
	return nil
}

func (p *Problem) validCrew(c *Crew) error {
	if c.Start < 0 || c.Start >= p.Travel.Places || c.End != Open && (c.End < 0 || c.End >= p.Travel.Places) {
		return fmt.Errorf("its start or end is not in the matrix")
	}
	if !inTime(c.Shift.From) || !inTime(c.Shift.Until) || c.Shift.From > c.Shift.Until || !inTime(c.Capacity) {
		return fmt.Errorf("its shift or capacity is out of range")
	}
	now := c.Shift.From
	for i, b := range c.Breaks {
		now = max(now, b.Begin.From)
		if !inTime(b.Begin.From) || !inTime(b.Begin.Until) || !inTime(b.Length) || now > b.Begin.Until || now+b.Length > c.Shift.Until {
			return fmt.Errorf("break %d does not fit into the shift after the breaks before it", i)
		}
		now += b.Length
	}
	if c.End != Open && now+p.Travel.Time[c.Start*p.Travel.Places+c.End] > c.Shift.Until {
		return fmt.Errorf("its shift is too short for its own way and breaks")
	}
	for _, s := range c.Locked {
		if s < 0 || s >= len(p.Stops) {
			return fmt.Errorf("there is no stop %d", s)
		}
		if !p.Stops[s].allows(c, p.Crews) {
			return fmt.Errorf("locked stop %d is kept for other crews", s)
		}
	}
	return nil
}

// allows finds the crew by its address, as crews have no name of their own.
func (s *Stop) allows(c *Crew, crews []Crew) bool {
	if len(s.Only) == 0 {
		return true
	}
	for _, o := range s.Only {
		if &crews[o] == c {
			return true
		}
	}
	return false
}

func inTime(t int32) bool { return t >= 0 && t <= maxTime }
