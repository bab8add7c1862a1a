package intake

// payment reads what of a row is a payment's. The bank's reference is what a
// payment is known by again, so a row without one is not taken.
func (rd *said) payment(l *Line, words map[string]string) {
	l.Reference, l.Receipt, l.Currency = words["reference"], words["receipt"], words["currency"]
	places, known := exponents[l.Currency]
	if words["amount"] == "" || !known {
		return // said already
	}
	amount, w := parseAmount(withoutSign(words["amount"], l.Currency), places)
	if !w.said() && amount == 0 {
		w = say("A payment of nothing is none.")
	}
	if w.said() {
		rd.refuse("amount", w)
	}
	l.Amount = amount
}
