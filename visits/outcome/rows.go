package outcome

import (
	"cmp"
	"slices"
	"strconv"
)

// Row is one figure as a table says it.
type Row struct {
	Name string
	N    int
	Of   int  // what it is a share of
	Rate bool // false: a plain count, of nothing
}

// Cells are the row as CSV has it: figure, n, of, permille. A share of nothing has no
// permille: 0 would be read as a rate that somebody has.
func (r Row) Cells() []string {
	switch {
	case !r.Rate:
		return []string{r.Name, strconv.Itoa(r.N), "", ""}
	case r.Of == 0:
		return []string{r.Name, strconv.Itoa(r.N), "0", ""}
	}
	return []string{r.Name, strconv.Itoa(r.N), strconv.Itoa(r.Of), strconv.FormatInt(permille(r.N, r.Of), 10)}
}

// Percent is a rate as people read it, rounded; "–" for a share of nothing.
func (r Row) Percent() string {
	if r.Of == 0 {
		return "–"
	}
	return strconv.Itoa((200*r.N+r.Of)/(2*r.Of)) + " %"
}

// RowHead is the head of a table of rows.
func RowHead() []string { return []string{"figure", "n", "of", "permille"} }

// Rows are all figures, conduct first, each rate with what it is of: a rate whose
// denominator nobody sees is read as another one. Names are for machines and stay.
func (f *Figures) Rows() []Row {
	c := &f.Conduct
	rows := []Row{{"attempts", f.Attempts, 0, false}, {"no attempts", f.Excluded, 0, false}, {"not closed", f.Open, 0, false},
		{"without a finding of the rules", c.Clean, c.Visits, true}, {"findings", c.Findings, 0, false},
		{"complaints", c.Complaints, 0, false}, {"complaints open", c.Unanswered, 0, false}, {"complaints upheld", c.Upheld, 0, false},
		{"contact", f.Contact, f.Attempts, true}, {"right party", f.RightParty, f.Attempts, true},
		{"right party per contact", f.RightParty, f.Contact, true}, {"promise to pay", f.Promises, f.RightParty, true},
		{"right party at the first attempt", f.FirstRight, f.First, true}}
	for _, class := range Classes {
		if n := f.ByClass[class]; n > 0 {
			rows = append(rows, Row{Name: "class " + class, N: n})
		}
	}
	codes := make([]string, 0, len(f.ByCode))
	for code := range f.ByCode {
		codes = append(codes, code)
	}
	slices.SortFunc(codes, func(a, b string) int { return cmp.Or(cmp.Compare(f.ByCode[b], f.ByCode[a]), cmp.Compare(a, b)) })
	for _, code := range codes {
		rows = append(rows, Row{Name: "outcome " + code, N: f.ByCode[code]})
	}
	return rows
}
