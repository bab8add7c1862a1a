package plan_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"fairvisit/assets"
	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/plan"
)

func officersOf(p *plan.Plan) []string {
	var all []string
	for _, t := range p.Tours {
		all = append(all, strings.Join(t.Names, "+"))
	}
	slices.Sort(all)
	return all
}

// A partner falls ill at 10:30. Who is left goes with somebody else who is left,
// or stays; nobody goes alone, and no visit of the rest of the day is before 10:30.
func TestAPartnerFallsIll(t *testing.T) {
	var cases []plan.Case
	for i := range 12 {
		cases = append(cases, invented(i, 100))
	}
	in := branchDay(t, cases, people("An", "Bo", "Chi", "Dai"))
	in.Today = monday
	in.Together = [][]evidence.ID{{named("An"), named("Dai")}, {named("Bo"), named("Chi")}}
	if p := suggest(t, in); !slices.Equal(officersOf(&p), []string{"An+Dai", "Bo+Chi"}) {
		t.Errorf("in the morning: %v", officersOf(&p))
	}
	in.From = "10:30"
	if err := in.Roster.Without("Dai", "10:30"); err != nil {
		t.Fatal(err)
	}
	p := suggest(t, in)
	if !slices.Equal(officersOf(&p), []string{"Bo+Chi"}) {
		t.Errorf("after 10:30: %v", officersOf(&p))
	}
	for _, s := range p.Tours[0].Stops {
		if s.Begin < "10:30" {
			t.Errorf("a visit of the rest of the day at %s", s.Begin)
		}
	}
	if err := in.Roster.Without("Chi", "10:30"); err != nil {
		t.Fatal(err)
	}
	if p = suggest(t, in); !slices.Equal(officersOf(&p), []string{"An+Bo"}) || len(p.Off) != 2 {
		t.Errorf("two are ill: %v, off %v", officersOf(&p), p.Off)
	}
	if err := in.Roster.Without("Bo", "10:30"); err != nil {
		t.Fatal(err)
	}
	alone, err := plan.Suggest(in, plan.Search{Seed: 1, Iterations: 50})
	if err != plan.ErrNobody || len(alone.Tours) != 0 || len(alone.Off) != 4 || len(alone.Not) != 12 {
		t.Errorf("one is left: %v, %+v", err, alone.Off)
	}
	if err := in.Roster.Without("Eva", ""); err == nil {
		t.Error("somebody nobody knows is ill")
	}
}

// Two cases lie behind one door, which may be visited once a day: one is planned,
// the one worth less says why it is not. Without their papers nobody goes.
func TestOneDoorIsVisitedOnce(t *testing.T) {
	one, two := invented(1, 100), invented(2, 40)
	two.Facts.Place, two.Words.Place = one.Facts.Place, one.Words.Place
	in := branchDay(t, []plan.Case{one, two, invented(3, 100)}, people("An", "Bo"))
	for i := range in.Roster.People {
		in.Roster.People[i].Papers = nil
	}
	if p, err := plan.Suggest(in, plan.Search{Seed: 1, Iterations: 300}); err != plan.ErrNobody || len(p.Tours) != 0 || !strings.Contains(p.Off[0].Why, "no certificate for this (authorisation)") {
		t.Errorf("without papers: %v, %+v", err, p.Off)
	}
	for i := range in.Roster.People {
		in.Roster.People[i].Certificates = []plan.Certificate{{Kind: "authorisation", Until: monday}}
	}
	p := suggest(t, in)
	if len(p.Tours) != 1 || len(p.Tours[0].Stops) != 2 {
		t.Fatalf("%+v", p.Tours)
	}
	if n := p.Not; len(n) != 1 || !strings.Contains(n[0].Words, "beside the other visits of that day") || n[0].By == nil || n[0].By.Rule != "F-ADDR-DAY" {
		t.Errorf("not planned: %+v", p.Not)
	}
	in.Roster.People[0].Certificates[0].Until = "2026-11-29"
	if p, err := plan.Suggest(in, plan.Search{Seed: 1, Iterations: 300}); err != plan.ErrNobody || len(p.Tours) != 0 {
		t.Error("a crew goes whose papers ended the day before")
	}
}

