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

// asked is a branch with a case that one officer has, and what is said of visits to it.
type asked struct {
	house, li, zhao, gao evidence.ID // devices; the officer of one has its id
	unit, of, reference  evidence.ID
	base                 []*evidence.Entry
	first                *evidence.Entry // the decision Li has
	seq                  map[evidence.ID]uint64
}

const askedAt = 1_790_000_000_000_000

func newAsked(t rapid.TB) *asked {
	a := &asked{house: evidence.ID{1}, li: evidence.ID{2}, zhao: evidence.ID{3}, gao: evidence.ID{4}, unit: evidence.ID{9}, of: evidence.ID{11}, reference: evidence.ID{12}, seq: map[evidence.ID]uint64{}}
	for device, role := range map[evidence.ID]string{a.house: "hq", a.li: "officer", a.zhao: "officer", a.gao: "manager"} {
		st, err := evidence.SignStatement(evidence.MagicEnrol, evidence.Enrolment{Device: device, Officer: device, Unit: a.unit, Role: role}, ed25519.NewKeyFromSeed(make([]byte, 32)))
		if err != nil {
			t.Fatal(err)
		}
		a.base = append(a.base, a.says(t, device, evidence.ID{}, visits.DeviceEnrolled, st, nil))
	}
	imported := a.says(t, a.house, a.of, visits.CaseImported, visits.CaseFacts{Zone: "Asia/Shanghai", Debt: a.of}, visits.CaseWords{Creditor: "Bank", Number: "CN-7"},
		evidence.Ref{Kind: evidence.RefUnit, ID: a.unit})
	a.first = a.says(t, a.house, a.of, visits.CaseAssigned, visits.AssignFacts{Officer: a.li, Day: "2026-09-22"}, nil)
	a.base = append(a.base, imported, a.first)
	return a
}

// says is an entry of a device with the ref of its officer, and those that are more.
func (a *asked) says(t rapid.TB, device, caseID evidence.ID, kind string, facts, words any, more ...evidence.Ref) *evidence.Entry {
	a.seq[device]++
	e := about(t, device, caseID, evidence.ID{}, a.seq[device], kind, facts, words)
	h := e.Header
	keys := evidence.Keys{Device: ed25519.NewKeyFromSeed(make([]byte, 32))}
	if device != a.house {
		keys.Officer = keys.Device
		more = append(more, evidence.Ref{Kind: evidence.RefOfficer, ID: device})
	}
	h.Refs = append(h.Refs, more...)
	slices.SortFunc(h.Refs, func(x, y evidence.Ref) int { return int(x.Kind) - int(y.Kind) })
	again, err := evidence.Sign(h, e.Facts, e.Words, keys)
	if err != nil {
		t.Fatal(err)
	}
	return &again
}

func thursday() visits.AskFacts {
	return visits.AskFacts{Day: "2026-09-24", Until: "2026-09-25", From: 18 * 60, To: 20 * 60, Why: "debtor_asked", Who: visits.AskSame}
}

// fold is what the entries come to at headquarters after the base, and how the question
// of an entry stands.
func (a *asked) fold(t rapid.TB, entries ...*evidence.Entry) map[visits.Key]string {
	t.Helper()
	p := visits.NewPictures(func(visits.Key) ([]byte, error) { return nil, nil })
	for i, e := range append(slices.Clone(a.base), entries...) {
		if err := p.Apply(visits.Input{Entry: e, Status: evidence.Whole, Received: askedAt + 1000}); err != nil {
			t.Fatalf("%d %s: %v", i, e.Header.Kind, err)
		}
	}
	all, err := p.Changed()
	if err != nil {
		t.Fatal(err)
	}
	pictures := map[visits.Key]string{}
	for _, c := range all {
		pictures[c.Key] = string(c.Body)
	}
	return pictures
}

