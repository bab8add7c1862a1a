package manager

import (
	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
)

// dayStep is a button that puts a day on by so many months and days, or back.
type dayStep struct {
	id           string
	months, days int
}

// daySteps is a day and the buttons that move it. Not a calendar to tap into: seven
// columns of 48 do not fit a phone, and letters of twice their size fit none of them.
func daySteps(w *i18n.Words, id, name, said string, steps []dayStep, move func(months, days int)) fyne.CanvasObject {
	var row []fyne.CanvasObject
	for _, s := range steps {
		b := widgets.NewButton(id+"."+s.id, w.T("figures."+s.id), widgets.Outlined, func() { move(s.months, s.days) })
		b.Spoken = name + " " + w.T("figures."+s.id)
		row = append(row, b)
	}
	return widgets.Column(theme.Gap4, widgets.Strong(said), widgets.Wrap(theme.Gap8, row...))
}
