package visits_test

import (
	"crypto/ed25519"
	"encoding/json"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// In whatever order headquarters comes to read imports, visits and what others
// did, with words or without: each case has counted the same contacts, and each
// once.
func TestContactsCountForTiedCasesInAnyOrder(t *testing.T) {
	house, tablet := evidence.ID{1}, evidence.ID{2}
	enrolment, err := evidence.SignStatement(evidence.MagicEnrol, evidence.Enrolment{Device: house, Officer: house, Unit: house, Role: "hq"}, ed25519.NewKeyFromSeed(make([]byte, 32)))
	if err != nil {
		t.Fatal(err)
	}
	first := about(t, house, evidence.ID{}, evidence.ID{}, 1, visits.DeviceEnrolled, enrolment, nil)
	one, two, three := evidence.ID{11}, evidence.ID{12}, evidence.ID{13}
	person, other := evidence.ID{21}, evidence.ID{22}
	party := func(id byte, who evidence.ID) visits.PartyRole {
		return visits.PartyRole{Party: evidence.ID{id}, Role: "debtor", Person: who}
	}
	words := visits.CaseWords{Creditor: "Bank A"}
	entries := []*evidence.Entry{
		about(t, house, one, evidence.ID{}, 2, visits.CaseImported, visits.CaseFacts{Place: evidence.ID{31}, Debt: evidence.ID{41}, Parties: []visits.PartyRole{party(1, person), party(2, other)}}, words),
		about(t, house, two, evidence.ID{}, 3, visits.CaseImported, visits.CaseFacts{Place: evidence.ID{32}, Debt: evidence.ID{42}, Parties: []visits.PartyRole{party(3, other)}}, words),
		about(t, house, three, evidence.ID{}, 4, visits.CaseImported, visits.CaseFacts{Place: evidence.ID{31}, Debt: evidence.ID{43}, Parties: []visits.PartyRole{party(4, evidence.ID{})}}, words),
		about(t, tablet, one, evidence.ID{51}, 2, visits.VisitOpened, visits.OpenedFacts{Day: "2026-11-25"}, nil),
		about(t, tablet, one, evidence.ID{51}, 3, visits.VisitClosed, visits.ClosedFacts{Entries: 2, Outcomes: []visits.Outcome{{Code: "nf"}}}, nil),
		about(t, house, two, evidence.ID{}, 5, visits.ContactNoted, visits.NotedContactFacts{Contact: evidence.ID{52}, Channel: "call", At: 5, Reached: "somebody", Parties: []evidence.ID{{3}}, Source: "file"}, nil),
		about(t, tablet, two, evidence.ID{}, 4, visits.ContactNoted, visits.NotedContactFacts{Contact: evidence.ID{53}, At: 6, Source: "file"}, nil), // a device's counts nothing
	}
	rapid.Check(t, func(t *rapid.T) {
		stored := map[visits.Key][]byte{}
		p := visits.NewPictures(func(k visits.Key) ([]byte, error) { return stored[k], nil })
		for _, e := range append([]*evidence.Entry{first}, rapid.Permutation(slices.Clone(entries)).Draw(t, "order")...) {
			if e.Words.State == evidence.Present && rapid.Bool().Draw(t, "erased") {
				closed := *e
				closed.Words = evidence.Part{State: evidence.Erased}
				e = &closed
			}
			if err := p.Apply(visits.Input{Entry: e, Status: evidence.Whole, Received: 1}); err != nil {
				t.Fatal(err)
			}
		}
		cases := map[evidence.ID]visits.Case{}
		for _, c := range changed(t, p) {
			var one visits.Case
			if c.Kind != visits.KindCase {
				continue
			}
			if err := json.Unmarshal(c.Body, &one); err != nil {
				t.Fatal(err)
			}
			cases[c.ID] = one
		}
		counted := func(c visits.Case) (ids []evidence.ID) {
			for _, e := range c.Elsewhere {
				ids = append(ids, e.Contact)
			}
			return ids
		}
		if got := counted(cases[one]); !slices.Equal(got, []evidence.ID{{52}}) {
			t.Fatalf("the first case counted %v", got)
		}
		if got := counted(cases[two]); !slices.Equal(got, []evidence.ID{{51}}) {
			t.Fatalf("the case of the joint debtor counted %v", got)
		}
		if got := counted(cases[three]); !slices.Equal(got, []evidence.ID{{51}}) {
			t.Fatalf("the case at the same door counted %v", got)
		}
		if e := cases[two].Elsewhere[0]; !slices.Contains(e.Parties, evidence.ID{3}) || !slices.Equal(e.Codes, []string{"nf"}) || e.Debt != (evidence.ID{41}) {
			t.Fatalf("counted as %+v", e)
		}
		if e := cases[one].Elsewhere[0]; !slices.Equal(e.Parties, []evidence.ID{{2}, {3}}) {
			t.Fatalf("a call to the joint debtor counts for %v", e.Parties)
		}
	})
}

// A person or a place that is put right ties a case no more: neither side counts what
// that tie alone brought, what another tie brings still counts, and put back it counts
// again. What is made anew is the same.
func TestACutTieUncountsItsContacts(t *testing.T) {
	house, tablet := evidence.ID{1}, evidence.ID{2}
	enrolment, err := evidence.SignStatement(evidence.MagicEnrol, evidence.Enrolment{Device: house, Officer: house, Unit: house, Role: "hq"}, ed25519.NewKeyFromSeed(make([]byte, 32)))
	if err != nil {
		t.Fatal(err)
	}
	one, two, three := evidence.ID{11}, evidence.ID{12}, evidence.ID{13}
	wang, li, street, alley := evidence.ID{21}, evidence.ID{22}, evidence.ID{31}, evidence.ID{32}
	seq := uint64(1)
	is := func(id, place, person evidence.ID) *evidence.Entry {
		seq++
		return about(t, house, id, evidence.ID{}, seq, visits.CaseImported, visits.CaseFacts{Place: place, Debt: id, Parties: []visits.PartyRole{{Party: id, Role: "debtor", Person: person}}}, visits.CaseWords{Creditor: "Bank A"})
	}
	call := func(id evidence.ID, contact byte) *evidence.Entry {
		seq++
		return about(t, house, id, evidence.ID{}, seq, visits.ContactNoted, visits.NotedContactFacts{Contact: evidence.ID{contact}, Channel: "call", At: 5, Reached: "somebody", Source: "file"}, nil)
	}
	// The first two are one person's, the first and the third at one door.
	entries := []*evidence.Entry{about(t, house, evidence.ID{}, evidence.ID{}, 1, visits.DeviceEnrolled, enrolment, nil), is(one, street, wang), is(two, alley, wang), is(three, street, li),
		about(t, tablet, one, evidence.ID{51}, 2, visits.VisitOpened, visits.OpenedFacts{Day: "2026-11-25"}, nil), call(two, 52), call(three, 53)}
	read := func(entries []*evidence.Entry) (all string, counted map[evidence.ID][]byte) {
		stored := map[visits.Key][]byte{}
		p := visits.NewPictures(func(k visits.Key) ([]byte, error) { return stored[k], nil })
		for _, e := range entries {
			if err := p.Apply(visits.Input{Entry: e, Status: evidence.Whole, Received: 1_790_000_000_100_000}); err != nil {
				t.Fatal(err)
			}
			for _, c := range changed(t, p) {
				stored[c.Key] = c.Body
			}
			p.Drop()
		}
		counted = map[evidence.ID][]byte{}
		for _, id := range []evidence.ID{one, two, three} {
			var c visits.Case
			if err := json.Unmarshal(stored[visits.Key{Kind: visits.KindCase, ID: id}], &c); err != nil {
				t.Fatal(err)
			}
			counted[id] = []byte{}
			for _, e := range c.Elsewhere {
				counted[id] = append(counted[id], e.Contact[0])
			}
			all += string(stored[visits.Key{Kind: visits.KindCase, ID: id}])
		}
		return all, counted
	}
	before, _ := read(entries)
	for _, step := range []struct {
		name            string
		entry           *evidence.Entry
		one, two, third []byte
	}{
		{"said again as it was", is(one, street, wang), []byte{52, 53}, []byte{51}, []byte{51}},
		{"another person", is(two, alley, li), []byte{53}, []byte{53}, []byte{51, 52}},
		{"called since", call(two, 54), []byte{53}, []byte{53}, []byte{51, 52, 54}},
		{"the person after all", is(two, alley, wang), []byte{52, 53, 54}, []byte{51}, []byte{51}},
		{"at the door too", is(two, street, wang), []byte{52, 53, 54}, []byte{51, 53}, []byte{51, 52, 54}},
		{"at the door alone", is(two, street, evidence.ID{}), []byte{52, 53, 54}, []byte{51, 53}, []byte{51, 52, 54}},
		{"of nobody and nowhere", is(two, evidence.ID{}, evidence.ID{}), []byte{53}, []byte{}, []byte{51}},
		{"the first one elsewhere", is(one, alley, evidence.ID{}), []byte{}, []byte{}, []byte{}},
	} {
		entries = append(entries, step.entry)
		all, got := read(entries)
		for id, want := range map[evidence.ID][]byte{one: step.one, two: step.two, three: step.third} {
			if !slices.Equal(got[id], want) {
				t.Errorf("%s: case %d counts %v, not %v", step.name, id[0], got[id], want)
			}
		}
		if again, _ := read(entries); again != all {
			t.Errorf("%s: made anew it is another", step.name)
		}
	}
	if after, _ := read(append(entries, is(one, street, wang), is(two, alley, wang))); len(after) < len(before) {
		t.Error("put back, less is counted than before")
	}
}
