package xlsform

import (
	"fmt"
	"slices"
	"strings"
)

// choiceList is one list of the sheet choices.
type choiceList struct {
	choices []choiceRow
	used    bool
}

type choiceRow struct {
	row    int
	code   string
	titles map[string]string
	cells  map[string]string // every other column, for a choice_filter
}

func (r *reader) takeChoices(s sheet) {
	if s.heads != nil && !r.has(s, "list_name", "name") {
		return
	}
	r.filtered = s.heads
	looked, told := r.filters(), map[string]bool{}
	for _, row := range s.rows {
		c := choiceRow{row: row.n, cells: map[string]string{}}
		list := ""
		for i, value := range row.cells {
			h := headAt(s, i)
			switch {
			case value == "":
			case h.key == "list_name":
				list = value
			case h.key == "name":
				c.code = value
			case slices.Contains(spoken, h.key):
				if h.key != "label" {
					r.problem(s.name, row.n, h.said, value, "this column is not read")
				}
			case looked[h.key]:
				c.cells[h.key] = value
			case h.said == columnName(i):
				r.problem(s.name, row.n, h.said, value, "this column has no header")
			case !told[h.said]:
				told[h.said] = true
				r.notes = append(r.notes, Problem{s.name, row.n, h.said, value, "passed over here and in all rows: no choice_filter looks at this column"})
			}
		}
		r.takeChoice(s, row, list, c)
	}
}

// filters are the columns any choice_filter may look at: every name in one.
func (r *reader) filters() map[string]bool {
	names := map[string]bool{}
	for _, row := range r.survey.rows {
		for i, value := range row.cells {
			if headAt(r.survey, i).key != "choice_filter" {
				continue
			}
			list, err := tokens(value)
			if err != nil {
				continue // it is refused where it is translated
			}
			for _, t := range list {
				if t.kind == "name" {
					names[plainName(t.text)] = true
				}
			}
		}
	}
	return names
}

func (r *reader) takeChoice(s sheet, row row, list string, c choiceRow) {
	switch {
	case list == "" && c.code == "":
		at := slices.IndexFunc(row.cells, func(s string) bool { return s != "" })
		r.notes = append(r.notes, Problem{s.name, row.n, headAt(s, at).said, row.cells[at], "the row is passed over: it is in no list and has no name"})
		return
	case list == "":
		r.problem(s.name, row.n, "list_name", "", "the choice is in no list")
		return
	case c.code == "":
		r.problem(s.name, row.n, "name", "", "the choice has no name")
		return
	case strings.ContainsAny(c.code, " \t"):
		r.problem(s.name, row.n, "name", c.code, "a choice's name has no blanks: several chosen are written with blanks between")
		return
	}
	if len(c.code) > 64 || c.code[0] == '.' || strings.Trim(c.code, letters+"0123456789.-") != "" {
		r.problem(s.name, row.n, "name", c.code, "a choice's name has at most 64 letters from A to Z, digits, ., - or _; what people read is its label")
		return
	}
	r.practice(s.name, row.n, "name", c.code)
	have := r.lists[list]
	if have == nil {
		have = &choiceList{}
		r.lists[list] = have
	}
	if c.titles = r.texts(s.name, s, row, "label", nil); c.titles == nil {
		c.titles = r.inAll(c.code)
		r.notes = append(r.notes, Problem{s.name, row.n, "label", c.code, "the choice has no label and shows its name"})
	}
	have.choices = append(have.choices, c)
}

// checkTwice refuses a name that stands twice in a list.
func (r *reader) checkTwice(list *choiceList) {
	seen := map[string]int{}
	for _, c := range list.choices {
		if before := seen[c.code]; before > 0 {
			r.problem("choices", c.row, "name", c.code, fmt.Sprintf("the list has this name in row %d too", before))
		}
		seen[c.code] = c.row
	}
}
