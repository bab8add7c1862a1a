package checklist_test

import (
	"encoding/json"
	"testing"

	"fairvisit/assets"
	. "fairvisit/visits/checklist"
)

type object = map[string]any

// file is the house list after an edit of its questions by id.
func file(t testing.TB, edit func(list object, byID map[string]object)) []byte {
	t.Helper()
	var o object
	if err := json.Unmarshal(assets.HouseChecklist(), &o); err != nil {
		t.Fatal(err)
	}
	byID := map[string]object{}
	for _, q := range o["questions"].([]any) {
		byID[q.(object)["id"].(string)] = q.(object)
	}
	edit(o, byID)
	data, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestListNotUnderstoodIsRefused(t *testing.T) {
	for name, edit := range map[string]func(o object, q map[string]object){
		"unknown field":           func(o object, q map[string]object) { q["d7"]["hint"] = "x" },
		"wrong case":              func(o object, q map[string]object) { q["d7"]["Required"] = true; delete(q["d7"], "required") },
		"no questions":            func(o object, q map[string]object) { delete(o, "questions") },
		"no version":              func(o object, q map[string]object) { o["version"] = "" },
		"id twice":                func(o object, q map[string]object) { q["d7"]["id"] = "d6" },
		"unknown phase":           func(o object, q map[string]object) { q["d7"]["phase"] = "lunch" },
		"phase out of order":      func(o object, q map[string]object) { q["d7"]["phase"] = "before" },
		"unknown kind":            func(o object, q map[string]object) { q["d7"]["kind"] = "video" },
		"no Chinese":              func(o object, q map[string]object) { delete(q["d7"]["title"].(object), "zh-Hans") },
		"no reason":               func(o object, q map[string]object) { delete(q["d7"], "why") },
		"condition on a later":    func(o object, q map[string]object) { q["d7"]["when"].([]any)[0].(object)["question"] = "d8" },
		"condition on itself":     func(o object, q map[string]object) { q["d7"]["when"].([]any)[0].(object)["question"] = "d7" },
		"unknown comparison":      func(o object, q map[string]object) { q["d7"]["when"].([]any)[0].(object)["op"] = "gt" },
		"value nobody can answer": func(o object, q map[string]object) { q["d7"]["when"].([]any)[0].(object)["value"] = "dog" },
		"answered with a value": func(o object, q map[string]object) {
			q["d8"]["when"].([]any)[0].(object)["value"] = "debtor"
		},
		"compares a date": func(o object, q map[string]object) {
			q["a9"]["when"] = []any{object{"question": "a8-date", "op": "eq", "value": "2026-01-01"}}
		},
		"stops at nothing":    func(o object, q map[string]object) { q["d7"]["stops"] = []any{"dog"} },
		"stops the close":     func(o object, q map[string]object) { q["c4"]["stops"] = []any{"no"} },
		"one choice":          func(o object, q map[string]object) { q["d6"]["choices"] = q["d6"]["choices"].([]any)[:1] },
		"choice twice":        func(o object, q map[string]object) { q["d6"]["choices"].([]any)[1].(object)["code"] = "debtor" },
		"choices for yes/no":  func(o object, q map[string]object) { q["d7"]["choices"] = q["d6"]["choices"] },
		"number without max":  func(o object, q map[string]object) { delete(q["a13"], "max") },
		"min above max":       func(o object, q map[string]object) { q["a13"]["min"] = 99 },
		"fraction":            func(o object, q map[string]object) { q["a13"]["max"] = 1.5 },
		"max for yes/no":      func(o object, q map[string]object) { q["d7"]["max"] = 3 },
		"text too long":       func(o object, q map[string]object) { q["t3"]["max"] = 100000 },
		"free text as a fact": func(o object, q map[string]object) { delete(q["t3"], "words") },
	} {
		if l, err := Parse(file(t, edit)); err == nil {
			t.Errorf("%s: taken", name)
		} else if len(l.Questions) != 0 || !l.Hash().IsZero() {
			t.Errorf("%s: half taken", name)
		}
	}
	if _, err := Parse(file(t, func(object, map[string]object) {})); err != nil {
		t.Errorf("the unedited list is refused: %v", err)
	}
}

func FuzzParse(f *testing.F) {
	// A small seed: the fuzzer would spend its time on making the house list shorter.
	f.Add([]byte(`{"id":"l","version":"1","questions":[{"id":"a","phase":"door","kind":"yesno","title":{"en":"a","zh-Hans":"b"},"why":{"en":"a","zh-Hans":"b"},"stops":["no"]},{"id":"b","phase":"talk","kind":"number","title":{"en":"a","zh-Hans":"b"},"why":{"en":"a","zh-Hans":"b"},"when":[{"question":"a","op":"ne","value":"no"}],"max":9}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		l, err := Parse(data)
		if err != nil {
			return
		}
		a := Answers{}
		for _, phase := range phases {
			for range len(l.Questions) {
				q, ok := l.Next(phase, a)
				if !ok {
					break
				}
				a[q.ID] = harmless(q)
				if l.Check(q.ID, a[q.ID]) != nil {
					return // a text of at least two characters, say
				}
			}
			if q, more := l.Next(phase, a); more {
				t.Fatalf("phase %s does not end: %s", phase, q.ID)
			}
		}
	})
}
