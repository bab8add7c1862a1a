package hq_test

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/rules"
)

// housePackWithCash lets a crew take 800 at a visit and 1,000 on a day, to be handed on
// within 8 hours. It is shipped nowhere.
func housePackWithCash(t testing.TB) []byte {
	t.Helper()
	data, err := os.ReadFile("../../visits/rules/testdata/house-cash.json")
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// pairWithCash is a pair at the first of two doors under that pack.
func pairWithCash(t *testing.T) (p *pairAtWork, second evidence.ID) {
	w := newWorld(t, false)
	w.turn(workday)
	law := w.publishers()
	w.must(law.publish(housePackWithCash(t), newYear, law.wang, law.sun))
	p = &pairAtWork{office: &office{world: w, li: w.enrol("officer", "Li")}, zhao: w.enrol("officer", "Zhao")}
	cases := w.importCases(oneCase + "Bank A,0002,李小红,解放路 9998 号,5000.00,CNY,45\n")
	p.caseID = cases[0]
	for _, c := range cases {
		w.assign(c, p.li, p.zhao)
	}
	p.li.sync()
	p.zhao.sync()
	p.opens(cases[0])
	return p, cases[1]
}

func (p *pairAtWork) opens(c evidence.ID) {
	p.Helper()
	v, verdict, err := p.li.work.Open(p.ctx, c, p.zhao.id)
	if err != nil {
		p.Fatalf("%v: %+v", err, verdict.Reasons)
	}
	p.visit = v
	p.must(v.Arrive(p.ctx, nil))
}

// told has the debtor show a document and be told of the debt.
func (p *pairAtWork) told() {
	p.Helper()
	for _, a := range [][2]string{{"d2", "match"}, {"d6", "debtor"}, {"d9", "yes"}, {"d11", "document"}, {"d12", "yes"}, {"d13", "yes"}, {"t1", "yes"}} {
		p.turn(p.clock().Add(20 * time.Second))
		p.must(p.visit.Answer(p.ctx, a[0], checklist.Chosen(a[1]), ""))
	}
}

func yuan(amount int64, receipt string) visits.MoneyFacts {
	return visits.MoneyFacts{Amount: amount * 100, Currency: "CNY", Method: visits.MethodCash, Receipt: receipt, For: visits.ForDebt, Shown: true}
}

// takes wants cash to be refused by exactly these codes, or none.
func (p *pairAtWork) takes(m visits.MoneyFacts, codes ...string) {
	p.Helper()
	against, err := p.visit.TakeCash(p.ctx, m)
	var got []string
	for _, r := range against {
		got = append(got, r.Code)
	}
	if refused := errors.Is(err, fieldwork.ErrNoCash); !slices.Equal(got, codes) || refused != (len(codes) > 0) || !refused && err != nil {
		p.Errorf("cash of %d is refused by %q (%v), wanted %q", m.Amount, got, err, codes)
	}
}

// ended closes the visit as one at which somebody was met.
func (p *pairAtWork) ended() {
	p.Helper()
	for _, phase := range []string{"door", "talk"} {
		_, err := p.visit.EndPhase(p.ctx, phase, evidence.Hash{})
		p.must(err)
	}
	p.must(p.visit.Leave(p.ctx))
	p.must(p.visit.Close(p.ctx, []visits.Outcome{{Code: "part"}}, nil))
}

// A crew takes 500 of the 1,000 that a day lets it, is refused more at the second door
// and the evening's count says what lay in the bag. What a hand took all the same is
// recorded, and found; made anew, the same is.
func TestStoryCashIsTakenUpToTheLimitOfTheDay(t *testing.T) {
	p, second := pairWithCash(t)
	p.takes(yuan(500, "R-1"), "cash_of_third_party", "cash_before_debt")
	p.told()
	p.takes(yuan(500, " "), "cash_no_receipt")
	p.takes(yuan(801, "R-1"), "cash_over_limit")
	p.takes(yuan(500, "R-1"))
	p.takes(yuan(1, "R-1"), "cash_receipt_used")
	if s, err := p.visit.Cash(p.ctx); err != nil || s.Room() != 30000 || s.Left[0].Rule != "H-TAKE" {
		t.Errorf("300 is left of the visit's 800, not %+v (%v)", s, err)
	}
	p.ended()
	p.turn(workday.Add(time.Hour))
	p.opens(second)
	p.told()
	p.takes(yuan(501, "R-2"), "cash_over_day")
	p.li.sync()
	p.expect(visits.RuleCash)
	p.must(p.visit.Money(p.ctx, yuan(600, "R-2"))) // it lies in the hand
	p.ended()
	p.li.sync()
	p.expect(visits.RuleCash, "H-TAKE cash_over_day 60000 CNY")
	p.expect(visits.NoReceipt)

	p.turn(workday.Add(7 * time.Hour))
	f, err := p.li.work.Ending(p.ctx, tourDay)
	p.must(err)
	if len(f.Cash) != 1 || f.Cash[0].Taken != 110000 {
		t.Fatalf("the day took %+v", f.Cash)
	}
	f.Cash[0].Counted = 110000
	p.must(p.li.work.EndTour(p.ctx, f, p.zhao.id))
	p.handsOver()
	p.li.sync()
	p.zhao.sync()
	p.expect(visits.CashDiffers)
	p.heardAfter(8, 12)
	p.expect(visits.DepositLate)
	p.sameAnew()
	p.expect(visits.RuleCash, "H-TAKE cash_over_day 60000 CNY")
}

// The pack's hours decide instead of the house's day.
func TestStoryCashIsHandedOnWithinThePacksHours(t *testing.T) {
	p, _ := pairWithCash(t)
	p.told()
	p.takes(yuan(500, "R-1"))
	p.ended()
	p.li.sync()
	p.heardAfter(7)
	p.expect(visits.DepositLate)
	p.heardAfter(9)
	p.expect(visits.DepositLate, "50000 CNY – > 8 h")
}

// A program of somebody's own takes cash as it pleases: it is stored and found by the
// rule it broke, whichever of two visits headquarters hears of first.
func TestForeignCashIsStoredAndFound(t *testing.T) {
	morning := workday.Add(30 * time.Minute)
	for name, c := range map[string]struct {
		published bool
		does      func(f *rawClient, cases []evidence.ID)
		cash      []string
	}{
		"where the house set no limit": {does: func(f *rawClient, cases []evidence.ID) { f.takesCash(cases[0], morning, yuan(1, "R-1")) }, cash: []string{"H-CASH cash_not_allowed 100 CNY"}},
		"at the limit of a visit, in two parts": {published: true, does: func(f *rawClient, cases []evidence.ID) {
			f.takesCash(cases[0], morning, yuan(400, "R-1"), yuan(400, "R-2"))
		}},
		"over it in two parts": {published: true, does: func(f *rawClient, cases []evidence.ID) {
			f.takesCash(cases[0], morning, yuan(400, "R-1"), yuan(401, "R-2"))
		}, cash: []string{"H-TAKE cash_over_limit 80100 CNY"}},
		"in a currency nobody takes": {published: true, does: func(f *rawClient, cases []evidence.ID) {
			m := yuan(1, "R-1")
			m.Currency = "USD"
			f.takesCash(cases[0], morning, m)
		}, cash: []string{"H-CASH cash_wrong_currency 100 USD, H-TAKE cash_wrong_currency 100 USD"}},
		"by card": {published: true, does: func(f *rawClient, cases []evidence.ID) {
			m := yuan(5000, "")
			m.Method = "card"
			f.takesCash(cases[0], morning, m)
		}},
		"over the day, in order": {published: true, does: func(f *rawClient, cases []evidence.ID) {
			f.takesCash(cases[0], morning, yuan(600, "R-1"))
			f.takesCash(cases[1], morning.Add(time.Hour), yuan(500, "R-2"))
		}, cash: []string{"H-TAKE cash_over_day 50000 CNY"}},
		"over the day, the earlier one heard of last": {published: true, does: func(f *rawClient, cases []evidence.ID) {
			f.takesCash(cases[1], morning.Add(time.Hour), yuan(500, "R-2"))
			f.takesCash(cases[0], morning, yuan(600, "R-1"))
		}, cash: []string{"H-TAKE cash_over_day 50000 CNY"}},
		"of two days": {published: true, does: func(f *rawClient, cases []evidence.ID) {
			f.takesCash(cases[0], morning.AddDate(0, 0, 0), yuan(600, "R-1"))
			f.takesCash(cases[1], morning.AddDate(0, 0, 1), yuan(500, "R-2"))
		}},
		"from somebody who was not identified": {published: true, does: func(f *rawClient, cases []evidence.ID) {
			v := f.takesCash(cases[0], morning, yuan(1, "R-1"))
			known := visits.Answer{Question: "d11", Code: "failed", At: morning.Add(time.Minute).UnixMicro()}
			f.pushes(visits.VisitPhase, morning.Add(3*time.Minute), visits.PhaseFacts{Phase: "door", Answers: []visits.Answer{known}}, about(cases[0], v)...)
		}, cash: []string{"H-CASH cash_of_third_party 100 CNY"}},
		"in two parts, one by a clock of years ago": {published: true, does: func(f *rawClient, cases []evidence.ID) {
			v := f.opens(cases[0], morning, nil)
			f.pushes(visits.MoneyTaken, time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), yuan(1, "R-0"), about(cases[0], v)...)
			f.pushes(visits.MoneyTaken, morning.Add(time.Minute), yuan(5000, "R-1"), about(cases[0], v)...)
		}, cash: []string{"H-TAKE cash_over_day 500100 CNY, H-TAKE cash_over_limit 500100 CNY"}},
		"all by a clock of years ago": {published: true, does: func(f *rawClient, cases []evidence.ID) {
			v := f.opens(cases[0], morning, nil)
			f.pushes(visits.MoneyTaken, time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), yuan(900, "R-0"), about(cases[0], v)...)
		}, cash: []string{"H-TAKE cash_over_limit 90000 CNY"}},
		"made less by an amount below nothing": {published: true, does: func(f *rawClient, cases []evidence.ID) {
			f.takesCash(cases[0], morning, yuan(-4990, "R-0"), yuan(5000, "R-1"))
		}, cash: []string{"H-CASH cash_not_understood, H-TAKE cash_over_day 500000 CNY, H-TAKE cash_over_limit 500000 CNY"}},
		"on a day that the visit says wrong": {published: true, does: func(f *rawClient, cases []evidence.ID) {
			f.takesCash(cases[0], morning, yuan(700, "R-1"))
			v := f.opens(cases[1], morning.Add(time.Hour), func(o *visits.OpenedFacts) { o.Day = "2026-11-24" })
			f.pushes(visits.MoneyTaken, morning.Add(61*time.Minute), yuan(700, "R-2"), about(cases[1], v)...)
		}, cash: []string{"H-TAKE cash_over_day 70000 CNY"}},
		"in a currency that is a name": {published: true, does: func(f *rawClient, cases []evidence.ID) {
			m := yuan(5, "R-0")
			m.Currency = "Li Xiaohong, 138 0000 0000" + strings.Repeat("x", 50_000)
			f.takesCash(cases[0], morning, m)
		}, cash: []string{"H-CASH cash_not_understood 500 ?"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, false)
			w.turn(workday)
			if c.published {
				law := w.publishers()
				w.must(law.publish(housePackWithCash(t), newYear, law.wang, law.sun))
			}
			cases := w.importCases(oneCase + "Bank A,0002,李小红,解放路 9998 号,5000.00,CNY,45\n")
			w.turn(morning.Add(30 * time.Hour))
			c.does(w.rawClient("Foreign"), cases)
			w.expect(visits.RuleCash, c.cash...)
			(&office{world: w, caseID: cases[0]}).sameAnew()
			w.expect(visits.RuleCash, c.cash...)
		})
	}
}

