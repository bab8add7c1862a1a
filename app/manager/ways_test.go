package manager

import (
	"os"
	"path/filepath"
	"testing"

	"fairvisit/app/desk"
	"fairvisit/visits/roads/roadstest"
)

// A manager chooses a road map once: suggested plans go by its roads, on this
// device from then on. A damaged file is refused with a sentence and what was there
// stays; a kept file that broke lets a plan go by estimates, which says so.
func TestASuggestedPlanGoesByTheRoads(t *testing.T) {
	s := newTeam(t)
	s.Import(fileWithPlaces(12))
	s.Sync(s.manager)
	town := roadstest.Grid(25, 25, 305000000, 1145000000, 42000)
	file := write(t, "town.osm.pbf", string(town.PBF()))
	d := sit(t, s.manager, desktopSize, english, &file)
	d.m.Iterations(60)
	d.tap("section.plan")
	d.says("Estimated from the distance")
	d.tap("roads.choose")
	d.says("go by the roads of the map kept on this device")
	d.tap("suggest")
	d.says("ways by road", "© OpenStreetMap contributors")
	if d.m.proposed.best.Travel.Roads == 0 {
		t.Errorf("%+v", d.m.proposed.best.Travel)
	}
	d.tap("suggest.back")

	file = write(t, "broken.osm.pbf", string(town.PBF())[:500])
	d.tap("roads.choose")
	d.says("nothing of it is used")
	if d.m.branch.roadsSize == 0 {
		t.Error("the road map that was there is gone")
	}
	later := sit(t, s.manager, desktopSize, english, &file)
	later.m.Iterations(60)
	later.tap("section.plan", "ways.foot", "suggest")
	if by := later.m.proposed.best.Travel.Profile; by != "foot" {
		t.Errorf("the plan went by %q", by)
	}
	later.tap("suggest.back")

	if err := os.Truncate(filepath.Join(s.manager.Device.Dir, desk.RoadsFile), 300); err != nil {
		t.Fatal(err)
	}
	broken := sit(t, s.manager, desktopSize, english, &file)
	broken.m.Iterations(60)
	broken.tap("section.plan", "suggest")
	broken.says("nothing of it is used", "Ways are estimated from the distance until")
	if visitsIn(broken.m.proposed.best) == 0 {
		t.Error("nothing is planned without roads")
	}
	broken.tap("suggest.back", "roads.drop")
	broken.says("Estimated from the distance")
}
