package fieldwork

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"fairvisit/assets"
	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
	"fairvisit/visits/judging"
	"fairvisit/visits/rules"
)

// tenOClock in Shanghai on a Wednesday.
var tenOClock = time.Date(2026, 11, 25, 2, 0, 0, 0, time.UTC).UnixMicro()

const aDay = 24 * 3_600_000_000

func house(t testing.TB) []rules.Pack {
	t.Helper()
	p, err := rules.ParsePack(assets.HousePack())
	if err != nil {
		t.Fatal(err)
	}
	return []rules.Pack{p}
}

// announced is a case the house lets a crew go to when nothing was before but
// the notice.
func announced() *visits.Case {
	return &visits.Case{ID: evidence.ID{9}, Facts: visits.CaseFacts{Zone: "Asia/Shanghai", PlaceKind: rules.PlaceHome, Place: evidence.ID{7}, Debt: evidence.ID{8},
		Parties: []visits.PartyRole{{Party: evidence.ID{1}, Role: rules.RoleDebtor}, {Party: evidence.ID{2}, Role: rules.RoleJointDebtor}}},
		Notices: []visits.NoticeLine{{NoticeFacts: visits.NoticeFacts{Kind: "visit", Form: "written", At: tenOClock - 10*aDay}}}}
}

func ask(packs []rules.Pack, c *visits.Case, act rules.Act) rules.Verdict {
	return rules.Evaluate(packs, asking(c, act))
}

// asking is the question a crew of two with their papers puts at ten o'clock.
func asking(c *visits.Case, act rules.Act) rules.Question {
	papers := []rules.Certificate{{Kind: "authorisation", Until: tenOClock + 365*aDay}}
	q := rules.Question{Act: act, PacksAsOf: tenOClock, When: rules.Interval{Class: rules.ClassA, Earliest: tenOClock, Latest: tenOClock},
		Case:  rules.CaseFacts{ID: c.ID, Debts: []evidence.ID{c.Facts.Debt}, Zone: c.Facts.Zone, FlagsAsOf: tenOClock},
		Place: rules.Place{Kind: c.Facts.PlaceKind, Address: c.Facts.Place},
		Crew:  []rules.Officer{{ID: evidence.ID{3}, Certificates: papers}, {ID: evidence.ID{4}, Certificates: papers}}}
	for _, p := range c.Facts.Parties {
		q.Subjects = append(q.Subjects, rules.Subject{Party: p.Party, Role: p.Role, Debts: q.Case.Debts})
	}
	judging.Tell(c, &q)
	return q
}

var strict = map[rules.Decision]int{rules.Allow: 0, rules.Warn: 1, rules.Block: 2}

// Whatever is known already, and whatever is not known of one more contact: the
// house never lets a crew go for it that it did not let go before.
func TestOneMoreContactNeverAllowsMore(t *testing.T) {
	packs := house(t)
	if v := ask(packs, announced(), rules.Start); v.Decision != rules.Allow {
		t.Fatalf("with nothing before but the notice: %+v", v)
	}
	worse := 0
	rapid.Check(t, func(t *rapid.T) {
		c := announced()
		for range rapid.IntRange(0, 4).Draw(t, "before") {
			add(t, c)
		}
		before := ask(packs, c, rules.Start)
		add(t, c)
		after := ask(packs, c, rules.Start)
		if strict[after.Decision] < strict[before.Decision] {
			t.Fatalf("one more contact made %s of %s", after.Decision, before.Decision)
		}
		if strict[after.Decision] > strict[before.Decision] {
			worse++
		}
	})
	if worse == 0 {
		t.Error("no contact was ever in the way: nothing is counted")
	}
}

// add adds a contact of any of the three ways one comes to be known.
func add(t *rapid.T, c *visits.Case) {
	id := evidence.ID{15: byte(rapid.IntRange(1, 6).Draw(t, "id"))}
	at := tenOClock - int64(rapid.IntRange(-2, 40*24).Draw(t, "hours ago"))*3_600_000_000
	channel := rapid.SampledFrom([]string{"", "visit", "call", "letter", "message"}).Draw(t, "channel")
	met := rapid.SampledFrom([]string{"", "somebody", "nobody"}).Draw(t, "met")
	whom := rapid.SampledFrom([][]evidence.ID{nil, {{1}}, {{2}}, {{5}}}).Draw(t, "whom")
	switch rapid.IntRange(0, 2).Draw(t, "way") {
	case 0:
		codes := rapid.SampledFrom([][]string{nil, {"nf"}, {"ptp"}, {"nf", "ptp"}}).Draw(t, "codes")
		c.Contacts = append(c.Contacts, visits.Contact{Visit: id, First: at, Codes: codes, Status: rapid.SampledFrom([]string{visits.StatusUnknown, visits.StatusOpened, visits.StatusClosed}).Draw(t, "status")})
	case 1:
		c.Outside = append(c.Outside, visits.NotedContact{NotedContactFacts: visits.NotedContactFacts{Contact: id, At: at, Channel: channel, Reached: met, Parties: whom}})
	default:
		c.Elsewhere = append(c.Elsewhere, visits.Elsewhere{Contact: id, At: at, Channel: channel, Reached: met, Parties: whom, Debt: rapid.SampledFrom([]evidence.ID{{}, {8}, {6}}).Draw(t, "debt"),
			Place: rapid.SampledFrom([]evidence.ID{{}, {7}, {6}}).Draw(t, "place")})
	}
}

