package hq

import (
	"cmp"
	"slices"
	"strings"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/intake"
)

// lineCase is the case a line is about: by creditor and number, or as a table of
// flags may name it, CREDITOR/NUMBER or an id.
func (h *HQ) lineCase(l intake.Line) (evidence.ID, error) {
	if l.Case == "" {
		return h.CaseID(l.Creditor, l.Number), nil
	}
	if creditor, number, ok := strings.Cut(l.Case, "/"); ok {
		return h.CaseID(creditor, number), nil
	}
	return evidence.ParseID(l.Case)
}

// flag raises a stop, unless a row said the same before, also where that stop is
// lifted by now: the creditor's next file must not undo what two people decided.
func (t *taking) flag(n noted) []Act {
	held := slices.ContainsFunc(n.of.Flags, func(f visits.Flag) bool { return f.Said == n.id }) ||
		slices.ContainsFunc(n.of.Lifted, func(f visits.LiftedFlag) bool { return f.Said == n.id })
	if !t.fresh(n, held) {
		return nil
	}
	f := visits.FlagFacts{Code: n.Kind, Source: visits.SourceFile, By: cmp.Or(n.By, "creditor"), Said: n.id}
	f.At, _ = momentOf(n.Day, 0, n.zone)
	if n.Until != "" {
		f.Until, _ = momentOf(n.Until, -1, n.zone)
	}
	act := n.act(visits.FlagRaised, f)
	if n.Reason != "" {
		act.Words = visits.TextWords{Text: n.Reason}
	}
	return []Act{act}
}
