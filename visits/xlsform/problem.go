package xlsform

import (
	"fmt"
	"slices"
	"strings"
)

// Problem is a place of the workbook and what is wrong there.
type Problem struct {
	Sheet  string `json:"sheet"`
	Row    int    `json:"row,omitempty"` // as the spreadsheet counts; 0: the sheet as a whole
	Column string `json:"column,omitempty"`
	Value  string `json:"value,omitempty"`
	Why    string `json:"why"`
}

func (p Problem) String() string {
	var b strings.Builder
	b.WriteString(p.Sheet)
	if p.Row > 0 {
		fmt.Fprintf(&b, ", row %d", p.Row)
	}
	if p.Column != "" {
		b.WriteString(", " + p.Column)
	}
	if p.Value != "" {
		fmt.Fprintf(&b, ", %q", clipped(p.Value))
	}
	return b.String() + ": " + p.Why
}

// clipped keeps a message a message.
func clipped(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

// Refused is why a form was not read; nothing of it was taken.
type Refused struct{ Problems []Problem }

// toldWhole is how many places a message tells in full; of the others it names
// the rows.
const toldWhole = 20

func (r *Refused) Error() string {
	lines := []string{"the form was not read, nothing of it was taken:"}
	for i, p := range r.Problems {
		if i == toldWhole {
			lines = append(lines, fmt.Sprintf("and %d more: %s", len(r.Problems)-toldWhole, rowsOf(r.Problems[toldWhole:])))
			break
		}
		lines = append(lines, p.String())
	}
	return strings.Join(lines, "\n")
}

// rowsOf names every row of the problems, by sheet: survey, rows 22–40, 43.
func rowsOf(list []Problem) string {
	var sheets []string
	rows := map[string][]int{}
	for _, p := range list {
		if !slices.Contains(sheets, p.Sheet) {
			sheets = append(sheets, p.Sheet)
		}
		rows[p.Sheet] = append(rows[p.Sheet], p.Row)
	}
	for i, sheet := range sheets {
		slices.Sort(rows[sheet])
		sheets[i] += ", rows " + ranges(slices.Compact(rows[sheet]))
	}
	return strings.Join(sheets, "; ")
}

func ranges(sorted []int) string {
	var parts []string
	for i := 0; i < len(sorted); {
		last := i
		for last+1 < len(sorted) && sorted[last+1] == sorted[last]+1 {
			last++
		}
		if part := fmt.Sprint(sorted[i]); last > i {
			parts = append(parts, fmt.Sprintf("%s–%d", part, sorted[last]))
		} else {
			parts = append(parts, part)
		}
		i = last + 1
	}
	return strings.Join(parts, ", ")
}

func refusedAs(why string, args ...any) error {
	return &Refused{[]Problem{{Sheet: "workbook", Why: fmt.Sprintf(why, args...)}}}
}
