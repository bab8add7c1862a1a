package headquarters

import (
	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/shell"
	"fairvisit/app/widgets"
	fieldsync "fairvisit/sync"
)

// maskedRow says that a photo is shown with masks or marks, or that it is the
// original that is shown, and leads there.
func (h *Headquarters) maskedRow(w *i18n.Words, p fieldsync.PhotoState) []fyne.CanvasObject {
	if l := h.opened.photos[photoKey{p.Entry, p.Index}]; l != nil && l.original && l.image != nil {
		back := widgets.NewButton("masked."+p.Entry.String(), w.T("masks.show_masked"), widgets.Outlined, func() { h.look(p) })
		return []fyne.CanvasObject{widgets.Chip(widgets.Warning, w.T("masks.original")), back}
	}
	see := widgets.NewButton("original."+p.Entry.String(), w.T("masks.see_original"), widgets.Outlined, func() { h.askOriginal(p) })
	return []fyne.CanvasObject{widgets.Chip(widgets.Info, w.T("masks.masked")), see}
}

// askOriginal asks why: the original is shown for a reason only.
func (h *Headquarters) askOriginal(p fieldsync.PhotoState) {
	h.s.Ask(func(w *i18n.Words) shell.Question {
		buttons := []*widgets.Button{widgets.NewButton("original.cancel", w.T("common.cancel"), widgets.Outlined, nil)}
		for _, reason := range originalReasons {
			buttons = append(buttons, widgets.NewButton("original.for."+reason, w.T("masks.reason."+reason), widgets.Outlined, func() { h.lookAtOriginal(p, reason) }))
		}
		return shell.Question{Title: w.T("masks.ask"), Body: widgets.NewText(w.T("masks.ask_words")), Buttons: buttons}
	}, nil)
}