func (a *asked) ask(t rapid.TB, pictures map[visits.Key]string, e *evidence.Entry) *visits.Ask {
	t.Helper()
	var k visits.Ask
	if err := json.Unmarshal([]byte(pictures[visits.Key{Kind: visits.KindAsk, ID: visits.AskID(e.ID)}]), &k); err != nil {
		t.Fatal(err)
	}
	return &k
}

// Whatever comes first (a question, a manager's decision made meanwhile, the answer to
// another's question by reference, a stop, the erasure), the pictures are the same, and
// no word of an erased case is in any of them.
func TestAQuestionStandsTheSameInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := newAsked(t)
		f := thursday()
		f.Standing = a.first.ID
		mine := a.says(t, a.li, a.of, visits.VisitAsked, f, visits.AskWords{Text: "secret: after six"})
		other := thursday()
		other.Reference, other.Why = true, "other_contract"
		theirs := a.says(t, a.zhao, a.reference, visits.VisitAsked, other, visits.AskWords{Reference: "secret CN-7"})
		decision := a.says(t, a.gao, a.of, visits.CaseAssigned, visits.AssignFacts{Officer: a.zhao, Second: a.li, Day: "2026-09-24", Replaces: []evidence.Hash{a.first.ID}}, nil)
		taken := a.says(t, a.gao, a.reference, visits.AskAnswered, visits.AskAnswerFacts{Asked: theirs.ID, Result: visits.AskTaken, Decision: decision.ID, Case: a.of}, visits.TextWords{Text: "secret"})
		entries := []*evidence.Entry{mine, theirs, decision, taken}
		ends := rapid.IntRange(0, 2).Draw(t, "ends")
		switch ends {
		case 1:
			entries = append(entries, a.says(t, a.li, a.of, visits.FlagRaised, visits.FlagFacts{Code: "cease_contact", Source: "officer"}, nil))
		case 2:
			entries = append(entries, a.says(t, a.house, a.of, visits.CaseErased, visits.ErasedFacts{Reason: "order", Gone: 9}, nil))
		}
		want := a.fold(t, entries...)
		got := a.fold(t, rapid.Permutation(slices.Clone(entries)).Draw(t, "order")...)
		for k, body := range want {
			if got[k] != body {
				t.Fatalf("%s is\n%s\nand should be\n%s", k.Entity(), got[k], body)
			}
			if ends == 2 && strings.Contains(body, "secret") {
				t.Fatalf("%s still speaks: %s", k.Entity(), body)
			}
		}
		for _, e := range []*evidence.Entry{mine, theirs} {
			s := a.ask(t, got, e).Stands(nil, "2026-09-22")
			if state := []string{visits.AskPlanned, visits.AskStopped, visits.AskOver}[ends]; s.State != state || ends == 0 && (s.Plan.Day != "2026-09-24" || s.Plan.Officer != a.zhao || s.Other) {
				t.Fatalf("it stands as %+v", s)
			}
		}
	})
}

