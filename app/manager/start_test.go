package manager

import (
	"math"
	"testing"

	"fairvisit/app/mapview/tiles"
	"fairvisit/app/widgets"
	dayplan "fairvisit/visits/plan"
)

// The start of tours is said by the cross on the map, by coordinates or by a roster's
// file; it is kept, a plan is asked for with it, and what is no place changes nothing.
func TestTheStartOfToursIsSaid(t *testing.T) {
	s := newTeam(t)
	s.assignToday(4)
	file := write(t, "roster.json", `{"schema":"roster/1","zone":"","start":{"lat_e7":305000000,"lon_e7":1140000000},"workdays":[],"holidays":[],"make_up":[],"shift":{"from":"09:00","until":"18:00"},"break":null,"people":[],"needs":[],"swaps":[],"pairs":[]}`)
	d := sit(t, s.manager, desktopSize, english, &file)
	d.tap("section.roster")
	d.says("Not said: in the middle of the day's cases", "counts the way out and home")
	d.tap("start.say")
	d.Find("start.typed").(*widgets.Passage).SetText("north of the river")
	d.tap("start.take_typed")
	d.says("These are no coordinates")
	if d.m.roster.Start != nil {
		t.Fatalf("it starts at %+v", d.m.roster.Start)
	}
	d.Find("start.typed").(*widgets.Passage).SetText("30.51575，114.5")
	d.tap("start.take_typed")
	d.says("At 30.51575, 114.50000")
	if got := d.m.asked().Roster.Start; got == nil || *got != (dayplan.Spot{LatE7: 305157500, LonE7: 1145000000}) {
		t.Errorf("a plan is asked for with %+v", got)
	}
	d.tap("start.say")
	lat, lon := d.m.placing.chart.Middle().LatLon()
	d.tap("start.take")
	at := d.m.roster.Start
	if math.Abs(float64(at.LatE7)/1e7-lat) > 1e-6 || math.Abs(float64(at.LonE7)/1e7-lon) > 1e-6 || lat == 0 {
		t.Errorf("the cross was at %v %v, and it starts at %+v", lat, lon, at)
	}
	d.tap("start.file")
	d.says("At 30.50000, 114.00000")
	parts, err := s.manager.Journal.RosterParts(t.Context())
	s.Must(err)
	kept, err := dayplan.RosterOf(parts, nil)
	if s.Must(err); kept.Start == nil || kept.Start.LatE7 != 305000000 {
		t.Errorf("%+v is kept", kept)
	}
	file = write(t, "roster.json", `{"schema":"roster/9"}`)
	d.tap("start.file")
	d.says("Nothing was changed", "At 30.50000, 114.00000")
	d.tap("start.drop")
	d.says("Not said")
}

func TestWhatIsAPlace(t *testing.T) {
	for typed, want := range map[string]bool{"30.5, 114.5": true, "-36.85 174.76": true, "30.5；114.5": true, "86, 10": false, "10, 181": false, "NaN, 1": false, "1": false, "1 2 3": false, "": false, "a, b": false, "Inf 0": false} {
		if _, err := placeOf(typed); (err == nil) != want {
			t.Errorf("%q: %v", typed, err)
		}
	}
	if tiles.MaxLat < 85 {
		t.Error("the sentence says 85")
	}
}
