package officer_test

import (
	"testing"

	"fairvisit/app/desk/desktest"
	"fairvisit/evidence"
	"fairvisit/visits"
)

// reminded is a morning with a payment of tomorrow that this officer is to remind of.
func reminded(t *testing.T, clock string) (m *morning, c, reminder evidence.ID) {
	m = newMorning(t)
	c = m.Import(desktest.Case{Name: "孙丽", Street: "和平路 3 号", Phone: "10000009001"})
	m.Assign(c, m.me, m.mate, "2026-03-09", 1)
	m.Clock("2026-03-09 10:00")
	m.desk = m.Open(m.me)
	held, err := m.desk.Journal.Case(ctx, c)
	m.must(err)
	who := held.Facts.Parties[0].Party
	v := m.closed(c, visits.Promise{Party: who, Debt: held.Facts.Debt, Amount: 120000, Currency: "CNY", Date: "2026-03-11"})
	m.Clock(clock)
	reminder = m.Remind(c, m.me, v.ID, []evidence.ID{who}, "2026-03-11", "2026-03-11 00:00")
	m.Pull(m.desk)
	m.begin(tablet, english)
	return m, c, reminder
}

// In the hours the call is offered, with the number and without the sum; what was said
// of it counts as a contact, and the task is gone.
func TestAReminderIsATaskOfToday(t *testing.T) {
	m, c, reminder := reminded(t, desktest.Day+" 10:00")
	m.says("1 reminder to make")
	m.tap("reminders")
	m.says("孙**", "given, nothing said yet", "Call: now, until 18:00")
	m.silent("10000009001", "1,200")
	m.tap("reminder." + c.Short() + ".2026-03-11")
	m.says("10000009001", "Of what was agreed for", "No word of a debt")
	m.silent("1,200", "孙丽")
	m.tap("remind.called")
	m.says("Noted: called", "Nobody is to be reminded now.")
	held, err := m.desk.Journal.Case(ctx, c)
	m.must(err)
	l := held.Reminder(reminder)
	if l == nil || l.Result != visits.ReminderCalled || len(l.Against) != 0 || len(held.Outside) != 1 || held.Outside[0].Reached != "somebody" || held.Outside[0].WholeDay {
		t.Errorf("it stands as %+v, counted %+v", l, held.Outside)
	}
	m.again("today")
	m.silent("reminder to make")
}

// In the evening neither the number nor the call is offered; what happened all the same
// is written down, with the rule.
func TestAReminderInTheEvening(t *testing.T) {
	m, c, reminder := reminded(t, desktest.Day+" 20:00")
	m.tap("reminders", "reminder."+c.Short()+".2026-03-11")
	m.says("Call: no. Outside the hours (W-CALL)")
	m.silent("10000009001")
	m.offered("remind.called", false)
	m.offered("remind.letter_left", true) // a letter has no hour
	m.tap("remind.anyway")
	m.says("what happened is always written down")
	m.tap("remind.not_reached")
	held, err := m.desk.Journal.Case(ctx, c)
	m.must(err)
	if l := held.Reminder(reminder); l == nil || l.Result != visits.ReminderNotReached || len(l.Against) != 1 || l.Against[0] != "W-CALL outside_window" {
		t.Errorf("it stands as %+v", l)
	}
}
