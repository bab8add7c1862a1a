package judging

import (
	"slices"
	"testing"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/rules"
)

// The call centre's file says, two days later, that it called in the afternoon (its row says the day only).
// The crew came at 10:00 on a tablet that had heard everything there was; the visit was judged clean.
func TestStoryARowOfAFileThatCameLaterCountsAgainstNoVisit(t *testing.T) {
	st, err := evidence.SignStatement(evidence.MagicEnrol, evidence.Enrolment{Device: office, Officer: office, Unit: office, Role: "hq"}, signs)
	if err != nil {
		t.Fatal(err)
	}
	st2, _ := evidence.SignStatement(evidence.MagicEnrol, evidence.Enrolment{Device: tablet, Officer: tablet, Unit: office, Role: "officer"}, signs)
	called := func(seq uint64, contact byte, wall, at int64, whole bool) *evidence.Entry {
		return saidAt(t, wall, office, theCase, evidence.ID{}, seq, visits.ContactNoted, visits.NotedContactFacts{Contact: evidence.ID{contact}, Channel: rules.ChannelCall, At: at, WholeDay: whole, Reached: rules.ReachedSomebody, Parties: []evidence.ID{debtor}, Source: "file"})
	}
	base := []*evidence.Entry{saidAt(t, tenOClock-9*aDay, office, theCase, evidence.ID{}, 1, visits.DeviceEnrolled, st), saidAt(t, tenOClock-9*aDay, tablet, theCase, evidence.ID{}, 1, visits.DeviceEnrolled, st2),
		saidAt(t, tenOClock-9*aDay, office, theCase, evidence.ID{}, 2, visits.CaseImported, visits.CaseFacts{Amount: 5, Currency: "CNY", Zone: "Asia/Shanghai", Region: "CN", PlaceKind: rules.PlaceHome, Debt: evidence.ID{6}, Place: evidence.ID{7}, Parties: []visits.PartyRole{{Party: debtor, Role: rules.RoleDebtor}}}),
		called(4, 31, tenOClock-5*aDay, tenOClock-3*aDay, false), called(5, 32, tenOClock-5*aDay, tenOClock-2*aDay, false)}
	visit := saidAt(t, tenOClock, tablet, theCase, theVisit, 2, visits.VisitOpened, visits.OpenedFacts{Day: "2026-11-25", PlaceKind: rules.PlaceHome, Verdict: visits.VerdictFacts{Class: "A"}, Subjects: []visits.Subject{{Party: debtor, Role: rules.RoleDebtor, Debts: []evidence.ID{{6}}}}})
	row := called(6, 33, tenOClock+2*aDay, tenOClock+eveningIn-second, true)
	closed := saidAt(t, tenOClock+anHour, tablet, theCase, theVisit, 3, visits.VisitLeft, visits.Empty{})
	for name, es := range map[string][]*evidence.Entry{
		"row read before the tablet":             {row, visit, closed},
		"row read between the start and the end": {visit, row, closed},
		"row read after":                         {visit, closed, row},
	} {
		if got := frequency(t, slices.Concat(base, es)); got != "" {
			t.Errorf("%s: found %q", name, got)
		}
	}
}
