package checklist

import (
	"errors"
	"math"
	"regexp"
	"regexp/syntax"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
)

// What expressions do with values. It is what a form of ODK does (XPath 1.0 as
// its clients run it), and it never fails on an answer: what is not there is
// the empty text, what is no number is NaN, and NaN compares with nothing. So
// a rule reads the same whether the list was written here or imported.

// moment is a day, or a day with its time; as a number it is days since 1970.
type moment struct {
	text string
	days float64
}

// first is a value, of a repeated question that of the first round.
func first(v any) any {
	for {
		list, many := v.([]any)
		if !many {
			return v
		}
		if len(list) == 0 {
			return ""
		}
		v = list[0]
	}
}

func textOf(v any) string {
	switch v := first(v).(type) {
	case string:
		return v
	case float64:
		return numberText(v)
	case int:
		return strconv.Itoa(v)
	case bool:
		return strconv.FormatBool(v)
	case moment:
		return v.text
	}
	return ""
}

func numberText(n float64) string {
	switch {
	case math.IsNaN(n):
		return "NaN"
	case math.IsInf(n, 0):
		return strings.TrimPrefix(strconv.FormatFloat(n, 'f', -1, 64), "+") + "inity"
	case n == 0:
		return "0" // and not -0
	}
	return strconv.FormatFloat(n, 'f', -1, 64)
}

func numberOf(v any) float64 {
	switch v := first(v).(type) {
	case float64:
		return v
	case int:
		return float64(v)
	case bool:
		if v {
			return 1
		}
		return 0
	case moment:
		return v.days
	case string:
		s := strings.TrimSpace(v)
		if strings.Trim(s, "-.0123456789") != "" { // ParseFloat also takes 0x10, 1e9, inf, +3
			return math.NaN()
		}
		if n, err := strconv.ParseFloat(s, 64); err == nil {
			return n
		}
	}
	return math.NaN()
}

func truthOf(v any) bool {
	switch v := first(v).(type) {
	case bool:
		return v
	case float64:
		return v != 0 && !math.IsNaN(v)
	case int:
		return v != 0
	case string:
		return v != ""
	case moment:
		return v.text != ""
	}
	return false
}

// same compares as truths if one is a truth, as numbers if one is a number,
// and as texts otherwise.
func same(a, b any) bool {
	a, b = first(a), first(b)
	switch {
	case isA[bool](a) || isA[bool](b):
		return truthOf(a) == truthOf(b)
	case isNumber(a) || isNumber(b):
		return math.Abs(numberOf(a)-numberOf(b)) < 1e-12
	}
	return textOf(a) == textOf(b)
}

func isA[T any](v any) bool { _, ok := v.(T); return ok }

func isNumber(v any) bool { return isA[float64](v) || isA[int](v) }

// dayOf is a value as a day: one written 2026-03-09, or days since 1970.
func dayOf(v any) any {
	switch v := first(v).(type) {
	case moment:
		return momentOf(v.text[:min(len(v.text), len(time.DateOnly))])
	case string:
		return momentOf(v)
	}
	n := numberOf(v)
	if math.IsNaN(n) || math.Abs(n) > 3e6 {
		return ""
	}
	return momentOf(time.Unix(0, 0).UTC().AddDate(0, 0, int(math.Floor(n))).Format(time.DateOnly))
}

// momentOf reads a day or a time of a day; what is neither is no value.
func momentOf(s string) any {
	if len(s) > len(momentLayout) { // 2026-03-09T14:30:00.000+08:00: to the minute
		s = s[:len(momentLayout)]
	}
	layout := time.DateOnly
	if strings.Contains(s, "T") {
		layout = momentLayout
	}
	t, err := time.Parse(layout, s)
	if err != nil {
		return ""
	}
	return moment{s, float64(t.Unix()) / (24 * 60 * 60)}
}

// function is one of those an expression may call.
type function struct {
	least, most int
	do          func(args []any) (any, error)
}

const maxResult = 16 * maxText // bytes of a text that is put together

var errTooLong = errors.New("the text it puts together is too long")

// functions are all an expression may call; expr has none of its own here.
var functions = map[string]function{
	"selected":       {2, 2, pure(func(a []any) any { return slicesHas(strings.Fields(textOf(a[0])), strings.TrimSpace(textOf(a[1]))) })},
	"count_selected": {1, 1, pure(func(a []any) any { return float64(len(strings.Fields(textOf(a[0])))) })},
	"coalesce":       {2, 8, pure(coalesce)},
	"string_length":  {1, 1, pure(func(a []any) any { return float64(len(utf16.Encode([]rune(textOf(a[0]))))) })},
	"concat":         {1, 32, concat},
	"has_text":       {2, 2, pure(func(a []any) any { return strings.Contains(textOf(a[0]), textOf(a[1])) })},
	"starts_with":    {2, 2, pure(func(a []any) any { return strings.HasPrefix(textOf(a[0]), textOf(a[1])) })},
	"ends_with":      {2, 2, pure(func(a []any) any { return strings.HasSuffix(textOf(a[0]), textOf(a[1])) })},
	"number":         {1, 1, pure(func(a []any) any { return numberOf(a[0]) })},
	"text":           {1, 1, pure(func(a []any) any { return textOf(a[0]) })},
	"truth":          {1, 1, pure(func(a []any) any { return truthOf(a[0]) })},
	"whole":          {1, 1, pure(func(a []any) any { return math.Trunc(numberOf(a[0])) })},
	"rounded":        {1, 2, pure(rounded)},
	"magnitude":      {1, 1, pure(func(a []any) any { return math.Abs(numberOf(a[0])) })},
	"day":            {1, 1, pure(func(a []any) any { return dayOf(a[0]) })},
	"total":          {1, 1, pure(func(a []any) any { return fold(a[0], 0, func(x, y float64) float64 { return x + y }) })},
	"how_many":       {1, 1, pure(howMany)},
	"nodes":          {1, 1, pure(nodes)},
	"least":          {1, 8, pure(func(a []any) any { return extreme(a, math.Min) })},
	"most":           {1, 8, pure(func(a []any) any { return extreme(a, math.Max) })},
	"today":          {0, 0, pure(func(a []any) any { return dayOf(a[0]) })},
	"clock":          {0, 0, pure(func(a []any) any { return a[0] })},
	"matches_all":    {2, 2, nil}, // compiled with its pattern
	"piece":          {2, 3, pure(piece)},
	"chosen_at":      {2, 2, pure(chosenAt)},
	"tidy":           {1, 1, pure(func(a []any) any { return strings.Join(strings.Fields(textOf(a[0])), " ") })},
	"text_before":    {2, 2, pure(textBefore)},
	"text_after":     {2, 2, pure(textAfter)},
	"exchanged":      {3, 3, pure(exchanged)},
	"joined":         {2, 32, joined},
	"power":          {2, 2, pure(func(a []any) any { return math.Pow(numberOf(a[0]), numberOf(a[1])) })},
	"written_day":    {2, 2, pure(writtenDay)},
	"in_round":       {2, 2, pure(inThatRound)},
	"this_round":     {0, 0, pure(func(a []any) any { return a[0] })},
}

