package hq_test

import (
	"testing"
	"time"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
)

// After whatever ends a visit no cash is offered any more; what a hand took all the same
// is recorded, and found.
func TestStoryNoCashIsTakenOnceTheVisitMustEnd(t *testing.T) {
	for name, c := range map[string]struct {
		does    func(p *pairAtWork)
		refused []string
		found   string
	}{
		"asked to leave": {func(p *pairAtWork) { p.must(p.visit.AskedToLeave(p.ctx)) }, []string{"must_leave"}, "H-CASH cash_after_asked_to_leave 10000 CNY"},
		"asked to leave by a slip": {func(p *pairAtWork) {
			p.must(p.visit.AskedToLeave(p.ctx))
			p.must(p.visit.LeaveMistaken(p.ctx))
		}, nil, ""},
		"left":            {func(p *pairAtWork) { p.must(p.visit.Leave(p.ctx)) }, []string{"cash_after_leaving"}, "H-CASH cash_after_leaving 10000 CNY"},
		"disputed":        {func(p *pairAtWork) { p.must(p.visit.Answer(p.ctx, "t2", checklist.Chosen("disputes"), "")) }, []string{"cash_after_stop"}, "H-CASH cash_after_stop 10000 CNY"},
		"no more contact": {func(p *pairAtWork) { p.must(p.visit.Flag(p.ctx, "cease_contact", "")) }, []string{"flag_stands"}, "H-CASH cash_after_stop 10000 CNY"},
	} {
		t.Run(name, func(t *testing.T) {
			p, _ := pairWithCash(t)
			p.told()
			c.does(p)
			p.turn(p.clock().Add(time.Second))
			s, err := p.visit.Cash(p.ctx)
			p.must(err)
			if (s.Room() == 0) != (len(c.refused) > 0) {
				t.Errorf("the page for cash lets %d be taken: %+v", s.Room(), s.Against)
			}
			p.takes(yuan(100, "R-1"), c.refused...)
			if len(c.refused) > 0 {
				p.must(p.visit.Money(p.ctx, yuan(100, "R-1"))) // it lies in the hand
			}
			p.ended()
			p.li.sync()
			if c.found == "" {
				p.expect(visits.RuleCash)
			} else {
				p.expect(visits.RuleCash, c.found)
			}
			p.sameAnew()
		})
	}
}

// A tablet that is not ours takes cash by another name, over the limits that hold for
// cash by its own, outside any visit, in another currency than the debt's, or twice by
// one receipt.
func TestForeignCashByAnotherNameIsFound(t *testing.T) {
	morning := workday.Add(30 * time.Minute)
	var cases []evidence.ID
	for name, c := range map[string]struct {
		does  func(f *rawClient)
		code  string
		found []string
	}{
		"a method nobody knows": {func(f *rawClient) {
			m := yuan(5000, "R-1")
			m.Method = "Cash"
			f.takesCash(cases[0], morning, m)
		}, visits.RuleCash, []string{"H-CASH cash_method_unknown 500000 CNY, H-TAKE cash_over_day 500000 CNY, H-TAKE cash_over_limit 500000 CNY"}},
		"no method": {func(f *rawClient) {
			m := yuan(5000, "R-1")
			m.Method = ""
			f.takesCash(cases[0], morning, m)
		}, visits.RuleCash, []string{"H-CASH cash_method_unknown 500000 CNY, H-TAKE cash_over_day 500000 CNY, H-TAKE cash_over_limit 500000 CNY"}},
		"a visit that never began": {func(f *rawClient) {
			f.pushes(visits.MoneyTaken, morning, yuan(100, "R-1"), about(cases[0], evidence.NewID())...)
		}, visits.RuleCash, []string{"H-CASH cash_without_visit 10000 CNY"}},
		"another currency": {func(f *rawClient) {
			m := yuan(1, "R-1")
			m.Currency = "USD"
			f.takesCash(cases[0], morning, m)
		}, visits.RuleCash, []string{"H-CASH cash_wrong_currency 100 USD, H-TAKE cash_wrong_currency 100 USD"}},
		"one receipt for two debtors": {func(f *rawClient) {
			f.takesCash(cases[0], morning, yuan(1, "R-1"))
			f.takesCash(cases[1], morning.Add(time.Hour), yuan(1, "R-1"))
		}, visits.ReceiptTwice, []string{""}},
		"one receipt for two payments, the later heard of first": {func(f *rawClient) {
			f.takesCash(cases[1], morning.Add(time.Hour), yuan(1, "R-1 "), yuan(1, "R-2"))
			f.takesCash(cases[0], morning, yuan(1, "R-1"), yuan(1, "R-3"))
		}, visits.ReceiptTwice, []string{""}},
		"every receipt once": {func(f *rawClient) {
			f.takesCash(cases[0], morning, yuan(1, "R-1"), yuan(1, "R-2"))
		}, visits.ReceiptTwice, nil},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, false)
			w.turn(workday)
			law := w.publishers()
			w.must(law.publish(housePackWithCash(t), newYear, law.wang, law.sun))
			cases = w.importCases(oneCase + "Bank A,0002,李小红,解放路 9998 号,5000.00,CNY,45\n")
			w.turn(morning.Add(30 * time.Hour))
			c.does(w.rawClient("Foreign"))
			w.expect(c.code, c.found...)
			(&office{world: w, caseID: cases[0]}).sameAnew()
			w.expect(c.code, c.found...)
		})
	}
}

// A bank's line stands for as much cash as it says.
func TestStoryABankLineSettlesItsAmount(t *testing.T) {
	p, _ := pairWithCash(t)
	p.told()
	p.takes(yuan(500, "R-1"))
	p.ended()
	p.li.sync()
	note := func(amount int64) {
		p.says(visits.PaymentNoted, p.caseID, visits.PaymentFacts{Payment: evidence.NewID(), Date: tourDay, Amount: amount, Currency: "CNY", Source: visits.SourceFile, Receipt: "R-1"})
	}
	note(1)
	note(20000)
	p.heardAfter(9)
	p.expect(visits.DepositLate, "29999 CNY – > 8 h")
	p.sameAnew()
	p.expect(visits.DepositLate, "29999 CNY – > 8 h")
}

// Any program can name any officer as the second of its visit; only what they signed for
// lies in their bag.
func TestForeignCashFillsNobodyElsesBag(t *testing.T) {
	p, second := pairWithCash(t)
	foreign := p.rawClient("Foreign")
	v, at := evidence.NewID(), workday.Add(-time.Minute)
	o := visits.OpenedFacts{PlaceKind: "home", Day: "2026-11-25", Verdict: visits.VerdictFacts{Decision: "allow", Class: "A"}}
	foreign.pushes(visits.VisitOpened, at, o, append(about(second, v), evidence.Ref{Kind: evidence.RefSecond, ID: p.li.id})...)
	foreign.pushes(visits.MoneyTaken, at, yuan(700, "X"), about(second, v)...)
	p.told()
	p.takes(yuan(500, "R-1"))
	p.ended()
	p.li.sync()
	p.expect(visits.RuleCash, "H-CASH cash_not_allowed 70000 CNY") // its own
	p.sameAnew()
}
