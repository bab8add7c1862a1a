package visiting

import (
	"strconv"
	"strings"
	"time"

	"fairvisit/app/i18n"
	"fairvisit/visits/checklist"
)

func chosen(code string) checklist.Value { return checklist.Chosen(code) }

// read1 is one answer in words.
func (m *model) read1(w *i18n.Words, q checklist.Question, v checklist.Value) string {
	switch q.Kind {
	case checklist.KindYesNo:
		if v == checklist.Yes {
			return w.T("common.yes")
		}
		return w.T("common.no")
	case checklist.KindChoice:
		for _, c := range q.Choices {
			if c.Code == v.Code {
				return w.Pick(c.Title)
			}
		}
		return v.Code
	case checklist.KindNumber:
		return strconv.FormatInt(v.Number, 10)
	case checklist.KindMoney:
		return w.Money(v.Number, v.Code)
	case checklist.KindDate:
		return m.dayWords(w, v.Code)
	case checklist.KindText:
		return v.Text
	case checklist.KindPhoto:
		return w.T("visiting.answer.photo")
	case checklist.KindSignature:
		return w.T("visiting.answer.signature")
	case checklist.KindAck:
		return w.T("visiting.form.ack")
	case checklist.KindChoices:
		return severalWords(w, q, v.Code)
	}
	return v.Code
}

// dayWords is a day written 2026-03-09, as the language says it.
func (m *model) dayWords(w *i18n.Words, day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return w.Date(t)
}

// inSentence is a day inside a sentence: Chinese puts its weekday in brackets.
func (m *model) inSentence(w *i18n.Words, day string) string {
	date, weekday, apart := strings.Cut(m.dayWords(w, day), " ")
	if w.Lang != i18n.Chinese || !apart {
		return m.dayWords(w, day)
	}
	return date + "（" + weekday + "）"
}

// options are the answers of a question that has some to pick from.
func (m *model) options(q checklist.Question) []option {
	if q.Kind == checklist.KindYesNo {
		return []option{{"yes", m.w().T("common.yes")}, {"no", m.w().T("common.no")}}
	}
	var list []option
	for _, c := range q.Choices {
		list = append(list, option{c.Code, m.w().Pick(c.Title)})
	}
	return list
}

type option struct{ code, label string }

// currency is what money is asked in: the case's.
func (m *model) currency() string {
	if m.at.about != nil && m.at.about.Facts.Currency != "" {
		return m.at.about.Facts.Currency
	}
	return "CNY"
}

func cutPoint(typed string) (whole, fraction string, decimals int) {
	for i, r := range typed {
		if r == '.' {
			return typed[:i], typed[i+1:], len(typed) - i - 1
		}
	}
	return typed, "", 0
}

// keyBack is the keypad's key that takes the last sign off.
const keyBack = "back"

// pressed is an amount after one more key; what cannot be an amount of so many decimals
// is not taken.
func pressed(typed, key string, places int) string {
	_, fraction, decimals := cutPoint(typed)
	hasPoint := len(typed) > 0 && (fraction != "" || typed[len(typed)-1] == '.')
	switch {
	case key == keyBack:
		return typed[:max(0, len(typed)-1)]
	case key == "." && (places == 0 || hasPoint || typed == ""):
		return typed
	case decimals >= places && hasPoint, len(typed)+len(key) > 12:
		return typed
	case typed == "0" && key != ".":
		return key
	}
	return typed + key
}
