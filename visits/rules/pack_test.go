package rules

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"fairvisit/assets"
)

// object is a pack file that a test edits before it is parsed.
type object = map[string]any

func housePack(t testing.TB, edit func(object)) Pack {
	t.Helper()
	p, err := ParsePack(houseFile(t, edit))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func houseFile(t testing.TB, edit func(object)) []byte {
	t.Helper()
	var o object
	if err := json.Unmarshal(assets.FirstHousePack(), &o); err != nil {
		t.Fatal(err)
	}
	if edit != nil {
		edit(o)
	}
	data, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// countryPack is a further layer with nothing in it but what edit adds.
func countryPack(t testing.TB, edit func(object)) Pack {
	t.Helper()
	return housePack(t, func(o object) {
		o["id"], o["layer"] = "xx.consumer", "country"
		for _, k := range []string{"windows", "closed_days", "hard_blocks", "crew", "freshness", "may_say", "evidence", "tests"} {
			delete(o, k)
		}
		edit(o)
	})
}

func TestPackThatFailsItsOwnTestIsNamed(t *testing.T) {
	p := housePack(t, func(o object) { o["windows"].([]any)[0].(object)["from"] = "10:00" })
	if err := p.Prove(); err == nil || !strings.Contains(err.Error(), "opens_to_the_second") {
		t.Errorf("a pack that opens an hour late passed its own tests, or another was named: %v", err)
	}
}

func TestPackNotUnderstoodIsRefusedAndBlocks(t *testing.T) {
	window := func(o object) object { return o["windows"].([]any)[0].(object) }
	hardBlock := func(o object) object { return o["hard_blocks"].([]any)[0].(object) }
	ownTest := func(o object) object { return o["tests"].([]any)[0].(object) }
	for name, edit := range map[string]func(object){
		"another schema":          func(o object) { o["schema"] = "visitpack/9" },
		"unknown field":           func(o object) { o["frequency"] = "weekly" },
		"unknown window field":    func(o object) { window(o)["severity"] = "warn" },
		"field in the wrong case": func(o object) { o["Crew"] = o["crew"]; delete(o, "crew") },
		"optional, in wrong case": func(o object) { o["May_Say"] = o["may_say"]; delete(o, "may_say") },
		"windows null":            func(o object) { o["windows"] = nil },
		"days empty":              func(o object) { window(o)["days"] = []any{} },
		"fraction":                func(o object) { o["crew"].(object)["min"] = 1.5 },
		"crew of none":            func(o object) { o["crew"].(object)["min"] = 0 },
		"unknown layer":           func(o object) { o["layer"] = "planet" },
		"unknown status":          func(o object) { o["status"] = "fine" },
		"no title in Chinese":     func(o object) { delete(o["title"].(object), "zh-Hans") },
		"unknown day":             func(o object) { window(o)["days"] = []any{"mon", "funday"} },
		"day twice":               func(o object) { window(o)["days"] = []any{"mon", "mon"} },
		"hour 25":                 func(o object) { window(o)["to"] = "25:00" },
		"hour of one digit":       func(o object) { window(o)["from"] = "9:00" },
		"window of no length":     func(o object) { window(o)["to"] = "09:00" },
		"unknown place":           func(o object) { window(o)["place_kinds"] = []any{"hospital"} },
		"unknown consent":         func(o object) { window(o)["requires"] = []any{"consent.everything"} },
		"closed days unsaid":      func(o object) { delete(window(o), "closed_days") },
		"negative margin":         func(o object) { window(o)["last_start_before_close_min"] = -1 },
		"rule id twice":           func(o object) { window(o)["id"] = "W-WORK" },
		"no rule id":              func(o object) { hardBlock(o)["id"] = "" },
		"unknown flag":            func(o object) { hardBlock(o)["flag"] = "rich" },
		"flag left out":           func(o object) { o["hard_blocks"] = o["hard_blocks"].([]any)[1:] },
		"no way out named":        func(o object) { delete(hardBlock(o), "instead") },
		"impossible date":         func(o object) { o["closed_days"].(object)["days"] = []any{"2026-02-30"} },
		"closed days unordered":   func(o object) { o["closed_days"].(object)["days"] = []any{"2026-10-02", "2026-10-01"} },
		"ends before it begins":   func(o object) { o["effective_to"] = "2025-12-31" },
		"never stale":             func(o object) { o["stale_after_days"] = 0 },
		"never issued":            func(o object) { delete(o, "issued") },
		"flags block before warn": func(o object) { o["freshness"].(object)["block_hours"] = 1 },
		"no country":              func(o object) { o["jurisdiction"].(object)["country"] = "China" },
		"applies to nothing":      func(o object) { delete(o["applies_to"].(object), "debt_types") },
		"house without tests":     func(o object) { delete(o, "tests") },
		"house without windows":   func(o object) { delete(o, "windows") },
		"test without a rule":     func(o object) { ownTest(o)["expect"] = "block" },
		"test of another act":     func(o object) { ownTest(o)["act"] = "peek" },
		"test without an offset":  func(o object) { ownTest(o)["at"] = "2026-03-10T10:00:00" },
		"sentence for a code":     func(o object) { o["may_say"] = []any{"You owe us"} },
	} {
		p, err := ParsePack(houseFile(t, edit))
		if err == nil {
			t.Errorf("%s: taken", name)
		}
		wants(t, name, Evaluate([]Pack{housePack(t, nil), p}, tuesday()), Block, "H-PACK", "pack_not_understood")
	}
	for name, data := range map[string]string{
		"name twice":     strings.Replace(string(assets.FirstHousePack()), `"min": 2`, `"min": 2, "min": 1`, 1),
		"trailing bytes": string(assets.FirstHousePack()) + "{}",
		"not UTF-8":      strings.Replace(string(assets.FirstHousePack()), "House", "\xff", 1),
		"too large":      string(assets.FirstHousePack()) + strings.Repeat(" ", maxPack),
		"empty":          "",
	} {
		if _, err := ParsePack([]byte(data)); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

func FuzzParsePack(f *testing.F) {
	// A small seed: the fuzzer would spend its time on making the house pack shorter.
	f.Add([]byte(`{"schema":"visitpack/1","id":"xx","version":"1","title":{"en":"a","zh-Hans":"b"},"layer":"country","status":"unverified","jurisdiction":{"country":"*","region":"*"},"applies_to":{"debt_types":["*"],"collector_types":["*"]},"issued":"2026-01-01","effective_from":"2026-01-01","stale_after_days":9,"windows":[{"id":"XX-W","place_kinds":["home"],"days":["tue"],"from":"22:00","to":"12:00","closed_days":"deny"}],"closed_days":{"id":"XX-C","days":["2026-03-10"]},"crew":{"id":"XX-N","min":2}}`))
	f.Add([]byte(`{"schema":"visitpack/2","id":"xx","version":"1","title":{"en":"a","zh-Hans":"b"},"layer":"country","status":"unverified","jurisdiction":{"country":"*","region":"*"},"applies_to":{"debt_types":["*"],"collector_types":["*"]},"issued":"2026-01-01","effective_from":"2026-01-01","stale_after_days":9,"sources":[{"id":"XX","law":"a","article":"1","confidence":"S"}],"consents":[{"kind":"consent.time","forms":["written"]}],"frequency":[{"id":"XX-F","channels":["visit"],"counts":"reached","per":"debt","window":"rolling","days":30,"max":1,"severity":"block","relax_with":["consent.time"],"cites":["XX"]}],"notices":[{"id":"XX-N","kind":"visit","forms":["written"],"working_days":5,"cites":["XX"]}],"closed_days":{"id":"XX-C","days":["2026-03-09"],"working":["2026-03-08"],"from":"2026-01-01","through":"2026-12-31","cites":["XX"]}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := ParsePack(data)
		if err != nil {
			if p.SHA256() != (Pack{}).SHA256() {
				t.Fatal("a refused pack has a name")
			}
			return
		}
		q := tuesday()
		q.History, q.Notices = []Contact{visited("2026-03-01T10:00:00+08:00"), {}}, []Notice{{Kind: "visit", Form: "written", At: q.When.Latest - 9*day}}
		v := Evaluate([]Pack{p}, q)
		if v.Decision != Allow && v.Decision != Warn && v.Decision != Block {
			t.Fatalf("no decision: %+v", v)
		}
		if v.Allowed() && p.Layer != layerHouse {
			t.Fatal("allowed without a house pack")
		}
		again, err := ParsePack(data)
		if err != nil || again.SHA256() != p.SHA256() {
			t.Fatal("the same bytes read differently")
		}
	})
}

func codesOf(v Verdict) []string {
	var out []string
	for _, r := range v.Reasons {
		out = append(out, r.Rule+" "+r.Code)
	}
	return out
}

// wants checks the decision and that the rule gives that reason.
func wants(t testing.TB, name string, v Verdict, d Decision, rule, code string) {
	t.Helper()
	if v.Decision != d || rule != "" && !slices.Contains(codesOf(v), rule+" "+code) {
		t.Errorf("%s: want %s by %s %s, got %s by %v", name, d, rule, code, v.Decision, codesOf(v))
	}
	for _, r := range v.Reasons {
		if slices.Contains(slices.Collect(maps.Values(r.Params)), "") {
			t.Errorf("%s: %s has an empty parameter: %v", name, r.Code, r.Params)
		}
	}
}
