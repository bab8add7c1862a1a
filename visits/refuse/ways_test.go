package refuse_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"fairvisit/visits/checklist"
	"fairvisit/visits/intake"
	. "fairvisit/visits/refuse"
	"fairvisit/visits/xlsform"
)

// listWith is a checklist with one thing put in.
func listWith(t *testing.T, put func(list, group, question, choice map[string]any)) error {
	t.Helper()
	said := func(s string) map[string]string { return map[string]string{"en": s, "zh-Hans": s} }
	choice := map[string]any{"code": "a", "title": said("A")}
	question := map[string]any{"id": "q", "phase": "talk", "kind": "choice", "title": said("Q"), "words": true, "group": "g", "constraint": "this != 'b'", "constraint_words": said("C")}
	group := map[string]any{"id": "g", "title": said("G")}
	list := map[string]any{"id": "l", "version": "1", "languages": []string{"en", "zh-Hans"}}
	put(list, group, question, choice)
	question["choices"], list["groups"], list["questions"] = []any{choice}, []any{group}, []any{question}
	data, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	_, err = checklist.ParseForeign(data)
	return err
}

// formWith is a form with one cell put in.
func formWith(t *testing.T, column, value string) error {
	t.Helper()
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	survey := map[string]string{"type": "select_one l", "name": "a", "label::English (en)": "A", "label::中文 (zh)": "A", "hint::中文 (zh)": "H", "constraint": ". != 'b'", "constraint_message::English (en)": "C", "default": ""}
	choices := map[string]string{"list_name": "l", "name": "x", "label::English (en)": "X", "label::中文 (zh)": "X"}
	if of, is := strings.CutPrefix(column, "choice "); is {
		choices[of] = value
	} else {
		survey[column] = value
	}
	if column == "default" { // that of a choice is one of its names
		survey["type"] = "text"
	}
	if err := f.SetSheetName("Sheet1", "survey"); err != nil {
		t.Fatal(err)
	}
	if _, err := f.NewSheet("choices"); err != nil {
		t.Fatal(err)
	}
	for sheet, row := range map[string]map[string]string{"survey": survey, "choices": choices} {
		var heads, cells []string
		for head, cell := range row {
			heads, cells = append(heads, head), append(cells, cell)
		}
		for i, line := range [][]string{heads, cells} {
			if err := f.SetSheetRow(sheet, fmt.Sprint("A", i+1), &line); err != nil {
				t.Fatal(err)
			}
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	_, err := xlsform.Import(b.Bytes())
	return err
}

// fileWith is a case file with a column of this name, or a product.
func fileWith(column, product string) error {
	data := "creditor,number,name,street,amount,currency,days_past_due,product" + column + "\nBank,1,Li,Street 1,5.00,CNY,4," + product + strings.Repeat(",x", min(1, len(column))) + "\n"
	f, err := intake.Read(strings.NewReader(data), intake.Options{Today: "2026-11-27"})
	if err == nil && len(f.Problems) > 0 {
		return errors.New(fmt.Sprint(f.Problems))
	}
	return err
}

// waysOf are the ways a text comes in, each through what reads it in the product.
func waysOf(t *testing.T, english, chinese string) map[string]error {
	en, zh := map[string]string{"en": english, "zh-Hans": "甲"}, map[string]string{"en": "A", "zh-Hans": chinese}
	type of = map[string]any
	return map[string]error{
		"list, title":            listWith(t, func(_, _, q, _ of) { q["title"] = en }),
		"list, why":              listWith(t, func(_, _, q, _ of) { q["why"] = zh }),
		"list, constraint words": listWith(t, func(_, _, q, _ of) { q["constraint_words"] = zh }),
		"list, choice":           listWith(t, func(_, _, _, c of) { c["title"] = en }),
		"list, group":            listWith(t, func(_, g, _, _ of) { g["title"] = zh }),
		"list, expression":       listWith(t, func(_, _, q, _ of) { q["constraint"] = "this != \"" + english + "\"" }),
		"form, label":            formWith(t, "label::English (en)", english),
		"form, label of another": formWith(t, "label::中文 (zh)", chinese),
		"form, hint":             formWith(t, "hint::中文 (zh)", chinese),
		"form, constraint":       formWith(t, "constraint", ". != '"+chinese+"'"),
		"form, message":          formWith(t, "constraint_message::English (en)", english),
		"form, default":          formWith(t, "default", english),
		"form, choice":           formWith(t, "choice label::English (en)", english),
		"file, product":          fileWith("", english),
		"file, product, Chinese": fileWith("", chinese),
	}
}

// Every practice by every way in, through the product's own readers: what lets a plain
// text in refuses each practice by its name.
func TestEachPracticeByEachReader(t *testing.T) {
	for way, err := range waysOf(t, "A plain question", "普通问题") {
		if err != nil {
			t.Errorf("%s: a plain text: %v", way, err)
		}
	}
	for _, w := range wanted {
		sentence := ""
		for _, p := range Practices() {
			if p.ID == w.practice {
				sentence = p.Sentence["en"]
			}
		}
		english := strings.NewReplacer("'", "", ",", "", ":", "").Replace(w.english)
		ways := waysOf(t, english, w.chinese)
		ways["list, name"] = listWith(t, func(_, _, q, _ map[string]any) {
			q["id"] = strings.ToLower(strings.NewReplacer(" ", "_", "-", "_").Replace(w.column))
		})
		ways["list, group's name"] = listWith(t, func(_, g, q, _ map[string]any) {
			g["id"] = strings.ToLower(strings.NewReplacer(" ", "_", "-", "_").Replace(w.column))
			q["group"] = g["id"]
		})
		ways["form, name"] = formWith(t, "name", w.field)
		ways["file, column"] = fileWith(","+w.column, "Loan")
		for way, err := range ways {
			if err == nil || !strings.Contains(err.Error(), sentence) {
				t.Errorf("%s by %s: %v", w.practice, way, err)
			}
		}
	}
}
