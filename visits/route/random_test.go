package route

import "math/rand/v2"

// invented makes a day of crews and stops with a bit of everything that may
// stand in one.
func invented(r *rand.Rand, stops, crews int) *Problem {
	places := stops + 2
	p := &Problem{PerDistance: int32(r.IntN(3)), PerTime: 1, Travel: Travel{Places: places,
		Time: make([]int32, places*places), Distance: make([]int32, places*places)}}
	x, y := make([]int, places), make([]int, places)
	for i := range places {
		x[i], y[i] = r.IntN(600), r.IntN(600)
	}
	crooked := r.IntN(3) == 0
	for i := range places {
		for j := range places {
			d := max(x[i]-x[j], x[j]-x[i]) + max(y[i]-y[j], y[j]-y[i])
			if crooked && i != j {
				d = 30 + r.IntN(900) // not even a triangle need hold
			}
			p.Travel.Distance[i*places+j], p.Travel.Time[i*places+j] = int32(d*3), int32(d)
		}
	}
	for range crews {
		p.Crews = append(p.Crews, inventedCrew(r, places))
	}
	for i := range stops {
		p.Stops = append(p.Stops, inventedStop(r, i, places, crews))
	}
	for c := range p.Crews {
		if crew := &p.Crews[c]; r.IntN(5) == 0 && stops > 2 && c < 2 && len(crew.Breaks) == 0 {
			s := c
			p.Stops[s].Only, p.Stops[s].Windows = nil, []Span{{0, 9000}}
			crew.Locked = append(crew.Locked, s)
		}
	}
	return p
}

func inventedCrew(r *rand.Rand, places int) Crew {
	c := Crew{Start: r.IntN(2), End: r.IntN(2), Shift: Span{int32(r.IntN(500)), 5000 + int32(r.IntN(5000))}, Capacity: 5 + int32(r.IntN(20))}
	if r.IntN(4) == 0 {
		c.End = Open
	}
	if r.IntN(3) == 0 {
		c.Breaks = []Break{{Span{2500, 3500}, 300}}
		if r.IntN(3) == 0 {
			c.Breaks = append(c.Breaks, Break{Span{1000, 4500}, 100})
		}
	}
	return c
}

func inventedStop(r *rand.Rand, i, places, crews int) Stop {
	s := Stop{Place: 2 + i%(places-2), Service: int32(r.IntN(400)), Load: int32(r.IntN(6)), Prize: int64(r.IntN(3000)), Mandatory: r.IntN(2) == 0}
	if r.IntN(8) == 0 {
		s.Place = r.IntN(places) // two at one door
	}
	at := int32(r.IntN(3000))
	for range 1 + r.IntN(3) {
		end := at + int32(r.IntN(3000))
		s.Windows = append(s.Windows, Span{at, end})
		at = end + 1 + int32(r.IntN(1500))
	}
	if r.IntN(15) == 0 {
		s.Windows = nil
	}
	if r.IntN(4) == 0 {
		s.Only = []int{r.IntN(crews)}
	}
	return s
}
