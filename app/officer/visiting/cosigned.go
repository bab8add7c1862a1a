package visiting

import (
	"context"

	"fyne.io/fyne/v2"

	"fairvisit/app/record"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
)

// cosignCard says who signed for the visit besides this officer, and has the
// second officer do it. Nil on a visit nobody went along on.
func (m *model) cosignCard() fyne.CanvasObject {
	if m.v.Second.IsZero() {
		return nil
	}
	w := m.w()
	card := widgets.Column(theme.Gap8, widgets.Title(w.T("cosign.card")))
	name := func(who evidence.ID) string { return record.Person(w, m.d.Name(who), who) }
	for _, line := range record.Cosigned(w, &m.at.visit, name, m.now().Location(), m.now()) {
		card.Add(line)
	}
	label := w.T("cosign.do", "name", name(m.v.Second))
	for _, c := range m.at.visit.Cosigners() {
		if c.Officer == m.v.Second && c.Fault == "" {
			if c.All {
				return widgets.Card(card)
			}
			label = w.T("cosign.again", "name", name(m.v.Second))
		}
	}
	card.Add(widgets.Wrap(theme.Gap8, widgets.NewButton("cosign", label, widgets.Outlined, func() {
		m.cosign(func() { m.act(func(context.Context) error { return nil }, nil) })
	})))
	return widgets.Card(card)
}
