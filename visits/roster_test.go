package visits_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

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

// pairsOn are so many pairs by hand of one day.
func pairsOn(day string, n int) []visits.RosterValue {
	var fields []visits.RosterValue
	for k := range n {
		one, other := evidence.ID{1, byte(k)}, evidence.ID{2, byte(k)}
		fields = append(fields, visits.RosterValue{Key: "pair:" + day + ":" + one.String() + ":" + other.String(), Value: `{"with":"` + one.String() + `"}`})
	}
	return fields
}

// Of a flood of single days the last ones stay, in any order, and what has no day stands
// whatever was said after it.
func TestAFloodOfDaysTakesNoStandingHours(t *testing.T) {
	a := newAsked(t)
	shift := visits.RosterValue{Key: "shift", Value: `{"from":"10:00","until":"16:00"}`}
	entries := []*evidence.Entry{a.keeps(t, a.gao, evidence.ID{}, 1, shift)}
	for i := range 8 {
		var unknown []visits.RosterValue
		for k := range visits.RosterFieldsMost {
			unknown = append(unknown, visits.RosterValue{Key: fmt.Sprintf("a%d_%03d", i, k), Value: "{}"})
		}
		entries = append(entries, a.keeps(t, a.gao, evidence.ID{}, int64(20+i), pairsOn(fmt.Sprintf("2027-01-%02d", i+1), visits.RosterFieldsMost)...),
			a.keeps(t, a.gao, evidence.ID{}, int64(30+i), unknown...))
	}
	pictures := a.fold(t, entries...)
	p := a.part(t, pictures, evidence.ID{})
	slices.Reverse(entries)
	k := visits.Key{Kind: visits.KindRoster, ID: p.ID}
	if other := a.fold(t, entries...); other[k] != pictures[k] {
		t.Error("in another order it is another")
	}
	days := map[string]int{}
	for _, f := range p.Fields {
		days[visits.RosterDay(f.Key)]++
	}
	if days[""] != 101 || days["2027-01-01"] != 0 || days["2027-01-02"] != visits.RosterFieldsMost || days["2027-01-08"] != visits.RosterFieldsMost ||
		!slices.ContainsFunc(p.Fields, func(f visits.RosterField) bool { return f.RosterValue == shift }) {
		t.Errorf("stays %v", days)
	}
	if body, err := visits.Cut(visits.UnitFeed(a.unit), k, []byte(pictures[k])); err != nil || len(body) > visits.MaxPicture || strings.Contains(string(body), "omitted") {
		t.Errorf("%d bytes as it is sent, %v", len(body), err)
	}
	if err := p.Fits(pairsOn("2027-02-01", 1)); err == nil {
		t.Error("one more is written, and the first forgotten")
	}
	if err := p.Fits([]visits.RosterValue{{Key: "zone", Value: `{"text":"Asia/Shanghai"}`}}); err != nil {
		t.Error(err)
	}
	if err := p.Fits([]visits.RosterValue{{Key: "b", Value: "{}"}}); err == nil {
		t.Error("a field more of a later version is written")
	}
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

// A branch of 40 crews that are made by hand every day keeps its hours and all that is
// said of the days to come, for months.
func TestFortyCrewsByHandEveryDay(t *testing.T) {
	a := newAsked(t)
	begun := time.UnixMicro(askedAt).UTC()
	p := visits.NewPictures(func(visits.Key) ([]byte, error) { return nil, nil })
	apply := func(at int64, entries ...*evidence.Entry) {
		t.Helper()
		for _, e := range entries {
			if err := p.Apply(visits.Input{Entry: e, Status: evidence.Whole, Received: at}); err != nil {
				t.Fatal(err)
			}
		}
	}
	apply(askedAt, a.base...)
	apply(askedAt, a.keeps(t, a.gao, evidence.ID{}, 1, visits.RosterValue{Key: "shift", Value: `{"from":"10:00","until":"16:00"}`}))
	var part visits.RosterPart
	for day := range 60 {
		now := begun.AddDate(0, 0, day)
		said := pairsOn(now.AddDate(0, 0, 7).Format(time.DateOnly), 40)
		if err := part.Fits(said); err != nil {
			t.Fatalf("on day %d: %v", day, err)
		}
		apply(now.UnixMicro(), a.keeps(t, a.gao, evidence.ID{}, now.UnixMicro(), said...))
		all, err := p.Changed()
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range all {
			if of, is := c.Value.(*visits.RosterPart); is {
				part = *of
			}
		}
		days := map[string]int{}
		for _, f := range part.Fields {
			days[visits.RosterDay(f.Key)]++
		}
		for ahead := range 8 {
			if on := begun.AddDate(0, 0, day+ahead); day+ahead >= 7 && days[on.Format(time.DateOnly)] != 40 || days[""] != 1 {
				t.Fatalf("on day %d it says %v", day, days)
			}
		}
		if day == 59 && len(part.Fields) > 40*(visits.RosterDays+8)+1 {
			t.Errorf("%d fields are kept", len(part.Fields))
		}
	}
}

// A word of a later moment than headquarters received it counts from then on, and not
// until that moment comes; of two of one device at once the later one.
func TestAWordOfLaterThanItCameCountsAsOfThen(t *testing.T) {
	a := newAsked(t)
	last := int64(4_102_444_800_000_000 + 1e9)
	says := func(at int64, zone string) *evidence.Entry {
		return a.keeps(t, a.gao, evidence.ID{}, at, visits.RosterValue{Key: "zone", Value: zone})
	}
	frozen, before, after := says(last, "frozen"), says(last-1, "before"), says(askedAt+1001, "after")
	for _, order := range [][]*evidence.Entry{{before, frozen}, {frozen, before}} {
		if p := a.part(t, a.fold(t, order...), evidence.ID{}); p.Fields[0].Value != "frozen" || p.Last != askedAt+1000 {
			t.Errorf("stands %+v, last %d", p.Fields, p.Last)
		}
	}
	if p := a.part(t, a.fold(t, frozen, before, after), evidence.ID{}); p.Fields[0].Value != "after" || p.Last != askedAt+1001 {
		t.Errorf("stands %+v, last %d", p.Fields, p.Last)
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
