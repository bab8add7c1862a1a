package visiting

import (
	"context"

	"fyne.io/fyne/v2"

	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
	"fairvisit/visits/outcome"
)

// evidenceCard says what the outcomes lack of what they have to bring back, and takes
// the reason that counts in its place. It locks nothing: what happened is recorded.
func (m *model) evidenceCard() fyne.CanvasObject {
	w := m.w()
	c1, _ := m.reading().Question("c1")
	box := widgets.Column(theme.Gap12, widgets.Title(w.T("visiting.evidence.title")), widgets.NewText(w.T("visiting.evidence.words")))
	open := false
	for _, g := range m.at.gaps {
		of := m.read1(w, c1, checklist.Chosen(g.Code))
		if g.Reason != "" {
			box.Add(widgets.Column(0, widgets.Strong(w.T("visiting.need."+g.Need)+" · "+of), widgets.Colored("✓ "+w.T("visiting.substitute."+g.Reason), theme.Good),
				widgets.Row(0, widgets.NewButton("substitute."+g.Need+".none", w.T("visiting.change"), widgets.Quiet, func() { m.substitute(g, "") }))))
			continue
		}
		open = true
		box.Add(widgets.Strong("! " + w.T("visiting.need."+g.Need) + " · " + of))
		var list []fyne.CanvasObject
		for _, code := range m.substitutes(g) {
			list = append(list, widgets.NewButton("substitute."+g.Need+"."+code, w.T("visiting.substitute."+code), widgets.Outlined, func() { m.substitute(g, code) }))
		}
		if len(list) > 0 {
			box.Add(widgets.Wrap(theme.Gap12, list...))
		}
	}
	if open {
		return widgets.Notice(theme.WarningGround, box)
	}
	return widgets.Card(box)
}

// substitutes are the reasons that count in the place of what is missing.
func (m *model) substitutes(g visits.EvidenceGap) []string {
	o := outcome.Named(m.at.used()).Of(g.Code)
	if o == nil {
		return nil
	}
	for _, n := range o.Needs {
		if n.Need == g.Need {
			return n.Substitutes
		}
	}
	return nil
}

func (m *model) substitute(g visits.EvidenceGap, code string) {
	m.act(func(ctx context.Context) error { return m.v.SetSubstitute(ctx, g.Code, g.Need, code) }, nil)
}
