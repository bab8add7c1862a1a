package checklist

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"fairvisit/evidence"
)

const (
	codeYes = "yes"
	codeNo  = "no"
)

// Value is one answer; the kind of the question says which fields it uses, the
// others stay zero. The zero Value is no answer.
type Value struct {
	Code   string        `json:"code,omitempty"`   // yesno, choice; date as 2026-03-09; money: the currency, CNY; the later kinds: see Kind
	Number int64         `json:"number,omitempty"` // number; money: minor units
	Text   string        `json:"text,omitempty"`   // text
	Entry  evidence.Hash `json:"entry,omitzero"`   // photo, signature: the entry that holds it
	Set    bool          `json:"set,omitempty"`    // number: tells 0 from no answer
}

// Answers are the standing answers by question id. A new answer takes the place
// of the old one here; the draft's log keeps both.
type Answers map[string]Value

// The makers of a Value for each kind of question.
var (
	Yes = Value{Code: codeYes}
	No  = Value{Code: codeNo}
)

// Chosen answers a choice.
func Chosen(code string) Value { return Value{Code: code} }

// Number answers a number.
func Number(n int64) Value { return Value{Number: n, Set: true} }

// Text answers a text.
func Text(s string) Value { return Value{Text: s} }

// Day answers a date, written 2026-03-09.
func Day(date string) Value { return Value{Code: date} }

// Money answers an amount in minor units of a currency such as CNY.
func Money(minor int64, currency string) Value { return Value{Code: currency, Number: minor} }

// Captured answers a photo or a signature with the entry that holds it.
func Captured(entry evidence.Hash) Value { return Value{Entry: entry} }

// Kept is an answer to a question as an entry keeps it, in three fields: of something
// captured the code names the entry. The zero Value for what the list does not know.
func (l List) Kept(id, code string, number int64, text string) Value {
	q, known := l.question(id)
	switch {
	case !known:
		return Value{}
	case q.Kind == KindPhoto || q.Kind == KindSignature:
		if entry, err := evidence.ParseHash(code); err == nil {
			return Captured(entry)
		}
	}
	return Value{Code: code, Number: number, Text: text, Set: q.Kind == KindNumber && code == ""}
}

// Check refuses an answer that the question cannot have, whatever else is
// answered: CheckIn also looks at that. The message says what it wants; the
// answer that stood before still stands.
func (l List) Check(id string, v Value) error {
	q, ok := l.question(id)
	if !ok {
		return fmt.Errorf("this checklist has no question %q; nothing was changed", id)
	}
	if err := q.accepts(v); err != nil {
		return fmt.Errorf("question %s wants %w; the earlier answer stands", id, err)
	}
	return nil
}

func (q *Question) accepts(v Value) error {
	var want Value // v with only the fields this kind uses
	var err error
	switch q.Kind {
	case KindYesNo, KindChoice:
		want = Chosen(v.Code)
		if !slices.Contains(q.codes(), v.Code) {
			err = errors.New("one of its choices")
		}
	case KindDate:
		want = Day(v.Code)
		if _, bad := time.Parse(time.DateOnly, v.Code); bad != nil {
			err = errors.New("a date like 2026-03-09")
		}
	case KindNumber:
		want = Number(v.Number)
		if v.Number < q.Min || v.Number > q.Max {
			err = fmt.Errorf("a number from %d to %d", q.Min, q.Max)
		}
	case KindMoney:
		want = Money(v.Number, v.Code)
		if v.Number < q.Min || v.Number > q.Max || len(v.Code) != 3 || strings.Trim(v.Code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
			err = fmt.Errorf("an amount from %d to %d minor units with its currency", q.Min, q.Max)
		}
	case KindText:
		want = Text(v.Text)
		n := int64(utf8.RuneCountInString(v.Text))
		if !utf8.ValidString(v.Text) || strings.TrimSpace(v.Text) == "" || n < q.Min || n > q.Max {
			err = fmt.Errorf("a text of %d to %d characters", max(1, q.Min), q.Max)
		}
	case KindDecimal, KindTime, KindDateTime, KindChoices, KindPoint, KindAck:
		want = Value{Code: v.Code}
		err = q.acceptsCode(v.Code)
	case KindPhoto, KindSignature:
		want = Captured(v.Entry)
		if v.Entry.IsZero() {
			err = errors.New("something captured")
		}
	default: // a note and a calculation take none
		err = errors.New("no answer")
	}
	if err == nil && v != want {
		err = fmt.Errorf("an answer of kind %s and nothing besides", q.Kind)
	}
	return err
}
