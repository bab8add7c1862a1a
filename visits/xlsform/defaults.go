package xlsform

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"fairvisit/visits/checklist"

	"github.com/xuri/excelize/v2"
)

// worked is a default that pyxform takes for an expression, whatever the question's
// type: it looks at an answer, or calls a function.
var worked = regexp.MustCompile(`\$\{|[\pL_][\pL\pN_:.-]*\(`)

func (r *reader) takeDefault(at func() *checklist.Question) {
	value := r.cell("default")
	if value == "" {
		return
	}
	row := r.row
	if worked.MatchString(value) {
		r.wrong("default", value, "a default that is calculated is not read")
		return
	}
	if read := r.fromSpreadsheet(at().Kind, value); read != value {
		r.notes = append(r.notes, Problem{"survey", row.n, r.said("default"), value, "read as " + read})
		value = read
	}
	if at().Kind == checklist.KindNumber {
		value = strings.TrimSuffix(value, ".0") // some programs store 3 so
	}
	r.later = append(r.later, func() { // when its choices are known
		if _, err := at().Parse(value); err != nil {
			r.problem("survey", row.n, r.said("default"), value, fmt.Sprintf("the default is no answer to it, which wants %v", err))
			return
		}
		at().Default = value
	})
}

// layouts are how days and times are written as answers.
var layouts = map[string]string{checklist.KindDate: time.DateOnly, checklist.KindDateTime: "2006-01-02T15:04", checklist.KindTime: "15:04"}

// fromSpreadsheet is a day or time that a spreadsheet keeps as a number, as one
// answers it; a number is no such answer otherwise. Anything else stays as it is.
func (r *reader) fromSpreadsheet(kind, value string) string {
	days, err := strconv.ParseFloat(value, 64)
	if layouts[kind] == "" || err != nil || days < 0 {
		return value
	}
	props, err := r.book.file.GetWorkbookProps()
	if err != nil {
		return value
	}
	t, err := excelize.ExcelDateToTime(days, props.Date1904 != nil && *props.Date1904)
	if err != nil {
		return value
	}
	return t.Round(time.Minute).Format(layouts[kind])
}
