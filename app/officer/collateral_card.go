package officer

import (
	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/record"
	"fairvisit/app/widgets"
)

// collateralCards are what the debt is secured by, and what to do where its papers are
// not complete. That there is any tells of a debt, so nothing of it is on the screen
// before the crew goes, as with the number of the house; a stop takes it again.
func (p *casePage) collateralCards(w *i18n.Words) []fyne.CanvasObject {
	f := p.c.Facts.Collateral
	if f == nil || !p.gone() || p.c.Stopped() {
		return nil
	}
	list := []fyne.CanvasObject{record.CollateralCard(w, p.c, true)}
	if f.Complete() == "no" {
		list = append(list, widgets.Muted(w.T("officer.collateral.incomplete")))
	}
	return list
}
