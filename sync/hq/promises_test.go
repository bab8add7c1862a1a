package hq_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fairvisit/assets"
	"fairvisit/evidence"
	"fairvisit/sync/hq"
	"fairvisit/visits"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/intake"
	"fairvisit/visits/outcome"
	"fairvisit/visits/plan"
	"fairvisit/visits/promise"
)

// promises makes a visit at which the debtor promises, and hands it in.
func (p *person) promises(c evidence.ID, second *person, parts ...visits.Instalment) {
	p.w.Helper()
	v, verdict, err := p.work.Open(p.w.ctx, c, second.id, fieldwork.Why{Code: "debtor_asked"})
	if err != nil {
		p.w.Fatalf("%v: %+v", err, verdict.Reasons)
	}
	held, err := p.journal.Case(p.w.ctx, c)
	p.w.must(err)
	who := held.Facts.Parties[0].Party
	made := visits.Promise{Party: who, Debt: held.Facts.Debt, Currency: "CNY", Channel: "bank", Date: parts[len(parts)-1].Date}
	for _, x := range parts {
		made.Amount += x.Amount
	}
	if len(parts) > 1 {
		made.Instalments = parts
	}
	p.w.must(v.Leave(p.w.ctx))
	p.w.must(v.Close(p.w.ctx, []visits.Outcome{{Party: who, Debt: held.Facts.Debt, Code: "ptp"}}, []visits.Promise{made}))
	p.sync()
}

// ages has the clock since boot of a device run on with the one on its wall.
func (p *person) ages() {
	since := p.work.Clock.SinceBoot
	p.work.Clock.SinceBoot = func() (evidence.ID, int64) {
		boot, at := since()
		return boot, at + p.w.clock().Sub(workday).Microseconds()
	}
}

func (w *world) ladder() *plan.Policy {
	w.Helper()
	p, err := plan.ParsePolicy(assets.HousePlan())
	w.must(err)
	return &p
}

// stands tells the promises of the branch on a day, and what follows.
func (w *world) stands(day string) string {
	w.Helper()
	list, err := w.hq.Promises(w.ctx, w.unit, day, w.ladder())
	w.must(err)
	var all []string
	for _, p := range list {
		s := string(p.State)
		for _, x := range p.Parts {
			s += " " + string(x.State)
		}
		if p.Step != "" {
			s += " → " + p.Step
		}
		all = append(all, s)
	}
	return strings.Join(all, "; ")
}

// planned says what a plan of a day makes of the only case of the branch: "" that
// somebody goes there.
func (w *world) planned(day string) string {
	w.Helper()
	cases, err := w.hq.PlanCases(w.ctx, w.unit)
	w.must(err)
	law, err := w.hq.LawOf(w.ctx, w.unit, "")
	w.must(err)
	in := &plan.Input{Cases: cases, Policy: *w.ladder(), Law: law, Day: day, Today: day, Zone: "Asia/Shanghai",
		Roster: plan.Roster{Shift: plan.Hours{From: "09:00", Until: "18:00"}, Workdays: []string{"mon", "tue", "wed", "thu", "fri"}}}
	officers, err := w.hq.Officers(w.ctx, w.unit)
	w.must(err)
	for _, o := range officers {
		in.Roster.People = append(in.Roster.People, plan.Person{Name: o.Name, ID: o.ID, Papers: plan.PapersOf(&o)})
	}
	p, err := plan.Suggest(in, plan.Search{Seed: 1, Iterations: 5})
	w.must(err)
	if len(p.Not) == 0 {
		return ""
	}
	return p.Not[0].Why + ": " + p.Not[0].Words
}

// mapped is a case whose place is known, so that a crew can be sent there.
const mapped = "creditor,number,name,phone,street,city,latitude,longitude,amount,currency,days_past_due\nBank A,0001,王小明,13800138000,中山路 9999 号,上海,31.2304,121.4737,12000.50,CNY,45\n"

