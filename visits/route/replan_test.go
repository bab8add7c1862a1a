package route

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// order lists the stops of each crew.
func orderOf(p *Plan) map[int][]int {
	out := map[int][]int{}
	for _, t := range p.Tours {
		for _, c := range t.Calls {
			if c.Stop >= 0 {
				out[t.Crew] = append(out[t.Crew], c.Stop)
			}
		}
	}
	return out
}

// street is one officer and stops along one street, worth visiting all day.
func street(places ...int) *Problem {
	const n = 12
	p := &Problem{PerTime: 1, Travel: Travel{Places: n, Time: make([]int32, n*n), Distance: make([]int32, n*n)}}
	for i := range n {
		for j := range n {
			p.Travel.Time[i*n+j] = int32(60 * max(i-j, j-i))
		}
	}
	p.Crews = []Crew{{Start: 0, End: 0, Shift: Span{0, 36000}, Capacity: 99}}
	for _, at := range places {
		p.Stops = append(p.Stops, Stop{Place: at, Windows: []Span{{0, 36000}}, Service: 300, Prize: 5000})
	}
	return p
}

func TestTheRestOfADayGoesOnFromHere(t *testing.T) {
	p := street(2, 4, 6, 8)
	old := planned(t, p)
	first := orderOf(&old)[0][0]
	now := Now{Crew: 0, Place: p.Stops[first].Place, At: 700, Done: []int{first}, Next: -1}
	rest, asked, err := Replan(p, &old, []Now{now}, 100, Options{Seed: 1, Iterations: 1000})
	if err != nil {
		t.Fatal(err)
	}
	if _, faults := Check(asked, &rest); len(faults) > 0 {
		t.Error(faults)
	}
	if got, want := orderOf(&rest)[0], orderOf(&old)[0][1:]; !slices.Equal(got, want) {
		t.Errorf("the rest is %v, it was %v", got, want)
	}
	if len(rest.LeftOut) != 1 || rest.LeftOut[0].Why != Done || rest.Tours[0].Calls[0].Arrive < 700 {
		t.Errorf("%+v", rest)
	}
}

// An officer's list is turned round for a gain, not for nothing.
func TestAListChangesOnlyIfThatWinsSomething(t *testing.T) {
	p := street(2, 4, 6, 8)
	// Up and back on one street: this order costs two minutes more than the best.
	p.Travel.Time[2*12+6]--
	old := Plan{Tours: []Tour{{Crew: 0, Calls: []Call{{Stop: 0, Break: -1}, {Stop: 1, Break: -1}, {Stop: 3, Break: -1}, {Stop: 2, Break: -1}}}}}
	for i := range p.Travel.Time {
		p.Travel.Time[i] *= 10
	}
	p.Travel.Time[4*12+8] += 5
	now := []Now{{Crew: 0, Place: 0, At: 0, Next: -1}}
	stays, _, err := Replan(p, &old, now, 60, Options{Seed: 1, Iterations: 2000})
	if err != nil {
		t.Fatal(err)
	}
	if got := orderOf(&stays)[0]; !slices.Equal(got, []int{0, 1, 3, 2}) {
		t.Errorf("for a few seconds the list became %v", got)
	}
	changes, _, err := Replan(p, &old, now, 0, Options{Seed: 1, Iterations: 2000})
	if err != nil {
		t.Fatal(err)
	}
	if changes.Cost >= stays.Cost {
		t.Errorf("without a price for change %d is not below %d: nothing was at stake", changes.Cost, stays.Cost)
	}
}

func TestTheStopUnderWayStaysNextUnlessItsHoursAreOver(t *testing.T) {
	p := street(2, 4, 6, 8)
	old := planned(t, p)
	now := []Now{{Crew: 0, Place: 1, At: 100, Next: 3}}
	rest, _, err := Replan(p, &old, now, 0, Options{Seed: 1, Iterations: 1000})
	if err != nil || orderOf(&rest)[0][0] != 3 {
		t.Errorf("next is %v, %v", orderOf(&rest), err)
	}
	p.Stops[3].Windows = []Span{{0, 200}}
	rest, _, err = Replan(p, &old, now, 0, Options{Seed: 1, Iterations: 1000})
	if err != nil || slices.Contains(orderOf(&rest)[0], 3) || len(orderOf(&rest)[0]) != 3 {
		t.Errorf("without its hours: %v, %v", orderOf(&rest), err)
	}
}

func TestAShiftThatIsOverStillEndsAtHome(t *testing.T) {
	p := street(2, 4)
	old := planned(t, p)
	rest, asked, err := Replan(p, &old, []Now{{Crew: 0, Place: 9, At: 40000, Next: -1}}, 10, Options{Iterations: 100})
	if err != nil {
		t.Fatal(err)
	}
	if _, faults := Check(asked, &rest); len(faults) > 0 || len(rest.LeftOut) != 2 {
		t.Errorf("%+v, %v", rest, faults)
	}
	for _, bad := range []Now{{Crew: 1}, {Crew: -1}, {Place: 99}, {Next: 7}, {Done: []int{-1}}, {At: -5}} {
		if _, _, err := Replan(p, &old, []Now{bad}, 0, Options{Iterations: 10}); err == nil {
			t.Errorf("%+v was taken", bad)
		}
	}
}

func TestEveryRestOfADayHolds(t *testing.T) {
	for day := range uint64(60) {
		r := rand.New(rand.NewPCG(20, day))
		p := invented(r, 12, 3)
		old, err := Solve(p, Options{Seed: day, Iterations: 300})
		if err != nil || len(old.Tours) == 0 {
			continue
		}
		tour := old.Tours[r.IntN(len(old.Tours))]
		now := Now{Crew: tour.Crew, Place: p.Crews[tour.Crew].Start, Next: -1}
		for _, c := range tour.Calls[:1+r.IntN(len(tour.Calls))] {
			now.At = c.Leave + int32(r.IntN(2000)) // later than planned
			if c.Stop < 0 {
				now.Rested = append(now.Rested, c.Break)
				continue
			}
			now.Done, now.Place = append(now.Done, c.Stop), p.Stops[c.Stop].Place
		}
		rest, asked, err := Replan(p, &old, []Now{now}, 20, Options{Seed: day, Iterations: 300})
		if err != nil {
			t.Errorf("day %d: %v", day, err)
			continue
		}
		scoreOf(t, asked, &rest, false)
	}
}
