package checklist

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"fairvisit/evidence"
)

const (
	clockLayout  = "15:04"
	momentLayout = "2006-01-02T15:04"
	codeAck      = "OK"
	pointDigits  = 9 // behind the point of a degree: less than a millimetre
)

// acceptsCode checks the answers that are a code of some form.
func (q *Question) acceptsCode(code string) error {
	switch q.Kind {
	case KindDecimal:
		if !isDecimal(code) {
			return errors.New("a number like 12.50, of at most 15 digits")
		}
	case KindTime:
		if _, err := time.Parse(clockLayout, code); err != nil {
			return errors.New("a time like 14:30")
		}
	case KindDateTime:
		if _, err := time.Parse(momentLayout, code); err != nil {
			return errors.New("a date and time like 2026-03-09T14:30")
		}
	case KindChoices:
		return q.acceptsSeveral(code)
	case KindPoint:
		if !isPoint(code) {
			return errors.New("degrees north and east, like 31.2304 121.4737")
		}
	case KindAck:
		if code != codeAck {
			return errors.New(codeAck)
		}
	}
	return nil
}

// acceptsSeveral wants the order of the list: the same choices are then the
// same answer.
func (q *Question) acceptsSeveral(code string) error {
	after := -1
	for _, c := range strings.Split(code, " ") {
		i := slices.Index(q.codes(), c)
		if i <= after {
			return errors.New("some of its choices in their order, a blank between")
		}
		after = i
	}
	return nil
}

func isDecimal(s string) bool {
	whole, part, point := strings.Cut(strings.TrimPrefix(s, "-"), ".")
	digits := whole + part
	return whole != "" && point == (part != "") && len(digits) <= 15 && strings.Trim(digits, "0123456789") == ""
}

func isPoint(s string) bool {
	north, east, two := strings.Cut(s, " ")
	if !two || !isDecimal(north) || !isDecimal(east) {
		return false
	}
	n, errN := strconv.ParseFloat(north, 64)
	e, errE := strconv.ParseFloat(east, 64)
	return errN == nil && errE == nil && n >= -90 && n <= 90 && e >= -180 && e <= 180
}

// Parse reads an answer written as text, as Written gives it or as ODK's clients
// write it (a point with altitude and accuracy, a time with seconds and zone), and
// refuses what the question cannot have. What is kept is the same for both.
func (q Question) Parse(text string) (Value, error) {
	var v Value
	switch q.Kind {
	case KindText:
		v = Text(text)
	case KindNumber:
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return Value{}, fmt.Errorf("a number from %d to %d", q.Min, q.Max)
		}
		v = Number(n)
	case KindMoney:
		currency, amount, _ := strings.Cut(text, " ")
		n, err := strconv.ParseInt(amount, 10, 64)
		if err != nil {
			return Value{}, errors.New("a currency and its minor units, like CNY 200000")
		}
		v = Money(n, currency)
	case KindPhoto, KindSignature:
		h, err := evidence.ParseHash(text)
		if err != nil {
			return Value{}, errors.New("something captured")
		}
		v = Captured(h)
	case KindChoices:
		v = Chosen(q.inOrder(text))
	case KindPoint:
		v = Chosen(withoutHeight(text))
	case KindTime:
		v = Chosen(toTheMinute(text, clockLayout))
	case KindDateTime:
		v = Chosen(toTheMinute(text, momentLayout))
	default:
		v = Chosen(text)
	}
	return v, q.accepts(v)
}

// withoutHeight is a point as it is kept: its first two numbers, if the others, at
// most two, are numbers as well.
func withoutHeight(text string) string {
	parts := strings.Fields(text)
	if len(parts) < 2 || len(parts) > 4 {
		return text
	}
	for i, s := range parts {
		if whole, digits, point := strings.Cut(s, "."); point && len(digits) > pointDigits {
			parts[i] = whole + "." + digits[:pointDigits]
		}
		if !isDecimal(parts[i]) {
			return text
		}
	}
	return parts[0] + " " + parts[1]
}

// toTheMinute is a time as it is kept: as the clock on the wall showed it, without
// seconds and zone.
func toTheMinute(text, layout string) string {
	for _, rest := range []string{":05", "Z07:00", ":05Z07:00"} { // Go reads fractions behind seconds by itself
		if t, err := time.Parse(layout+rest, text); err == nil {
			return t.Format(layout)
		}
	}
	return text
}

// inOrder is a choice of several in the order of the list; what the list does
// not have stays behind it, to be refused.
func (q *Question) inOrder(text string) string {
	picked := strings.Fields(text)
	var in []string
	for _, code := range q.codes() {
		if slices.Contains(picked, code) {
			in = append(in, code)
		}
	}
	for _, code := range picked {
		if !slices.Contains(in, code) {
			in = append(in, code)
		}
	}
	return strings.Join(in, " ")
}

// Written is an answer as text: what Parse reads.
func (q Question) Written(v Value) string {
	switch q.Kind {
	case KindText:
		return v.Text
	case KindNumber:
		return strconv.FormatInt(v.Number, 10)
	case KindMoney:
		return v.Code + " " + strconv.FormatInt(v.Number, 10)
	case KindPhoto, KindSignature:
		return v.Entry.String()
	}
	return v.Code
}
