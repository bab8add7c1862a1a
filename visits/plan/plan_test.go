package plan_test

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"fairvisit/assets"
	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/judging"
	"fairvisit/visits/plan"
	"fairvisit/visits/rules"
)

const (
	monday = "2026-11-30"
	zone   = "Asia/Shanghai"
)

// named is an id that is always the same for a name.
func named(what string) (id evidence.ID) {
	sum := sha256.Sum256([]byte(what))
	copy(id[:], sum[:])
	return id
}

func entry(what string) evidence.Hash { return sha256.Sum256([]byte(what)) }

func housePolicy(t testing.TB) plan.Policy {
	t.Helper()
	p, err := plan.ParsePolicy(assets.HousePlan())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// lawOf is the law of a branch in a region; "" is one that goes by the house alone.
func lawOf(region string) judging.Law {
	return judging.Law{Packs: judging.Born(), Branch: cmp.Or(region, rules.HouseAlone)}
}

// invented is a case of an invented bank at a door of an invented town.
func invented(n int, dpd int64) plan.Case {
	name := fmt.Sprint("case ", n)
	party := named(name + " debtor")
	told := time.Date(2026, 11, 18, 12, 0, 0, 0, time.UTC).UnixMicro()
	return plan.Case{Case: visits.Case{ID: named(name), Imported: entry(name),
		Notices: []visits.NoticeLine{{NoticeFacts: visits.NoticeFacts{Notice: named(name + " notice"), Kind: "visit", Form: "written", At: told}}},
		Facts: visits.CaseFacts{Amount: 600_000, Currency: "CNY", DPD: dpd, Zone: zone, PlaceKind: "home", Place: named(name + " place"), Debt: named(name + " debt"),
			Parties: []visits.PartyRole{{Party: party, Role: "debtor"}}},
		Words: &visits.CaseWords{Creditor: "Invented Bank", Number: fmt.Sprint(n), Product: "loan", Parties: []visits.PartyWords{{Party: party, Name: "王某"}},
			Place: visits.PlaceWords{Street: fmt.Sprint("Street ", n), District: "East", City: "Nowhere", HasPoint: true,
				LatE7: 305_000_000 + int64(n*7919%200)*5_000, LonE7: 1_145_000_000 + int64(n*104729%200)*5_000}}}}
}

// promised is a promise to pay a thousand by a date, made long ago, of which
// nothing came.
func promised(by string) []visits.PromiseLine {
	at := time.Date(2026, 10, 20, 8, 0, 0, 0, time.UTC).UnixMicro()
	return []visits.PromiseLine{{Entry: entry("promise"), Visit: named("promise"), At: at,
		Promise: visits.Promise{Party: named("promise debtor"), Debt: named("promise debt"), Amount: 100_000, Currency: "CNY", Date: by}}}
}

func people(names ...string) plan.Roster {
	r := plan.Roster{Zone: zone, Shift: plan.Hours{From: "09:00", Until: "18:00"}}
	for _, n := range names {
		r.People = append(r.People, plan.Person{Name: n, ID: named(n), Papers: papers})
	}
	return r
}

// papers are an officer's that outlast every test.
var papers = []rules.Certificate{{Kind: "authorisation", Until: time.Date(2036, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro()}}

func branchDay(t testing.TB, cases []plan.Case, r plan.Roster) *plan.Input {
	return &plan.Input{Day: monday, Today: "2026-11-29", Zone: zone, Cases: cases, Roster: r, Policy: housePolicy(t), Law: lawOf("")}
}

func suggest(t testing.TB, in *plan.Input) plan.Plan {
	t.Helper()
	p, err := plan.Suggest(in, plan.Search{Seed: 1, Iterations: 300})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (w whys) of(id evidence.ID) string { return w[id] }

type whys map[evidence.ID]string

// whysOf are the reasons of every case in no tour, and "" for those in one.
func whysOf(p *plan.Plan) whys {
	w := whys{}
	for _, l := range append(slices.Clone(p.Not), p.LeftOut...) {
		w[l.Case] = l.Why
	}
	return w
}

// A case that must not be visited is in no tour, and its reason is the true one.
func TestWhoMustNotBeVisitedIsNotPlanned(t *testing.T) {
	at := time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC).UnixMicro()
	for _, tt := range []struct {
		why  string
		with func(c *plan.Case)
	}{
		{"", func(*plan.Case) {}},
		{plan.Stopped, func(c *plan.Case) { c.Flags = []visits.Flag{{Code: "dispute_open", At: at}} }},
		{plan.Closed, func(c *plan.Case) { c.Case.Closed = &visits.CaseAct{Reason: "paid"} }},
		{plan.Withdrawn, func(c *plan.Case) { c.Case.Closed = &visits.CaseAct{Reason: "recalled"} }},
		{plan.Withdrawn, func(c *plan.Case) { c.Case.Closed = &visits.CaseAct{Reason: visits.ImportUndoneReason} }},
		{plan.Erased, func(c *plan.Case) { c.Case.Erased = &visits.Erasure{} }},
		{plan.WordsGone, func(c *plan.Case) { c.Words = nil }},
		{plan.NotImported, func(c *plan.Case) { c.Imported = evidence.Hash{} }},
		{plan.PromiseRuns, func(c *plan.Case) { c.Promises = promised("2026-12-15") }},
		{plan.PromiseRuns, func(c *plan.Case) { c.Promises = promised("2026-11-27") }}, // the grace ends on the 30th
		{"", func(c *plan.Case) { c.Promises = promised("2026-11-26") }},
		{plan.PromiseRuns, func(c *plan.Case) { c.Promises = promised("next week") }},
		{plan.Contested, func(c *plan.Case) { c.Case.Contested = []evidence.Hash{entry("x")} }},
		{plan.OtherStep, func(c *plan.Case) { c.Facts.DPD = 10 }},
		{plan.OtherStep, func(c *plan.Case) {
			c.Contacts = []visits.Contact{{Visit: named("v"), First: at, Day: "2026-11-20", Status: visits.StatusClosed, Codes: []string{"ctp"}}}
		}},
		{plan.OtherDay, func(c *plan.Case) {
			c.Decisions = []visits.Decision{{Entry: entry("d"), Officer: named("An"), Day: "2026-12-01"}}
			c.Standing = entry("d")
		}},
		{plan.VisitedThat, func(c *plan.Case) {
			c.Contacts = []visits.Contact{{Visit: named("v"), First: at, Day: monday, Status: visits.StatusClosed, Late: true}}
		}},
		{plan.NoPlace, func(c *plan.Case) { c.Words.Place = visits.PlaceWords{Street: "Hill 1", City: "Elsewhere"} }},
		{plan.NotAllowed, func(c *plan.Case) { c.Facts.PlaceKind = "workplace" }}, // no consent is known
		{plan.NotAllowed, func(c *plan.Case) { c.Facts.Zone = "Moon/Base" }},
	} {
		c := invented(1, 100)
		tt.with(&c)
		p := suggest(t, branchDay(t, []plan.Case{c, invented(2, 100)}, people("An", "Bo")))
		if got := whysOf(&p).of(c.ID); got != tt.why {
			t.Errorf("planned with reason %q, want %q (%+v)", got, tt.why, p.Not)
		}
		if len(p.Tours) != 1 {
			t.Errorf("%s: the other case is in no tour", tt.why)
		}
	}
}

// By the newest outcome nobody goes there: the ladder plans no visit, and where the one
// of a house does all the same the plan says that Start will warn. Here the rules ended
// the visit after it, which tells the ladder of another newest outcome. An address that
// headquarters found since is visited.
func TestAPlanSaysWhatStartWillWarnOf(t *testing.T) {
	was := func(what string, day int, code string) visits.Contact {
		at := time.Date(2026, 9, day, 2, 0, 0, 0, time.UTC)
		return visits.Contact{Visit: named(what), First: at.UnixMicro(), Day: at.Format(time.DateOnly), Status: visits.StatusClosed, Codes: []string{code}}
	}
	elsewhere := func(v visits.Contact) visits.Contact {
		v.Place = named("the address before")
		return v
	}
	for _, tt := range []struct {
		contacts   []visits.Contact
		not, warns string
	}{
		{[]visits.Contact{was("a", 1, "wa")}, plan.OtherStep, ""},
		{[]visits.Contact{was("a", 1, "wa"), was("b", 2, "abt")}, "", "outcome_no_visit"},
		{[]visits.Contact{was("a", 1, "wa"), was("b", 2, "nf")}, "", ""},
		{[]visits.Contact{elsewhere(was("a", 1, "wa"))}, "", ""},
		{[]visits.Contact{elsewhere(was("a", 1, "ctp"))}, plan.OtherStep, ""}, // who cannot pay can pay nowhere
		{nil, "", ""},
	} {
		c := invented(1, 100)
		c.Contacts = tt.contacts
		p := suggest(t, branchDay(t, []plan.Case{c}, people("An", "Bo")))
		if got := whysOf(&p).of(c.ID); got != tt.not {
			t.Errorf("%v: planned with reason %q, want %q", tt.contacts, got, tt.not)
		}
		if tt.not == "" && (len(p.Tours) != 1 || p.Tours[0].Stops[0].Warns != tt.warns) {
			t.Errorf("%v: want %q of %+v", tt.contacts, tt.warns, p.Tours)
		}
	}
}

// China's calendar is known to the end of a year. Behind it a plan says that the day may
// be a holiday, as the tablet will at Start; under the house's rules alone, which keep no
// country's holidays, it says nothing.
func TestAPlanSaysThatADayMayBeAHoliday(t *testing.T) {
	for _, tt := range []struct{ region, day, warns string }{
		{"CN", "2027-10-05", rules.CodeDayUnknown},
		{"CN", "2026-12-01", ""},
		{rules.HouseAlone, "2027-10-05", ""},
	} {
		in := branchDay(t, []plan.Case{invented(1, 100)}, people("An", "Bo"))
		in.Day, in.Today, in.Law = tt.day, tt.day, lawOf(tt.region)
		p := suggest(t, in)
		if len(p.Tours) != 1 || p.Tours[0].Stops[0].Warns != tt.warns {
			t.Errorf("%s on %s: want %q of %+v, not %+v, off %+v", tt.region, tt.day, tt.warns, p.Tours, p.Not, p.Off)
		}
	}
}

// randomBranch is a branch of cases in every state on a day.
func randomBranch(t *rapid.T, in *plan.Input) {
	r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
	day, _ := time.Parse(time.DateOnly, in.Day)
	for i := range rapid.IntRange(1, 25).Draw(t, "cases") {
		c := invented(i, int64(r.IntN(260)))
		past := day.AddDate(0, 0, -1-r.IntN(40))
		switch r.IntN(10) {
		case 0:
			c.Flags = []visits.Flag{{Code: "cease_contact", At: past.UnixMicro()}}
		case 1:
			c.Promises = promised(day.AddDate(0, 0, r.IntN(12)-6).Format(time.DateOnly))
		case 2:
			c.Contacts = []visits.Contact{{Visit: named("v"), First: past.UnixMicro(), Day: past.Format(time.DateOnly), Status: visits.StatusClosed, Codes: []string{"nf"}}}
		case 3:
			c.Facts.PlaceKind = "workplace"
		case 4:
			c.Facts.Zone = "Asia/Kolkata"
		case 5:
			c.Facts.Place = named("the same door")
		case 6:
			c.Case.Closed = &visits.CaseAct{Reason: "paid"}
		}
		in.Cases = append(in.Cases, c)
	}
	for i := range rapid.IntRange(0, 7).Draw(t, "officers") {
		p := plan.Person{Name: fmt.Sprint("officer ", i), ID: named(fmt.Sprint("officer ", i)), Papers: papers}
		switch r.IntN(5) {
		case 0:
			p.Leave = []plan.Days{{From: in.Day, Until: in.Day}}
		case 1:
			p.Shift = plan.Hours{From: "13:00", Until: "20:00"}
		case 2:
			p.Off = "10:30"
		}
		in.Roster.People = append(in.Roster.People, p)
	}
}

// faultsOf judges a plan without asking it how it came about: by the packs, the
// promises and the people alone.
func faultsOf(p *plan.Plan, in *plan.Input) (faults []string) {
	fault := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	cases, seen := map[evidence.ID]*plan.Case{}, map[evidence.ID]int{}
	for i := range in.Cases {
		cases[in.Cases[i].ID] = &in.Cases[i]
	}
	busy := map[evidence.ID]bool{}
	for _, tour := range p.Tours {
		crew := []rules.Officer{}
		for _, id := range tour.Officers {
			if crew = append(crew, rules.Officer{ID: id, Certificates: papers}); busy[id] {
				fault("%x goes with two crews", id)
			}
			busy[id] = true
		}
		if len(crew) < 2 {
			fault("a crew of %d goes", len(crew))
		}
		for _, s := range tour.Stops {
			c := cases[s.Case]
			seen[s.Case]++
			for _, l := range c.Promises { // nothing was paid, and the grace is three days
				if l.Date >= "2026-11-27" {
					fault("the promise of %s for %s runs", c.Words.Number, l.Date)
				}
			}
			q := rules.Question{Act: rules.Start, PacksAsOf: s.At, When: rules.Interval{Class: rules.ClassA, Earliest: s.At, Latest: s.At, Until: s.At + 25*60*1_000_000},
				Case:     rules.CaseFacts{ID: c.ID, Debts: []evidence.ID{c.Facts.Debt}, Zone: c.Facts.Zone, FlagsAsOf: s.At},
				Subjects: []rules.Subject{{Party: c.Facts.Parties[0].Party, Role: "debtor", Debts: []evidence.ID{c.Facts.Debt}}},
				Place:    rules.Place{Kind: c.Facts.PlaceKind, Address: c.Facts.Place}, Crew: crew}
			for _, f := range c.Flags {
				q.Case.Flags = append(q.Case.Flags, rules.Flag{Kind: f.Code, At: f.At})
			}
			for _, n := range c.Notices {
				q.Notices = append(q.Notices, rules.Notice{Kind: n.Kind, Form: n.Form, At: n.At})
			}
			for _, v := range c.Contacts {
				met := rules.ReachedSomebody
				switch {
				case len(v.Codes) == 0:
					met = ""
				case slices.Equal(v.Codes, []string{"nf"}):
					met = rules.ReachedNobody
				}
				q.History = append(q.History, rules.Contact{Visit: v.Visit, Debts: q.Case.Debts, Parties: []evidence.ID{c.Facts.Parties[0].Party}, Address: c.Facts.Place, At: v.First,
					Kind: v.Status, Certain: true, Channel: rules.ChannelVisit, Reached: met})
			}
			if v := rules.Evaluate(in.Law.Of(&in.Cases[0].Case), q); !v.Allowed() {
				fault("case %s at %s: %+v", c.Words.Number, s.Begin, v.Reasons)
			}
		}
	}
	for _, l := range slices.Concat(p.Not, p.LeftOut) {
		seen[l.Case]++
		if l.Why == "" || l.Words == "" {
			fault("case %x is in no tour and nobody says why", l.Case)
		}
	}
	for id := range cases {
		if seen[id] != 1 {
			fault("case %x stands in %d places", id, seen[id])
		}
	}
	return faults
}

// Whatever the branch, no visit of a plan is one that the engine would stop at its
// arrival, no promise that runs is broken into, nobody goes alone, and every case
// in no tour says why.
func TestAPlanHoldsWhateverTheBranch(t *testing.T) {
	policy, law := housePolicy(t), lawOf("")
	tours := 0
	rapid.Check(t, func(t *rapid.T) {
		in := &plan.Input{Day: monday, Today: monday, Zone: zone, Policy: policy, Law: law, Roster: people(),
			From: rapid.SampledFrom([]string{"", "10:30", "16:00"}).Draw(t, "from")}
		randomBranch(t, in)
		p, err := plan.Suggest(in, plan.Search{Seed: 1, Iterations: 60})
		if err == plan.ErrNobody {
			err = nil
			if len(p.Tours) > 0 {
				t.Fatal("nobody goes, and there are tours")
			}
		}
		if err != nil {
			t.Fatal(err)
		}
		tours += len(p.Tours)
		if faults := faultsOf(&p, in); len(faults) > 0 {
			t.Fatal(strings.Join(faults, "\n"))
		}
	})
	least := 20
	if testing.Short() { // rapid makes a fifth of its checks
		least = 4
	}
	if tours < least {
		t.Errorf("only %d tours were judged", tours)
	}
}

// The judge of the property sees what is wrong: each planted fault is named.
func TestTheJudgeSeesPlantedFaults(t *testing.T) {
	stopped := invented(3, 100)
	stopped.Flags = []visits.Flag{{Code: "cease_contact", At: 1}}
	held := invented(4, 100)
	held.Promises = promised("2026-12-20")
	in := branchDay(t, []plan.Case{invented(1, 100), invented(2, 100), stopped, held}, people("An", "Bo"))
	good := suggest(t, in)
	if faults := faultsOf(&good, in); len(faults) > 0 {
		t.Fatal(faults)
	}
	for what, plant := range map[string]func(p *plan.Plan){
		"a crew of 1 goes":    func(p *plan.Plan) { p.Tours[0].Officers = p.Tours[0].Officers[:1] },
		"outside_window":      func(p *plan.Plan) { p.Tours[0].Stops[0].At += 12 * 3600 * 1_000_000 },
		"the promise of 4":    func(p *plan.Plan) { p.Tours[0].Stops[0].Case = held.ID },
		"flag_stands":         func(p *plan.Plan) { p.Tours[0].Stops[0].Case = stopped.ID },
		"stands in 0 places":  func(p *plan.Plan) { p.Tours[0].Stops = p.Tours[0].Stops[1:] },
		"nobody says why":     func(p *plan.Plan) { p.Not[0].Why = "" },
		"goes with two crews": func(p *plan.Plan) { p.Tours = append(p.Tours, p.Tours[0]) },
	} {
		p := suggest(t, in)
		plant(&p)
		if faults := strings.Join(faultsOf(&p, in), "\n"); !strings.Contains(faults, what) {
			t.Errorf("planted %q, the judge says %q", what, faults)
		}
	}
}
