package rules

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"fairvisit/evidence"
)

// Cash is money that would be taken at a visit.
type Cash struct {
	Amount   int64       // in the currency's smallest unit
	Currency string      // ISO 4217
	Taker    evidence.ID // one of the crew; zero = nobody said who

	// What was taken in the same currency before: at this visit, and by anybody of the
	// crew at the other visits of the day.
	Here, Today int64
}

// CashRule says who may take how much cash. A pack without one leaves it to the
// others, and where no house pack has one no cash is taken: a limit nobody set is
// not a limit of any height.
type CashRule struct {
	ID             string      `json:"id"`
	CollectorTypes []string    `json:"collector_types"`
	Certificate    string      `json:"certificate"` // the taker holds it; "" = none is asked for
	Most           []CashLimit `json:"most"`        // in one payment, which is all of one visit; a currency that is not here is not taken
	Cites          []string    `json:"cites"`

	// Of visitpack/4.
	MostInADay    []CashLimit `json:"most_in_a_day"`        // what one crew takes on one day; a currency that is not here has no limit of a day
	DepositWithin int         `json:"deposit_within_hours"` // from when it was taken to when it is handed on; 0 = left to others
}

// CashLimit is the most of one currency.
type CashLimit struct {
	Currency string `json:"currency"`
	Amount   int    `json:"amount"` // in its smallest unit
}

// RuleCash is what the engine says of cash by itself: a house that set no limit takes
// none, and nobody takes any of whom the debt is not.
const RuleCash = "H-CASH"

const (
	wayNoCash = "pay_without_cash"
)

func (c *CashRule) isZero() bool {
	return c.ID == "" && c.Certificate == "" && len(c.CollectorTypes)+len(c.Most)+len(c.Cites) == 0 && !c.usesFourth()
}

func (c *CashRule) usesFourth() bool { return len(c.MostInADay) > 0 || c.DepositWithin != 0 }

// mostDeposit bounds deposit_within_hours: a month is no deadline any more.
const mostDeposit = 720

func (p *Pack) checkCash(rules map[string]bool) error {
	c := &p.Cash
	if c.isZero() {
		return nil
	}
	if !newRule(rules, c.ID) || len(c.CollectorTypes) == 0 || !eachOnce(c.CollectorTypes, func(s string) bool { return s == "*" || isCode(s) }) ||
		c.Certificate != "" && !isCode(c.Certificate) {
		return fmt.Errorf("cash %q: no rule id, used twice, collector_types %q, certificate %q", c.ID, c.CollectorTypes, c.Certificate)
	}
	if err := errors.Join(c.checkLimits("most", c.Most), c.checkLimits("most_in_a_day", c.MostInADay)); err != nil {
		return err
	}
	if len(c.Most) == 0 {
		return fmt.Errorf("cash %s: no most", c.ID)
	}
	if c.DepositWithin < 0 || c.DepositWithin > mostDeposit {
		return fmt.Errorf("cash %s: deposit_within_hours %d: can be 1 to %d", c.ID, c.DepositWithin, mostDeposit)
	}
	return nil
}

func (c *CashRule) checkLimits(field string, limits []CashLimit) error {
	for i, l := range limits {
		twice := slices.ContainsFunc(limits[:i], func(o CashLimit) bool { return o.Currency == l.Currency })
		known := field == "most" || slices.ContainsFunc(c.Most, func(o CashLimit) bool { return o.Currency == l.Currency })
		if twice || !known || !isCurrency(l.Currency) || l.Amount < 1 {
			return fmt.Errorf("cash %s: %s: currency %q unknown, twice or not taken, or amount %d", c.ID, field, l.Currency, l.Amount)
		}
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
	if m.Amount <= 0 || m.Here < 0 || m.Today < 0 || !isCurrency(m.Currency) || h.channel() != ChannelVisit {
		h.block(RuleCash, "", "cash_not_understood", nil, wayNoCash)
		return
	}
	if !h.alone && !slices.ContainsFunc(h.packs, func(p *Pack) bool { return p.Layer == layerHouse && !p.Cash.isZero() }) {
		h.block(RuleCash, "", "cash_not_allowed", nil, wayNoCash)
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
	if i < 0 {
		h.block(c.ID, p.ID, "cash_wrong_currency", map[string]string{"currency": m.Currency}, wayNoCash)
		return
	}
	for _, l := range c.left(m) {
		said := map[string]string{"limit": strconv.FormatInt(l.Limit, 10), "currency": m.Currency}
		switch {
		case m.Amount <= l.Left:
		case l.Code == cashOverDay:
			h.block(c.ID, p.ID, cashOverDay, said, wayNoCash)
		default:
			h.block(c.ID, p.ID, cashOverLimit, said, wayNoCash)
		}
	}
}

const (
	cashOverLimit = "cash_over_limit" // of a payment
	cashOverDay   = "cash_over_day"
)

// CashLeft is what one limit of a pack leaves to be taken now, and what is said of
// more.
type CashLeft struct {
	Rule, Code  string
	Limit, Left int64 // in the currency's smallest unit; Left is never below 0
}

// left is what each limit of the rule leaves of a currency that it lets be taken.
func (c *CashRule) left(m Cash) (list []CashLeft) {
	add := func(code string, limits []CashLimit, taken int64) {
		for _, l := range limits {
			if l.Currency == m.Currency {
				list = append(list, CashLeft{c.ID, code, int64(l.Amount), max(0, int64(l.Amount)-taken)})
			}
		}
	}
	add(cashOverLimit, c.Most, m.Here)
	add(cashOverDay, c.MostInADay, m.Here+m.Today)
	return list
}

// CashReasons are those of a verdict that are about cash.
func CashReasons(v Verdict) (list []Reason) {
	for _, r := range v.Reasons {
		if strings.HasPrefix(r.Code, "cash_") {
			list = append(list, r)
		}
	}
	return list
}

// AgainstCash are the reasons of a verdict on a visit under way against taking cash:
// those about cash, and each by which the visit must end. Who must go takes nothing more.
func AgainstCash(v Verdict) (list []Reason) {
	for _, r := range v.Reasons {
		if r.Severity == Block {
			list = append(list, r)
		}
	}
	return list
}

// CashRoom is how much of q.Cash.Currency may be taken by what the limits leave, the
// lowest first, whatever amount the question has; with reasons, none may.
func CashRoom(packs []Pack, q Question) ([]CashLeft, []Reason) {
	q.Cash.Amount = 1
	z, zoned := loadZone(q.Case.Zone)
	h := hear(packs, q, z, zoned)
	if against := AgainstCash(h.v); len(against) > 0 {
		return nil, against
	}
	var list []CashLeft
	for _, p := range h.packs {
		list = append(list, p.Cash.left(q.Cash)...)
	}
	slices.SortStableFunc(list, func(a, b CashLeft) int { return cmp.Compare(a.Left, b.Left) })
	return list, nil
}

// DepositWithin is the least that the packs give for cash to be handed on, in hours;
// otherwise where none of them says so.
func DepositWithin(packs []Pack, otherwise int) int {
	least := 0
	for i := range packs {
		if d := packs[i].Cash.DepositWithin; d > 0 && (least == 0 || d < least) {
			least = d
		}
	}
	return cmp.Or(least, otherwise)
}
