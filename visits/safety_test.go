package visits_test

import (
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// folded is what headquarters' pictures come to.
func folded(t rapid.TB, received int64, entries ...*evidence.Entry) map[visits.Key]visits.Changed {
	t.Helper()
	p := visits.NewPictures(func(visits.Key) ([]byte, error) { return nil, nil })
	for _, e := range entries {
		if err := p.Apply(visits.Input{Entry: e, Status: evidence.Whole, Received: received}); err != nil {
			t.Fatal(err)
		}
	}
	all := map[visits.Key]visits.Changed{}
	for _, c := range changed(t, p) {
		all[c.Key] = c
	}
	return all
}

func caseIn(t rapid.TB, all map[visits.Key]visits.Changed, id evidence.ID) *visits.Case {
	t.Helper()
	c := new(visits.Case)
	if err := json.Unmarshal(all[visits.Key{Kind: visits.KindCase, ID: id}].Body, c); err != nil {
		t.Fatal(err)
	}
	return c
}

func codes(list []visits.HazardLine) (got []string) {
	for _, h := range list {
		got = append(got, h.Code+" "+h.Said)
	}
	return got
}

const noted = 1_790_000_000_000_000 // the day entries here are of: 2026-09-21

// A hazard holds to its last day and ends by itself; the newest of its code
// counts, and one that ends before it begins takes it back.
func TestAHazardEndsByItself(t *testing.T) {
	device, c := evidence.ID{1}, evidence.ID{11}
	dog := about(t, device, c, evidence.ID{}, 1, visits.HazardNoted, visits.HazardFacts{Code: "dog", Until: "2026-12-20"}, visits.HazardWords{Said: "院内无绳"})
	dark := about(t, device, c, evidence.ID{}, 2, visits.HazardNoted, visits.HazardFacts{Code: "dark", Until: "2026-09-30"}, nil)
	gone := about(t, device, c, evidence.ID{}, 3, visits.HazardNoted, visits.HazardFacts{Code: "dog", Until: "2026-09-20"}, nil)
	held := caseIn(t, folded(t, 1, dog, dark), c)
	for day, want := range map[string][]string{"2026-09-30": {"dark ", "dog 院内无绳"}, "2026-10-01": {"dog 院内无绳"}, "2026-12-20": {"dog 院内无绳"}, "2026-12-21": nil} {
		if got := codes(held.HazardsOn(day)); !slices.Equal(got, want) {
			t.Errorf("on %s: %q, want %q", day, got, want)
		}
	}
	for _, order := range [][]*evidence.Entry{{dog, gone}, {gone, dog}} {
		if got := codes(caseIn(t, folded(t, 1, order...), c).HazardsOn("2026-09-21")); len(got) != 0 {
			t.Errorf("taken back, and still %q", got)
		}
	}
}

func TestAHazardThatSaysTooMuchOrNeverEndsIsSetAside(t *testing.T) {
	for name, c := range map[string]struct {
		facts visits.HazardFacts
		said  string
	}{
		"no code": {visits.HazardFacts{Until: "2026-10-01"}, ""}, "no day": {visits.HazardFacts{Code: "dog", Until: "soon"}, ""},
		"two years": {visits.HazardFacts{Code: "dog", Until: "2028-09-21"}, ""}, "a story": {visits.HazardFacts{Code: "dog", Until: "2026-10-01"}, strings.Repeat("狗", 81)},
	} {
		p := visits.NewPictures(func(visits.Key) ([]byte, error) { return nil, nil })
		e := about(t, evidence.ID{1}, evidence.ID{11}, evidence.ID{}, 1, visits.HazardNoted, c.facts, visits.HazardWords{Said: c.said})
		if err := p.Apply(visits.Input{Entry: e, Status: evidence.Whole, Received: 1}); !errors.Is(err, visits.ErrNotUnderstood) {
			t.Errorf("%s: %v", name, err)
		}
		if err := c.facts.Check(c.said, noted); err == nil {
			t.Errorf("%s: a tablet would write it", name)
		}
	}
	if err := (visits.HazardFacts{Code: "dog", Until: "2027-09-21"}).Check(strings.Repeat("狗", 80), noted); err != nil {
		t.Errorf("a year and 80 characters: %v", err)
	}
}

// begun is how a device's chain begins.
func begun(t *testing.T, device evidence.ID, role string) *evidence.Entry {
	t.Helper()
	st, err := evidence.SignStatement(evidence.MagicEnrol, evidence.Enrolment{Device: device, Officer: device, Unit: device, Role: role}, ed25519.NewKeyFromSeed(make([]byte, 32)))
	if err != nil {
		t.Fatal(err)
	}
	return about(t, device, evidence.ID{}, evidence.ID{}, 1, visits.DeviceEnrolled, st, nil)
}

// Every crew at the same door is warned, in whatever order headquarters reads it:
// by the code, not by words that belong to another case. Erased, the words are in
// no picture.
func TestAHazardIsKnownAtEveryCaseOfThePlace(t *testing.T) {
	house, tablet := evidence.ID{1}, evidence.ID{2}
	first := begun(t, house, "hq")
	one, two, far := evidence.ID{11}, evidence.ID{12}, evidence.ID{13}
	door := evidence.ID{31}
	entries := []*evidence.Entry{
		about(t, house, one, evidence.ID{}, 2, visits.CaseImported, visits.CaseFacts{Place: door}, visits.CaseWords{Creditor: "Bank A"}),
		about(t, house, two, evidence.ID{}, 3, visits.CaseImported, visits.CaseFacts{Place: door}, nil),
		about(t, house, far, evidence.ID{}, 4, visits.CaseImported, visits.CaseFacts{Place: evidence.ID{32}}, nil),
		about(t, tablet, one, evidence.ID{}, 1, visits.HazardNoted, visits.HazardFacts{Code: "dog", Until: "2026-12-20", Place: door}, visits.HazardWords{Said: "院内无绳"}),
	}
	rapid.Check(t, func(t *rapid.T) {
		order := append([]*evidence.Entry{first}, rapid.Permutation(slices.Clone(entries)).Draw(t, "order")...)
		erased := rapid.Bool().Draw(t, "erased")
		want := "dog 院内无绳"
		if erased {
			order, want = append(order, about(t, house, one, evidence.ID{}, 5, visits.CaseErased, visits.ErasedFacts{Reason: "request"}, nil)), "dog "
		}
		all := folded(t, 1, order...)
		for id, want := range map[evidence.ID][]string{one: {want}, two: {"dog "}, far: nil} {
			if got := codes(caseIn(t, all, id).HazardsOn("2026-12-20")); !slices.Equal(got, want) {
				t.Fatalf("case %d: %q, want %q", id[0], got, want)
			}
		}
		for k, c := range all {
			if erased && strings.Contains(string(c.Body), "院内") {
				t.Fatalf("%s still says what was erased: %s", k.Entity(), c.Body)
			}
		}
	})
}

// A case that is imported again with another address takes no hazard of the old
// one there.
func TestAHazardStaysWithItsPlace(t *testing.T) {
	service, c := evidence.ID{1}, evidence.ID{11}
	all := folded(t, 1, begun(t, service, "hq"), about(t, service, c, evidence.ID{}, 2, visits.HazardNoted, visits.HazardFacts{Code: "dog", Until: "2026-12-20", Place: evidence.ID{31}}, nil),
		about(t, service, c, evidence.ID{}, 3, visits.CaseImported, visits.CaseFacts{Place: evidence.ID{32}}, nil))
	if got := caseIn(t, all, c).HazardsOn("2026-10-01"); got != nil {
		t.Errorf("%+v", got)
	}
}

// Help, silent or not, and an incident are findings of the branch. The officer's
// own feed has the open call and the incident, and nothing of the silent one.
func TestASilentCallIsInNoFeedOfItsOfficer(t *testing.T) {
	device, c, v, officer := evidence.ID{1}, evidence.ID{11}, evidence.ID{51}, evidence.ID{9}
	of := func(seq uint64, kind string, facts, words any) *evidence.Entry {
		e := about(t, device, c, v, seq, kind, facts, words)
		e.Header.Refs = append(e.Header.Refs, evidence.Ref{Kind: evidence.RefOfficer, ID: officer})
		return e
	}
	all := folded(t, noted+3_600_000_000, of(1, visits.VisitOpened, visits.OpenedFacts{Day: "2026-09-21"}, nil), of(2, visits.HelpAsked, visits.HelpFacts{Silent: true}, nil),
		of(3, visits.HelpAsked, visits.Empty{}, nil), of(4, visits.IncidentReported, visits.IncidentFacts{Code: "threat"}, visits.TextWords{Text: "持棍"}))
	got := map[string]bool{}
	for _, change := range all {
		if f, is := change.Value.(*visits.Finding); is {
			got[f.Code+" "+f.Detail] = slices.Contains(visits.Feeds(change), visits.OfficerFeed(officer))
		}
	}
	if want := map[string]bool{"help silent": false, "help ": true, "incident threat": true, visits.NoOrder + " ": true}; !reflect.DeepEqual(got, want) {
		t.Errorf("findings, and whether the officer is sent them: %v", got)
	}
	var visit visits.Visit
	if err := json.Unmarshal(all[visits.Key{Kind: visits.KindVisit, ID: v}].Body, &visit); err != nil {
		t.Fatal(err)
	}
	if s := visit.Safety; len(s.Help) != 2 || !s.Help[0].Silent && !s.Help[1].Silent || len(s.Incidents) != 1 || s.Incidents[0].Text != "持棍" || s.Ahead != 0 {
		t.Errorf("%+v", s)
	}
}

// Who reports an incident after the close is ahead of it at headquarters, and the
// counts of the close are right all the same.
func TestAnIncidentThatOvertakesTheCloseMakesNoCountWrong(t *testing.T) {
	device, c, v := evidence.ID{1}, evidence.ID{11}, evidence.ID{51}
	opened := about(t, device, c, v, 1, visits.VisitOpened, visits.OpenedFacts{Day: "2026-09-21"}, nil)
	closed := about(t, device, c, v, 2, visits.VisitClosed, visits.ClosedFacts{Entries: 2}, nil)
	late := about(t, device, c, v, 3, visits.IncidentReported, visits.IncidentFacts{Code: "dog"}, nil)
	for _, order := range [][]*evidence.Entry{{late, opened, closed}, {opened, closed, late}} {
		for _, change := range folded(t, 1, order...) {
			if f, is := change.Value.(*visits.Finding); is && f.Code == visits.CountWrong {
				t.Errorf("%s: %s", f.Code, f.Detail)
			}
		}
	}
}

// An entry from before help could be silent, and a start from before check-ins,
// say what they said.
func TestEntriesFromBeforeSafetySayWhatTheySaid(t *testing.T) {
	var help visits.HelpFacts
	if err := evidence.DecodePayload([]byte(`{}`), &help); err != nil || help.Silent {
		t.Errorf("%+v, %v", help, err)
	}
	if b, err := evidence.MarshalPayload(visits.HelpFacts{}); err != nil || string(b) != "{}" {
		t.Errorf("%s, %v", b, err)
	}
	var opened visits.OpenedFacts
	if b, err := evidence.MarshalPayload(visits.OpenedFacts{}); err != nil || strings.Contains(string(b), "check_in") || evidence.DecodePayload(b, &opened) != nil || opened.CheckIn != 0 {
		t.Errorf("%s, %v, %+v", b, err, opened)
	}
}
