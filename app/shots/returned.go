package shots

import (
	"strings"

	"fairvisit/app/desk"
	"fairvisit/app/officer"
	"fairvisit/visits/fieldwork"
)

// returned is the officer of the visit that the manager returned: they are told on Today,
// and add to it.
func (w *walk) returned() {
	var day *officer.Day
	w.sit(w.b.Tablet, func(k *desk.Desk) {
		w.sync()
		none := func(*desk.Desk, *fieldwork.Visit) {}
		day = officer.NewDay(w.shell, k, officer.Hooks{StartVisit: none, ResumeVisit: none, Lock: func() {}})
		w.shell.SetSections(day.Sections())
	})
	w.tap("answer." + w.b.First.String())
	w.pin("pin.", "pin.ok")
	w.from("today-returned", "returned")
	w.tap("returned")
	w.shot("returned")
	add := w.first("returned.add.")
	w.tap(add)
	w.typed("returned.words", "门牌在右侧柱子上，天黑没拍清")
	w.shot("returned-add")
	w.tap("returned.keep", "section.sending", "slip."+strings.TrimPrefix(add, "returned.add."))
	w.shot("slip-answered")
	if day != nil {
		day.End()
	}
	w.rise()
}
