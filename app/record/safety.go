package record

import (
	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/visits"
)

// Incident is what happened, in words.
func Incident(w *i18n.Words, code string) string { return known(w, "record.incident.", code) }

// Hazard is what awaits a crew, in words.
func Hazard(w *i18n.Words, code string) string { return known(w, "record.hazard.", code) }

// incidents are a visit's, as they were reported.
func incidents(w *i18n.Words, v *visits.Visit) []fyne.CanvasObject {
	var rows []fyne.CanvasObject
	for _, l := range v.Safety.Incidents {
		said := widgets.Column(theme.Gap4, widgets.Muted(w.T("record.incident")), widgets.Strong(Incident(w, l.Code)))
		if l.Text != "" {
			said.Add(widgets.NewText(l.Text))
		}
		rows = append(rows, widgets.Rule(), said)
	}
	return rows
}
