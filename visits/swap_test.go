package visits_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"fairvisit/evidence"
	"fairvisit/visits"
)

func (a *asked) swaps(t rapid.TB, device, of evidence.ID, kind string, facts, words any) *evidence.Entry {
	return a.says(t, device, visits.RosterID(a.unit, of), kind, facts, words, evidence.Ref{Kind: evidence.RefUnit, ID: a.unit})
}

func (a *asked) swap(t rapid.TB, pictures map[visits.Key]string, e *evidence.Entry) (s visits.Swap) {
	t.Helper()
	if err := json.Unmarshal([]byte(pictures[visits.Key{Kind: visits.KindSwap, ID: visits.AskID(e.ID)}]), &s); err != nil {
		t.Fatal(err)
	}
	return s
}

// In whatever order a question, its answers, one that takes a yes back and an erasure
// come in, and twice, the swap stands the same, and no word of who was erased stays.
func TestASwapStandsTheSameInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := newAsked(t)
		with := rapid.SampledFrom([]evidence.ID{{}, a.zhao}).Draw(t, "with")
		q := a.swaps(t, a.li, a.li, visits.SwapAsked, visits.SwapFacts{Day: "2026-09-24", With: with}, visits.TextWords{Text: "secret"})
		entries := []*evidence.Entry{q}
		var yes []evidence.Hash
		for range rapid.IntRange(0, 4).Draw(t, "answers") {
			of := rapid.SampledFrom([]evidence.ID{a.li, a.li, a.zhao}).Draw(t, "of")
			f := visits.SwapAnswerFacts{Asked: q.ID, Of: of, Result: visits.SwapAgreed, With: rapid.SampledFrom([]evidence.ID{a.zhao, {77}}).Draw(t, "to")}
			if of == a.zhao || rapid.Bool().Draw(t, "no") {
				f.Result, f.With, f.Reason = visits.SwapDeclined, evidence.ID{}, "other"
				if len(yes) > 0 && rapid.Bool().Draw(t, "back") {
					f.Back = yes[len(yes)-1]
				}
			}
			by := rapid.SampledFrom([]evidence.ID{a.gao, a.house}).Draw(t, "by")
			if by == a.house {
				f.By = evidence.ID{78}
			}
			e := a.swaps(t, by, of, visits.SwapAnswered, f, nil)
			if entries = append(entries, e); f.Result == visits.SwapAgreed {
				yes = append(yes, e.ID)
			}
		}
		gone := rapid.Bool().Draw(t, "erased")
		if gone {
			entries = append(entries, a.left(t, a.li))
		}
		one := a.fold(t, entries...)
		mixed := rapid.Permutation(entries).Draw(t, "order")
		other := a.fold(t, append(mixed, mixed...)...)
		for k, body := range one {
			if k.Kind == visits.KindSwap && other[k] != body {
				t.Fatalf("%s is\n%s\nand in another order\n%s", k.Entity(), body, other[k])
			}
			if gone && strings.Contains(body, "secret") {
				t.Fatalf("a word of who was erased stays: %s", body)
			}
		}
		s := a.swap(t, one, q)
		feeds := visits.Feeds(visits.Changed{Value: &s})
		if s.Erased != gone || gone && len(feeds) > 0 || !gone && (len(feeds) < 2 || feeds[0] != visits.UnitFeed(a.unit) || feeds[1] != visits.OfficerFeed(a.li)) {
			t.Fatalf("it goes to %v", feeds)
		}
	})
}

// Which answer stands: the yes nobody took back, and a yes to another than was asked for
// is none.
func TestWhichAnswerToASwapStands(t *testing.T) {
	a := newAsked(t)
	q := a.swaps(t, a.li, a.li, visits.SwapAsked, visits.SwapFacts{Day: "2026-09-24", With: a.zhao}, nil)
	answer := func(f visits.SwapAnswerFacts) *evidence.Entry {
		f.Asked, f.Of = q.ID, a.li
		return a.swaps(t, a.gao, a.li, visits.SwapAnswered, f, nil)
	}
	yes := answer(visits.SwapAnswerFacts{Result: visits.SwapAgreed, With: a.zhao})
	other := answer(visits.SwapAnswerFacts{Result: visits.SwapAgreed, With: evidence.ID{77}})
	no := answer(visits.SwapAnswerFacts{Result: visits.SwapDeclined, Reason: "nobody_free"})
	back := answer(visits.SwapAnswerFacts{Result: visits.SwapDeclined, Reason: "other", Back: yes.ID})
	stands := func(want string, entries ...*evidence.Entry) {
		t.Helper()
		s := a.swap(t, a.fold(t, append([]*evidence.Entry{q}, entries...)...), q)
		if got := s.Stands("2026-09-24"); got.State != want {
			t.Errorf("it stands as %s, and not %s", got.State, want)
		}
	}
	stands(visits.SwapOpen)
	stands(visits.SwapOpen, other)
	stands(visits.SwapAgreed, yes)
	stands(visits.SwapAgreed, yes, no)
	stands(visits.SwapDeclined, no)
	stands(visits.SwapDeclined, yes, back)
	s := a.swap(t, a.fold(t, q), q)
	if got := s.Stands("2026-09-25"); got.State != visits.SwapOver {
		t.Errorf("after its day it stands as %s", got.State)
	}
}

