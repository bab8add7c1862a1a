package intake

import (
	"fmt"
	"slices"
	"strings"
)

// why is a sentence that is put together only if it is listed: a hostile file
// has a million bad rows and only MaxProblems of them get theirs.
type why struct {
	format  string
	numbers [3]int
}

func say(format string, numbers ...int) (w why) {
	w.format = format
	copy(w.numbers[:], numbers)
	return w
}

func (w why) said() bool { return w.format != "" }

func (w why) String() string {
	var args []any
	for i := range strings.Count(w.format, "%") {
		args = append(args, w.numbers[i])
	}
	return fmt.Sprintf(w.format, args...)
}

// refuse names a cell of the row at hand as a reason not to take the row.
func (rd *reading) refuse(c column, w why) {
	rd.report(rd.title(c), rd.scan.value(rd.header.at[c]), w)
}

// report names a part of the row at hand as a reason not to take the row.
func (rd *reading) report(title string, value []byte, w why) {
	if !rd.bad { // several cells of one row may be at fault
		rd.bad = true
		rd.file.Refused++
	}
	if rd.full() {
		return
	}
	sentence := w.String()
	if s := rd.scan; s.last > s.start {
		sentence += fmt.Sprintf(" The row runs from line %d to line %d.", s.start, s.last)
	}
	rd.list(Problem{Row: rd.scan.start, Record: rd.file.Rows, Column: title, Value: clip(string(value[:min(len(value), 4*shownRunes)])), Why: sentence})
}

// full reports that no more problems are listed, and counts the one that will
// not be.
func (rd *reading) full() bool {
	if len(rd.file.Problems) < MaxProblems {
		return false
	}
	rd.unlisted++
	return true
}

func (rd *reading) list(p Problem) {
	listed := &rd.file.Problems
	if len(*listed) == cap(*listed) { // doubled: append would allocate them five times over
		*listed = slices.Grow(*listed, max(8, len(*listed)))
	}
	*listed = append(*listed, p)
}

// clip cuts a value to what a Problem shows.
func clip(s string) string {
	n := 0
	for i := range s {
		if n == shownRunes {
			return strings.Clone(s[:i]) // not a piece of a long string that would stay in memory
		}
		n++
	}
	return s
}

func (rd *said) refuse(name string, w why) {
	title := name
	at, ok := rd.at[name]
	if ok {
		title = rd.names[at]
	} else {
		at = -1
	}
	rd.report(title, rd.scan.value(at), w)
}

func (rd *said) report(title string, value []byte, w why) {
	if !rd.bad {
		rd.bad = true
		rd.Refused++
	}
	if len(rd.Problems) >= MaxProblems {
		rd.unlisted++
		return
	}
	rd.Problems = append(rd.Problems, Problem{Row: rd.scan.start, Record: rd.Rows, Column: title, Value: clip(string(value[:min(len(value), 4*shownRunes)])), Why: w.String()})
}

func (rd *said) finish() {
	if rd.unlisted > 0 {
		rd.Problems = append(rd.Problems, Problem{Why: fmt.Sprintf("There are %d more problems than are listed here, and none of the rows they are in was taken.", rd.unlisted)})
	}
	if rd.Rows == 0 {
		rd.Problems = append(rd.Problems, Problem{Why: "The file has a header and no rows."})
	}
}

// Problem is a line that was read well and cannot be taken all the same.
func (l Line) Problem(column, value, why string) Problem {
	return Problem{Row: l.Row, Column: column, Value: clip(value), Why: why}
}
