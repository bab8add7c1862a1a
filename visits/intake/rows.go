package intake

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
)

// maxParties is how many people one case can have; the rows of a case are
// compared with each of its parties.
const maxParties = 50

// mostJudged bounds what is remembered of products and branches.
const mostJudged = 2000

// key is what makes rows one case.
type key struct{ creditor, number string }

// opened is where a case stands in File.Cases, and the record that opened it.
type opened struct{ at, record int }

// reading is a file being read, at one row of it.
type reading struct {
	file    *File
	scan    *scanner
	header  header
	options Options

	cases    map[key]opened
	refused  map[key]int       // line on which a refused row would have opened the case
	unlisted int               // problems beyond MaxProblems
	unwarned int               // warnings likewise
	unsaid   bool              // of a place no system of coordinates is said
	judged   map[string]string // products and branches, and what is said against them

	first *Case // of the row at hand: the case it adds a party to, nil when it opens one
	bad   bool  // of the row at hand
}

func newReading(f *File, h header, o Options) *reading {
	rd := &reading{file: f, scan: h.scan, header: h, options: o, cases: map[key]opened{}, refused: map[key]int{}, judged: map[string]string{}}
	rd.scan.keep = make([]int, len(h.names))
	for c, at := range h.at {
		if at >= 0 {
			rd.scan.keep[at] = rd.limit(column(c))
		}
	}
	return rd
}

func (rd *reading) limit(c column) int {
	if columns[c].free {
		return rd.options.FieldRunes
	}
	return min(codeRunes, rd.options.FieldRunes)
}

// row takes the record the scanner stands at or says why not. The error is a
// refusal of the whole file.
func (rd *reading) row() error {
	if rd.scan.nothing() {
		return nil
	}
	if rd.file.Rows == rd.options.MaxRows {
		return refused("The file has more than %d rows; divide it and read the parts.", rd.options.MaxRows)
	}
	rd.file.Rows++
	rd.bad, rd.first = false, nil
	if !rd.wellFormed() {
		return nil
	}
	if o, ok := rd.cases[key{string(rd.cell(creditor)), string(rd.cell(number))}]; ok {
		rd.first = &rd.file.Cases[o.at]
	} else if line := rd.refusedAt(); line > 0 && len(rd.cell(amount)) == 0 {
		rd.refuse(number, say("The row that opens this case (line %d) was refused, so this one cannot be added to it.", line))
		return nil
	}
	warned := len(rd.file.Warnings)
	c, p := rd.caseAndParty()
	switch {
	case rd.bad:
		rd.remember()
		rd.file.Warnings = rd.file.Warnings[:warned] // they are of rows that are taken
	case rd.first != nil:
		rd.first.Parties = append(rd.first.Parties, p)
	default:
		c.Parties = []Party{p}
		rd.room()
		rd.cases[key{c.Creditor, c.Number}] = opened{len(rd.file.Cases), rd.file.Rows}
		rd.file.Cases = append(rd.file.Cases, c)
	}
	return nil
}

// remember keeps which case the refused row at hand would have opened, so that
// its other parties are told the true reason. It only makes a sentence better,
// so it keeps no more than the listed problems and no names of absurd length.
func (rd *reading) remember() {
	by, of := rd.cell(creditor), rd.cell(number)
	if rd.first == nil && rd.refusedAt() == 0 && len(rd.refused) < MaxProblems && len(of) > 0 && len(by)+len(of) <= 4*shownRunes {
		rd.refused[key{string(by), string(of)}] = rd.scan.start
	}
}

func (rd *reading) refusedAt() int {
	return rd.refused[key{string(rd.cell(creditor)), string(rd.cell(number))}]
}

// wellFormed looks at the record as cells, before their meaning.
func (rd *reading) wellFormed() bool {
	s, names := rd.scan, rd.header.names
	switch {
	case s.fault != "":
		title := ""
		if s.count <= len(names) {
			title = names[s.count-1]
		}
		rd.report(title, s.value(s.count-1), say(s.fault))
		return false
	case s.count != len(names):
		rd.report("", s.value(0), say("The row has %d cells and the header has %d, so it is not clear which is which.", s.count, len(names)))
		return false
	}
	for c, at := range rd.header.at {
		if at < 0 {
			continue
		}
		if w := column(c).fault(s.value(at), s.cells[at].runes, rd.limit(column(c))); w.said() {
			rd.refuse(column(c), w)
		} else if shown := s.dateIn(at); shown != "" && column(c) != dueDate {
			rd.report(rd.title(column(c)), []byte(shown), say("The spreadsheet holds a day or a time here; format the column as text and write anew what was meant."))
		}
	}
	if rd.bad {
		rd.remember()
	}
	return !rd.bad
}

// cell is the value in a column without the space around it, empty when the
// file has no such column. It is good until the next row.
func (rd *reading) cell(c column) []byte {
	return bytes.TrimSpace(rd.scan.value(rd.header.at[c]))
}

// room makes place for the cases that the rest of the file probably holds.
// Letting append grow would allocate them five times over.
func (rd *reading) room() {
	n := len(rd.file.Cases)
	switch {
	case n < cap(rd.file.Cases):
		return
	case rd.scan.sheet != nil: // how much of a sheet was read nobody can say
		rd.file.Cases = slices.Grow(rd.file.Cases, 64+n)
		return
	}
	likely := n*len(rd.scan.data)/max(rd.scan.pos, 1) - n
	rd.file.Cases = slices.Grow(rd.file.Cases, 4+min(likely+likely/16, 3*n))
}

// finish closes the file: a case needs a debtor, and problems stand in the
// order of the rows.
func (rd *reading) finish() {
	f := rd.file
	f.Cases = slices.DeleteFunc(f.Cases, func(c Case) bool {
		if slices.ContainsFunc(c.Parties, func(p Party) bool { return p.Role == "debtor" }) {
			return false
		}
		f.Refused += len(c.Parties) // each is a row
		if !rd.full() {
			rd.list(Problem{Row: c.Row, Record: rd.cases[key{c.Creditor, c.Number}].record, Column: columns[role].name, Value: c.Parties[0].Role,
				Why: "No row of this case names its debtor, so none of them was taken."})
		}
		return true
	})
	rd.lookAround()
	slices.SortStableFunc(f.Problems, func(a, b Problem) int { return cmp.Compare(a.Row, b.Row) })
	if rd.unlisted > 0 {
		f.Problems = append(f.Problems, Problem{Why: fmt.Sprintf("There are %d more problems than are listed here, and none of the rows they are in was taken.", rd.unlisted)})
	}
	if f.Rows == 0 {
		f.Problems = append(f.Problems, Problem{Why: "The file has a header and no rows."})
	}
}
