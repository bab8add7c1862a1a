package visits_test

import (
	"crypto/ed25519"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"fairvisit/evidence"
	"fairvisit/evidence/crew"
	"fairvisit/visits"
)

const tourDay = "2026-11-25"

// officerSaid is an entry of an officer's own about no case.
func officerSaid(t *testing.T, device, officer evidence.ID, seq uint64, kind string, facts any) *evidence.Entry {
	t.Helper()
	b, err := evidence.MarshalPayload(facts)
	if err != nil {
		t.Fatal(err)
	}
	key := ed25519.NewKeyFromSeed(make([]byte, 32))
	h := evidence.Header{Kind: kind, Build: "test", Device: device, Epoch: device, Seq: seq, Wall: 1_790_000_000_000_000 + int64(seq), Prev: evidence.Hash{byte(seq)},
		Refs: []evidence.Ref{{Kind: evidence.RefOfficer, ID: officer}}}
	e, err := evidence.Sign(h, evidence.NewPart(b), evidence.Part{}, evidence.Keys{Device: key, Officer: key})
	if err != nil {
		t.Fatal(err)
	}
	return &e
}

// dayOf folds entries in this order and gives the day they make; nil: none.
func dayOf(t *testing.T, order []*evidence.Entry) (day *visits.Tour) {
	t.Helper()
	p := visits.NewPictures(func(visits.Key) ([]byte, error) { return nil, nil })
	for _, e := range order {
		if err := p.Apply(visits.Input{Entry: e, Status: evidence.Whole, Received: 1}); err != nil {
			t.Fatal(err)
		}
	}
	for _, ch := range changed(t, p) {
		if d, is := ch.Value.(*visits.Tour); is {
			day = d
		}
	}
	return day
}

// In whatever order the words of a day come in, the last one said holds, and who
// received its cash is told apart from who received what was counted before.
func TestADayIsTheSameInWhateverOrderItsWordsComeIn(t *testing.T) {
	li, zhao := evidence.ID{11}, evidence.ID{12}
	of := func(device, officer evidence.ID, seq uint64, kind string, facts any) *evidence.Entry {
		return officerSaid(t, device, officer, seq, kind, facts)
	}
	ready := func(seq uint64, stops int) *evidence.Entry {
		return of(evidence.ID{1}, li, seq, visits.TourReady, visits.ReadyFacts{Day: tourDay, Stops: stops, Free: -1})
	}
	ended := func(seq uint64, counted int64) *evidence.Entry {
		return of(evidence.ID{1}, li, seq, visits.TourEnded, visits.EndedFacts{Day: tourDay, Cash: []visits.Cash{{Currency: "CNY", Taken: 700, Counted: counted}}})
	}
	first, last := ended(4, 600), ended(6, 700)
	received := func(seq uint64, end *evidence.Entry) *evidence.Entry {
		return of(evidence.ID{2}, zhao, seq, visits.CashReceived, visits.ReceivedFacts{Day: tourDay, From: li, Word: crew.Cosigned{Entry: end.ID, Officer: zhao, Method: crew.MethodPIN}})
	}
	words := []*evidence.Entry{ready(2, 5), ready(3, 6), first, received(2, first), last}
	if d := dayOf(t, words); d.Ready.Stops != 6 || d.Ended.Cash[0].Counted != 700 || !d.Receiver().IsZero() || d.State() != "to_hand_over" {
		t.Errorf("the day is %+v", d)
	}
	words = append(words, received(3, last))
	want := dayOf(t, words)
	if want.Receiver() != zhao || want.State() != "ended" {
		t.Errorf("the day is %+v", want)
	}
	rapid.Check(t, func(r *rapid.T) {
		mixed := append([]*evidence.Entry{}, rapid.Permutation(words).Draw(r, "arrival")...)
		if d := cmp.Diff(want, dayOf(t, mixed)); d != "" {
			r.Errorf("in another order of arrival (-first +second):\n%s", d)
		}
	})
}

