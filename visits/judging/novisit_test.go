package judging

import (
	"testing"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/outcome"
	"fairvisit/visits/rules"
)

// came is a contact that began days before the moment asked about.
func came(n byte, daysBefore int64, codes ...string) visits.Contact {
	return visits.Contact{Visit: evidence.ID{n}, First: tenOClock - daysBefore*aDay, Status: visits.StatusClosed, Codes: codes}
}

// Each outcome of the table is told to the rules by its effect, and by nothing else of it.
func TestOutcomesAreToldByTheirEffect(t *testing.T) {
	some := 0
	for _, o := range outcome.House().Outcomes {
		c := &visits.Case{Contacts: []visits.Contact{came(1, 3, o.Code)}}
		q := rules.Question{When: rules.Interval{Class: rules.ClassB, Wall: tenOClock}}
		Tell(c, &q)
		if got, want := q.NoVisitSince != 0, o.Effect == "no_visit"; got != want {
			t.Errorf("%s, %s: told %t", o.Code, o.Effect, got)
		}
		if q.NoVisitSince != 0 {
			some++
		}
	}
	if some < 5 {
		t.Errorf("%d outcomes by which nobody goes", some)
	}
}

func TestTheNewestOutcomeSaysWhetherSomebodyGoes(t *testing.T) {
	for name, c := range map[string]struct {
		contacts []visits.Contact
		since    int64 // days before; -1: nothing stands against it
	}{
		"never visited":                       {nil, -1},
		"moved":                               {[]visits.Contact{came(1, 3, "shf")}, 3},
		"moved, and then nobody was home":     {[]visits.Contact{came(1, 9, "shf"), came(2, 3, "nf")}, -1},
		"nobody home, and then a wrong door":  {[]visits.Contact{came(1, 9, "nf"), came(2, 3, "wa")}, 3},
		"moved, and then met":                 {[]visits.Contact{came(1, 9, "shf"), came(2, 3, "ptp")}, -1},
		"moved, and no record came in since":  {[]visits.Contact{came(1, 9, "shf"), came(2, 3)}, 9},
		"moved, and then the rules ended one": {[]visits.Contact{came(1, 9, "shf"), came(2, 3, "abt")}, 9},
		"moved, and then something new":       {[]visits.Contact{came(1, 9, "shf"), came(2, 3, "xyz")}, -1},
		"one of two persons moved":            {[]visits.Contact{came(1, 3, "ptp", "shf")}, 3},
		"of the visit that is asked about":    {[]visits.Contact{came(9, 0, "wa")}, -1},
		"of a visit after it":                 {[]visits.Contact{came(1, -1, "wa")}, -1},
		"known later to be before it":         {[]visits.Contact{{Visit: evidence.ID{1}, First: tenOClock + aDay, Known: tenOClock - aDay, Codes: []string{"wa"}}}, 1},
	} {
		q := rules.Question{Visit: evidence.ID{9}, When: rules.Interval{Class: rules.ClassA, Earliest: tenOClock, Latest: tenOClock}}
		Tell(&visits.Case{Contacts: c.contacts}, &q)
		want := int64(0)
		if c.since >= 0 {
			want = tenOClock - c.since*aDay
		}
		if q.NoVisitSince != want {
			t.Errorf("%s: since %d, not %d", name, q.NoVisitSince, want)
		}
	}
}

// What was found at one address says nothing of another one; where either is not known, or
// the case has the old one again, it says what it said.
func TestAnotherAddressIsVisited(t *testing.T) {
	old, now := evidence.ID{41}, evidence.ID{42}
	for name, c := range map[string]struct {
		was, is evidence.ID
		told    bool
	}{
		"the same": {old, old, true}, "another": {old, now, false}, "nobody says where it was": {evidence.ID{}, now, true}, "the case has none": {old, evidence.ID{}, true},
	} {
		moved, met := came(2, 3, "shf"), came(1, 9, "ptp")
		moved.Place, met.Place = c.was, old
		q := rules.Question{When: rules.Interval{Class: rules.ClassB, Wall: tenOClock}}
		Tell(&visits.Case{Facts: visits.CaseFacts{Place: c.is}, Contacts: []visits.Contact{met, moved}}, &q)
		if got := q.NoVisitSince != 0; got != c.told {
			t.Errorf("%s: told %t", name, got)
		}
	}
}

// A tablet whose clock runs ahead of what a beacon says is warned of its own visit of
// this morning, which by that clock lies in the afternoon.
func TestAClockThatRunsAheadHidesNoOutcome(t *testing.T) {
	const ahead = 5 * anHour
	c := &visits.Case{Contacts: []visits.Contact{{Visit: evidence.ID{1}, First: tenOClock + ahead, Codes: []string{"wa"}}}}
	q := rules.Question{When: rules.Interval{Class: rules.ClassA, Earliest: tenOClock + anHour, Latest: tenOClock + anHour, Wall: tenOClock + anHour + ahead}}
	Tell(c, &q)
	if q.NoVisitSince == 0 {
		t.Error("it is not told")
	}
}

// Headquarters finds a start that nobody gave a reason for, of the days on which tablets
// ask for one, and where the tablet could know.
func TestAStartAfterSuchAnOutcomeIsFound(t *testing.T) {
	const began = noVisitFrom + 30*aDay
	for name, c := range map[string]struct {
		at     int64
		reason string
		device evidence.ID // of the visit before
		heard  int64       // µs before the start
		found  bool
	}{
		"without a reason":                 {began, "", tablet, anHour, true},
		"with one":                         {began, "headquarters_knows", tablet, anHour, false},
		"before tablets asked":             {noVisitFrom - 1, "", tablet, anHour, false},
		"of another tablet":                {began, "", office, anHour, true},
		"of another tablet, heard since":   {began, "", office, 3*aDay - 1, true},
		"of another tablet, not yet heard": {began, "", office, 3*aDay + 1, false},
		"of its own, not heard since":      {began, "", tablet, 9 * aDay, true},
		"a tablet that never heard a word": {began, "", office, -1, false},
	} {
		h := atDoor()
		h.Opened.Wall, h.Visit.ID, h.Visit.Device = c.at, theVisit, tablet
		age := c.heard
		h.Visit.Opened = &visits.OpenedFacts{Verdict: visits.VerdictFacts{Class: "A", FlagsAge: age, Reason: c.reason}}
		h.Case.Facts.Zone = "Asia/Shanghai"
		h.Case.Contacts = []visits.Contact{{Visit: evidence.ID{1}, Device: c.device, First: c.at - 3*aDay, Codes: []string{"shf"}}}
		h.judgeStart()
		if got := len(h.found[visits.RuleNoVisit]) > 0; got != c.found {
			t.Errorf("%s: found %v", name, h.found)
		}
	}
}
