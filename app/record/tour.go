package record

import (
	"slices"
	"strings"
	"time"

	"fairvisit/app/i18n"
	"fairvisit/visits"
	"fairvisit/visits/rules"
)

// Carry is something an officer carries, in words.
func Carry(w *i18n.Words, code string) string { return known(w, "day.carried.", code) }

// Carried is what an officer carries, in one line.
func Carried(w *i18n.Words, codes []string) string {
	if len(codes) == 0 {
		return w.T("day.carried_none")
	}
	list := make([]string, len(codes))
	for i, c := range codes {
		list[i] = Carry(w, c)
	}
	return w.T("day.carried_list", "what", strings.Join(list, w.T("officer.list_sign")))
}

// CashReason is why cash differs, in words.
func CashReason(w *i18n.Words, code string) string { return known(w, "day.reason.", code) }

// Recording is what is said of recording a talk, in words.
func Recording(w *i18n.Words, mode string) string { return known(w, "day.sound.", mode) }

// Counted is the cash of one currency beside what was taken of it, in one line.
func Counted(w *i18n.Words, c visits.Cash) string {
	counted := w.Money(c.Counted, c.Currency)
	switch {
	case c.Counted < c.Taken:
		counted = w.T("day.cash.less", "counted", counted, "by", w.Money(c.Taken-c.Counted, c.Currency))
	case c.Counted > c.Taken:
		counted = w.T("day.cash.more", "counted", counted, "by", w.Money(c.Counted-c.Taken, c.Currency))
	default:
		return w.T("day.cash.counted", "counted", counted)
	}
	if c.Reason != "" {
		counted = w.T("day.cash.because", "what", counted, "why", CashReason(w, c.Reason))
	}
	return counted
}

// Unsecured is what a day ended with that is not safe, in one line.
func Unsecured(w *i18n.Words, f *visits.EndedFacts) string {
	var parts []string
	add := func(key string, n int) {
		if n > 0 {
			parts = append(parts, w.N(key, n))
		}
	}
	add("day.end.records", f.Entries)
	add("day.end.photos", f.Photos)
	add("day.end.once", f.Unsecured)
	add("day.end.open", f.Open)
	add("day.end.stops", f.Stops)
	add("day.hours.incidents", f.Incidents)
	if f.Letters != nil {
		add("day.letters.left", *f.Letters)
	}
	if len(parts) == 0 {
		return w.T("day.end.whole")
	}
	return strings.Join(parts, w.T("officer.list_sign"))
}

// HeardOld is the age of what headquarters last said from which on a crew should
// connect before it sets out; the rules warn after a day.
const HeardOld = 12 * time.Hour

// BatteryLow is the charge below which a tablet may not last a day, in percent.
const BatteryLow = 50

// Unready is what was not as it should be when somebody said to be ready.
func Unready(w *i18n.Words, l *visits.ReadyLine) (list []string) {
	if l.Age < 0 || l.Age > HeardOld.Microseconds() {
		list = append(list, w.T("day.unready.old"))
	}
	if l.Second.IsZero() {
		list = append(list, w.T("day.unready.alone"))
	}
	if l.Class != string(rune(rules.ClassA)) {
		list = append(list, w.T("day.unready.clock"))
	}
	if !slices.Contains(l.Carried, visits.CarriedPapers) {
		list = append(list, w.T("day.unready.papers"))
	}
	if l.Unread > 0 {
		list = append(list, w.T("day.unready.rules"))
	}
	if l.Battery != nil && *l.Battery < BatteryLow {
		list = append(list, w.T("day.unready.battery", "n", *l.Battery))
	}
	return list
}

// Answer is what an officer said to a finding, with when; "" where nothing was said.
func Answer(w *i18n.Words, a *visits.FindingAnswer, now time.Time) string {
	if a == nil || a.Entry.IsZero() {
		return ""
	}
	at := w.Moment(time.UnixMicro(a.At).In(now.Location()), now)
	if a.Text == "" {
		return w.T("day.answer.erased", "at", at)
	}
	return w.T("day.answer.said", "at", at, "text", a.Text)
}
