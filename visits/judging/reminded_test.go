package judging

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/rules"
)

const (
	anHour = 3600 * second
	aDay   = 24 * anHour
)

// evening is the end of the day of tenOClock in Shanghai.
const eveningIn = 14 * anHour

// said at a time of its own.
func saidAt(t *testing.T, wall int64, device, of, visit evidence.ID, seq uint64, kind string, facts any) *evidence.Entry {
	t.Helper()
	e := said(t, device, visit, seq, kind, facts, nil)
	h := e.Header
	h.Wall = wall
	for i := range h.Refs {
		if h.Refs[i].Kind == evidence.RefCase {
			h.Refs[i].ID = of
		}
	}
	again, err := evidence.Sign(h, e.Facts, e.Words, evidence.Keys{Device: signs})
	if err != nil {
		t.Fatal(err)
	}
	return &again
}

// frequency folds entries as headquarters does, and gives what was found of the limits
// of a visit: the rules, without the time.
func frequency(t *testing.T, entries []*evidence.Entry) string {
	t.Helper()
	p := visits.NewPictures(func(visits.Key) ([]byte, error) { return nil, nil })
	p.Judge, p.Governs = NewBench(nil, nil, Born()...).Judge, Governing
	for _, e := range entries {
		if err := p.Apply(visits.Input{Entry: e, Status: evidence.Whole, Received: tenOClock + 2*aDay}); err != nil {
			t.Fatal(err)
		}
	}
	list, err := p.Changed()
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range list {
		var f visits.Finding
		if k.Kind != visits.KindFinding {
			continue
		}
		if err := json.Unmarshal(k.Body, &f); err != nil {
			t.Fatal(err)
		}
		if f.Code == visits.RuleFrequency {
			return strings.Fields(f.Detail)[0]
		}
	}
	return ""
}

