// Package promise is the ledger of promises to pay: what of a promise was due,
// what came, and how it stands on a day. It is pure: the same case, day and policy
// give the same answer on the tablet, at headquarters and years later, so no state
// is written down anywhere (evidence/FORMAT.md section 27).
package promise

import (
	"cmp"
	"slices"
	"time"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// State is how a promise, or one payment of it, stands on a day.
type State string

// The states there are.
const (
	Open     State = "open"
	Due      State = "due" // within the policy's days of reminding
	Kept     State = "kept"
	Part     State = "part"   // not all came in time
	Broken   State = "broken" // nothing did
	Replaced State = "replaced"
)

// Promise is one promise as it stands on a day. Money is minor units.
type Promise struct {
	Visit    evidence.ID   `json:"visit"`
	Made     string        `json:"made"` // day at the debtor's address
	Parties  []evidence.ID `json:"parties"`
	Debt     evidence.ID   `json:"debt"`
	Amount   int64         `json:"amount"`
	Paid     int64         `json:"paid"` // of it, in time
	Currency string        `json:"currency"`
	Channel  string        `json:"channel"`
	State    State         `json:"state"`
	Parts    []Instalment  `json:"instalments"` // at least one
	at       int64
	replaced string // the day it was; "" it was not
}

// Instalment is one payment of it.
type Instalment struct {
	Date   string `json:"date"`
	Until  string `json:"until"` // with its grace
	Amount int64  `json:"amount"`
	Paid   int64  `json:"paid"`
	State  State  `json:"state"`
}

// Live reports a promise that still runs: nothing of it is missing, and not all
// of it came.
func (p *Promise) Live() bool { return p.State == Open || p.State == Due }

// Missed reports a promise of which something did not come in time.
func (p *Promise) Missed() bool { return p.State == Part || p.State == Broken }

// Next is the earliest payment that was not kept; nil once all were.
func (p *Promise) Next() *Instalment {
	for i := range p.Parts {
		if p.Parts[i].State != Kept {
			return &p.Parts[i]
		}
	}
	return nil
}

// last is the date of the last payment.
func (p *Promise) last() string { return p.Parts[len(p.Parts)-1].Date }

// never is the end of a promise whose date cannot be read: it holds for ever,
// because nobody is to be visited on a guess.
const never = "9999-12-31"

// Of are the promises of a case as they stand on a day (yyyy-mm-dd at the debtor's
// address), in the order they were made. What was written down after known (µs) is
// left out; 0: nothing is.
func Of(c *visits.Case, day string, policy *Policy, known int64) []Promise {
	list := gather(c, policy, known)
	replace(list)
	for _, m := range money(c, day, known) {
		spend(list, m)
	}
	for i := range list {
		list[i].settle(day, policy)
	}
	return list
}

// gather puts the lines of a case together: what two debtors promise together in
// one visit is one promise.
func gather(c *visits.Case, policy *Policy, known int64) []Promise {
	var list []Promise
	for i := range c.Promises {
		l := &c.Promises[i]
		if known != 0 && l.At > known {
			continue
		}
		p := Promise{Visit: l.Visit, Made: dayOf(l.At, c.Facts.Zone), Parties: []evidence.ID{l.Party}, Debt: l.Debt, Amount: l.Amount, Currency: l.Currency, Channel: l.Channel, at: l.At}
		for _, x := range l.Promise.Parts() {
			p.Parts = append(p.Parts, Instalment{Date: x.Date, Until: later(x.Date, policy.GraceDays), Amount: x.Amount})
		}
		same := func(o Promise) bool {
			return o.Visit == p.Visit && o.Debt == p.Debt && o.Currency == p.Currency && slices.Equal(o.Parts, p.Parts)
		}
		if i := slices.IndexFunc(list, same); i >= 0 {
			list[i].Parties = append(list[i].Parties, l.Party)
			continue
		}
		list = append(list, p)
	}
	return list
}

// replace notes which promise was made anew: by the same person, for the same
// debt, at a later visit.
func replace(list []Promise) {
	for i := range list {
		for _, n := range list[i+1:] {
			again := slices.ContainsFunc(n.Parties, func(id evidence.ID) bool { return slices.Contains(list[i].Parties, id) })
			if n.Visit != list[i].Visit && n.Debt == list[i].Debt && again {
				list[i].replaced = n.Made
				break
			}
		}
	}
}

// coin is money that came on a day.
type coin struct {
	visits.PaymentLine
	day string
}

// money is what came by the end of a day, the earliest first. Money a crew took
// that the bank's file names by its receipt counts once, as the bank has it.
func money(c *visits.Case, day string, known int64) []coin {
	var list []coin
	for _, l := range c.Payments {
		m := coin{l, cmp.Or(l.Date, dayOf(l.At, c.Facts.Zone))}
		banked := l.Source == visits.SourceCrew && l.Receipt != "" && slices.ContainsFunc(c.Payments, func(o visits.PaymentLine) bool {
			return o.Source != visits.SourceCrew && o.Receipt == l.Receipt && (known == 0 || o.At <= known)
		})
		if !banked && m.day <= day && (known == 0 || l.At <= known) {
			list = append(list, m)
		}
	}
	slices.SortStableFunc(list, func(a, b coin) int { return cmp.Or(cmp.Compare(a.day, b.day), slices.Compare(a.Entry[:], b.Entry[:])) })
	return list
}

// spend gives money to the payments it can be for.
func spend(list []Promise, m coin) {
	left := m.Amount
	for i := range list {
		p := &list[i]
		before := m.day < p.Made || m.Date == "" && m.At <= p.at // taken before anything was promised
		if before || m.Currency != p.Currency || p.replaced != "" && m.day >= p.replaced {
			continue
		}
		for k := range p.Parts {
			x := &p.Parts[k]
			if m.day > x.Until {
				continue
			}
			n := min(left, x.Amount-x.Paid)
			x.Paid += n
			left -= n
		}
	}
}

// settle says how the promise stands. One that was replaced stands as it did when
// that happened, unless it still ran then.
func (p *Promise) settle(day string, policy *Policy) {
	seen := day
	if p.replaced != "" && p.replaced < day {
		seen = p.replaced
	}
	kept, missed, due := 0, false, false
	p.Paid = 0
	for i := range p.Parts {
		x := &p.Parts[i]
		p.Paid += x.Paid
		switch {
		case x.Paid >= policy.enough(x.Amount):
			x.State = Kept
			kept++
		case seen > x.Until && x.Paid > 0:
			x.State, missed = Part, true
		case seen > x.Until:
			x.State, missed = Broken, true
		case later(seen, policy.RemindDays) >= x.Date:
			x.State, due = Due, true
		default:
			x.State = Open
		}
	}
	switch {
	case missed && p.Paid > 0:
		p.State = Part
	case missed:
		p.State = Broken
	case kept == len(p.Parts):
		p.State = Kept
	case p.replaced != "" && p.replaced <= day:
		p.State = Replaced
	case due:
		p.State = Due
	default:
		p.State = Open
	}
	for i := range p.Parts {
		if x := &p.Parts[i]; p.State == Replaced && (x.State == Open || x.State == Due) {
			x.State = Replaced
		}
	}
}

// HeldUntil is the last day (yyyy-mm-dd) on which contact is held by a promise that
// stands on day; "" where none holds it.
func HeldUntil(c *visits.Case, day string, policy *Policy, known int64) string {
	if len(c.Promises) == 0 {
		return ""
	}
	until := ""
	for _, p := range Of(c, day, policy, known) {
		switch {
		case p.Live():
			until = max(until, p.Next().Until)
		case p.State == Kept && p.last() >= day: // all came before; what was agreed is kept by both
			until = max(until, p.last())
		}
	}
	return until
}

// Latest is the newest promise of a case as it stands on a day; nil for none.
func Latest(c *visits.Case, day string, policy *Policy) *Promise {
	list := Of(c, day, policy, 0)
	if len(list) == 0 {
		return nil
	}
	return &list[len(list)-1]
}

// later is a date so many days on. One that cannot be read never comes.
func later(date string, days int) string {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return never
	}
	return t.AddDate(0, 0, days).Format(time.DateOnly)
}

