package xlsform

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"fairvisit/visits/checklist"
)

// takeRange reads a number between two bounds: whole if start, end and step are, and
// from 1 to 10 by 1 where the form does not say, as in pyxform.
func (r *reader) takeRange(i int) {
	said := map[string]string{"start": "1", "end": "10", "step": "1"}
	cell := r.cell("parameters")
	for _, part := range strings.FieldsFunc(cell, func(c rune) bool { return c == ' ' || c == ',' || c == ';' }) {
		key, value, _ := strings.Cut(part, "=")
		key = strings.ToLower(key)
		if _, known := said[key]; !known {
			r.wrong("parameters", cell, fmt.Sprintf("a range has start, end and step, and not %q", key))
			return
		}
		said[key] = value
	}
	numbers, whole := map[string]float64{}, true
	for key, value := range said {
		n, err := strconv.ParseFloat(value, 64)
		if err != nil || strings.Trim(value, "-.0123456789") != "" || n > largest || n < -largest {
			r.wrong("parameters", cell, fmt.Sprintf("%s is no number that is read: %q", key, value))
			return
		}
		numbers[key], whole = n, whole && n == float64(int64(n))
		said[key] = strconv.FormatFloat(n, 'f', -1, 64)
	}
	if numbers["start"] >= numbers["end"] || numbers["step"] <= 0 {
		r.wrong("parameters", cell, "a range goes up from start to end by a step of more than 0")
		return
	}
	q := &r.questions[i]
	steps := fmt.Sprintf("((this - (%s)) / %s)", said["start"], said["step"])
	onStep := fmt.Sprintf("(magnitude(%s - rounded(%s)) < 0.000001)", steps, steps)
	switch {
	case !whole:
		q.Constraint = fmt.Sprintf("((this >= (%s) and this <= (%s)) and %s)", said["start"], said["end"], onStep)
		return
	case numbers["step"] != 1:
		q.Constraint = onStep
	}
	if numbers["end"] == 0 { // a most of 0 is none
		q.Kind, q.Min, q.Constraint = checklist.KindNumber, int64(numbers["start"]), both("(this <= 0)", cmp.Or(q.Constraint, "true"))
		q.Max = largest
		return
	}
	q.Kind, q.Min, q.Max = checklist.KindNumber, int64(numbers["start"]), int64(numbers["end"])
}

// both is an answer's own constraint and what its type asks of it.
func both(typed, written string) string {
	if typed == "" {
		return written
	}
	return "(" + typed + " and " + written + ")"
}
