package visits

import (
	"slices"

	"fairvisit/evidence"
)

// PaymentNoted is money that came to the creditor, as headquarters was told;
// evidence/FORMAT.md section 27.
const PaymentNoted = "payment.noted/1"

// MostInstalments bounds a promise whatever a policy says.
const MostInstalments = 24

// Instalment is one payment of a promise.
type Instalment struct {
	Date   string `json:"date"`   // yyyy-mm-dd
	Amount int64  `json:"amount"` // minor units
}

// Parts are the payments of a promise: its instalments where they add up to it,
// else one of all of it. A promise that contradicts itself still says how much and
// until when.
func (p *Promise) Parts() []Instalment {
	one := []Instalment{{p.Date, p.Amount}}
	n := len(p.Instalments)
	if n < 2 || n > MostInstalments || p.Instalments[n-1].Date != p.Date {
		return one
	}
	sum := int64(0)
	for i, x := range p.Instalments {
		if x.Amount <= 0 || x.Amount > p.Amount-sum || i > 0 && x.Date <= p.Instalments[i-1].Date {
			return one
		}
		sum += x.Amount
	}
	if sum != p.Amount {
		return one
	}
	return p.Instalments
}

// PaymentFacts is one payment. Its reference is in the words.
type PaymentFacts struct {
	Payment  evidence.ID `json:"payment"`
	Date     string      `json:"date"`   // yyyy-mm-dd; "" only on a case, of money a crew took
	Amount   int64       `json:"amount"` // minor units
	Currency string      `json:"currency"`
	Receipt  string      `json:"receipt,omitempty"` // of the crew that took this money; "": none did
	Source   string      `json:"source"`
}

// PaymentWords is what may name a person.
type PaymentWords struct {
	Reference string `json:"reference"` // the bank's
}

// SourceCrew is money that a crew took at a visit.
const SourceCrew = "crew"

// PromiseLine is a promise as it stands on a case.
type PromiseLine struct {
	Entry evidence.Hash `json:"entry"` // that closed the visit
	Visit evidence.ID   `json:"visit"`
	At    int64         `json:"at"` // µs, wall of that entry
	Promise
}

// PaymentLine is a payment as it stands on a case.
type PaymentLine struct {
	Entry evidence.Hash `json:"entry"`
	At    int64         `json:"at"` // µs: when headquarters wrote it down, or a crew took the money
	PaymentFacts
	// Drawn is what of a bank's line stands for cash that a crew took, in minor units;
	// at headquarters alone.
	Drawn int64 `json:"drawn,omitempty"`
}

// promised notes on the case what was promised at a visit that closed.
func (p *Pictures) promised(v *Visit, e *evidence.Entry) error {
	if v.Practice || v.Case.IsZero() || v.Closed == nil || len(v.Closed.Promises) == 0 {
		return nil
	}
	c, err := p.caseOf(v.Case)
	if err != nil || slices.ContainsFunc(c.Promises, func(l PromiseLine) bool { return l.Visit == v.ID }) {
		return err
	}
	for _, x := range v.Closed.Promises {
		c.Promises = append(c.Promises, PromiseLine{e.ID, v.ID, e.Header.Wall, x})
	}
	slices.SortStableFunc(c.Promises, func(a, b PromiseLine) int { return compareAt(a.At, a.Entry, b.At, b.Entry) })
	p.touch(KindCase, c.ID, e.ID)
	return nil
}

// paid notes money that a crew took on the case.
func (p *Pictures) paid(v *Visit, f MoneyFacts, e *evidence.Entry) error {
	if v.Practice || v.Case.IsZero() || f.Amount <= 0 {
		return nil
	}
	c, err := p.caseOf(v.Case)
	if err != nil {
		return err
	}
	c.pay(PaymentLine{Entry: e.ID, At: e.Header.Wall, PaymentFacts: PaymentFacts{Payment: evidence.ID(e.ID[:16]), Amount: f.Amount, Currency: f.Currency, Receipt: f.Receipt, Source: SourceCrew}})
	p.touch(KindCase, c.ID, e.ID)
	return nil
}

func (c *Case) pay(l PaymentLine) {
	if slices.ContainsFunc(c.Payments, func(x PaymentLine) bool { return x.Payment == l.Payment }) {
		return
	}
	c.Payments = insert(c.Payments, l, func(x PaymentLine) evidence.Hash { return x.Entry },
		func(a, b PaymentLine) int { return compareAt(a.At, a.Entry, b.At, b.Entry) })
}

func foldPayment(p *Pictures, c *Case, f PaymentFacts, in Input) error {
	if f.Amount <= 0 {
		return nil
	}
	c.pay(PaymentLine{Entry: in.Entry.ID, At: in.Entry.Header.Wall, PaymentFacts: f})
	return p.banked(c, f.Payment, in)
}

// EvidenceGap is one thing an outcome lacks, and why it is not there (section 27).
type EvidenceGap struct {
	Code   string `json:"code"`
	Need   string `json:"need"`
	Reason string `json:"reason,omitempty"` // a substitute of the table; "": none was given
}
