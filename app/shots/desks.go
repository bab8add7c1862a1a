package shots

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"fairvisit/app/desk"
	"fairvisit/app/headquarters"
	"fairvisit/app/manager"
	"fairvisit/app/mapview/tiles"
)

// branch is a manager's morning.
func (w *walk) branch() {
	w.b.Clock.Pass(overdue)
	var m *manager.Manager
	var source tiles.Source
	w.sit(w.b.Manager, func(k *desk.Desk) {
		w.sync()
		m = manager.New(w.shell, k, func(_ []string, took func(manager.File)) {
			took(manager.File{Name: filepath.Base(w.b.CaseFile), Open: func() (io.ReadCloser, error) { return os.Open(w.b.CaseFile) }})
		})
		var why error
		source, why = w.ground(w.b.Manager.Dir)
		m.OpenMap(source, why)
		m.Iterations(200)
		w.shell.SetSections(m.Sections())
	})
	w.pin("pin.", "pin.ok")
	w.shot("board")
	w.tap(w.first("device."), "digit.3", "unlock.make")
	w.shot("board-unlock")
	w.tap("section.board")
	w.tap("section.review")
	w.shot("review")
	w.tap(w.first("visit."))
	w.shot("review-visit")
	w.tap("review.return", "answer.return.photos")
	w.shot("review-return")
	w.tap("return.yes")
	w.shot("review-returned")
	w.sync()
	w.tap("section.stops")
	w.row(w.first("stop."))
	w.shot("branch-stop")
	w.tap("section.figures", "what.clean")
	w.shot("figures")
	w.tap("period.own")
	w.shot("figures-own")
	w.tap("section.promises")
	w.shot("promises")
	w.tap("reminders")
	w.shot("branch-reminders")
	w.row(w.first("reminder."))
	w.shot("branch-reminder")
	w.tap("section.import")
	w.shot("import")
	w.tap("choose")
	w.shot("import-preview")
	w.asked("import-zone", func() { w.tap("zone") })
	w.from("import-columns", "column.0")
	w.tap("column.0")
	w.shot("import-column")
	w.tap("column.back")
	w.tap("zone", "zone.Asia/Shanghai", "take")
	w.shot("import-taken")
	w.tap("undo.0")
	w.shot("import-undo")
	w.tap("undo.back", "to.plan")
	w.shot("plan")
	w.tap("asks")
	w.shot("plan-asks")
	w.row(w.first("ask."))
	w.shot("plan-ask")
	w.tap("ask.take")
	w.row(w.first("ask."))
	w.shot("plan-ask-reference")
	w.tap("section.plan")
	w.tap("day.earlier", "plan.on_map")
	w.shot("plan-map")
	w.tap("plan.on_map", "day.later")
	w.tap("pick.next")
	w.shot("plan-picked")
	w.tap("search")
	w.typed("search.words", "qs")
	w.shot("plan-search")
	w.tap("search.done", "narrow")
	w.shot("plan-narrow")
	w.tap("narrow.done", "sort", "answer.by.amount")
	w.shot("plan-sort")
	w.tap("sort.done", "sort", "answer.by.street", "sort.done")
	w.phone()
	w.tap("crews")
	w.shot("plan-crews")
	w.tap("suggest")
	w.shot("plan-suggested")
	w.tap("suggest.back")
	w.tap("share")
	w.shot("plan-shared")
	w.tap("check")
	w.shot("plan-check")
	w.tap("write")
	w.shot("plan-written")
	w.roster()
	w.sync()
	if source != nil {
		w.fail(source.Close())
	}
	w.rise()
}

// roster is who works: as it stands, one officer of it, what holds for all, and a
// partner who goes home with visits left.
func (w *walk) roster() {
	w.tap("roster.open", "roster.today")
	w.shot("roster")
	w.from("roster-start", "start.say")
	w.tap("start.say")
	w.shot("roster-start-map")
	w.tap("start.back")
	w.tap(w.first("swap.answer."))
	w.shot("roster-swap")
	w.tap("swap.back")
	w.tap(w.first("person."))
	w.shot("roster-person")
	w.tap("leave", "last.week_on")
	w.shot("roster-leave")
	w.tap("leave.cancel")
	w.tap("partner.day")
	w.shot("roster-partner")
	w.tap("choose.back", "person.back", "roster.usual")
	w.shot("roster-usual")
	w.tap("usual.back")
	w.tap(w.first("person."), "swap")
	w.tap(w.first("answer."))
	w.tap(w.first("person."), "gone")
	w.shot("roster-lost")
	w.sync()
	w.fail(w.b.Roster(context.Background()))
	w.sync()
	w.tap("section.plan", "roster.open")
	w.shot("roster-others")
}

// headquarters is a reconciler's morning.
func (w *walk) headquarters() {
	var h *headquarters.Headquarters
	w.sit(w.b.Reconciler, func(k *desk.Desk) {
		h = headquarters.New(w.shell, k)
		w.shell.SetSections(h.Sections())
	})
	w.pin("pin.", "pin.ok")
	w.shot("inbox")
	w.tap("section.visits")
	w.shot("cases")
	w.typed("search.words", "小明")
	w.tap("search.ask")
	w.shot("cases-search")
	w.tap("search.done")
	w.row("case." + w.visited.String())
	w.shot("record")
	w.from("record-sounds", w.first("original."))
	w.asked("record-sound-ask", func() { w.tap(w.first("play.")) })
	masked := strings.TrimPrefix(w.first("original."), "original.")
	w.tap("photo." + masked)
	w.from("record-photo", "photo."+masked)
	w.tap("large." + masked)
	w.shot("record-large")
	w.tap("section.stops")
	w.shot("stops")
	w.stops()
	w.tap("section.tours")
	w.shot("tours")
	w.row(w.first("tour."))
	w.shot("tour")
	w.tap("section.devices")
	w.shot("devices")
	w.row(w.first("device."))
	w.shot("device-stolen")
	w.tap("wipe")
	w.asked("device-wipe", func() { w.tap("lost") })
	if h != nil {
		w.fail(h.Close())
	}
	w.rise()
}

// stops are what headquarters decides of a stop, and of a complaint.
func (w *walk) stops() {
	complained := false
	for i, id := range w.all("stop.") {
		w.row(id)
		if i == 0 {
			w.shot("stop")
			w.tap("decision.release", "reason.settled")
			w.from("stop-release", "decision.release")
		}
		if w.err == nil && !complained && w.stage.Find("receive") != nil {
			complained = true
			w.from("stop-complaint", "channel.visit")
		}
		w.tap("section.stops")
	}
	if !complained {
		w.fail(errors.New("no complaint is among the stops"))
	}
}

// all are the ids of what is on the stage and begins so.
func (w *walk) all(prefix string) []string {
	var list []string
	for _, id := range w.stage.IDs() {
		if strings.HasPrefix(id, prefix) {
			list = append(list, id)
		}
	}
	return list
}

// first is the id of the first thing on the stage whose id begins so.
func (w *walk) first(prefix string) string {
	for _, id := range w.stage.IDs() {
		if strings.HasPrefix(id, prefix) {
			return id
		}
	}
	return prefix
}
