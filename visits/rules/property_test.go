package rules

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"fairvisit/evidence"
	"pgregory.net/rapid"
)

var zones = []string{shanghai, "America/New_York", "Europe/London", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Havana", "Africa/Cairo", "Nowhere"}

// anyInterval draws a time in 2026 and 2027, often near a change of clocks.
func anyInterval(t *rapid.T) Interval {
	base := rapid.SampledFrom([]int64{at("2026-01-01T00:00:00Z"), at("2026-03-07T00:00:00Z"), at("2026-10-23T00:00:00Z"), at("2026-10-31T00:00:00Z"), at("2026-12-30T00:00:00Z")}).Draw(t, "base")
	now := base + rapid.Int64Range(0, 5*24*60).Draw(t, "minutes")*minute + rapid.SampledFrom([]int64{0, 1, 59_999_999}).Draw(t, "µs")
	w := Interval{
		Earliest:    now,
		Latest:      now + rapid.SampledFrom([]int64{0, 0, 1, minute, hour, 30 * hour}).Draw(t, "width"),
		Class:       rapid.SampledFrom([]Class{ClassA, ClassA, ClassA, ClassB, ClassC}).Draw(t, "class"),
		Wall:        now,
		NewestEntry: now - rapid.Int64Range(-1, 80).Draw(t, "chain")*hour,
	}
	if rapid.Bool().Draw(t, "planned") {
		w.Until = w.Latest + rapid.Int64Range(-1, 600).Draw(t, "length")*minute
	}
	return w
}

// anyQuestion draws one that is often allowed but for the hour.
func anyQuestion(t *rapid.T) Question {
	q := tuesday()
	q.When = anyInterval(t)
	q.Act = rapid.SampledFrom([]Act{Start, Start, Continue, ""}).Draw(t, "act")
	q.Case.Zone = rapid.SampledFrom(zones).Draw(t, "zone")
	q.Place.Kind = rapid.SampledFrom([]string{PlaceHome, PlaceHome, PlaceHome, PlaceAgreed, PlaceWork, "school"}).Draw(t, "place")
	q.Case.FlagsAsOf = q.When.Earliest - rapid.SampledFrom([]int64{0, hour, 30 * hour, 80 * hour, -hour}).Draw(t, "flags age")
	q.PacksAsOf = q.When.Earliest - rapid.SampledFrom([]int64{0, day, 50 * day, 70 * day}).Draw(t, "packs age")
	q.Crew = q.Crew[:rapid.SampledFrom([]int{2, 2, 2, 1}).Draw(t, "crew")]
	if rapid.IntRange(0, 4).Draw(t, "flagged") == 0 {
		q.Case.Flags = []Flag{{Kind: rapid.SampledFrom(append(stopFlags, "new")).Draw(t, "flag")}}
	}
	return q
}

// anyLayer draws a pack of another id with whatever a pack may hold.
func anyLayer(tb testing.TB, t *rapid.T, id string) Pack {
	return countryPack(tb, func(o object) {
		o["id"] = id
		o["layer"] = rapid.SampledFrom(layers[1:]).Draw(t, "layer")
		o["stale_after_days"] = rapid.IntRange(1, 100).Draw(t, "stale")
		o["effective_from"] = rapid.SampledFrom([]string{"2026-01-01", "2026-03-09", "2026-11-01", "2028-01-01"}).Draw(t, "from")
		if rapid.Bool().Draw(t, "ends") {
			o["effective_to"] = rapid.SampledFrom([]string{"2028-01-01", "2028-03-10"}).Draw(t, "to")
		}
		var windows []any
		for i := range rapid.IntRange(0, 3).Draw(t, "windows") {
			from := rapid.IntRange(0, 95).Draw(t, "opens")
			to := (from + rapid.IntRange(1, 95).Draw(t, "open for")) % 96
			w := object{
				"id": fmt.Sprintf("XX-W%d", i), "closed_days": rapid.SampledFrom([]string{"deny", "allow"}).Draw(t, "closed"),
				"place_kinds": rapid.SliceOfNDistinct(rapid.SampledFrom(append(places, "*")), 1, 4, rapid.ID).Draw(t, "kinds"),
				"days":        rapid.SliceOfNDistinct(rapid.SampledFrom(weekdays), 1, 7, rapid.ID).Draw(t, "days"),
				"from":        Clock(from * 15), "to": Clock(to * 15),
				"last_start_before_close_min": rapid.SampledFrom([]int{0, 10, 90}).Draw(t, "margin"),
			}
			if to == 0 {
				w["to"] = "24:00"
			}
			windows = append(windows, w)
		}
		if len(windows) > 0 {
			o["windows"] = windows
		}
		if rapid.Bool().Draw(t, "has closed days") {
			o["closed_days"] = object{"id": "XX-CLOSED", "days": []any{"2026-03-09", "2026-03-10", "2026-11-01"}}
		}
		if rapid.Bool().Draw(t, "has crew") {
			o["crew"] = object{"id": "XX-CREW", "min": rapid.IntRange(1, 3).Draw(t, "min")}
		}
		if rapid.Bool().Draw(t, "has freshness") {
			o["freshness"] = object{"id": "XX-SYNC", "warn_hours": 5, "block_hours": rapid.IntRange(5, 200).Draw(t, "block hours")}
		}
		if rapid.Bool().Draw(t, "has may say") {
			o["may_say"] = rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"own_name", "the_debt"}), 1, 2, rapid.ID).Draw(t, "may say")
		}
	})
}

