package plan_test

import (
	"slices"
	"testing"

	"fairvisit/evidence"
	"fairvisit/visits/plan"
	"fairvisit/visits/route"
)

// along are stops on one street, so many hundred metres from its end, open all day.
func along(hundreds ...float64) plan.Rest {
	r := plan.Rest{Now: 10 * 3600, Service: 1200, Change: 300}
	for i, h := range hundreds {
		r.Stops = append(r.Stops, plan.RestStop{Case: evidence.ID{byte(i + 1)}, At: onStreet(h), Open: []route.Span{{From: 9 * 3600, Until: 18 * 3600}}})
	}
	return r
}

func onStreet(hundreds float64) *route.Point {
	return &route.Point{Lat: 30 + hundreds*0.0009, Lon: 114}
}

func was(o *plan.Reordered) []int {
	var list []int
	for _, c := range o.Stops {
		list = append(list, c.Was)
	}
	return list
}

// The rest of a day is walked anew from where the crew is: turned round where that
// saves the way back, left as it is where it saves next to nothing.
func TestTheRestOfATourIsTurnedOnlyForAGain(t *testing.T) {
	search := plan.Search{Seed: 1, Iterations: 2000}
	far := along(50, 100, 150, 450)
	far.Here = onStreet(475)
	got, err := far.Reorder(search)
	if err != nil || !slices.Equal(was(&got), []int{3, 2, 1, 0}) || !got.Changed || got.Minutes < 10 || len(got.Late) != 0 || got.Missed != 0 {
		t.Errorf("from the far end: %+v, %v", got, err)
	}
	near := along(1, 2, 1.5, 4)
	near.Here = onStreet(0)
	if got, err := near.Reorder(search); err != nil || got.Changed || got.Minutes != 0 || !slices.Equal(was(&got), []int{0, 1, 2, 3}) {
		t.Errorf("for some seconds the list became %+v, %v", got, err)
	}
	near.Change = 0
	if got, err := near.Reorder(search); err != nil || !slices.Equal(was(&got), []int{0, 2, 1, 3}) {
		t.Errorf("where a change costs nothing it is %+v, %v", got, err)
	}
	if got, err := (&plan.Rest{}).Reorder(search); err != nil || got.Changed || len(got.Stops) != 0 {
		t.Errorf("nothing left: %+v, %v", got, err)
	}
}

// A stop whose hours end soon comes first; one whose hours are over is named.
func TestHoursComeBeforeWays(t *testing.T) {
	r := along(1, 2, 3, 4)
	r.Here = onStreet(0)
	r.Stops[3].Open = []route.Span{{From: 9 * 3600, Until: 10*3600 + 900}}
	r.Stops[1].Open = []route.Span{{From: 9 * 3600, Until: 9*3600 + 900}}
	r.Stops[2].At = nil // nobody knows where
	got, err := r.Reorder(plan.Search{Seed: 1, Iterations: 2000})
	if err != nil || len(got.Stops) != 3 || got.Stops[0].Was != 3 || got.Missed != 1 || !slices.Equal(got.Late, []evidence.ID{r.Stops[1].Case}) {
		t.Errorf("%+v, %v", got, err)
	}
	for _, c := range got.Stops {
		if open := r.Stops[c.Was].Open[0]; c.Begin < open.From || c.Begin > open.Until || c.Begin < r.Now {
			t.Errorf("stop %d begins at %d, and may from %d until %d", c.Was, c.Begin, open.From, open.Until)
		}
	}
}
