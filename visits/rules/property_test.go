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
		if !onlyTime(v.Reasons) {
			if v.NextAllowed != 0 {
				rt.Fatal("a time is named though the hour is not all that is in the way")
			}
			return
		}
		named++
		z, _ := loadZone(q.Case.Zone)
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

// anySecond draws a further layer of the second schema with limits, notices,
// prohibitions and consents.
func anySecond(tb testing.TB, t *rapid.T, id string) Pack {
	cites := []any{"XX"}
	relax := func() []any {
		return rapid.SampledFrom([][]any{nil, {"consent.time"}, {"consent.more_visits"}}).Draw(t, "relax")
	}
	o := object{"schema": schemaSecond, "id": id, "version": "1", "title": object{"en": "a", "zh-Hans": "b"}, "layer": rapid.SampledFrom(layers[1:]).Draw(t, "layer"),
		"status": rapid.SampledFrom([]string{"unverified", "unverified", "unverified", statusSketch}).Draw(t, "status"), "jurisdiction": object{"country": "*", "region": "*"},
		"applies_to": object{"debt_types": []any{"*"}, "collector_types": []any{"*"}}, "issued": "2026-01-01", "effective_from": "2026-01-01", "stale_after_days": 100,
		"sources":  []any{object{"id": "XX", "law": "a", "article": "1", "confidence": "house"}},
		"consents": []any{object{"kind": "consent.time", "forms": []any{"written"}}, object{"kind": "consent.more_visits", "forms": []any{"oral"}, "valid_days": 20}},
	}
	list := func(name string, make func(i int) object) {
		var all []any
		for i := range rapid.IntRange(0, 2).Draw(t, name) {
			made := make(i)
			made["id"], made["cites"] = fmt.Sprintf("XX-%s-%d", strings.ToUpper(name[:3]), i), cites
			if relaxed, ok := made["relax_with"].([]any); ok && relaxed == nil {
				delete(made, "relax_with")
			}
			all = append(all, made)
		}
		if len(all) > 0 {
			o[name] = all
		}
	}
	list("windows", func(int) object {
		return object{"place_kinds": []any{"*"}, "channels": rapid.SampledFrom([][]any{{"visit"}, {"call"}, {"visit", "call"}}).Draw(t, "channels"), "days": everyDay,
			"from": "10:00", "to": rapid.SampledFrom([]string{"17:00", "02:00"}).Draw(t, "to"), "closed_days": "deny", "make_up_days": "allow", "relax_with": relax()}
	})
	list("frequency", func(int) object {
		f := object{"channels": rapid.SampledFrom([][]any{{"visit"}, {"visit", "call"}}).Draw(t, "counted"), "counts": rapid.SampledFrom([]string{"attempts", "reached", "unanswered"}).Draw(t, "counts"),
			"per": rapid.SampledFrom([]string{"debt", "debtor", "address", "household"}).Draw(t, "per"), "window": rapid.SampledFrom([]string{"rolling", "calendar_days", "calendar_week", "calendar_month"}).Draw(t, "window"),
			"max": rapid.IntRange(0, 3).Draw(t, "max"), "severity": rapid.SampledFrom([]string{"warn", "block", "block"}).Draw(t, "severity"), "relax_with": relax()}
		if f["window"] == "rolling" || f["window"] == "calendar_days" {
			f["days"] = rapid.IntRange(1, 4).Draw(t, "days")
		}
		return f
	})
	list("notices", func(int) object {
		return object{"kind": "visit", "forms": []any{"written"}, "working_days": rapid.IntRange(1, 3).Draw(t, "working")}
	})
	list("prohibits", func(int) object {
		return object{"channels": []any{"visit"}, "place_kinds": []any{"workplace"}, "collector_types": []any{"*"}, "relax_with": relax()}
	})
	if rapid.Bool().Draw(t, "calendar") {
		o["closed_days"] = object{"id": "XX-CAL", "days": []any{"2026-03-09", "2026-11-03"}, "working": []any{"2026-03-08"}, "from": "2026-01-01", "through": "2026-12-31", "cites": cites}
	}
	if rapid.Bool().Draw(t, "knows flags") {
		o["hard_blocks"] = []any{object{"id": "XX-MOURN", "flag": "bereavement", "instead": []any{"wait"}, "escalate": "nobody", "days": 3, "cites": cites}}
	}
	data, err := json.Marshal(o)
	if err != nil {
		tb.Fatal(err)
	}
	p, err := ParsePack(data)
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

// anyPast draws earlier contacts, consents and notices around the question.
func anyPast(t *rapid.T, q Question) Question {
	q.Visit = rapid.SampledFrom([]evidence.ID{{}, {50}}).Draw(t, "own")
	q.Channel = rapid.SampledFrom([]string{"", "", ChannelVisit, ChannelCall, "pigeon"}).Draw(t, "channel")
	now := q.When.Earliest
	for i := range rapid.IntRange(0, 6).Draw(t, "contacts") {
		q.History = append(q.History, Contact{Visit: evidence.ID{byte(50 + i%5)}, At: now + rapid.Int64Range(-200, 60).Draw(t, "ago")*hour, Certain: rapid.Bool().Draw(t, "certain"),
			Debts: []evidence.ID{{rapid.SampledFrom([]byte{3, 9}).Draw(t, "debt")}}, Parties: []evidence.ID{{2}}, Address: evidence.ID{4},
			Channel: rapid.SampledFrom([]string{ChannelVisit, ChannelCall, ""}).Draw(t, "by"), Reached: rapid.SampledFrom([]string{ReachedSomebody, ReachedNobody, ""}).Draw(t, "reached")})
	}
	for _, kind := range []string{"consent.time", "consent.more_visits"} {
		if rapid.Bool().Draw(t, kind) {
			q.Consents = append(q.Consents, Consent{Kind: kind, Party: evidence.ID{2}, At: now + rapid.Int64Range(-500, 20).Draw(t, "given")*hour,
				Form: rapid.SampledFrom([]string{"written", "oral"}).Draw(t, "form"), Until: rapid.SampledFrom([]int64{0, now + 9*hour}).Draw(t, "until")})
		}
	}
	if rapid.Bool().Draw(t, "notice") {
		q.Notices = []Notice{{Kind: "visit", Form: "written", At: now - rapid.Int64Range(0, 200).Draw(t, "noticed")*hour}}
	}
	if rapid.IntRange(0, 5).Draw(t, "mourns") == 0 {
		q.Case.Flags = append(q.Case.Flags, Flag{Kind: "bereavement", At: now - 90*hour})
	}
	return q
}

// plainHouse is the second house pack without papers and notices, so that
// questions of all kinds get through.
func plainHouse(tb testing.TB) Pack {
	return editedPack(tb, "house-2", func(o object) {
		delete(o, "certificates")
		delete(o, "notices")
	})
}

// The same as for the first schema: whatever a layer holds, a consent, a
// calendar, a flag it knows, it opens nothing that was shut.
func TestAddingASecondLayerNeverAllowsMore(t *testing.T) {
	first, second := housePack(t, nil), plainHouse(t)
	severity := map[Decision]int{Allow: 0, Warn: 1, Block: 2}
	rapid.Check(t, func(rt *rapid.T) {
		q := anyPast(rt, anyQuestion(rt))
		base := []Pack{rapid.SampledFrom([]Pack{first, second}).Draw(rt, "house"), anySecond(t, rt, "xx.one"), anyLayer(t, rt, "xx.two")}
		more := append(slices.Clone(base), anySecond(t, rt, "xx.three"))
		few, many := Evaluate(base, q), Evaluate(more, q)
		if severity[many.Decision] < severity[few.Decision] {
			rt.Fatalf("%s became %s: %v, then %v", few.Decision, many.Decision, codesOf(few), codesOf(many))
		}
		for _, listener := range []string{"debtor", "spouse", "stranger"} {
			said := SayTo(base, q, listener, true)
			for _, word := range SayTo(more, q, listener, true) {
				if !slices.Contains(said, word) {
					rt.Fatalf("%s may now be told %s", listener, word)
				}
			}
		}
		for _, r := range many.Reasons {
			if r.Rule == "" || r.Code == "" || len(r.Instead) == 0 {
				rt.Fatalf("a reason without rule, code or way out: %+v", r)
			}
		}
		slices.Reverse(more)
		if turned := Evaluate(more, q); turned.Decision != many.Decision || turned.NextOnline != many.NextOnline {
			rt.Fatal("the order of the packs decides")
		}
	})
}

// With limits, notices and consents too, the next time is allowed and none on a
// grid before it is; what is scanned is the engine without the search.
func TestNextOnlineIsTheFirst(t *testing.T) {
	house := plainHouse(t)
	named := 0
	rapid.Check(t, func(rt *rapid.T) {
		q := anyPast(rt, anyQuestion(rt))
		q.Act, q.Case.Flags, q.Crew, q.Place.Kind = Start, nil, tuesday().Crew, PlaceHome
		if q.Channel == "pigeon" {
			q.Channel = ""
		}
		q.When.Class, q.When.Latest = ClassA, q.When.Earliest
		packs := []Pack{house, anySecond(t, rt, "xx.one")}
		v := Evaluate(packs, q)
		if v.NextOnline == 0 {
			return
		}
		named++
		z, _ := loadZone(q.Case.Zone)
		ask := q.At
		if v.NextAllowed == 0 {
			ask = q.online
		}
		if got := Evaluate(packs, ask(v.NextOnline)); !got.Allowed() {
			rt.Fatalf("%d is not allowed: %v", v.NextOnline, codesOf(got))
		}
		// At most some thousand minutes, the last ones before the time named.
		begin := max(q.When.Latest, v.NextOnline-2*day)
		for m := (begin + minute - 1) / minute * minute; m < v.NextOnline; m += 7 * minute {
			if hear(packs, ask(m), z, true).v.Allowed() {
				rt.Fatalf("%d is allowed and earlier than %d", m, v.NextOnline)
			}
		}
	})
	if named == 0 {
		t.Error("no question had only the hour in its way")
	}
}

// Words that may be erased (who raised a flag, a status, where the crew's papers
// come from) decide nothing.
func TestErasedWordsChangeNoVerdict(t *testing.T) {
	house := plainHouse(t)
	rapid.Check(t, func(rt *rapid.T) {
		q := anyPast(rt, anyQuestion(rt))
		packs := []Pack{house, anySecond(t, rt, "xx.one")}
		q.Case.Flags = append(q.Case.Flags, Flag{Kind: "bad_time", At: q.When.Earliest, Source: "neighbour said so"})
		for i := range q.History {
			q.History[i].Kind = "closed"
		}
		before, _ := json.Marshal(Evaluate(packs, q))
		erased := q
		erased.Case.Flags, erased.History = slices.Clone(q.Case.Flags), slices.Clone(q.History)
		for i := range erased.Case.Flags {
			erased.Case.Flags[i].Source = ""
		}
		for i := range erased.History {
			erased.History[i].Kind = ""
		}
		if after, _ := json.Marshal(Evaluate(packs, erased)); string(after) != string(before) {
			rt.Fatalf("%s became %s", before, after)
		}
	})
}

// The engine as a tablet asks it in the worst case: five layers, 200 earlier
// contacts.
func BenchmarkFiveLayers(b *testing.B) {
	packs, _ := shipped(b)
	five := []Pack{packs["house-2"], packs["us-federal"], packs["us-ma"],
		editedPack(b, "us-ma", func(o object) { o["id"], o["layer"] = "us-ma.licence", "licence" }),
		editedPack(b, "us-federal", func(o object) { o["id"], o["layer"] = "us.creditor", "creditor" })}
	q := byDay("2026-03-10T10:00:00-04:00", boston, "US-MA")
	for i := range 200 {
		c := visited("2026-03-09T10:00:00-04:00")
		c.At -= int64(i) * 20 * hour
		c.Reached, c.Channel = ReachedNobody, channels[i%3]
		q.History = append(q.History, c)
	}
	met := q
	met.History = append(slices.Clone(q.History), visited("2026-03-01T10:00:00-05:00"))
	for name, q := range map[string]Question{"allowed": q, "next after a month": met} {
		if v := Evaluate(five, q); len(v.Packs) != 5 || v.Allowed() != (name == "allowed") {
			b.Fatalf("%s: %d packs, %v", name, len(v.Packs), codesOf(v))
		}
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				Evaluate(five, q)
			}
		})
	}
}
