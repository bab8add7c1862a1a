package manager

import (
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/record"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/visits"
)

// toursOf are what a crew's members said of today, in their order.
func (b *Branch) toursOf(c Crew, now time.Time) []visits.Tour {
	var list []visits.Tour
	for _, t := range b.Tours {
		if c.has(t.Officer) && saidToday(&t, now) {
			list = append(list, t)
		}
	}
	slices.SortStableFunc(list, func(x, y visits.Tour) int {
		switch {
		case x.Officer == y.Officer:
			return strings.Compare(x.Day, y.Day)
		case x.Officer == c.First:
			return -1
		}
		return 1
	})
	return list
}

// saidToday reports whether a day is today's, or something was said of it today: who
// comes back after midnight is seen too, and where debtors live another day may have
// begun.
func saidToday(t *visits.Tour, now time.Time) bool {
	today := now.Format(time.DateOnly)
	on := func(at int64) bool { return time.UnixMicro(at).In(now.Location()).Format(time.DateOnly) == today }
	return t.Day == today || t.Ready != nil && on(t.Ready.At) || t.Ended != nil && on(t.Ended.At)
}

// said is a moment where the stops of the day are.
func (b *Branch) said(t *visits.Tour, micro int64) time.Time {
	for i := range b.Cases {
		if d, ok := b.Cases[i].Assigned(); ok && d.Day == t.Day && (d.Officer == t.Officer || d.Second == t.Officer) {
			return record.At(&b.Cases[i], micro)
		}
	}
	return time.UnixMicro(micro)
}

// said is when something of a day was said, as the crew's clock had it.
func (m *Manager) said(w *i18n.Words, t *visits.Tour, micro int64) string {
	at := m.branch.said(t, micro)
	return w.Moment(at, m.now().In(at.Location()))
}

// tourRows are what a crew said before the tour and after it.
func (m *Manager) tourRows(w *i18n.Words, s *standing) []fyne.CanvasObject {
	var chips, rows []fyne.CanvasObject
	tours := m.branch.toursOf(s.Crew, m.now())
	ready := slices.ContainsFunc(tours, func(t visits.Tour) bool { return t.Ready != nil })
	if !ready && s.Done+s.Left > 0 {
		chips = append(chips, widgets.Chip(widgets.Warning, i18n.Begin(w.T("day.board.unsaid"))))
	}
	for i := range tours {
		if t := &tours[i]; t.Ready != nil {
			chip, less := m.readySaid(w, t)
			chips, rows = append(chips, chip), append(rows, less...)
		}
	}
	for i := range tours {
		if t := &tours[i]; t.Ended != nil {
			chips = append(chips, widgets.Chip(widgets.Neutral, w.T("day.board.ended", "name", m.name(t.Officer), "at", m.said(w, t, t.Ended.At))))
			rows = append(rows, m.endedSaid(w, t)...)
		}
	}
	if len(chips) > 0 {
		rows = append([]fyne.CanvasObject{widgets.Wrap(theme.Gap8, chips...)}, rows...)
	}
	return rows
}

// readySaid is that somebody said to be ready, and what was not as it should be.
func (m *Manager) readySaid(w *i18n.Words, t *visits.Tour) (chip fyne.CanvasObject, less []fyne.CanvasObject) {
	said := w.T("day.board.ready_of", "name", m.name(t.Officer), "at", m.said(w, t, t.Ready.At))
	list := record.Unready(w, t.Ready)
	if len(list) == 0 {
		return widgets.Chip(widgets.Good, said), nil
	}
	what := strings.Join(list, w.T("officer.list_sign"))
	return widgets.Chip(widgets.Warning, said), []fyne.CanvasObject{widgets.NewText(w.T("day.board.look", "name", m.name(t.Officer), "what", what))}
}

// endedSaid is what somebody's day ended with: what is not safe, and the cash, held
// against what the visits say by now.
func (m *Manager) endedSaid(w *i18n.Words, t *visits.Tour) []fyne.CanvasObject {
	var rows []fyne.CanvasObject
	f := &t.Ended.EndedFacts
	if f.Entries+f.Photos+f.Open > 0 {
		rows = append(rows, widgets.NewText(w.T("day.board.left", "name", m.name(t.Officer), "what", record.Unsecured(w, f))))
	}
	var counted []string
	for _, c := range f.Against(visits.CashOf(m.branch.Visits, t.Officer, t.Day)) {
		if c.Differs() {
			rows = append(rows, widgets.Colored("! "+w.T("day.board.cash_of", "name", m.name(t.Officer), "what", record.Counted(w, c)), theme.Warning))
		}
		if c.Counted != 0 {
			counted = append(counted, w.Money(c.Counted, c.Currency))
		}
	}
	amount := strings.Join(counted, w.T("officer.list_sign"))
	switch who := t.Receiver(); {
	case amount == "":
	case who.IsZero():
		rows = append(rows, widgets.Colored("! "+w.T("day.board.unconfirmed", "name", m.name(t.Officer), "amount", amount), theme.Warning))
	default:
		rows = append(rows, widgets.NewText(w.T("day.board.handed", "name", m.name(t.Officer), "to", m.name(who), "amount", amount)))
	}
	return rows
}
