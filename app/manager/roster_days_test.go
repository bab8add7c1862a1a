package manager

import (
	"slices"
	"testing"
	"time"

	"fairvisit/app/desk"
	"fairvisit/evidence"
	"fairvisit/visits"
	dayplan "fairvisit/visits/plan"
	"fairvisit/visits/roads/roadstest"
)

// A swap the manager agreed to is in the suggested plan as it is on the page.
func TestASuggestedPlanKeepsASwap(t *testing.T) {
	s := newTeam(t)
	s.Import(fileWithPlaces(8))
	s.Sync(s.manager)
	d := sit(t, s.manager, desktopSize, english, new(string))
	d.m.Iterations(100)
	chen, gao := s.officers[0].Me(), s.officers[2].Me()
	d.tap("section.roster", "roster.later", "person."+chen.String(), "swap", "answer."+gao.String(), "swap.0.yes", "section.plan")
	d.m.suggest()
	if visitsIn(d.m.proposed.best) == 0 {
		t.Fatal("nothing is planned")
	}
	crews := d.m.crewsOn(d.m.plan.day)
	for _, tour := range d.m.proposed.best.Tours {
		if !slices.ContainsFunc(crews, func(c Crew) bool { return c.has(tour.Officers[0]) && c.has(tour.Officers[1]) }) {
			t.Errorf("the plan sends %v, who do not go together after the swap", tour.Names)
		}
	}
}

// Partners from a later day on change nothing before it: today's crews and visits
// stay as they are, and so does a change that is to come and is said anew.
func TestPartnersOfALaterDayLeaveTodayAlone(t *testing.T) {
	s := newTeam(t)
	s.Now = time.Date(2026, 11, 25, 2, 30, 0, 0, time.UTC)
	today, _ := s.assignToday(2)
	d := sit(t, s.manager, desktopSize, english, new(string))
	d.m.changeRoster(func(r *roster) { r.Workdays = slices.Clone(weekdays) })
	chen, deng, gao, hu, lin := s.officers[0].Me(), s.officers[1].Me(), s.officers[2].Me(), s.officers[3].Me(), s.officers[4].Me()
	before := d.m.crewsOn(today)
	together := func(day string, one, other evidence.ID) {
		t.Helper()
		if now := d.m.crewsOn(day); !slices.ContainsFunc(now, func(c Crew) bool { return c.has(one) && c.has(other) }) {
			t.Errorf("on %s they do not go together: %v", day, now)
		}
	}
	d.tap("section.roster", "person."+deng.String(), "partner", "answer."+chen.String(), "person.back") // as they do already
	d.tap("roster.later", "roster.later", "person."+chen.String(), "partner", "answer."+gao.String(), "person.back")
	for _, day := range []string{today, "2026-11-26"} {
		if now := d.m.crewsOn(day); !slices.Equal(before, now) || len(d.m.lostOn(day)) > 0 {
			t.Errorf("on %s went %v, and now %v", day, before, now)
		}
	}
	together("2026-11-27", chen, gao)
	d.tap("roster.later", "person."+chen.String(), "partner", "answer."+lin.String(), "person.back")
	together(today, chen, deng)
	together("2026-11-26", gao, hu)
	together("2026-11-28", chen, lin)

	later := sit(t, s.manager, desktopSize, english, new(string)) // kept with both partners
	d = later
	together(today, chen, deng)
	together("2026-11-28", chen, lin)
}

// A crew made by hand is one of the planned day.
func TestACrewByHandIsOneOfItsDay(t *testing.T) {
	s := newTeam(t)
	d := sit(t, s.manager, desktopSize, english, new(string))
	deng, hu := s.officers[1].Me(), s.officers[3].Me()
	d.m.changeRoster(func(r *roster) {
		for _, who := range []int{0, 2} {
			p := r.person(s.officers[who].Me())
			p.Leave = []dayplan.Days{{From: d.m.plan.day, Until: d.m.plan.day}}
		}
	})
	d.m.plan.hands = []evidence.ID{deng, hu}
	d.m.finishCrew()
	is := func(c Crew) bool { return c.has(deng) && c.has(hu) }
	if !slices.ContainsFunc(d.m.crewsOn(d.m.plan.day), is) {
		t.Error("they do not go together on the day")
	}
	if slices.ContainsFunc(d.m.crewsOn(dayAfter(d.m.plan.day, 1)), is) {
		t.Error("they go together the day after too")
	}
}

