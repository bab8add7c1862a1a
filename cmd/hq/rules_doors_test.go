package main

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fairvisit/assets"
	"fairvisit/visits/rules"
)

// doors are the tables in testdata/doors with the packs each is judged by. An examiner
// wrote them from the note on the law, half of them doors that open, before reading a
// pack; where the two disagreed, the pack, the engine or the case was put right.
var doors = map[string][]string{
	"china-house":         {"-pack", "base.house,cn.consumer"},
	"china-law":           {"-alone", "-pack", "cn.consumer"},
	"massachusetts-house": {"-pack", "base.house,us.federal,us-ma.consumer"},
	"massachusetts-law":   {"-alone", "-pack", "us.federal,us-ma.consumer"},
	"ireland-house":       {"-pack", "base.house,ie.consumer"},
	"ireland-law":         {"-alone", "-pack", "ie.consumer"},
	"greece-house":        {"-pack", "base.house,gr.debtor-information"},
	"governed":            nil,
	"changed-us":          {"-pack", "base.house,us.federal@2026.2.0,us.federal@2026.3.0,us-ma.consumer"},
	"changed":             {"-pack", "base.house,cn.consumer,HOUSE"},
	"money":               {"-pack", "HOUSE,cn.consumer"},
}

// houses are the house packs of tables that need another than the shipped one: HOUSE in
// their packs.
var houses = map[string]func(pack map[string]any){
	"changed": func(pack map[string]any) {
		pack["version"] = "2026.9.0"
		pack["windows"].([]any)[0].(map[string]any)["to"] = "17:00"
	},
	"money": func(pack map[string]any) {
		pack["schema"] = "visitpack/4"
		pack["cash"] = map[string]any{"id": "X-CASH", "collector_types": []string{"creditor_staff"}, "certificate": "cash_authority", "cites": []string{"HOUSE"},
			"most":          []any{map[string]any{"currency": "CNY", "amount": 500000}},
			"most_in_a_day": []any{map[string]any{"currency": "CNY", "amount": 800000}}}
	},
}

func TestDoorsOfAnExaminer(t *testing.T) {
	files, err := filepath.Glob("testdata/doors/*.json")
	if err != nil || len(files) != len(doors) {
		t.Fatalf("%d tables with packs, %v %v", len(doors), files, err)
	}
	decided := map[rules.Decision]int{}
	for _, file := range files {
		name := filepath.Base(file[:len(file)-len(".json")])
		t.Run(name, func(t *testing.T) {
			packs := slices.Clone(doors[name])
			for i, p := range packs {
				if edit := houses[name]; edit != nil {
					packs[i] = replaceHouse(t, p, edit)
				}
			}
			out, errs, _ := saidOfRules(append([]string{"check", "-json", "-case", file}, packs...)...)
			var tried []rules.Trial
			if err := json.Unmarshal([]byte(out), &tried); err != nil {
				t.Fatalf("%v: %s%s", err, out, errs)
			}
			for _, c := range tried {
				decided[c.Expected]++
				if c.Expected == "" || c.Otherwise != "" {
					t.Errorf("%s: %s", c.Case, c.Otherwise)
				}
			}
		})
	}
	if open := decided[rules.Allow] + decided[rules.Warn]; open < 54 || decided[rules.Block] < 53 {
		t.Errorf("doors went: %v", decided)
	}
}

// replaceHouse puts the file of an edited house pack in the place of the word HOUSE.
func replaceHouse(t *testing.T, packs string, edit func(map[string]any)) string {
	t.Helper()
	var pack map[string]any
	if err := json.Unmarshal(assets.HousePack(), &pack); err != nil {
		t.Fatal(err)
	}
	edit(pack)
	data, err := json.Marshal(pack)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Replace(packs, "HOUSE", filed(t, "house.json", string(data)), 1)
}
