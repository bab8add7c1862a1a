package checklist

import (
	"errors"
	"math"
	"strings"
	"time"
	"unicode/utf16"
)

// Functions that take texts and rounds apart and put them together. They do what
// ODK's clients do with those of a form.

// piece is a text from a place, counted from 0, up to another, in units of UTF-16; a
// place below 0 counts from the end.
func piece(a []any) any {
	units := utf16.Encode([]rune(textOf(a[0])))
	last := len(units)
	place := func(v any) (int, bool) {
		n := numberOf(v)
		if n < 0 {
			n += float64(last)
		}
		return int(min(max(math.Trunc(n), 0), float64(last))), !math.IsNaN(n)
	}
	from, known := place(a[1])
	to := last
	if len(a) == 3 {
		n, is := place(a[2])
		to, known = n, known && is
	}
	if !known || from >= to {
		return ""
	}
	return string(utf16.Decode(units[from:to]))
}

// chosenAt is one of several that were chosen, the first at 0.
func chosenAt(a []any) any {
	list, n := strings.Fields(textOf(a[0])), numberOf(a[1])
	if !(n >= 0 && n < float64(len(list))) {
		return ""
	}
	return list[int(n)]
}

func textBefore(a []any) any {
	before, _, found := strings.Cut(textOf(a[0]), textOf(a[1]))
	if !found {
		return ""
	}
	return before
}

func textAfter(a []any) any {
	_, after, _ := strings.Cut(textOf(a[0]), textOf(a[1]))
	return after
}

// exchanged puts for each sign of one text the sign of another at its place, and
// leaves it out where that one is shorter.
func exchanged(a []any) any {
	from, to := []rune(textOf(a[1])), []rune(textOf(a[2]))
	return strings.Map(func(c rune) rune {
		for i, f := range from {
			switch {
			case f != c:
			case i < len(to):
				return to[i]
			default:
				return -1
			}
		}
		return c
	}, textOf(a[0]))
}

// joined puts what is asked together, in all rounds of it, with a text between.
func joined(a []any) (any, error) {
	var b strings.Builder
	between, n := textOf(a[0]), 0
	for _, v := range a[1:] {
		list, many := v.([]any)
		if !many {
			list = []any{v}
		}
		for _, x := range list {
			if x == nil {
				continue
			}
			if n++; n > 1 {
				b.WriteString(between)
			}
			if b.WriteString(textOf(x)); b.Len() > maxResult {
				return nil, errTooLong
			}
		}
	}
	return b.String(), nil
}

// daySigns are the signs of a written day: the layout of each in Go. Names of months
// and days are none: they would hang on the language of a tablet.
var daySigns = map[byte]string{'Y': "2006", 'y': "06", 'm': "01", 'n': "1", 'd': "02", 'e': "2", 'H': "15", 'M': "04", 'S': "05", '3': "000", '%': "%"}

var errDaySign = errors.New("a day is written with %Y %y %m %n %d %e %H %h %M %S %3 and %%")

// checkDaySigns refuses a pattern that has others.
func checkDaySigns(pattern string) error {
	for i := 0; i < len(pattern); i++ {
		if pattern[i] != '%' {
			continue
		}
		i++
		if i == len(pattern) || pattern[i] != 'h' && daySigns[pattern[i]] == "" {
			return errDaySign
		}
	}
	return nil
}

// writtenDay is a day, or the time of a day, as a pattern of ODK writes it.
func writtenDay(a []any) any {
	m, is := first(a[0]).(moment)
	if !is {
		if m, is = momentOf(textOf(a[0])).(moment); !is {
			if m, is = dayOf(a[0]).(moment); !is {
				return ""
			}
		}
	}
	t := time.Unix(int64(math.Round(m.days*24*60*60)), 0).UTC()
	var b strings.Builder
	pattern := textOf(a[1])
	for i := 0; i < len(pattern); i++ {
		c := pattern[i]
		if c != '%' || i+1 == len(pattern) {
			b.WriteByte(c)
			continue
		}
		i++
		switch layout := daySigns[pattern[i]]; {
		case pattern[i] == 'h':
			b.WriteString(strings.TrimPrefix(t.Format("15"), "0"))
		case pattern[i] == '3':
			b.WriteString("000") // answers are kept to the minute
		case layout != "":
			b.WriteString(t.Format(layout))
		}
	}
	return b.String()
}

// inThatRound is what a repeated question is worth in one round, the first being 1.
func inThatRound(a []any) any {
	n := numberOf(a[1])
	list, many := a[0].([]any)
	if !many {
		list = []any{a[0]}
	}
	if !(n >= 1 && n < float64(len(list)+1)) || list[int(n)-1] == nil {
		return ""
	}
	return list[int(n)-1]
}
