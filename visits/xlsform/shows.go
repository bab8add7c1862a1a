package xlsform

import (
	"slices"

	"fairvisit/visits/checklist"
)

// named looks at the names in a text: that they can be read at once, and that the form
// has them once all names are known. What else a text cannot show textProblems tells.
func (r *reader) named(sheet string, row int, column, text string) {
	_, names, err := checklist.Named(text)
	if err != nil {
		r.problem(sheet, row, column, text, err.Error())
	}
	if len(names) == 0 {
		return
	}
	m := r.meaning()
	slices.Sort(names)
	names = slices.Compact(names) // each is told once
	r.later = append(r.later, func() {
		for _, name := range names {
			switch err := m.ref(name); {
			case m.day(name):
				r.problem(sheet, row, column, text, "${"+name+"} is the day on which the form is begun, and of a row that is passed over: a text does not show it")
			case err != nil:
				r.problem(sheet, row, column, text, err.Error())
			}
		}
	})
}

// partColumns are the columns of the sheet survey that the texts of a list come from.
var partColumns = map[string]string{checklist.PartTitle: "label", checklist.PartWhy: "hint", checklist.PartConstraint: "constraint_message", checklist.PartRequired: "required_message"}

// textProblems tells of texts that name what the checklist cannot show there, by the
// place in the workbook. A text that stands in for one missing in another language, and
// a choice of a list that several questions use, are told once.
func (r *reader) textProblems() {
	told := map[Problem]bool{}
	for _, p := range (checklist.List{Languages: r.languages, Groups: r.groups, Questions: r.questions}).TextProblems() {
		if !r.takes[p.Name] {
			continue // named has told it
		}
		at := Problem{Sheet: "survey", Row: r.rowOf[p.Question], Value: p.Text, Why: p.Why}
		heads, key := r.survey.heads, partColumns[p.Part]
		switch {
		case p.Part == checklist.PartChoice:
			list := r.lists[r.listOf[p.Question]]
			i := slices.IndexFunc(list.choices, func(c choiceRow) bool { return c.code == p.Choice })
			at.Sheet, at.Row, heads, key = "choices", list.choices[i].row, r.filtered, "label"
		case p.Question == "":
			at.Row = r.groupRow[p.Group]
		}
		at.Column = r.spokenColumn(heads, key, p.Language)
		once := at
		if once.Column = ""; !told[once] {
			told[once] = true
			r.book.problems = append(r.book.problems, at)
		}
	}
}

// spokenColumn is the column of a text in a language as the file spells it.
func (r *reader) spokenColumn(heads []head, key, lang string) string {
	for _, h := range heads {
		if h.key == key && (h.lang == lang || h.lang == "" && lang == r.standard) {
			return h.said
		}
	}
	return key
}
