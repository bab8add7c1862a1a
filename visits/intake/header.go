package intake

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"fairvisit/evidence"
	"fairvisit/visits/refuse"
)

// header is the record that says what stands where: the first that is not blank,
// or one of those below it, where a title stands above.
type header struct {
	scan    *scanner // behind the header
	row     int      // line on which it stands
	comma   rune
	names   []string         // as the file spells them, cut
	at      [columnCount]int // place of each column in a record, -1 when the file has none
	ignored []string
	known   int
	given   map[string]string // what a person said about columns, by the file's name folded
}

// column is what a column of the file is: as a person said, else by its name.
func (h *header) column(name string) (column, bool) {
	if said, ok := h.given[folded(name)]; ok {
		c, known := columnNames[folded(said)]
		return c, known
	}
	c, ok := columnNames[folded(name)]
	return c, ok
}

// head is what tells files of one kind: the names of their columns, folded.
func (h *header) head() evidence.Hash {
	if len(h.names) == 0 {
		return evidence.Hash{}
	}
	var all strings.Builder
	for _, name := range h.names {
		all.WriteString(folded(name) + "\x00")
	}
	return sha256.Sum256([]byte("fv-head-of-file-v1\n" + all.String()))
}

// titleRows is among how many records that are not blank the header is looked for.
// titled is how many columns we know a record must have to be the header of a file
// though another stands above: no row of values has so many names of columns.
const (
	titleRows = 10
	titled    = 3
)

// readHeader finds the delimiter and the columns. The delimiter is the one the file
// names itself, as spreadsheets write it (sep=;), or that yields most columns we
// know: counting characters, the usual way, is misled by an address full of commas.
func readHeader(data []byte, t text, given map[string]string) (header, error) {
	best := header{known: -1}
	commas, begin := delimiters(data, t)
	for _, comma := range commas {
		h, found := headerAmong(begin(comma), func() *scanner { return begin(comma) }, given)
		if !found {
			return header{}, refused("The file is empty.")
		}
		h.comma = comma
		if h.known > best.known || h.known == best.known && len(h.names) > len(best.names) {
			best = h
		}
	}
	return best, best.check()
}

// delimiters are those that may be a text's, and how to begin with one: behind a
// first line that names it.
func delimiters(data []byte, t text) ([]rune, func(comma rune) *scanner) {
	probe := newScanner(data, t, 0)
	var line []rune
	for len(line) < 6 {
		r, size := probe.peek()
		if size == 0 || r == '\r' || r == '\n' {
			break
		}
		line = append(line, probe.read())
	}
	named, ok := strings.CutPrefix(strings.ToLower(string(line)), "sep=")
	if !ok || !probe.endLine() || !slices.Contains([]string{",", ";", "\t", "|"}, named) {
		return []rune{',', ';', '\t', '|'}, func(comma rune) *scanner { return newScanner(data, t, comma) }
	}
	at := *probe
	return []rune(named), func(comma rune) *scanner {
		s := at
		s.comma = comma
		return &s
	}
}

// readSheetHeader is readHeader for a sheet, whose cells nothing has to divide.
func readSheetHeader(b *sheet, given map[string]string) (header, error) {
	h, found := headerAmong(&scanner{sheet: b}, func() *scanner {
		b.fault = b.rewind() // a fault further down is found again when it is come to
		return &scanner{sheet: b}
	}, given)
	switch {
	case b.fault != nil:
		return h, b.fault
	case !found:
		return h, refused("The file is empty.")
	}
	return h, h.check()
}

// headerAmong is the header at which s begins, or one below: that with most columns
// we know, if the first lacks any that is needed. What was looked at beyond it is
// read again.
func headerAmong(s *scanner, again func() *scanner, given map[string]string) (best header, found bool) {
	best, found = headerOf(s, given)
	if !found || best.missing() == nil {
		return best, found
	}
	at := 0
	for i := 1; i < titleRows; i++ {
		h, more := headerOf(s, given)
		if !more {
			break
		}
		if h.known >= titled && h.known > best.known {
			best, at = h, i
		}
	}
	fresh := again()
	for range at + 1 {
		best, _ = headerOf(fresh, given)
	}
	return best, true
}

// headerOf takes the next record that is not blank for the header.
func headerOf(s *scanner, given map[string]string) (h header, found bool) {
	for found = s.next(); found && s.nothing(); {
		found = s.next()
	}
	h = header{scan: s, row: s.start, at: noColumns(), given: given}
	if !found {
		return h, false
	}
	for i := range s.cells {
		h.names = append(h.names, clip(string(bytes.TrimSpace(s.value(i)))))
		if c, ok := h.column(h.names[i]); ok && h.at[c] < 0 {
			h.at[c] = i
			h.known++
		}
	}
	return h, true
}

func noColumns() (at [columnCount]int) {
	for c := range at {
		at[c] = -1
	}
	return at
}

// check refuses a file whose rows could only be guessed at, and lists what is
// ignored of one that can be read.
func (h *header) check() error {
	switch {
	case h.scan.fault != "":
		return refused("The header (line %d) cannot be read. %s", h.scan.start, h.scan.fault)
	case h.scan.count > maxColumns:
		return refused("The header has %d columns; a case file has at most %d.", h.scan.count, maxColumns)
	case slices.ContainsFunc(h.names, func(s string) bool { return strings.ContainsRune(s, 0) }):
		return refused("The header holds NUL bytes, so this is UTF-16 without its mark (then name the encoding) or not a text file.")
	}
	for i, found := range h.names {
		c, ok := h.column(found)
		if ok && h.at[c] != i {
			return refused("Two columns, %q and %q, both mean %s, and it is not clear which counts.", h.names[h.at[c]], found, columns[c].name)
		}
		if _, ours := columnNames[folded(found)]; !ours {
			if err := refusedColumn(found); err != nil {
				return err
			}
		}
		if !ok && found != "" {
			h.ignored = append(h.ignored, found)
		}
	}
	return h.missing()
}

// refusedColumn refuses a column of a practice that is refused here, whatever a
// person says it is. Ignoring it would not do: the file would be sent so again,
// and kept somewhere.
func refusedColumn(name string) error {
	if r := refuse.Look(refuse.Column, name); r != nil {
		return refused("The column %q belongs to a practice that is refused here (%s). %s Save the file without this column and choose it again; the other columns are read as they are.", name, r.Practice.Title["en"], r.Practice.Sentence["en"])
	}
	return nil
}

func (h *header) missing() error {
	var missing, needed []string
	for c, col := range columns {
		if !col.required {
			continue
		}
		needed = append(needed, col.name)
		if h.at[c] < 0 {
			missing = append(missing, col.name)
		}
	}
	if missing == nil {
		return nil
	}
	return &Refused{Lacks: missing, Why: fmt.Sprintf("The file lacks %s: it has the columns %s, and needs %s. Nothing was taken.",
		strings.Join(missing, ", "), listed(h.names), strings.Join(needed, ", "))}
}

// listed are the names of a file's columns, as many as one reads.
func listed(names []string) string {
	if len(names) > 30 {
		names = append(slices.Clone(names[:30]), "…")
	}
	return strings.Join(names, ", ")
}
