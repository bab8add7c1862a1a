package xlsform_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fairvisit/visits/checklist"
	"fairvisit/visits/xlsform"

	"github.com/xuri/excelize/v2"
)

// fieldBook is a workbook as people write them for ODK, Kobo and SurveyCTO, and
// what becomes of it. Each was written from the specification of XLSForm and what
// pyxform and ODK do with it, before the importer was read.
type fieldBook struct {
	name    string
	sheets  []fieldSheet
	runs    []fieldRun
	refused []string // "survey 5: word": every place that is named, and a word of why; none: it is imported
	noted   []string // places that are passed over and said; every one
	words   []string // texts that the list must have somewhere, as JSON has them
}

// fieldSheet is a sheet: a row is a text with | between its cells, or typed cells.
type fieldSheet struct {
	name string
	rows []any
}

// fieldRun is one person's answers and what the specification makes of them.
type fieldRun struct {
	at       string            // what now() is; "": 2026-03-09T08:00
	answers  map[string]string // as hq checklists run takes them
	asked    string            // every question asked, in order, blanks between; "-": not looked at
	values   map[string]string // some of the values; "": it has none
	failures string            // every failure, "name: what", commas between
	texts    map[string]string // some of the texts: a name, or name/hint, name/choice, group name/in, in a language behind a blank
}

// fieldFormula is a cell whose formula was computed by a spreadsheet.
type fieldFormula struct {
	formula string
	cached  float64
}

func (b fieldBook) file(t *testing.T) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, s := range b.sheets {
		if i == 0 {
			if err := f.SetSheetName("Sheet1", s.name); err != nil {
				t.Fatal(err)
			}
		} else if _, err := f.NewSheet(s.name); err != nil {
			t.Fatal(err)
		}
		for r, row := range s.rows {
			fieldRow(t, f, s.name, r+1, row)
		}
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func fieldRow(t *testing.T, f *excelize.File, sheet string, number int, row any) {
	t.Helper()
	cells, typed := row.([]any)
	if !typed {
		for _, s := range strings.Split(row.(string), "|") {
			cells = append(cells, strings.ReplaceAll(s, "¦", "|"))
		}
	}
	for i, v := range cells {
		cell, err := excelize.CoordinatesToCellName(i+1, number)
		if err != nil {
			t.Fatal(err)
		}
		switch v := v.(type) {
		case string:
			if v != "" {
				err = f.SetCellStr(sheet, cell, v)
			}
		case fieldFormula:
			if err = f.SetCellValue(sheet, cell, v.cached); err == nil {
				err = f.SetCellFormula(sheet, cell, v.formula)
			}
		default:
			err = f.SetCellValue(sheet, cell, v)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestFormsOfTheField(t *testing.T) {
	for _, b := range slices.Concat(fieldShapes(), fieldLogic(), fieldRepeats(), fieldQuirks(), fieldRefused(), fieldShows()) {
		t.Run(b.name, func(t *testing.T) { b.check(t) })
	}
}

func (b fieldBook) check(t *testing.T) {
	form, err := xlsform.Import(b.file(t))
	var refused *xlsform.Refused
	if err != nil && !errors.As(err, &refused) {
		t.Fatal(err)
	}
	if refused != nil {
		if len(form.List) > 0 || len(b.refused) == 0 {
			t.Fatalf("%v; list of %d bytes", err, len(form.List))
		}
		placesAre(t, "refused", refused.Problems, b.refused)
		return
	}
	placesAre(t, "noted", form.Notes, b.noted)
	if len(b.refused) > 0 {
		t.Fatalf("it was imported, and is to be refused for %q", b.refused)
	}
	for _, w := range b.words {
		if !strings.Contains(string(form.List), w) {
			t.Errorf("the list does not say %q", w)
		}
	}
	list, err := checklist.Parse(form.List)
	if err != nil {
		t.Fatal(err)
	}
	for i, run := range b.runs {
		run.check(t, fmt.Sprint("run ", i+1), list)
	}
	if t.Failed() {
		t.Logf("%s", form.List)
	}
}

// placesAre compares the places that were named with those wanted, each way.
func placesAre(t *testing.T, what string, got []xlsform.Problem, want []string) {
	t.Helper()
	left := slices.Clone(want)
	for _, p := range got {
		at := slices.IndexFunc(left, func(w string) bool {
			place, word, _ := strings.Cut(w, ": ")
			return place == fmt.Sprintf("%s %d", p.Sheet, p.Row) && strings.Contains(p.String(), word)
		})
		if at < 0 {
			t.Errorf("%s besides: %s", what, p)
			continue
		}
		left = slices.Delete(left, at, at+1)
	}
	for _, w := range left {
		t.Errorf("not %s: %s", what, w)
	}
}

func (r fieldRun) check(t *testing.T, name string, list checklist.List) {
	t.Helper()
	at := r.at
	if at == "" {
		at = "2026-03-09T08:00"
	}
	when, err := time.Parse("2006-01-02T15:04", at)
	if err != nil {
		t.Fatal(err)
	}
	list = list.At(when)
	answers := checklist.Answers{}
	var failures []string
	for id, text := range r.answers {
		q, known := list.Question(id)
		v, err := q.Parse(text)
		if q.Kind == checklist.KindPhoto || q.Kind == checklist.KindSignature {
			v, err = checklist.Captured([32]byte{1}), nil
		}
		if !known || err != nil {
			failures = append(failures, id+": answer")
			continue
		}
		answers[id] = v
	}
	s := list.Evaluate(answers)
	if got := strings.Join(s.Asked, " "); r.asked != "-" && got != r.asked {
		t.Errorf("%s: asked\n%s, want\n%s", name, got, r.asked)
	}
	for id, want := range r.values {
		if got := s.Values[id]; got != want {
			t.Errorf("%s: %s is %q, want %q", name, id, got, want)
		}
	}
	for _, f := range s.Failures {
		failures = append(failures, f.Question+": "+f.What)
	}
	for where, want := range r.texts {
		if got := textAt(list, answers, where); got != want {
			t.Errorf("%s: %s reads %q, want %q", name, where, got, want)
		}
	}
	slices.Sort(failures)
	if got := strings.Join(failures, ", "); got != r.failures {
		t.Errorf("%s: failures %s, want %s", name, got, r.failures)
	}
}
