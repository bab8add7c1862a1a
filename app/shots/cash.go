package shots

// recordCash writes down cash of the visit under way that lies in the hand, where the
// house lets none be taken.
func (w *walk) recordCash() {
	w.tap("note", "typed", "record_cash", "key.1", "key.2", "key.0", "key.0", "answer.payer.0", "answer.for.debt")
	w.typed("text.cash", "R-0417")
	w.shot("visit-cash-record")
	w.tap("take_cash")
}
