package rules

import (
	"slices"
	"testing"
	"time"

	"fairvisit/evidence"
)

const shanghai = "Asia/Shanghai"

func at(s string) int64 {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return t.UnixMicro()
}

// tuesday is a visit nothing speaks against: two officers at the debtor's home
// in Shanghai, Tuesday 10 March 2026, 10:00, flags an hour old.
func tuesday() Question {
	t := at("2026-03-10T10:00:00+08:00")
	return Question{
		Case:      CaseFacts{ID: evidence.ID{1}, Zone: shanghai, FlagsAsOf: t - hour, DebtType: "card", CollectorType: "creditor_staff"},
		Subjects:  []Subject{{Party: evidence.ID{2}, Role: RoleDebtor, Debts: []evidence.ID{{3}}}},
		When:      Interval{Earliest: t, Latest: t, Class: ClassA},
		Place:     Place{Kind: PlaceHome, Address: evidence.ID{4}},
		Crew:      []Officer{{ID: evidence.ID{5}}, {ID: evidence.ID{6}}},
		Act:       Start,
		PacksAsOf: t - hour,
	}
}

// tuesdayAt is the same visit at another time, with flags and packs an hour old then.
func tuesdayAt(s string) Question {
	q := tuesday().At(at(s))
	q.Case.FlagsAsOf, q.PacksAsOf = at(s)-hour, at(s)-hour
	return q
}

func TestVerdictNamesWhatItWasJudgedBy(t *testing.T) {
	p := housePack(t, nil)
	v := Evaluate([]Pack{p}, tuesday())
	wants(t, "tuesday", v, Allow, "", "")
	if v.EndBy != at("2026-03-10T18:00:00+08:00") || v.NextAllowed != 0 || v.FlagsAge != hour || v.Provisional {
		t.Errorf("end by %d, next %d, flags %d, provisional %t", v.EndBy, v.NextAllowed, v.FlagsAge, v.Provisional)
	}
	use := PackUse{ID: "base.house", Version: "2026.1.0", SHA256: p.SHA256(), Age: hour, Status: "unverified"}
	if !slices.Equal(v.Packs, []PackUse{use}) || len(v.MaySay) == 0 || len(v.Evidence) == 0 {
		t.Errorf("packs %+v, may say %v, evidence %v", v.Packs, v.MaySay, v.Evidence)
	}
	if _, err := evidence.MarshalPayload(v); err != nil {
		t.Errorf("the verdict cannot stand in the facts of an entry: %v", err)
	}
}

func TestEachFlagBlocksByItsOwnRuleAndNamesAWayOut(t *testing.T) {
	packs := []Pack{housePack(t, nil)}
	for flag, rule := range map[string]string{
		"cease_contact": "HB-CEASE", "dispute_open": "HB-DISPUTE", "complaint_open": "HB-GRIEVANCE",
		"represented": "HB-REP", "moratorium": "HB-BREATH", "deceased": "HB-DECEASED", "wrong_party": "HB-WRONG",
		"vulnerable_no_visit": "HB-VULN", "suspected_illegal_loan": "HB-ILLEGAL", "paid": "HB-PAID",
	} {
		for _, act := range []Act{Start, Continue} {
			q := tuesday()
			q.Act, q.Case.Flags = act, []Flag{{Kind: flag, At: q.When.Latest}}
			v := Evaluate(packs, q)
			wants(t, flag, v, Block, rule, "flag_stands")
			if len(v.Reasons) != 1 || len(v.Reasons[0].Instead) == 0 || v.NextAllowed != 0 || v.MaySay != nil {
				t.Errorf("%s: %+v", flag, v)
			}
		}
	}
	q := tuesday()
	q.Case.Flags = []Flag{{Kind: "raised_by_a_newer_app"}}
	wants(t, "unknown flag", Evaluate(packs, q), Block, "H-FLAG", "flag_not_understood")
}

