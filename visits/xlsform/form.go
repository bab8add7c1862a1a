package xlsform

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"fairvisit/visits/checklist"
	"fairvisit/visits/refuse"
)

// Form is a workbook as a checklist.
type Form struct {
	List  []byte // as checklist.Parse reads it; the same workbook gives the same bytes
	Title string
	Notes []Problem // what was passed over
}

// reader makes a list of the rows.
type reader struct {
	book      *book
	survey    sheet
	lists     map[string]*choiceList
	languages []string
	standard  string // the form's default language

	groups    []checklist.Group
	questions []checklist.Question
	open      []opened
	rowOf     map[string]int    // of a question by its name
	groupRow  map[string]int    // of a group, repeats among them
	repeatRow map[string]int    // of a repeat
	todays    map[string]bool   // names of rows of the type today
	counts    map[string]string // of a repeat by its name: the expression that counts its rounds
	repeatOf  map[string]string // of a question by its name: the repeat it stands in
	takes     map[string]bool   // names ${} may stand for
	listOf    map[string]string // of a question by its name: the list of its choices
	passed    map[string]bool   // names of rows that were passed over
	compiled  map[string]error  // expressions, and what is said against them
	choices   int               // of all questions
	filtered  []head            // columns of the sheet choices
	phaseAt   int               // of the last question, in phases
	later     []func()          // what needs all names first
	notes     []Problem
	judged    map[string]string // texts, and what is said against them
	used      []bool            // cells of the row that is read
	row       row
	typ       string // of it
}

// opened is a group that is not ended yet.
type opened struct {
	name   string
	repeat bool
	row    int
}

// Import reads a workbook. It is refused whole, with a *Refused that names every
// place, or taken whole.
func Import(data []byte) (Form, error) {
	b, err := open(data)
	if err != nil {
		return Form{}, err
	}
	form, err := b.form()
	return form, errors.Join(err, b.file.Close())
}

func (b *book) form() (Form, error) {
	r := &reader{book: b, rowOf: map[string]int{}, groupRow: map[string]int{}, repeatRow: map[string]int{}, todays: map[string]bool{}, counts: map[string]string{}, repeatOf: map[string]string{}, takes: map[string]bool{}, listOf: map[string]string{}, passed: map[string]bool{}, compiled: map[string]error{}, lists: map[string]*choiceList{}, judged: map[string]string{}}
	sheets := map[string]sheet{}
	for _, name := range []string{"survey", "choices", "settings"} {
		s, err := b.read(name)
		if err != nil {
			return Form{}, err
		}
		sheets[name] = s
	}
	if r.survey = sheets["survey"]; r.survey.heads == nil {
		return Form{}, refusedAs("it has no sheet survey with rows in it")
	}
	b.otherSheets(&b.notes)
	settings := r.settings(sheets["settings"])
	r.chooseLanguages(sheets)
	r.takeChoices(sheets["choices"])
	r.takeSurvey()
	r.notes = append(r.notes, b.notes...)
	for _, f := range r.later {
		f()
	}
	r.textProblems()
	if len(b.problems) > 0 {
		slices.SortStableFunc(b.problems, byPlace)
		return Form{}, &Refused{b.problems}
	}
	return r.finish(settings)
}

func byPlace(a, b Problem) int {
	if a.Sheet != b.Sheet {
		return strings.Compare(b.Sheet, a.Sheet) // survey, settings, choices
	}
	return a.Row - b.Row
}

// otherSheets refuses sheets that mean something, and notes the rest.
func (b *book) otherSheets(notes *[]Problem) {
	for _, name := range b.file.GetSheetList() {
		switch plain := strings.ToLower(strings.TrimSpace(name)); plain {
		case "survey", "choices", "settings":
		case "external_choices", "entities", "osm":
			b.problems = append(b.problems, Problem{Sheet: plain, Why: "this sheet is not read, and the form needs it"})
		default:
			*notes = append(*notes, Problem{Sheet: name, Why: "this sheet is no part of a form and was passed over"})
		}
	}
}

