package rules

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fairvisit/evidence"
)

// wideHouse is the house pack with no hours of its own, so that those of the laws
// show: a law's 21:00 cannot be seen behind a house that shuts at 18:00.
func wideHouse(t testing.TB) Pack {
	return editedPack(t, "house-2", func(o object) {
		for _, w := range o["windows"].([]any) {
			w := w.(object)
			w["days"], w["from"], w["to"], w["closed_days"] = everyDay, "00:00", "24:00", "allow"
			delete(w, "last_start_before_close_min")
		}
		o["tests"] = o["tests"].([]any)[:1]
	})
}

// The tables were written from the note on the law, and not from the packs or their
// tests: who reads them finds what the note says of a door, and the rule that shuts it.
func TestCasesWrittenFromTheNote(t *testing.T) {
	files, err := filepath.Glob("testdata/cases/*.json")
	wideFiles, errWide := filepath.Glob("testdata/wide/*.json")
	if files = append(files, wideFiles...); err != nil || errWide != nil || len(files) < 7 {
		t.Fatalf("%v: %v", files, err)
	}
	library := lastEditions(t)
	wide := slices.Clone(library)
	wide[slices.IndexFunc(wide, func(p Pack) bool { return p.ID == "base.house" })] = wideHouse(t)
	count := map[Decision]int{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		cases, err := ParseCases(data)
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		packs := library
		if filepath.Base(filepath.Dir(file)) == "wide" {
			packs = wide
		}
		for _, c := range cases {
			count[c.Expect]++
			governed := c.Governing()
			tried := c.Try(Of(packs, governed...), governed)
			if tried.Otherwise != "" {
				t.Errorf("%s: %s: %s", file, c.Case, tried.Otherwise)
			}
			for _, r := range tried.Verdict.Reasons {
				if r.Rule == "" {
					t.Errorf("%s: a reason of no rule: %+v", c.Case, r)
				}
			}
		}
	}
	if all := count[Allow] + count[Warn] + count[Block]; all < 150 || count[Allow]*5 < all*2 {
		t.Errorf("only %v", count)
	}
}

// What is not said is not known: it is named, and no door opens on it.
func TestACaseThatLeavesFactsOut(t *testing.T) {
	cases, err := ParseCases([]byte(`{"at":"2026-03-10T10:00:00+08:00","zone":"Asia/Shanghai","place":"home","crew":2,
		"contacts":[{"channel":"call"}],"stops":[{"flag":"bereavement"}],"consents":[{"kind":"consent.time"}]}`))
	if err != nil || len(cases) != 1 {
		t.Fatal(cases, err)
	}
	tried := cases[0].Try(lastEditions(t), nil)
	for _, want := range []string{"region", "address", "debts", "subjects", "debt_type", "collector_type", "flags_as_of", "packs_as_of",
		"contacts.0.at", "contacts.0.reached", "contacts.0.with", "stops.0.raised", "consents.0.by"} {
		if !slices.Contains(tried.Unknown, want) {
			t.Errorf("%s is not known, and only %q is said to be", want, tried.Unknown)
		}
	}
	for rule, code := range map[string]string{"H-SYNC": "flags_unknown", "H-SUBJECT": "subject_missing", "HB-MOURN": "flag_stands", "H-PACK": "pack_expired"} {
		wants(t, "facts left out", tried.Verdict, Block, rule, code)
	}
}