// A score is the sum of terms that each say what they are for.
func TestAPriorityIsExplained(t *testing.T) {
	policy := housePolicy(t)
	c := invented(1, 100)
	c.Facts.Amount = 2_500_000
	c.Contacts = []visits.Contact{{Visit: named("v"), Day: "2026-11-09", Status: visits.StatusClosed, Codes: []string{"cb"}}}
	treatment, err := policy.Treat(&c.Case, monday)
	if err != nil || treatment.Step != plan.Visit || treatment.Bucket != "M4" {
		t.Fatal(treatment, err)
	}
	sum, terms := policy.Priority(&c.Case, treatment, monday, "2026-11-20")
	got := map[string]int64{}
	total := int64(0)
	for _, p := range terms {
		got[p.Term], total = p.Points, total+p.Points
		if p.Words == "" {
			t.Errorf("%s says nothing", p.Term)
		}
	}
	want := map[string]int64{plan.TermBucket: 50, plan.TermAmount: 10, plan.TermWaiting: 9, plan.TermPromisePassed: 25, plan.TermAskedBack: 60}
	if !reflect.DeepEqual(got, want) || sum != total {
		t.Errorf("%v, sum %d, want %v", got, sum, want)
	}
}

// A bucket stands for its period: a case that crosses into the next one within a
// month is treated as on the first.
func TestABucketStandsForItsPeriod(t *testing.T) {
	policy := housePolicy(t)
	c := invented(1, 9)
	c.Facts.Due = "2026-10-05"
	for day, want := range map[string]string{"2026-11-01": "M1", "2026-11-30": "M1", "2026-12-01": "M2"} {
		if got, err := policy.Treat(&c.Case, day); err != nil || got.Bucket != want || got.Since[8:] != "01" {
			t.Errorf("%s: %+v, %v, want %s", day, got, err, want)
		}
	}
	if got, err := policy.Treat(&c.Case, "2026-11-30"); err != nil || got.Step != plan.Call {
		t.Errorf("a case 27 days past due on the first is to be called: %+v, %v", got, err)
	}
}

// Nobody is chosen by what they are, and nothing half understood decides.
func TestAPolicyIsRefusedWhole(t *testing.T) {
	good := string(assets.HousePlan())
	for _, tt := range []struct{ from, to, why string }{
		{`"term": "waiting"`, `"term": "gender"`, `"gender" is about what a person is or whom a person knows`},
		{`"term": "waiting"`, `"term": "通讯录"`, "whom a person knows"},
		{`"term": "waiting"`, `"term": "wechat_friends"`, "whom a person knows"},
		{`"term": "waiting"`, `"term": "luck"`, "not known"},
		{`"step": "call"`, `"step": "shame"`, "none of remind"},
		{`"from": 31, "to": 60`, `"from": 32, "to": 60`, "does not go on"},
		{`"grace_days": 3`, `"grace_days": -1`, "out of range"},
		{`"grace_days": 3`, `"grace_days": 3, "bonus": 1`, "bonus"},
		{`"buckets": ["M1"]`, `"buckets": ["X"]`, "not there"},
	} {
		if !strings.Contains(good, tt.from) {
			t.Fatal(tt.from)
		}
		if _, err := plan.ParsePolicy([]byte(strings.Replace(good, tt.from, tt.to, 1))); err == nil || !strings.Contains(err.Error(), tt.why) {
			t.Errorf("%s: %v, want %q", tt.to, err, tt.why)
		}
	}
	if _, err := plan.Suggest(&plan.Input{Day: monday, Zone: zone}, plan.Search{Iterations: 1}); err == nil {
		t.Error("planned without a policy")
	}
}

// The roster says who is there: leave, holidays, days worked in their place.
func TestARosterSaysWhoIsThere(t *testing.T) {
	const file = `{"schema": "roster/1", "zone": "Asia/Shanghai", "shift": {"from": "09:00", "until": "18:00"}, "break": {"from": "12:00", "until": "13:00", "minutes": 45},
		"holidays": ["2026-11-30"], "make_up": ["2026-11-28"], "needs": [{"product": "car", "skill": "vehicle"}],
		"people": [{"name": "An", "languages": ["zh-Hans"], "with": "Chi"}, {"name": "Bo", "skills": ["vehicle"], "languages": ["yue"], "with": "Dai"}, {"name": "Chi"},
			{"name": "Dai", "leave": [{"from": "2026-12-02", "until": "2026-12-03"}]}]}`
	r, err := plan.ParseRoster([]byte(file))
	if err != nil {
		t.Fatal(err)
	}
	for i := range r.People {
		r.People[i].ID, r.People[i].Papers = named(r.People[i].Name), papers
	}
	for day, want := range map[string]int{"2026-11-28": 2, "2026-11-29": 0, monday: 0, "2026-12-01": 2, "2026-12-02": 1} {
		if crews, off := r.Crews(day, 2, 0, nil, nil); len(crews) != want || len(off) != 4-2*want {
			t.Errorf("%s: %d crews, %v", day, len(crews), off)
		}
	}
	if crews, _ := r.Crews("2026-12-01", 2, 0, nil, nil); crews[0].Members[0].Name+crews[0].Members[1].Name != "AnChi" {
		t.Errorf("%+v", crews[0])
	}
	car, yue := invented(1, 100), invented(2, 100)
	car.Words.Product, yue.Words.Parties[0].Language = "Car loan", "yue"
	in := branchDay(t, []plan.Case{car, yue, invented(3, 100)}, r)
	in.Day = "2026-12-01"
	p := suggest(t, in)
	if len(p.Tours) == 0 {
		t.Errorf("nobody goes: %+v", p.Not)
	}
	for _, tour := range p.Tours {
		if len(tour.Breaks) != 1 {
			t.Errorf("%v has no break", tour.Names)
		}
		for _, s := range tour.Stops {
			if (s.Case == car.ID || s.Case == yue.ID) && !slices.Contains(tour.Names, "Bo") {
				t.Errorf("%v goes to a case that only Bo can", tour.Names)
			}
		}
	}
	in.Day = "2026-12-02" // Bo has nobody to go with
	p = suggest(t, in)
	if w := whysOf(&p); w[car.ID] != plan.NoSkill || w[yue.ID] != plan.NotSpoken {
		t.Errorf("without Bo: %+v", p.Not)
	}
	for _, bad := range []string{
		strings.Replace(file, `"09:00"`, `"25:00"`, 1), strings.Replace(file, `"name": "Bo"`, `"name": "An"`, 1),
		strings.Replace(file, `"2026-12-03"`, `"soon"`, 1), strings.Replace(file, `"languages"`, `"gender"`, 1),
	} {
		if _, err := plan.ParseRoster([]byte(bad)); err == nil {
			t.Errorf("taken: %s", bad)
		}
	}
}

