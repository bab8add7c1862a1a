package manager

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fairvisit/app/desk/hqtest"
	"fairvisit/assets"
	"fairvisit/evidence"
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

// A tablet that was carried abroad would plan a branch's day by its own clock: where
// nothing names the branch's zone no plan is made, nothing shared out, dropped or checked,
// each says so in the same sentence, and saying the zone there goes on.
func TestNoDayIsPlannedByTheMachinesClock(t *testing.T) {
	abroad, err := time.LoadLocation("America/Los_Angeles")
	if err != nil {
		t.Fatal(err)
	}
	machineIn(t, abroad)
	w := hqtest.New(t)
	w.Now = w.Now.In(abroad)
	first, second, manager := w.Enrol("officer", "Chen"), w.Enrol("officer", "Deng"), w.Enrol("manager", "Wang")
	ids := importIn(w, "", header+"Bank A,P0,旧一,旧街 1 号,9.00,CNY,9\nBank A,N0,王一,A 街 1 号,9.00,CNY,60\nBank A,N1,王二,A 街 2 号,9.00,CNY,60\n")
	w.Assign(ids[0], first, second, "2026-11-25") // a crew
	w.Sync(manager)
	d := sit(t, manager, desktopSize, english, new(string))
	d.m.Iterations(20)
	if got := d.m.asked().Zone; got != "" {
		t.Errorf("a plan would be asked for in the zone %q", got)
	}
	const no = "Nothing says in which time zone this branch is, so no hour of its day can be planned."
	refused := func(what string) {
		t.Helper()
		if !d.Says(no) {
			t.Errorf("%s: %s is not said", what, no)
		}
		if n := d.m.plan.proposed(); n != 0 {
			t.Errorf("%s proposed %d cases", what, n)
		}
		d.m.s.Tell("", "", nil, time.Second)
	}
	d.tap("section.plan", "share")
	refused("sharing out")
	id := ids[1]
	d.m.plan.picked[id] = true
	d.m.givePicked(0)
	refused("a drop")
	d.m.plan.insert(d.m.crews()[0], atEnd, id)
	d.m.openCheck()
	if d.says(no); len(d.m.plan.checked) != 0 {
		t.Errorf("the check would write %d cases", len(d.m.plan.checked))
	}
	d.m.s.Pop()
	d.m.s.Tell("", "", nil, time.Second)
	d.m.plan.discard()
	d.m.plan.picked = map[evidence.ID]bool{}
	d.m.s.Rebuild()
	d.tap("suggest")
	d.says("No plan could be made", no)
	if d.m.proposed.running || d.m.proposed.best != nil {
		t.Error("a plan was looked for")
	}
	d.tap("zone.say", "zone.Asia/Shanghai")
	if d.Says(no) || d.m.proposed == nil || d.m.proposed.err != nil || d.m.proposed.rounds != 2 {
		t.Errorf("the zone was said, and no plan looked for: %+v", d.m.proposed)
	}
	d.m.changeRoster(func(r *roster) { r.Zone = "Local" }) // a file may have brought it
	if got := d.m.asked(); got.Zone != "" || got.Roster.Zone != "" {
		t.Errorf("with a roster of this machine's clock a plan is asked for in %q, %q", got.Zone, got.Roster.Zone)
	}
}
