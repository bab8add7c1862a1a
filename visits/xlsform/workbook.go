package xlsform

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"

	"fairvisit/visits/checklist"

	"github.com/xuri/excelize/v2"
)

// Bounds of a workbook. A form of ten thousand rows has a few MiB unpacked.
const (
	MaxFile   = 8 << 20  // bytes
	maxOpened = 24 << 20 // bytes of all parts unpacked
	maxParts  = 500
	maxRows   = 20_000 // that are not blank, in one sheet; of choices as many as a checklist has
	maxWidth  = 200    // columns
	maxCell   = 8000   // bytes of one cell
)

// sheet is the rows of one sheet below its header.
type sheet struct {
	name    string
	headRow int // as the spreadsheet counts
	heads   []head
	rows    []row
}

func (s *sheet) most() int {
	if s.name == "choices" {
		return checklist.MaxChoices
	}
	return maxRows
}

// row is one row; a cell stands in the place of its head.
type row struct {
	n     int
	cells []string
}

func (r row) blank() bool {
	return !slices.ContainsFunc(r.cells, func(s string) bool { return s != "" })
}

// book is an open workbook.
type book struct {
	file     *excelize.File
	problems []Problem
	notes    []Problem
}

func open(data []byte) (*book, error) {
	if len(data) > MaxFile {
		return nil, refusedAs("it is larger than %d MiB", MaxFile>>20)
	}
	if err := weigh(data); err != nil {
		return nil, err
	}
	// Raw: a number is read as it is stored, not as some locale shows it.
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{RawCellValue: true, UnzipSizeLimit: maxOpened, UnzipXMLSizeLimit: maxOpened})
	if err != nil {
		return nil, refusedAs("it is no XLSX workbook, or a damaged one: %v", err)
	}
	return &book{file: f}, nil
}

// weigh unpacks every part into nothing first: what a part says of its own size
// may be a lie.
func weigh(data []byte) error {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return refusedAs("it is no XLSX workbook (a form saved as XLS or CSV has to be saved as XLSX)")
	}
	if len(z.File) > maxParts {
		return refusedAs("it has %d parts, at most %d are read", len(z.File), maxParts)
	}
	left := int64(maxOpened)
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			return refusedAs("the part %q is damaged", clipped(f.Name))
		}
		n, err := io.CopyN(io.Discard, r, left+1)
		if closed := r.Close(); err == nil || errors.Is(err, io.EOF) {
			err = closed
		}
		if left -= n; left < 0 {
			return refusedAs("unpacked it is larger than %d MiB", maxOpened>>20)
		}
		if err != nil {
			return refusedAs("the part %q is damaged", clipped(f.Name))
		}
	}
	return nil
}

// sheetNamed finds a sheet whatever the case and the blanks of its name.
func (b *book) sheetNamed(name string) (string, bool) {
	for _, have := range b.file.GetSheetList() {
		if strings.EqualFold(strings.TrimSpace(have), name) {
			return have, true
		}
	}
	return "", false
}

// read takes a sheet: the first row that is not blank is its header.
func (b *book) read(name string) (sheet, error) {
	s := sheet{name: name}
	actual, there := b.sheetNamed(name)
	if !there {
		return s, nil
	}
	if err := b.merged(actual); err != nil {
		return s, err
	}
	rows, err := b.file.Rows(actual)
	if err != nil {
		return s, refusedAs("the sheet %s cannot be read: %v", name, err)
	}
	for n := 1; rows.Next(); n++ {
		cells, err := rows.Columns()
		if err != nil {
			return s, errors.Join(refusedAs("the sheet %s, row %d, cannot be read: %v", name, n, err), rows.Close())
		}
		if err := b.take(&s, actual, n, cells); err != nil {
			return s, errors.Join(err, rows.Close())
		}
	}
	if err := errors.Join(rows.Error(), rows.Close()); err != nil {
		return s, refusedAs("the sheet %s cannot be read: %v", name, err)
	}
	return s, nil
}

func (b *book) take(s *sheet, actual string, n int, cells []string) error {
	if len(cells) > maxWidth {
		cells = trimmed(cells)
	}
	for i := range cells {
		if len(cells[i]) > maxCell {
			return refusedAs("the sheet %s, row %d, has a cell of more than %d bytes", s.name, n, maxCell)
		}
		cells[i] = strings.TrimFunc(strings.ReplaceAll(cells[i], "\u00a0", " "), unseen)
		b.computed(s.name, actual, n, i, &cells[i])
	}
	r := row{n, cells}
	switch {
	case r.blank():
	case s.heads == nil:
		if len(cells) > maxWidth {
			return refusedAs("the sheet %s has %d columns, at most %d are read", s.name, len(cells), maxWidth)
		}
		s.headRow = n
		s.heads = b.headsOf(s.name, n, cells)
	case len(s.rows) == s.most():
		return &Refused{[]Problem{{Sheet: s.name, Row: n, Why: fmt.Sprintf("it has more than %d rows", s.most())}}}
	default:
		s.rows = append(s.rows, r)
	}
	return nil
}

// spreadsheetErrors are what a spreadsheet shows for a formula that came to nothing.
var spreadsheetErrors = []string{"#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!"}

// computed takes for a formula what the spreadsheet last worked out, as pyxform does,
// and notes it; one of which nothing is stored is refused, as it might stand for
// anything. A truth is written out as the spreadsheet shows it.
func (b *book) computed(name, actual string, n, i int, cell *string) {
	at, err := excelize.CoordinatesToCellName(i+1, n)
	if err != nil {
		return
	}
	formula, err := b.file.GetCellFormula(actual, at)
	if err != nil {
		return // a cell that is not there has none
	}
	switch {
	case slices.Contains(spreadsheetErrors, *cell):
		b.problems = append(b.problems, Problem{name, n, columnName(i), *cell, "the spreadsheet could not work this cell out"})
	case formula != "" && *cell == "":
		b.problems = append(b.problems, Problem{name, n, columnName(i), "=" + formula, "no value of this formula is stored: put in what it gives"})
	case formula != "":
		b.notes = append(b.notes, Problem{name, n, columnName(i), "=" + formula, "read as " + clipped(*cell) + ", which the spreadsheet last worked out"})
	}
	if *cell == "1" || *cell == "0" {
		if kind, err := b.file.GetCellType(actual, at); err == nil && kind == excelize.CellTypeBool {
			*cell = map[string]string{"1": "TRUE", "0": "FALSE"}[*cell]
		}
	}
}

// unseen is a blank, or a sign that copying leaves around a text and nobody sees.
func unseen(c rune) bool {
	return unicode.IsSpace(c) || c == '\ufeff' || c == '\u200b' || c == '\u2060'
}

func trimmed(cells []string) []string {
	for len(cells) > 0 && strings.TrimSpace(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1]
	}
	return cells
}

// merged refuses merged cells: all but the first of them read as blank, and what
// the author sees in them would be lost.
func (b *book) merged(actual string) error {
	cells, err := b.file.GetMergeCells(actual)
	if err != nil {
		return refusedAs("the sheet %s cannot be read: %v", actual, err)
	}
	for _, c := range cells {
		_, n, _ := excelize.CellNameToCoordinates(c.GetStartAxis())
		b.problems = append(b.problems, Problem{strings.ToLower(actual), n, c.GetStartAxis() + ":" + c.GetEndAxis(), c.GetCellValue(), "merged cells are not read: only the first of them holds the text"})
	}
	return nil
}

func columnName(i int) string {
	name, err := excelize.ColumnNumberToName(i + 1)
	if err != nil {
		return fmt.Sprint(i + 1)
	}
	return name
}