// A day that says the impossible is kept and not understood, and changes no picture.
func TestADayThatSaysTheImpossibleSaysNothing(t *testing.T) {
	li, much := evidence.ID{11}, 101
	for name, c := range map[string]struct {
		kind  string
		facts any
	}{
		"no day":                   {visits.TourReady, visits.ReadyFacts{}},
		"a day of no calendar":     {visits.TourReady, visits.ReadyFacts{Day: "2026-02-30"}},
		"more than a full battery": {visits.TourReady, visits.ReadyFacts{Day: tourDay, Battery: &much}},
		"fewer stops than none":    {visits.TourReady, visits.ReadyFacts{Day: tourDay, Stops: -1}},
		"fewer photos than none":   {visits.TourEnded, visits.EndedFacts{Day: tourDay, Photos: -1}},
		"less cash than none":      {visits.TourEnded, visits.EndedFacts{Day: tourDay, Cash: []visits.Cash{{Currency: "CNY", Counted: -1}}}},
		"a currency twice":         {visits.TourEnded, visits.EndedFacts{Day: tourDay, Cash: []visits.Cash{{Currency: "CNY"}, {Currency: "CNY"}}}},
		"cash of no day":           {visits.CashReceived, visits.ReceivedFacts{From: li}},
	} {
		t.Run(name, func(t *testing.T) {
			p := visits.NewPictures(func(visits.Key) ([]byte, error) { return nil, nil })
			e := officerSaid(t, evidence.ID{1}, li, 2, c.kind, c.facts)
			if err := p.Apply(visits.Input{Entry: e, Status: evidence.Whole, Received: 1}); !errors.Is(err, visits.ErrNotUnderstood) {
				t.Errorf("it is taken: %v", err)
			}
			for _, ch := range changed(t, p) {
				if ch.Kind == visits.KindTour {
					t.Errorf("it makes %s", ch.Body)
				}
			}
		})
	}
}

// Cash of a day is what the officer's own visits of that day took in cash: nobody
// else's, no transfer, nothing practised. A method that nobody knows is cash.
func TestCashIsOfTheOfficersOwnDay(t *testing.T) {
	li := evidence.ID{11}
	visit := func(officer evidence.ID, day, method, currency string, amount int64, practice bool) visits.Visit {
		return visits.Visit{Officer: officer, Practice: practice, Opened: &visits.OpenedFacts{Day: day},
			Money: []visits.MoneyLine{{MoneyFacts: visits.MoneyFacts{Amount: amount, Currency: currency, Method: method}}}}
	}
	all := []visits.Visit{visit(li, tourDay, "cash", "USD", 3, false), visit(li, tourDay, "cash", "CNY", 500, false), visit(li, tourDay, "cash", "CNY", 200, false),
		visit(li, tourDay, "Cash", "CNY", 30, false), visit(li, tourDay, "", "USD", 1, false), visit(li, tourDay, "transfer", "CNY", 5, false),
		visit(li, tourDay, "card", "CNY", 10_000, false), visit(li, "2026-11-24", "cash", "CNY", 20_000, false),
		visit(evidence.ID{12}, tourDay, "cash", "CNY", 40_000, false), visit(li, tourDay, "cash", "CNY", 80_000, true)}
	want := []visits.Cash{{Currency: "CNY", Taken: 730}, {Currency: "USD", Taken: 4}}
	if d := cmp.Diff(want, visits.CashOf(all, li, tourDay)); d != "" {
		t.Errorf("(-wanted +got):\n%s", d)
	}
}

// However many words on cash there are, a feed can show the day, and who received
// what the day ended with stays.
func TestAnyDayFitsAFeed(t *testing.T) {
	d := &visits.Tour{ID: evidence.ID{1}, Officer: evidence.ID{11}, Ended: &visits.EndedLine{Entry: evidence.Hash{9}}}
	for i := range 5000 {
		d.Received = append(d.Received, visits.ReceivedLine{Entry: hash(i), Ended: evidence.Hash{8}})
	}
	d.Received = append(d.Received, visits.ReceivedLine{Entry: hash(5000), Ended: evidence.Hash{9}, Officer: evidence.ID{12}})
	shown, body := cut(t, visits.KindTour, d)
	if len(body) > visits.MaxPicture || shown.Receiver() != d.Receiver() || shown.Omitted != len(d.Received)-len(shown.Received) || shown.Omitted == 0 {
		t.Errorf("%d bytes, received by %s, %d of %d words, %d said to be left out", len(body), shown.Receiver().Short(), len(shown.Received), len(d.Received), shown.Omitted)
	}
}
