package xlsform

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fairvisit/visits/checklist"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

type rows = [][]any

// workbook writes a real workbook.
func workbook(t testing.TB, survey, choices, settings rows, edit ...func(*excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(f.SetSheetName("Sheet1", "survey"))
	for _, s := range []struct {
		name string
		rows rows
	}{{"survey", survey}, {"choices", choices}, {"settings", settings}} {
		if s.rows == nil {
			continue
		}
		if s.name != "survey" {
			_, err := f.NewSheet(s.name)
			must(err)
		}
		for i, row := range s.rows {
			at, err := excelize.CoordinatesToCellName(1, i+1)
			must(err)
			must(f.SetSheetRow(s.name, at, &row))
		}
	}
	for _, e := range edit {
		e(f)
	}
	var b bytes.Buffer
	must(f.Write(&b))
	must(f.Close())
	return b.Bytes()
}

func taken(t testing.TB, data []byte) (checklist.List, Form) {
	t.Helper()
	form, err := Import(data)
	if err != nil {
		t.Fatal(err)
	}
	l, err := checklist.Parse(form.List)
	if err != nil {
		t.Fatal(err)
	}
	return l, form
}

// answers reads answers as text; a kind that is captured takes none here.
func answers(t testing.TB, l checklist.List, texts map[string]string) checklist.Answers {
	t.Helper()
	a := checklist.Answers{}
	for id, text := range texts {
		q, known := l.Question(id)
		v, err := q.Parse(text)
		if !known || err != nil {
			t.Fatalf("%s %q: %v", id, text, err)
		}
		a[id] = v
	}
	return a
}

func refusedWith(t testing.TB, data []byte) []Problem {
	t.Helper()
	form, err := Import(data)
	var r *Refused
	if !errors.As(err, &r) || form.List != nil {
		t.Fatalf("not refused: %v, %d bytes of a list", err, len(form.List))
	}
	return r.Problems
}

var yesNo = rows{{"list_name", "name", "label"}, {"yn", "yes", "Yes"}, {"yn", "no", "No"}}

// A form as people write it, run on answers: what is asked, in which order, what
// it comes to, and what fails.
func TestFormIsAskedAsItsAuthorWroteIt(t *testing.T) {
	data := workbook(t, rows{
		{"type", "name", "label::English (en)", "label::中文 (zh)", "hint::English (en)", "hint::中文 (zh)", "required", "relevant", "constraint", "constraint_message::English (en)", "constraint_message::中文 (zh)", "calculation", "default", "choice_filter", "appearance"},
		{"note", "hello", "Welcome", "您好"},
		{"select_one yn", "home", "Is anybody home?", "家里有人吗？", "Knock once", "敲一次门", "yes"},
		{"begin group", "talk", "The talk", "面谈", "", "", "", "${home} = 'yes'"},
		{"integer", "age", "Age", "年龄", "", "", "yes", "", ". >= 18 and . < 120", "Adults only", "只限成年人"},
		{"decimal", "income", "Income", "收入", "", "", "", "", "", "", "", "", "1000.50"},
		{"select_multiple help", "help", "Help", "帮助", "", "", "", "", "count-selected(.) <= 2", "Two at most", "最多两项"},
		{"text", "other", "Which other?", "其他？", "", "", "${age} > 60", "selected(${help}, 'other')", "regex(., '[A-Za-z ]{3,}')"},
		{"calculate", "share", "", "", "", "", "", "", "", "", "", "round(${income} div 12, 2)"},
		{"date", "next", "Next visit", "下次", "", "", "", "", ". > today()", "In the future", "须在今天之后"},
		{"end group"},
		{"image", "paper", "Photo of the letter", "信件照片"},
		{"image", "mark", "Sign here", "请签名", "", "", "", "", "", "", "", "", "", "", "signature"},
		{"acknowledge", "ok", "Agreed?", "同意？"},
		{"geopoint", "place", "Place", "位置"},
		{"dateTime", "when", "When", "何时"}, {"time", "clock", "Clock", "时间"},
		{"calculate", "word", "", "", "", "", "", "", "", "", "", "if(${home} = 'yes', concat('at ', coalesce(${other}, 'home')), 'away')"},
	}, rows{{"list_name", "name", "label::English (en)", "label::中文 (zh)"}, {"yn", "yes", "Yes", "是"}, {"yn", "no", "No", "否"},
		{"help", "plan", "A plan", "分期"}, {"help", "advice", "Advice", "咨询"}, {"help", "other", "Other", "其他"}},
		rows{{"form_title", "form_id", "version", "default_language"}, {"Visit", "visit-x", 2026030901, "English (en)"}})
	l, form := taken(t, data)
	if l.ID != "visit-x" || l.Version != "2026030901" || !slices.Equal(l.Languages, []string{"en", "zh-Hans"}) || form.Title != "Visit" || len(form.Notes) != 0 {
		t.Errorf("%s %s %v %q %v", l.ID, l.Version, l.Languages, form.Title, form.Notes)
	}
	q, _ := l.Question("mark")
	if p, _ := l.Question("paper"); q.Kind != checklist.KindSignature || p.Kind != checklist.KindPhoto {
		t.Errorf("%s, %s", q.Kind, p.Kind)
	}
	l = l.At(time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC))
	s := l.Evaluate(answers(t, l, map[string]string{"home": "yes", "age": "70", "help": "plan other", "next": "2026-03-11"}))
	if d := cmp.Diff([]string{"hello", "home", "age", "income", "help", "other", "next", "paper", "mark", "ok", "place", "when", "clock"}, s.Asked); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(map[string]string{"home": "yes", "age": "70", "income": "1000.5", "help": "plan other", "next": "2026-03-11", "share": "83.38", "word": "at home"}, s.Values); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]checklist.Failure{{Question: "other", What: "missing"}}, s.Failures); d != "" {
		t.Error(d)
	}
	s = l.Evaluate(answers(t, l, map[string]string{"home": "yes", "age": "17", "help": "plan advice other", "other": "a lamp1", "next": "2026-03-10"}))
	want := []checklist.Failure{
		{Question: "age", What: "constraint", Value: "17", Words: map[string]string{"en": "Adults only", "zh-Hans": "只限成年人"}},
		{Question: "help", What: "constraint", Value: "plan advice other", Words: map[string]string{"en": "Two at most", "zh-Hans": "最多两项"}},
		{Question: "other", What: "constraint", Value: "a lamp1"},
		{Question: "next", What: "constraint", Value: "2026-03-10", Words: map[string]string{"en": "In the future", "zh-Hans": "须在今天之后"}}}
	if d := cmp.Diff(want, s.Failures); d != "" {
		t.Error(d)
	}
	s = l.Evaluate(answers(t, l, map[string]string{"home": "no", "age": "30"}))
	if d := cmp.Diff([]string{"hello", "home", "paper", "mark", "ok", "place", "when", "clock"}, s.Asked); d != "" || s.Values["word"] != "away" || !slices.Equal(s.NotAsked, []string{"age"}) {
		t.Error(d, s.Values, s.NotAsked)
	}
}

