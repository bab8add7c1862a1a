package intake

import (
	"archive/zip"
	"bytes"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// A workbook is a ZIP of XML, and a few kilobytes of it can unpack to any size.
// It is therefore measured before it is read: what it unpacks to, and how many
// elements the parts have that are held whole. The rows themselves are read one
// by one.
const (
	maxUnpacked = 256 << 20
	maxParts    = 4096
	maxElements = 12_000_000 // of the shared strings
	maxStyles   = 8 << 20
	wholeDigits = 15 // digits of a whole number that a spreadsheet keeps
)

var workbookMark = []byte("PK\x03\x04")

// sheet is a sheet of a workbook at one of its rows. Each row is read twice at
// once: as it is stored, and as the spreadsheet shows it. Where the two differ
// the cell is a number or a date and not a text, which the reader of a row is
// not told otherwise.
type sheet struct {
	file          *excelize.File
	parts         *zip.Reader
	name          string
	stored, shown *excelize.Rows
	row           int
	from1904      bool
	fault         error
	formula       string   // the first cell that holds one
	merged        []merged // by their first row
	at            int      // of merged: the first that does not begin above row
	open          []merged // those that row lies in
	spread        []int    // columns of row, from 0, that have what stands above
	dates         []dated  // cells of row that the spreadsheet shows as a day or a time
}

// openSheet opens the named sheet, or the first visible one that holds anything.
// Nothing of it is written to a disk: a temporary file would be plain text.
func openSheet(data []byte, named string) (*sheet, error) {
	if err := measure(data); err != nil {
		return nil, err
	}
	file, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxUnpacked})
	if err != nil {
		return nil, refused("This workbook cannot be read; save it anew as XLSX without a password, or as CSV.")
	}
	b := &sheet{file: file}
	if props, err := file.GetWorkbookProps(); err == nil && props.Date1904 != nil {
		b.from1904 = *props.Date1904
	}
	b.parts, _ = zip.NewReader(bytes.NewReader(data), int64(len(data))) // measured before
	names := file.GetSheetList()
	switch {
	case named != "" && !slices.Contains(names, named):
		return nil, refused("The workbook has no sheet %q; its sheets are %s.", named, strings.Join(names, ", "))
	case named != "":
		b.name = named
		return b, b.begin()
	}
	for _, name := range names {
		if visible, err := file.GetSheetVisible(name); err != nil || !visible {
			continue // what nobody sees in the spreadsheet nobody has checked
		}
		b.name = name
		if err := b.rewind(); err != nil {
			continue // a chart
		}
		if b.holdsAnything() {
			return b, b.begin()
		}
		b.close()
	}
	return nil, refused("The workbook has no visible sheet that holds anything.")
}

// measure refuses a workbook that would unpack to more than is held.
func measure(data []byte) error {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return refused("This file begins like a workbook and is none, or is cut off.")
	}
	total := uint64(0)
	for _, part := range z.File {
		total += min(part.UncompressedSize64, maxUnpacked+1)
		name := strings.ToLower(part.Name)
		switch {
		case len(z.File) > maxParts || total > maxUnpacked || strings.HasSuffix(name, "styles.xml") && part.UncompressedSize64 > maxStyles:
			return refused("The workbook unpacks to more than %d MiB, the most that is read at once.", maxUnpacked>>20)
		case strings.HasSuffix(name, "sharedstrings.xml"):
			if err := countElements(part); err != nil {
				return err
			}
		}
	}
	return nil
}

func countElements(part *zip.File) error {
	r, err := part.Open()
	if err != nil {
		return refused("The workbook is damaged.")
	}
	block, n := make([]byte, 32<<10), 0
	for err == nil && n <= maxElements {
		var got int
		got, err = r.Read(block)
		n += bytes.Count(block[:got], []byte{'<'})
	}
	closing := r.Close()
	switch {
	case n > maxElements:
		return refused("The workbook holds more texts than are read at once.")
	case err != io.EOF || closing != nil:
		return refused("The workbook is damaged.")
	}
	return nil
}

// begin reads which cells are merged and goes to the first row.
func (b *sheet) begin() (err error) {
	if b.merged, b.formula, err = mergedCells(b.parts, b.name); err != nil {
		return err
	}
	return b.rewind()
}

func (b *sheet) rewind() (err error) {
	b.close()
	b.row, b.at, b.open = 0, 0, nil
	if b.stored, err = b.file.Rows(b.name); err == nil {
		b.shown, err = b.file.Rows(b.name)
	}
	if err != nil {
		return refused("The sheet %q cannot be read as rows.", b.name)
	}
	return nil
}

