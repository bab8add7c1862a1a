package officer

import (
	"time"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/widgets"
	"fairvisit/visits/rules"
)

// slotText says on which granted contact a visit that may start would stand, or
// that nobody granted one; nil where no limit asks for one.
func (p *casePage) slotText(w *i18n.Words) fyne.CanvasObject {
	if !p.verdict.Allowed() {
		return nil // the reasons say it
	}
	switch s := p.verdict.Slot; s.State {
	case rules.SlotGranted:
		day := w.Date(time.UnixMicro(s.From).In(zoneOf(p.c.Facts.Zone)))
		return line(widgets.Good, "✓", widgets.NewText(w.T("officer.case.slot_granted", "day", day)))
	case rules.SlotUnsaid:
		return line(widgets.Warning, "◐", widgets.NewText(w.T("officer.case.slot_unsaid")))
	}
	return nil
}