func (c *rawClient) takesCash(caseID evidence.ID, at time.Time, money ...visits.MoneyFacts) evidence.ID {
	c.Helper()
	v := c.opens(caseID, at, nil)
	for i, m := range money {
		c.pushes(visits.MoneyTaken, at.Add(time.Duration(i+1)*time.Minute), m, about(caseID, v)...)
	}
	return v
}

// Before a pack of a later schema is published, the tablets are named that would stop
// by it: who never said what it reads, and nobody who reads it.
func TestThePublisherIsToldWhoCannotReadAPack(t *testing.T) {
	w := newWorld(t, false)
	w.turn(workday)
	w.importCases(oneCase)
	li := w.enrol("officer", "Li")
	li.sync()
	w.enrol("officer", "Silent")
	w.rawClient("Foreign")
	pack, err := rules.ParsePack(housePackWithCash(t))
	w.must(err)
	names := func(p rules.Pack) string {
		list, err := w.hq.NotReading(w.ctx, p)
		w.must(err)
		var all []string
		for _, d := range list {
			all = append(all, d.Officer)
		}
		slices.Sort(all)
		return strings.Join(all, " ")
	}
	if got := names(pack); got != "Foreign Silent" {
		t.Errorf("told of %q", got)
	}
	pack.Schema = "visitpack/2"
	if got := names(pack); got != "" {
		t.Errorf("of a pack that all read, told of %q", got)
	}
}
