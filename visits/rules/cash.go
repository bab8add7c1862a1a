package rules

import (
	"fmt"
	"slices"
	"strconv"

	"fairvisit/evidence"
)

// Cash is money that would be taken at a visit.
type Cash struct {
	Amount   int64       // in the currency's smallest unit
	Currency string      // ISO 4217
	Taker    evidence.ID // one of the crew; zero = nobody said who
}

// CashRule says who may take how much cash. A pack without one leaves it to the
// others, and where no house pack has one no cash is taken: a limit nobody set is
// not a limit of any height.
type CashRule struct {
	ID             string      `json:"id"`
	CollectorTypes []string    `json:"collector_types"`
	Certificate    string      `json:"certificate"` // the taker holds it; "" = none is asked for
	Most           []CashLimit `json:"most"`        // in one payment; a currency that is not here is not taken
	Cites          []string    `json:"cites"`
}

// CashLimit is the most of one currency.
type CashLimit struct {
	Currency string `json:"currency"`
	Amount   int    `json:"amount"` // in its smallest unit
}

const (
	ruleCash = "H-CASH"

	wayNoCash = "pay_without_cash"
)

func (c *CashRule) isZero() bool {
	return c.ID == "" && c.Certificate == "" && len(c.CollectorTypes)+len(c.Most)+len(c.Cites) == 0
}

func (p *Pack) checkCash(rules map[string]bool) error {
	c := &p.Cash
	if c.isZero() {
		return nil
	}
	if !newRule(rules, c.ID) || len(c.CollectorTypes) == 0 || !eachOnce(c.CollectorTypes, func(s string) bool { return s == "*" || isCode(s) }) ||
		c.Certificate != "" && !isCode(c.Certificate) {
		return fmt.Errorf("cash %q: no rule id, used twice, collector_types %q, certificate %q", c.ID, c.CollectorTypes, c.Certificate)
	}
	for i, l := range c.Most {
		twice := slices.ContainsFunc(c.Most[:i], func(o CashLimit) bool { return o.Currency == l.Currency })
		if twice || !isCurrency(l.Currency) || l.Amount < 1 {
			return fmt.Errorf("cash %s: currency %q unknown or twice, or amount %d", c.ID, l.Currency, l.Amount)
		}
	}
	if len(c.Most) == 0 {
		return fmt.Errorf("cash %s: no most", c.ID)
	}
	return nil
}

func isCurrency(s string) bool {
	return len(s) == 3 && s[0] >= 'A' && s[0] <= 'Z' && s[1] >= 'A' && s[1] <= 'Z' && s[2] >= 'A' && s[2] <= 'Z'
}

// judgeCash: every pack that speaks of cash must let it be taken, the house's among
// them. It judges an open visit too: money is taken at its end.
func (h *hearing) judgeCash() {
	m := h.q.Cash
	if m == (Cash{}) {
		return
	}
	if m.Amount <= 0 || !isCurrency(m.Currency) || h.channel() != ChannelVisit {
		h.block(ruleCash, "", "cash_not_understood", nil, wayNoCash)
		return
	}
	if !h.alone && !slices.ContainsFunc(h.packs, func(p *Pack) bool { return p.Layer == layerHouse && !p.Cash.isZero() }) {
		h.block(ruleCash, "", "cash_not_allowed", nil, wayNoCash)
	}
	for _, p := range h.packs {
		if !p.Cash.isZero() {
			h.judgeCashBy(p, m)
		}
	}
}

func (h *hearing) judgeCashBy(p *Pack, m Cash) {
	c := &p.Cash
	if who := h.q.Case.CollectorType; !slices.Contains(c.CollectorTypes, "*") && !slices.Contains(c.CollectorTypes, who) {
		h.block(c.ID, p.ID, "cash_not_by_this_collector", nil, wayNoCash)
	}
	taken := slices.IndexFunc(h.q.Crew, func(o Officer) bool { return !m.Taker.IsZero() && o.ID == m.Taker })
	if taken < 0 || c.Certificate != "" && !h.certified(h.q.Crew[taken], c.Certificate) {
		h.block(c.ID, p.ID, "cash_without_authority", map[string]string{"certificate": c.Certificate}, wayNoCash, "send_another_officer")
	}
	i := slices.IndexFunc(c.Most, func(l CashLimit) bool { return l.Currency == m.Currency })
	switch {
	case i < 0:
		h.block(c.ID, p.ID, "cash_wrong_currency", map[string]string{"currency": m.Currency}, wayNoCash)
	case m.Amount > int64(c.Most[i].Amount):
		h.block(c.ID, p.ID, "cash_over_limit", map[string]string{"limit": strconv.Itoa(c.Most[i].Amount), "currency": m.Currency}, wayNoCash)
	}
}
