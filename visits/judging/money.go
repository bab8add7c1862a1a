package judging

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"fairvisit/visits"
	"fairvisit/visits/rules"
)

// judgeMoney: no cash without a receipt, none that is no amount, and none that the rules
// did not let be taken.
func (h *hearing) judgeMoney() {
	for i := range h.Visit.Money {
		m := &h.Visit.Money[i]
		if m.At != 0 && !visits.KnownMethod(m.Method) {
			h.say(visits.RuleCash, fmt.Sprintf("%s cash_method_unknown %d %s", rules.RuleCash, m.Amount, m.Code()))
		}
		if !m.InHand() {
			continue
		}
		if m.Cash() {
			h.judgeTaken(m)
		}
		if strings.TrimSpace(m.Receipt) == "" {
			h.say(visits.NoReceipt, strconv.FormatInt(m.Amount, 10)+" "+m.Code())
		}
		if m.Amount <= 0 {
			h.say(visits.RuleCash, rules.RuleCash+" cash_not_understood")
		}
	}
	for _, currency := range slices.Sorted(maps.Keys(h.Here)) {
		h.judgeCash(currency, h.Here[currency])
	}
}

// judgeCash asks of all the cash of a visit as of one payment: a payment in two parts
// passes no limit. Which of them went over it, the visit's timeline says.
func (h *hearing) judgeCash(currency string, amount int64) {
	at := h.Opened.Wall
	q := h.question(at)
	q.Cash = rules.Cash{Amount: amount, Currency: currency, Taker: h.Visit.Officer, Today: h.Today[currency]}
	said := func(rule, code string) {
		h.say(visits.RuleCash, fmt.Sprintf("%s %s %d %s", rule, code, amount, currency))
	}
	for _, r := range rules.CashReasons(rules.Judge(h.later, q)) {
		if r.Code == "cash_without_authority" && !h.papersKnown() {
			continue // headquarters cannot say which papers they carry
		}
		said(r.Rule, r.Code)
	}
	if its := h.Case.Facts.Currency; its != "" && its != currency && currency != "?" {
		said(rules.RuleCash, "cash_wrong_currency")
	}
	if h.hasPhase("door") && !h.identified(forever) {
		said(rules.RuleCash, "cash_of_third_party")
	}
}

// Deposit is how many hours the packs that a visit was made under give for its cash to
// be handed on; 0: none says so.
func (b *Bench) Deposit(h visits.Hearing) int { return rules.DepositWithin(b.allPacks(&h), 0) }