// What becomes of a question by what was decided and said.
func TestHowAQuestionStands(t *testing.T) {
	for name, x := range map[string]struct {
		more  func(a *asked, ask *evidence.Entry) []*evidence.Entry
		today string
		state string
		other bool
		waits bool
	}{
		"nobody answered": {func(*asked, *evidence.Entry) []*evidence.Entry { return nil }, "2026-09-25", visits.AskOpen, false, true},
		"lapsed":          {func(*asked, *evidence.Entry) []*evidence.Entry { return nil }, "2026-09-26", visits.AskLapsed, false, false},
		"declined": {func(a *asked, ask *evidence.Entry) []*evidence.Entry {
			return []*evidence.Entry{a.answers(t, a.gao, ask, "declined", evidence.Hash{})}
		}, "2026-09-22", visits.AskDeclined, false, false},
		"another day, by who had not heard of it": {func(a *asked, ask *evidence.Entry) []*evidence.Entry {
			return []*evidence.Entry{a.decides(t, "2026-09-30")}
		}, "2026-09-22", visits.AskPlanned, true, true},
		"another day, knowingly": {func(a *asked, ask *evidence.Entry) []*evidence.Entry {
			d := a.decides(t, "2026-09-30")
			return []*evidence.Entry{d, a.answers(t, a.gao, ask, "taken", d.ID)}
		}, "2026-09-22", visits.AskPlanned, false, false},
		"one manager takes it, another declines": {func(a *asked, ask *evidence.Entry) []*evidence.Entry {
			d := a.decides(t, "2026-09-24")
			return []*evidence.Entry{a.answers(t, a.gao, ask, "declined", evidence.Hash{}), d, a.answers(t, a.gao, ask, "taken", d.ID)}
		}, "2026-09-22", visits.AskPlanned, false, false},
		"taken back again": {func(a *asked, ask *evidence.Entry) []*evidence.Entry {
			d := a.decides(t, "2026-09-24")
			back := a.says(t, a.gao, a.of, visits.CaseAssigned, visits.AssignFacts{Replaces: []evidence.Hash{d.ID}}, nil)
			return []*evidence.Entry{d, a.answers(t, a.gao, ask, "taken", d.ID), back}
		}, "2026-09-22", visits.AskOpen, false, true},
		"the case is closed": {func(a *asked, ask *evidence.Entry) []*evidence.Entry {
			return []*evidence.Entry{a.says(t, a.house, a.of, visits.CaseClosed, visits.ReasonFacts{Reason: "paid"}, nil)}
		}, "2026-09-22", visits.AskOver, false, false},
	} {
		a := newAsked(t)
		f := thursday()
		f.Standing = a.first.ID
		ask := a.says(t, a.li, a.of, visits.VisitAsked, f, nil)
		pictures := a.fold(t, append([]*evidence.Entry{ask, ask}, x.more(a, ask)...)...)
		k := a.ask(t, pictures, ask)
		var c visits.Case
		if err := json.Unmarshal([]byte(pictures[visits.Key{Kind: visits.KindCase, ID: a.of}]), &c); err != nil {
			t.Fatal(err)
		}
		if len(c.Contacts)+len(c.Outside) != 0 {
			t.Errorf("%s: asking is counted as a contact", name)
		}
		for _, of := range []*visits.Case{nil, &c} {
			if s := k.Stands(of, x.today); s.State != x.state || s.Other != x.other || s.Waits(k, x.today) != x.waits {
				t.Errorf("%s: it stands as %+v, waits %v", name, s, s.Waits(k, x.today))
			}
		}
	}
}

func (a *asked) decides(t *testing.T, day string) *evidence.Entry {
	return a.says(t, a.gao, a.of, visits.CaseAssigned, visits.AssignFacts{Officer: a.zhao, Day: day, Replaces: []evidence.Hash{a.first.ID}}, nil)
}

func (a *asked) answers(t *testing.T, by evidence.ID, ask *evidence.Entry, result string, decision evidence.Hash) *evidence.Entry {
	f := visits.AskAnswerFacts{Asked: ask.ID, Result: result, Decision: decision}
	if result == visits.AskDeclined {
		f.Reason = "not_needed"
	}
	return a.says(t, by, ask.Header.Case(), visits.AskAnswered, f, nil)
}

