package rules

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"fairvisit/evidence"
)

const dublin, boston = "Europe/Dublin", "America/New_York"

// byDay is tuesday as the second house pack wants it: papers and a notice.
func byDay(s, zone, region string) Question {
	q := tuesdayAt(s)
	q.Case.Zone, q.Case.Region = zone, region
	q.Case.Debts = []evidence.ID{{3}}
	for i := range q.Crew {
		q.Crew[i].Certificates = []Certificate{{Kind: "authorisation", Until: at(s) + 100*day}}
	}
	q.Notices = []Notice{{Kind: "visit", Form: "written", At: at(s) - 20*day}}
	return q
}

func visited(s string) Contact {
	return Contact{Visit: evidence.NewID(), Debts: []evidence.ID{{3}}, Parties: []evidence.ID{{2}}, Address: evidence.ID{4}, At: at(s),
		Certain: true, Channel: ChannelVisit, Reached: ReachedSomebody}
}

func agreed(kind, form, s string) Consent {
	return Consent{Kind: kind, Form: form, Party: evidence.ID{2}, At: at(s)}
}

// The list of what an engine of this kind gets wrong, line by line: when, who
// and how often.
func TestWhatTheEngineMustGetRight(t *testing.T) {
	packs, _ := shipped(t)
	house, cn, ma, us, ie, gr := packs["house-2"], packs["cn"], packs["us-ma"], packs["us-federal"], packs["ie"], packs["gr"]
	later := func(edit func(object)) Pack { return editedPack(t, "us-ma", edit) }
	for _, c := range []struct {
		name       string
		packs      []Pack
		at, zone   string
		region     string
		edit       func(*Question)
		decision   Decision
		rule, code string
	}{
		{"DST gap: 02:30 never was, the window opens at 08:00 of the new time", []Pack{house, us}, "2026-03-09T09:00:00-04:00", boston, "US-NY", nil, Allow, "", ""},
		{"DST gap: 08:59:59 of the new time", []Pack{house, us}, "2026-03-09T08:59:59-04:00", boston, "US-NY", nil, Block, "W-HOME", "outside_window"},
		{"DST fold: the first 01:30", []Pack{house, us}, "2026-11-01T01:30:00-04:00", boston, "US-NY", nil, Block, "US-W", "outside_window"},
		{"DST fold: the second 01:30", []Pack{house, us}, "2026-11-01T01:30:00-05:00", boston, "US-NY", nil, Block, "US-W", "outside_window"},
		{"the tour crosses into Central time: 18:30 there is 17:30", []Pack{house, us}, "2026-03-10T18:30:00-04:00", "America/Chicago", "US-IL", nil, Allow, "", ""},
		{"the same moment in Boston", []Pack{house, us}, "2026-03-10T18:30:00-04:00", boston, "US-MA", nil, Block, "W-HOME", "outside_window"},
		{"starts inside, ends outside", []Pack{house, cn}, "2026-03-10T17:00:00+08:00", shanghai, "CN-SH", func(q *Question) { q.When.Until = at("2026-03-10T18:00:01+08:00") }, Block, "W-HOME", "ends_after_window"},
		{"holiday of the debtor's region", []Pack{house, cn, ie}, "2026-03-17T10:00:00Z", dublin, "IE", ieReady, Block, "IE-HOL", "closed_day"},
		{"St Patrick's Day is none in China", []Pack{house, cn, ie}, "2026-03-17T10:00:00+08:00", shanghai, "CN-SH", nil, Allow, "", ""},
		{"National Day shuts the house in China", []Pack{house, cn, ie}, "2026-10-05T10:00:00+08:00", shanghai, "CN-SH", nil, Block, "CN-HOL", "closed_day"},
		{"National Day of China in Ireland", []Pack{house, cn, ie}, "2026-10-05T10:00:00+01:00", dublin, "IE", ieReady, Allow, "", ""},
		{"08:00:00 is inside Massachusetts' hours, and outside the house's", []Pack{house, us, ma}, "2026-03-10T08:00:00-04:00", boston, "US-MA", nil, Block, "W-HOME", "outside_window"},
		{"one person, two debts: the other debt was visited", []Pack{house, us, ma}, "2026-03-10T10:00:00-04:00", boston, "US-MA", func(q *Question) {
			q.History = []Contact{visited("2026-03-01T10:00:00-05:00")}
			q.History[0].Debts = []evidence.ID{{9}}
		}, Allow, "", ""},
		{"one person, two debts: this visit is about both", []Pack{house, us, ma}, "2026-03-10T10:00:00-04:00", boston, "US-MA", func(q *Question) {
			q.History = []Contact{visited("2026-03-01T10:00:00-05:00")}
			q.History[0].Debts, q.Case.Debts = []evidence.ID{{9}}, []evidence.ID{{3}, {9}}
		}, Block, "MA-30", "too_many_contacts"},
		{"attempt today, nobody met", []Pack{house}, "2026-03-10T10:00:00+08:00", shanghai, "CN", func(q *Question) {
			q.History = []Contact{visited("2026-03-10T09:00:00+08:00")}
			q.History[0].Reached = ReachedNobody
		}, Block, "F-ATT-DAY", "too_many_contacts"},
		{"attempt last week, nobody met", []Pack{house}, "2026-03-10T10:00:00+08:00", shanghai, "CN", func(q *Question) {
			q.History = []Contact{visited("2026-03-03T09:00:00+08:00")}
			q.History[0].Reached = ReachedNobody
		}, Allow, "", ""},
		{"two devices offline: the slot is the other's", []Pack{house}, "2026-03-10T10:00:00+08:00", shanghai, "CN", func(q *Question) {
			q.Visit, q.History = evidence.ID{7}, []Contact{visited("2026-03-10T15:00:00+08:00")}
		}, Block, "F-ADDR-DAY", "too_many_contacts"},
		{"two devices offline: the slot is ours", []Pack{house}, "2026-03-10T10:00:00+08:00", shanghai, "CN", func(q *Question) {
			q.History = []Contact{visited("2026-03-10T15:00:00+08:00")}
			q.Visit = q.History[0].Visit
		}, Allow, "", ""},
		{"cease-contact arrived at headquarters after the tour: flags are 73 h old", []Pack{house, us}, "2026-03-10T10:00:00-04:00", boston, "US-NY", func(q *Question) { q.Case.FlagsAsOf = q.When.Latest - 73*hour }, Block, "H-FRESH", "flags_too_old"},
		{"consent", []Pack{house, us, ma}, "2026-03-10T10:00:00-04:00", boston, "US-MA", func(q *Question) {
			q.History = []Contact{visited("2026-03-01T10:00:00-05:00")}
			q.Consents = []Consent{agreed("consent.more_visits", "written", "2026-03-02T10:00:00-05:00")}
		}, Allow, "", ""},
		{"consent that ends within the visit", []Pack{house, us, ma}, "2026-03-10T10:00:00-04:00", boston, "US-MA", func(q *Question) {
			q.History = []Contact{visited("2026-03-01T10:00:00-05:00")}
			q.Consents = []Consent{agreed("consent.more_visits", "written", "2026-03-02T10:00:00-05:00")}
			q.When.Until = q.When.Latest + hour
			q.Consents[0].Until = q.When.Until
		}, Block, "MA-30", "too_many_contacts"},
		{"pack changed on the tour: both are asked", []Pack{house, us, ma, later(func(o object) { o["windows"].([]any)[0].(object)["to"] = "10:00" })},
			"2026-03-10T10:00:00-04:00", boston, "US-MA", goOn, Block, "MA-W", "outside_window"},
		{"flag stands", []Pack{house, us}, "2026-03-10T10:00:00-04:00", boston, "US-NY", func(q *Question) { q.Case.Flags = []Flag{{Kind: "cease_contact"}} }, Block, "US-CEASE", "flag_stands"},
		{"flag removed at headquarters", []Pack{house, us}, "2026-03-10T10:00:00-04:00", boston, "US-NY", func(q *Question) { q.Case.Flags = nil }, Allow, "", ""},
		{"no visit in Greece, with whatever consent", []Pack{house, gr}, "2026-03-10T10:00:00+02:00", "Europe/Athens", "GR", func(q *Question) {
			q.Consents = []Consent{agreed("consent.workplace", "written", "2026-03-02T10:00:00Z"), agreed("consent.time", "written", "2026-03-02T10:00:00Z")}
		}, Block, "GR-NOVISIT", "prohibited"},
	} {
		q := byDay(c.at, c.zone, c.region)
		if c.edit != nil {
			c.edit(&q)
		}
		wants(t, c.name, Evaluate(c.packs, q), c.decision, c.rule, c.code)
	}
}