// Twice somebody was called in a week that lets three contacts be, and on the third day
// there is a reminder and a visit: the reminder counts for the visit by the hour its
// officer says, and where nobody said one, unless it cannot have been before.
func TestAReminderOfTheDayCountsForAVisitOfThatDay(t *testing.T) {
	other := evidence.ID{13}
	person := evidence.ID{21}
	enrolled := func(device evidence.ID, role string) *evidence.Entry {
		st, err := evidence.SignStatement(evidence.MagicEnrol, evidence.Enrolment{Device: device, Officer: device, Unit: office, Role: role}, signs)
		if err != nil {
			t.Fatal(err)
		}
		return saidAt(t, tenOClock-9*aDay, device, theCase, evidence.ID{}, 1, visits.DeviceEnrolled, st)
	}
	imported := func(seq uint64, of, place evidence.ID) *evidence.Entry {
		return saidAt(t, tenOClock-9*aDay, office, of, evidence.ID{}, seq, visits.CaseImported, visits.CaseFacts{Amount: 5, Currency: "CNY", Zone: "Asia/Shanghai", Region: "CN", PlaceKind: rules.PlaceHome,
			Debt: evidence.ID{6}, Place: place, Parties: []visits.PartyRole{{Party: debtor, Role: rules.RoleDebtor, Person: person}}})
	}
	called := func(seq uint64, contact byte, at int64, wholeDay bool) *evidence.Entry {
		return saidAt(t, tenOClock-5*aDay, office, theCase, evidence.ID{}, seq, visits.ContactNoted, visits.NotedContactFacts{Contact: evidence.ID{contact}, Channel: rules.ChannelCall, At: at, WholeDay: wholeDay, Reached: rules.ReachedSomebody, Parties: []evidence.ID{debtor}, Source: "file"})
	}
	base := []*evidence.Entry{enrolled(office, "hq"), enrolled(tablet, "officer"), imported(2, theCase, evidence.ID{7}), imported(3, other, evidence.ID{8}),
		called(4, 31, tenOClock-3*aDay, false), called(5, 32, tenOClock-2*aDay, false)}
	visit := saidAt(t, tenOClock, tablet, theCase, theVisit, 2, visits.VisitOpened, visits.OpenedFacts{Day: "2026-11-25", PlaceKind: rules.PlaceHome, Verdict: visits.VerdictFacts{Class: "A"},
		Subjects: []visits.Subject{{Party: debtor, Role: rules.RoleDebtor, Debts: []evidence.ID{{6}}}}})
	given := func(of evidence.ID, claimed, day int64) *evidence.Entry {
		return saidAt(t, claimed, office, of, evidence.ID{}, 6, visits.ReminderClaimed, visits.ReminderFacts{Reminder: evidence.ID{50}, Visit: evidence.ID{9}, Date: "2026-11-26", Way: rules.ChannelCall,
			Parties: []evidence.ID{debtor}, Until: tenOClock + eveningIn + day*aDay, Officer: tablet})
	}
	told := func(of evidence.ID, result string, at int64) *evidence.Entry {
		return saidAt(t, at, tablet, of, evidence.ID{}, 3, visits.ReminderEnded, visits.ReminderEndFacts{Reminder: evidence.ID{50}, Result: result})
	}
	morning := tenOClock - 2*anHour
	for name, c := range map[string]struct {
		before, after []*evidence.Entry // what headquarters reads before the visit, and after
		found         string
	}{
		"no reminder":                              {nil, nil, ""},
		"given that morning, nobody said more":     {[]*evidence.Entry{given(theCase, morning, 0)}, nil, "F-ANY-7"},
		"given the evening before, for that day":   {[]*evidence.Entry{given(theCase, tenOClock-15*anHour, 0)}, nil, "F-ANY-7"},
		"given, for the day after":                 {[]*evidence.Entry{given(theCase, morning, 1)}, nil, ""},
		"given, for the day before":                {[]*evidence.Entry{given(theCase, tenOClock-20*anHour, -1)}, nil, "F-ANY-7"},
		"given after the visit":                    {[]*evidence.Entry{given(theCase, tenOClock+anHour, 0)}, nil, ""},
		"called before the visit":                  {[]*evidence.Entry{given(theCase, morning, 0), told(theCase, visits.ReminderCalled, tenOClock-anHour)}, nil, "F-ANY-7"},
		"called after the visit":                   {[]*evidence.Entry{given(theCase, morning, 0), told(theCase, visits.ReminderCalled, tenOClock+anHour)}, nil, ""},
		"called by a clock of before the claim":    {[]*evidence.Entry{given(theCase, morning, 0), told(theCase, visits.ReminderCalled, morning-aDay)}, nil, "F-ANY-7"},
		"not reached before the visit":             {[]*evidence.Entry{given(theCase, morning, 0), told(theCase, visits.ReminderNotReached, tenOClock-anHour)}, nil, ""},
		"not made":                                 {[]*evidence.Entry{given(theCase, morning, 0), told(theCase, visits.ReminderNotMade, tenOClock-anHour)}, nil, ""},
		"given first, called before, read after":   {[]*evidence.Entry{given(theCase, morning, 0)}, []*evidence.Entry{told(theCase, visits.ReminderCalled, tenOClock-anHour)}, "F-ANY-7"},
		"given first, called after, read after":    {[]*evidence.Entry{given(theCase, morning, 0)}, []*evidence.Entry{told(theCase, visits.ReminderCalled, tenOClock+anHour)}, "F-ANY-7"}, // what was found stays found
		"given and read after the visit":           {nil, []*evidence.Entry{given(theCase, tenOClock+anHour, 0)}, ""},
		"in a case of the same person":             {[]*evidence.Entry{given(other, morning, 0)}, nil, "F-ANY-7"},
		"in that case, called after the visit":     {[]*evidence.Entry{given(other, morning, 0), told(other, visits.ReminderCalled, tenOClock+anHour)}, nil, ""},
		"in that case, given after the visit":      {[]*evidence.Entry{given(other, tenOClock+anHour, 0)}, nil, ""},
		"a row of a file that says that day":       {[]*evidence.Entry{called(6, 33, tenOClock+eveningIn-second, true)}, nil, "F-ANY-7"},
		"a row of a file that says the day after":  {[]*evidence.Entry{called(6, 33, tenOClock+eveningIn+aDay-second, true)}, nil, ""},
		"a row of a file that says a later moment": {[]*evidence.Entry{called(6, 33, tenOClock+anHour, false)}, nil, ""},
	} {
		if got := frequency(t, slices.Concat(base, c.before, []*evidence.Entry{visit}, c.after)); got != c.found {
			t.Errorf("%s: found %q, not %q", name, got, c.found)
		}
	}
}
