package visits_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"fairvisit/evidence"
	"fairvisit/visits"
	"pgregory.net/rapid"
)

// keeps is a word on a part of the branch's roster.
func (a *asked) keeps(t rapid.TB, device, of evidence.ID, at int64, fields ...visits.RosterValue) *evidence.Entry {
	return a.says(t, device, visits.RosterID(a.unit, of), visits.RosterKept, visits.RosterFacts{Of: of, At: at}, visits.RosterWords{Fields: fields},
		evidence.Ref{Kind: evidence.RefUnit, ID: a.unit})
}

func (a *asked) part(t rapid.TB, pictures map[visits.Key]string, of evidence.ID) (p visits.RosterPart) {
	t.Helper()
	if err := json.Unmarshal([]byte(pictures[visits.Key{Kind: visits.KindRoster, ID: visits.RosterID(a.unit, of)}]), &p); err != nil {
		t.Fatal(err)
	}
	return p
}

func (a *asked) left(t rapid.TB, of evidence.ID) *evidence.Entry {
	return a.says(t, a.house, visits.RosterID(a.unit, of), visits.CaseErased, visits.ErasedFacts{Reason: "request", Gone: askedAt}, nil)
}

// In whatever order words of two managers and of headquarters come in, and twice, also
// with an erasure among them, the roster is the same, and no word of who was erased stays.
func TestARosterStandsTheSameInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := newAsked(t)
		var entries []*evidence.Entry
		keys := []string{"shift", "leave", "day:2026-09-24", "day:2025-01-01"}
		for i := range rapid.IntRange(2, 8).Draw(t, "words") {
			of := rapid.SampledFrom([]evidence.ID{{}, a.li}).Draw(t, "of")
			by := rapid.SampledFrom([]evidence.ID{a.gao, a.house}).Draw(t, "by")
			at := int64(rapid.IntRange(1, 3).Draw(t, "at"))
			entries = append(entries, a.keeps(t, by, of, at, visits.RosterValue{Key: rapid.SampledFrom(keys).Draw(t, "key"), Value: fmt.Sprintf(`{"text":"secret %d"}`, i)}))
		}
		gone := rapid.Bool().Draw(t, "erased")
		if gone {
			entries = append(entries, a.keeps(t, a.gao, a.li, 1, visits.RosterValue{Key: "off", Value: "{}"}), a.left(t, a.li))
		}
		one := a.fold(t, entries...)
		mixed := rapid.Permutation(entries).Draw(t, "order")
		other := a.fold(t, append(mixed, mixed...)...)
		for k, body := range one {
			if k.Kind == visits.KindRoster && other[k] != body {
				t.Fatalf("%s is\n%s\nand in another order\n%s", k.Entity(), body, other[k])
			}
		}
		if gone && (strings.Contains(one[visits.Key{Kind: visits.KindRoster, ID: visits.RosterID(a.unit, a.li)}], "secret") || !a.part(t, one, a.li).Erased) {
			t.Fatal("a word of who was erased stays")
		}
		for k, body := range one {
			if k.Kind == visits.KindRoster && strings.Contains(body, "2025-01-01") {
				t.Fatal("a day that is long over stays")
			}
		}
	})
}

// Of a flood of fields the latest thousand stay, in any order, and a feed carries them.
func TestAFloodOfFieldsLeavesTheLatest(t *testing.T) {
	a := newAsked(t)
	var entries []*evidence.Entry
	for i := range 7 {
		var fields []visits.RosterValue
		for k := range visits.RosterFieldsMost {
			fields = append(fields, visits.RosterValue{Key: fmt.Sprintf("k%d_%d", i, k), Value: `{"text":"` + strings.Repeat("x", 100) + `"}`})
		}
		entries = append(entries, a.keeps(t, a.gao, evidence.ID{}, int64(10-i), fields...))
	}
	p := a.part(t, a.fold(t, entries...), evidence.ID{})
	if len(p.Fields) != 1000 || p.Fields[0].Key[:2] != "k0" || p.Fields[999].Key[:2] != "k4" {
		t.Errorf("%d fields, from %s to %s", len(p.Fields), p.Fields[0].Key, p.Fields[len(p.Fields)-1].Key)
	}
	k := visits.Key{Kind: visits.KindRoster, ID: p.ID}
	for i := range p.Fields {
		p.Fields[i].Value = strings.Repeat("<", 4000)
	}
	body, err := json.Marshal(p)
	if err == nil {
		body, err = visits.Cut(visits.UnitFeed(a.unit), k, body)
	}
	if err != nil || len(body) > visits.MaxPicture || !strings.Contains(string(body), `"omitted":`) {
		t.Errorf("%d bytes, %v", len(body), err)
	}
}

// What is none is not understood; a part that was erased goes to no feed.
func TestAWordOfARosterThatIsNone(t *testing.T) {
	a := newAsked(t)
	refused := func(what string, e *evidence.Entry) {
		t.Helper()
		p := visits.NewPictures(func(visits.Key) ([]byte, error) { return nil, nil })
		for _, b := range a.base {
			if err := p.Apply(visits.Input{Entry: b, Status: evidence.Whole, Received: askedAt}); err != nil {
				t.Fatal(err)
			}
		}
		if err := p.Apply(visits.Input{Entry: e, Status: evidence.Whole, Received: askedAt}); err == nil {
			t.Errorf("%s is understood", what)
		}
	}
	ok := visits.RosterValue{Key: "shift", Value: "{}"}
	refused("no time", a.keeps(t, a.gao, a.li, 0, ok))
	refused("a time after 2100", a.keeps(t, a.gao, a.li, 4_102_445_800_000_001, ok))
	refused("no field", a.keeps(t, a.gao, a.li, 1))
	refused("a field twice", a.keeps(t, a.gao, a.li, 1, ok, ok))
	refused("a key of other letters", a.keeps(t, a.gao, a.li, 1, visits.RosterValue{Key: "Shift"}))
	refused("a value too long", a.keeps(t, a.gao, a.li, 1, visits.RosterValue{Key: "shift", Value: strings.Repeat("x", 4097)}))
	refused("an officer's", a.keeps(t, a.li, a.li, 1, ok))
	if feeds := visits.Feeds(visits.Changed{Value: &visits.RosterPart{Unit: a.unit, Of: a.li}}); len(feeds) != 1 || feeds[0] != visits.UnitFeed(a.unit) {
		t.Errorf("it goes to %v", feeds)
	}
	if feeds := visits.Feeds(visits.Changed{Value: &visits.RosterPart{Unit: a.unit, Erased: true}}); len(feeds) > 0 {
		t.Errorf("erased it goes to %v", feeds)
	}
}
