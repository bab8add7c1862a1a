package xlsform

import (
	"fmt"
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

const toldAtMost = 20

func (r *Refused) Error() string {
	lines := []string{"the form was not read, nothing of it was taken:"}
	for i, p := range r.Problems {
		if i == toldAtMost {
			lines = append(lines, fmt.Sprintf("and %d more", len(r.Problems)-toldAtMost))
			break
		}
		lines = append(lines, p.String())
	}
	return strings.Join(lines, "\n")
}

func refusedAs(why string, args ...any) error {
	return &Refused{[]Problem{{Sheet: "workbook", Why: fmt.Sprintf(why, args...)}}}
}
