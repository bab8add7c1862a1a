package hq_test

import (
	"testing"
	"time"

	"fairvisit/visits"
)

// twoReceipts is a pair that took two amounts of cash at a door and closed the visit.
func twoReceipts(t *testing.T, a, b int64) *pairAtWork {
	p := newPair(t)
	p.enrol("manager", "Gao")
	p.must(p.li.work.SayReady(p.ctx, visits.ReadyFacts{Day: tourDay, Age: -1, Stops: 1, Class: "A", Free: 1 << 30, Carried: []string{visits.CarriedPapers}}, p.zhao.id))
	p.must(p.visit.Money(p.ctx, visits.MoneyFacts{Amount: a, Currency: "CNY", Method: visits.MethodCash, Receipt: "R-1"}))
	p.turn(p.clock().Add(time.Minute))
	p.must(p.visit.Money(p.ctx, visits.MoneyFacts{Amount: b, Currency: "CNY", Method: visits.MethodCash, Receipt: "R-2"}))
	p.closeVisit()
	return p
}

// R-1 was paid in at a bank at noon, the rest handed over that evening; the bank's file names R-1.
func TestStoryOneReceiptIsPaidInAndTheOtherHandedOver(t *testing.T) {
	p := twoReceipts(t, 20000, 100000)
	p.ends(100000, visits.CashPaidIn)
	p.handsOver()
	p.heardAfter(8)
	p.banks("2026-11-25", "R-1")
	p.heardAfter(30, 200)
	p.expect(visits.DepositLate)
	p.sameAnew()
}

func TestStoryTheLaterReceiptIsPaidIn(t *testing.T) {
	p := twoReceipts(t, 20000, 100000)
	p.ends(20000, visits.CashPaidIn)
	p.handsOver()
	p.heardAfter(8)
	p.banks("2026-11-25", "R-2")
	p.heardAfter(30, 200)
	p.expect(visits.DepositLate)
	p.sameAnew()
}

func TestStoryAReceiptIsWrittenWrong(t *testing.T) {
	p, _ := dayWithCash(t)
	p.ends(12000, "written_wrong")
	p.handsOver()
	p.heardAfter(8, 25)
	p.expect(visits.DepositLate)
	p.sameAnew()
}

// One coin of 1,200.00 is missing, the rest was handed over.
func TestStoryACoinIsMissing(t *testing.T) {
	p := twoReceipts(t, 60000, 60000)
	p.ends(119900, "missing")
	p.handsOver()
	p.heardAfter(8, 25)
	p.expect(visits.DepositLate, "100 CNY – > 24 h")
	p.sameAnew()
}

func TestStoryTheClockIsPutRightBeforeTheCount(t *testing.T) {
	p, _ := dayWithCash(t)
	p.turn(p.clock().Add(-10 * time.Minute)) // the network put the tablet's clock right
	p.ends(120000, "")
	p.handsOver()
	p.turn(workday.Add(1 * time.Hour))
	p.heardAfter(8, 25)
	p.expect(visits.DepositLate)
	p.sameAnew()
}

// Two receipts of 600.00; 600.00 is handed over, 600.00 stays in the bag and is said to be missing.
func TestStoryHalfOfTheCashIsKept(t *testing.T) {
	p := twoReceipts(t, 60000, 60000)
	p.ends(60000, "missing")
	p.handsOver()
	p.heardAfter(8, 25, 200)
	p.expect(visits.DepositLate, "60000 CNY – > 24 h")
	p.sameAnew()
}

// Honest: R-1 is in the bank, the rest was received; the receiver's tablet is in repair.
func TestStoryPartPaidInAndTheReceiverIsNotHeard(t *testing.T) {
	p := twoReceipts(t, 20000, 100000)
	p.ends(100000, visits.CashPaidIn)
	p.handsOver()
	p.turn(workday.Add(8 * time.Hour))
	p.li.sync()
	p.banks("2026-11-25", "R-1")
	p.turn(workday.Add(120 * time.Hour))
	p.li.rests(9)
	p.li.sync()
	p.expect(visits.DepositLate)
	p.sameAnew()
}
