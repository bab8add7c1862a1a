package askvisit

import (
	"context"

	"fyne.io/fyne/v2"

	"fairvisit/app/desk"
	"fairvisit/app/i18n"
	"fairvisit/app/record"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	"fairvisit/visits"
)

// Line is a visit that was asked for with how it stands here.
type Line struct {
	visits.Ask
	Of     *visits.Case // nil: not on this device, or taken from it
	Stands visits.AskStands
	Sent   bool // headquarters has it
}

// Read are the visits asked for that this device knows, of a case (zero: of all), without
// those that are past: what was planned for a day that is over, and what lapsed before
// yesterday.
func Read(ctx context.Context, k *desk.Desk, of evidence.ID) ([]Line, error) {
	asks, err := k.Asks(ctx)
	if err != nil {
		return nil, err
	}
	cases, err := k.Cases(ctx)
	if err != nil {
		return nil, err
	}
	var list []Line
	for i := range asks {
		l := Line{Ask: asks[i]}
		if !of.IsZero() && l.Means() != of {
			continue
		}
		for j := range cases {
			if cases[j].ID == l.Means() {
				l.Of = &cases[j]
			}
		}
		today := k.Officer.Today(l.Of)
		l.Stands = l.Ask.Stands(l.Of, today)
		if l.Stands.State == visits.AskPlanned && l.Stands.Plan.Day < today || l.Until < k.Now().AddDate(0, 0, -7).Format("2006-01-02") {
			continue
		}
		if l.Sent = l.Received != 0; !l.Sent {
			if l.Sent, err = k.Journal.Stored(ctx, l.Entry); err != nil {
				return nil, err
			}
		}
		list = append(list, l)
	}
	return list, nil
}

// Card is what is asked for one case, and the way to ask; nil lines: nothing yet.
func Card(w *i18n.Words, lines []Line, name func(evidence.ID) string, ask func()) fyne.CanvasObject {
	parts := []fyne.CanvasObject{widgets.Muted(w.T("ask.card"))}
	for i := range lines {
		l := &lines[i]
		said, sense := record.AskState(w, l.Stands, l.Sent, name)
		parts = append(parts, widgets.Strong(record.Wished(w, &l.AskFacts)), widgets.NewText(record.AskedWhy(w, &l.AskFacts)))
		if l.Words != nil && l.Words.Text != "" {
			parts = append(parts, widgets.NewText(w.T("ask.quoted", "words", l.Words.Text)))
		}
		if a := l.Stands.Answer; a != nil && a.Text != "" {
			parts = append(parts, widgets.NewText(w.T("ask.quoted", "words", a.Text)))
		}
		parts = append(parts, widgets.Wrap(theme.Gap8, widgets.Chip(sense, said)))
	}
	if len(lines) == 0 {
		parts = append(parts, widgets.NewText(w.T("ask.card.none")))
	}
	return widgets.Card(append(parts, widgets.Wrap(theme.Gap8, widgets.NewButton("ask.visit", w.T("ask.title"), widgets.Outlined, ask)))...)
}

// Mine is the page of what who is at the desk asked for, also of cases that are not
// theirs any more, and the way to ask by reference.
func Mine(s *shell.Shell, k *desk.Desk, name func(evidence.ID) string) *shell.Page {
	var lines []Line
	var failed error
	loaded := false
	load := func() {
		shell.Do(s.Run, func(ctx context.Context) ([]Line, error) { return Read(ctx, k, evidence.ID{}) }, func(list []Line, err error) {
			lines, failed, loaded = list, err, true
			s.Rebuild()
		})
	}
	load()
	return &shell.Page{ID: "asks", Build: func(v shell.View) fyne.CanvasObject {
		w := v.Words
		head := s.Header(v, w.T("ask.mine"), "")
		foot := widgets.Foot(s.Actions(widgets.NewButton("ask.by_reference", w.T("ask.by_reference"), widgets.Outlined, func() {
			s.Push(Page(s, k, evidence.ID{}, evidence.ID{}, "met_elsewhere", load))
		})))
		switch {
		case failed != nil:
			return widgets.Framed(head, widgets.Pad(theme.Gap16, theme.Gap16, widgets.NewText(w.T("common.failed", "why", failed.Error()))), nil)
		case !loaded:
			return widgets.Framed(head, widgets.Pad(theme.Gap16, theme.Gap16, widgets.Muted(w.T("common.loading"))), nil)
		case len(lines) == 0:
			return widgets.Framed(head, widgets.Pad(theme.Gap16, theme.Gap16, widgets.Muted(w.T("ask.mine.none"))), foot)
		}
		return widgets.Framed(head, widgets.Lines(len(lines), func(i int, row *widgets.Line) { lines[i].fill(w, row, name) }), foot)
	}}
}

// fill shows it as a row of a list.
func (l *Line) fill(w *i18n.Words, row *widgets.Line, name func(evidence.ID) string) {
	row.ID, row.Title, row.Mark = "ask."+l.Entry.Short(), Title(w, l), record.Date(w, l.Day)
	row.Detail = record.Wished(w, &l.AskFacts) + " · " + record.AskedWhy(w, &l.AskFacts)
	row.State, row.Sense = record.AskState(w, l.Stands, l.Sent, name)
}

// Title names whom it is asked for, behind the mask, or by the reference.
func Title(w *i18n.Words, l *Line) string {
	switch {
	case l.Of != nil:
		return record.Who(l.Of)
	case l.Words != nil && l.Words.Reference != "":
		return record.Referred(l.Words.Reference)
	}
	return w.T("ask.elsewhere", "id", l.Case.Short())
}
