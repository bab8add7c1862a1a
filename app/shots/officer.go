package shots

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"fairvisit/app/desk"
	"fairvisit/app/mapview/tiles"
	"fairvisit/app/officer"
	"fairvisit/app/officer/visiting"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	"fairvisit/evidence/crew"
	"fairvisit/visits"
	"fairvisit/visits/fieldwork"
)

// day is an officer's: from signing in to putting the tablet away.
func (w *walk) day() {
	var day *officer.Day
	var source tiles.Source
	w.sit(w.b.Tablet, func(k *desk.Desk) {
		visit := func(k *desk.Desk, v *fieldwork.Visit) {
			sign := func(then func()) { w.shell.Push(day.CosignPage(v.ID, then)) }
			w.shell.Push(visiting.Page(w.shell, k, v, func() int { return day.Number(v.Case) }, sign, func() { w.shell.PopTo("today") }))
		}
		day = officer.NewDay(w.shell, k, officer.Hooks{StartVisit: visit, ResumeVisit: visit, Lock: func() {}})
		day.Iterations(2000)
		var why error
		source, why = w.ground(w.b.Tablet.Dir)
		day.OpenMap(source, why)
		w.shell.SetSections(day.Sections())
	})
	w.signIn()
	w.morning()
	w.promiseAtTheDoor()
	w.nobodyHome()
	w.evening()
	w.cashAtTheDoor()
	w.byForm()
	if day != nil {
		day.End()
	}
	if source != nil {
		w.fail(source.Close())
	}
	w.rise()
}

func (w *walk) signIn() {
	w.shot("signin-who")
	w.tap("add")
	w.shot("signin-enrol")
	w.tap("other", "answer."+w.b.First.String(), "pin.1", "pin.1")
	w.shot("signin-pin")
	w.tap("pin.1", "pin.1", "pin.ok", "pin.2", "pin.ok", "pin.3", "pin.ok", "pin.4", "pin.ok")
	w.shot("signin-wait")
	w.lockedOut()
	w.pin("pin.", "pin.ok")
}

// lockedOut tries wrong PINs until none is taken, and is let try again by
// headquarters' code. The day waits meanwhile.
func (w *walk) lockedOut() {
	now, tablet, who := w.b.Clock.Now(), w.b.Tablet, w.b.First
	for w.err == nil {
		err := tablet.CheckPIN(who, "9999")
		if errors.Is(err, desk.ErrPINLocked) {
			break
		}
		if !errors.Is(err, desk.ErrPINWrong) && !errors.Is(err, desk.ErrPINWait) {
			w.fail(err)
		}
		w.b.Clock.Pass(time.Hour)
	}
	w.b.Clock.Set(now.Add(time.Minute))
	w.shell.Rebuild()
	w.tap("pin.9", "pin.9", "pin.9", "pin.9", "pin.ok")
	w.shot("signin-locked")
	code, err := w.b.Unlock(context.Background(), who)
	w.fail(err)
	for _, digit := range code {
		w.tap("pin." + string(digit))
	}
	w.tap("pin.ok")
}

// row is the row of a case in the tour.
func row(id evidence.ID) string { return "stop." + id.Short() }

// morning goes from the tour before anybody came along to the first door.
func (w *walk) morning() {
	w.shot("today-alone")
	w.tap("ready")
	w.shot("ready")
	w.tap("answer.carried.papers", "answer.carried.receipts", "day.ready")
	w.shot("ready-said")
	w.tap("read_stop")
	w.shot("stop-read")
	w.tap("back")
	w.row(row(w.caseOf(func(order int, state string) bool { return order == 6 && state == "stopped" })))
	w.shot("case-stopped")
	w.row(row(w.caseOf(func(order int, _ string) bool { return order == 1 })))
	w.shot("case-alone")
	w.tap("confirm", "own_device")
	w.shot("second-qr")
	w.tap("read")
	w.shot("second-answer")
	w.tap("back", "back", "answer."+w.b.Second.String(), "pin.4")
	w.shot("second")
	w.tap("pin.7", "pin.1", "pin.1", "pin.ok")
	w.shot("case-allowed")
	w.hazard()
	w.pledged()
	w.row(row(w.caseOf(func(order int, state string) bool { return order == 9 && state == "assigned" })))
	w.shot("case-warned")
	w.tap("go")
	w.shot("case-reason")
	w.row(row(w.caseOf(func(order int, _ string) bool { return order == 1 })))
	w.tap("go")
	w.shot("case-going")
	w.tap("section.today")
	w.shot("today")
	w.tap("tour.map")
	w.shot("today-map")
	w.tap("section.today", "replan")
	w.shot("replan")
	w.tap("section.today", "search")
	w.typed("search.words", "l")
	w.shot("today-search")
	w.typed("search.words", "nobody")
	w.shot("today-search-none")
	w.tap("search.done")
	w.phone()
	w.tap("aside")
	w.shot("aside")
	w.tap("section.today")
}

// pledged sets off to a case with collateral, which nobody sees before; the walk sets
// off to another one after it.
func (w *walk) pledged() {
	all, err := w.desk.Cases(context.Background())
	w.fail(err)
	i := slices.IndexFunc(all, func(c visits.Case) bool { return c.Facts.Collateral != nil })
	if i < 0 {
		w.fail(errors.New("no case of the tour has collateral"))
		return
	}
	w.row(row(all[i].ID))
	w.tap("go")
	w.from("case-collateral", "crew")
}

