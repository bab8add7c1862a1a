package fieldwork

import (
	"slices"
	"testing"

	"fairvisit/assets"
	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/rules"
)

// irish are the house's rules with those of Ireland, and a case they let a crew go to
// on a morning in Dublin.
func irish(t *testing.T) ([]rules.Pack, *visits.Case) {
	t.Helper()
	all, err := assets.Packs()
	if err != nil {
		t.Fatal(err)
	}
	packs := make([]rules.Pack, 2)
	for i, name := range []string{"house-2", "ie-3"} {
		if packs[i], err = rules.ParsePack(all[name]); err != nil {
			t.Fatal(err)
		}
	}
	c := announced()
	c.Facts.Zone, c.Facts.Parties = "Europe/Dublin", c.Facts.Parties[:1]
	for i, channel := range []string{"call", "letter"} {
		c.Outside = append(c.Outside, visits.NotedContact{NotedContactFacts: visits.NotedContactFacts{Contact: evidence.ID{byte(20 + i)}, At: tenOClock - int64(40+i)*aDay, Channel: channel, Reached: "nobody"}})
	}
	c.Notices[0].At = tenOClock - 38*aDay
	return packs, c
}

// inDublin is asking at half past ten there.
func inDublin(c *visits.Case) rules.Question {
	q := asking(c, rules.Start)
	const later = 8*3_600_000_000 + 1_800_000_000
	q.When.Earliest, q.When.Latest = tenOClock+later, tenOClock+later
	q.PacksAsOf, q.Case.FlagsAsOf = tenOClock+later, tenOClock+later
	return q
}

func TestAConsentForOneOfTheFamilyIsForThatOneAlone(t *testing.T) {
	packs, c := irish(t)
	if v := rules.Evaluate(packs, inDublin(c)); v.Decision != rules.Allow {
		t.Fatalf("the case is not one to be visited: %+v", v.Reasons)
	}
	lets := []string{"own_name", "wish_to_speak_to"}
	given := func(whom, form string) visits.ConsentLine {
		return visits.ConsentLine{Entry: evidence.Hash{1}, ConsentFacts: visits.ConsentFacts{Consent: evidence.ID{30}, Kind: visits.ConsentFamily, Party: evidence.ID{1}, Form: form, For: whom, At: tenOClock - 5*aDay}}
	}
	taken := given(visits.RelationSpouse, "written")
	taken.Withdrawn = tenOClock - aDay
	over := given(visits.RelationSpouse, "written")
	over.Until = tenOClock - aDay
	joint := given(visits.RelationSpouse, "written")
	for name, line := range map[string]struct {
		consents      []visits.ConsentLine
		joint         bool
		spouse, adult []string
	}{
		"none":                        {nil, false, nil, nil},
		"written for the spouse":      {[]visits.ConsentLine{given(visits.RelationSpouse, "written")}, false, lets, nil},
		"written for an adult":        {[]visits.ConsentLine{given(householdAdult, "written")}, false, nil, nil},
		"by word for the spouse":      {[]visits.ConsentLine{given(visits.RelationSpouse, "oral")}, false, nil, nil},
		"recorded for an adult":       {[]visits.ConsentLine{given(householdAdult, "recorded")}, false, nil, nil},
		"for nobody":                  {[]visits.ConsentLine{given("", "written")}, false, nil, nil},
		"for a relation nobody knows": {[]visits.ConsentLine{given("cousin", "written")}, false, nil, nil},
		"taken back":                  {[]visits.ConsentLine{taken}, false, nil, nil},
		"over":                        {[]visits.ConsentLine{over}, false, nil, nil},
		"of one of two who owe":       {[]visits.ConsentLine{joint}, true, nil, nil},
		"of both who owe, each for their own spouse": {[]visits.ConsentLine{joint, {Entry: evidence.Hash{2}, ConsentFacts: visits.ConsentFacts{Consent: evidence.ID{31}, Kind: visits.ConsentFamily,
			Party: evidence.ID{2}, Form: "written", For: visits.RelationSpouse, At: tenOClock - 5*aDay}}}, true, nil, nil},
	} {
		asked := *c
		asked.Consents = line.consents
		if line.joint {
			asked.Facts.Parties = announced().Facts.Parties
		}
		q := inDublin(&asked)
		adult := sayTo(packs, q, []Listener{{householdAdult, false}})
		spouse := sayTo(packs, q, []Listener{{visits.RelationSpouse, false}})
		if !slices.Equal(adult, line.adult) || !slices.Equal(spouse, line.spouse) {
			t.Errorf("%s: to the spouse %q, to an adult %q", name, spouse, adult)
		}
		if more := toSpouse(packs, q, adult); !slices.Equal(more, line.spouse) {
			t.Errorf("%s: the tablet says of the spouse %q", name, more)
		}
	}
}
