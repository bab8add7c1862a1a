package xlsform

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// misread is a workbook and a problem that has to be told of it; Why: a part of
// it.
type misread struct {
	data []byte
	want Problem
}

func misreadForms(t *testing.T) map[string]misread {
	head := []any{"type", "name", "label", "relevant", "constraint", "calculation", "default", "choice_filter", "required"}
	one := func(row ...any) []byte { return workbook(t, rows{head, {"text", "first", "First"}, row}, yesNo, nil) }
	return map[string]misread{
		"type":                   {one("video", "a", "A"), Problem{"survey", 3, "type", "video", "this type is not read"}},
		"list missing":           {one("select_one colours", "a", "A"), Problem{"survey", 3, "type", "colours", "no list of this name"}},
		"list not named":         {one("select_one", "a", "A"), Problem{"survey", 3, "type", "", "from which list"}},
		"no type":                {one("", "a", "A"), Problem{"survey", 3, "type", "", "no type"}},
		"no name":                {one("text", "", "A"), Problem{"survey", 3, "name", "", "no name"}},
		"name twice":             {one("text", "first", "A"), Problem{"survey", 3, "name", "first", "row 2"}},
		"name with a blank":      {one("text", "my name", "A"), Problem{"survey", 3, "name", "my name", "begins with a letter"}},
		"function":               {one("text", "a", "A", "pulldata('x', 'y', 'z', ${first}) = 1"), Problem{"survey", 3, "relevant", "pulldata('x', 'y', 'z', ${first}) = 1", "pulldata()"}},
		"path":                   {one("text", "a", "A", "../first = 1"), Problem{"survey", 3, "relevant", "../first = 1", "paths are not read"}},
		"question missing":       {one("text", "a", "A", "${nobody} = 1"), Problem{"survey", 3, "relevant", "${nobody} = 1", "no question"}},
		"not closed":             {one("text", "a", "A", "selected(${first}, 'x'"), Problem{"survey", 3, "relevant", "selected(${first}, 'x'", ") is missing"}},
		"text not closed":        {one("text", "a", "A", "${first} = 'x"), Problem{"survey", 3, "relevant", "${first} = 'x", "not closed"}},
		"dot in a relevant":      {one("text", "a", "A", ". = 1"), Problem{"survey", 3, "relevant", ". = 1", "in a constraint only"}},
		"bare name":              {one("text", "a", "A", "first = 1"), Problem{"survey", 3, "relevant", "first = 1", "is written ${first}"}},
		"lookahead":              {one("text", "a", "A", "", "regex(., '^(?!x)')"), Problem{"survey", 3, "constraint", "regex(., '^(?!x)')", "pattern"}},
		"pattern of an answer":   {one("text", "a", "A", "", "regex(., ${first})"), Problem{"survey", 3, "constraint", "regex(., ${first})", "written out"}},
		"values":                 {one("text", "a", "A", "if(1, 2)"), Problem{"survey", 3, "relevant", "if(1, 2)", "takes 3 to 3"}},
		"default calculated":     {one("date", "a", "A", "", "", "", "today()"), Problem{"survey", 3, "default", "today()", "calculated"}},
		"default no answer":      {one("integer", "a", "A", "", "", "", "many"), Problem{"survey", 3, "default", "many", "no answer"}},
		"calculation of a text":  {one("text", "a", "A", "", "", "1 + 1"), Problem{"survey", 3, "calculation", "1 + 1", "is not calculated"}},
		"no calculation":         {one("calculate", "a", ""), Problem{"survey", 3, "calculation", "", "without a calculation"}},
		"itself":                 {one("calculate", "a", "", "", "", "${a} + 1"), Problem{"survey", 3, "", "a", "itself"}},
		"circle":                 {workbook(t, rows{head, {"calculate", "a", "", "", "", "${b} + 1"}, {"calculate", "b", "", "", "", "${a} + 1"}}, nil, nil), Problem{"survey", 3, "", "b", "looks back"}},
		"group not ended":        {workbook(t, rows{head, {"begin group", "g", "G"}, {"text", "a", "A"}}, nil, nil), Problem{"survey", 2, "type", "g", "not ended"}},
		"end without a begin":    {one("end group"), Problem{"survey", 3, "type", "end_group", "no group is open"}},
		"end of the other sort":  {workbook(t, rows{head, {"begin group", "g", "G"}, {"text", "a", "A"}, {"end repeat"}}, nil, nil), Problem{"survey", 4, "type", "end_repeat", "other sort"}},
		"end of another":         {workbook(t, rows{head, {"begin group", "g", "G"}, {"text", "a", "A"}, {"end group", "h"}}, nil, nil), Problem{"survey", 4, "name", "h", "what is open is g"}},
		"repeat within":          {workbook(t, rows{head, {"begin repeat", "g", "G"}, {"begin repeat", "h", "H"}, {"text", "a", "A"}, {"end repeat"}, {"end repeat"}}, nil, nil), Problem{"survey", 3, "type", "begin_repeat", "within a repeat"}},
		"column":                 {workbook(t, rows{{"type", "name", "label", "bind::foo"}, {"text", "a", "A", "x"}}, nil, nil), Problem{"survey", 2, "bind::foo", "x", "not read"}},
		"column without a head":  {workbook(t, rows{{"type", "name", "label"}, {"text", "a", "A", "x"}}, nil, nil), Problem{"survey", 2, "D", "x", "not read"}},
		"choices without a head": {workbook(t, rows{head, {"select_one l", "a", "A"}}, rows{{"list_name", "name", "label"}, {"l", "x", "X", "9"}}, nil), Problem{"choices", 2, "D", "9", "no header"}},
		"read only":              {workbook(t, rows{{"type", "name", "label", "readonly"}, {"text", "a", "A", "yes"}}, nil, nil), Problem{"survey", 2, "readonly", "yes", "nobody may give"}},
		"a group switched off":   {workbook(t, rows{{"type", "name", "label", "disabled"}, {"begin group", "g", "G", "yes"}, {"text", "a", "A"}, {"end group"}}, nil, nil), Problem{"survey", 2, "disabled", "yes", "take its rows out"}},
		"metadata with a label":  {one("email", "a", "Your email"), Problem{"survey", 3, "type", "email", "of the type text"}},
		"looks at metadata":      {workbook(t, rows{head, {"start", "start"}, {"text", "a", "A", "${start} != ''"}}, nil, nil), Problem{"survey", 3, "relevant", "${start} != ''", "passed over"}},
		"a secret recording":     {one("background-audio", "a"), Problem{"survey", 3, "type", "background-audio", "not read"}},
		"a wife's number":        {one("text", "wife_mobile", "Value"), Problem{"survey", 3, "name", "wife_mobile", "told to nobody"}},
		"a PIN":                  {one("text", "pin", "Value"), Problem{"survey", 3, "name", "pin", "PINs"}},
		"a threat":               {one("text", "threat", "Value"), Problem{"survey", 3, "name", "threat", "Threats"}},
		"a label":                {one("text", "a", "Employer phone"), Problem{"survey", 3, "label", "Employer phone", "employer"}},
		"a pattern of two":       {one("text", "a", "A", "", "regex(., 'a)|(?:b')"), Problem{"survey", 3, "constraint", "regex(., 'a)|(?:b')", "pattern"}},
		"choice twice":           {workbook(t, rows{head, {"select_one l", "a", "A"}}, rows{{"list_name", "name", "label"}, {"l", "x", "X"}, {"l", "x", "Y"}}, nil), Problem{"choices", 3, "name", "x", "row 2"}},
		"choice with a blank":    {workbook(t, rows{head, {"select_one l", "a", "A"}}, rows{{"list_name", "name", "label"}, {"l", "x y", "X"}}, nil), Problem{"choices", 2, "name", "x y", "no blanks"}},
		"choice without a name":  {workbook(t, rows{head, {"select_one l", "a", "A"}}, rows{{"list_name", "name", "label"}, {"l", "", "X"}}, nil), Problem{"choices", 2, "name", "", "no name"}},
		"setting":                {workbook(t, rows{head, {"text", "a", "A"}}, nil, rows{{"form_id", "public_key"}, {"f", "k"}}), Problem{"settings", 2, "public_key", "k", "not read"}},
		"language":               {workbook(t, rows{{"type", "name", "label::Klingonisch"}, {"text", "a", "A"}}, nil, nil), Problem{"survey", 1, "C", "label::Klingonisch", "no code"}},
		"header twice":           {workbook(t, rows{{"type", "name", "label", "Label "}, {"text", "a", "A"}}, nil, nil), Problem{"survey", 1, "D", "Label", "column C"}},
		"formula": {workbook(t, rows{head, {"text", "a", "A"}}, nil, nil, func(f *excelize.File) {
			_, _ = f.SetCellValue("survey", "C2", nil), f.SetCellFormula("survey", "C2", "1+1")
		}), Problem{"survey", 2, "C", "=1+1", "formula"}},
		"formula beside":             {workbook(t, rows{head, {"text", "a", "A"}}, nil, nil, func(f *excelize.File) { _ = f.SetCellFormula("survey", "I2", "A1") }), Problem{"survey", 2, "I", "=A1", "formula"}},
		"merged":                     {workbook(t, rows{head, {"text", "a", "A"}, {"text", "b", ""}}, nil, nil, func(f *excelize.File) { _ = f.MergeCell("survey", "C2", "C3") }), Problem{"survey", 2, "C2:C3", "A", "merged"}},
		"nobody's answer in a label": {workbook(t, rows{head, {"text", "a", "A"}, {"text", "b", "Dear ${you}"}}, nil, nil), Problem{"survey", 3, "label", "Dear ${you}", "no question"}},
		"sheet":                      {workbook(t, rows{head, {"text", "a", "A"}}, nil, nil, func(f *excelize.File) { _, _ = f.NewSheet("entities") }), Problem{"entities", 0, "", "", "not read"}},
		"a refused question":         {one("text", "a", "Call the employer about the arrears"), Problem{"survey", 3, "label", "Call the employer about the arrears", "Pressing through the employer"}},
		"a refused name":             {one("text", "employer_shame_contact", "Contact"), Problem{"survey", 3, "name", "employer_shame_contact", "employer"}},
		"a refused choice":           {workbook(t, rows{head, {"select_one l", "a", "A"}}, rows{{"list_name", "name", "label"}, {"l", "x", "曝光债务人"}}, nil), Problem{"choices", 2, "label", "曝光债务人", "Shaming"}},
		"a refused choice's name":    {workbook(t, rows{head, {"select_one l", "a", "A"}}, rows{{"list_name", "name", "label"}, {"l", "tell_his_wife_what_he_owes", "X"}}, nil), Problem{"choices", 2, "name", "tell_his_wife_what_he_owes", "told to nobody"}},
		"a refused group":            {workbook(t, rows{head, {"begin_group", "mother_number", "G"}, {"text", "a", "A"}, {"end_group"}}, nil, nil), Problem{"survey", 2, "name", "mother_number", "told to nobody"}},
		"a refused calculation":      {workbook(t, rows{{"type", "name", "label", "calculation"}, {"calculate", "c", "", "concat('Tell his wife', ' what he owes.')"}, {"calculate", "d", "", "'Introduce yourself as a police officer.'"}}, nil, nil), Problem{"survey", 3, "calculation", "Introduce yourself as a police officer.", "poses"}},
		"a refused default":          {workbook(t, rows{{"type", "name", "label", "default"}, {"text", "a", "A", "Leave a message with his boss about the arrears"}}, nil, nil), Problem{"survey", 2, "default", "Leave a message with his boss about the arrears", "employer"}},
		"no rows":                    {workbook(t, rows{}, nil, nil), Problem{"workbook", 0, "", "", "no sheet survey"}},
		"no questions":               {workbook(t, rows{head}, nil, nil), Problem{"survey", 0, "", "", "0 questions"}},
	}
}