func (r *reader) settings(s sheet) map[string]string {
	values := map[string]string{}
	for i, row := range s.rows {
		for k, value := range row.cells {
			if value == "" {
				continue
			}
			switch h := headAt(s, k); {
			case i > 0:
				r.problem(s.name, row.n, h.said, value, "settings have one row")
			case h.key == "form_id" || h.key == "version":
				values[h.key] = r.asCode(s.name, row.n, h.said, value)
			case slices.Contains(columns["settings"], h.key):
				values[h.key] = value
			case isPassedOver("settings", h.key):
				r.notes = append(r.notes, Problem{s.name, row.n, h.said, value, "passed over"})
			default:
				r.problem(s.name, row.n, h.said, value, "this column is not read")
			}
		}
	}
	return values
}

// asCode is an id or a version as a checklist may have it; KoboToolbox writes versions
// like 3 (2024-01-02 03:04:05).
func (r *reader) asCode(sheet string, row int, column, value string) string {
	const kept = letters + "0123456789.-"
	code := strings.Join(strings.FieldsFunc(value, func(c rune) bool { return !strings.ContainsRune(kept, c) }), "-")
	switch {
	case code == "" || code[0] == '.' || len(code) > 64 || strings.ContainsFunc(value, func(c rune) bool { return c > unicode.MaxASCII }):
		r.problem(sheet, row, column, value, "it has at most 64 letters from A to Z, digits, ., - or _")
	case code != value:
		r.notes = append(r.notes, Problem{sheet, row, column, value, "read as " + code})
	}
	return code
}

func headAt(s sheet, i int) head {
	if i < len(s.heads) && s.heads[i].said != "" {
		return s.heads[i]
	}
	return head{said: columnName(i)}
}

func (r *reader) problem(sheet string, row int, column, value, why string) {
	r.book.problems = append(r.book.problems, Problem{sheet, row, column, value, why})
}

// chooseLanguages finds the languages of the texts, the default one first. Texts
// in a column without a language are in the default language.
func (r *reader) chooseLanguages(sheets map[string]sheet) {
	r.standard = "en"
	for i, row := range sheets["settings"].rows {
		for k, value := range row.cells {
			if i == 0 && headAt(sheets["settings"], k).key == "default_language" && value != "" && value != "default" {
				code, known := languageCode(value)
				if r.standard = code; !known {
					r.problem("settings", row.n, "default_language", value, "the language has no code: write it in brackets, as in English (en)")
				}
			}
		}
	}
	plain, found := false, []string{}
	for _, name := range []string{"survey", "choices"} {
		for _, h := range sheets[name].heads {
			if !slices.Contains(spoken, h.key) {
				continue
			}
			plain = plain || h.lang == ""
			if h.lang != "" && !slices.Contains(found, h.lang) {
				found = append(found, h.lang)
			}
		}
	}
	if !plain && len(found) > 0 && !slices.Contains(found, r.standard) {
		r.standard = found[0]
	}
	r.languages = append([]string{r.standard}, slices.DeleteFunc(found, func(l string) bool { return l == r.standard })...)
}

// finish writes the list and has the checklist itself look at it: what it
// refuses is told by the row.
func (r *reader) finish(settings map[string]string) (Form, error) {
	id, version := settings["form_id"], settings["version"]
	if id == "" {
		id = "form"
	}
	if version == "" {
		version = "1"
	}
	made := checklist.List{ID: id, Version: version, Languages: r.languages, Groups: r.groups, Questions: r.questions}
	made.ShowsAnswers = made.NamesAnswers()
	list, err := made.File()
	if err != nil {
		return Form{}, err
	}
	if len(list) > checklist.MaxList {
		most := slices.MaxFunc(r.questions, func(a, b checklist.Question) int { return len(a.Choices) - len(b.Choices) })
		return Form{}, &Refused{[]Problem{{"survey", r.rowOf[most.ID], "name", most.ID, fmt.Sprintf("as a checklist the form has more than %d MiB; most of its choices, %d, are of this question", checklist.MaxList>>20, len(most.Choices))}}}
	}
	if _, err := checklist.Parse(list); err != nil {
		p := Problem{Sheet: "survey", Why: err.Error()}
		var item *checklist.ItemError
		if errors.As(err, &item) {
			p.Row, p.Value, p.Why = r.rowOf[item.ID], item.ID, item.Err.Error()
		}
		return Form{}, &Refused{[]Problem{p}}
	}
	slices.SortStableFunc(r.notes, byPlace)
	return Form{List: list, Title: settings["form_title"], Notes: r.notes}, nil
}

