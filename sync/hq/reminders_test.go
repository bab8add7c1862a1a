package hq_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"fairvisit/evidence"
	"fairvisit/sync/hq"
	"fairvisit/visits"
	"fairvisit/visits/intake"
	"fairvisit/visits/rules"
)

// reminded are a case's reminders as its picture at headquarters has them.
func (w *world) reminded(c evidence.ID) []visits.ReminderLine {
	w.Helper()
	w.must(w.hq.Settle(w.ctx))
	rec, err := w.hq.CaseRecord(w.ctx, c)
	w.must(err)
	return rec.Case.Reminders
}

// mayBeWrittenTo has the debtor of the first case agree to be written to.
func (w *world) mayBeWrittenTo(role string) {
	w.Helper()
	if r := w.take(intake.Consents, "creditor,number,date,consent,form,role\nBank A,0001,2026-11-20,contact,written,"+role+"\n"); r.Taken != 1 {
		w.Fatalf("the consent: %+v", r)
	}
}

// morning is 10:00 in Shanghai of a day.
func (w *world) morning(day string) {
	w.Helper()
	at, err := time.Parse(time.DateOnly, day)
	w.must(err)
	w.turn(at.Add(2 * time.Hour))
}

// A debtor promises. The day before, two who take the messages at one moment take it
// once; it counts before it goes out, so the visit that the limits let through before
// is warned of after; what the outside system says is taken once; and when nothing
// comes, what follows is on the list.
func TestAReminderIsTakenOnceAndCounts(t *testing.T) {
	w, li, zhao := crewed(t)
	c := w.importCases(mapped)[0]
	w.mayBeWrittenTo("debtor")
	w.assign(c, li, zhao)
	li.sync()
	li.ages()
	li.promises(c, zhao, visits.Instalment{Date: "2026-12-08", Amount: 500000})
	w.morning("2026-12-06")
	if taken, err := w.hq.TakeReminders(w.ctx, w.unit, "message"); err != nil || len(taken.Rows) != 0 || len(taken.Refused) != 0 {
		t.Fatalf("two days before: %+v, %v", taken, err)
	}
	w.morning("2026-12-07")
	w.take(intake.Consents, "creditor,number,date,consent,form,role\nBank A,0001,2026-11-26,more_visits,written,debtor\n")
	w.take(intake.Contacts, "creditor,number,date,channel,reached\nBank A,0001,2026-12-04,call,somebody\nBank A,0001,2026-12-05,call,somebody\n")
	_, err := w.hq.Assign(w.ctx, hq.Assignment{Case: c, Officer: li.id, Second: zhao.id, Day: "2026-12-07", Order: 1})
	w.must(err)
	li.sync()
	if got := li.says(c, zhao); strings.Contains(got, "F-ANY-7") || !strings.Contains(got, "H-PROMISE") {
		t.Fatalf("before the reminder: %q", got)
	}

	var both [2]hq.TakenReminders
	var wait sync.WaitGroup
	for i := range both {
		wait.Go(func() {
			var err error
			if both[i], err = w.hq.TakeReminders(w.ctx, w.unit, "message"); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	rows := append(both[0].Rows, both[1].Rows...)
	if len(rows) != 1 || rows[0].To != "13800138000" || rows[0].NotAfter != "2026-12-07T18:00:00+08:00" {
		t.Fatalf("taken at one moment: %+v", both)
	}
	for _, debt := range []string{"Bank", "0001", "5000", "500000", "CNY", "元", "欠", "债", "款", "还"} {
		if strings.Contains(rows[0].Text, debt) {
			t.Errorf("the message says %q: %s", debt, rows[0].Text)
		}
	}
	if got := w.reminded(c); len(got) != 1 || got[0].Result != "" || !got[0].Officer.IsZero() {
		t.Errorf("taken and not confirmed: %+v", got)
	}
	list, err := w.hq.Reminders(w.ctx, w.unit, "")
	if w.must(err); len(list) != 1 || list[0].Claim == nil || len(list[0].Ways) != 0 {
		t.Errorf("in hand: %+v", list)
	}
	li.sync()
	if got := li.says(c, zhao); !strings.Contains(got, "F-ANY-7") {
		t.Errorf("after the reminder: %q", got)
	}

	for _, x := range []struct {
		result             string
		sent, same, issues int
	}{{"delivered", 0, 0, 1}, {"sent", 1, 0, 0}, {"sent", 0, 1, 0}, {"failed", 0, 0, 1}} {
		e, err := w.hq.EndReminders(w.ctx, w.unit, []hq.ReminderResult{{Row: 2, Reminder: rows[0].Reminder.String(), Result: x.result}})
		if w.must(err); e.Sent != x.sent || e.Same != x.same || len(e.Issues) != x.issues {
			t.Errorf("%s: %+v", x.result, e)
		}
	}
	if taken, err := w.hq.TakeReminders(w.ctx, w.unit, "message"); err != nil || len(taken.Rows) != 0 {
		t.Errorf("once more: %+v, %v", taken, err)
	}
	w.morning("2026-12-14")
	if got := w.stands("2026-12-14"); !strings.HasPrefix(got, "broken broken → ") {
		t.Errorf("nothing came: %s", got)
	}
	w.sameAnew()
}

// A message that failed was none that anybody read, and the reminder is there again;
// a call is given to the officer who took the promise, held against everybody else,
// and made by them.
func TestAReminderIsGivenToTheOfficer(t *testing.T) {
	w, li, zhao := crewed(t)
	c := w.importCases(mapped)[0]
	w.mayBeWrittenTo("debtor")
	w.assign(c, li, zhao)
	li.sync()
	li.ages()
	li.promises(c, zhao, visits.Instalment{Date: "2026-12-08", Amount: 500000})
	w.morning("2026-12-07")
	taken, err := w.hq.TakeReminders(w.ctx, w.unit, "message")
	if w.must(err); len(taken.Rows) != 1 {
		t.Fatalf("%+v", taken)
	}
	if given, err := w.hq.GiveReminders(w.ctx, w.unit, "call"); err != nil || len(given.Given) != 0 {
		t.Fatalf("one that is taken is given: %+v, %v", given, err)
	}
	_, err = w.hq.EndReminders(w.ctx, w.unit, []hq.ReminderResult{{Row: 2, Reminder: taken.Rows[0].Reminder.String(), Result: "failed"}})
	w.must(err)
	given, err := w.hq.GiveReminders(w.ctx, w.unit, "call")
	if w.must(err); len(given.Given) != 1 || given.Given[0].Officer != li.id || given.Given[0].From != "2026-12-07 10:00" || given.Given[0].Until != "2026-12-07 18:00" {
		t.Fatalf("given: %+v", given)
	}
	if again, err := w.hq.GiveReminders(w.ctx, w.unit, "call"); err != nil || len(again.Given) != 0 {
		t.Errorf("given twice: %+v, %v", again, err)
	}
	lines := w.reminded(c)
	if len(lines) != 2 || lines[0].Reminder == lines[1].Reminder {
		t.Fatalf("%+v", lines)
	}
	id := lines[1].Reminder
	zhao.sync()
	if _, err := zhao.work.AskReminder(w.ctx, c, id); err == nil {
		t.Error("it is the other's task too")
	}
	li.sync()
	r, err := li.work.AskReminder(w.ctx, c, id)
	if w.must(err); !r.Way(rules.ChannelCall).Now(w.clock().UnixMicro()) {
		t.Fatalf("in the morning: %+v", r.Ways)
	}
	w.turn(time.Date(2026, 12, 7, 12, 30, 0, 0, time.UTC)) // 20:30 there
	if r, err = li.work.AskReminder(w.ctx, c, id); err != nil || r.Way(rules.ChannelCall).Rule != "W-CALL" || r.Way(rules.ChannelCall).From != 0 {
		t.Errorf("in the evening: %+v, %v", r.Ways, err)
	}
	w.must(li.work.Reminded(w.ctx, c, id, visits.ReminderCalled)) // it happened: it is written down
	if err := li.work.Reminded(w.ctx, c, id, visits.ReminderNotReached); err == nil {
		t.Error("it was said twice")
	}
	li.sync()
	lines = w.reminded(c)
	if got := lines[1]; got.Result != visits.ReminderCalled || len(got.Against) != 1 || got.Against[0] != "W-CALL outside_window" {
		t.Errorf("said by the officer: %+v", got)
	}
	rec, err := w.hq.CaseRecord(w.ctx, c)
	w.must(err)
	if o := rec.Case.Outside; len(o) != 2 || o[0].Reached != "nobody" || o[1].Reached != "somebody" || o[1].WholeDay || o[1].Channel != "call" {
		t.Errorf("counted as %+v", o)
	}
	if list, err := w.hq.Reminders(w.ctx, w.unit, ""); err != nil || len(list) != 1 || len(list[0].Ways) != 0 {
		t.Errorf("it is to be made again: %+v, %v", list, err)
	}
	w.sameAnew()
}

// One that an officer did not make is no contact and is there again; a word of
// somebody it was not given to takes nothing away.
func TestAReminderThatWasNotMadeCountsNot(t *testing.T) {
	w, li, zhao := crewed(t)
	c := w.importCases(mapped)[0]
	w.assign(c, li, zhao)
	li.sync()
	li.ages()
	li.promises(c, zhao, visits.Instalment{Date: "2026-12-08", Amount: 500000})
	w.morning("2026-12-07")
	given, err := w.hq.GiveReminders(w.ctx, w.unit, "call")
	if w.must(err); len(given.Given) != 1 {
		t.Fatalf("%+v", given)
	}
	id := w.reminded(c)[0].Reminder
	_, err = zhao.journal.Append(w.ctx, writing(visits.ReminderEnded, c, visits.ReminderEndFacts{Reminder: id, Result: visits.ReminderNotMade}))
	w.must(err)
	zhao.sync()
	w.must(w.hq.Settle(w.ctx))
	if got := w.reminded(c)[0]; got.Result != "" {
		t.Fatalf("another said of it: %+v", got)
	}
	li.sync()
	w.must(li.work.Reminded(w.ctx, c, id, visits.ReminderNotMade))
	li.sync()
	w.must(w.hq.Settle(w.ctx))
	rec, err := w.hq.CaseRecord(w.ctx, c)
	if w.must(err); len(rec.Case.Outside) != 0 {
		t.Errorf("it counts: %+v", rec.Case.Outside)
	}
	if list, err := w.hq.Reminders(w.ctx, w.unit, ""); err != nil || len(list) != 1 || len(list[0].Ways) != 3 {
		t.Errorf("it is not there again: %+v, %v", list, err)
	}
	w.sameAnew()
}

// A case that is decided for nobody is its manager's to remind; where there is none it
// is said.
func TestAReminderOfACaseOfNobody(t *testing.T) {
	w, li, zhao := crewed(t)
	c := w.importCases(mapped)[0]
	w.assign(c, li, zhao)
	li.sync()
	li.ages()
	li.promises(c, zhao, visits.Instalment{Date: "2026-12-08", Amount: 500000})
	w.morning("2026-12-07")
	_, err := w.hq.Assign(w.ctx, hq.Assignment{Case: c, Day: "2026-12-07"})
	w.must(err)
	given, err := w.hq.GiveReminders(w.ctx, w.unit, "call")
	if w.must(err); len(given.Given) != 0 || len(given.Refused) != 1 || given.Refused[0].Rule != "R-NOBODY" {
		t.Fatalf("without a manager: %+v", given)
	}
	chen := w.enrol("manager", "Chen")
	given, err = w.hq.GiveReminders(w.ctx, w.unit, "call")
	if w.must(err); len(given.Given) != 1 || given.Given[0].Officer != chen.id {
		t.Fatalf("with one: %+v", given)
	}
	chen.sync()
	r, err := chen.work.AskReminder(w.ctx, c, w.reminded(c)[0].Reminder)
	if w.must(err); !r.Way(rules.ChannelCall).Now(w.clock().UnixMicro()) {
		t.Errorf("on the manager's desk: %+v", r.Ways)
	}
	w.must(chen.work.Reminded(w.ctx, c, r.Line.Reminder, visits.ReminderNotReached))
	chen.sync()
	if got := w.reminded(c)[0].Result; got != visits.ReminderNotReached {
		t.Errorf("it stands as %q", got)
	}
}

// Who gave no consent to be written to, or took it back, is sent nothing: it is said
// why, and the reminder can be given to an officer all the same.
func TestNoMessageWithoutConsent(t *testing.T) {
	w, li, zhao := crewed(t)
	c := w.importCases(mapped)[0]
	w.assign(c, li, zhao)
	li.sync()
	li.ages()
	li.promises(c, zhao, visits.Instalment{Date: "2026-12-08", Amount: 500000})
	w.morning("2026-12-07")
	refused := func(code string) {
		t.Helper()
		taken, err := w.hq.TakeReminders(w.ctx, w.unit, "message")
		if w.must(err); len(taken.Rows) != 0 || len(taken.Refused) != 1 || taken.Refused[0].Rule != "R-CONSENT" || taken.Refused[0].Code != code {
			t.Fatalf("%s: %+v", code, taken)
		}
		if _, err := w.hq.Remind(w.ctx, w.unit, c, "message"); err == nil || !strings.Contains(err.Error(), "R-CONSENT "+code) {
			t.Errorf("noted by hand: %v", err)
		}
	}
	refused("consent_required")
	w.take(intake.Consents, "creditor,number,date,consent,form,role,withdrawn\nBank A,0001,2026-11-20,contact,written,debtor,2026-12-07\n")
	refused("consent_withdrawn")
	given, err := w.hq.GiveReminders(w.ctx, w.unit, "call")
	if w.must(err); len(given.Given) != 1 || given.Given[0].Officer != li.id {
		t.Errorf("given: %+v", given)
	}
}
