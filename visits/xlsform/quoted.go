package xlsform

import (
	"slices"

	"fairvisit/visits/checklist"
)

// quoted judges the texts within a row's expressions: a calculation can show them as a
// label would. A default is one where it is no expression.
func (r *reader) quoted() {
	for i, value := range r.row.cells {
		h := headAt(r.survey, i)
		if !slices.Contains(expressionColumns, h.key) {
			continue
		}
		said := checklist.Quoted(value)
		if h.key == "default" && said == nil {
			said = []string{value}
		}
		for _, text := range said {
			r.practice("survey", r.row.n, h.said, text)
		}
	}
}

var expressionColumns = []string{"calculation", "default", "relevant", "constraint", "required", "choice_filter", "repeat_count"}