// texts are a row's texts of one column in all languages. A language without
// one gets the default language's, or else the first there is, and that is noted.
func (r *reader) texts(sheet string, s sheet, row row, key string, used []bool) map[string]string {
	found := map[string]string{}
	var any string
	for i, h := range s.heads {
		if h.key != key || i >= len(row.cells) {
			continue
		}
		if used != nil {
			used[i] = true
		}
		lang := h.lang
		if lang == "" {
			lang = r.standard
		}
		text := row.cells[i]
		if text == "" {
			continue
		}
		r.named(sheet, row.n, h.said, text)
		r.practice(sheet, row.n, h.said, text)
		if found[lang] != "" && found[lang] != text {
			r.problem(sheet, row.n, h.said, text, "another column has this text in "+lang+" as well: a column without a language is of the settings' default_language")
		}
		found[lang] = text
		if any == "" || lang == r.standard {
			any = text
		}
	}
	if len(found) == 0 {
		return nil
	}
	for _, lang := range r.languages {
		if found[lang] == "" {
			found[lang] = any
			r.notes = append(r.notes, Problem{sheet, row.n, key + "::" + lang, any, "this text is missing in " + lang + " and stands there as in another language"})
		}
	}
	return found
}

// practice refuses what this product has no part in, by the practice's name. A text
// that shows answers is read without them as well.
func (r *reader) practice(sheet string, row int, column, text string) {
	sentence, known := r.judged[text]
	if !known {
		for _, wording := range checklist.Wordings(text) {
			if found := refuse.Look(refuse.Question, wording); found != nil && sentence == "" {
				sentence = found.Error()
			}
		}
		r.judged[text] = sentence
	}
	if sentence != "" {
		r.problem(sheet, row, column, text, sentence)
	}
}

// inAll is a text in every language.
func (r *reader) inAll(text string) map[string]string {
	m := map[string]string{}
	for _, lang := range r.languages {
		m[lang] = text
	}
	return m
}

const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"

func (r *reader) name(what string, row int, name string) bool {
	if name == "" {
		r.problem("survey", row, "name", "", "the "+what+" has no name")
		return false
	}
	if len(name) > longestName || !strings.ContainsRune(letters, rune(name[0])) || strings.Trim(name, letters+"0123456789.-") != "" {
		r.problem("survey", row, "name", name, "a name begins with a letter from A to Z or _, and has at most 60 letters from A to Z, digits, ., - or _")
		return false
	}
	if found := refuse.Look(refuse.Name, name); found != nil {
		r.problem("survey", row, "name", name, found.Error())
		return false
	}
	// A group that does not repeat has no value, so ${} means the question of its name.
	mine, others := r.rowOf, r.repeatRow
	switch what {
	case "group":
		mine, others = r.groupRow, nil
	case "repeat":
		mine, others = r.repeatRow, r.rowOf
	}
	for _, taken := range []map[string]int{mine, others} {
		if before := taken[name]; before > 0 {
			r.problem("survey", row, "name", name, fmt.Sprintf("the name is that of row %d too, and ${%s} could mean either", before, name))
			return false
		}
	}
	if mine[name] = row; what == "repeat" {
		if before := r.groupRow[name]; before > 0 {
			r.problem("survey", row, "name", name, fmt.Sprintf("the name is that of row %d too", before))
			return false
		}
		r.groupRow[name] = row // two groups have two names
	}
	return true
}
