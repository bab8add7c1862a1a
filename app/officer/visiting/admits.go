package visiting

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/visits/refuse"
)

// admitsCard tells before the close that a note speaks of a practice that is refused,
// and will be looked at: a hint that keeps nobody from closing, since what happened is
// to be recorded. nil: none does.
func (m *model) admitsCard() fyne.CanvasObject {
	w := m.w()
	var named []string
	for _, n := range m.at.visit.Notes {
		for _, id := range refuse.Admits(n.Text) {
			if title := w.Pick(refuse.Title(id)); !slices.Contains(named, title) {
				named = append(named, title)
			}
		}
	}
	if named == nil {
		return nil
	}
	return widgets.Notice(theme.WarningGround, widgets.NewText(w.T("visiting.close.note_admits", "practice", strings.Join(named, w.T("officer.list_sign")))))
}
