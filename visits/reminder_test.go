package visits_test

import (
	"crypto/ed25519"
	"encoding/json"
	"strings"
	"testing"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// A reminder counts in the cases of the same person from its claim on, as what it came
// to; one that was not made counts nowhere, and neither does a word of somebody it was
// not given to.
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
		e := about(t, house, id, evidence.ID{}, seq, visits.CaseImported, visits.CaseFacts{Debt: id, Parties: []visits.PartyRole{{Party: id, Role: "debtor", Person: evidence.ID{21}}}}, visits.CaseWords{Creditor: "Bank A"})
		return signedAs(t, e, func(h *evidence.Header) { h.Refs = append(h.Refs, evidence.Ref{Kind: evidence.RefUnit, ID: house}) })
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
		"somebody else's":        {[]*evidence.Entry{claim(4, 50, "2026-12-08", evidence.ID{4}), end(tablet, 2, 50, "called")}, counts{1, 1}, "", ""},
		"nobody's":               {[]*evidence.Entry{end(tablet, 2, 51, "called"), end(tablet, 3, 52, "letter_left")}, counts{0, 0}, "", ""},
		"headquarters of theirs": {[]*evidence.Entry{claim(4, 50, "2026-12-08", li), end(house, 5, 50, "failed")}, counts{1, 1}, "", ""},
		"not delivered":          {[]*evidence.Entry{claim(4, 50, "2026-12-08", evidence.ID{}), end(house, 5, 50, "failed")}, counts{1, 1}, "nobody", "failed"},
		"a device cannot claim": {[]*evidence.Entry{about(t, tablet, one, evidence.ID{}, 2, visits.ReminderClaimed,
			visits.ReminderFacts{Reminder: evidence.ID{50}, Visit: evidence.ID{9}, Date: "2026-12-08", Way: "call", Until: 5}, nil)}, counts{0, 0}, "", ""},
	} {
		stored := map[visits.Key][]byte{}
		p := visits.NewPictures(func(k visits.Key) ([]byte, error) { return stored[k], nil })
		for _, e := range append(base[:4:4], x.entries...) {
			if err := p.Apply(visits.Input{Entry: e, Status: evidence.Whole, Received: 1_790_000_000_100_000}); err != nil {
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

// signedAs is an entry signed with another header.
func signedAs(t *testing.T, e *evidence.Entry, change func(*evidence.Header)) *evidence.Entry {
	t.Helper()
	h := e.Header
	change(&h)
	again, err := evidence.Sign(h, e.Facts, e.Words, evidence.Keys{Device: ed25519.NewKeyFromSeed(make([]byte, 32))})
	if err != nil {
		t.Fatal(err)
	}
	return &again
}

// told is a branch with one case, a reminder of it that one officer was given, and what
// a device says of it.
type told struct {
	t                   *testing.T
	p                   *visits.Pictures
	house, other, of, r evidence.ID
	li, zhao, wu        evidence.ID // tablets: li has the reminder, wu is of another branch
	seq                 uint64
}

const (
	toldAt    = int64(1_790_000_000_000_000)
	toldUntil = toldAt + 36_000_000_000
)

func tell(t *testing.T) *told {
	x := &told{t: t, house: evidence.ID{1}, other: evidence.ID{2}, of: evidence.ID{11}, r: evidence.ID{50}, li: evidence.ID{31}, zhao: evidence.ID{32}, wu: evidence.ID{33}}
	x.p = visits.NewPictures(func(visits.Key) ([]byte, error) { return nil, nil })
	key := ed25519.NewKeyFromSeed(make([]byte, 32))
	for device, unit := range map[evidence.ID]evidence.ID{x.house: x.house, x.li: x.house, x.zhao: x.house, x.wu: x.other} {
		role := "officer"
		if device == x.house {
			role = "hq"
		}
		st, err := evidence.SignStatement(evidence.MagicEnrol, evidence.Enrolment{Device: device, Officer: device, Unit: unit, Role: role}, key)
		if err != nil {
			t.Fatal(err)
		}
		x.says(device, evidence.ID{}, visits.DeviceEnrolled, st, toldAt)
	}
	e := about(t, x.house, x.of, evidence.ID{}, 90, visits.CaseImported, visits.CaseFacts{Debt: x.of, Parties: []visits.PartyRole{{Party: evidence.ID{5}, Role: "debtor"}}}, visits.CaseWords{Creditor: "Bank A"})
	x.apply(signedAs(t, e, func(h *evidence.Header) { h.Refs = append(h.Refs, evidence.Ref{Kind: evidence.RefUnit, ID: x.house}) }), toldAt)
	x.says(x.house, x.of, visits.ReminderClaimed, visits.ReminderFacts{Reminder: x.r, Visit: evidence.ID{9}, Date: "2026-12-08", Way: "call", Parties: []evidence.ID{{5}}, Until: toldUntil, Officer: x.li}, toldAt)
	return x
}

func (x *told) says(device, of evidence.ID, kind string, facts any, wall int64) {
	x.t.Helper()
	x.seq++
	e := about(x.t, device, of, evidence.ID{}, x.seq, kind, facts, nil)
	x.apply(signedAs(x.t, e, func(h *evidence.Header) { h.Wall = wall }), toldAt+7200_000_000)
}

func (x *told) apply(e *evidence.Entry, received int64) {
	x.t.Helper()
	if err := x.p.Apply(visits.Input{Entry: e, Status: evidence.Whole, Received: received}); err != nil {
		x.t.Fatal(err)
	}
}

// stands is the case (nil: it has no picture) and the findings of strangers' words.
func (x *told) stands(id evidence.ID) (c *visits.Case, found []visits.Finding) {
	x.t.Helper()
	for _, k := range changed(x.t, x.p) {
		var err error
		var f visits.Finding
		switch {
		case k.Kind == visits.KindCase && k.ID == id:
			c = &visits.Case{}
			err = json.Unmarshal(k.Body, c)
		case k.Kind == visits.KindFinding:
			if err = json.Unmarshal(k.Body, &f); f.Code == visits.ForeignReminder {
				found = append(found, f)
			}
		}
		if err != nil {
			x.t.Fatal(err)
		}
	}
	return c, found
}

// A call counts at the hour its officer says only where that lies between the claim
// and its arrival; else it stays one of the whole day it was given for.
func TestAWrongClockMovesNoReminder(t *testing.T) {
	const sixtyDays = int64(60 * 24 * 3600 * 1_000_000)
	for name, x := range map[string]struct {
		wall, at, ended int64
		whole           bool
	}{
		"in the hour":          {toldAt + 3600_000_000, toldAt + 3600_000_000, toldAt + 3600_000_000, false},
		"sixty days slow":      {toldAt - sixtyDays, toldUntil - 1, toldAt, true},
		"sixty days fast":      {toldAt + sixtyDays, toldUntil - 1, toldAt + 7200_000_000, true},
		"a breath after claim": {toldAt, toldAt, toldAt, false},
	} {
		s := tell(t)
		s.says(s.li, s.of, visits.ReminderEnded, visits.ReminderEndFacts{Reminder: s.r, Result: "called"}, x.wall)
		c, found := s.stands(s.of)
		if n := c.Outside; len(n) != 1 || n[0].At != x.at || n[0].WholeDay != x.whole || n[0].Reached != "somebody" || c.Reminders[0].EndedAt != x.ended || len(found) != 0 {
			t.Errorf("%s: %+v, %+v, found %v", name, n, c.Reminders, found)
		}
	}
}

// A word on a reminder of somebody else, or that nobody has, is found and counts
// nothing, whoever it is of; it makes no case that never was, and who has the reminder
// still has it.
func TestAStrangersWordOnAReminder(t *testing.T) {
	late := toldAt + 400*24*3600*1_000_000
	never := evidence.ID{51}
	for name, x := range map[string]struct {
		device, decided func(*told) evidence.ID
		of, reminder    evidence.ID // zero: the case, and the reminder, there are
		result          string
	}{
		"a colleague's":                  {func(s *told) evidence.ID { return s.zhao }, nil, evidence.ID{}, evidence.ID{}, "called"},
		"a colleague did not":            {func(s *told) evidence.ID { return s.zhao }, nil, evidence.ID{}, evidence.ID{}, "not_made"},
		"of another branch":              {func(s *told) evidence.ID { return s.wu }, nil, evidence.ID{}, evidence.ID{}, "called"},
		"of another branch, decided for": {func(s *told) evidence.ID { return s.wu }, func(s *told) evidence.ID { return s.wu }, evidence.ID{}, evidence.ID{}, "called"},
		"of no case":                     {func(s *told) evidence.ID { return s.zhao }, nil, evidence.ID{77}, evidence.ID{}, "called"},
		"of no case, not made":           {func(s *told) evidence.ID { return s.zhao }, nil, evidence.ID{77}, evidence.ID{}, "not_made"},
		"one that nobody was given":      {func(s *told) evidence.ID { return s.li }, func(s *told) evidence.ID { return s.li }, evidence.ID{}, never, "called"},
		"a letter that nobody gave":      {func(s *told) evidence.ID { return s.zhao }, nil, evidence.ID{}, never, "letter_left"},
		"headquarters of an officer's":   {func(s *told) evidence.ID { return s.house }, nil, evidence.ID{}, evidence.ID{}, "sent"},
		"headquarters of nobody's":       {func(s *told) evidence.ID { return s.house }, nil, evidence.ID{}, never, "sent"},
	} {
		s := tell(t)
		if x.decided != nil {
			s.says(s.house, s.of, visits.CaseAssigned, visits.AssignFacts{Officer: x.decided(s), Day: "2026-12-07"}, toldAt)
		}
		of, reminder := x.of, x.reminder
		if of.IsZero() {
			of = s.of
		}
		if reminder.IsZero() {
			reminder = s.r
		}
		s.says(x.device(s), of, visits.ReminderEnded, visits.ReminderEndFacts{Reminder: reminder, Result: x.result}, late)
		c, found := s.stands(of)
		if len(found) != 1 || found[0].Detail != x.result || found[0].Officer != x.device(s) {
			t.Errorf("%s: found %+v", name, found)
		}
		if !x.of.IsZero() {
			if c != nil {
				t.Errorf("%s: there is a case now: %+v", name, c)
			}
			continue
		}
		if len(c.Reminders) != 1 || c.Reminders[0].Result != "" || len(c.Outside) != 1 || !c.Outside[0].WholeDay {
			t.Errorf("%s: it stands as %+v, counts as %+v", name, c.Reminders, c.Outside)
		}
		s.says(s.li, s.of, visits.ReminderEnded, visits.ReminderEndFacts{Reminder: s.r, Result: "not_reached"}, toldAt+5)
		if c, _ = s.stands(s.of); c.Reminders[0].Result != "not_reached" || len(c.Outside) != 1 {
			t.Errorf("%s: who had it said so, and it stands as %+v", name, c.Reminders)
		}
	}
}

// What speaks against a reminder is codes, and a few.
func TestAgainstIsCodesOnly(t *testing.T) {
	s := tell(t)
	long := strings.Repeat("A", 65)
	list := []string{"W-CALL outside_window", "王小明 owes money", "a\nb", "", long, "x@y", "F-ANY.7 too_many"}
	for range 20 {
		list = append(list, "A")
	}
	s.says(s.li, s.of, visits.ReminderEnded, visits.ReminderEndFacts{Reminder: s.r, Result: "called", Against: list}, toldAt+1)
	c, _ := s.stands(s.of)
	if got := c.Reminders[0].Against; len(got) != 8 || got[0] != "W-CALL outside_window" || got[1] != "F-ANY.7 too_many" || got[2] != "A" {
		t.Errorf("%q", got)
	}
}