// A debtor promises two payments. Nobody is sent there while that runs; they are
// reminded the day before, inside the hours and once. The first comes, the second
// does not, and what follows is a talk about what is possible, not a visit.
func TestTwoPaymentsAreKeptAndBroken(t *testing.T) {
	w, li, zhao := crewed(t)
	c := w.importCases(mapped)[0]
	w.mayBeWrittenTo("debtor")
	w.assign(c, li, zhao)
	li.sync()
	li.promises(c, zhao, visits.Instalment{Date: "2026-12-08", Amount: 500000}, visits.Instalment{Date: "2026-12-22", Amount: 300000})
	w.expect(visits.PromiseDay)

	if got := w.stands("2026-11-26"); got != "open open open" {
		t.Fatalf("as it was made: %s", got)
	}
	if got := w.planned("2026-12-11"); !strings.HasPrefix(got, "promise_runs: ") {
		t.Errorf("it is planned while it runs: %q", got)
	}
	if list, err := w.hq.Reminders(w.ctx, w.unit, "2026-12-04"); err != nil || len(list) != 0 {
		t.Errorf("days before: %+v, %v", list, err)
	}
	list, err := w.hq.Reminders(w.ctx, w.unit, "2026-12-07")
	w.must(err)
	if len(list) != 1 || list[0].Date != "2026-12-08" || list[0].Amount != 500000 || list[0].Ways[0].Channel != "message" || list[0].Ways[0].From != "2026-12-07 09:00" || list[0].Who == "王小明" {
		t.Fatalf("the day before: %+v", list)
	}

	w.turn(time.Date(2026, 12, 7, 12, 30, 0, 0, time.UTC)) // 20:30 at the address
	if _, err := w.hq.Remind(w.ctx, w.unit, c, "message"); err == nil || !strings.Contains(err.Error(), "W-CALL outside_window") {
		t.Errorf("a message in the evening: %v", err)
	}
	w.turn(time.Date(2026, 12, 7, 2, 0, 0, 0, time.UTC))
	if n, err := w.hq.Remind(w.ctx, w.unit, c, "message"); err != nil || n != 1 {
		t.Fatalf("a message in the morning: %d, %v", n, err)
	}
	if _, err := w.hq.Remind(w.ctx, w.unit, c, "message"); !errors.Is(err, hq.ErrNothingDue) {
		t.Errorf("once more: %v", err)
	}
	rec, err := w.hq.CaseRecord(w.ctx, c)
	w.must(err)
	if o := rec.Case.Outside; len(o) != 1 || o[0].Channel != "message" || o[0].Source != visits.SourceHeadquarters {
		t.Errorf("the reminder is no contact: %+v", o)
	}

	w.turn(time.Date(2026, 12, 28, 2, 0, 0, 0, time.UTC))
	w.take(intake.Payments, "委托方,案件号,付款日期,付款金额,币种,流水号\nBank A,0001,2026-12-09,5000.00,CNY,T-1\n")
	if got := w.stands("2026-12-10"); got != "open kept open" {
		t.Errorf("after the first: %s", got)
	}
	if got := w.planned("2026-12-25"); !strings.HasPrefix(got, "promise_runs: ") {
		t.Errorf("on the last day of grace: %q", got)
	}
	if got := w.stands("2026-12-26"); got != "part kept broken → hardship" {
		t.Errorf("after the grace of the second: %s", got)
	}
	if got := w.planned("2026-12-28"); !strings.HasPrefix(got, "other_step: hardship") || !strings.Contains(got, "its newest promise is part") {
		t.Errorf("what follows: %q", got)
	}
}

// Nothing at all came: contact is held to the end of the grace, and a crew goes
// there after it.
func TestABrokenPromiseIsVisitedAfterItsGrace(t *testing.T) {
	w, li, zhao := crewed(t)
	c := w.importCases(mapped)[0]
	w.assign(c, li, zhao)
	li.sync()
	li.ages()
	li.promises(c, zhao, visits.Instalment{Date: "2026-12-23", Amount: 500000})

	w.turn(time.Date(2026, 12, 25, 2, 0, 0, 0, time.UTC))
	li.sync()
	if got := li.says(c, zhao); !strings.Contains(got, "H-PROMISE promise_runs") {
		t.Errorf("the tablet on the second day of grace: %q", got)
	}
	if got := w.planned("2026-12-25"); !strings.HasPrefix(got, "promise_runs: ") {
		t.Errorf("in the grace: %q", got)
	}
	w.turn(time.Date(2026, 12, 28, 2, 0, 0, 0, time.UTC))
	li.sync()
	if got := li.says(c, zhao); strings.Contains(got, "promise") {
		t.Errorf("the tablet after it: %q", got)
	}
	if got := w.stands("2026-12-28"); got != "broken broken → visit" {
		t.Errorf("after the grace: %s", got)
	}
	if got := w.planned("2026-12-28"); got != "" {
		t.Errorf("after the grace nobody goes: %q", got)
	}
}

