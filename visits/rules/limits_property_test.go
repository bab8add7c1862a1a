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

// anySecond draws a further layer of the second schema with limits, notices,
// prohibitions and consents.
func anySecond(tb testing.TB, t *rapid.T, id string) Pack {
	cites := []any{"XX"}
	relax := func() []any {
		return rapid.SampledFrom([][]any{nil, {"consent.time"}, {"consent.more_visits"}}).Draw(t, "relax")
	}
	// What is a consent for one layer is none for another: in another form, or for longer.
	consent := func(kind string) object {
		c := object{"kind": kind, "forms": rapid.SampledFrom([][]any{{"written"}, {"oral"}, {"written", "recorded", "oral"}}).Draw(t, "forms")}
		if days := rapid.SampledFrom([]int{0, 2, 20, 400}).Draw(t, "valid days"); days > 0 {
			c["valid_days"] = days
		}
		return c
	}
	o := object{"schema": schemaThird, "id": id, "version": "1", "title": object{"en": "a", "zh-Hans": "b"}, "layer": rapid.SampledFrom(layers[1:]).Draw(t, "layer"),
		"status": rapid.SampledFrom([]string{"unverified", "unverified", "unverified", statusSketch}).Draw(t, "status"), "jurisdiction": object{"country": "*", "region": "*"},
		"applies_to": object{"debt_types": []any{"*"}, "collector_types": []any{"*"}}, "issued": "2026-01-01", "effective_from": "2026-01-01", "stale_after_days": 100,
		"sources":  []any{object{"id": "XX", "law": "a", "article": "1", "confidence": "house"}},
		"consents": []any{consent("consent.time"), consent("consent.more_visits")},
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
	list("after_first", func(int) object {
		return object{"channels": []any{"visit"}, "kind": "validation", "forms": []any{"written"}, "within_days": rapid.IntRange(0, 9).Draw(t, "within"), "dispute_days": 30}
	})
	if rapid.Bool().Draw(t, "speaks of cash") {
		o["cash"] = object{"id": "XX-CASH", "collector_types": []any{"*"}, "most": []any{object{"currency": rapid.SampledFrom([]string{"CNY", "EUR"}).Draw(t, "currency"), "amount": rapid.IntRange(1, 3).Draw(t, "most")}}, "cites": cites}
	}
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
	if len(q.Crew) > 0 && rapid.IntRange(0, 3).Draw(t, "takes cash") == 0 {
		q.Cash = Cash{Amount: rapid.Int64Range(0, 3).Draw(t, "cash"), Currency: "CNY", Taker: q.Crew[0].ID}
	}
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

// cashHouse is plainHouse, and lets cash be taken.
func cashHouse(tb testing.TB) Pack {
	return editedPack(tb, "house-2", func(o object) {
		delete(o, "certificates")
		delete(o, "notices")
		o["schema"] = schemaThird
		o["cash"] = object{"id": "H-TAKE", "collector_types": []any{"*"}, "most": []any{object{"currency": "CNY", "amount": 2}}, "cites": []any{"HOUSE"}}
	})
}

// The same as for the first schema: whatever a layer holds, a consent, a
// calendar, a flag it knows, it opens nothing that was shut.
func TestAddingASecondLayerNeverAllowsMore(t *testing.T) {
	first, second, third := housePack(t, nil), plainHouse(t), cashHouse(t)
	severity := map[Decision]int{Allow: 0, Warn: 1, Block: 2}
	rapid.Check(t, func(rt *rapid.T) {
		q := anyPast(rt, anyQuestion(rt))
		base := []Pack{rapid.SampledFrom([]Pack{first, second, third}).Draw(rt, "house"), anySecond(t, rt, "xx.one"), anyLayer(t, rt, "xx.two")}
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

// With limits, notices, consents and flags that end by themselves too, the next time is allowed and none on a
// grid before it is; what is scanned is the engine without the search.
func TestNextOnlineIsTheFirst(t *testing.T) {
	house := plainHouse(t)
	named, ended := 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		q := anyPast(rt, anyQuestion(rt))
		q.Act, q.Case.Flags, q.Crew, q.Place.Kind = Start, nil, tuesday().Crew, PlaceHome
		if q.Channel == "pigeon" {
			q.Channel = ""
		}
		q.When.Class, q.When.Latest = ClassA, q.When.Earliest
		if kind := rapid.SampledFrom([]string{"", "bereavement", "occasion", "bad_time"}).Draw(rt, "flag"); kind != "" {
			q.Case.Flags = []Flag{{Kind: kind, At: q.When.Earliest - rapid.Int64Range(0, 41*day).Draw(rt, "since")}}
		}
		packs := []Pack{house, anySecond(t, rt, "xx.one")}
		v := Evaluate(packs, q)
		if v.NextOnline == 0 {
			return
		}
		named++
		if slices.ContainsFunc(v.Reasons, func(r Reason) bool { return r.Code == codeFlag }) {
			ended++
		}
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
	if named == 0 || ended == 0 {
		t.Errorf("of %d questions only the hour was in the way, of %d a flag that ends", named, ended)
	}
}

// What a verdict has no use for (who raised a flag, a status, where the crew's papers
// come from) decide nothing.
func TestWhoSaidItChangesNoVerdict(t *testing.T) {
	house := plainHouse(t)
	rapid.Check(t, func(rt *rapid.T) {
		q := anyPast(rt, anyQuestion(rt))
		packs := []Pack{house, anySecond(t, rt, "xx.one")}
		q.Case.Flags = append(q.Case.Flags, Flag{Kind: "bad_time", At: q.When.Earliest, Source: "neighbour said so"})
		for i := range q.History {
			q.History[i].Kind, q.History[i].Source = "closed", "file"
		}
		before, _ := json.Marshal(untold(Evaluate(packs, q)))
		erased := q
		erased.Case.Flags, erased.History = slices.Clone(q.Case.Flags), slices.Clone(q.History)
		for i := range erased.Case.Flags {
			erased.Case.Flags[i].Source, erased.Case.Flags[i].By = "", ""
		}
		for i := range erased.History {
			erased.History[i].Kind, erased.History[i].Source = "", ""
		}
		if after, _ := json.Marshal(untold(Evaluate(packs, erased))); string(after) != string(before) {
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

// untold is a verdict without who said so.
func untold(v Verdict) Verdict {
	for _, r := range v.Reasons {
		delete(r.Params, "source")
		delete(r.Params, "said_by")
	}
	return v
}

// What blocks says since when it stands and who says so, so that who reads the verdict
// can look it up; a word that is no code is not repeated.
func TestAVerdictNamesAgeAndSourceOfWhatBlocks(t *testing.T) {
	packs, _ := shipped(t)
	list := []Pack{packs["house-2"]}
	q := byDay("2026-03-10T10:00:00+08:00", shanghai, "CN")
	at := visited("2026-03-01T09:30:00+08:00").At
	params := func(q Question, code string) string {
		for _, r := range Evaluate(list, q).Reasons {
			if r.Code == code {
				return fmt.Sprint(r.Params)
			}
		}
		return ""
	}
	q.Case.Flags = []Flag{{Kind: "dispute_open", At: at, Source: "file", By: "court"}}
	if got, want := params(q, "flag_stands"), "said_by:court since:2026-03-01T01:30:00Z source:file]"; !strings.Contains(got, want) {
		t.Errorf("of a file: %s", got)
	}
	q.Case.Flags = []Flag{{Kind: "dispute_open", Source: "his neighbour", By: "Mrs Li"}}
	if got := params(q, "flag_stands"); !strings.Contains(got, "source:unknown") || !strings.Contains(got, "said_by:unknown") || strings.Contains(got, "since") {
		t.Errorf("of somebody: %s", got)
	}
	q.Case.Flags = nil
	for _, day := range []string{"2026-03-02", "2026-03-08", "2026-03-05"} {
		c := visited(day + "T09:30:00+08:00")
		c.Source = "file"
		q.History = append(q.History, c)
	}
	if got := params(q, codeTooMany); !strings.Contains(got, "newest:2026-03-08T01:30:00Z") || !strings.Contains(got, "source:file") {
		t.Errorf("of contacts: %s", got)
	}
}

// A consent counts by the definition of the layer whose rule it relaxes, and by no
// other: a layer that takes a word of mouth, or takes it for longer, leaves every reason
// of a layer that wants it written where it was.
func TestNoLayersConsentRelaxesAnothersRule(t *testing.T) {
	house, relaxed := plainHouse(t), 0
	rapid.Check(t, func(rt *rapid.T) {
		q := anyPast(rt, anyQuestion(rt))
		q.Subjects = []Subject{{Party: evidence.ID{2}, Role: RoleDebtor, Debts: q.Case.Debts}}
		q.Consents = nil // held for certain: what is tried is whose definition they fit
		for _, kind := range []string{"consent.time", "consent.more_visits"} {
			q.Consents = append(q.Consents, Consent{Kind: kind, Party: evidence.ID{2}, At: q.When.Earliest - rapid.Int64Range(1, 500).Draw(rt, "given")*hour, Form: rapid.SampledFrom([]string{"written", "oral"}).Draw(rt, "form")})
		}
		base := []Pack{house, anySecond(t, rt, "xx.one")}
		few := Evaluate(base, q)
		for range 6 {
			many := Evaluate(append(slices.Clone(base), anySecond(t, rt, "xx.two")), q)
			for _, r := range few.Reasons {
				same := func(o Reason) bool {
					// on a day that the other layer closes the hours of this one's windows are not what is said
					shut := slices.Contains([]string{codeOutside, codeEndsAfter, codeTooLate}, r.Code) && o.Pack == "xx.two" && o.Code == codeClosedDay && o.Severity == r.Severity
					return shut || o.Rule == r.Rule && o.Pack == r.Pack && o.Code == r.Code
				}
				if r.Pack == "xx.one" && !slices.ContainsFunc(many.Reasons, same) {
					rt.Fatalf("%s %s of %s is gone with another layer: %+v", r.Rule, r.Code, r.Pack, many.Reasons)
				}
			}
		}
		without := q
		without.Consents = nil
		if len(Evaluate(base, without).Reasons) > len(few.Reasons) {
			relaxed++
		}
	})
	if relaxed == 0 {
		t.Error("no consent ever relaxed anything: nothing is tried")
	}
}

// Mourning and a bad time end by themselves, so it is said when: by the rule that lasts
// longest. A stop does not, nor does what nobody dated.
func TestAnOccasionThatEndsSaysWhen(t *testing.T) {
	packs, _ := shipped(t)
	house := []Pack{packs["house-2"]}
	since := at("2026-02-20T12:00:00+08:00")
	for name, c := range map[string]struct {
		flags []Flag
		next  string
	}{
		"forty times 24 h":        {[]Flag{{Kind: "bereavement", At: since}}, "2026-04-01T12:00:00+08:00"},
		"the later of two":        {[]Flag{{Kind: "bereavement", At: since}, {Kind: "bereavement", At: since + 20*hour}}, "2026-04-02T09:00:00+08:00"},
		"a bad time this noon":    {[]Flag{{Kind: "bad_time", At: at("2026-03-10T09:30:00+08:00")}}, "2026-03-11T09:30:00+08:00"},
		"beside a stop":           {[]Flag{{Kind: "bad_time", At: at("2026-03-10T09:30:00+08:00")}, {Kind: "dispute_open", At: since}}, ""},
		"nobody knows since when": {[]Flag{{Kind: "bereavement"}}, ""},
		"one of two is not dated": {[]Flag{{Kind: "bereavement", At: since}, {Kind: "bereavement"}}, ""},
		"a disaster has no end":   {[]Flag{{Kind: "disaster_area", At: since}}, ""},
	} {
		q := byDay("2026-03-10T10:00:00+08:00", shanghai, "CN")
		q.Case.Flags = c.flags
		v := Evaluate(house, q)
		want := int64(0)
		if c.next != "" {
			want = at(c.next)
		}
		if v.Decision != Block || v.NextOnline != want {
			t.Errorf("%s: %s, next %s", name, v.Decision, told(v.NextOnline))
		}
		if want != 0 && !Evaluate(house, q.online(want)).Allowed() {
			t.Errorf("%s: not allowed then", name)
		}
	}
}

// A contact that was granted for another day is no matter of the hour: no time is named
// at which the door opens until the case is decided anew.
func TestAContactOfAnotherDayOpensAtNoHour(t *testing.T) {
	packs, _ := shipped(t)
	q := byDay("2026-03-10T10:00:00+08:00", shanghai, "CN")
	q.Slot = Slot{State: SlotGranted, From: q.When.Earliest - 20*hour, Until: q.When.Earliest - 10*hour}
	v := Evaluate([]Pack{packs["house-2"]}, q)
	wants(t, "yesterday's", v, Block, ruleSlot, codeSlotDay)
	if v.NextAllowed != 0 || v.NextOnline != 0 {
		t.Errorf("it opens at %d, online at %d", v.NextAllowed, v.NextOnline)
	}
	q.Slot.From, q.Slot.Until = q.When.Earliest+14*hour, q.When.Earliest+38*hour
	if v := Evaluate([]Pack{packs["house-2"]}, q); v.NextAllowed == 0 {
		t.Error("tomorrow's opens at no hour")
	}
}