func dayOf(at int64, zone string) string {
	z, err := time.LoadLocation(zone)
	if err != nil {
		z = time.UTC
	}
	return time.UnixMicro(at).In(z).Format(time.DateOnly)
}

// DayOf is the day of a moment (µs) at a case's address.
func DayOf(c *visits.Case, at int64) string { return dayOf(at, c.Facts.Zone) }

// StartOf is when a day (yyyy-mm-dd) at a case's address begins (µs); 0 where it is
// none.
func StartOf(c *visits.Case, day string) int64 { return midnight(c, day, 0) }

// EndOf is when a day (yyyy-mm-dd) at a case's address is over (µs).
func EndOf(c *visits.Case, day string) int64 { return midnight(c, day, 1) }

// midnight is that before a day so many days on. It is made of the calendar and not
// of the day's own beginning: where clocks change at midnight that is at one o'clock.
func midnight(c *visits.Case, day string, days int) int64 {
	z, err := time.LoadLocation(c.Facts.Zone)
	if err != nil {
		z = time.UTC
	}
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return 0
	}
	return time.Date(t.Year(), t.Month(), t.Day()+days, 0, 0, 0, 0, z).UnixMicro()
}

// Later is a day (yyyy-mm-dd) so many days on.
func Later(day string, days int) string { return later(day, days) }

// When is the day by which promises are put in order: of the next payment, or of the
// last where none is to come.
func (p *Promise) When() string {
	if n := p.Next(); n != nil && p.State != Replaced {
		return n.Date
	}
	return p.last()
}
