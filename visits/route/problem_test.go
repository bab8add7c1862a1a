package route

import (
	"math"
	"testing"
)

func TestProblemsWithoutMeaningAreRefused(t *testing.T) {
	for what, spoil := range map[string]func(p *Problem){
		"no places":              func(p *Problem) { p.Travel.Places = 0 },
		"a row too few":          func(p *Problem) { p.Travel.Time = p.Travel.Time[7:] },
		"a surcharge too few":    func(p *Problem) { p.Travel.Surcharge = make([]int32, 3) },
		"a way back in time":     func(p *Problem) { p.Travel.Time[1] = -1 },
		"a way below 0":          func(p *Problem) { p.Travel.Distance[1] = -1 },
		"too dear a way":         func(p *Problem) { p.PerDistance = math.MaxInt32 },
		"a weight below 0":       func(p *Problem) { p.PerDistance, p.PerTime = -1, 100 },
		"a stop nowhere":         func(p *Problem) { p.Stops[0].Place = 7 },
		"service below 0":        func(p *Problem) { p.Stops[0].Service = -1 },
		"a load below 0":         func(p *Problem) { p.Stops[0].Load = -1 },
		"a prize below 0":        func(p *Problem) { p.Stops[0].Prize = -1 },
		"prizes beyond counting": func(p *Problem) { p.Stops[0].Prize = math.MaxInt64 },
		"hours backwards":        func(p *Problem) { p.Stops[1].Windows = []Span{{9, 8}} },
		"hours out of order":     func(p *Problem) { p.Stops[1].Windows = []Span{{9, 12}, {2, 3}} },
		"hours that overlap":     func(p *Problem) { p.Stops[1].Windows = []Span{{1, 3}, {3, 4}} },
		"a pin to nobody":        func(p *Problem) { p.Stops[0].Only = []int{2} },
		"a crew from nowhere":    func(p *Problem) { p.Crews[0].Start = -1 },
		"a crew to nowhere":      func(p *Problem) { p.Crews[0].End = 7 },
		"a shift backwards":      func(p *Problem) { p.Crews[0].Shift.Until = 0 },
		"a break after work":     func(p *Problem) { p.Crews[0].Breaks[0].Begin = Span{18 * 3600, 19 * 3600} },
		"a break beyond work":    func(p *Problem) { p.Crews[0].Breaks[0].Length = 12 * 3600 },
		"no time to come home":   func(p *Problem) { p.Crews[1].End, p.Crews[1].Shift.Until = 0, 9*3600+10 },
		"a lock on nothing":      func(p *Problem) { p.Crews[0].Locked = []int{9} },
		"a lock twice":           func(p *Problem) { p.Crews[1].Locked = []int{1} },
		"a lock against a pin":   func(p *Problem) { p.Crews[0].Locked = []int{2} },
		"a lock out of hours":    func(p *Problem) { p.Stops[1].Windows = []Span{{1, 2}} },
	} {
		p := town()
		spoil(p)
		if _, err := Solve(p, Options{Iterations: 10}); err == nil {
			t.Errorf("%s: it was planned", what)
		}
	}
	if _, err := Solve(town(), Options{}); err == nil {
		t.Error("a search without an end was begun")
	}
}

// Short ways wind more; what is not on the earth is refused.
func TestGreatCircles(t *testing.T) {
	points := []Point{{-20.47, -54.62}, {-20.47, -54.62}, {-20.48, -54.62}, {-21.47, -54.62}}
	m, err := GreatCircle(points, TownStreets)
	if err != nil {
		t.Fatal(err)
	}
	at := func(i, j int) (int32, int32) { return m.Distance[i*4+j], m.Time[i*4+j] }
	if d, s := at(0, 1); d != 0 || s != 0 {
		t.Errorf("the same house is %d m and %d s away", d, s)
	}
	// 1,111.95 m × (1.3 + 0.3·e^(−0.7413)) = 1,604.5 m
	if d, s := at(0, 2); d < 1603 || d > 1606 || s != 231+120 {
		t.Errorf("a hundredth of a degree is %d m and %d s", d, s)
	}
	if d, _ := at(0, 3); d != 144554 {
		t.Errorf("a degree is %d m on the road", d)
	}
	for _, bad := range []Point{{91, 0}, {0, 181}, {math.NaN(), 0}, {0, math.Inf(1)}} {
		if _, err := GreatCircle([]Point{{0, 0}, bad}, TownStreets); err == nil {
			t.Errorf("%v was taken", bad)
		}
	}
	if _, err := GreatCircle(points, Streets{Far: 1, Speed: 0}); err == nil {
		t.Error("a speed of 0 was taken")
	}
}
