package shots

import "time"

// nearlyDue brings a visit near its check-in; overdue, beside what the walk takes
// from there to the manager's morning, past it.
const (
	nearlyDue = 41 * time.Minute
	overdue   = 12 * time.Minute
)

// promiseAtTheDoor is a visit that ends with a promise the debtor signs. The
// case is on the screen's list; the officer has set off to it.
func (w *walk) promiseAtTheDoor() {
	w.visited = w.caseOf(func(order int, _ string) bool { return order == 1 })
	w.row(row(w.visited))
	w.tap("start")
	w.shot("visit-before")
	w.tap("why")
	w.end("visit-why")
	w.tap("why", "answer.a8-date.3", "answer.a9.agreed", "next")
	w.shot("visit-who")
	w.besides()
	w.tap("answer.d6.debtor")
	w.shot("visit-identity")
	w.tap("answer.d11.document", "answer.d13.yes")
	w.shot("visit-setting")
	w.tap("answer.d14.doorstep", "answer.d16.none")
	w.shot("visit-talk")
	w.talk()
	w.tap("answer.t2.owes", "answer.t5.income", "answer.t9.pay_now")
	w.shot("visit-cash-not-here")
	w.tap("previous", "correct.t9", "answer.visiting.reason.slip", "answer.t9.ptp")
	w.shot("visit-amount")
	w.tap("answer.t7.2", "answer.t10.0")
	w.shot("visit-promise")
	w.tap("answer.t10-date.2", "parts.3", "apart.fortnight")
	w.shot("visit-parts")
	w.tap("parts.1", "answer.t10-channel.bank", "answer.t10-read.yes", "previous")
	w.shot("visit-review")
	w.tap("correct.t2", "answer.visiting.reason.slip")
	w.shot("visit-correct")
	w.tap("to_review", "to_question", "next", "answer.c2.yes")
	w.signatures()
	w.tap("outcome.0")
	w.shot("visit-outcome")
	w.tap("answer.c1.ptpp")
	w.listed()
	w.recordCash()
	w.tap("fine.0", "close_visit", "cosign")
	w.shot("cosign")
	w.tap("own_device")
	w.shot("cosign-code")
	w.tap("back")
	w.pin("pin.", "pin.ok")
	w.shot("visit-closed")
	w.sync()
	w.tap("done")
	w.shot("today-after")
}

// besides is what can be done beside any question.
func (w *walk) besides() {
	w.tap("photo")
	w.shot("visit-photo")
	w.tap("take", "to_question", "photo")
	w.shot("visit-photo-kept")
	w.tap("mask.0")
	w.cover()
	w.shot("visit-masks")
	w.tap("keep_masks")
	w.shot("visit-masked")
	w.tap("take", "withdraw.1", "answer.withdraw.bystander")
	w.shot("visit-withdraw")
	w.tap("withdraw_photo")
	w.shot("visit-withdrawn")
	w.tap("to_question", "note")
	w.shot("visit-note")
	w.tap("incident", "answer.incident.dog")
	w.shot("incident")
	w.tap("back")
	w.tap("by_hand")
	w.write()
	w.shot("visit-note-ink")
	w.tap("keep_note", "stop", "stop.represented")
	w.shot("visit-raise")
	w.tap("to_question", "asked_to_leave")
	w.shot("visit-leave")
	w.tap("mistaken")
}

func (w *walk) signatures() {
	w.shot("visit-sign")
	w.tap("hand_over")
	w.sign()
	w.shot("hand-over")
	w.tap("sign_now")
	w.shot("hand-back")
	for _, digit := range PIN {
		w.tap("key." + string(digit))
	}
	w.tap("take_back")
	w.sign()
	w.shot("visit-second")
	w.tap("sign_now")
	w.shot("visit-going")
	w.tap("left")
	w.shot("visit-close")
}

// nobodyHome is a visit nobody answers, left open at a stop that is dangerous.
func (w *walk) nobodyHome() {
	w.row(row(w.caseOf(func(order int, _ string) bool { return order == 3 })))
	w.tap("go", "start", "answer.a8-date.3", "answer.a9.no_answer", "next", "answer.d6.nobody")
	w.shot("visit-door-photo")
	w.tap("take", "previous", "to_question", "photo", "take", "take")
	w.shot("visit-photo-noted") // the demo's camera takes the pictures of the last visit again
	w.tap("noted_keep", "to_question")
	w.shot("visit-letter")
	w.tap("answer.c3.sealed")
	w.sign()
	w.tap("sign_now", "left", "outcome.0")
	w.shot("visit-outcome-nobody")
	w.tap("answer.c1.shf")
	w.shot("visit-outcome-asks")
	w.tap("answer.c1-source.neighbour", "answer.c1-offered.no")
	w.shot("visit-outcome-close")
	w.tap("outcome.0", "answer.c1.nf", "fine.0", "fine.1", "fine.2", "close_visit")
	w.shot("visit-again")
	w.tap("done")
	w.row(row(w.caseOf(func(order int, _ string) bool { return order == 4 })))
	w.tap("go", "start", "answer.a8-date.3", "answer.a9.agreed", "next", "help", "answer.d6.minor", "answer.d7.yes")
	w.shot("visit-stopped")
	w.b.Clock.Pass(nearlyDue)
	w.shot("visit-checkin")
	w.tap("back", "section.today")
	w.shot("today-draft")
}
