package visiting

import (
	"fyne.io/fyne/v2"

	"fairvisit/app/record"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	"fairvisit/visits/journal"
)

// secondLook is what was noted of the photo just taken, until the officer decides or
// goes on: to go on is to keep it.
type secondLook struct {
	codes    []string // of the photo; empty: nothing to say
	question string   // it answers, "" for none
}

// look sees whether something was noted of the photo just kept.
func (m *model) look(photo evidence.Hash, question string) {
	for _, p := range m.at.visit.Photos {
		if p.Entry == photo && len(p.Noted) > 0 {
			m.second = secondLook{p.Noted, question}
			m.said = "" // the notice says that it is stored
		}
	}
}

// secondLookAt is the notice above the buttons: one short sentence and the offer
// to take the photo again. Nothing waits for an answer to it; nil for nothing.
func (m *model) secondLookAt() fyne.CanvasObject {
	if len(m.second.codes) == 0 || m.sub == withdrawing || m.sub == maskingPhoto {
		return nil
	}
	w := m.w()
	what := m.second.codes[0]
	if key := "noted." + what; w.Has(key) {
		what = w.T(key)
	}
	again := widgets.NewButton("noted_again", w.T("noted.again"), widgets.Outlined, m.takeAgain)
	keep := widgets.NewButton("noted_keep", w.T("noted.keep"), widgets.Outlined, func() { m.second = secondLook{}; m.show() })
	return widgets.Notice(theme.WarningGround, widgets.Colored(w.T("noted.stored", "what", what), theme.Warning), m.s.Actions(keep, again))
}

// takeAgain shows the camera; the next photo answers what this one did, and the
// log keeps both.
func (m *model) takeAgain() {
	question := m.second.question
	m.second = secondLook{}
	m.to(takingPhoto)
	m.again = question
	m.show()
}

// notedOf is what was noted of a photo, to stand under it; nil for nothing.
func (m *model) notedOf(p journal.OutPhoto) fyne.CanvasObject {
	for _, line := range m.at.visit.Photos {
		if line.Entry == p.Entry && line.Index == p.Index && len(line.Noted) > 0 {
			return widgets.Colored(record.Noted(m.w(), line.Noted), theme.Warning)
		}
	}
	return nil
}
