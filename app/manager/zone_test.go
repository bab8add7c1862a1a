package manager

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fairvisit/app/desk/hqtest"
	"fairvisit/assets"
	"fairvisit/visits/rules"
)

// Every country of which a rule pack is whole has a zone that can be chosen: without one
// its cases could not be imported here.
func TestTheZonesOfWholePacksCanBeChosen(t *testing.T) {
	var b Branch
	zones := b.zones()
	library, err := assets.Packs()
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range library {
		p, err := rules.ParsePack(data)
		if err != nil {
			t.Fatal(name, err)
		}
		country := p.Jurisdiction.Country
		if strings.HasSuffix(name, ".sketch") || country == rules.HouseAlone {
			continue
		}
		if !slices.ContainsFunc(zones, func(z string) bool { return slices.Contains(rules.Where{Zone: z}.Governing(), country) }) {
			t.Errorf("no zone of %s (%s) can be chosen among %v", country, name, zones)
		}
	}
}

// A branch of which nothing names a time zone is shown by this device's clock, and the
// Board and the Roster say so until somebody says the zone: by it headquarters goes too.
func TestABranchWithoutAZoneSaysByWhichClockItIsShown(t *testing.T) {
	machineIn(t, time.UTC)
	w := hqtest.New(t)
	manager, other := w.Enrol("manager", "Wang"), w.Enrol("manager", "Sun")
	w.Now = time.Date(2026, 11, 26, 20, 0, 0, 0, time.UTC) // the 27th in Shanghai
	d := sit(t, manager, desktopSize, english, new(string))
	if d.Find("zone.say") != nil {
		t.Error("a zone is asked for before there is any case")
	}
	importIn(w, "", header+"Bank A,N0,王一,A 街 1 号,9.00,CNY,60\n")
	w.Sync(manager)
	d.m.Reload()
	d.tap("section.board")
	d.says("Nothing says in which time zone this branch is", "go by the clock of this device (UTC+00:00)")
	d.tap("section.roster")
	d.says("Roster, Thu 26 Nov", "Nothing says in which time zone this branch is")
	d.tap("zone.say", "zone.Asia/Shanghai")
	if d.says("Roster, Fri 27 Nov"); d.Says("Nothing says in which time zone") {
		t.Error("the zone was said and is asked for again")
	}
	w.Sync(manager, other)
	if o := sit(t, other, desktopSize, english, new(string)); o.m.today() != "2026-11-27" {
		t.Errorf("for another manager it is %s", o.m.today())
	}
}
