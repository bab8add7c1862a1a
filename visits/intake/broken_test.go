package intake

import (
	"fmt"
	"strings"
	"testing"
)

// A file of 200 broken rows of 20 kinds, ten of each and between good ones: each is
// told by its row, column and value, with the sentence of its kind, and every good
// row is taken.
func Test200BrokenRowsOf20Kinds(t *testing.T) {
	head := []string{"creditor", "number", "name", "street", "amount", "currency", "days_past_due", "due_date", "phone", "language", "lat", "lon", "coordinate_system", "role", "bucket", "place_kind", "region_code"}
	place := map[string]int{}
	for i, name := range head {
		place[name] = i
	}
	good := []string{"Bank A", "", "王某", "Hill 1", "10.00", "CNY", "40", "2026-10-17", "13800001234", "zh", "30.5", "114.5", "wgs84", "debtor", "M2", "home", "CN"}
	kinds := []struct{ column, value, why string }{
		{"name", "", "The cell is empty"},
		{"amount", "ten", "This is not an amount"},
		{"amount", "-5.00", "The amount is negative"},
		{"amount", "1.005", "either a thousand or a decimal sign"},
		{"amount", "12.3456", "more decimals than its currency"},
		{"currency", "XAU", "This currency is not kept here"},
		{"days_past_due", "soon", "days"},
		{"due_date", "31.02.2026", "There is no day 31"},
		{"due_date", "2030-01-01", "The due date is still to come"},
		{"phone", "call me", "not a telephone number"},
		{"language", "klingon", "This is no language here"},
		{"lat", "91", "no more than 90 degrees"},
		{"lon", "", "the longitude is empty"},
		{"coordinate_system", "moon", "This system of coordinates is not known"},
		{"role", "neighbour", "This is no role here"},
		{"bucket", "M9", "This is no bucket"},
		{"place_kind", "pub", "This is no kind of place"},
		{"region_code", "ZZ", "no code of a country"},
		{"street", "=HYPERLINK(1)", "begins like a spreadsheet formula"},
		{"name", "王\u202e某", "invisible character U+202E"},
	}
	var b strings.Builder
	b.WriteString(strings.Join(head, ",") + "\n")
	line, wrong := 1, map[int]int{} // kind by line
	write := func(row []string) {
		line++
		row[place["number"]] = fmt.Sprint("N", line)
		b.WriteString(strings.Join(row, ",") + "\n")
	}
	for range 10 {
		for k, kind := range kinds {
			row := append([]string{}, good...)
			write(row)
			row = append([]string{}, good...)
			row[place[kind.column]] = kind.value
			write(row)
			wrong[line] = k
		}
	}
	f, err := Read(strings.NewReader(b.String()), Options{Today: "2026-11-26"})
	if err != nil {
		t.Fatal(err)
	}
	if len(kinds) != 20 || len(wrong) != 200 || f.Rows != 400 || len(f.Cases) != 200 || len(f.Problems) != 200 {
		t.Fatalf("%d kinds, %d wrong of %d rows: %d cases, %d problems", len(kinds), len(wrong), f.Rows, len(f.Cases), len(f.Problems))
	}
	for _, p := range f.Problems {
		k, is := wrong[p.Row]
		delete(wrong, p.Row)
		if kind := kinds[k]; !is || p.Column != kind.column || p.Value != kind.value || !strings.Contains(p.Why, kind.why) {
			t.Errorf("%+v, want %+v", p, kind)
		}
	}
	if len(wrong) != 0 {
		t.Errorf("nothing is said of %v", wrong)
	}
}
