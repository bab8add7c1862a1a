package officer

import (
	"strings"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/widgets"
	"fairvisit/visits"
)

// collateralCard is what the debt is secured by and what is known of its papers; nil
// where there is none. What tells it apart stays covered until the crew goes, like
// the number of the house, and a stop takes it with the address.
func (p *casePage) collateralCard(w *i18n.Words) fyne.CanvasObject {
	f := p.c.Facts.Collateral
	if f == nil {
		return nil
	}
	kind := f.Kind
	if kind == "" {
		kind = "other"
	}
	parts := []fyne.CanvasObject{widgets.Muted(w.T("officer.collateral.title")), widgets.Strong(i18n.Begin(coded(w, "officer.collateral.kind.", kind, nil)))}
	if words := p.c.Words; words != nil && words.Collateral != nil && !p.c.Stopped() {
		what, mark := "", words.Collateral.Mark
		if p.gone() {
			what = words.Collateral.What
		} else if mark != "" {
			mark = visits.MaskNumber(mark)
		}
		if said := strings.TrimSpace(what + "  " + mark); said != "" {
			parts = append(parts, widgets.NewText(said))
		}
	}
	for _, paper := range f.Papers() {
		sense, sign, said := widgets.Warning, "?", "unknown"
		switch paper.State {
		case "yes":
			sense, sign, said = widgets.Good, "✓", "yes"
		case "no":
			sense, sign, said = widgets.Danger, "×", "no"
		}
		parts = append(parts, line(sense, sign, widgets.NewText(w.T("officer.collateral."+paper.Code+"."+said))))
	}
	if f.Complete() == "no" {
		parts = append(parts, widgets.Muted(w.T("officer.collateral.incomplete")))
	}
	return widgets.Card(parts...)
}
