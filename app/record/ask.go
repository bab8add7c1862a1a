package record

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"fairvisit/app/i18n"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	"fairvisit/visits"
)

// AskState is how a visit that was asked for stands, in words; sent: headquarters has
// the question; name tells an officer's name.
func AskState(w *i18n.Words, s visits.AskStands, sent bool, name func(evidence.ID) string) (string, widgets.Sense) {
	switch s.State {
	case visits.AskPlanned:
		who := name(s.Plan.Officer)
		if !s.Plan.Second.IsZero() {
			who += " + " + name(s.Plan.Second)
		}
		if s.Other {
			return w.T("ask.state.planned_other", "day", Date(w, s.Plan.Day), "crew", who), widgets.Warning
		}
		return w.T("ask.state.planned", "day", Date(w, s.Plan.Day), "crew", who), widgets.Good
	case visits.AskDeclined:
		return w.T("ask.state.declined", "why", Coded(w, "ask.decline.", s.Answer.Reason)), widgets.Warning
	case visits.AskStopped:
		return w.T("ask.state.stopped"), widgets.Danger
	case visits.AskOver:
		return w.T("ask.state.over"), widgets.Neutral
	case visits.AskLapsed:
		return w.T("ask.state.lapsed"), widgets.Neutral
	}
	if !sent {
		return w.T("ask.state.asked"), widgets.Neutral
	}
	return w.T("ask.state.sent"), widgets.Info
}

// Wished is when a visit is asked for.
func Wished(w *i18n.Words, f *visits.AskFacts) string {
	day := Date(w, f.Day)
	if f.Until != f.Day {
		day = w.T("ask.days", "from", day, "until", Date(w, f.Until))
	}
	if f.To == 0 {
		return day
	}
	return w.T("ask.hours", "day", day, "from", MinuteOfDay(f.From), "to", MinuteOfDay(f.To))
}

// MinuteOfDay is a minute of the day as a clock shows it.
func MinuteOfDay(n int) string { return fmt.Sprintf("%02d:%02d", n/60, n%60) }

// AskedWhy is why a visit is asked for, and who should go.
func AskedWhy(w *i18n.Words, f *visits.AskFacts) string {
	who := Coded(w, "ask.who.", f.Who)
	if f.Need != "" {
		who = w.T("ask.need", "who", who, "need", f.Need)
	}
	return w.T("ask.why_who", "why", Coded(w, "ask.why.", f.Why), "who", who)
}

// AskRules is what the rules say to it, as the tablet that asked knew them; "" where they
// said nothing against it, or it was asked by reference.
func AskRules(w *i18n.Words, not []string, days int, next int64, zone *time.Location) string {
	if len(not) == 0 {
		return ""
	}
	said := w.T("ask.rules.none")
	if len(not) < days {
		said = ""
		for i, day := range not {
			if i > 0 {
				said += w.T("officer.list_sign")
			}
			said += Date(w, day)
		}
		said = w.T("ask.rules.not", "days", said)
	}
	then := w.T("ask.rules.never")
	if next != 0 {
		at := time.UnixMicro(next).In(zone)
		then = w.T("ask.rules.next", "time", Date(w, at.Format(time.DateOnly))+" "+w.Clock(at))
	}
	return w.T("ask.rules.two", "one", said, "then", then)
}

// AskAgainst names the rules that speak against the first moment asked for, each once; ""
// for none.
func AskAgainst(w *i18n.Words, against []string) string {
	var list []string
	for _, s := range against {
		if rule, _, _ := strings.Cut(s, " "); !slices.Contains(list, rule) {
			list = append(list, rule)
		}
	}
	if len(list) == 0 {
		return ""
	}
	return w.T("ask.rules.by", "rules", strings.Join(list, w.T("officer.list_sign")))
}

// Referred is a reference as lists show it: its numbers alone, and where it has none its
// words behind the mask that names have. Somebody may have typed a whole name.
func Referred(reference string) string {
	numbers := strings.FieldsFunc(reference, func(r rune) bool {
		return !unicode.IsDigit(r) && (r > unicode.MaxASCII || !unicode.IsLetter(r) && r != '-' && r != '/')
	})
	numbers = slices.DeleteFunc(numbers, func(s string) bool { return !strings.ContainsFunc(s, unicode.IsDigit) })
	if len(numbers) > 0 {
		return strings.Join(numbers, " ")
	}
	return visits.MaskName(reference)
}