// What is out of bounds, and an answer of who may not give one, is not understood.
func TestAQuestionThatIsNoneIsNotUnderstood(t *testing.T) {
	a := newAsked(t)
	ok := a.says(t, a.li, a.of, visits.VisitAsked, thursday(), nil)
	wrong := func(change func(*visits.AskFacts)) visits.AskFacts {
		f := thursday()
		change(&f)
		return f
	}
	for name, e := range map[string]*evidence.Entry{
		"fifteen days":           a.says(t, a.li, a.of, visits.VisitAsked, wrong(func(f *visits.AskFacts) { f.Until = "2026-10-08" }), nil),
		"in a hundred days":      a.says(t, a.li, a.of, visits.VisitAsked, wrong(func(f *visits.AskFacts) { f.Day, f.Until = "2027-01-02", "2027-01-02" }), nil),
		"it ends before":         a.says(t, a.li, a.of, visits.VisitAsked, wrong(func(f *visits.AskFacts) { f.Until = "2026-09-23" }), nil),
		"no such hour":           a.says(t, a.li, a.of, visits.VisitAsked, wrong(func(f *visits.AskFacts) { f.To = 1441 }), nil),
		"no hours":               a.says(t, a.li, a.of, visits.VisitAsked, wrong(func(f *visits.AskFacts) { f.To = f.From }), nil),
		"text as a code":         a.says(t, a.li, a.of, visits.VisitAsked, wrong(func(f *visits.AskFacts) { f.Who, f.Need = visits.AskLanguage, "a word; of Mr Li" }), nil),
		"a day that is none":     a.says(t, a.li, a.of, visits.VisitAsked, wrong(func(f *visits.AskFacts) { f.Not = []string{"Mr Li"} }), nil),
		"an unknown reason":      a.says(t, a.li, a.of, visits.VisitAsked, wrong(func(f *visits.AskFacts) { f.Why = "Mr Li" }), nil),
		"words beyond measure":   a.says(t, a.li, a.of, visits.VisitAsked, thursday(), visits.AskWords{Text: strings.Repeat("长", 501)}),
		"a reference to nothing": a.says(t, a.li, a.of, visits.VisitAsked, wrong(func(f *visits.AskFacts) { f.Reference = true }), visits.AskWords{Text: "x"}),
		"of no case":             a.says(t, a.li, evidence.ID{}, visits.VisitAsked, thursday(), nil),
		"an officer answers":     a.answers(t, a.zhao, ok, "declined", evidence.Hash{}),
		"taken with nothing":     a.answers(t, a.gao, ok, "taken", evidence.Hash{}),
	} {
		p := visits.NewPictures(func(visits.Key) ([]byte, error) { return nil, nil })
		for _, b := range append(a.base, ok) {
			if err := p.Apply(visits.Input{Entry: b, Status: evidence.Whole, Received: askedAt}); err != nil {
				t.Fatal(err)
			}
		}
		if err := p.Apply(visits.Input{Entry: e, Status: evidence.Whole, Received: askedAt}); err == nil {
			t.Errorf("%s: it was understood", name)
		}
	}
}

// A manager of another branch answers nothing, and is told nothing.
func TestAnotherBranchAnswersNothing(t *testing.T) {
	a := newAsked(t)
	stranger := evidence.ID{5}
	st, err := evidence.SignStatement(evidence.MagicEnrol, evidence.Enrolment{Device: stranger, Officer: stranger, Unit: evidence.ID{8}, Role: "manager"}, ed25519.NewKeyFromSeed(make([]byte, 32)))
	if err != nil {
		t.Fatal(err)
	}
	a.base = append(a.base, a.says(t, stranger, evidence.ID{}, visits.DeviceEnrolled, st, nil))
	f := thursday()
	f.Standing = a.first.ID
	ask := a.says(t, a.li, a.of, visits.VisitAsked, f, nil)
	k := a.ask(t, a.fold(t, ask, a.answers(t, stranger, ask, "declined", evidence.Hash{})), ask)
	if s := k.Stands(nil, "2026-09-22"); s.State != visits.AskOpen {
		t.Errorf("it stands as %+v", s)
	}
	feeds := visits.Feeds(visits.Changed{Key: visits.Key{Kind: visits.KindAsk, ID: k.ID}, Value: k})
	if want := []string{visits.UnitFeed(a.unit), visits.OfficerFeed(a.li)}; !slices.Equal(feeds, want) {
		t.Errorf("it goes to %v", feeds)
	}
}
