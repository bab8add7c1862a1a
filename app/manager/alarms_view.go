package manager

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/record"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/safety"
)

// alarms stand above all: a notice for each crew that wants help, is overdue or
// had an incident today.
func (m *Manager) alarms(w *i18n.Words, list []standing) []fyne.CanvasObject {
	var notices []fyne.CanvasObject
	for i := range list {
		if rows := m.alarm(w, &list[i]); rows != nil {
			notices = append(notices, widgets.Notice(theme.DangerGround, rows...))
		}
	}
	return notices
}

func (m *Manager) alarm(w *i18n.Words, s *standing) []fyne.CanvasObject {
	var rows []fyne.CanvasObject
	var where evidence.ID // whose address stands there already
	said := func(text string, of evidence.ID) {
		rows = append(rows, widgets.Colored("! "+text, theme.Danger))
		if c := m.branch.cases[of]; c != nil && of != where {
			rows, where = append(rows, widgets.NewText(record.Address(c))), of
		}
	}
	for _, f := range s.Help {
		key := "board.help"
		if f.Detail == visits.SilentHelp {
			key = "board.help_silent"
		}
		at, late := m.written(w, f)
		said(w.T(key, "who", m.name(f.Officer), "at", at), f.Case)
		rows = append(rows, late...)
	}
	if s.Watch.State == safety.Overdue {
		said(w.T("board.overdue", "who", m.members(w, s.Crew), "due", m.clock(w, s, s.Watch.Due)), s.Open.Case)
		key := "board.overdue_means"
		if slices.ContainsFunc(s.Help, func(f visits.Finding) bool { return f.Detail == visits.SilentHelp }) {
			key = "board.overdue_silent" // no phone is to ring there
		}
		rows = append(rows, widgets.NewText(w.T(key, "last", m.clock(w, s, s.Watch.Last), "who", m.members(w, s.Crew))))
	}
	for _, f := range s.Incidents {
		at, late := m.written(w, f)
		said(w.T("board.incident", "who", m.name(f.Officer), "at", at, "what", record.Incident(w, f.Detail)), f.Case)
		rows = append(rows, late...)
		if text := m.incidentText(f); text != "" {
			rows = append(rows, widgets.NewText(text))
		}
	}
	return rows
}

// cameLate is from when on it is said how long a call took to come in.
const cameLate = 2 * time.Minute

// written is when an officer wrote what a finding is about, and a line with when it
// came in, if that was later: help that was asked for an hour ago is not help that
// was asked for now.
func (m *Manager) written(w *i18n.Words, f visits.Finding) (at string, late []fyne.CanvasObject) {
	c, wall := m.branch.cases[f.Case], f.At
	for i := range m.branch.Visits {
		for _, l := range m.branch.Visits[i].Lines {
			if l.Entry == f.Entry {
				wall = l.Wall
			}
		}
	}
	if came := record.At(c, f.At); came.Sub(time.UnixMicro(wall)) >= cameLate {
		late = append(late, widgets.NewText(w.T("board.came_in", "at", w.Clock(came))))
	}
	at = m.momentAt(w, c, wall) // help may be of yesterday
	return at, late
}

// incidentText is what the officer wrote of it; "" for nothing, or once erased.
func (m *Manager) incidentText(f visits.Finding) string {
	for i := range m.branch.Visits {
		for _, l := range m.branch.Visits[i].Safety.Incidents {
			if l.Entry == f.Entry {
				return l.Text
			}
		}
	}
	return ""
}

// clock is a moment as the place of the crew's visit has it, or the branch's clock
// where none is under way.
func (m *Manager) clock(w *i18n.Words, s *standing, micro int64) string {
	var at *visits.Case
	if s.Open != nil {
		at = m.branch.cases[s.Open.Case]
	}
	return m.momentAt(w, at, micro)
}

// members names a crew.
func (m *Manager) members(w *i18n.Words, c Crew) string {
	if c.Second.IsZero() {
		return m.name(c.First)
	}
	return w.T("board.two", "first", m.name(c.First), "second", m.name(c.Second))
}

func (m *Manager) boardCrew(w *i18n.Words, s *standing) fyne.CanvasObject {
	rows := []fyne.CanvasObject{widgets.Strong(m.crewTitle(w, s.Crew))}
	if chips := m.standingChips(w, s); len(chips) > 0 {
		rows = append(rows, widgets.Wrap(theme.Gap8, chips...))
	}
	if total := s.Done + s.Left; total == 0 {
		rows = append(rows, widgets.Muted(w.T("board.nothing_today")))
	} else {
		rows = append(rows, widgets.NewText(w.T("board.stops", "done", s.Done, "left", s.Left)),
			widgets.NewProgress(float32(s.Done)/float32(total), widgets.Accent))
	}
	return widgets.Card(append(rows, m.tourRows(w, s)...)...)
}

// standingChips are how a crew stands, the worst first. A crew that is not heard
// from is not overdue: its tablets may be without a network, and no visit of it is
// known that would be.
func (m *Manager) standingChips(w *i18n.Words, s *standing) []fyne.CanvasObject {
	var chips []fyne.CanvasObject
	add := func(sense widgets.Sense, text string) { chips = append(chips, widgets.Chip(sense, text)) }
	if len(s.Help) > 0 {
		add(widgets.Danger, w.T("board.chip.help"))
	}
	if s.Watch.State == safety.Overdue {
		add(widgets.Danger, w.T("board.chip.overdue", "due", m.clock(w, s, s.Watch.Due)))
	}
	if len(s.Incidents) > 0 {
		add(widgets.Danger, w.T("board.chip.incident", "what", record.Incident(w, s.Incidents[0].Detail)))
	}
	if s.Stopped {
		add(widgets.Danger, w.T("board.chip.stopped"))
	}
	if s.Never {
		add(widgets.Warning, w.T("board.never"))
	}
	if s.Unheard {
		add(widgets.Warning, w.T("board.chip.unheard", "at", m.clock(w, s, s.Heard)))
	}
	switch s.Watch.State {
	case safety.Due:
		add(widgets.Warning, w.T("board.chip.due", "due", m.clock(w, s, s.Watch.Due)))
	case safety.Near, safety.Safe:
		add(widgets.Accent, w.T("board.chip.visit", "due", m.clock(w, s, s.Watch.Due)))
	}
	return chips
}