// Who went home yesterday can be sent home today.
func TestWhoWentHomeYesterdayCanGoHomeToday(t *testing.T) {
	s := newTeam(t)
	s.Now = time.Date(2026, 11, 25, 2, 30, 0, 0, time.UTC)
	deng := s.officers[1].Me()
	sit(t, s.manager, desktopSize, english, new(string)).tap("section.roster", "person."+deng.String(), "gone")
	s.Now = s.Now.AddDate(0, 0, 1)
	d := sit(t, s.manager, desktopSize, english, new(string))
	d.tap("section.roster", "person."+deng.String(), "gone")
	d.says("Deng: not there from 10:30 on")
	if d.m.away("2026-11-26")[deng].Code != dayplan.GoneFrom {
		t.Error("Deng is there")
	}
}

// A roster that is not understood stays on the disk whatever is tapped, until one
// is begun anew.
func TestARosterNotUnderstoodIsNotWrittenOver(t *testing.T) {
	s := newTeam(t)
	const kept = `{"schema":"roster/2"}`
	s.Must(s.manager.Journal.SetMeta(t.Context(), metaRoster, []byte(kept)))
	stays := func(does bool) {
		t.Helper()
		data, err := s.manager.Journal.Meta(t.Context(), metaRoster)
		s.Must(err)
		if (string(data) == kept) != does {
			t.Errorf("kept is %.60s", data)
		}
	}
	d := sit(t, s.manager, desktopSize, english, new(string))
	chen, gao := s.officers[0].Me(), s.officers[2].Me()
	d.tap("section.roster", "roster.holiday")
	d.says("Begin a new one first")
	d.tap("person."+chen.String(), "leave", "leave.keep", "partner.day", "answer."+gao.String(), "person.back")
	stays(true)
	if len(d.m.roster.Pairs)+len(d.m.roster.Holidays) > 0 || len(d.m.roster.person(chen).Leave) > 0 {
		t.Error("what is not kept is shown as if it were")
	}
	d.tap("roster.anew", "roster.holiday")
	stays(false)
}

// What nobody made on a day that is over is not planned for that day.
func TestADayThatIsOverIsNotPlanned(t *testing.T) {
	s := newTeam(t)
	s.Now = time.Date(2026, 11, 25, 2, 30, 0, 0, time.UTC)
	today, ids := s.assignToday(2)
	d := sit(t, s.manager, desktopSize, english, new(string))
	chen := s.officers[0].Me()
	d.tap("section.roster", "person."+chen.String(), "leave", "leave.keep", "person.back")
	if d.Find("lost.0.suggest") == nil {
		t.Fatal("the roster does not say that nobody goes")
	}
	planned := d.m.plan.day
	s.Now = s.Now.AddDate(0, 0, 1)
	d.tap("lost.0.suggest") // it stood there at midnight
	if d.m.plan.day != planned || d.m.proposed != nil || d.Find("lost.0.suggest") != nil {
		t.Errorf("%s is planned on the day after", d.m.plan.day)
	}
	d.m.planLost(ids, func() { t.Error("it goes on") })
	if lost := d.m.lostOn(today); len(lost) > 0 {
		t.Errorf("%v can still be planned for %s", lost, today)
	}
}

// A person who leaves while a colleague is chosen changes nothing.
func TestSomebodyLeavesWhileAColleagueIsChosen(t *testing.T) {
	s := newTeam(t)
	d := sit(t, s.manager, desktopSize, english, new(string))
	chen, gao := s.officers[0].Me(), s.officers[2].Me()
	for _, way := range []string{"partner", "partner.day", "swap"} {
		persons := slices.Clone(d.m.branch.Persons)
		d.tap("section.roster", "person."+chen.String(), way)
		d.m.branch.Persons = slices.DeleteFunc(slices.Clone(persons), func(p visits.Person) bool { return p.ID == chen })
		d.m.roster.settle(&d.m.branch)
		d.tap("answer." + gao.String())
		if len(d.m.roster.Pairs)+len(d.m.roster.Swaps) > 0 || d.m.roster.person(gao).With != "" {
			t.Errorf("%s: %+v", way, d.m.roster.Roster)
		}
		d.m.branch.Persons = persons
		d.m.roster.settle(&d.m.branch)
	}
}

// Changes that come while one is being written are written after it, the newest
// alone.
func TestTheNewestRosterIsKept(t *testing.T) {
	s := newTeam(t)
	d := sit(t, s.manager, desktopSize, english, new(string))
	d.m.roster.writing = true // as from the disk's first write until its answer
	d.m.setDay("2026-12-01", false)
	d.m.setDay("2026-12-02", false)
	if parts, err := s.manager.Journal.RosterParts(t.Context()); err != nil || len(parts) > 0 {
		t.Errorf("a second writer beside the first: %v, %v", parts, err)
	}
	d.m.keepRoster() // the answer
	parts, err := s.manager.Journal.RosterParts(t.Context())
	s.Must(err)
	kept, err := dayplan.RosterOf(parts, d.m.branch.free(nil))
	if err != nil || !slices.Equal(kept.Holidays, []string{"2026-12-01", "2026-12-02"}) || len(kept.Workdays) != 5 {
		t.Errorf("%+v, %v", kept, err)
	}
	if d.m.roster.writing || d.m.roster.next != nil {
		t.Error("it writes on")
	}
}