func TestSameWorkbookSameBytes(t *testing.T) {
	data := workbook(t, rows{{"type", "name", "label", "label::fr", "weird note", "appearance"}, {"select_one yn", "a", "A", "", "", "minimal"}, {"begin repeat", "kid", "Kid"}, {"text", "n", "N"}, {"end repeat"}}, yesNo, nil)
	first, err := Import(data)
	if err != nil {
		t.Fatal(err)
	}
	for range 20 {
		again, err := Import(data)
		if d := cmp.Diff(first, again); d != "" || err != nil {
			t.Fatal(d, err)
		}
	}
}

func TestRepeatsCountAndSum(t *testing.T) {
	l, _ := taken(t, workbook(t, rows{
		{"type", "name", "label", "repeat_count", "relevant", "calculation", "constraint"},
		{"integer", "rooms", "Rooms"},
		{"begin_repeat", "room", "Room", "${rooms}"},
		{"integer", "size", "Size", "", "", "", ". > 0"},
		{"text", "why", "Why so small?", "", "${size} < 5"},
		{"end_repeat", "room"},
		{"begin repeat", "kid", "Child"}, {"text", "kname", "Name"}, {"end repeat"},
		{"calculate", "all", "", "", "", "sum(${size})"},
		{"calculate", "n", "", "", "", "count(${room}) + count(${kid})"},
		{"calculate", "biggest", "", "", "", "max(${size})"},
	}, nil, nil))
	s := l.Evaluate(answers(t, l, map[string]string{"rooms": "2", "size[1]": "4", "size[2]": "12", "kid.count": "1", "kname[1]": "小明"}))
	if d := cmp.Diff([]string{"rooms", "size[1]", "why[1]", "size[2]", "kid.count", "kname[1]"}, s.Asked); d != "" {
		t.Error(d)
	}
	if s.Values["all"] != "16" || s.Values["n"] != "3" || s.Values["biggest"] != "12" {
		t.Error(s.Values)
	}
}

