package manager

import (
	"time"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	dayplan "fairvisit/visits/plan"
)

// usualBreak is where a break begins that was none before: at noon, for half an hour.
var usualBreak = dayplan.Pause{From: "12:00", Until: "13:00", Minutes: 30}

// The shortest break that can be said here, the longest, and a step between them, in
// minutes.
const breakLeast, breakMost, breakStep = 15, 120, 15

// breakCard says the break that every crew has, and changes it.
func (m *Manager) breakCard(w *i18n.Words) fyne.CanvasObject {
	// Each change is a new break: a search beside the screen may read the one before.
	set := func(p *dayplan.Pause) func() {
		return func() { m.changeRoster(func(r *roster) { r.Break = p }) }
	}
	rows := []fyne.CanvasObject{widgets.Title(w.T("break.title")), widgets.NewText(w.T("break.why"))}
	b := m.roster.Break
	if b == nil {
		give := usualBreak
		return widgets.Card(append(rows, widgets.Muted(w.T("break.none")),
			widgets.Wrap(theme.Gap8, widgets.NewButton("break.give", w.T("break.give"), widgets.Outlined, set(&give))))...)
	}
	step := func(id string, from, until, minutes int) fyne.CanvasObject {
		next := dayplan.Pause{From: halfHours(b.From, from), Until: halfHours(b.Until, until), Minutes: b.Minutes + minutes}
		stays := next == *b || next.From > next.Until || minutes != 0 && (next.Minutes < breakLeast || next.Minutes > breakMost)
		return widgets.NewButton(id, w.T(id), widgets.Outlined, set(&next)).Lock(stays)
	}
	latest := b.Until
	if at, err := time.Parse("15:04", b.Until); err == nil {
		latest = at.Add(time.Duration(b.Minutes) * time.Minute).Format("15:04")
	}
	return widgets.Card(append(rows, widgets.Strong(w.N("break.is", b.Minutes, "from", b.From, "until", b.Until)), widgets.Muted(w.T("break.over", "at", latest)),
		widgets.Wrap(theme.Gap8, step("break.from_earlier", -1, 0, 0), step("break.from_later", 1, 0, 0), step("break.until_earlier", 0, -1, 0), step("break.until_later", 0, 1, 0)),
		widgets.Wrap(theme.Gap8, step("break.shorter", 0, 0, -breakStep), step("break.longer", 0, 0, breakStep),
			widgets.NewButton("break.take", w.T("break.take"), widgets.Outlined, set(nil))))...)
}