// A crew goes while a promise runs. Without a reason the tablet does not let it;
// with one it is no finding. A tablet that never heard of the promise is found out.
func TestGoingWhileAPromiseRuns(t *testing.T) {
	w, li, zhao := crewed(t)
	c := w.importCases(mapped)[0]
	w.assign(c, li, zhao)
	li.sync()
	li.ages()
	li.promises(c, zhao, visits.Instalment{Date: "2027-02-24", Amount: 500000})
	w.turn(time.Date(2027, 1, 6, 2, 0, 0, 0, time.UTC))
	// The contact of the first decision was used.
	_, err := w.hq.Assign(w.ctx, hq.Assignment{Case: c, Officer: li.id, Second: zhao.id, Day: "2027-01-06", Order: 1})
	w.must(err)
	li.sync()
	if _, v, err := li.work.Open(w.ctx, c, zhao.id); !errors.Is(err, fieldwork.ErrReasonNeeded) {
		t.Fatalf("without a reason: %v, %+v", err, v.Reasons)
	}
	li.promises(c, zhao, visits.Instalment{Date: "2027-02-25", Amount: 500000}) // the debtor asked for it
	w.expect(visits.RulePromise)
	if got := w.stands("2027-01-07"); got != "replaced replaced; open open" {
		t.Errorf("a promise in its place: %s", got)
	}
}

// A day on which nothing may be promised: the tablet refuses it and says which day
// may be; where another program wrote it all the same, headquarters finds it.
func TestAPromiseOnAClosedDay(t *testing.T) {
	w, li, zhao := crewed(t)
	c := w.importCases(mapped)[0]
	w.assign(c, li, zhao)
	li.sync()
	v, _, err := li.work.Open(w.ctx, c, zhao.id)
	w.must(err)
	for day, next := range map[string]string{"2027-01-01": "2027-01-04", "2026-11-28": "2026-11-30", "2026-11-24": "2026-11-25"} {
		refused, is := errors.AsType[*promise.Refused](v.PromiseDay(w.ctx, day))
		if !is || refused.Next != next || !strings.Contains(refused.Error(), next) {
			t.Errorf("%s: %v", day, refused)
		}
	}
	if err := v.SetInstalments(w.ctx, []visits.Instalment{{Date: "2026-12-01", Amount: 1}, {Date: "2027-01-01", Amount: 1}}); err == nil {
		t.Error("a payment on a closed day was taken")
	}
	if a, err := v.Answers(w.ctx); err != nil || len(a) != 0 {
		t.Errorf("something of it was stored: %v, %v", a, err)
	}
	held, err := li.journal.Case(w.ctx, c)
	w.must(err)
	who := held.Facts.Parties[0].Party
	w.must(v.Leave(w.ctx))
	w.must(v.Close(w.ctx, []visits.Outcome{{Party: who, Debt: held.Facts.Debt, Code: "ptp"}}, []visits.Promise{{Party: who, Debt: held.Facts.Debt, Amount: 2, Currency: "CNY",
		Date: "2027-01-01", Instalments: []visits.Instalment{{Date: "2026-11-28", Amount: 1}, {Date: "2027-01-01", Amount: 1}}}}))
	li.sync()
	w.expect(visits.PromiseDay, "2026-11-28 weekday, 2027-01-01 closed")
}