// count() counts what is asked, answered or not, and is 0 while nobody said how often:
// as JavaRosa does, by what is known of it; no client of ODK ran beside this.
func TestCountIsOfWhatIsAsked(t *testing.T) {
	l, _ := taken(t, workbook(t, rows{
		{"type", "name", "label", "repeat_count", "relevant", "calculation"},
		{"integer", "n", "How many?"},
		{"begin_repeat", "kid", "Child", "${n}"},
		{"integer", "age", "Age"},
		{"text", "school", "School", "", "${age} > 6"},
		{"end_repeat", "kid"},
		{"calculate", "ages", "", "", "", "count(${age})"},
		{"calculate", "schools", "", "", "", "count(${school})"},
		{"calculate", "kids", "", "", "", "count(${kid})"},
		{"text", "why", "Why none?", "", "${kids} = 0"},
	}, nil, nil))
	s := l.Evaluate(answers(t, l, map[string]string{"n": "3", "age[1]": "9"}))
	if s.Values["ages"] != "3" || s.Values["schools"] != "1" || s.Values["kids"] != "3" {
		t.Errorf("of three rounds: %v", s.Values)
	}
	if s := l.Evaluate(answers(t, l, nil)); s.Values["kids"] != "0" || !slices.Contains(s.Asked, "why") {
		t.Errorf("nobody has said how often: %v, asked %v", s.Values, s.Asked)
	}
}

func TestChoicesAreFilteredByTheirColumns(t *testing.T) {
	l, _ := taken(t, workbook(t, rows{{"type", "name", "label", "choice_filter"}, {"select_one city", "c", "City"}, {"select_one part", "p", "Part", "city = ${c} or name = 'none'"}},
		rows{{"list name", "value", "label", "city"}, {"city", "sh", "Shanghai"}, {"city", "bj", "Beijing"}, {"part", "pd", "Pudong", "sh"}, {"part", "hd", "Haidian", "bj"}, {"part", "none", "None"}}, nil))
	a := answers(t, l, map[string]string{"c": "sh"})
	var codes []string
	for _, q := range l.Asked(a) {
		if q.ID == "p" {
			for _, c := range q.Choices {
				codes = append(codes, c.Code)
			}
		}
	}
	if !slices.Equal(codes, []string{"pd", "none"}) {
		t.Error(codes)
	}
	if l.CheckIn(a, "p", checklist.Chosen("hd")) == nil || l.CheckIn(a, "p", checklist.Chosen("pd")) != nil {
		t.Error("a choice that is not offered was taken, or one that is was not")
	}
}

