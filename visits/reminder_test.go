package visits_test

import (
	"crypto/ed25519"
	"encoding/json"
	"testing"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// A reminder counts in the cases of the same person from its claim on, as what it came
// to; one that was not made counts nowhere; and a word of somebody it was not given to
// is a contact of its own.
func TestRemindersCountForTiedCases(t *testing.T) {
	house, tablet, li := evidence.ID{1}, evidence.ID{2}, evidence.ID{3}
	key := ed25519.NewKeyFromSeed(make([]byte, 32))
	enrolled := func(device, officer evidence.ID, role string) *evidence.Entry {
		st, err := evidence.SignStatement(evidence.MagicEnrol, evidence.Enrolment{Device: device, Officer: officer, Unit: house, Role: role}, key)
		if err != nil {
			t.Fatal(err)
		}
		return about(t, device, evidence.ID{}, evidence.ID{}, 1, visits.DeviceEnrolled, st, nil)
	}
	one, two := evidence.ID{11}, evidence.ID{12}
	imported := func(id evidence.ID, seq uint64) *evidence.Entry {
		return about(t, house, id, evidence.ID{}, seq, visits.CaseImported, visits.CaseFacts{Debt: id, Parties: []visits.PartyRole{{Party: id, Role: "debtor", Person: evidence.ID{21}}}}, visits.CaseWords{Creditor: "Bank A"})
	}
	claim := func(seq uint64, reminder byte, date string, who evidence.ID) *evidence.Entry {
		return about(t, house, one, evidence.ID{}, seq, visits.ReminderClaimed, visits.ReminderFacts{Reminder: evidence.ID{reminder}, Visit: evidence.ID{9}, Date: date, Way: "call", Parties: []evidence.ID{one}, Until: 1_790_000_100_000_000, Officer: who}, nil)
	}
	end := func(device evidence.ID, seq uint64, reminder byte, result string) *evidence.Entry {
		return about(t, device, one, evidence.ID{}, seq, visits.ReminderEnded, visits.ReminderEndFacts{Reminder: evidence.ID{reminder}, Result: result}, nil)
	}
	type counts struct{ here, there int }
	base := []*evidence.Entry{enrolled(house, house, "hq"), enrolled(tablet, li, "officer"), imported(one, 2), imported(two, 3)}
	for name, x := range map[string]struct {
		entries []*evidence.Entry
		want    counts
		reached string // of the last contact here
		result  string // of the first reminder
	}{
		"claimed":                {[]*evidence.Entry{claim(4, 50, "2026-12-08", li)}, counts{1, 1}, "", ""},
		"claimed twice":          {[]*evidence.Entry{claim(4, 50, "2026-12-08", li), claim(5, 50, "2026-12-08", evidence.ID{})}, counts{1, 1}, "", ""},
		"called":                 {[]*evidence.Entry{claim(4, 50, "2026-12-08", li), end(tablet, 2, 50, "called")}, counts{1, 1}, "somebody", "called"},
		"not reached":            {[]*evidence.Entry{claim(4, 50, "2026-12-08", li), end(tablet, 2, 50, "not_reached")}, counts{1, 1}, "nobody", "not_reached"},
		"not made":               {[]*evidence.Entry{claim(4, 50, "2026-12-08", li), end(tablet, 2, 50, "not_made")}, counts{0, 0}, "", "not_made"},
		"the first word stands":  {[]*evidence.Entry{claim(4, 50, "2026-12-08", li), end(tablet, 2, 50, "called"), end(tablet, 3, 50, "not_made")}, counts{1, 1}, "somebody", "called"},
		"somebody else's":        {[]*evidence.Entry{claim(4, 50, "2026-12-08", evidence.ID{4}), end(tablet, 2, 50, "called")}, counts{2, 2}, "", ""},
		"headquarters of theirs": {[]*evidence.Entry{claim(4, 50, "2026-12-08", li), end(house, 5, 50, "failed")}, counts{1, 1}, "", ""},
		"not delivered":          {[]*evidence.Entry{claim(4, 50, "2026-12-08", evidence.ID{}), end(house, 5, 50, "failed")}, counts{1, 1}, "nobody", "failed"},
		"a device cannot claim": {[]*evidence.Entry{about(t, tablet, one, evidence.ID{}, 2, visits.ReminderClaimed,
			visits.ReminderFacts{Reminder: evidence.ID{50}, Visit: evidence.ID{9}, Date: "2026-12-08", Way: "call", Until: 5}, nil)}, counts{0, 0}, "", ""},
	} {
		stored := map[visits.Key][]byte{}
		p := visits.NewPictures(func(k visits.Key) ([]byte, error) { return stored[k], nil })
		for _, e := range append(base[:4:4], x.entries...) {
			if err := p.Apply(visits.Input{Entry: e, Status: evidence.Whole, Received: 1}); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
		cases := map[evidence.ID]visits.Case{}
		for _, c := range changed(t, p) {
			var k visits.Case
			if c.Kind == visits.KindCase {
				if err := json.Unmarshal(c.Body, &k); err != nil {
					t.Fatal(err)
				}
				cases[c.ID] = k
			}
		}
		c := cases[one]
		if got := (counts{len(c.Outside), len(cases[two].Elsewhere)}); got != x.want {
			t.Errorf("%s: counted %+v", name, got)
			continue
		}
		if n := len(c.Outside); n > 0 && c.Outside[n-1].Reached != x.reached {
			t.Errorf("%s: reached %q", name, c.Outside[n-1].Reached)
		}
		if len(c.Reminders) > 0 && c.Reminders[0].Result != x.result {
			t.Errorf("%s: it stands as %q", name, c.Reminders[0].Result)
		}
	}
}