func ieReady(q *Question) {
	for _, channel := range []string{ChannelCall, ChannelLetter} {
		q.History = append(q.History, Contact{At: q.When.Latest - 30*day, Certain: true, Channel: channel, Reached: ReachedNobody})
	}
}

func goOn(q *Question) { q.Act = Continue }

// editedPack is a shipped pack with a change, under the same id.
func editedPack(t testing.TB, name string, edit func(object)) Pack {
	t.Helper()
	p, err := ParsePack(editedFile(t, name, edit))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Three contacts a month: where the window slides and where it does not.
func TestRollingAndCalendarWindows(t *testing.T) {
	count := func(window string, days, limit int, contacts ...string) func(string) Decision {
		p := editedPack(t, "house-2", func(o object) {
			f := object{"id": "F-X", "channels": []any{"visit"}, "counts": "attempts", "per": "debt", "window": window, "max": limit, "severity": "block", "cites": []any{"HOUSE"}}
			if days > 0 {
				f["days"] = days
			}
			o["frequency"] = []any{f}
			o["windows"].([]any)[0].(object)["days"] = everyDay
		})
		return func(s string) Decision {
			q := byDay(s, shanghai, "CN")
			for _, c := range contacts {
				q.History = append(q.History, visited(c))
			}
			return Evaluate([]Pack{p}, q).Decision
		}
	}
	const sunday, monday, thursday = "2026-03-15T12:00:00+08:00", "2026-03-16T12:00:00+08:00", "2026-03-19T12:00:00+08:00"
	for _, c := range []struct {
		name string
		ask  func(string) Decision
		at   string
		want Decision
	}{
		{"week: Sunday is of the same", count("calendar_week", 0, 1, "2026-03-09T12:00:00+08:00"), sunday, Block},
		{"week: Monday begins another", count("calendar_week", 0, 1, sunday), monday, Allow},
		{"7 days: Monday after Sunday", count("rolling", 7, 1, sunday), monday, Block},
		{"month: 1 April after 31 March", count("calendar_month", 0, 1, "2026-03-31T17:00:00+08:00"), "2026-04-01T10:00:00+08:00", Allow},
		{"month: the debtor's, not that of Greenwich", count("calendar_month", 0, 1, "2026-03-31T23:00:00Z"), "2026-04-01T10:00:00+08:00", Block},
		{"two days: today and yesterday", count("calendar_days", 2, 1, sunday), monday, Block},
		{"two days: the day before yesterday", count("calendar_days", 2, 1, "2026-03-14T23:59:59+08:00"), monday, Allow},
		{"two in 7 days: one before, one reserved after", count("rolling", 7, 2, monday, "2026-03-22T12:00:00+08:00"), thursday, Block},
		{"two in 7 days: no 7 days hold all three", count("rolling", 7, 2, monday, "2026-03-23T12:00:00+08:00"), thursday, Allow},
	} {
		if got := c.ask(c.at); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// Who counts for whom: one visit is one contact, however many it was about.
func TestWhoCounts(t *testing.T) {
	per := func(who string, limit int) Pack {
		return editedPack(t, "house-2", func(o object) {
			o["frequency"] = []any{object{"id": "F-X", "channels": []any{"visit", "call"}, "counts": "attempts", "per": who, "window": "rolling", "days": 30, "max": limit, "severity": "block", "cites": []any{"HOUSE"}}}
		})
	}
	v := visited("2026-03-02T10:00:00+08:00")
	joint, other, elsewhere, nobody, late := v, v, v, v, v
	joint.Parties = []evidence.ID{{2}, {20}}
	other.Parties, other.Debts = []evidence.ID{{99}}, []evidence.ID{{98}}
	elsewhere.Address, elsewhere.Debts = evidence.ID{97}, []evidence.ID{{98}}
	nobody.Parties, nobody.Debts, nobody.Address, nobody.Channel = nil, nil, evidence.ID{}, ""
	late.At = 0
	for _, c := range []struct {
		name     string
		per      string
		limit    int
		contacts []Contact
		want     Decision
	}{
		{"joint debtors: one visit is one contact", perDebt, 2, []Contact{joint}, Allow},
		{"the same visit, reported for each of them", perDebt, 2, []Contact{joint, joint}, Allow},
		{"two visits", perDebt, 2, []Contact{joint, visited("2026-03-03T10:00:00+08:00")}, Block},
		{"each joint debtor is visited once", perDebtor, 2, []Contact{joint}, Allow},
		{"another's visit is not the debtor's", perDebtor, 1, []Contact{other}, Allow},
		{"but it was at the address", perAddress, 1, []Contact{other}, Block},
		{"and in the household", perHousehold, 1, []Contact{other}, Block},
		{"the debtor was met elsewhere: not the address", perAddress, 1, []Contact{elsewhere}, Allow},
		{"the debtor was met elsewhere: the household", perHousehold, 1, []Contact{elsewhere}, Block},
		{"the debtor was met elsewhere, for another debt", perDebt, 1, []Contact{elsewhere}, Allow},
		{"of which nothing is known: the debt", perDebt, 1, []Contact{nobody}, Block},
		{"of which nothing is known: the debtor", perDebtor, 1, []Contact{nobody}, Block},
		{"of which nothing is known: the address", perAddress, 1, []Contact{nobody}, Block},
		{"nobody knows when", perDebt, 1, []Contact{late}, Block},
	} {
		q := byDay("2026-03-10T10:00:00+08:00", shanghai, "CN")
		q.Subjects = append(q.Subjects, Subject{Party: evidence.ID{20}, Role: RoleJointDebtor})
		q.History = c.contacts
		if v := Evaluate([]Pack{per(c.per, c.limit)}, q); v.Decision != c.want {
			t.Errorf("%s: %s by %v, want %s", c.name, v.Decision, codesOf(v), c.want)
		}
	}
}

// A consent opens the rule of its own layer, for all who owe, and nothing else.
func TestConsentRelaxesItsOwnLayerOnly(t *testing.T) {
	packs, _ := shipped(t)
	q := byDay("2026-03-10T10:00:00-04:00", boston, "US-MA")
	q.History = []Contact{visited("2026-03-01T10:00:00-05:00")}
	q.Consents = []Consent{agreed("consent.more_visits", "written", "2026-03-02T10:00:00-05:00")}
	strict := editedPack(t, "house-2", func(o object) { delete(o["frequency"].([]any)[0].(object), "relax_with") })
	v := Evaluate([]Pack{strict, packs["us-ma"]}, q)
	wants(t, "a house that lets nobody consent", v, Block, "F-VISIT-30", "too_many_contacts")
	if slices.Contains(codesOf(v), "MA-30 too_many_contacts") {
		t.Error("the consent did not open its own layer")
	}
	both := []Pack{packs["house-2"], packs["us-ma"]}
	wants(t, "one debtor", Evaluate(both, q), Allow, "", "")
	q.Subjects = append(q.Subjects, Subject{Party: evidence.ID{20}, Role: RoleJointDebtor})
	wants(t, "one of two joint debtors", Evaluate(both, q), Block, "MA-30", "too_many_contacts")
	q.Subjects[1].Role = RoleRepresentative
	wants(t, "a representative owes nothing", Evaluate(both, q), Allow, "", "")
	q.Consents[0].At = q.When.Earliest + 1
	wants(t, "given afterwards", Evaluate(both, q), Block, "MA-30", "too_many_contacts")
}

func TestOnlyTheHouseMakesUnderstood(t *testing.T) {
	packs, _ := shipped(t)
	first, cn, us := housePack(t, nil), packs["cn"], packs["us-federal"]
	q := byDay("2026-03-10T10:00:00+08:00", shanghai, "CN")
	q.Channel = ChannelCall
	wants(t, "calls under a house pack of the first schema", Evaluate([]Pack{first, cn}, q), Block, "H-CHANNEL", "channel_not_allowed")
	wants(t, "calls under one that has hours for them", Evaluate([]Pack{packs["house-2"], cn}, q), Allow, "", "")
	q.Channel = "pigeon"
	wants(t, "a channel nobody knows", Evaluate([]Pack{packs["house-2"], cn}, q), Block, "H-CHANNEL", "channel_not_understood")
	q.Channel, q.Case.Region, q.Case.Flags = "", "US", []Flag{{Kind: "workplace_barred"}}
	wants(t, "a flag the house does not know", Evaluate([]Pack{first, us}, q), Block, "H-FLAG", "flag_not_understood")
	q.Case.Flags, q.Observed = nil, []string{"entry_refused", "smell"}
	wants(t, "seen, and not known", Evaluate([]Pack{packs["house-2"]}, q), Block, "H-SEEN", "observation_not_understood")
	wants(t, "seen, under the first schema", Evaluate([]Pack{first}, q), Block, "H-SEEN", "observation_not_understood")
	q.Observed = nil
	if says := SayTo([]Pack{packs["house-2"], us}, q, "spouse", true); slices.Contains(says, "amount") {
		t.Errorf("what the United States let a spouse hear, the house does not: %v", says)
	}
	if says := SayTo([]Pack{first, us}, q, "spouse", true); says != nil {
		t.Errorf("no house pack knows spouses, yet %v may be said", says)
	}
	if says := SayTo([]Pack{packs["house-2"]}, q, "debtor", true); !slices.Contains(says, "amount") {
		t.Errorf("the debtor may hear %v", says)
	}
	q.Crew = q.Crew[:1]
	if says := SayTo([]Pack{packs["house-2"]}, q, "debtor", true); says != nil {
		t.Errorf("in a visit that may not be, %v may be said", says)
	}
}

func TestSketchesAreNeverJudgedBy(t *testing.T) {
	packs, _ := shipped(t)
	library := lastEditions(t)
	for region, want := range map[string][]string{
		"CN-GD": {"base.house", "cn.consumer"}, "US-MA": {"base.house", "us.federal", "us-ma.consumer"}, "US-NY": {"base.house", "us.federal"},
		"US": {"base.house", "us.federal", "us-ma.consumer"}, "IE": {"base.house", "ie.consumer"}, "GR": {"base.house", "gr.debtor-information"}, "*": {"base.house"},
	} {
		chosen := Of(library, region)
		var ids []string
		for _, p := range chosen {
			ids = append(ids, p.ID)
		}
		if !slices.Equal(ids, want) || Lawless(chosen, []string{region}) != nil {
			t.Errorf("%s: %v; want %v", region, ids, want)
		}
	}
	sketches := 0
	for _, p := range library {
		if p.Status != statusSketch {
			continue
		}
		sketches++
		region := p.Jurisdiction.Country
		if p.Jurisdiction.Region != "*" {
			region += "-" + p.Jurisdiction.Region
		}
		if Lawless(Of(library, region), []string{region}) == nil {
			t.Errorf("%s: a sketch is its law", region)
		}
		q := byDay("2026-03-10T10:00:00+08:00", shanghai, region)
		wants(t, region, Evaluate([]Pack{packs["house-2"], p}, q), Block, "H-PACK", "pack_is_sketch")
	}
	if Lawless(Of(library, "DE"), []string{"DE"}) == nil || sketches < 18 {
		t.Errorf("a country without a pack has a law, or only %d sketches", sketches)
	}
}

func TestNextTimeOfALimitOutlivesTodaysFlags(t *testing.T) {
	packs, _ := shipped(t)
	q := byDay("2026-03-10T10:00:00+08:00", shanghai, "CN-SH")
	q.History = []Contact{visited("2026-03-06T10:00:30+08:00")}
	v := Evaluate([]Pack{packs["house-2"], packs["cn"]}, q)
	wants(t, "visited on Friday", v, Block, "F-VISIT-30", "too_many_contacts")
	// 30 days later is Sunday 5 April; Monday is a holiday.
	if v.NextAllowed != 0 || v.NextOnline != at("2026-04-07T09:00:00+08:00") {
		t.Errorf("next %s, online %s", time.UnixMicro(v.NextAllowed), time.UnixMicro(v.NextOnline))
	}
}

// A make-up working day opens the windows of the pack whose calendar names it,
// or a country could open the house's Sunday.
func TestMakeUpDaysOpenTheirOwnPackOnly(t *testing.T) {
	packs, _ := shipped(t)
	open := editedPack(t, "house-2", func(o object) { o["windows"].([]any)[0].(object)["make_up_days"] = "allow" })
	own := editedPack(t, "house-2", func(o object) {
		o["windows"].([]any)[0].(object)["make_up_days"] = "allow"
		o["closed_days"].(object)["working"] = []any{"2026-09-20"}
	})
	q := byDay("2026-09-20T10:00:00+08:00", shanghai, "CN-SH") // a Sunday that China works
	wants(t, "China's calendar", Evaluate([]Pack{open, packs["cn"]}, q), Block, "W-HOME", "outside_window")
	wants(t, "the house's own", Evaluate([]Pack{own, packs["cn"]}, q), Allow, "", "")
}

// A consent that comes into force opens a moment of its own.
func TestNextTimeWaitsForAConsent(t *testing.T) {
	house := editedPack(t, "house-2", func(o object) {
		o["consents"] = append(o["consents"].([]any), object{"kind": "consent.time", "forms": []any{"written"}})
		o["windows"].([]any)[0].(object)["relax_with"] = []any{"consent.time"}
	})
	q := byDay("2026-03-10T20:00:00+08:00", shanghai, "CN-SH")
	q.Consents = []Consent{agreed("consent.time", "written", "2026-03-10T20:30:00+08:00")}
	if v := Evaluate([]Pack{house}, q); v.NextAllowed != at("2026-03-10T20:30:00+08:00") {
		t.Errorf("next %s by %v", time.UnixMicro(v.NextAllowed), codesOf(v))
	}
}

func TestFieldsOfTheSecondSchemaUnderTheFirst(t *testing.T) {
	for name, edit := range map[string]func(object){
		"sources": func(o object) {
			o["sources"] = []any{object{"id": "XX", "law": "a", "article": "1", "confidence": "S"}}
		},
		"channels":  func(o object) { o["windows"].([]any)[0].(object)["channels"] = []any{"visit"} },
		"days":      func(o object) { o["hard_blocks"].([]any)[0].(object)["days"] = 3 },
		"cites":     func(o object) { o["crew"].(object)["cites"] = []any{"XX"} },
		"through":   func(o object) { o["closed_days"].(object)["through"] = "2030-01-01" },
		"sketch":    func(o object) { o["status"] = "sketch" },
		"case":      func(o object) { o["tests"].([]any)[0].(object)["channel"] = "visit" },
		"frequency": func(o object) { o["frequency"] = []any{object{"id": "F-X", "max": 1}} },
	} {
		if _, err := ParsePack(houseFile(t, edit)); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

func ExamplePackCase_Try() {
	cs, err := ParseCases([]byte(`{"case":"door","at":"2026-03-10T10:00:00+08:00","zone":"Asia/Shanghai","place":"home","crew":1,"act":"start"}`))
	fmt.Println(err, cs[0].Try(nil, nil).Verdict.Decision)
	// Output: <nil> block
}