// Odd workbooks that are read all the same.
func TestOddFormsAreRead(t *testing.T) {
	for name, c := range map[string]struct {
		data  []byte
		asked []string
		notes int
	}{
		"header case and blanks":      {workbook(t, rows{{" Type ", "NAME", "Label :: English (en)", "Constraint Message :: English (en)", "constraint"}, {"Text", "a", "A", "no", ". != 'x'"}}, nil, nil), []string{"a"}, 0},
		"blank rows and columns":      {workbook(t, rows{{}, {"type", "", "name", "label"}, {}, {"text", "", "a", "A"}, {nil, "", "  "}, {"text", "", "b", "B"}, {}}, nil, nil), []string{"a", "b"}, 0},
		"select one with a blank":     {workbook(t, rows{{"type", "name", "label"}, {"select one yn", "a", "A"}, {"Select_One  yn", "b", "B"}, {"select multiple yn", "c", "C"}}, yesNo, nil), []string{"a", "b", "c"}, 0},
		"numbers as text and not":     {workbook(t, rows{{"type", "name", "label", "constraint", "required"}, {"integer", "a", 12, ". < 10", true}, {"select_one n", "b", "B"}}, rows{{"list_name", "name", "label"}, {"n", 1, 1}, {"n", "2", "2"}, {"n", 1.5, 1.5}}, nil), []string{"a", "b"}, 0},
		"sheet names in capitals":     {workbook(t, rows{{"type", "name", "label"}, {"text", "a", "A"}}, nil, nil, func(f *excelize.File) { _ = f.SetSheetName("survey", " Survey") }), []string{"a"}, 0},
		"old names of columns":        {workbook(t, rows{{"type", "name", "label", "relevance", "calculate"}, {"text", "a", "A", "true()"}, {"calculate", "c", "", "", "1 + 1"}}, nil, nil), []string{"a"}, 0},
		"a translation is missing":    {workbook(t, rows{{"type", "name", "label::English (en)", "label::French (fr)"}, {"text", "a", "A", "Ah"}, {"text", "b", "B", ""}, {"text", "c", "", "Cé"}}, nil, nil), []string{"a", "b", "c"}, 2},
		"no label":                    {workbook(t, rows{{"type", "name"}, {"text", "a"}}, nil, nil), []string{"a"}, 1},
		"what is only looks":          {workbook(t, rows{{"type", "name", "label", "appearance", "notes"}, {"text", "a", "A", "multiline", "ask twice"}}, nil, rows{{"style"}, {"pages"}}), []string{"a"}, 3},
		"a sheet of remarks":          {workbook(t, rows{{"type", "name", "label"}, {"text", "a", "A"}}, nil, nil, func(f *excelize.File) { _, _ = f.NewSheet("read me") }), []string{"a"}, 1},
		"a list nobody uses":          {workbook(t, rows{{"type", "name", "label"}, {"text", "a", "A"}}, yesNo, nil), []string{"a"}, 1},
		"typographic quotes":          {workbook(t, rows{{"type", "name", "label", "relevant"}, {"text", "a", "A"}, {"text", "b", "B", "${a} = ‘x’ or ${ a } = “”"}}, nil, nil), []string{"a", "b"}, 0},
		"phases by groups":            {workbook(t, rows{{"type", "name", "label"}, {"begin group", "door", "Door"}, {"text", "a", "A"}, {"end group"}, {"begin group", "close", "End"}, {"text", "b", "B"}, {"end group"}}, nil, nil), []string{"a", "b"}, 0},
		"what is not required":        {workbook(t, rows{{"type", "name", "label", "required"}, {"note", "a", "A", "no"}, {"text", "b", "B", "false()"}}, nil, nil), []string{"a", "b"}, 0},
		"deep groups":                 {workbook(t, deepGroups(30), nil, nil), []string{"a"}, 0},
		"a relevant that looks ahead": {workbook(t, rows{{"type", "name", "label", "relevant"}, {"text", "a", "A", "${b} = ''"}, {"text", "b", "B"}}, nil, nil), []string{"a", "b"}, 0},
	} {
		l, form := taken(t, c.data)
		if got := l.Evaluate(nil).Asked; !slices.Equal(got, c.asked) || len(form.Notes) != c.notes {
			t.Errorf("%s: asks %v; notes %v", name, got, form.Notes)
		}
	}
}

func deepGroups(n int) rows {
	r := rows{{"type", "name", "label"}}
	for i := range n {
		r = append(r, []any{"begin group", fmt.Sprint("g", i), "G"})
	}
	r = append(r, []any{"text", "a", "A"})
	for range n {
		r = append(r, []any{"end group"})
	}
	return r
}

// Whatever stands in a cell, it is translated into something a checklist takes,
// or refused.
func FuzzTranslate(f *testing.F) {
	for _, s := range []string{"${a} = 'x' and not(selected(${b}, 'y'))", ". >= 18 div 2", "if(${a} > 1, concat('a', \"b\"), -1.50)", "regex(., '[0-9]{3}')", "((((1))))", "count(${kid}) mod 2 = 0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, cell string) {
		m := meaning{this: true, ref: func(string) error { return nil }, rounds: func(string) string { return "" }}
		e, err := translate(cell, m)
		if err != nil {
			return
		}
		if err := checklist.CheckExpression(e); err != nil && len(e) <= 1000 && !strings.Contains(err.Error(), "pattern") && !strings.Contains(err.Error(), "written out") {
			t.Errorf("%q became %q, which is refused: %v", cell, e, err)
		}
	})
}
