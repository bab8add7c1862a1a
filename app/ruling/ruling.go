// Package ruling says in words why the rules refuse something: on the screens, and
// where headquarters' commands answer a person. It draws nothing, so that they can.
package ruling

import (
	"strconv"
	"strings"
	"time"

	"fairvisit/app/i18n"
	"fairvisit/visits/rules"
)

// Text is one reason in plain words, its hours and days as they are in a zone.
func Text(w *i18n.Words, r rules.Reason, zone *time.Location) string {
	return Coded(w, "officer.reason.", r.Code, Params(w, r, zone))
}

// Coded is the text of a code; one that a later pack brought is shown as it is.
func Coded(w *i18n.Words, prefix, code string, pairs []any) string {
	if !w.Has(prefix + code) {
		return w.T("officer.code_unknown", "code", code)
	}
	return w.T(prefix+code, pairs...)
}

// Params are the parameters of a reason as words, name after name.
func Params(w *i18n.Words, r rules.Reason, zone *time.Location) []any {
	var pairs []any
	for name, value := range r.Params {
		switch name {
		case "flag", "escalate", "place", "consent", "role":
			value = Coded(w, "officer."+name+".", value, nil)
		case "days":
			value = weekdays(w, value)
		case "close_us", "last_start_us":
			if at, err := strconv.ParseInt(value, 10, 64); err == nil {
				value = w.Clock(time.UnixMicro(at).In(zone))
			}
		case "day", "last_day":
			if at, err := time.Parse(time.DateOnly, value); err == nil {
				value = w.Date(at)
			}
		}
		pairs = append(pairs, name, value)
	}
	return pairs
}

func weekdays(w *i18n.Words, days string) string {
	list := strings.Split(days, ",")
	for i, d := range list {
		list[i] = Coded(w, "officer.day.", d, nil)
	}
	return strings.Join(list, w.T("officer.list_sign"))
}
