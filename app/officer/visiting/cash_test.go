package visiting

import (
	"os"
	"testing"

	"fairvisit/visits"
	"fairvisit/visits/checklist"
	"fairvisit/visits/rules"
)

// toThePayment is the visit up to where it is asked how the money is paid; carried:
// the officer ticked what before the tour.
func (s *scene) toThePayment(carried ...string) {
	s.t.Helper()
	s.must(s.desk.Officer.SayReady(s.t.Context(), visits.ReadyFacts{Day: s.picture().Day(), Age: -1, Class: "B", Carried: carried}, s.second))
	s.killed()
	s.toTheDoor()
	s.tap("answer.d6.debtor", "answer.d11.document", "answer.d13.yes", "answer.d14.doorstep", "answer.d16.none", "answer.t2.owes", "answer.t5.income", "answer.t9.pay_now")
}

// withCash puts a house pack in force here that lets 800 be taken at a visit.
func (s *scene) withCash() {
	s.t.Helper()
	data, err := os.ReadFile("../../../visits/rules/testdata/house-cash.json")
	s.must(err)
	pack, err := rules.ParsePack(data)
	s.must(err)
	s.branch.Device.Packs = []rules.Pack{pack}
}

// Cash is taken on one page, after two counts that agree, up to the limit; a kill right
// after the entry asks none of it again.
func TestCashIsTakenAtTheDoor(t *testing.T) {
	s := atTheDoor(t)
	s.withCash()
	s.toThePayment(visits.CarriedReceipts)
	s.says("up to ¥ 800.00 now (H-TAKE)")
	s.tap("answer.t11.cash", "answer.t11-all.no", "key.9", "key.0", "key.0")
	s.says("That is more cash than may be taken at once. (H-TAKE) At most ¥ 800.00")
	s.tap("take_cash")
	if len(s.picture().Money) != 0 {
		t.Fatal("cash over the limit was taken")
	}
	s.tap("key.back", "key.back", "key.back", "key.5", "key.0", "key.0", "count.1", "key.4", "key.0", "key.0", "answer.payer.0", "answer.for.debt", "take_cash")
	s.says("The two counts differ")
	s.tap("key.back", "key.back", "key.back", "key.5", "key.0", "key.0", "take_cash")
	s.says("No receipt, no cash")
	s.tap("answer.receipt_shown", "take_cash")
	s.says("Type the number of the receipt")
	s.must(s.stage.Type("text.cash", "R-7"))
	s.tap("take_cash")
	v := s.picture()
	want := visits.MoneyFacts{Amount: 50000, Currency: "CNY", Debt: v.Opened.Subjects[0].Debts[0], Method: visits.MethodCash, Receipt: "R-7", Payer: v.Opened.Subjects[0].Party, For: visits.ForDebt, Shown: true}
	if len(v.Money) != 1 || v.Money[0].MoneyFacts != want {
		t.Fatalf("took %+v", v.Money)
	}
	s.killed()
	a, err := s.visit.Answers(t.Context())
	s.must(err)
	if a["t12"].Number != 50000 || a["t12-again"] != a["t12"] || a["t13"] != checklist.Yes || a["t13-number"].Text != "R-7" || a["a18"] != checklist.Yes {
		t.Errorf("answered %+v", a)
	}
	if s.stage.Find("take_cash") != nil || s.asked() != "talk: t13-photo" {
		t.Errorf("%q stands there", s.asked())
	}
	f, err := s.desk.Officer.Ending(t.Context(), v.Day())
	s.must(err)
	if len(f.Cash) != 1 || f.Cash[0].Taken != 50000 {
		t.Errorf("the evening counts %+v", f.Cash)
	}
}

// Where the packs let none be taken, or no receipts are there, it is not offered, and the
// page says why by which rule; what lies in the hand is written down all the same.
func TestCashIsNotTakenHereAndRecordedAllTheSame(t *testing.T) {
	for name, c := range map[string]struct {
		pack    bool
		carried []string
		why     string
	}{
		"no limit":    {carried: []string{visits.CarriedReceipts}, why: "Cash is not taken here. No limit for cash has been set, so none may be taken. (H-CASH)"},
		"no receipts": {pack: true, why: "no cash is taken without one. (H-CASH)"},
	} {
		t.Run(name, func(t *testing.T) {
			s := atTheDoor(t)
			if c.pack {
				s.withCash()
			}
			s.toThePayment(c.carried...)
			s.says(c.why)
			if s.stage.Find("answer.t11.cash") != nil {
				t.Error("cash is offered")
			}
			s.tap("record_cash", "key.7", "take_cash")
			if v := s.picture(); len(v.Money) != 1 || v.Money[0].Amount != 700 || v.Money[0].Receipt != "" {
				t.Errorf("recorded %+v", v.Money)
			}
			s.says("This visit took ¥ 7.00 in cash")
		})
	}
}