// A consent that was taken back relaxes nothing from then on, and one joint
// debtor's does not open the other's door.
func TestAConsentTakenBackIsNone(t *testing.T) {
	packs := house(t)
	c := announced()
	c.Contacts = []visits.Contact{{Visit: evidence.ID{5}, First: tenOClock - 10*aDay, Status: visits.StatusClosed, Codes: []string{"ptp"}}}
	given := func(party byte) visits.ConsentLine {
		return visits.ConsentLine{Entry: evidence.Hash{1}, ConsentFacts: visits.ConsentFacts{Consent: evidence.ID{party}, Kind: "consent.more_visits", Party: evidence.ID{party}, Form: "written", At: tenOClock - 5*aDay}}
	}
	want := func(what string, d rules.Decision) {
		t.Helper()
		if v := ask(packs, c, rules.Start); v.Decision != d {
			t.Errorf("%s: %s, not %s: %+v", what, v.Decision, d, v.Reasons)
		}
	}
	want("met ten days ago", rules.Block)
	c.Consents = []visits.ConsentLine{given(1)}
	want("one of two consents", rules.Block)
	c.Consents = append(c.Consents, given(2))
	want("both consent", rules.Allow)
	c.Consents[1].Withdrawn = tenOClock - aDay
	want("one took it back", rules.Block)
}

func TestWhatTheDoorSaysIsWhatTheRulesHear(t *testing.T) {
	answers := func(pairs ...string) checklist.Answers {
		a := checklist.Answers{}
		for i := 0; i < len(pairs); i += 2 {
			a[pairs[i]] = checklist.Chosen(pairs[i+1])
		}
		return a
	}
	debtor := func(identified bool) []Listener { return []Listener{{rules.RoleDebtor, identified}} }
	for name, c := range map[string]struct {
		a    checklist.Answers
		to   []Listener
		seen string
	}{
		"nobody answered yet":           {answers(), nil, ""},
		"only a child at home":          {answers("d6", "minor"), []Listener{{"minor", false}}, "only_minors_present"},
		"somebody else, alone":          {answers("d6", "adult"), []Listener{{"household_adult", false}}, ""},
		"they fetch the debtor":         {answers("d6", "adult", "d8-came", "yes"), debtor(false), ""},
		"the debtor shows a card":       {answers("d6", "debtor", "d11", "document"), debtor(true), ""},
		"who it is cannot be told":      {answers("d6", "debtor", "d11", "failed"), debtor(false), ""},
		"the debtor is in distress":     {answers("d6", "debtor", "d11", "document", "d16", "severe"), debtor(true), "distress"},
		"the debtor cannot follow":      {answers("d6", "debtor", "d11", "document", "d16", "unable"), debtor(true), "incapacity"},
		"the debtor is acutely ill":     {answers("d6", "debtor", "d11", "document", "d16", "acute"), debtor(true), "acute_illness"},
		"the debtor is drunk":           {answers("d6", "debtor", "d11", "document", "d16", "drunk"), debtor(true), "intoxicated"},
		"inside without an invitation":  {answers("d6", "debtor", "d11", "document", "d14", "uninvited"), debtor(true), "entry_refused"},
		"a receipt of payment is shown": {answers("d6", "debtor", "d11", "document", "t2", "paid", "t4", "yes"), debtor(true), "paid_receipt_shown"},
		"a guarantor":                   {answers("d6", "guarantor", "d11", "document"), []Listener{{rules.RoleGuarantor, true}}, ""},
		"a joint debtor":                {answers("d6", "joint", "d11", "known"), []Listener{{rules.RoleJointDebtor, true}}, ""},
		"an agent without a letter":     {answers("d6", "representative", "d11", "document", "d11-authority", "no"), []Listener{{rules.RoleRepresentative, false}}, ""},
		"an agent with a letter":        {answers("d6", "representative", "d11", "document", "d11-authority", "yes"), []Listener{{rules.RoleRepresentative, true}}, ""},
		"debtor and guarantor":          {answers("d6", "debtor", "d11", "document", "d19", "guarantor", "d19-id", "document"), append(debtor(true), Listener{rules.RoleGuarantor, true}), ""},
		"a guarantor who stepped away":  {answers("d6", "debtor", "d11", "document", "d19", "guarantor", "d19-id", "failed"), debtor(true), ""},
		"reception asks who we are":     {answers("d6", "reception"), nil, ""},
		"a later list's other words":    {answers("d6", "robot"), nil, ""},
	} {
		seen := strings.Join(Observed(c.a, false, nil), " ")
		if to := Listeners(c.a); !slices.Equal(to, c.to) || seen != c.seen {
			t.Errorf("%s: to %v, seen %q", name, to, seen)
		}
	}
	threatened := &visits.Visit{Safety: visits.Safety{Incidents: []visits.IncidentLine{{Code: "dog"}, {Code: "threat"}}}}
	if seen := Observed(answers(), false, threatened); !slices.Equal(seen, []string{"threat"}) {
		t.Errorf("a threat that was reported is seen as %q", seen)
	}
	packs := house(t)
	q := rules.Question{Observed: Observed(answers("d6", "minor"), true, nil)}
	if len(q.Observed) != 2 {
		t.Fatalf("%v", q.Observed)
	}
	v := rules.Evaluate(packs, rules.Question{Act: rules.Continue, Observed: q.Observed})
	for _, rule := range []string{"L-ASKED-TO-LEAVE", "L-ONLY-MINORS-PRESENT"} {
		found := false
		for _, r := range v.Reasons {
			found = found || r.Rule == rule && r.Code == "must_leave"
		}
		if !found {
			t.Errorf("%s does not speak: %+v", rule, v.Reasons)
		}
	}
}

