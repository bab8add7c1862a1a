package record

import (
	"strings"
	"time"

	"fairvisit/app/i18n"
	"fairvisit/app/widgets"
	fieldsync "fairvisit/sync"
	"fairvisit/visits"
)

// FillStop shows a stop in force as a line of a list. What it is for stands in the
// chip, for that must be read however narrow the list is; how it stands comes behind
// it where there is room, and its colour and the day at the right say so where not.
func FillStop(w *i18n.Words, line *widgets.Line, l fieldsync.StopLine, now time.Time) {
	said, sense := StopState(w, l)
	line.ID, line.Title = "stop."+l.Flag.String(), StopTitle(l)
	line.State, line.Sense, line.Detail = i18n.Begin(Flag(w, l.Code)), sense, said
	if l.Due != 0 {
		line.Mark = w.Moment(time.UnixMicro(l.Due).In(now.Location()), now)
	}
}

// StopTitle is whose stop it is, as far as the mask allows.
func StopTitle(l fieldsync.StopLine) string {
	if l.Name == "" {
		return l.Case.Short()
	}
	return strings.TrimSuffix(l.Name+" · "+l.Street, " · ")
}

// StopState is how a stop in force stands, in a word or two; what is overdue says so.
func StopState(w *i18n.Words, l fieldsync.StopLine) (string, widgets.Sense) {
	if l.Over {
		return w.T("stops.over"), widgets.Danger
	}
	return w.T("stops.state." + l.State), map[string]widgets.Sense{visits.StopOpen: widgets.Warning, visits.StopExtended: widgets.Warning, visits.StopContested: widgets.Danger,
		visits.StopReleaseAsked: widgets.Info, visits.StopDeclined: widgets.Neutral, visits.StopUpheld: widgets.Neutral}[l.State]
}

// StopDue is by when somebody must decide, in words, where now is.
func StopDue(w *i18n.Words, due int64, now time.Time) string {
	at := time.UnixMicro(due).In(now.Location())
	switch {
	case due == 0:
		return w.T("stops.no_day")
	case !at.After(now):
		return w.T("stops.overdue", "at", w.Moment(at, now))
	}
	return w.T("stops.by", "at", w.Moment(at, now))
}

// Coded is the text of a code; one of a later version shows itself.
func Coded(w *i18n.Words, prefix, code string) string { return known(w, prefix, code) }

// SourceOf is how a stop or a contact is known and, of a creditor's file, who says so;
// "" where nobody said it.
func SourceOf(w *i18n.Words, source, by string) string {
	if source == "" {
		return ""
	}
	text := Coded(w, "stops.source.", source)
	if by != "" {
		text = w.T("stops.says", "source", text, "by", Coded(w, "stops.says.", by))
	}
	return text
}