// The same seed and iterations give the same plan; a pin, a must and a measured
// way are kept to; work is shared.
func TestWishesAreKept(t *testing.T) {
	var cases []plan.Case
	for i := range 14 {
		cases = append(cases, invented(i, 100))
	}
	in := branchDay(t, cases, people("An", "Bo", "Chi", "Dai"))
	in.Pins = map[evidence.ID]evidence.ID{cases[3].ID: named("Chi")}
	in.Together = [][]evidence.ID{{named("An"), named("Bo")}, {named("Chi"), named("Dai")}}
	first := suggest(t, in)
	slices.Reverse(in.Together) // what the store gives first is no difference
	second := suggest(t, in)
	if !reflect.DeepEqual(first, second) {
		t.Error("the same seed gave two plans")
	}
	if len(first.Tours) != 2 || first.Fairness.Even < 0.9 {
		t.Errorf("%d tours, shared %g evenly", len(first.Tours), first.Fairness.Even)
	}
	for _, tour := range first.Tours {
		for _, s := range tour.Stops {
			if s.Case == cases[3].ID && !slices.Contains(tour.Names, "Chi") {
				t.Errorf("the pinned case goes to %v", tour.Names)
			}
		}
	}
	// So far that its points are worth less than the way; as a must it is planned.
	far := invented(99, 100)
	far.Words.Place.LonE7 += 7_000_000
	in.Cases = append(cases, far)
	if p := suggest(t, in); whysOf(&p)[far.ID] != "prize_too_small" {
		t.Errorf("the far case: %q", whysOf(&p)[far.ID])
	}
	in.Must = []evidence.ID{far.ID}
	if p := suggest(t, in); whysOf(&p)[far.ID] != "" {
		t.Errorf("the far case that must be: %q", whysOf(&p)[far.ID])
	}
	in.Must = nil
	for _, c := range in.Cases { // a ferry that nobody knew
		in.Ways = append(in.Ways, plan.Way{From: c.ID, To: far.ID, Seconds: 60}, plan.Way{From: far.ID, To: c.ID, Seconds: 60})
	}
	if p := suggest(t, in); whysOf(&p)[far.ID] != "" {
		t.Errorf("the far case with a ferry: %q", whysOf(&p)[far.ID])
	}
}

// The hours of a stop are those in which the engine lets it begin: to the minute,
// and so that it ends in time.
func TestTheHoursAreTheEngines(t *testing.T) {
	in := branchDay(t, []plan.Case{invented(1, 100)}, people("An", "Bo"))
	in.Roster.Shift = plan.Hours{From: "06:00", Until: "23:00"}
	p := suggest(t, in)
	if got := p.Tours[0].Stops[0].Open; !slices.Equal(got, []plan.Hours{{From: "09:00", Until: "17:30"}}) {
		t.Errorf("open %v", got)
	}
	in.Law = lawOf("US-MA")
	in.Cases[0].Facts.Zone, in.Roster.Zone = "America/New_York", "America/New_York"
	if p = suggest(t, in); len(p.Tours) == 1 && p.Tours[0].Stops[0].Open[0].From < "08:00" {
		t.Errorf("in Massachusetts open %v", p.Tours[0].Stops[0].Open)
	}
}
