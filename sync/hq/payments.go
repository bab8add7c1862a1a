package hq

import (
	"slices"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/intake"
)

// payment is one payment of a file. It is known again by the bank's reference: the
// same with another amount or day is refused, for one of the two is wrong and
// nobody here knows which.
func (t *taking) payment(c *visits.Case, l intake.Line) ([]Act, *intake.Problem) {
	f := visits.PaymentFacts{Payment: visits.KeyedID(t.h.keys.Import, "payment", c.ID.String(), l.Reference), Date: l.Day, Amount: l.Amount, Currency: l.Currency,
		Receipt: l.Receipt, Source: visits.SourceFile}
	if f.Currency != c.Facts.Currency {
		p := l.Problem("currency", l.Currency, "This case is in another currency, "+c.Facts.Currency+".")
		return nil, &p
	}
	have, known := t.payments[f.Payment]
	if i := slices.IndexFunc(c.Payments, func(p visits.PaymentLine) bool { return p.Payment == f.Payment }); i >= 0 {
		have, known = c.Payments[i].PaymentFacts, true
	}
	if known && have != f {
		p := l.Problem("reference", l.Reference, "A payment of this reference was noted with another date, amount or receipt.")
		return nil, &p
	}
	if known {
		return nil, nil
	}
	t.payments[f.Payment] = f
	return []Act{{Kind: visits.PaymentNoted, Facts: f, Words: visits.PaymentWords{Reference: l.Reference}, Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: c.ID}}}}, nil
}
