package intake

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// What a spreadsheet holds as a day, a truth or a decimal is refused where it would be
// taken for an amount, a number or a telephone; a number that is only shown in groups is
// the number.
func TestWhatASpreadsheetMadeOfACell(t *testing.T) {
	day := time.Date(2026, 10, 10, 0, 0, 0, 0, time.UTC)
	head := []any{"creditor", "number", "name", "street", "amount", "currency", "days_past_due", "due_date", "phone"}
	good := []any{"Sparbank", "A", "Anna Berg", "Hill 1", 10.5, "EUR", 40, "2026-10-10", "13800001234"}
	cases := []struct {
		column string
		value  any
		format string
		sees   string // the value of the problem; empty: taken
	}{
		{"amount", day, "yyyy-mm-dd", "2026-10-10"},
		{"amount", day, "d-mmm-yy", "10-Oct-26"},
		{"amount", true, "", "TRUE"},
		{"amount", 46305.5, "#,##0.00", ""},
		{"amount", 46305, "0.00%", ""},
		{"number", day, "m/d/yy", "10/10/26"},
		{"number", day, "yyyy年m月d日", "2026年10月10日"},
		{"number", 12345, "00-000", ""},
		{"number", "12345.0", "", "12345.0"},
		{"number", "12.5", "", ""},
		{"days_past_due", 45, "hh:mm", "00:00"},
		{"days_past_due", 45, "yyyy-mm-dd", "1900-02-14"},
		{"days_past_due", 45, "0 \"days\"", ""},
		{"street", day, "d/m", "10/10"},
		{"phone", 13800001234, "000-0000-0000", ""},
		{"phone", 13800001234.5, "", "13800001234.5"},
		{"phone", "13800001234.0", "", "13800001234.0"},
		{"phone", "0301.234.567", "", ""},
		{"phone", "138000012341390000123", "", "138000012341390000123"},
		{"phone", "13800001234/13900001234", "", ""},
		{"due_date", day, "mm-dd-yy", ""},
	}
	for _, c := range cases {
		row := slices.Clone(good)
		at := slices.Index(head, any(c.column))
		row[at] = c.value
		f, err := Read(bytes.NewReader(book(t, func(f *excelize.File) {
			rowsInto(t, f, "Sheet1", head, row)
			cell, _ := excelize.CoordinatesToCellName(at+1, 2)
			if c.format != "" {
				style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &c.format})
				if err != nil {
					t.Fatal(err)
				}
				if err := f.SetCellStyle("Sheet1", cell, cell, style); err != nil {
					t.Fatal(err)
				}
			}
		})), Options{Today: "2026-11-27"})
		switch {
		case err != nil:
			t.Errorf("%s %v: %v", c.column, c.value, err)
		case c.sees == "" && (len(f.Problems) > 0 || len(f.Cases) != 1):
			t.Errorf("%s %v as %q was refused: %+v", c.column, c.value, c.format, f.Problems)
		case c.sees != "" && (len(f.Cases) > 0 || len(f.Problems) != 1 || f.Problems[0].Column != c.column || f.Problems[0].Value != c.sees):
			t.Errorf("%s %v as %q: %d taken, problems %+v", c.column, c.value, c.format, len(f.Cases), f.Problems)
		}
	}
}
