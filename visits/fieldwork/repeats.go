package fieldwork

import (
	"context"
	"encoding/json"
	"errors"

	"fairvisit/visits/checklist"
	"fairvisit/visits/journal"
)

// ErrRounds refuses a round that a repeat cannot take or spare.
var ErrRounds = errors.New("the checklist allows no more and no fewer of these; nothing was changed")

// finishedFor is the draft's name for that a crew has no more rounds to add to a
// repeat. It is no answer: nothing hangs on it but which page comes next.
func finishedFor(group string) string { return typedFor + "finished/" + group }

// Finish has on disk that there is nothing more to add to a repeat, or that there is
// again.
func (v *Visit) Finish(ctx context.Context, r checklist.Repeat, done bool) error {
	if done {
		if r.Rounds < r.Least {
			return ErrRounds
		}
		if r.Rounds == 0 { // that there is none is an answer, too
			if err := v.answerIfOther(ctx, r.Count, checklist.Number(0)); err != nil {
				return err
			}
		}
		return v.keep(ctx, finishedFor(r.Group.ID), checklist.Yes)
	}
	return v.keep(ctx, finishedFor(r.Group.ID), checklist.No)
}

// Finished reports whether Finish was told so last.
func Finished(a checklist.Answers, group string) bool { return a[finishedFor(group)] == checklist.Yes }

func (v *Visit) answerIfOther(ctx context.Context, question string, value checklist.Value) error {
	standing, err := v.Answers(ctx)
	if err != nil || standing[question] == value {
		return err
	}
	return v.Answer(ctx, question, value, "")
}

// AddRound adds a round at the end of a repeat. Refused: ErrRounds, and what the
// question that counts refuses.
func (v *Visit) AddRound(ctx context.Context, r checklist.Repeat) error {
	if r.Count == "" || r.Rounds >= r.Most {
		return ErrRounds
	}
	return v.Answer(ctx, r.Count, checklist.Number(int64(r.Rounds+1)), "")
}

// RemoveRound takes a round out of a repeat, 1 the first; those behind it move up.
// It is on disk whole or not at all, for a stop in the middle would leave a round
// there twice. What was answered in it stays in the log. Refused: ErrRounds, and
// what the question that counts refuses.
func (v *Visit) RemoveRound(ctx context.Context, r checklist.Repeat, round int) error {
	standing, err := v.Answers(ctx)
	if err != nil {
		return err
	}
	given := v.List().Without(standing, r, round)
	if len(given) == 0 || r.Rounds <= r.Least {
		return ErrRounds
	}
	last := given[len(given)-1] // the count: of all of them the only one a person gives anew
	if err := v.List().CheckIn(standing, last.Question, last.Value); err != nil {
		return err
	}
	all := make([]journal.DraftAnswer, len(given))
	for i, g := range given {
		b, err := json.Marshal(g.Value)
		if err != nil {
			return err
		}
		all[i] = journal.DraftAnswer{Question: g.Question, Value: b}
	}
	return v.o.Journal.AnswerDrafts(ctx, v.ID, all)
}