// operators are what the operators of an expression become.
var operators = map[string]function{
	"==": {2, 2, pure(func(a []any) any { return same(a[0], a[1]) })},
	"!=": {2, 2, pure(func(a []any) any { return !same(a[0], a[1]) })},
	"<":  {2, 2, pure(func(a []any) any { return numberOf(a[0]) < numberOf(a[1]) })},
	"<=": {2, 2, pure(func(a []any) any { return numberOf(a[0]) <= numberOf(a[1]) })},
	">":  {2, 2, pure(func(a []any) any { return numberOf(a[0]) > numberOf(a[1]) })},
	">=": {2, 2, pure(func(a []any) any { return numberOf(a[0]) >= numberOf(a[1]) })},
	"+":  {2, 2, pure(func(a []any) any { return numberOf(a[0]) + numberOf(a[1]) })},
	"-":  {2, 2, pure(func(a []any) any { return numberOf(a[0]) - numberOf(a[1]) })},
	"*":  {2, 2, pure(func(a []any) any { return numberOf(a[0]) * numberOf(a[1]) })},
	"/":  {2, 2, pure(func(a []any) any { return numberOf(a[0]) / numberOf(a[1]) })},
	"%":  {2, 2, pure(func(a []any) any { return math.Mod(numberOf(a[0]), numberOf(a[1])) })},
}

func pure(f func([]any) any) func([]any) (any, error) {
	return func(args []any) (any, error) { return f(args), nil }
}

func slicesHas(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

func coalesce(args []any) any {
	for _, a := range args {
		if textOf(a) != "" {
			return first(a)
		}
	}
	return ""
}

func concat(args []any) (any, error) {
	var b strings.Builder
	for _, a := range args {
		list, many := a.([]any)
		if !many {
			list = []any{a}
		}
		for _, x := range list {
			if b.WriteString(textOf(x)); b.Len() > maxResult {
				return nil, errTooLong
			}
		}
	}
	return b.String(), nil
}

// rounded rounds halves away from zero, to a number of decimals.
func rounded(args []any) any {
	n, scale := numberOf(args[0]), 1.0
	if len(args) == 2 {
		scale = math.Pow(10, math.Trunc(numberOf(args[1])))
	}
	return math.Round(n*scale) / scale
}

func fold(v any, n float64, f func(x, y float64) float64) float64 {
	list, many := v.([]any)
	if !many {
		list = []any{v}
	}
	for _, x := range list {
		if textOf(x) != "" {
			n = f(n, numberOf(x))
		}
	}
	return n
}

func howMany(args []any) any {
	list, many := args[0].([]any)
	if !many {
		list = args
	}
	n := 0.0
	for _, x := range list {
		if textOf(x) != "" {
			n++
		}
	}
	return n
}

// nodes counts what is asked, in all rounds of it, whether it is answered or not: what
// count() of a form of ODK does.
func nodes(args []any) any {
	list, many := args[0].([]any)
	if !many {
		list = args
	}
	n := 0.0
	for _, x := range list {
		if x != nil {
			n++
		}
	}
	return n
}

func extreme(args []any, f func(x, y float64) float64) float64 {
	n := math.NaN()
	for _, a := range args {
		if _, many := a.([]any); !many && len(args) > 1 && textOf(a) == "" {
			return math.NaN() // as of any text that is no number; of the rounds of a repeat those with a value count
		}
		n = fold(a, n, func(x, y float64) float64 {
			if math.IsNaN(x) {
				return y
			}
			return f(x, y)
		})
	}
	return n
}

// matching takes the whole value, as ODK's regex does. The pattern is looked at
// alone first: "a)|(?:b" is none, and would be one between the brackets put around
// it.
func matching(pattern string) (func([]any) (any, error), error) {
	if _, err := syntax.Parse(pattern, syntax.Perl); err != nil {
		return nil, err
	}
	re, err := regexp.Compile(`\A(?:` + pattern + `)\z`)
	if err != nil {
		return nil, err
	}
	return pure(func(a []any) any { return re.MatchString(textOf(a[0])) }), nil
}
