package manager

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"fairvisit/app/mapview"
	"fairvisit/app/mapview/tiles"
	"fairvisit/evidence"
	"fairvisit/visits"
)

const placed = "creditor,number,name,street,lat,lon,amount,currency,days_past_due\n"

// townFile is a file of n cases, each some hundred metres further north-east.
func townFile(n int) string {
	var b strings.Builder
	b.WriteString(placed)
	for i := range n {
		fmt.Fprintf(&b, "Bank A,T%02d,王小明%d,%c 街 %d 号,%.5f,%.5f,900.00,CNY,30\n", i, i, 'A'+i, 9000+i, 30.50012+float64(i)*0.004, 124.50012+float64(i)*0.004)
	}
	return b.String()
}

func (d *desktop) pins() map[string]mapview.Pin {
	all := map[string]mapview.Pin{}
	for _, p := range d.m.onMap(d.m.s.Words()).Pins {
		all[p.ID] = p
	}
	return all
}

// A case without coordinates has no pin, and the map says how many there are: a manager
// who counts pins must not take them for all.
func TestTheMapSaysHowManyCasesHaveNoPlace(t *testing.T) {
	s := newTeam(t)
	file := write(t, "cases.csv", townFile(2)+"Bank A,T02,赵敏,松风里 9003 号,,,900.00,CNY,30\n")
	d := sit(t, s.manager, desktopSize, english, &file)
	d.tap("section.import", "choose", "take", "to.plan")
	if got := d.m.onMap(d.m.s.Words()); len(got.Pins) != 2 || got.Note != "1 case has no coordinates and is not on the map." {
		t.Errorf("%d pins, and it says %q", len(got.Pins), got.Note)
	}
}

// The plan's map and list are two views of one thing: what is picked on one is
// picked on the other, and what is proposed has its crew and its number.
func TestThePlansMapAndListAreOneThing(t *testing.T) {
	s := newTeam(t)
	file := write(t, "cases.csv", townFile(6))
	d := sit(t, s.manager, desktopSize, english, &file)
	d.tap("section.import", "choose", "take", "to.plan")
	id := func(i int) evidence.ID { return s.HQ.CaseID("Bank A", fmt.Sprintf("T%02d", i)) }
	if n := len(d.pins()); n != 6 {
		t.Fatalf("%d places are on the map; those without a point have none", n)
	}
	d.tap("pin." + id(2).String())
	if !d.m.plan.picked[id(2)] || !d.pins()[id(2).String()].Chosen {
		t.Error("a pin that is tapped is not picked")
	}
	d.tap("case." + id(3).String())
	if !d.pins()[id(3).String()].Chosen {
		t.Error("what the list picked is not picked on the map")
	}
	d.m.chart.Taken([]string{id(2).String(), id(3).String(), id(4).String()})
	if len(d.m.plan.picked) != 3 {
		t.Errorf("a rectangle around three picks %d", len(d.m.plan.picked))
	}
	d.tap("crew.0.picked")
	numbers := []string{}
	for _, i := range []int{2, 3, 4} {
		p := d.pins()[id(i).String()]
		if p.Crew != 0 || !strings.HasPrefix(p.Label, "Crew A, stop "+p.Number) {
			t.Errorf("%+v is not the first crew's", p)
		}
		numbers = append(numbers, p.Number)
	}
	if slices.Sort(numbers); !slices.Equal(numbers, []string{"1", "2", "3"}) {
		t.Errorf("the stops have the numbers %v", numbers)
	}
	if way := d.m.onMap(d.m.s.Words()).Routes[0].Way; len(way) != 3 {
		t.Errorf("the route has %d stops", len(way))
	}
	d.m.chart.Taken([]string{id(0).String(), id(1).String()})
	d.m.chart.Taken([]string{id(0).String(), id(1).String()})
	if len(d.m.plan.picked) != 0 {
		t.Error("a rectangle around what is picked does not let go of it")
	}
}

// On a map nobody learns a whole name or a house, and a stopped case is not on it.
func TestThePlansMapIsMasked(t *testing.T) {
	s := newTeam(t)
	file := write(t, "cases.csv", townFile(3))
	d := sit(t, s.manager, desktopSize, english, &file)
	d.tap("section.import", "choose", "take")
	stopped := s.HQ.CaseID("Bank A", "T00")
	s.Sync(s.manager)
	_, err := s.HQ.Do(t.Context(), flag(stopped))
	s.Must(err)
	s.Sync(s.manager)
	d.tap("section.plan")
	pins := d.pins()
	if _, there := pins[stopped.String()]; there || len(pins) != 2 {
		t.Errorf("%d places are on the map, the stopped one %v", len(pins), there)
	}
	for id, p := range pins {
		c := d.m.caseOf(id)
		if strings.Contains(p.Label, c.Words.Parties[0].Name) || strings.Contains(p.Label, "900") || !strings.Contains(p.Label, "王**") {
			t.Errorf("a pin says %q", p.Label)
		}
		lat, lon := p.At.LatLon()
		latE7, lonE7 := visits.MaskPoint(c.Words.Place.LatE7, c.Words.Place.LonE7)
		if math.Abs(lat*1e7-float64(latE7)) > 2 || math.Abs(lon*1e7-float64(lonE7)) > 2 || latE7 == c.Words.Place.LatE7 {
			t.Errorf("a pin stands at %v, %v, the house at %v, %v", lat, lon, c.Words.Place.LatE7, c.Words.Place.LonE7)
		}
	}
}

// On a phone the map takes the place of the list when it is asked for, and gives
// it back; a file that cannot be read costs the plan nothing.
func TestAPhoneShowsTheListOrTheMap(t *testing.T) {
	s := newTeam(t)
	file := write(t, "cases.csv", townFile(3))
	d := sit(t, s.manager, fyne.NewSize(360, 780), english, &file)
	d.m.OpenMap(tiles.Grid{}, &tiles.Refused{Why: tiles.WhyTruncated})
	d.tap("section.import", "choose", "take", "section.plan")
	row := "case." + s.HQ.CaseID("Bank A", "T01").String()
	if d.Find(row) == nil || d.Find("plan.map") != nil {
		t.Error("a phone does not begin with the list")
	}
	d.tap("plan.on_map")
	if d.Find(row) != nil || d.Find("plan.map") == nil {
		t.Error("the map does not take the place of the list")
	}
	d.says("The map file ends too early")
	d.tap("plan.map.fit", "plan.map.nearer", "plan.on_map")
	if d.Find(row) == nil {
		t.Error("the list does not come back")
	}
}
