package fieldwork

import (
	"context"
	"errors"
	"strings"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

// ErrNotMine refuses an answer to a finding about somebody else's work.
var ErrNotMine = errors.New("this finding is about somebody else's work; nothing was stored")

// AnswerFinding notes what this officer says to a finding about their own work. It can
// be said again; what was said last holds, and all of it stays. Refused: ErrNotMine,
// and what visits.CheckAnswer refuses.
func (o *Officer) AnswerFinding(ctx context.Context, f visits.Finding, text string) error {
	me := o.Journal.Identity().Officer
	if f.Officer != me {
		return ErrNotMine
	}
	text = strings.TrimSpace(text)
	if err := visits.CheckAnswer(text); err != nil {
		return err
	}
	refs := []evidence.Ref{{Kind: evidence.RefOfficer, ID: me}}
	if !f.Case.IsZero() { // its words may speak of the debtor, and are erased with the case
		refs = append(refs, evidence.Ref{Kind: evidence.RefCase, ID: f.Case})
	}
	_, err := o.Journal.Append(ctx, journal.Writing{Kind: visits.FindingAnswered, Refs: refs, Facts: visits.AnsweredFacts{Finding: f.ID}, Words: visits.TextWords{Text: text}})
	return err
}
