package manager

import (
	"strconv"

	"fyne.io/fyne/v2"

	"fairvisit/app/record"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
)

func (m *Manager) promisesPage() *shell.Page {
	return &shell.Page{ID: "promises", Build: m.buildPromises}
}

func (m *Manager) buildPromises(v shell.View) fyne.CanvasObject {
	w := v.Words
	if o := m.state(v); o != nil {
		return widgets.Framed(m.s.Header(v, w.T("section.promises"), ""), o, nil)
	}
	today := m.today()
	list := m.branch.promises(today)
	head := m.s.Header(v, w.T("section.promises"), w.N("promises.count", len(list)))
	if len(list) == 0 {
		return widgets.Framed(head, empty(w.T("promises.empty")), nil)
	}
	rows := widgets.Lines(len(list), func(i int, l *widgets.Line) {
		d := list[i]
		l.ID, l.Title = "promise."+strconv.Itoa(i), w.Money(d.Amount, d.Currency)+" · "+record.Who(d.Case)
		l.Mark = record.Date(w, d.Date)
		switch {
		case d.Date == today:
			l.State, l.Sense = w.T("promises.today"), widgets.Warning
		case d.Date < today:
			l.State, l.Sense = w.T("promises.passed"), widgets.Neutral
		default:
			l.State, l.Sense = w.T("promises.running"), widgets.Accent
		}
		l.Detail = w.T("promises.made", "who", m.name(d.Visit.Officer), "day", record.Date(w, d.Visit.Day()), "channel", record.Channel(w, d.Channel))
		l.OnTapped = func() { m.s.Push(m.visitPage(d.Visit.ID)) }
	})
	note := widgets.Pad(theme.Gap16, theme.Gap8, widgets.Small(w.T("promises.note")))
	return widgets.Framed(head, rows, note)
}
