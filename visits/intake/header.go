package intake

import (
	"bytes"
	"crypto/sha256"
	"slices"
	"strings"

	"fairvisit/evidence"
	"fairvisit/visits/refuse"
)

// header is the first record of a file that is not blank: what stands where.
type header struct {
	scan    *scanner // behind the header
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

// readHeader finds the delimiter and the columns. The delimiter is the one
// that yields most columns we know: counting characters, the usual way, is
// misled by an address full of commas.
func readHeader(data []byte, t text, given map[string]string) (header, error) {
	best := header{known: -1}
	for _, comma := range []rune{',', ';', '\t', '|'} {
		h, found := headerOf(newScanner(data, t, comma), comma, given)
		if !found {
			return header{}, refused("The file is empty.")
		}
		if h.known > best.known || h.known == best.known && len(h.names) > len(best.names) {
			best = h
		}
	}
	return best, best.check()
}

// readSheetHeader is readHeader for a sheet, whose cells nothing has to divide.
func readSheetHeader(b *sheet, given map[string]string) (header, error) {
	h, found := headerOf(&scanner{sheet: b}, 0, given)
	switch {
	case b.fault != nil:
		return h, b.fault
	case !found:
		return h, refused("The file is empty.")
	}
	return h, h.check()
}

func headerOf(s *scanner, comma rune, given map[string]string) (h header, found bool) {
	for found = s.next(); found && s.nothing(); {
		found = s.next()
	}
	h = header{scan: s, comma: comma, at: noColumns(), given: given}
	for i := range s.cells {
		h.names = append(h.names, clip(string(bytes.TrimSpace(s.value(i)))))
		if c, ok := h.column(h.names[i]); ok && h.at[c] < 0 {
			h.at[c] = i
			h.known++
		}
	}
	return h, found
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
		return refused("The column %q belongs to a practice that is refused here (%s). %s Take the column out.", name, r.Practice.Title["en"], r.Practice.Sentence["en"])
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
	found := h.names
	if len(found) > 30 {
		found = append(slices.Clone(found[:30]), "…")
	}
	return refused("The file lacks %s: it has the columns %s, and needs %s.",
		strings.Join(missing, ", "), strings.Join(found, ", "), strings.Join(needed, ", "))
}
