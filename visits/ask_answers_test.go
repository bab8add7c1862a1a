package visits_test

import (
	"errors"
	"strings"
	"testing"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// otherCase is one more case of the branch, there before anybody asks.
func (a *asked) otherCase(t *testing.T) evidence.ID {
	other := evidence.ID{33}
	a.base = append(a.base, a.says(t, a.house, other, visits.CaseImported, visits.CaseFacts{Zone: "Asia/Shanghai", Debt: other}, visits.CaseWords{Number: "CN-8"}, evidence.Ref{Kind: evidence.RefUnit, ID: a.unit}))
	return other
}

// An answer under another case than the question's lies under a key that is not this
// case's: it answers nothing and its words are shown to nobody, whichever came first.
func TestAnAnswerUnderAnotherCaseAnswersNothing(t *testing.T) {
	a := newAsked(t)
	other := a.otherCase(t)
	f := thursday()
	f.Standing = a.first.ID
	ask := a.says(t, a.li, a.of, visits.VisitAsked, f, nil)
	answer := a.says(t, a.gao, other, visits.AskAnswered, visits.AskAnswerFacts{Asked: ask.ID, Result: visits.AskDeclined, Reason: "other"}, visits.TextWords{Text: "secret"})
	for name, order := range map[string][]*evidence.Entry{"asked, answered": {ask, answer}, "answered, asked": {answer, ask}} {
		pictures := a.fold(t, order...)
		if s := a.ask(t, pictures, ask).Stands(nil, "2026-09-22"); s.State != visits.AskOpen {
			t.Errorf("%s: it stands as %+v", name, s)
		}
		for k, body := range pictures {
			if strings.Contains(body, "secret") {
				t.Errorf("%s: %s speaks: %s", name, k.Entity(), body)
			}
		}
	}
}

// Two answers place one reference differently and one of those cases is erased: what was
// said by it is gone, whatever came first.
func TestAReferenceOfTwoPlacesGoesWithTheFirstThatIsErased(t *testing.T) {
	a := newAsked(t)
	other := a.otherCase(t)
	f := thursday()
	f.Reference = true
	ask := a.says(t, a.zhao, a.reference, visits.VisitAsked, f, visits.AskWords{Reference: "secret"})
	places := func(of evidence.ID) *evidence.Entry {
		return a.says(t, a.gao, a.reference, visits.AskAnswered, visits.AskAnswerFacts{Asked: ask.ID, Result: visits.AskDeclined, Reason: "other", Case: of}, visits.TextWords{Text: "secret"})
	}
	e := map[rune]*evidence.Entry{'q': ask, '1': places(a.of), '2': places(other), 'E': a.says(t, a.house, a.of, visits.CaseErased, visits.ErasedFacts{Reason: "order", Gone: 9}, nil)}
	first := ""
	for _, order := range []string{"q1E2", "q12E", "q2E1", "q21E", "1q2E", "E12q", "E1q2", "Eq21", "2Eq1"} {
		var list []*evidence.Entry
		for _, r := range order {
			list = append(list, e[r])
		}
		body := a.fold(t, list...)[visits.Key{Kind: visits.KindAsk, ID: visits.AskID(ask.ID)}]
		if first == "" {
			first = body
		}
		if body != first || strings.Contains(body, "secret") {
			t.Errorf("%s: it is %s, and in another order %s", order, body, first)
		}
	}
}

// A question that was declined, or whose last day is long over, tells nobody of what
// becomes of the case later: not who asked, and not who goes there.
func TestAQuestionThatIsOverTellsNothing(t *testing.T) {
	for name, x := range map[string]struct {
		declined bool
		more     func(a *asked) *evidence.Entry
		state    string
	}{
		"declined, then decided":             {true, func(a *asked) *evidence.Entry { return a.decides(t, "2026-09-25") }, visits.AskDeclined},
		"declined, then stopped":             {true, func(a *asked) *evidence.Entry { return a.stops(t) }, visits.AskDeclined},
		"decided for months later":           {false, func(a *asked) *evidence.Entry { return a.decides(t, "2026-12-25") }, visits.AskLapsed},
		"decided for the fortnight after it": {false, func(a *asked) *evidence.Entry { return a.decides(t, "2026-10-09") }, visits.AskPlanned},
		"decided for the day after that":     {false, func(a *asked) *evidence.Entry { return a.decides(t, "2026-10-10") }, visits.AskLapsed},
	} {
		a := newAsked(t)
		f := thursday()
		f.Standing = a.first.ID
		ask := a.says(t, a.li, a.of, visits.VisitAsked, f, visits.AskWords{Text: "secret"})
		entries := []*evidence.Entry{ask}
		if x.declined {
			entries = append(entries, a.answers(t, a.gao, ask, visits.AskDeclined, evidence.Hash{}))
		}
		k := a.ask(t, a.fold(t, append(entries, x.more(a))...), ask)
		if s := k.Stands(nil, "2026-09-30"); s.State != x.state || s.State != visits.AskPlanned && s.Plan != (visits.AskPlan{}) {
			t.Errorf("%s: it stands as %+v", name, s)
		}
		feeds := visits.Feeds(visits.Changed{Key: visits.Key{Kind: visits.KindAsk, ID: k.ID}, Value: k})
		if told := strings.Contains(strings.Join(feeds, " "), visits.OfficerFeed(a.zhao)); told != (x.state == visits.AskPlanned) {
			t.Errorf("%s: it goes to %v", name, feeds)
		}
	}
}

func (a *asked) stops(t *testing.T) *evidence.Entry {
	return a.says(t, a.li, a.of, visits.FlagRaised, visits.FlagFacts{Code: "cease_contact", Source: "officer"}, nil)
}

// An answer to a question that is not by reference places it nowhere else.
func TestOnlyAReferenceIsPlacedByAnAnswer(t *testing.T) {
	a := newAsked(t)
	ask := a.says(t, a.li, a.of, visits.VisitAsked, thursday(), nil)
	invented := evidence.ID{77}
	answer := a.says(t, a.gao, a.of, visits.AskAnswered, visits.AskAnswerFacts{Asked: ask.ID, Result: visits.AskDeclined, Reason: "other", Case: invented}, nil)
	if body, is := a.fold(t, ask, answer)[visits.Key{Kind: visits.KindCase, ID: invented}]; is {
		t.Errorf("a case that nobody imported has a picture: %s", body)
	}
}

// One officer can fill neither the list of a branch nor every fold of a case with
// questions: what is more than twenty in a fortnight is stored, and found.
func TestAFloodOfQuestionsIsFoundAndNotTakenIn(t *testing.T) {
	a := newAsked(t)
	var entries []*evidence.Entry
	ask := func(by evidence.ID, i int) *evidence.Entry {
		f := thursday()
		f.Next = int64(i + 1)
		return a.says(t, by, a.of, visits.VisitAsked, f, visits.AskWords{Text: "x"})
	}
	for i := range 30 {
		entries = append(entries, ask(a.li, i))
	}
	entries = append(entries, ask(a.zhao, 0)) // another's still is
	p := visits.NewPictures(func(visits.Key) ([]byte, error) { return nil, nil })
	refused := 0
	for _, e := range append(a.base, entries...) {
		if err := p.Apply(visits.Input{Entry: e, Status: evidence.Whole, Received: askedAt}); errors.Is(err, visits.ErrNotUnderstood) {
			refused++
		} else if err != nil {
			t.Fatal(err)
		}
	}
	all, err := p.Changed()
	if err != nil {
		t.Fatal(err)
	}
	asks, found := 0, 0
	for _, c := range all {
		switch v := c.Value.(type) {
		case *visits.Ask:
			asks++
		case *visits.Finding:
			found++
		case *visits.Case:
			if len(v.Asks) != 21 {
				t.Errorf("the case names %d", len(v.Asks))
			}
		}
	}
	if asks != 21 || found != 10 || refused != 10 {
		t.Errorf("%d pictures, %d findings, %d not taken in", asks, found, refused)
	}
	late := ask(a.li, 40)
	if err := p.Apply(visits.Input{Entry: late, Status: evidence.Whole, Received: askedAt + 40*24*3600*1e6}); err != nil {
		t.Errorf("weeks later one is not taken in: %v", err)
	}
}

// By reference each question has a random case of its own, as has one of a case that
// nobody imported: a device has no more than fifty of both, whoever it says is asking.
func TestAFloodByReferenceIsFoundAndNotTakenIn(t *testing.T) {
	a := newAsked(t)
	ask := func(by evidence.ID, i int, reference bool) *evidence.Entry {
		f := thursday()
		f.Reference = reference
		w := visits.AskWords{Text: "x"}
		if reference {
			w.Reference = "CN-9"
		}
		return a.says(t, by, evidence.ID{88, byte(i), byte(i >> 8)}, visits.VisitAsked, f, w)
	}
	p := visits.NewPictures(func(visits.Key) ([]byte, error) { return nil, nil })
	took := func(e *evidence.Entry, received int64) bool {
		err := p.Apply(visits.Input{Entry: e, Status: evidence.Whole, Received: received})
		if err != nil && !errors.Is(err, visits.ErrNotUnderstood) {
			t.Fatal(err)
		}
		return err == nil
	}
	for _, e := range a.base {
		took(e, askedAt)
	}
	taken := 0
	for i := range 200 {
		if took(ask(a.li, i, i%2 == 0), askedAt) {
			taken++
		}
	}
	if taken != 50 {
		t.Errorf("%d of 200 were taken in", taken)
	}
	if !took(ask(a.zhao, 300, true), askedAt) {
		t.Error("a colleague's is not taken in")
	}
	if own := a.says(t, a.li, a.of, visits.VisitAsked, thursday(), nil); !took(own, askedAt) {
		t.Error("one of a case of the branch is not taken in")
	}
	if !took(ask(a.li, 301, true), askedAt+40*24*3600*1e6) {
		t.Error("weeks later one is not taken in")
	}
}