// A file of payments: what cannot be taken is named, and the same file twice, or a
// payment told twice in it, changes nothing. Made anew from the entries it is the same.
func TestPaymentsAreImportedOnce(t *testing.T) {
	w, li, zhao := crewed(t)
	c := w.importCases(oneCase)[0]
	w.assign(c, li, zhao)
	const file = "creditor,number,date,amount,currency,reference,receipt\n" +
		"Bank A,0001,2026-11-20,100.00,CNY,T-1,\n" +
		"Bank A,0001,2026-11-20,100.00,CNY,T-1,\n" + // the same line again
		"Bank A,0001,2026-11-20,100.01,CNY,T-1,\n" + // another amount
		"Bank A,0001,2026-11-26,100.00,CNY,T-2,\n" + // still to come
		"Bank A,0001,2026-11-20,100.00,EUR,T-3,\n" +
		"Bank A,0001,2026-11-20,-5.00,CNY,T-4,\n" +
		"Bank A,0001,2026-11-20,0.00,CNY,T-5,\n" +
		"Bank A,0001,2026-11-20,100.00,CNY,,\n" +
		"Bank A,0009,2026-11-20,100.00,CNY,T-6,\n"
	first := w.take(intake.Payments, file)
	if first.Taken != 1 || first.Same != 1 || first.Refused != 7 {
		t.Fatalf("%+v", first)
	}
	var named []string
	for _, p := range first.Issues {
		named = append(named, fmt.Sprintf("%d %s %s", p.Row, p.Column, p.Value))
	}
	if want := []string{"4 reference T-1", "5 date 2026-11-26", "6 currency EUR", "7 amount -5.00", "8 amount 0.00", "9 reference ", "10 number 0009"}; !slices.Equal(named, want) {
		t.Errorf("named are %q", named)
	}
	before, err := w.hq.PicturesHash(w.ctx)
	w.must(err)
	again := w.take(intake.Payments, file)
	after, err := w.hq.PicturesHash(w.ctx)
	w.must(err)
	if again.Taken != 0 || again.Same != 2 || before != after {
		t.Errorf("the second time: %+v", again)
	}
	rec, err := w.hq.CaseRecord(w.ctx, c)
	w.must(err)
	if p := rec.Case.Payments; len(p) != 1 || p[0].Amount != 10000 || p[0].Date != "2026-11-20" {
		t.Errorf("the case holds %+v", p)
	}
	// A device that says that money came changes nothing.
	_, err = li.journal.Append(w.ctx, writing(visits.PaymentNoted, c, visits.PaymentFacts{Payment: evidence.NewID(), Date: "2026-11-20", Amount: 1, Currency: "CNY"}))
	w.must(err)
	li.sync()
	w.must(w.hq.Settle(w.ctx))
	rec, err = w.hq.CaseRecord(w.ctx, c)
	w.must(err)
	if len(rec.Case.Payments) != 1 {
		t.Errorf("a device noted a payment: %+v", rec.Case.Payments)
	}
	w.must(w.hq.Settle(w.ctx))
	held, err := w.hq.PicturesHash(w.ctx)
	w.must(err)
	w.must(w.hq.Rebuild(w.ctx))
	if anew, err := w.hq.PicturesHash(w.ctx); err != nil || anew != held {
		t.Errorf("made anew it is another: %v", err)
	}
}

// What an outcome has to bring back and nobody brought is found, unless a reason that
// counts stands in its place; the visit is closed in either case.
func TestMissingEvidenceIsFound(t *testing.T) {
	w, li, zhao := crewed(t)
	li.work.Outcomes = outcome.House()
	for i, reason := range []string{"", "too_dark"} {
		c := w.importCases(fmt.Sprintf("creditor,number,name,street,amount,currency,days_past_due\nBank A,%d,王小明,中山路 %d 号,12000.50,CNY,45\n", i, i))[0]
		w.assign(c, li, zhao)
		li.sync()
		v, _, err := li.work.Open(w.ctx, c, zhao.id)
		w.must(err)
		w.must(v.Arrive(w.ctx, nil))
		if err := v.SetSubstitute(w.ctx, "nf", "door_photo", "no_time"); err == nil {
			t.Error("no time was taken as a reason")
		}
		if reason != "" {
			w.must(v.SetSubstitute(w.ctx, "nf", "door_photo", reason))
		}
		held, err := li.journal.Case(w.ctx, c)
		w.must(err)
		w.must(v.Leave(w.ctx))
		w.must(v.Close(w.ctx, []visits.Outcome{{Party: held.Facts.Parties[0].Party, Debt: held.Facts.Debt, Code: "nf"}}, nil))
		li.sync()
		w.must(w.hq.Settle(w.ctx))
		rec, err := w.hq.CaseRecord(w.ctx, c)
		w.must(err)
		if got := rec.Visits[0].Closed.Evidence; len(got) != 1 || got[0] != (visits.EvidenceGap{Code: "nf", Need: "door_photo", Reason: reason}) {
			t.Errorf("the close says %+v", got)
		}
	}
	w.expect(visits.EvidenceMissing, "nf door_photo")
}