func TestTimeClasses(t *testing.T) {
	packs := []Pack{housePack(t, nil)}
	ten := at("2026-03-10T10:00:00+08:00")
	span := func(from, to string) Interval {
		return Interval{Class: ClassA, Earliest: at("2026-03-10T" + from + "+08:00"), Latest: at("2026-03-10T" + to + "+08:00")}
	}
	for _, c := range []struct {
		name        string
		when        Interval
		act         Act
		decision    Decision
		rule, code  string
		provisional bool
	}{
		{"A inside", span("09:00:00", "17:30:00"), Start, Allow, "", "", false},
		{"A reaches out at the front", span("08:59:59", "09:01:00"), Start, Block, "W-HOME", "time_not_provable", false},
		{"A reaches past the last start", span("17:29:00", "17:30:01"), Start, Block, "W-HOME", "time_not_provable", false},
		{"A reaches past the last start, going on", span("17:29:00", "17:30:01"), Continue, Allow, "", "", false},
		{"A reaches the close", span("17:59:00", "18:00:00"), Continue, Block, "W-HOME", "time_not_provable", false},
		{"A wholly outside", span("18:00:00", "18:01:00"), Continue, Block, "W-HOME", "outside_window", false},
		{"A wholly after the last start", span("17:40:00", "17:41:00"), Start, Block, "W-HOME", "too_late_to_start", false},
		{"A upside down", span("11:00:00", "10:00:00"), Start, Block, "H-TIME", "time_unknown", false},
		{"A two days wide", Interval{Class: ClassA, Earliest: ten, Latest: ten + 2*day}, Start, Block, "W-HOME", "time_not_provable", false},
		{"A without times", Interval{Class: ClassA}, Start, Block, "H-TIME", "time_unknown", false},
		{"A ignores the wall clock", Interval{Class: ClassA, Earliest: ten, Latest: ten, Wall: ten - 9*day}, Start, Allow, "", "", false},
		{"B level with the chain", Interval{Class: ClassB, Wall: ten, NewestEntry: ten}, Start, Allow, "", "", true},
		{"B at 72 hours", Interval{Class: ClassB, Wall: ten, NewestEntry: ten - 72*hour}, Start, Allow, "", "", true},
		{"B above 72 hours", Interval{Class: ClassB, Wall: ten, NewestEntry: ten - 72*hour - 1}, Start, Block, "H-TIME", "clock_too_far_ahead", false},
		{"B before the chain", Interval{Class: ClassB, Wall: ten, NewestEntry: ten + 1}, Start, Block, "H-TIME", "clock_behind_chain", false},
		{"B ignores the interval", Interval{Class: ClassB, Wall: ten, NewestEntry: ten, Earliest: ten - 9*day, Latest: ten + 9*day}, Start, Allow, "", "", true},
		{"B outside", Interval{Class: ClassB, Wall: ten + 10*hour, NewestEntry: ten}, Start, Block, "W-HOME", "outside_window", true},
		{"B without a chain", Interval{Class: ClassB, Wall: ten}, Start, Block, "H-TIME", "time_unknown", false},
		{"C", Interval{Class: ClassC, Earliest: ten, Latest: ten, Wall: ten, NewestEntry: ten}, Start, Block, "H-TIME", "time_unknown", false},
		{"no class", Interval{Earliest: ten, Latest: ten, Wall: ten, NewestEntry: ten}, Start, Block, "H-TIME", "time_unknown", false},
		{"C going on", Interval{Class: ClassC}, Continue, Block, "H-TIME", "time_unknown", false},
		{"far future", Interval{Class: ClassA, Earliest: 1 << 62, Latest: 1 << 62}, Start, Block, "H-TIME", "time_unknown", false},
	} {
		q := tuesday()
		q.When, q.Act = c.when, c.act
		v := Evaluate(packs, q)
		wants(t, c.name, v, c.decision, c.rule, c.code)
		if v.Provisional != c.provisional {
			t.Errorf("%s: provisional %t", c.name, v.Provisional)
		}
		if c.code == "time_unknown" && !slices.Equal(v.Reasons[0].Instead, []string{"go_online", "scan_colleague_beacon"}) {
			t.Errorf("%s: the two ways out are missing: %v", c.name, v.Reasons[0].Instead)
		}
	}
}

func TestPlannedEnd(t *testing.T) {
	packs := []Pack{housePack(t, nil)}
	q := tuesday()
	q.When.Until = at("2026-03-10T18:00:00+08:00")
	wants(t, "until the close", Evaluate(packs, q), Allow, "", "")
	q.When.Until++
	v := Evaluate(packs, q)
	wants(t, "past the close", v, Block, "W-HOME", "ends_after_window")
	if want := at("2026-03-11T09:00:00+08:00"); v.NextAllowed != want {
		t.Errorf("a visit of 8 hours fits on the next morning, got %s", time.UnixMicro(v.NextAllowed))
	}
	q.Act = Continue
	wants(t, "past the close, going on", Evaluate(packs, q), Warn, "W-HOME", "must_end_by")
	q.Act, q.When.Until = Start, q.When.Latest
	wants(t, "ends as it starts", Evaluate(packs, q), Block, "H-TIME", "ends_before_start")
}

