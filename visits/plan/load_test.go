package plan_test

import (
	"testing"

	"fairvisit/visits"
	"fairvisit/visits/plan"
)

// More stops are more minutes, a detour more metres, and the way from the office and
// back is in it once it is known where that is.
func TestLoadOfADayByHand(t *testing.T) {
	at := func(lat, lon int64) *visits.Case {
		return &visits.Case{Words: &visits.CaseWords{Place: visits.PlaceWords{HasPoint: true, LatE7: lat, LonE7: lon}}}
	}
	a, b, c := at(305_000_000, 1_145_000_000), at(305_100_000, 1_145_000_000), at(305_200_000, 1_145_000_000)
	load := func(start *plan.Spot, stops ...*visits.Case) plan.Load {
		t.Helper()
		l, err := plan.LoadOf(stops, start, 30)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	if l := load(nil); l != (plan.Load{}) {
		t.Errorf("no stops: %+v", l)
	}
	straight, back := load(nil, a, b, c), load(nil, a, c, b)
	// 1.112 km as the crow flies, about 1.6 by streets; each way takes 2 minutes to park.
	if straight.Visits != 3 || straight.Metres < 2*1400 || straight.Metres > 2*1700 || straight.Minutes < 90+10 || straight.Minutes > 90+14 || back.Metres <= straight.Metres {
		t.Errorf("%+v, %+v", straight, back)
	}
	home := load(&plan.Spot{LatE7: 305_000_000, LonE7: 1_145_000_000}, a, b, c)
	if !home.Home || home.Metres <= straight.Metres || home.Minutes <= straight.Minutes {
		t.Errorf("%+v", home)
	}
	if l := load(nil, a, &visits.Case{}, b); l.Unplaced != 1 || l.Minutes < 95 || l.Visits != 3 {
		t.Errorf("%+v", l)
	}
	if _, err := plan.LoadOf([]*visits.Case{a, at(2_000_000_000, 0)}, nil, 30); err == nil {
		t.Error("a place off the earth was counted")
	}
}
