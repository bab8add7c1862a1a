package visits_test

import (
	"crypto/ed25519"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// about signs an entry of a case, and of a visit if one is named.
func about(t rapid.TB, device, caseID, visit evidence.ID, seq uint64, kind string, facts, words any) *evidence.Entry {
	t.Helper()
	part := func(v any) evidence.Part {
		if v == nil {
			return evidence.Part{}
		}
		b, err := evidence.MarshalPayload(v)
		if err != nil {
			t.Fatal(err)
		}
		return evidence.NewPart(b)
	}
	h := evidence.Header{Kind: kind, Build: "test", Device: device, Epoch: device, Seq: seq, Wall: 1_790_000_000_000_000 + int64(seq)}
	if !caseID.IsZero() {
		h.Refs = append(h.Refs, evidence.Ref{Kind: evidence.RefCase, ID: caseID})
	}
	if !visit.IsZero() {
		h.Refs = append(h.Refs, evidence.Ref{Kind: evidence.RefVisit, ID: visit})
	}
	if seq > 1 {
		h.Prev = evidence.Hash{byte(seq)}
	}
	e, err := evidence.Sign(h, part(facts), part(words), evidence.Keys{Device: ed25519.NewKeyFromSeed(make([]byte, 32))})
	if err != nil {
		t.Fatal(err)
	}
	return &e
}

// In whatever order the entries of a case are read around its erasure, with words
// that still open or that do not: no picture holds a word of it, its contact is
// counted, and the pictures are the same whether the words opened or not.
func TestAnErasedCaseHasNoWordsInAnyOrder(t *testing.T) {
	house, tablet, caseID, visit := evidence.ID{1}, evidence.ID{2}, evidence.ID{3}, evidence.ID{4}
	enrolment, err := evidence.SignStatement(evidence.MagicEnrol, evidence.Enrolment{Device: house, Officer: house, Unit: house, Role: "hq"}, ed25519.NewKeyFromSeed(make([]byte, 32)))
	if err != nil {
		t.Fatal(err)
	}
	first := about(t, house, evidence.ID{}, evidence.ID{}, 1, visits.DeviceEnrolled, enrolment, nil)
	entries := []*evidence.Entry{
		about(t, house, caseID, evidence.ID{}, 2, visits.CaseImported, visits.CaseFacts{Amount: 5}, visits.CaseWords{Creditor: "secret", Parties: []visits.PartyWords{{Name: "secret"}}}),
		about(t, tablet, caseID, visit, 1, visits.VisitOpened, visits.OpenedFacts{Day: "2026-11-25"}, nil),
		about(t, tablet, caseID, visit, 2, visits.VisitPhase, visits.PhaseFacts{Phase: "door"}, visits.PhaseWords{Answers: []visits.Answer{{Question: "q", Text: "secret"}}}),
		about(t, tablet, evidence.ID{}, visit, 3, visits.NoteAdded, visits.Empty{}, visits.NoteWords{Text: "secret"}), // names no case
		about(t, house, caseID, evidence.ID{}, 3, visits.CaseErased, visits.ErasedFacts{Reason: "order", Visits: []evidence.ID{visit}, Gone: 9}, nil),
	}
	rapid.Check(t, func(t *rapid.T) {
		order := rapid.Permutation(slices.Clone(entries)).Draw(t, "order")
		opens := make([]bool, len(order))
		for i := range opens {
			opens[i] = rapid.Bool().Draw(t, "opens")
		}
		fold := func(opens []bool) map[visits.Key]string {
			stored := map[visits.Key][]byte{}
			p := visits.NewPictures(func(k visits.Key) ([]byte, error) { return stored[k], nil })
			for i, e := range append([]*evidence.Entry{first}, order...) {
				if i > 0 && !opens[i-1] && e.Words.State == evidence.Present {
					closed := *e
					closed.Words = evidence.Part{State: evidence.Erased}
					e = &closed
				}
				if err := p.Apply(visits.Input{Entry: e, Status: evidence.Whole, Received: 1}); err != nil {
					t.Fatal(err)
				}
			}
			texts := map[visits.Key]string{}
			for _, c := range changed(t, p) {
				texts[c.Key] = string(c.Body)
			}
			return texts
		}
		some, none := fold(opens), fold(make([]bool, len(order)))
		for k, text := range some {
			if strings.Contains(text, "secret") {
				t.Fatalf("%s: %s", k.Entity(), text)
			}
			if none[k] != text {
				t.Fatalf("%s is\n%s\nand without the words\n%s", k.Entity(), text, none[k])
			}
		}
		var c visits.Case
		if err := json.Unmarshal([]byte(some[visits.Key{Kind: visits.KindCase, ID: caseID}]), &c); err != nil {
			t.Fatal(err)
		}
		if c.Erased == nil || c.Erased.Gone != 9 || len(c.Contacts) != 1 || c.State() != "erased" {
			t.Fatalf("the case is %+v", c)
		}
	})
}