// Whatever ends a visit by the rules can be told on a tablet.
func TestEveryObservationOfTheRulesCanBeTold(t *testing.T) {
	told := &visits.Visit{Safety: visits.Safety{Incidents: []visits.IncidentLine{{Code: "violence"}}}}
	seen := Observed(checklist.Answers{}, true, told)
	list, err := checklist.Parse(assets.HouseChecklist())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range seenBy {
		q, ok := list.Question(s.question)
		if !ok || q.Kind == "choice" && !slices.ContainsFunc(q.Choices, func(c checklist.Choice) bool { return c.Code == s.code }) {
			t.Errorf("nobody can answer %s with %s", s.question, s.code)
		}
		seen = append(seen, s.seen)
	}
	for _, l := range house(t)[0].LeaveWhen {
		if !slices.Contains(seen, l.Observed) {
			t.Errorf("nothing on a tablet tells of %s", l.Observed)
		}
	}
}

// Who stands at the door hears what all who stand there may hear: a guarantor
// learns of the guarantee, and with one beside them nobody says the debtor's amount.
func TestWhatMayBeSaidIsWhatAllMayHear(t *testing.T) {
	packs := house(t)
	say := func(pairs ...string) []string {
		a := checklist.Answers{}
		for i := 0; i < len(pairs); i += 2 {
			a[pairs[i]] = checklist.Chosen(pairs[i+1])
		}
		return sayTo(packs, asking(announced(), rules.Continue), Listeners(a))
	}
	for name, c := range map[string]struct {
		say  []string
		want string
	}{
		"debtor":               {say("d6", "debtor", "d11", "document"), "own_name lender purpose amount how_to_pay how_to_complain"},
		"debtor, not known":    {say("d6", "debtor"), "own_name wish_to_speak_to leave_sealed_card"},
		"guarantor":            {say("d6", "guarantor", "d11", "document"), "own_name lender guarantee how_to_complain"},
		"both":                 {say("d6", "debtor", "d11", "document", "d19", "guarantor", "d19-id", "document"), "own_name lender how_to_complain"},
		"both, one not known":  {say("d6", "debtor", "d11", "document", "d19", "joint"), "own_name"},
		"a couple":             {say("d6", "debtor", "d11", "document", "d19", "joint", "d19-id", "document"), "own_name lender purpose amount how_to_pay how_to_complain"},
		"agent without letter": {say("d6", "representative", "d11", "document"), "own_name wish_to_speak_to leave_sealed_card"},
	} {
		if got := strings.Join(c.say, " "); got != c.want {
			t.Errorf("%s: %s", name, got)
		}
	}
}
