package officer_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"fairvisit/app/desk"
	"fairvisit/app/desk/desktest"
	"fairvisit/app/i18n"
	"fairvisit/app/shell"
	"fairvisit/visits/roads/roadstest"
)

// oneWayIn is a valley along which the stops of street(0, 50, 100, 150) lie, five
// kilometres from each other, that can be entered only from its far end: the road from
// the first of them goes around. Great circles know nothing of that.
func oneWayIn() roadstest.Map {
	node := func(id, hundreds, east int64) roadstest.Node {
		return roadstest.Node{ID: id, Lat: 305000000 + hundreds*9000, Lon: 1145000000 + east}
	}
	road := []string{"highway", "residential"}
	return roadstest.Map{
		Nodes: []roadstest.Node{node(1, 0, 0), node(2, 50, 0), node(3, 100, 0), node(4, 150, 0), node(5, 0, 200000), node(6, 150, 200000)},
		Ways:  []roadstest.Way{{Nodes: []int64{1, 5, 6, 4}, Tags: road}, {Nodes: []int64{4, 3, 2}, Tags: road}},
	}
}

// The same stops, and the roads of a map that is chosen on the tablet make another order
// than great circles; it is kept for the next start. One that is cut off says so, and
// what was there stays; a kept one that broke lets the day be planned by great circles.
func TestTheRestOfTheDayGoesByRoads(t *testing.T) {
	m := newMorning(t)
	ids := m.street(0, 50, 100, 150)
	m.desk = m.Open(m.me)
	m.along(m.mate)
	m.closed(ids[0])
	m.Clock(desktest.Day + " 10:31")
	m.begin(tablet, english)
	m.day.Iterations(2000)
	m.tap("replan")
	m.says("The order as it stands is the best found", "Ways are estimated from the distance")

	valley := oneWayIn()
	whole := valley.PBF()
	file := func(name string, b []byte) string {
		name = filepath.Join(t.TempDir(), name)
		m.must(os.WriteFile(name, b, 0o600))
		return name
	}
	m.picks = file("cut.osm.pbf", whole[:len(whole)-9])
	m.tap("roads.choose")
	m.says("The file ends in the middle, so nothing of it is used", "The order as it stands is the best found")

	m.picks = file("valley.osm.pbf", whole)
	m.tap("roads.choose")
	m.says("less on the way", "12 of 12 ways by road", "OpenStreetMap")
	m.tap("replan.take")
	turned := rowsOf(ids[0], ids[3], ids[2], ids[1])
	if got := m.rows(); !slices.Equal(got, turned) {
		t.Fatalf("by road the order is %v", got)
	}
	m.tap("replan", "replan.planned")
	m.begin(phone, shell.Prefs{Lang: i18n.Chinese})
	m.day.Iterations(2000)
	m.tap("aside", "replan")
	m.says("按道路")

	m.must(os.Truncate(filepath.Join(m.desk.Device.Dir, desk.RoadsFile), 60))
	m.begin(tablet, english)
	m.day.Iterations(2000)
	m.tap("replan")
	m.says("nothing of it is used", "Ways are estimated from the distance", "The order as it stands is the best found")
	m.tap("roads.drop")
	m.silent("nothing of it is used")
	if size, err := m.desk.Device.RoadsSize(); size != 0 || err != nil {
		t.Errorf("it is still kept: %d bytes, %v", size, err)
	}
}

// A tablet has not the memory of a desk: a map above its bounds is refused by a
// sentence, as is one that lies there already because a desk on this machine took it.
func TestARoadMapTooLargeForATabletIsRefused(t *testing.T) {
	most := desk.TabletRoads
	t.Cleanup(func() { desk.TabletRoads = most })
	m := newMorning(t)
	m.street(0, 50, 100, 150)
	m.desk = m.Open(m.me)
	m.along(m.mate)
	valley := oneWayIn()
	m.picks = filepath.Join(t.TempDir(), "valley.osm.pbf")
	m.must(os.WriteFile(m.picks, valley.PBF(), 0o600))
	m.begin(tablet, english)
	m.day.Iterations(500)
	desk.TabletRoads.Points = 5
	m.tap("replan", "roads.choose")
	m.says("more roads than are read here (5 points)", "Ways are estimated")
	desk.TabletRoads = desk.RoadBounds{Bytes: 100, Points: 500}
	m.tap("roads.choose")
	m.says("larger than 100 B")
	desk.TabletRoads = most
	m.tap("roads.choose")
	m.says("ways by road")
	desk.TabletRoads = desk.RoadBounds{Bytes: 100, Points: 500}
	m.begin(tablet, english)
	m.day.Iterations(500)
	m.tap("replan")
	m.says("larger than 100 B", "Ways are estimated")
}
