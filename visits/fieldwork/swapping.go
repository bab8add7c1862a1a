package fieldwork

import (
	"context"
	"errors"
	"slices"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/journal"
	"fairvisit/visits/plan"
)

// ErrSwapAnswered refuses an answer to a swap that is not as it was looked at.
var ErrSwapAnswered = errors.New("this swap was answered meanwhile, or is not asked for any more; nothing was written, look again")

// Swaps are those asked for in this branch that this device knows, by their day: of an
// officer their own, and those a colleague would have with them.
func (o *Officer) Swaps(ctx context.Context) ([]visits.Swap, error) {
	list, err := o.Journal.Swaps(ctx)
	unit := o.Journal.Identity().Unit
	return slices.DeleteFunc(list, func(s visits.Swap) bool { return s.Unit != unit }), err
}

// AskSwap notes that this officer would swap a day, with a colleague or (a zero With)
// anybody; text, "" for none, says why. The same question again is the one there is.
// Refused, and nothing is stored: a day that is over, words of more than
// visits.SwapTextMost characters, and one more of who has visits.SwapsMost open ones.
func (o *Officer) AskSwap(ctx context.Context, f visits.SwapFacts, text string) (evidence.Hash, error) {
	id := o.Journal.Identity()
	var words any
	if text != "" {
		w := visits.TextWords{Text: text}
		if err := visits.CheckSwapText(&w); err != nil {
			return evidence.Hash{}, err
		}
		words = w
	}
	if err := f.Check(id.Officer); err != nil {
		return evidence.Hash{}, err
	}
	today := o.Today(nil)
	if f.Day < today {
		return evidence.Hash{}, visits.ErrSwapDay
	}
	all, err := o.Swaps(ctx)
	if err != nil {
		return evidence.Hash{}, err
	}
	open := 0
	for i := range all {
		if s := &all[i]; s.Officer == id.Officer && s.Stands(today).State == visits.SwapOpen {
			if open++; s.SwapFacts == f && s.Text == text {
				return s.Entry, nil
			}
		}
	}
	if open >= visits.SwapsMost {
		return evidence.Hash{}, visits.ErrSwapsOften
	}
	e, err := o.Journal.Append(ctx, journal.Writing{Kind: visits.SwapAsked, Facts: f, Words: words, Refs: swapRefs(id.Unit, id.Officer, id.Officer)})
	return e.ID, err
}

func swapRefs(unit, of, by evidence.ID) []evidence.Ref {
	return []evidence.Ref{{Kind: evidence.RefCase, ID: visits.RosterID(unit, of)}, {Kind: evidence.RefOfficer, ID: by}, {Kind: evidence.RefUnit, ID: unit}}
}

// SwapAnswering is a manager's answer to what stands as one swap.
type SwapAnswering struct {
	Swaps    []visits.Swap // as they were looked at
	With     evidence.ID   // of a yes: the other one; zero: it is a no
	Reason   string        // of a no, of visits.SwapDeclines
	Was, Now plan.Fields   // the roster as it is kept and as this manager has it, without the answer
}

// AnswerSwap answers a swap and says in the roster what the plan follows, in one
// transaction. A no to one that was agreed to takes it out of the roster.
// ErrSwapAnswered: another answer came in since it was looked at.
func (o *Officer) AnswerSwap(ctx context.Context, a SwapAnswering) error {
	id := o.Journal.Identity()
	if id.Role != "manager" {
		return errNotManager
	}
	now := a.Now.Clone()
	said, err := now.AnswerSwaps(a.Swaps, a.With, a.Reason, o.Today(nil))
	if err != nil {
		return err
	}
	answers := make([]journal.Writing, 0, len(said))
	for _, f := range said {
		answers = append(answers, journal.Writing{Kind: visits.SwapAnswered, Facts: f, Refs: swapRefs(id.Unit, f.Of, id.Officer)})
	}
	return o.keepRoster(ctx, plan.Said(a.Was, now), o.saidAt, func(tx *journal.Tx) ([]journal.Writing, error) {
		for i := range a.Swaps {
			s, err := tx.Swap(a.Swaps[i].ID)
			if err != nil {
				return nil, err
			}
			if s == nil || s.Erased || !slices.EqualFunc(s.Answers, a.Swaps[i].Answers, func(x, y visits.SwapAnswer) bool { return x.Entry == y.Entry }) {
				return nil, ErrSwapAnswered
			}
		}
		return answers, nil
	})
}
