package hq_test

import (
	"testing"
	"time"

	"fairvisit/visits"
)

// A branch that worked before cash was waited for folds its history anew: what was
// taken then is found nowhere.
func TestStoryCashOfBeforeTheRuleIsNotWaitedFor(t *testing.T) {
	for name, c := range map[string]struct {
		at    time.Duration // after the day from which cash is waited for
		found []string
	}{
		"the day before": {-24 * time.Hour, nil},
		"that day":       {0, []string{"120000 CNY – > 24 h"}},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPair(t)
			p.turn(workday.Add(c.at))
			p.must(p.visit.Money(p.ctx, visits.MoneyFacts{Amount: 120000, Currency: "CNY", Method: visits.MethodCash, Receipt: "R-1"}))
			p.closeVisit()
			p.li.sync()
			p.heardAfter(30, 200)
			p.must(p.hq.Rebuild(p.ctx))
			p.expect(visits.DepositLate, c.found...)
		})
	}
}