// What is not read is named by sheet, row, column and value.
func TestWhatIsNotReadIsNamed(t *testing.T) {
	for name, c := range misreadForms(t) {
		got := refusedWith(t, c.data)
		found := slices.ContainsFunc(got, func(p Problem) bool {
			return p.Sheet == c.want.Sheet && p.Row == c.want.Row && p.Column == c.want.Column && p.Value == c.want.Value && strings.Contains(p.Why, c.want.Why)
		})
		if !found {
			t.Errorf("%s: told %v", name, got)
		}
	}
}

func TestHostileFilesAreRefused(t *testing.T) {
	zipped := func(name string, fill func(w func([]byte))) []byte {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		fill(func(p []byte) {
			if _, err := w.Write(p); err != nil {
				t.Fatal(err)
			}
		})
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	parts := func(n int) []byte {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for i := range n {
			if _, err := z.Create(fmt.Sprint("xl/", i)); err != nil {
				t.Fatal(err)
			}
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	sound := workbook(t, rows{{"type", "name", "label"}, {"text", "a", "A"}}, nil, nil)
	bomb := zipped("xl/worksheets/sheet1.xml", func(w func([]byte)) {
		for range 64 {
			w(make([]byte, 1<<20))
		}
	})
	lying := bytes.Clone(bomb) // says that it unpacks to nothing
	at := bytes.LastIndex(lying, []byte("PK\x01\x02"))
	copy(lying[at+24:at+28], []byte{0, 0, 0, 0})
	for name, c := range map[string]struct {
		data []byte
		why  string
	}{
		"empty": {nil, "no XLSX"}, "text": {[]byte("type,name\ntext,a\n"), "no XLSX"}, "half": {sound[:len(sound)/2], "no XLSX"}, "bomb": {bomb, "larger than"}, "lying bomb": {lying, ""},
		"many parts": {parts(1000), "parts"}, "too large": {make([]byte, MaxFile+1), "larger than"}, "zip of something": {zipped("readme.txt", func(w func([]byte)) { w([]byte("x")) }), ""},
		"a cell without end": {workbook(t, rows{{"type", "name", "label"}, {"text", "a", strings.Repeat("x", 9000)}}, nil, nil), "cell of more than"},
	} {
		got := refusedWith(t, c.data)
		if len(got) != 1 || !strings.Contains(got[0].Why, c.why) {
			t.Errorf("%s: %v", name, got)
		}
	}
	for i := 0; i < len(sound); i += 97 { // whatever byte is wrong, it is refused or read
		broken := bytes.Clone(sound)
		broken[i] ^= 0x55
		if _, err := Import(broken); err != nil && !errors.As(err, new(*Refused)) {
			t.Errorf("byte %d: %v", i, err)
		}
	}
}

func TestTenThousandRows(t *testing.T) {
	survey := rows{{"type", "name", "label", "relevant", "calculation"}, {"integer", "q0", "Q"}}
	for i := 1; i < 9_000; i++ {
		survey = append(survey, []any{"calculate", fmt.Sprint("q", i), "", "", fmt.Sprintf("${q%d} + 1", i-1)})
	}
	choices := rows{{"list_name", "name", "label"}}
	for i := range 1_000 {
		choices = append(choices, []any{"big", fmt.Sprint("c", i), fmt.Sprint("Choice ", i)})
	}
	survey = append(survey, []any{"select_one big", "last", "Last", "${q8999} = 9000"})
	l, _ := taken(t, workbook(t, survey, choices, nil))
	s := l.Evaluate(answers(t, l, map[string]string{"q0": "1"}))
	if !slices.Equal(s.Asked, []string{"q0", "last"}) || s.Values["q8999"] != "9000" {
		t.Errorf("%v, %q", s.Asked, s.Values["q8999"])
	}
	for range 2_000 {
		survey = append(survey, []any{"note", fmt.Sprint("n", len(survey)), "N"})
	}
	if got := refusedWith(t, workbook(t, survey, choices, nil)); !strings.Contains(got[0].Why, "at most 10000") {
		t.Error(got)
	}
}
