package record

import (
	"fairvisit/app/i18n"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	"fairvisit/visits"
)

// SwapState says how a swap that was asked for stands, for who asked and for who is to
// swap with them; sent: headquarters has it.
func SwapState(w *i18n.Words, s visits.SwapStands, sent bool, name func(evidence.ID) string) (string, widgets.Sense) {
	switch s.State {
	case visits.SwapAgreed:
		return w.T("swap.state.agreed", "who", name(s.Answer.With)), widgets.Good
	case visits.SwapDeclined:
		return w.T("swap.state.declined", "why", Coded(w, "swap.decline.", s.Answer.Reason)), widgets.Warning
	case visits.SwapOver:
		return w.T("swap.state.over"), widgets.Neutral
	}
	if !sent {
		return w.T("swap.state.asked"), widgets.Neutral
	}
	return w.T("swap.state.sent"), widgets.Info
}

// SwapWith is who is to swap: a colleague by name, or anybody.
func SwapWith(w *i18n.Words, with evidence.ID, name func(evidence.ID) string) string {
	if with.IsZero() {
		return w.T("swap.anybody")
	}
	return name(with)
}
