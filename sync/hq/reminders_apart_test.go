package hq_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"fairvisit/sync/hq"
	"fairvisit/visits"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/rules"
)

// Two who promise different sums for one day are sent two messages, each with an id of
// its own, and both count.
func TestTwoWhoPromiseForOneDayAreTwoReminders(t *testing.T) {
	w, li, zhao := crewed(t)
	c := w.importCases("creditor,number,role,name,phone,street,city,amount,currency,days_past_due\n" +
		"Bank A,0001,debtor,王小明,13800138000,中山路 9999 号,上海,12000.50,CNY,45\n" +
		"Bank A,0001,guarantor,李四,13900139000,中山路 9999 号,上海,12000.50,CNY,45\n")[0]
	w.mayBeWrittenTo("debtor")
	w.mayBeWrittenTo("guarantor")
	w.assign(c, li, zhao)
	li.sync()
	li.ages()
	v, verdict, err := li.work.Open(w.ctx, c, zhao.id, fieldwork.Why{Code: "debtor_asked"})
	if err != nil {
		t.Fatalf("%v: %+v", err, verdict.Reasons)
	}
	held, err := li.journal.Case(w.ctx, c)
	w.must(err)
	var outcomes []visits.Outcome
	var made []visits.Promise
	for i, p := range held.Facts.Parties {
		outcomes = append(outcomes, visits.Outcome{Party: p.Party, Debt: held.Facts.Debt, Code: "ptp"})
		made = append(made, visits.Promise{Party: p.Party, Debt: held.Facts.Debt, Currency: "CNY", Channel: "bank", Date: "2026-12-08", Amount: int64(1000 * (i + 1))})
	}
	w.must(v.Leave(w.ctx))
	w.must(v.Close(w.ctx, outcomes, made))
	li.sync()
	w.morning("2026-12-07")
	taken, err := w.hq.TakeReminders(w.ctx, w.unit, "message")
	if w.must(err); len(taken.Rows) != 2 || taken.Rows[0].Reminder == taken.Rows[1].Reminder || taken.Rows[0].To == taken.Rows[1].To {
		t.Fatalf("taken: %+v, refused %+v", taken.Rows, taken.Refused)
	}
	if got := w.reminded(c); len(got) != 2 || got[0].Promise == got[1].Promise {
		t.Errorf("claimed: %+v", got)
	}
	rec, err := w.hq.CaseRecord(w.ctx, c)
	if w.must(err); len(rec.Case.Outside) != 2 {
		t.Errorf("counted: %+v", rec.Case.Outside)
	}
	_, err = w.hq.EndReminders(w.ctx, w.unit, []hq.ReminderResult{{Row: 2, Reminder: taken.Rows[0].Reminder.String(), Result: "failed"}})
	w.must(err)
	again, err := w.hq.TakeReminders(w.ctx, w.unit, "message")
	if w.must(err); len(again.Rows) != 1 || again.Rows[0].To != taken.Rows[0].To || again.Rows[0].Reminder == taken.Rows[0].Reminder {
		t.Errorf("the one that failed: %+v", again.Rows)
	}
	w.sameAnew()
}

// daily is the house pack with a limit of contacts with a person in a day.
func (w *world) daily(most int, channels ...string) {
	w.Helper()
	var pack map[string]any
	w.must(json.Unmarshal(w.shippedPacks()["house-2"], &pack))
	pack["version"] = "2026.9.0"
	pack["frequency"] = []any{map[string]any{"id": "F-DAY", "channels": channels, "counts": "attempts", "per": "debtor", "window": "calendar_days",
		"days": 1, "max": most, "severity": "block", "cites": []string{"HOUSE"}}}
	pack["tests"] = slices.DeleteFunc(pack["tests"].([]any), func(c any) bool { return c.(map[string]any)["contacts"] != nil })
	data, err := json.Marshal(pack)
	w.must(err)
	p := w.publishers()
	w.must(p.publish(data, newYear, p.wang, p.sun))
}

// Late in the evening calls are given for tomorrow, no more than tomorrow has room for;
// in the morning each can be made.
func TestCallsForTomorrowCountTomorrow(t *testing.T) {
	w, li, zhao := crewed(t)
	rows := "creditor,number,role,name,id_number,phone,street,amount,currency,days_past_due\n"
	for i := range 5 {
		rows += fmt.Sprintf("Bank %d,7,debtor,王小明,99999919900101001X,13800138000,中山路 %d 号,300.00,CNY,45\n", i, i+1)
	}
	cases := w.importCases(rows)
	w.daily(3, "call")
	for _, c := range cases {
		w.assign(c, li, zhao)
	}
	li.sync()
	li.ages()
	for _, c := range cases {
		li.promises(c, zhao, visits.Instalment{Date: "2026-12-08", Amount: 30000})
	}
	w.turn(time.Date(2026, 12, 7, 15, 0, 0, 0, time.UTC)) // 23:00 there
	given, err := w.hq.GiveReminders(w.ctx, w.unit, "call")
	if w.must(err); len(given.Given) != 3 || len(given.Refused) != 2 {
		t.Fatalf("given %+v, refused %+v", given.Given, given.Refused)
	}
	w.morning("2026-12-08")
	li.sync()
	for _, g := range given.Given {
		r, err := li.work.AskReminder(w.ctx, g.Case, w.reminded(g.Case)[0].Reminder)
		if w.must(err); !r.Way(rules.ChannelCall).Now(w.clock().UnixMicro()) {
			t.Errorf("in the morning: %+v", r.Way(rules.ChannelCall))
		}
	}
}

// What a tablet holds for tomorrow leaves no room for a call tomorrow.
func TestAVisitHeldForTomorrowLeavesNoCall(t *testing.T) {
	for day, want := range map[string]int{"2026-12-08": 0, "2026-12-15": 1} {
		w, li, zhao := crewed(t)
		c := w.importCases(mapped)[0]
		w.daily(1, "visit", "call")
		w.assign(c, li, zhao)
		li.sync()
		li.ages()
		li.promises(c, zhao, visits.Instalment{Date: "2026-12-08", Amount: 500000})
		w.turn(time.Date(2026, 12, 7, 15, 0, 0, 0, time.UTC)) // 23:00 there
		_, err := w.hq.Assign(w.ctx, hq.Assignment{Case: c, Officer: li.id, Second: zhao.id, Day: day, Order: 1})
		w.must(err)
		li.sync()
		given, err := w.hq.GiveReminders(w.ctx, w.unit, "call")
		if w.must(err); len(given.Given) != want || len(given.Refused) != 1-want {
			t.Errorf("with a visit on %s: given %+v, refused %+v", day, given.Given, given.Refused)
		}
	}
}