// Headquarters' own chain answers for a person it names; a device names nobody, who
// holds it answers.
func TestHeadquartersAnswersASwapForSomebody(t *testing.T) {
	a := newAsked(t)
	q := a.swaps(t, a.li, a.li, visits.SwapAsked, visits.SwapFacts{Day: "2026-09-24", With: a.zhao}, nil)
	for device, want := range map[evidence.ID]visits.Said{a.house: {Officer: evidence.ID{78}, Role: "hq"}, a.gao: {Officer: a.gao, Role: "manager"}} {
		f := visits.SwapAnswerFacts{Asked: q.ID, Of: a.li, Result: visits.SwapAgreed, With: a.zhao, By: evidence.ID{78}}
		s := a.swap(t, a.fold(t, q, a.swaps(t, device, a.li, visits.SwapAnswered, f, nil)), q)
		stands := s.Stands("2026-09-24")
		if stands.State != visits.SwapAgreed || stands.Answer.Officer != want.Officer || stands.Answer.Role != want.Role {
			t.Errorf("it stands as %+v", stands)
		}
	}
}

// What is none is not understood, and of words long over none stays.
func TestASwapThatIsNone(t *testing.T) {
	a := newAsked(t)
	understood := func(e *evidence.Entry) bool {
		p := visits.NewPictures(func(visits.Key) ([]byte, error) { return nil, nil })
		for _, b := range a.base {
			if err := p.Apply(visits.Input{Entry: b, Status: evidence.Whole, Received: askedAt}); err != nil {
				t.Fatal(err)
			}
		}
		return p.Apply(visits.Input{Entry: e, Status: evidence.Whole, Received: askedAt}) == nil
	}
	day, asks := "2026-09-24", visits.SwapAsked
	yes := visits.SwapAnswerFacts{Asked: evidence.Hash{5}, Of: a.li, Result: visits.SwapAgreed, With: a.zhao}
	for i, e := range []*evidence.Entry{
		a.swaps(t, a.li, a.li, asks, visits.SwapFacts{Day: "tomorrow"}, nil),
		a.swaps(t, a.li, a.li, asks, visits.SwapFacts{Day: day, With: a.li}, nil),
		a.swaps(t, a.li, a.zhao, asks, visits.SwapFacts{Day: day}, nil),
		a.swaps(t, a.li, a.li, asks, visits.SwapFacts{Day: day}, visits.TextWords{Text: strings.Repeat("长", 501)}),
		a.swaps(t, a.zhao, a.li, visits.SwapAnswered, yes, nil),
		a.swaps(t, a.gao, a.zhao, visits.SwapAnswered, yes, nil),
		a.swaps(t, a.gao, a.li, visits.SwapAnswered, visits.SwapAnswerFacts{Asked: yes.Asked, Of: a.li, Result: visits.SwapAgreed, With: a.li}, nil),
		a.swaps(t, a.gao, a.li, visits.SwapAnswered, visits.SwapAnswerFacts{Asked: yes.Asked, Of: a.li, Result: visits.SwapDeclined}, nil),
	} {
		if understood(e) {
			t.Errorf("%d is understood", i)
		}
	}
	if !understood(a.swaps(t, a.gao, a.li, visits.SwapAnswered, yes, nil)) {
		t.Error("an answer is not understood")
	}
	if understood(a.swaps(t, a.house, a.li, visits.SwapAnswered, yes, nil)) {
		t.Error("an answer of headquarters that names nobody is understood")
	}
	old := a.swaps(t, a.li, a.li, asks, visits.SwapFacts{Day: "2026-07-20"}, visits.TextWords{Text: "long over"})
	near := a.swaps(t, a.li, a.li, asks, visits.SwapFacts{Day: "2026-08-20"}, visits.TextWords{Text: "not yet"})
	pictures := a.fold(t, old, near, a.swaps(t, a.li, a.li, asks, visits.SwapFacts{Day: day}, nil))
	if was, is := a.swap(t, pictures, old), a.swap(t, pictures, near); was.Text != "" || is.Text != "not yet" {
		t.Errorf("%q and %q stay", was.Text, is.Text)
	}
}

// A flood of answers to one swap still travels.
func TestAFloodOfAnswersToASwapIsCut(t *testing.T) {
	s := visits.Swap{Officer: evidence.ID{1}}
	for i := range 20000 {
		s.Answers = append(s.Answers, visits.SwapAnswer{Said: visits.Said{Entry: evidence.Hash{byte(i), byte(i >> 8)}}, Result: visits.SwapDeclined, Reason: fmt.Sprint(i)})
	}
	body, err := json.Marshal(s)
	if err == nil {
		body, err = visits.Cut(visits.UnitFeed(evidence.ID{9}), visits.Key{Kind: visits.KindSwap}, body)
	}
	if err != nil || len(body) > visits.MaxPicture || !strings.Contains(string(body), `"omitted":`) {
		t.Errorf("%d bytes, %v", len(body), err)
	}
}