func TestACaseThatIsNotUnderstood(t *testing.T) {
	for name, c := range map[string][2]string{
		"a field nobody knows":              {`{"case":"door","weather":"fine"}`, "weather"},
		"a field of a contact":              {`{"contacts":[{"mood":"bad"}]}`, "mood"},
		"in the wrong case":                 {`{"Zone":"Asia/Shanghai"}`, "wrong case"},
		"a day that never was":              {`{"at":"2026-02-30T10:00:00+08:00"}`, "2026-02-30"},
		"no offset":                         {`{"at":"2026-03-10T10:00:00"}`, "2026-03-10T10:00:00"},
		"a class of time":                   {`{"time_class":"D"}`, "time_class"},
		"the newest entry of class A":       {`{"newest_entry":"2026-03-10T10:00:00+08:00"}`, "newest_entry"},
		"an age that is said twice":         {`{"flags_age_hours":3,"flags_as_of":"2026-03-10T10:00:00+08:00"}`, "twice"},
		"a rule without a verdict":          {`{"rule":"W-HOME"}`, "expect"},
		"a verdict nobody knows":            {`{"expect":"maybe"}`, "maybe"},
		"a paper of a third of two":         {`{"crew":2,"certificates":[{"officer":3,"kind":"authorisation"}]}`, "officer 3"},
		"a region":                          {`{"region":"Boston"}`, "region"},
		"packs beside it":                   {`{"with":["base.house"]}`, "-pack"},
		"an allow by a rule":                {`{"expect":"allow","rule":"W-HOME"}`, "notes"},
		"a field of all":                    {`{"common":{"weather":"fine"},"cases":[{"crew":2}]}`, `common: "weather" is no field`},
		"a field of all twice":              {`{"common":{"crew":2,"crew":3},"cases":[{"case":"one"}]}`, "twice"},
		"all and no case":                   {`{"common":{"crew":2}}`, `"common" is no field`},
		"an age twice, once for all":        {`{"common":{"flags_age_hours":3},"cases":[{"flags_as_of":"2026-03-10T10:00:00+08:00"}]}`, "twice"},
		"a list of none":                    {`[]`, "0 cases"},
		"something beside the cases":        {`{"cases":[{"crew":2}],"note":"mine"}`, "beside"},
		"none":                              {`{"cases":[]}`, "0 cases"},
		"the second of two":                 {`{"cases":[{"case":"one"},{"case":"two","weather":"fine"}]}`, `case 2 "two": "weather" is no field here; visits/rules/CASES.md`},
		"no JSON":                           {`door`, "invalid"},
		"cash of somebody who is not there": {`{"crew":1,"cash":{"amount":1,"currency":"EUR","taker":2}}`, "taker"},
	} {
		if _, err := ParseCases([]byte(c[0])); err == nil || !strings.Contains(err.Error(), c[1]) || !strings.Contains(err.Error(), "nothing was judged") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What most cases of a table share is said once; a case's own word goes before it, and a
// list of its own takes the place of the whole list.
func TestCasesThatShareFields(t *testing.T) {
	cases, err := ParseCases([]byte(`{"common":{"zone":"Asia/Shanghai","crew":2,"debts":["card","loan"]},
		"cases":[{"case":"as all"},{"case":"alone","crew":1,"debts":["car"]}]}`))
	if err != nil || len(cases) != 2 || cases[0].Crew != 2 || len(cases[0].Debts) != 2 || cases[0].Act != Start {
		t.Fatalf("%+v %v", cases, err)
	}
	if c := cases[1]; c.Zone != "Asia/Shanghai" || c.Crew != 1 || !slices.Equal(c.Debts, []string{"car"}) || c.Case != "alone" {
		t.Errorf("%+v", c)
	}
	if list, err := ParseCases([]byte(` [{"crew":1},{"crew":2}]`)); err != nil || len(list) != 2 || list[1].Crew != 2 {
		t.Errorf("a list: %+v %v", list, err)
	}
}

// Who knows the law and not the packs expects a rule as the law is called. Another law,
// another severity or another code is still found to be otherwise.
func TestACaseMayNameTheLaw(t *testing.T) {
	night := `"at":"2026-03-10T22:00:00+08:00","zone":"Asia/Shanghai","place":"home","crew":2,"subjects":[{"party":"wang","role":"debtor"}],"flags_as_of":"2026-03-10T20:00:00+08:00","packs_as_of":"2026-03-10T20:00:00+08:00"`
	packs, _ := shipped(t)
	for expect, holds := range map[string]bool{
		`"expect":"block","rule":"CN-W"`:                           true,
		`"expect":"block","rule":"CN-01"`:                          true,
		`"expect":"block","rule":"CN-01","code":"outside_window"`:  true,
		`"expect":"block","rule":"CN-01","code":"crew_too_small"`:  false,
		`"expect":"block","rule":"CN-01","params":{"from":"9:00"}`: false,
		`"expect":"block","rule":"CN-02"`:                          false,
		`"expect":"block","says":[]`:                               true,
		`"expect":"block","says":["own_name"]`:                     false,
		`"expect":"block","to":"debtor"`:                           true,
	} {
		cases, err := ParseCases([]byte("{" + night + "," + expect + "}"))
		if err != nil {
			t.Fatal(expect, err)
		}
		tried := cases[0].TryAlone([]Pack{packs["cn"]})
		if (tried.Otherwise == "") != holds {
			t.Errorf("%s: %q", expect, tried.Otherwise)
		}
		if len(tried.Cites) != 2 || tried.Cites[0].Source != "CN-01" || tried.Cites[0].Rule != "CN-W" || tried.Cites[0].Pack != "cn.consumer@2026.2.0" {
			t.Errorf("cites %+v", tried.Cites)
		}
	}
}

// A word nobody knows opens nothing, and is named: else who wrote it looks for a fault of
// the rules.
func TestWordsNobodyKnows(t *testing.T) {
	cases, err := ParseCases([]byte(`{"crew":1,"channel":"pigeon","subjects":[{"party":"wang","role":"owner"}],"stops":[{"flag":"paid","source":"uncle"},{"flag":"paid","source":"file"}],"contacts":[{"channel":"fax","reached":"perhaps"}],
		"consents":[{"kind":"consent.written_time","form":"spoken"}],"notices":[{"kind":"visit","form":"written"},{"kind":"warning","form":"loud"}],
		"certificates":[{"officer":1,"kind":"authorisation"},{"officer":1,"kind":"sppi"}],"to":"uncle","met":[{"to":"spouse"},{"to":"aunt"}],"outcome":"won"}`))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{`channel "pigeon"`, `subjects.0.role "owner"`, `stops.0.source "uncle"`, `contacts.0.channel "fax"`, `contacts.0.reached "perhaps"`, `consents.0.kind "consent.written_time"`,
		`consents.0.form "spoken"`, `notices.1.kind "warning"`, `notices.1.form "loud"`, `certificates.1.kind "sppi"`, `to "uncle"`, `met.1.to "aunt"`, `outcome "won"`}
	if got := cases[0].Try(lastEditions(t), nil).NotUnderstood; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

// The house sets no limit for cash, and so none is taken. One that does is a pack of
// the third schema.
func TestCash(t *testing.T) {
	cash := object{"id": "H-TAKE", "collector_types": []any{"creditor_staff"}, "certificate": "cash_authority", "cites": []any{"HOUSE"},
		"most": []any{object{"currency": "CNY", "amount": 500000}, object{"currency": "EUR", "amount": 50000}}}
	house := editedPack(t, "house-2", func(o object) { o["schema"], o["cash"] = schemaThird, cash })
	mexico := countryPack(t, func(o object) {
		o["schema"], o["sources"] = schemaThird, []any{object{"id": "XX", "law": "a", "article": "1", "confidence": "G"}}
		o["cash"] = object{"id": "XX-CASH", "collector_types": []any{"creditor_staff"}, "most": []any{object{"currency": "CNY", "amount": 100000}}, "cites": []any{"XX"}}
	})
	packs, _ := shipped(t)
	staff := func(amount int64, currency string) func(*Question) {
		return func(q *Question) {
			q.Case.CollectorType, q.Cash = "creditor_staff", Cash{Amount: amount, Currency: currency, Taker: q.Crew[1].ID}
			q.Crew[1].Certificates = append(q.Crew[1].Certificates, Certificate{Kind: "cash_authority", Until: at("2026-03-10T10:00:01+08:00")})
		}
	}
	and := func(first, then func(*Question)) func(*Question) {
		return func(q *Question) { first(q); then(q) }
	}
	for _, c := range []struct {
		name       string
		packs      []Pack
		edit       func(*Question)
		decision   Decision
		rule, code string
	}{
		{"no cash", []Pack{packs["house-2"]}, func(*Question) {}, Allow, "", ""},
		{"nobody set a limit", []Pack{packs["house-2"]}, staff(1, "CNY"), Block, "H-CASH", "cash_not_allowed"},
		{"only a further layer lets it", []Pack{packs["house-2"], mexico}, staff(1, "CNY"), Block, "H-CASH", "cash_not_allowed"},
		{"at the limit", []Pack{house}, staff(500000, "CNY"), Allow, "", ""},
		{"over it", []Pack{house}, staff(500001, "CNY"), Block, "H-TAKE", "cash_over_limit"},
		{"in another currency", []Pack{house}, staff(50000, "EUR"), Allow, "", ""},
		{"over that one's limit", []Pack{house}, staff(50001, "EUR"), Block, "H-TAKE", "cash_over_limit"},
		{"in a currency without a limit", []Pack{house}, staff(1, "USD"), Block, "H-TAKE", "cash_wrong_currency"},
		{"the lower of two limits", []Pack{house, mexico}, staff(100001, "CNY"), Block, "XX-CASH", "cash_over_limit"},
		{"under both", []Pack{house, mexico}, staff(100000, "CNY"), Allow, "", ""},
		{"by an agency", []Pack{house}, and(staff(1, "CNY"), func(q *Question) { q.Case.CollectorType = "licensed_agency" }), Block, "H-TAKE", "cash_not_by_this_collector"},
		{"by nobody knows whose", []Pack{house}, and(staff(1, "CNY"), func(q *Question) { q.Case.CollectorType = "" }), Block, "H-TAKE", "cash_not_by_this_collector"},
		{"by the officer without authority", []Pack{house}, and(staff(1, "CNY"), func(q *Question) { q.Cash.Taker = q.Crew[0].ID }), Block, "H-TAKE", "cash_without_authority"},
		{"by nobody knows whom", []Pack{house}, and(staff(1, "CNY"), func(q *Question) { q.Cash.Taker = evidence.ID{} }), Block, "H-TAKE", "cash_without_authority"},
		{"authority that just ended", []Pack{house}, and(staff(1, "CNY"), func(q *Question) { q.When.Latest++; q.When.Latest += 999_999 }), Block, "H-TAKE", "cash_without_authority"},
		{"no currency", []Pack{house}, staff(1, "money"), Block, "H-CASH", "cash_not_understood"},
		{"less than nothing", []Pack{house}, staff(-1, "CNY"), Block, "H-CASH", "cash_not_understood"},
		{"by letter", []Pack{house}, and(staff(1, "CNY"), func(q *Question) { q.Channel = ChannelLetter }), Block, "H-CASH", "cash_not_understood"},
		{"at a visit under way", []Pack{house}, and(staff(500001, "CNY"), func(q *Question) { q.Act = Continue }), Block, "H-TAKE", "cash_over_limit"},
	} {
		q := byDay("2026-03-10T10:00:00+08:00", shanghai, "CN-SH")
		c.edit(&q)
		wants(t, c.name, Evaluate(c.packs, q), c.decision, c.rule, c.code)
	}
}

// What the third schema added, the second does not have: a program that knows the
// second alone would read the pack as milder than it is.
func TestTheSecondSchemaStaysWhatItWas(t *testing.T) {
	for name, edit := range map[string]func(object){
		"cash": func(o object) {
			o["cash"] = object{"id": "H-TAKE", "collector_types": []any{"*"}, "most": []any{object{"currency": "CNY", "amount": 1}}, "cites": []any{"HOUSE"}}
		},
		"after_first": func(o object) {
			o["after_first"] = []any{object{"id": "H-VAL", "channels": []any{"visit"}, "kind": "validation", "forms": []any{"written"}, "within_days": 5, "dispute_days": 30, "cites": []any{"HOUSE"}}}
		},
		"a consent": func(o object) {
			o["consents"] = append(o["consents"].([]any), object{"kind": "consent.family", "forms": []any{"written"}})
		},
		"of a listener": func(o object) { o["speech"].([]any)[0].(object)["requires"] = []any{"consent.workplace"} },
		"a test":        func(o object) { o["tests"].([]any)[0].(object)["time_class"] = "B" },
	} {
		data := editedFile(t, "house-2", edit)
		if _, err := ParsePack(data); err == nil {
			t.Errorf("%s: taken", name)
		}
		third := editedFile(t, "house-2", func(o object) { edit(o); o["schema"] = schemaThird })
		if _, err := ParsePack(third); err != nil {
			t.Errorf("%s: not taken under the third: %v", name, err)
		}
	}
}

// Who says that a stop stands is repeated as such: of a case's file it was called unknown,
// though a debtor had asked for no more contact.
func TestWhoSaysThatAStopStands(t *testing.T) {
	cases, err := ParseCases([]byte(`{"stops":[{"flag":"cease_contact","source":"debtor"},{"flag":"represented","source":"officer"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	tried := cases[0].Try(lastEditions(t), nil)
	said := map[string]string{}
	for _, r := range tried.Verdict.Reasons {
		if r.Code == "flag_stands" {
			said[r.Params["flag"]] = r.Params["source"] + "|" + r.Params["said_by"]
		}
	}
	if said["cease_contact"] != "|debtor" || said["represented"] != "officer|" || len(tried.NotUnderstood) > 0 {
		t.Errorf("%q, not understood %q", said, tried.NotUnderstood)
	}
}
