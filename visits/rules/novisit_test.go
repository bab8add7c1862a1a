package rules

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Who goes where by the newest outcome nobody goes is warned, and no more than that.
func TestAnOutcomeByWhichNobodyGoesWarnsOfAStart(t *testing.T) {
	packs := []Pack{housePack(t, nil)}
	since := at("2026-02-01T23:30:00+08:00")
	for name, c := range map[string]struct {
		with func(*Question)
		want Decision
		day  string // the warning names; "": there is none
	}{
		"a start":                   {func(*Question) {}, Warn, "2026-02-01"},
		"an act nobody knows":       {func(q *Question) { q.Act = "" }, Warn, "2026-02-01"},
		"under way":                 {func(q *Question) { q.Act = Continue }, Allow, ""},
		"there is no such outcome":  {func(q *Question) { q.NoVisitSince = 0 }, Allow, ""},
		"by a clock that ran ahead": {func(q *Question) { q.NoVisitSince = q.When.Latest + hour }, Warn, "2026-03-10"},
		"by a time that is none":    {func(q *Question) { q.NoVisitSince = 1 << 62 }, Warn, "2199-11-06"},
		"at another place":          {func(q *Question) { q.Place.Kind = PlaceAgreed }, Warn, "2026-02-01"},
		"a letter":                  {func(q *Question) { q.Channel = ChannelLetter }, Block, ""}, // of which this pack knows nothing
		"after the hours":           {func(q *Question) { *q = q.At(at("2026-03-10T20:00:00+08:00")) }, Block, "2026-02-01"},
		"nobody knows the zone":     {func(q *Question) { q.Case.Zone = "" }, Block, ""},
		"nobody knows the time":     {func(q *Question) { q.When = Interval{Class: ClassC} }, Block, ""},
	} {
		q := tuesday()
		q.NoVisitSince = since
		c.with(&q)
		v := Evaluate(packs, q)
		i := slices.IndexFunc(v.Reasons, func(r Reason) bool { return r.Code == CodeNoVisit })
		switch {
		case v.Decision != c.want:
			t.Errorf("%s: %s by %v, not %s", name, v.Decision, codesOf(v), c.want)
		case (i >= 0) != (c.day != ""):
			t.Errorf("%s: %v", name, codesOf(v))
		case i >= 0 && (v.Reasons[i].Severity != Warn || !strings.HasPrefix(v.Reasons[i].Params["day"], c.day)):
			t.Errorf("%s: %+v", name, v.Reasons[i])
		}
	}
}

// That such an outcome is known takes nothing away and gives nothing: no verdict becomes
// milder, nothing else of it changes, and no hour opens or shuts.
func TestAnOutcomeByWhichNobodyGoesNeverAllowsMore(t *testing.T) {
	house := housePack(t, nil)
	severity := map[Decision]int{Allow: 0, Warn: 1, Block: 2}
	warned := 0
	rapid.Check(t, func(rt *rapid.T) {
		q := anyQuestion(rt)
		packs := []Pack{house, anyLayer(t, rt, "xx.one")}[:rapid.IntRange(0, 2).Draw(rt, "packs")]
		without := Evaluate(packs, q)
		q.NoVisitSince = q.When.Earliest + rapid.Int64Range(-400, 1).Draw(rt, "days")*day
		with := Evaluate(packs, q)
		if severity[with.Decision] < severity[without.Decision] || with.Decision == Block && without.Decision != Block {
			rt.Fatalf("%s became %s", without.Decision, with.Decision)
		}
		if with.NextAllowed != without.NextAllowed || with.NextOnline != without.NextOnline || with.EndBy != without.EndBy || !slices.Equal(with.MaySay, without.MaySay) {
			rt.Fatalf("it changes more than a warning: %+v, then %+v", without, with)
		}
		rest := slices.DeleteFunc(slices.Clone(codesOf(with)), func(s string) bool { return strings.HasSuffix(s, CodeNoVisit) })
		if !slices.Equal(rest, codesOf(without)) {
			rt.Fatalf("%v became %v", codesOf(without), codesOf(with))
		}
		if len(with.Reasons) > len(without.Reasons) {
			warned++
		}
	})
	if warned == 0 {
		t.Error("no question was warned")
	}
}

// A test inside a pack cannot say it: no rule of a pack goes by it, and a program of
// before would refuse the whole pack.
func TestNoPackSaysThatNobodyGoes(t *testing.T) {
	file := houseFile(t, func(o object) { o["tests"].([]any)[0].(object)["no_visit_since"] = "2026-03-01T10:00:00+08:00" })
	if _, err := ParsePack(file); err == nil || !strings.Contains(err.Error(), "no_visit_since") {
		t.Errorf("the pack was read: %v", err)
	}
}