// hazard notes a dog at the second door.
func (w *walk) hazard() {
	w.row(row(w.caseOf(func(order int, _ string) bool { return order == 2 })))
	w.tap("hazard", "answer.hazard.dog")
	w.shot("hazard")
	w.tap("hazard.keep")
	w.shot("case-hazard")
}

// askForVisits asks for one more visit to a case of the tour, and for one to a case of
// somebody else's; a manager answers later.
func (w *walk) askForVisits() {
	w.tap("section.today")
	w.row(row(w.caseOf(func(order int, state string) bool { return order == 9 && state == "assigned" })))
	w.tap("ask.visit")
	w.shot("ask")
	w.tap("answer.ask.time.3", "answer.ask.span.3", "answer.ask.who.same")
	w.from("ask-rules", "answer.ask.span.1")
	w.typed("ask.words", "客户的店一点关门")
	w.tap("ask.yes")
	w.from("case-asked", "ask.visit")
	w.tap("section.more", "asks", "ask.by_reference")
	w.typed("ask.reference", "0040")
	w.shot("ask-reference")
	w.tap("answer.ask.span.7", "answer.ask.who.anybody", "ask.yes")
	w.shot("asks")
}

// askForASwap asks a colleague to swap a day; a manager answers later.
func (w *walk) askForASwap() {
	w.tap("section.more", "swaps")
	w.shot("swaps-none")
	w.tap("swap.ask")
	w.tap(w.first("answer.swap.with."))
	w.typed("swap.words", "孩子学校开家长会")
	w.shot("swap-ask")
	w.tap("swap.yes")
	w.shot("swaps")
}

// reminder looks at the reminder headquarters gave, and leaves it unsaid.
func (w *walk) reminder() {
	if w.err == nil {
		w.fail(w.b.Remind(context.Background()))
	}
	w.sync()
	w.tap("section.today")
	w.shot("today-reminder")
	w.tap("reminders")
	w.shot("reminders")
	w.row(w.first("reminder."))
	w.shot("reminder")
	w.tap("section.today")
}

func (w *walk) evening() {
	w.tap("section.sending")
	w.shot("sending-waiting")
	w.sync()
	w.tap("section.today", "section.sending")
	w.shot("sending-secured")
	w.slip()
	w.handOver()
	w.tap("section.more")
	w.shot("more")
	w.tap("safety")
	w.shot("safety")
	w.tap("me")
	w.shot("me")
	w.tap(w.first("answer."))
	w.shot("answering")
	w.tap("back")
	w.confirmForAColleague()
	w.tap("enrol_more")
	w.shot("enrol-more")
	w.tap("settings")
	w.shot("settings")
	w.asked("keys", func() { w.shell.TypedRune('?') })
	w.askForVisits()
	w.askForASwap()
	w.reminder()
}

// handOver counts the day's cash, says that the day is over, and hands it over.
func (w *walk) handOver() {
	w.tap("section.today", "evening")
	w.shot("evening")
	w.tap("count.CNY", "key.1", "key.0")
	w.shot("evening-amount")
	w.tap("key.0", "key.0", "take")
	w.from("evening-counted", "count.CNY")
	w.tap("answer.missing", "day.end")
	w.shot("evening-said")
	w.tap("hand_over", "answer."+w.b.Second.String(), "pin.4")
	w.shot("evening-receive")
	w.tap("pin.7", "pin.1", "pin.1", "pin.ok")
	w.shot("evening-handed")
	w.sync()
}

// slip shows the proof slip of the newest visit that headquarters holds.
func (w *walk) slip() {
	for _, o := range w.stage.Objects() {
		if b, is := o.(*widgets.Button); is && strings.HasPrefix(b.ID, "slip.") {
			w.tap(b.ID)
			w.shot("slip")
			w.askBack()
			return
		}
	}
	w.fail(errors.New("no proof slip is offered"))
}

// askBack asks for a photo of the closed visit to be withdrawn, if one is there; the
// manager and headquarters see it later.
func (w *walk) askBack() {
	button := w.first("ask_back.")
	if w.err != nil || w.stage.Find(button) == nil {
		w.tap("back")
		return
	}
	w.tap(button)
	w.shot("ask-back")
	w.tap("answer.withdraw.neighbour", "ask_back.yes")
	w.sync()
}

// signForAColleague is the other side of a request to sign for a visit.
func (w *walk) signForAColleague() {
	w.tap("crew")
	if w.err == nil {
		r := crew.Request{Case: w.visited, Visit: evidence.ID{3}, Officer: w.b.Second, Device: evidence.ID{1}, Entry: evidence.Hash{4}}
		w.fail(w.stage.Type("code", r.Text()))
	}
	w.tap("use")
	w.shot("crew-sign")
	w.tap("no")
}

// confirmForAColleague is the other side of a question to a colleague. There is
// one tablet in the walk, so the question is written here.
func (w *walk) confirmForAColleague() {
	w.tap("crew")
	w.shot("crew-read")
	if w.err == nil {
		_, seconds := w.b.Clock.Now().Zone()
		q := crew.Question{Officer: w.b.Second, Device: evidence.ID{1}, Nonce: evidence.ID{2}, At: w.b.Clock.Micro(), Zone: int16(seconds / 60)}
		w.typed("code", q.Text())
	}
	w.tap("use")
	w.shot("crew-confirm")
	w.tap("yes")
	w.shot("crew-answer")
	w.tap("done")
	w.signForAColleague()
}