func TestOldFlags(t *testing.T) {
	packs := []Pack{housePack(t, nil)}
	for _, c := range []struct {
		name       string
		age        int64
		decision   Decision
		rule, code string
	}{
		{"24 hours", 24 * hour, Allow, "", ""},
		{"above 24", 24*hour + 1, Warn, "H-SYNC", "flags_old"},
		{"72 hours", 72 * hour, Warn, "H-SYNC", "flags_old"},
		{"above 72", 72*hour + 1, Block, "H-SYNC", "flags_too_old"},
		{"a minute ahead", -minute, Allow, "", ""},
		{"an hour ahead", -hour, Block, "H-TIME", "clock_behind_headquarters"},
	} {
		q := tuesday()
		q.Case.FlagsAsOf = q.When.Latest - c.age
		v := Evaluate(packs, q)
		wants(t, c.name, v, c.decision, c.rule, c.code)
		if v.FlagsAge != max(0, c.age) {
			t.Errorf("%s: age %d", c.name, v.FlagsAge)
		}
	}
	q := tuesday()
	q.Case.FlagsAsOf = 0
	v := Evaluate(packs, q)
	wants(t, "never synced", v, Block, "H-SYNC", "flags_unknown")
	if v.FlagsAge != -1 {
		t.Errorf("age %d of flags never seen", v.FlagsAge)
	}
	lax := housePack(t, func(o object) { o["freshness"] = object{"id": "H-SYNC", "warn_hours": 400, "block_hours": 400} })
	q.Case.FlagsAsOf = q.When.Latest - 73*hour
	wants(t, "a pack that asks for less", Evaluate([]Pack{lax}, q), Block, "H-SYNC", "flags_too_old")
	q.Case.FlagsAsOf = q.When.Latest - 25*hour
	wants(t, "a pack that warns later", Evaluate([]Pack{lax}, q), Warn, "H-SYNC", "flags_old")
}

func TestPeople(t *testing.T) {
	packs := []Pack{housePack(t, nil)}
	for _, c := range []struct {
		name       string
		edit       func(*Question)
		rule, code string
	}{
		{"alone", func(q *Question) { q.Crew = q.Crew[:1] }, "H-CREW", "crew_too_small"},
		{"the same officer twice", func(q *Question) { q.Crew[1] = q.Crew[0] }, "H-CREW", "crew_too_small"},
		{"an officer without a name", func(q *Question) { q.Crew[1].ID = evidence.ID{} }, "H-CREW", "crew_too_small"},
		{"about nobody", func(q *Question) { q.Subjects = nil }, "H-SUBJECT", "subject_missing"},
		{"a role nobody knows", func(q *Question) { q.Subjects[0].Role = "cousin" }, "H-SUBJECT", "subject_not_understood"},
		{"a subject without a party", func(q *Question) { q.Subjects[0].Party = evidence.ID{} }, "H-SUBJECT", "subject_not_understood"},
		{"a school", func(q *Question) { q.Place.Kind = "school" }, "H-PLACE", "place_not_allowed"},
		{"no place", func(q *Question) { q.Place.Kind = "" }, "H-PLACE", "place_not_allowed"},
		{"the wildcard as a place", func(q *Question) { q.Place.Kind = "*" }, "H-PLACE", "place_not_allowed"},
		{"a workplace, even with a consent", func(q *Question) {
			q.Place.Kind = PlaceWork
			q.Consents = []Consent{{Kind: "consent.workplace", Party: q.Subjects[0].Party}}
		}, "W-WORK", "consent_required"},
	} {
		q := tuesday()
		c.edit(&q)
		v := Evaluate(packs, q)
		wants(t, c.name, v, Block, c.rule, c.code)
		if v.NextAllowed != 0 {
			t.Errorf("%s: waiting does not help, yet a time is named", c.name)
		}
	}
}

