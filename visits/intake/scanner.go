package intake

import (
	"unicode"
	"unicode/utf8"
)

// maxColumns bounds the cells of a record that are kept.
const maxColumns = 256

// shownRunes is how much of a value a Problem shows.
const shownRunes = 80

// scanner cuts a file into records. encoding/csv was refused: it ends at the
// first stray quote, it needs UTF-8, and it holds a cell of any length.
//
// A quote that is never closed, or is closed in the middle of a cell, spoils
// one record and not the rest of the file: the scanner goes back and resumes
// at the end of the line on which that cell began.
type scanner struct {
	data  []byte
	pos   int
	line  int // of pos, from 1
	text  text
	comma rune
	keep  []int // characters kept of each column; a column not listed keeps shownRunes

	// spare is how many bytes may still be read a second time. Going back
	// without limit would let a file of quotes take time in the square of its
	// length.
	spare int

	sheet *sheet // rows come from it instead of data

	// The record last read.
	start  int    // its line
	last   int    // the line on which its last cell ended
	count  int    // how many cells it has, kept or not
	blank  bool   // nothing but white space
	fault  string // why it cannot be read as cells, with the cell it happened in last
	cells  []cell
	buffer []byte
}

// cell is one value of the record: its bytes as UTF-8 in the buffer, cut to
// what is kept, and its whole length in characters.
type cell struct{ from, to, runes int }

func newScanner(data []byte, t text, comma rune) *scanner {
	s := &scanner{data: data, line: 1, text: t, comma: comma, spare: 2 * len(data)}
	if r, size := s.peek(); r == '\ufeff' {
		s.pos = size
	}
	return s
}

// next reads the next record, and reports whether there was one.
func (s *scanner) next() bool {
	if s.sheet != nil {
		return s.sheet.next(s)
	}
	if s.pos >= len(s.data) {
		return false
	}
	s.buffer, s.cells = s.buffer[:0], s.cells[:0]
	s.start, s.count, s.blank, s.fault = s.line, 0, true, ""
	for s.cell() {
	}
	return true
}

// nothing reports a record that is an empty line, or looks like one.
func (s *scanner) nothing() bool { return s.blank && s.fault == "" }

// value is the kept part of a cell; it is good until the next record.
func (s *scanner) value(i int) []byte {
	if i < 0 || i >= len(s.cells) {
		return nil
	}
	return s.buffer[s.cells[i].from:s.cells[i].to]
}

// cell reads one cell and what ends it, and reports whether another follows in
// the same record.
func (s *scanner) cell() bool {
	pos, line := s.pos, s.line
	c := cell{from: len(s.buffer), to: len(s.buffer)}
	limit := shownRunes
	if s.count < len(s.keep) {
		limit = max(limit, s.keep[s.count])
	}
	var more bool
	s.last = line
	if r, _ := s.peek(); r == '"' {
		more = s.quoted(&c, limit)
	} else {
		more = s.bare(&c, limit)
	}
	if s.count++; s.count <= maxColumns {
		s.cells = append(s.cells, c)
	}
	if s.fault != "" {
		s.back(pos, line)
		return false
	}
	return more
}

func (s *scanner) bare(c *cell, limit int) bool {
	for s.pos < len(s.data) {
		r, size := s.peek()
		switch r {
		case '\n', '\r':
			s.endLine()
			return false
		case '"':
			s.fault = "A quotation mark stands inside a cell that does not begin with one, so it is not clear where the cell ends."
			return false
		}
		s.pos += size
		if r == s.comma {
			return true
		}
		s.put(c, limit, r)
	}
	return false
}

func (s *scanner) quoted(c *cell, limit int) bool {
	s.read()
	for {
		if s.pos >= len(s.data) {
			s.last, s.fault = s.line, "A quotation mark opens here and is never closed."
			return false
		}
		r := s.read()
		if r == '"' {
			s.last = s.line
			next, size := s.peek()
			switch {
			case size == 0:
				return false
			case next == s.comma:
				s.read()
				return true
			case next != '"':
				if !s.endLine() {
					s.fault = "A quotation mark closes in the middle of this cell, so it is not clear where the cell ends."
				}
				return false
			}
			s.read()
		}
		if r == '\r' && c.runes > 0 { // at the start it stays, where it is refused
			if next, _ := s.peek(); next == '\n' {
				continue
			}
			r = '\n'
		}
		s.put(c, limit, r)
	}
}

// put keeps a character, or only counts it when the cell is full.
func (s *scanner) put(c *cell, limit int, r rune) {
	s.blank = s.blank && unicode.IsSpace(r)
	if c.runes++; c.runes <= limit && s.count < maxColumns {
		s.buffer = utf8.AppendRune(s.buffer, r)
		c.to = len(s.buffer)
	}
}

// back resumes after the line on which the spoiled cell began.
func (s *scanner) back(pos, line int) {
	if s.spare -= s.pos - pos; s.spare < 0 {
		s.fault += " Too much of the file is like this: nothing after this row was read."
		s.pos = len(s.data)
		return
	}
	s.pos, s.line = pos, line
	for s.pos < len(s.data) && !s.endLine() {
		s.read()
	}
}

// peek returns the next character and its size in bytes, 0 at the end.
func (s *scanner) peek() (rune, int) {
	if s.pos >= len(s.data) {
		return 0, 0
	}
	return s.text.first(s.data[s.pos:])
}

// read takes the next character and counts lines: LF, CR and CRLF each end one.
func (s *scanner) read() rune {
	r, size := s.peek()
	s.pos += size
	switch r {
	case '\n':
		s.line++
	case '\r':
		if next, _ := s.peek(); next != '\n' {
			s.line++
		}
	}
	return r
}

// endLine takes a line end if one stands here.
func (s *scanner) endLine() bool {
	switch r, _ := s.peek(); r {
	case '\n':
		s.read()
	case '\r':
		s.read()
		if next, _ := s.peek(); next == '\n' {
			s.read()
		}
	default:
		return false
	}
	return true
}