// close lets go of both readings; it is called again at the end of the sheet.
// Neither has a file behind it, so there is nothing that could fail.
func (b *sheet) close() {
	if b == nil {
		return
	}
	for _, rows := range []*excelize.Rows{b.stored, b.shown} {
		if rows != nil {
			_ = rows.Close()
		}
	}
	b.stored, b.shown = nil, nil
}

func (b *sheet) holdsAnything() bool {
	for b.stored.Next() {
		cells, err := b.stored.Columns()
		if err == nil && slices.ContainsFunc(cells, func(s string) bool { return strings.TrimSpace(s) != "" }) {
			return true
		}
	}
	return false
}

// next puts the next row of the sheet into the scanner, and reports whether
// there was one.
func (b *sheet) next(s *scanner) bool {
	if b.stored == nil || b.fault != nil || !b.stored.Next() || !b.shown.Next() {
		if b.stored != nil && b.stored.Error() != nil {
			b.fault = refused("The sheet %q is damaged behind row %d.", b.name, b.row)
		}
		b.close()
		return false
	}
	b.row++
	s.start, s.last = b.row, b.row
	s.buffer, s.cells, s.count, s.blank, s.fault = s.buffer[:0], s.cells[:0], 0, true, ""
	stored, err := b.stored.Columns(excelize.Options{RawCellValue: true})
	shown, err2 := b.shown.Columns()
	switch {
	case err != nil || err2 != nil:
		b.fault = refused("Row %d of the sheet %q cannot be read.", b.row, b.name)
		return false
	case len(stored) > maxColumns:
		// Refused whole: a sheet whose rows all reach the last column takes hours.
		b.fault = refused("Row %d of the sheet has %d columns; a case file has at most %d.", b.row, len(stored), maxColumns)
		return false
	}
	for len(stored) > len(s.keep) && len(s.keep) > 0 && strings.TrimSpace(stored[len(stored)-1]) == "" {
		stored = stored[:len(stored)-1]
	}
	b.dates = b.dates[:0]
	for i, value := range stored {
		if i >= len(shown) {
			break
		}
		if stored[i] = plainCell(value, shown[i]); b.isDate(value, shown[i]) {
			b.dates = append(b.dates, dated{i, shown[i]})
		}
	}
	for _, value := range b.filled(stored) {
		s.add(value)
	}
	for s.count < len(s.keep) { // empty cells at the end are not stored
		s.add("")
	}
	return true
}

// add puts one whole cell into the record at hand.
func (s *scanner) add(value string) {
	c, limit := cell{from: len(s.buffer), to: len(s.buffer)}, shownRunes
	if s.count < len(s.keep) {
		limit = max(limit, s.keep[s.count])
	}
	if !utf8.ValidString(value) {
		value = strings.ToValidUTF8(value, "\ufffd")
	}
	for _, r := range value {
		s.put(&c, limit, r)
	}
	s.count++
	s.cells = append(s.cells, c)
}

// plainCell is the value of a cell as a text file would have it. Numbers are
// stored as doubles (0.30000000000000004) of which a spreadsheet shows the first
// fifteen digits: those are what somebody saw. One of more digits than a
// spreadsheet keeps is left as it is shown, 6.22E+15, so that it is refused
// where its last digits matter.
func plainCell(stored, shown string) string {
	if stored == shown {
		return stored
	}
	if shown == "TRUE" || shown == "FALSE" {
		return shown // stored as 1 and 0, which would be an amount
	}
	n, err := strconv.ParseFloat(stored, 64)
	if err != nil {
		return stored
	}
	if n >= 1e15 || n <= -1e15 {
		return strconv.FormatFloat(n, 'E', wholeDigits-1, 64)
	}
	if n, err = strconv.ParseFloat(strconv.FormatFloat(n, 'g', wholeDigits, 64), 64); err != nil {
		return stored
	}
	return strconv.FormatFloat(n, 'f', -1, 64)
}

// merged reports whether a cell of the record at hand has what stands in a row
// above it, with which it is merged.
func (s *scanner) merged(column int) bool {
	return s.sheet != nil && slices.Contains(s.sheet.spread, column)
}

// date is a cell of the sheet as parseDate reads it: a date there is the number
// of days since the year 1900, or 1904.
func (b *sheet) date(cell string) string {
	if day, clock, found := strings.Cut(cell, "T"); found && len(day) == 10 && strings.HasPrefix(clock, "00:00") {
		return day
	}
	days, err := strconv.ParseFloat(cell, 64)
	if err != nil || days < 1 || days > 200_000 {
		return cell
	}
	t, err := excelize.ExcelDateToTime(days, b.from1904)
	if err != nil {
		return cell
	}
	return t.Format("2006-01-02")
}

// dateCell is a cell with a date as text; in a text file it is that already.
func (rd *reading) dateCell(cell string) string {
	if rd.scan.sheet == nil {
		return cell
	}
	return rd.scan.sheet.date(cell)
}
