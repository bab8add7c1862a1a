package fieldwork

import (
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
	papers := []rules.Certificate{{Kind: "authorisation", Until: tenOClock + 365*aDay}}
	q := rules.Question{Act: act, PacksAsOf: tenOClock, When: rules.Interval{Class: rules.ClassA, Earliest: tenOClock, Latest: tenOClock},
		Case:  rules.CaseFacts{ID: c.ID, Debts: []evidence.ID{c.Facts.Debt}, Zone: c.Facts.Zone, FlagsAsOf: tenOClock},
		Place: rules.Place{Kind: c.Facts.PlaceKind, Address: c.Facts.Place},
		Crew:  []rules.Officer{{ID: evidence.ID{3}, Certificates: papers}, {ID: evidence.ID{4}, Certificates: papers}}}
	for _, p := range c.Facts.Parties {
		q.Subjects = append(q.Subjects, rules.Subject{Party: p.Party, Role: p.Role, Debts: q.Case.Debts})
	}
	judging.Tell(c, &q)
	return rules.Evaluate(packs, q)
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
	for name, c := range map[string]struct {
		a          checklist.Answers
		to         string
		identified bool
		seen       string
	}{
		"nobody answered yet":        {answers(), "", false, ""},
		"only a child at home":       {answers("d6", "minor"), "minor", false, "only_minors_present"},
		"somebody else, alone":       {answers("d6", "adult"), "household_adult", false, ""},
		"they fetch the debtor":      {answers("d6", "adult", "d8-came", "yes"), rules.RoleDebtor, false, ""},
		"the debtor shows a card":    {answers("d6", "debtor", "d11", "document"), rules.RoleDebtor, true, ""},
		"who it is cannot be told":   {answers("d6", "debtor", "d11", "failed"), rules.RoleDebtor, false, ""},
		"the debtor is in distress":  {answers("d6", "debtor", "d11", "document", "d16", "severe"), rules.RoleDebtor, true, "distress"},
		"reception asks who we are":  {answers("d6", "reception"), "", false, ""},
		"a later list's other words": {answers("d6", "robot"), "", false, ""},
	} {
		to, identified := Listener(c.a)
		seen := ""
		for _, s := range Observed(c.a, false) {
			seen += s
		}
		if to != c.to || identified != c.identified || seen != c.seen {
			t.Errorf("%s: to %q, identified %v, seen %q", name, to, identified, seen)
		}
	}
	packs := house(t)
	q := rules.Question{Observed: Observed(answers("d6", "minor"), true)}
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