// A further layer, whatever it holds, can only take away.
func TestAddingALayerNeverAllowsMore(t *testing.T) {
	house := housePack(t, nil)
	severity := map[Decision]int{Allow: 0, Warn: 1, Block: 2}
	rapid.Check(t, func(rt *rapid.T) {
		q := anyQuestion(rt)
		base := []Pack{house, anyLayer(t, rt, "xx.one")}[:rapid.IntRange(1, 2).Draw(rt, "layers below")]
		more := append(slices.Clone(base), anyLayer(t, rt, "xx.two"))
		few, many := Evaluate(base, q), Evaluate(more, q)
		if severity[many.Decision] < severity[few.Decision] {
			rt.Fatalf("%s became %s: %v, then %v", few.Decision, many.Decision, codesOf(few), codesOf(many))
		}
		if many.EndBy > few.EndBy && few.EndBy != 0 {
			rt.Fatalf("the window closes later: %d, then %d", few.EndBy, many.EndBy)
		}
		for _, say := range many.MaySay {
			if len(few.MaySay) > 0 && !slices.Contains(few.MaySay, say) {
				rt.Fatalf("%s may now be said", say)
			}
		}
		if many.NextAllowed != 0 && !Evaluate(base, q.At(many.NextAllowed)).Allowed() {
			rt.Fatal("names a time that the layers below do not allow")
		}
		slices.Reverse(more)
		if turned := Evaluate(more, q); turned.Decision != many.Decision || turned.NextAllowed != many.NextAllowed || turned.EndBy != many.EndBy {
			rt.Fatal("the order of the packs decides")
		}
	})
}

func TestEveryBlockNamesARule(t *testing.T) {
	house := housePack(t, nil)
	rapid.Check(t, func(rt *rapid.T) {
		packs := []Pack{house, anyLayer(t, rt, "xx.one"), {}}
		packs = packs[:rapid.IntRange(0, 3).Draw(rt, "packs")]
		v := Evaluate(packs, anyQuestion(rt))
		worst := Allow
		for _, r := range v.Reasons {
			if r.Rule == "" || r.Code == "" || len(r.Instead) == 0 || r.Severity != Warn && r.Severity != Block {
				rt.Fatalf("a reason without rule, code, way out or severity: %+v", r)
			}
			if worst != Block {
				worst = r.Severity
			}
		}
		if v.Decision != worst {
			rt.Fatalf("%s, but the worst reason is %s", v.Decision, worst)
		}
	})
}

// The next time is allowed and no whole minute before it is. What is scanned is
// the engine without the search, or each minute would search again.
func TestNextAllowedIsTheFirst(t *testing.T) {
	house := housePack(t, nil)
	named := 0
	rapid.Check(t, func(rt *rapid.T) {
		q := anyQuestion(rt)
		q.Act, q.Case.Flags, q.Crew, q.Place.Kind = Start, nil, tuesday().Crew, PlaceHome
		packs := []Pack{house, anyLayer(t, rt, "xx.one")}[:rapid.IntRange(1, 2).Draw(rt, "packs")]
		v := Evaluate(packs, q)
		if v.NextAllowed != 0 && !Evaluate(packs, q.At(v.NextAllowed)).Allowed() {
			rt.Fatalf("%d is not allowed: %v", v.NextAllowed, codesOf(Evaluate(packs, q.At(v.NextAllowed))))
		}
		z, zoned := loadZone(q.Case.Zone)
		if h := hear(packs, q, z, zoned); !h.onlyTime() {
			if v.NextAllowed != 0 {
				rt.Fatal("a time is named though the hour is not all that is in the way")
			}
			return
		}
		named++
		now := q.When.Latest
		if q.When.Class == ClassB {
			now = q.When.Wall
		}
		end := v.NextAllowed
		if end == 0 {
			end = now + 4*day
		}
		for m := (now + minute - 1) / minute * minute; m < end; m += minute {
			if hear(packs, q.At(m), z, true).v.Allowed() {
				rt.Fatalf("%d is allowed and earlier than %d", m, v.NextAllowed)
			}
		}
	})
	if named == 0 {
		t.Error("no question had only the hour in its way")
	}
}

// Whatever stands in the question, the verdict repeats none of its words.
func TestVerdictHoldsFactsOnly(t *testing.T) {
	const name = "张三 Zhang San"
	house := housePack(t, nil)
	rapid.Check(t, func(rt *rapid.T) {
		q := anyQuestion(rt)
		for _, word := range []*string{&q.Case.Zone, &q.Case.Region, &q.Case.DebtType, &q.Case.CollectorType, &q.Place.Kind, &q.Place.Region, &q.Subjects[0].Role, (*string)(&q.Act)} {
			if rapid.Bool().Draw(rt, "name") {
				*word = name
			}
		}
		q.Case.Flags = append(q.Case.Flags, Flag{Kind: "paid", Source: name}, Flag{Kind: name})
		q.Consents = []Consent{{Kind: name}}
		q.History = []Contact{{Kind: name}}
		q.Crew[0].Certificates = []Certificate{{Kind: name}}
		v := Evaluate([]Pack{house, anyLayer(t, rt, "xx.one")}, q)
		text, err := json.Marshal(v)
		if err != nil {
			rt.Fatal(err)
		}
		if strings.Contains(string(text), "张三") || strings.Contains(string(text), "Zhang") {
			rt.Fatalf("the verdict repeats a name: %s", text)
		}
		for _, id := range []evidence.ID{q.Case.ID, q.Subjects[0].Party, q.Place.Address} {
			if strings.Contains(string(text), id.String()) {
				rt.Fatalf("the verdict repeats whom it is about: %s", text)
			}
		}
		if err := evidence.CheckPayload(text); err != nil {
			rt.Fatal(err)
		}
	})
}