func TestPacksInForce(t *testing.T) {
	house := housePack(t, nil)
	shut := func(edit func(object)) Pack { // shuts every home while it is in force
		return countryPack(t, func(o object) {
			o["windows"] = []any{object{"id": "XX-W", "place_kinds": []any{"workplace"}, "days": []any{"mon"}, "from": "09:00", "to": "10:00", "closed_days": "allow"}}
			edit(o)
		})
	}
	for _, c := range []struct {
		name       string
		packs      []Pack
		edit       func(*Question)
		decision   Decision
		rule, code string
	}{
		{"none", nil, nil, Block, "H-PACK", "pack_missing"},
		{"no house pack", []Pack{countryPack(t, func(object) {})}, nil, Block, "H-PACK", "pack_missing"},
		{"a pack nobody parsed", []Pack{house, {}}, nil, Block, "H-PACK", "pack_not_understood"},
		{"in force from tomorrow", []Pack{house, shut(func(o object) { o["effective_from"] = "2026-03-11" })}, nil, Allow, "", ""},
		{"in force from today", []Pack{house, shut(func(o object) { o["effective_from"] = "2026-03-10" })}, nil, Block, "H-PLACE", "place_not_allowed"},
		{"last day today", []Pack{house, shut(func(o object) { o["effective_to"] = "2026-03-10" })}, nil, Block, "H-PLACE", "place_not_allowed"},
		{"lapsed", []Pack{house, shut(func(o object) { o["effective_to"] = "2026-03-09" })}, nil, Block, "H-PACK", "pack_lapsed"},
		{"lapsed with a successor", []Pack{house, shut(func(o object) { o["effective_to"] = "2026-03-09" }), countryPack(t, func(object) {})}, nil, Allow, "", ""},
		{"another country", []Pack{house, shut(func(o object) { o["jurisdiction"] = object{"country": "DE", "region": "*"} })},
			func(q *Question) { q.Case.Region = "CN-SH" }, Allow, "", ""},
		{"country of the place", []Pack{house, shut(func(o object) { o["jurisdiction"] = object{"country": "DE", "region": "*"} })},
			func(q *Question) { q.Case.Region, q.Place.Region = "CN-SH", "DE-BE" }, Block, "H-PLACE", "place_not_allowed"},
		{"another region", []Pack{house, shut(func(o object) { o["jurisdiction"] = object{"country": "CN", "region": "GD"} })},
			func(q *Question) { q.Case.Region = "CN-SH" }, Allow, "", ""},
		{"region not known", []Pack{house, shut(func(o object) { o["jurisdiction"] = object{"country": "CN", "region": "GD"} })},
			func(q *Question) { q.Case.Region = "CN" }, Block, "H-PLACE", "place_not_allowed"},
		{"a region that is none", []Pack{house, shut(func(o object) { o["jurisdiction"] = object{"country": "CN", "region": "*"} })},
			func(q *Question) { q.Case.Region = "China" }, Block, "H-PLACE", "place_not_allowed"},
		{"nothing known of the region", []Pack{house, shut(func(o object) { o["jurisdiction"] = object{"country": "CN", "region": "GD"} })}, nil, Block, "H-PLACE", "place_not_allowed"},
		{"another kind of debt", []Pack{house, shut(func(o object) { o["applies_to"].(object)["debt_types"] = []any{"auto"} })}, nil, Allow, "", ""},
		{"kind of debt not known", []Pack{house, shut(func(o object) { o["applies_to"].(object)["debt_types"] = []any{"auto"} })},
			func(q *Question) { q.Case.DebtType = "" }, Block, "H-PLACE", "place_not_allowed"},
		{"another collector", []Pack{house, shut(func(o object) { o["applies_to"].(object)["collector_types"] = []any{"debt_buyer"} })}, nil, Allow, "", ""},
		{"confirmed 45 days ago", []Pack{house}, func(q *Question) { q.PacksAsOf = q.When.Latest - 45*day }, Allow, "", ""},
		{"confirmed longer ago", []Pack{house}, func(q *Question) { q.PacksAsOf = q.When.Latest - 45*day - 1 }, Warn, "H-PACK", "pack_stale"},
		{"confirmed 60 days ago", []Pack{house}, func(q *Question) { q.PacksAsOf = q.When.Latest - 60*day }, Warn, "H-PACK", "pack_stale"},
		{"expired", []Pack{house}, func(q *Question) { q.PacksAsOf = q.When.Latest - 60*day - 1 }, Block, "H-PACK", "pack_expired"},
		{"never confirmed, issued 69 days ago", []Pack{house}, func(q *Question) { q.PacksAsOf = 0 }, Block, "H-PACK", "pack_expired"},
	} {
		q := tuesday()
		if c.edit != nil {
			c.edit(&q)
		}
		wants(t, c.name, Evaluate(c.packs, q), c.decision, c.rule, c.code)
	}
}

func TestSayOnlyWhatEveryPackLetsBeSaid(t *testing.T) {
	layer := countryPack(t, func(o object) {
		o["may_say"] = []any{"own_name", "confirming_address"}
		o["evidence"] = []any{"outcome", "identity_checked"}
	})
	v := Evaluate([]Pack{housePack(t, nil), layer}, tuesday())
	if !slices.Equal(v.MaySay, []string{"own_name"}) {
		t.Errorf("may say %v", v.MaySay)
	}
	if !slices.Contains(v.Evidence, "identity_checked") || !slices.Contains(v.Evidence, "leave_time") {
		t.Errorf("evidence %v", v.Evidence)
	}
}

func BenchmarkEvaluate(b *testing.B) {
	packs := []Pack{housePack(b, nil), countryPack(b, func(o object) { o["crew"] = object{"id": "XX-CREW", "min": 2} })}
	night := tuesdayAt("2026-09-30T20:00:00+08:00")
	for name, q := range map[string]Question{"allowed": tuesday(), "next after a week": night} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				Evaluate(packs, q)
			}
		})
	}
}