// Roads that were read for another way of travelling are not gone by, whether they
// come late or were there.
func TestRoadsOfAnotherProfileAreReadAnew(t *testing.T) {
	s := newTeam(t)
	s.Import(fileWithPlaces(6))
	s.Sync(s.manager)
	town := roadstest.Grid(25, 25, 305000000, 1145000000, 42000)
	file := write(t, "town.osm.pbf", string(town.PBF()))
	d := sit(t, s.manager, desktopSize, english, &file)
	d.m.Iterations(30)
	d.tap("section.plan", "roads.choose")
	car, err := s.manager.Device.ReadRoads("car", desk.DeskRoads)
	s.Must(err)
	d.tap("ways.foot")
	d.m.ways = ways{graph: car, by: "car"}
	in, gone := &dayplan.Input{}, 0
	d.m.withRoads(in, func() { gone++ })
	if in.Roads == nil || in.Roads == car || gone != 1 {
		t.Errorf("on foot by the roads of cars, or not at all: %d", gone)
	}
	d.m.ways, in.Roads = ways{}, nil
	d.m.haveRead(car, "car", nil, in, func() { gone++ })
	if in.Roads == nil || in.Roads == car || gone != 2 || d.m.ways.by != "foot" {
		t.Errorf("late roads of cars are taken: %s, %d", d.m.ways.by, gone)
	}
}

// A roster that names no days of the week is worked from Monday to Friday, on the cards as
// in the plan, and a tap on one of those days takes that one away.
func TestARosterWithoutDaysOfTheWeekShowsThoseThatHold(t *testing.T) {
	s := newTeam(t)
	chen := s.officers[0].Me()
	own := `{"schema":"roster/1","zone":"","start":null,"workdays":[],"holidays":[],"make_up":[],"shift":{"from":"08:00","until":"16:00"},"break":null,` +
		`"people":[{"id":"` + chen.String() + `","name":"Chen","shift":{"from":"","until":""},"workdays":[],"leave":[],"off_from":"","off_on":"","languages":[],"skills":[],"certificates":[],"with":"","since":""}],"needs":[],"swaps":[],"pairs":[]}`
	s.Must(s.manager.Journal.SetMeta(t.Context(), metaRoster, []byte(own)))
	d := sit(t, s.manager, desktopSize, english, new(string))
	d.tap("section.roster")
	if len(d.m.roster.Workdays) > 0 {
		t.Fatalf("what was read names days that nobody wrote: %v", d.m.roster.Workdays)
	}
	d.says("Usually 08:00–16:00, Mon, Tue, Wed, Thu, Fri")
	d.tap("person." + chen.String())
	d.says("✓ Fri")
	d.tap("person.back", "roster.usual", "day.fri")
	if got := d.m.roster.Workdays; !slices.Equal(got, []string{"mon", "tue", "wed", "thu"}) {
		t.Errorf("without Friday it is worked on %v", got)
	}
}

// Who is chosen to go with somebody is named with their crew and with whom the choice
// leaves alone; a swap leaves nobody, and who is away is named with the reason.
func TestTheChoiceOfAPartnerSaysWhomItLeavesAlone(t *testing.T) {
	s := newTeam(t)
	today, _ := s.assignToday(2)
	d := sit(t, s.manager, desktopSize, english, new(string))
	chen, lin, xu := s.officers[0].Me(), s.officers[4].Me(), s.officers[5].Me()
	d.m.changeRoster(func(r *roster) { r.person(xu).Leave = []dayplan.Days{{From: today, Until: today}} })
	d.tap("section.roster", "person."+chen.String(), "partner.day")
	d.says("goes with Chen already", "goes in the crew Gao + Hu; Hu and Deng would have nobody to go with", "has nobody to go with", "on leave until")
	d.tap("choose.back", "swap")
	d.says("goes in the crew Gao + Hu")
	if d.Says("would have nobody") {
		t.Error("a swap leaves somebody alone")
	}
	d.tap("choose.back", "person.back", "person."+lin.String(), "partner.day")
	d.says("goes in the crew Gao + Hu; Hu would have nobody to go with")
}
