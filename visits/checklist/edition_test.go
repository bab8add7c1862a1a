package checklist_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"fairvisit/assets"
	"fairvisit/visits/checklist"
)

// edited is the house's list after edits of its file.
func edited(t *testing.T, edit func(list map[string]any, ask func(id string) map[string]any)) checklist.List {
	t.Helper()
	var list map[string]any
	if err := json.Unmarshal(assets.HouseChecklist(), &list); err != nil {
		t.Fatal(err)
	}
	edit(list, func(id string) map[string]any {
		for _, q := range list["questions"].([]any) {
			if q := q.(map[string]any); q["id"] == id {
				return q
			}
		}
		t.Fatalf("the house's list has no question %s", id)
		return nil
	})
	data, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	l, err := checklist.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func without(list map[string]any, id string) {
	list["questions"] = slices.DeleteFunc(list["questions"].([]any), func(q any) bool { return q.(map[string]any)["id"] == id })
}

// What is told by the ids of the house's list must be asked as it was by any list
// in force; all else is an edition's own.
func TestAnEditionAsksWhatTheHouseAsks(t *testing.T) {
	house, err := checklist.Parse(assets.HouseChecklist())
	if err != nil {
		t.Fatal(err)
	}
	type ask = func(id string) map[string]any
	for name, c := range map[string]struct {
		edit func(list map[string]any, q ask)
		says string // "": it is one
	}{
		"the list itself": {func(map[string]any, ask) {}, ""},
		"another text":    {func(_ map[string]any, q ask) { q("t5")["title"].(map[string]any)["en"] = "What came in between?" }, ""},
		"more questions, a group, rounds": {func(list map[string]any, _ ask) {
			text := func(s string) map[string]any { return map[string]any{"en": s, "zh-Hans": s} }
			list["groups"] = []any{map[string]any{"id": "pet", "title": text("Pet"), "repeat": true, "count": `q["pet.count"]`}}
			list["questions"] = append(list["questions"].([]any),
				map[string]any{"id": "pet.count", "phase": "after", "kind": "number", "title": text("How many?"), "why": text("So."), "max": 9},
				map[string]any{"id": "pet.kind", "phase": "after", "kind": "yesno", "title": text("Does it bite?"), "why": text("So."), "group": "pet"})
		}, ""},
		"one more answer that stops": {func(_ map[string]any, q ask) { q("a8")["stops"] = []any{"no"} }, ""},
		"narrower bounds":            {func(_ map[string]any, q ask) { q("a13")["max"] = 2 }, ""},
		"another list":               {func(list map[string]any, _ ask) { list["id"] = "household" }, "only an edition of"},
		"a third language": {func(list map[string]any, _ ask) {
			list["languages"] = []any{"en", "zh-Hans", "fr"}
			spoken(list["questions"], func(texts map[string]any) { texts["fr"] = "…" })
		}, ""},
		"no Chinese": {func(list map[string]any, _ ask) {
			list["languages"] = []any{"en"}
			spoken(list["questions"], func(texts map[string]any) { delete(texts, "zh-Hans") })
		}, "no texts in zh-Hans"},
		"asked in another order": {func(list map[string]any, _ ask) {
			all := list["questions"].([]any)
			all[0], all[1] = all[1], all[0]
		}, "asks first"},
		"one left out":                    {func(list map[string]any, _ ask) { without(list, "r7") }, "r7 of visit-house " + house.Version + " is left out"},
		"not required any more":           {func(_ map[string]any, q ask) { delete(q("c8"), "required") }, "c8 is another"},
		"a stop taken away":               {func(_ map[string]any, q ask) { delete(q("d4"), "stops") }, "does not any more"},
		"an answer that may not be given": {func(_ map[string]any, q ask) { q("d4")["constraint"] = `this != "yes"` }, "narrower and not wider"},
		"a choice that may not be made":   {func(_ map[string]any, q ask) { q("d6")["constraint"] = `this != "minor"` }, "narrower and not wider"},
		"an amount that hangs on another": {func(_ map[string]any, q ask) { q("t12")["constraint"] = `q.d4 == "no"` }, "narrower and not wider"},
		"a choice more":                   {func(_ map[string]any, q ask) { more(q("c1")) }, "choices must stay"},
		"asked under another condition":   {func(_ map[string]any, q ask) { delete(q("c2"), "when") }, "when it is asked"},
		"wider bounds":                    {func(_ map[string]any, q ask) { q("a13")["max"] = 99 }, "narrower and not wider"},
		"ticked before anybody answered":  {func(_ map[string]any, q ask) { q("t8")["usual"] = "yes"; q("t6")["usual"] = "no" }, "ticked before"},
		"in a group that hides it": {func(list map[string]any, q ask) {
			list["groups"] = []any{map[string]any{"id": "never", "relevant": "false"}}
			q("r8")["group"] = "never"
		}, "its group"},
	} {
		err := edited(t, c.edit).EditionOf(house)
		if (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// spoken does something to each text of what was read from a file.
func spoken(v any, do func(texts map[string]any)) {
	switch v := v.(type) {
	case map[string]any:
		if _, is := v["zh-Hans"]; is {
			do(v)
			return
		}
		for _, x := range v {
			spoken(x, do)
		}
	case []any:
		for _, x := range v {
			spoken(x, do)
		}
	}
}

func more(q map[string]any) {
	q["choices"] = append(q["choices"].([]any), map[string]any{"code": "more", "title": map[string]any{"en": "More", "zh-Hans": "更多"}})
}

// A form of a bank is joined into the house's list: its question about the talk is
// asked where there is a talk, one about the time after it always, and the house's as
// they were.
func TestAFormIsJoinedIntoTheHousesList(t *testing.T) {
	house, err := checklist.Parse(assets.HouseChecklist())
	if err != nil {
		t.Fatal(err)
	}
	form := func(languages, id string) checklist.List {
		text := `{"en":"Text","zh-Hans":"文字"}`
		l, err := checklist.Parse([]byte(`{"id":"bank","version":"1","languages":` + languages + `,"groups":[{"id":"kid","title":` + text + `,"repeat":true,"count":"q[\"kid.count\"]"}],"questions":[
{"id":"kid.count","phase":"talk","kind":"number","title":` + text + `,"required":true,"max":9,"words":true},
{"id":"` + id + `","phase":"talk","kind":"yesno","title":` + text + `,"words":true,"group":"kid"},
{"id":"parked","phase":"after","kind":"yesno","title":` + text + `,"words":true}]}`))
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	data, err := checklist.Join(house, form(`["zh-Hans","en"]`, "school"), "2026.9.0")
	if err != nil {
		t.Fatal(err)
	}
	l, err := checklist.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	asked := func(a checklist.Answers) (ids []string) {
		for _, q := range l.Asked(a) {
			ids = append(ids, q.ID)
		}
		return ids
	}
	if ids := asked(nil); slices.Contains(ids, "kid.count") || !slices.Contains(ids, "parked") || !slices.Contains(ids, "a7") {
		t.Errorf("nobody was met, and asked are %q", ids)
	}
	met := checklist.Answers{"d6": checklist.Chosen("debtor"), "d11": checklist.Chosen("document"), "d12": checklist.Yes, "d13": checklist.Yes, "kid.count": checklist.Number(2)}
	if ids := asked(met); !slices.Contains(ids, "school[2]") || !slices.Contains(ids, "t1") {
		t.Errorf("the debtor talks, and asked are %q", ids)
	}
	if again, err := checklist.Join(house, form(`["zh-Hans","en"]`, "school"), "2026.9.0"); err != nil || string(again) != string(data) {
		t.Errorf("joined again it is another file: %v", err)
	}
	if _, err := checklist.Join(house, form(`["zh-Hans","en"]`, "t1"), "2026.9.0"); err == nil || !strings.Contains(err.Error(), "question t1 of the form") {
		t.Errorf("a question of the house's name: %v", err)
	}
}
