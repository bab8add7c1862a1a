package intake

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/xuri/excelize/v2"
)

// dated is a cell of a sheet that holds a day or a time: its column, from 0, and what
// the spreadsheet shows.
type dated struct {
	column int
	shown  string
}

// isDate reports whether a spreadsheet shows a stored number as a day or a time. The
// format of a cell is not at hand where rows are read one by one, so it is told by what
// is shown: signs that only dates have, and no figure that the day has not. A telephone
// number that is shown as 138-0000-1234 is none.
func (b *sheet) isDate(stored, shown string) bool {
	if stored == shown || !strings.ContainsFunc(shown, dateSign) {
		return false
	}
	days, err := strconv.ParseFloat(stored, 64)
	if err != nil || days < 0 || days > 200_000 {
		return false
	}
	t, err := excelize.ExcelDateToTime(days, b.from1904)
	if err != nil {
		return false
	}
	t = t.Round(time.Second)
	has := []int{t.Year(), t.Year() % 100, int(t.Month()), t.Day(), t.Hour(), (t.Hour()+11)%12 + 1, t.Minute(), t.Second()}
	if days <= 60 { // spreadsheets have a 29 February 1900, and each day before it is one further
		next := t.AddDate(0, 0, 1)
		has = append(has, int(next.Month()), next.Day())
	}
	figures := strings.FieldsFunc(shown, func(r rune) bool { return !unicode.IsDigit(r) })
	for _, figure := range figures {
		if n, err := strconv.Atoi(figure); err != nil || !slices.Contains(has, n) {
			return false
		}
	}
	return len(figures) > 0
}

func dateSign(r rune) bool {
	return strings.ContainsRune("/:-年月日时", r) || unicode.IsLetter(r) && r != 'E'
}

// dateIn is what the spreadsheet shows where a column of the record at hand holds a day
// or a time, and else empty. What it stores there, 46305, is a good amount, and no longer
// the number of a case that somebody typed as 10-10.
func (s *scanner) dateIn(column int) string {
	if s.sheet == nil {
		return ""
	}
	for _, d := range s.sheet.dates {
		if d.column == column {
			return d.shown
		}
	}
	return ""
}
