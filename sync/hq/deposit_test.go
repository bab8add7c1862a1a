package hq_test

import (
	"testing"
	"time"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// Cash that a crew took is handed on within a day, or headquarters finds it: by what
// the two tablets say of the hand-over, by the bank, or by the silence of whoever has
// it. Made anew, the same is found.
func TestStoryCashIsHandedOnInTime(t *testing.T) {
	const never, after30h = "120000 CNY – > 24 h", "120000 CNY 30 h > 24 h"
	for name, c := range map[string]struct {
		happens func(p *pairAtWork)
		found   []string
	}{
		"handed over that evening": {func(p *pairAtWork) {
			p.ends(120000, "")
			p.handsOver()
			p.heardAfter(8, 30, 200)
		}, nil},
		"handed over that evening, heard four days later": {func(p *pairAtWork) {
			p.ends(120000, "")
			p.handsOver()
			p.heardAfter(96)
		}, nil},
		"a colleague's time stands before the hand-over, and both are heard four days later": {func(p *pairAtWork) {
			p.turn(workday.Add(7 * time.Hour))
			p.zhao.rests(7)
			p.zhao.sync()
			code, _, err := p.zhao.work.ShowBeacon(p.ctx)
			p.must(err)
			_, err = p.li.work.TakeBeacon(p.ctx, code)
			p.must(err)
			p.ends(120000, "")
			p.handsOver()
			p.heardAfter(96)
		}, nil},
		"handed over that evening, and the receiver alone is heard": {func(p *pairAtWork) {
			p.li.sync()
			p.ends(120000, "")
			p.handsOver()
			p.turn(workday.Add(30 * time.Hour))
			p.zhao.sync()
			p.heardAfter(200)
		}, nil},
		"the day after, 24 hours not over": {func(p *pairAtWork) {
			p.heardAfter(8, 23)
			p.ends(120000, "")
			p.handsOver()
			p.heardAfter(23, 200)
		}, nil},
		"the day after, 30 hours over": {func(p *pairAtWork) {
			p.turn(workday.Add(30*time.Hour - time.Minute))
			p.ends(120000, "")
			p.handsOver()
			p.heardAfter(31)
		}, []string{after30h}},
		"nobody received it, and the tablet is heard in time": {func(p *pairAtWork) {
			p.ends(120000, "")
			p.heardAfter(23)
		}, nil},
		"nobody received it, and the tablet is heard": {func(p *pairAtWork) {
			p.ends(120000, "")
			p.heardAfter(23, 25)
		}, []string{never}},
		"the end of the day was not said": {func(p *pairAtWork) { p.heardAfter(8, 25) }, []string{never}},
		"the tablet is silent, for three days and less": {func(p *pairAtWork) {
			p.heardAfter(8)
			p.turn(workday.Add(95 * time.Hour))
			p.raises(p.caseID)
		}, nil},
		"the tablet is silent for more than three days": {func(p *pairAtWork) {
			p.heardAfter(8)
			p.turn(workday.Add(97 * time.Hour))
			p.raises(p.caseID)
		}, []string{never}},
		"the bank says it has it, before the tablet is heard": {func(p *pairAtWork) {
			p.heardAfter(8)
			p.banks("2026-11-26", "R-1")
			p.heardAfter(200)
		}, nil},
		"the bank said so before the cash was known": {func(p *pairAtWork) {
			p.banks("2026-11-25", "R-1")
			p.heardAfter(200)
		}, nil},
		"the bank has it two days later": {func(p *pairAtWork) {
			p.heardAfter(8)
			p.banks("2026-11-27", "R-1")
			p.heardAfter(200)
		}, []string{"120000 CNY 38 h > 24 h"}},
		"the bank has another receipt": {func(p *pairAtWork) {
			p.heardAfter(8)
			p.banks("2026-11-26", "R-2")
			p.heardAfter(25)
		}, []string{never}},
		"said to be paid in, and the bank's file comes later": {func(p *pairAtWork) {
			p.ends(0, visits.CashPaidIn)
			p.heardAfter(8, 30, 90)
			p.banks("2026-11-25", "R-1")
			p.heardAfter(200)
		}, nil},
		"said to be paid in, and no bank has it": {func(p *pairAtWork) {
			p.ends(0, visits.CashPaidIn)
			p.heardAfter(8, 30, 90, 100)
		}, []string{never}},
		"half of it was counted": {func(p *pairAtWork) {
			p.ends(60000, "missing")
			p.handsOver()
			p.heardAfter(8, 25)
		}, []string{"60000 CNY – > 24 h"}},
	} {
		t.Run(name, func(t *testing.T) {
			p, _ := dayWithCash(t)
			c.happens(p)
			p.expect(visits.DepositLate, c.found...)
			p.sameAnew()
		})
	}
}

// heardAfter has both tablets speak to headquarters so many hours after the day began,
// switched on anew, so that they note its time.
func (p *pairAtWork) heardAfter(hours ...time.Duration) {
	p.Helper()
	for _, h := range hours {
		p.turn(workday.Add(h * time.Hour))
		p.li.rests(byte(h))
		p.zhao.rests(byte(h))
		p.li.sync()
		p.zhao.sync()
	}
}

// banks has headquarters note a payment that names a receipt.
func (p *pairAtWork) banks(day, receipt string) {
	p.Helper()
	p.says(visits.PaymentNoted, p.caseID, visits.PaymentFacts{Payment: evidence.NewID(), Date: day, Amount: 120000, Currency: "CNY", Source: visits.SourceFile, Receipt: receipt})
}

// What is no cash, nobody waits for. By a method that nobody knows it is cash.
func TestMoneyThatIsNoCashIsNotWaitedFor(t *testing.T) {
	for method, found := range map[string][]string{"card": nil, "bank": nil, "branch": nil, "transfer": nil,
		visits.MethodCash: {"500 CNY – > 24 h"}, "Cash": {"500 CNY – > 24 h"}, "": {"500 CNY – > 24 h"}} {
		t.Run(method, func(t *testing.T) {
			w, li, zhao, c := branchAtWork(t)
			v, _, err := li.work.Open(w.ctx, c, zhao.id)
			w.must(err)
			w.must(v.Money(w.ctx, visits.MoneyFacts{Amount: 500, Currency: "CNY", Method: method, Receipt: "R-1"}))
			for _, h := range []time.Duration{1, 25} {
				w.turn(workday.Add(h * time.Hour))
				li.sync()
			}
			w.expect(visits.DepositLate, found...)
			(&office{world: w, caseID: c}).sameAnew()
		})
	}
}
