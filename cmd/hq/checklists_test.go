package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fairvisit/assets"
	"fairvisit/visits/checklist"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

// saidOfLists runs hq and gives its exit code and words.
func saidOfLists(t *testing.T, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(t.Context(), args, strings.NewReader(""), &o, &e)
	return code, o.String(), e.String()
}

func put(t *testing.T, folder, name, text string) string {
	t.Helper()
	path := filepath.Join(folder, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func formFile(t *testing.T, folder string, rows ...[]any) string {
	t.Helper()
	f := excelize.NewFile()
	if err := f.SetSheetName("Sheet1", "survey"); err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		at, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.SetSheetRow("survey", at, &row); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(folder, "form.xlsx")
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestChecklistsAreImportedAndRun(t *testing.T) {
	folder := t.TempDir()
	form := formFile(t, folder, []any{"type", "name", "label", "relevant", "constraint", "calculation"},
		[]any{"integer", "age", "Age", "", ". < 120"}, []any{"date", "next", "Next at ${age}, twice ${twice}", "${age} >= 18", ". > today()"}, []any{"calculate", "twice", "", "", "", "${age} * 2"})
	list := filepath.Join(folder, "list.json")
	if code, out, errs := saidOfLists(t, "checklists", "import", form, "-o", list); code != 0 || !strings.Contains(out, "form 1, 3 questions in en, SHA-256 ") {
		t.Fatal(code, out, errs)
	}
	good := put(t, folder, "good.json", `{"age": 20, "next": "2026-03-10"}`)
	want := checklistRun{ID: "form", Version: "1", At: "2026-03-09T08:00", Asked: []string{"age", "next"}, Values: map[string]string{"age": "20", "next": "2026-03-10", "twice": "40"},
		Texts:    []checklistText{{Question: "age", Title: map[string]string{"en": "Age"}}, {Question: "next", Title: map[string]string{"en": "Next at 20, twice 40"}}},
		Failures: []checklist.Failure{}, NotAsked: []string{}, Changes: []checklistChange{}}
	var last string
	for _, from := range []string{form, list} {
		code, out, errs := saidOfLists(t, "checklists", "run", from, "-answers", good, "-at", "2026-03-09T08:00", "-json")
		var got checklistRun
		if err := json.Unmarshal([]byte(out), &got); err != nil || code != 0 {
			t.Fatal(code, err, errs)
		}
		if want.Hash = got.Hash; last != "" && out != last {
			t.Error("the form and its checklist give different runs")
		}
		last = out
		if d := cmp.Diff(want, got); d != "" {
			t.Error(d)
		}
	}
	log := put(t, folder, "log.json", `[{"q":"age","value":20,"at":1000000},{"q":"age","value":12,"at":61000000,"reason":"slip"},{"q":"next","value":"2026-03-01"},{"q":"nobody","value":1}]`)
	code, out, errs := saidOfLists(t, "checklists", "run", list, "-answers", log, "-json")
	var got checklistRun
	if err := json.Unmarshal([]byte(out), &got); err != nil || code != 1 || !strings.Contains(errs, "do not satisfy") {
		t.Fatal(code, err, errs)
	}
	if d := cmp.Diff([]checklistChange{{"age", "20", "12", "slip", 60_000}}, got.Changes); d != "" || !slices.Equal(got.NotAsked, []string{"next"}) || len(got.Failures) != 1 || got.Failures[0].Question != "nobody" {
		t.Error(d, got.NotAsked, got.Failures)
	}
	later := put(t, folder, "later.json", `{"age": 20, "next": "2999-01-01"}`)
	if code, out, errs := saidOfLists(t, "checklists", "run", list, "-answers", later); code != 0 {
		t.Error("without a time today() is the clock's:", code, out, errs)
	}
	if code, out, _ := saidOfLists(t, "checklists", "run", list, "-answers", put(t, folder, "past.json", `{"age": 20, "next": "2001-01-01"}`)); code != 1 || !strings.Contains(out, "next: constraint") {
		t.Error("a day before today:", code, out)
	}
}

func TestChecklistsRefuseWhatTheyDoNotRead(t *testing.T) {
	folder := t.TempDir()
	list := filepath.Join(folder, "list.json")
	form := formFile(t, folder, []any{"type", "name", "label", "relevant"}, []any{"video", "a", "A"}, []any{"text", "b", "Call the employer"}, []any{"text", "c", "C", "uuid() = 1"})
	code, _, errs := saidOfLists(t, "checklists", "import", form, "-o", list)
	for _, words := range []string{`survey, row 2, type, "video"`, "Pressing through the employer", `survey, row 4, relevant, "uuid() = 1"`, "uuid()"} {
		if code != 1 || !strings.Contains(errs, words) {
			t.Errorf("%d, %s does not say %s", code, errs, words)
		}
	}
	if _, err := os.Stat(list); !os.IsNotExist(err) {
		t.Error("a checklist was written of a form that was refused")
	}
	house := strings.Replace(string(assets.HouseChecklist()), "What did you leave?", "Post the notice on the door", 1)
	bad := put(t, folder, "bad.json", house)
	if code, _, errs := saidOfLists(t, "checklists", "run", bad, "-answers", put(t, folder, "none.json", "{}")); code != 1 || !strings.Contains(errs, "Shaming in public") {
		t.Error("a list written by hand:", code, errs)
	}
	if code, out, errs := saidOfLists(t, "checklists", "run", put(t, folder, "house.json", string(assets.HouseChecklist())), "-answers", put(t, folder, "none.json", "{}"), "-json"); code != 1 || !strings.Contains(out, `"a12-need"`) || !strings.Contains(errs, "do not satisfy") {
		t.Error("our own list:", code, errs)
	}
	for _, args := range [][]string{{"checklists"}, {"checklists", "export"}} {
		if code, _, errs := saidOfLists(t, args...); code != 2 || !strings.Contains(errs, "usage") {
			t.Error(args, code, errs)
		}
	}
	for _, args := range [][]string{{"checklists", "import", form}, {"checklists", "import", "-o", list}, {"checklists", "run", form, "-answers", "nowhere"}, {"checklists", "run", form, "-at", "noon", "-answers", form}} {
		if code, _, _ := saidOfLists(t, args...); code != 1 {
			t.Error(args, code)
		}
	}
}

// A run says what is read at each question; what a text cannot show is refused by row and
// column, and a list written by hand is held to the same.
func TestTextsOfARunShowTheAnswers(t *testing.T) {
	folder := t.TempDir()
	list := filepath.Join(folder, "list.json")
	form := formFile(t, folder, []any{"type", "name", "label::English (en)", "label::中文 (zh-Hans)", "hint::English (en)", "hint::中文 (zh-Hans)"},
		[]any{"begin repeat", "member", "${first}", "${first}"}, []any{"text", "first", "First name", "名字"}, []any{"date", "since", "Here since, ${first}?", "${first}，何时住在这里？", "as ${first} says", "按${first}所说"}, []any{"end repeat"})
	if code, _, errs := saidOfLists(t, "checklists", "import", form, "-o", list); code != 0 {
		t.Fatal(errs)
	}
	code, out, errs := saidOfLists(t, "checklists", "run", list, "-answers", put(t, folder, "a.json", `{"member.count": 2, "first[1]": "Ann"}`), "-json")
	var got checklistRun
	if err := json.Unmarshal([]byte(out), &got); err != nil || code != 0 {
		t.Fatal(code, err, errs)
	}
	two := func(en, zh string) map[string]string { return map[string]string{"en": en, "zh-Hans": zh} }
	if d := cmp.Diff([]checklistText{
		{Question: "member.count", Title: two("How many? member", "共几个？member")},
		{Question: "first[1]", In: []map[string]string{two("Ann", "Ann")}, Title: two("First name", "名字")},
		{Question: "since[1]", In: []map[string]string{two("Ann", "Ann")}, Title: two("Here since, Ann?", "Ann，何时住在这里？"), Why: two("as Ann says", "按Ann所说")},
		{Question: "first[2]", In: []map[string]string{two("…", "…")}, Title: two("First name", "名字")},
		{Question: "since[2]", In: []map[string]string{two("…", "…")}, Title: two("Here since, …?", "…，何时住在这里？"), Why: two("as … says", "按…所说")},
	}, got.Texts); d != "" {
		t.Error(d)
	}
	form = formFile(t, folder, []any{"type", "name", "label"}, []any{"text", "a", "Dear ${you}"}, []any{"text", "b", "Dear ${a"})
	if code, _, errs := saidOfLists(t, "checklists", "import", form, "-o", list); code != 1 || !strings.Contains(errs, `survey, row 2, label, "Dear ${you}": ${you} is no question`) || !strings.Contains(errs, `survey, row 3, label, "Dear ${a": a "${" is not closed`) {
		t.Error(code, errs)
	}
	data, err := os.ReadFile(list)
	if err != nil {
		t.Fatal(err)
	}
	bad := put(t, folder, "bad.json", strings.Replace(string(data), "Here since, ${first}?", "Call the ${first}employer", 1))
	if code, _, errs := saidOfLists(t, "checklists", "run", bad, "-answers", put(t, folder, "none.json", "{}")); code != 1 || !strings.Contains(errs, "employer") {
		t.Error(code, errs)
	}
}

// What was never answered, or is answered no more, is unanswered however it is
// written; a file that can be read in two ways is none.
func TestAnswersAreReadAsOneThinksTheyAre(t *testing.T) {
	folder := t.TempDir()
	form := formFile(t, folder, []any{"type", "name", "label", "required", "calculation"}, []any{"integer", "a", "A"}, []any{"text", "b", "B", "yes"}, []any{"geopoint", "p", "P"}, []any{"dateTime", "d", "D"}, []any{"decimal", "n", "N"}, []any{"acknowledge", "k", "K"},
		[]any{"calculate", "c", "", "", "coalesce(${a}, ${n}, 'none')"})
	run := func(answers string) (int, checklistRun, string) {
		t.Helper()
		code, out, errs := saidOfLists(t, "checklists", "run", form, "-answers", put(t, folder, "a.json", answers), "-json")
		var got checklistRun
		if out != "" {
			if err := json.Unmarshal([]byte(out), &got); err != nil {
				t.Fatal(err)
			}
		}
		return code, got, errs
	}
	for _, answers := range []string{`{"b":"x","a":""}`, `{"b":"x","a":null}`, `{"b":"x"}`, `[{"q":"b","value":"x"},{"q":"a","value":5},{"q":"a","value":null,"reason":"slip"}]`, `[{"q":"b","value":"x"},{"q":"a","value":5},{"q":"a","value":""}]`} {
		if code, got, errs := run(answers); code != 0 || got.Values["a"] != "" || got.Values["c"] != "none" || len(got.Changes) > 0 && (got.Changes[0].Old != "5" || got.Changes[0].New != "") {
			t.Errorf("%s: %d, %+v, %s", answers, code, got, errs)
		}
	}
	if code, got, _ := run(`{"a":1,"b":null}`); code != 1 || len(got.Failures) != 1 || got.Failures[0].What != "missing" {
		t.Error("what is required and taken back is missing:", code, got.Failures)
	}
	if code, got, _ := run(`{"b":"x","a":5.0,"p":"31.2 121.4 0 0","d":"2026-03-09T14:31:00.000+08:00","n":0.25,"k":true}`); code != 0 || got.Values["k"] != "OK" || got.Values["a"] != "5" || got.Values["p"] != "31.2 121.4" || got.Values["d"] != "2026-03-09T14:31" || got.Values["n"] != "0.25" {
		t.Errorf("%d, %+v", code, got)
	}
	for answers, words := range map[string]string{
		`{"b":"x","a":{"b":1}}`: `"a": this is no answer`, `{"a":[[1]]}`: `"a": this is no answer`, `{"b":"x","b":"y"}`: `"b" stands there twice`, `[{"q":"b","q":"a","value":1}]`: `"q" stands there twice`,
		`[{"q":"b","answer":1}]`: "line 1 of the log", `{"b":"x"} {}`: "something follows", `"b"`: "want one object", `{"b"`: "cannot be read", ``: "cannot be read",
	} {
		if code, _, errs := run(answers); code != 1 || !strings.Contains(errs, words) {
			t.Errorf("%s: %d, %s does not say %s", answers, code, errs, words)
		}
	}
}

func TestImportTellsAllAsJSON(t *testing.T) {
	folder := t.TempDir()
	list := filepath.Join(folder, "list.json")
	survey := [][]any{{"type", "name", "label"}}
	for i := range 30 {
		survey = append(survey, []any{"video", "q" + strings.Repeat("x", i), "Q"})
	}
	var got importedForm
	code, out, _ := saidOfLists(t, "checklists", "import", formFile(t, folder, survey...), "-o", list, "-json")
	if err := json.Unmarshal([]byte(out), &got); err != nil || code != 1 || len(got.Problems) != 30 || got.Problems[29].Row != 31 {
		t.Error(err, code, len(got.Problems))
	}
	code, out, _ = saidOfLists(t, "checklists", "import", formFile(t, folder, []any{"type", "name", "label"}, []any{"start", "start"}, []any{"text", "a", "A"}), "-o", list, "-json")
	got = importedForm{}
	if err := json.Unmarshal([]byte(out), &got); err != nil || code != 0 || got.Questions != 1 || len(got.Notes) != 1 || got.Notes[0].Row != 2 || got.Hash == "" {
		t.Error(err, code, out)
	}
}
