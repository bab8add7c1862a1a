package fieldwork

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
	"fairvisit/visits/journal"
)

// Answer checks an answer against the checklist and the answers that stand, and
// has it on disk when it returns. An answer given before is corrected, not
// replaced: the log keeps both, and reason says why where the question asks.
func (v *Visit) Answer(ctx context.Context, question string, value checklist.Value, reason string) error {
	standing, err := v.Answers(ctx)
	if err != nil {
		return err
	}
	if err := v.List().CheckIn(standing, question, value); err != nil {
		return err
	}
	if question == DateOfPromise {
		if err := v.PromiseDay(ctx, value.Code); err != nil {
			return err
		}
	}
	b, err := json.Marshal(value)
	if err != nil {
		return err
	}
	_, err = v.o.Journal.AnswerDraft(ctx, v.ID, question, b, reason)
	return err
}

// Answers are the standing answers of the visit.
func (v *Visit) Answers(ctx context.Context) (checklist.Answers, error) {
	log, err := v.o.Journal.DraftAnswers(ctx, v.ID)
	if err != nil {
		return nil, err
	}
	return AnswersOf(log)
}

// besideWho and besideIdentity are the questions of the house's list for a second
// person who takes part. Whoever comes in their place has shown nothing yet.
const besideWho, besideIdentity = "d19", "d19-id"

// AnswersOf are the answers of a log that stand: of each question the last one, and no
// identity of a second person in whose place another was named since.
func AnswersOf(log []journal.DraftAnswer) (checklist.Answers, error) {
	a := checklist.Answers{}
	for _, d := range log {
		var value checklist.Value
		if err := json.Unmarshal(d.Value, &value); err != nil {
			return nil, fmt.Errorf("the answer to %s cannot be read: %w", d.Question, err)
		}
		if was, given := a[besideWho]; d.Question == besideWho && given && was.Code != value.Code {
			delete(a, besideIdentity)
		}
		a[d.Question] = value
	}
	return a, nil
}

// Changes are the answers that were changed, with what they were, why, and how
// long after.
func Changes(log []journal.DraftAnswer) ([]checklist.Change, error) {
	given := make([]checklist.Given, len(log))
	for i, d := range log {
		given[i] = checklist.Given{Question: d.Question, At: d.At, Reason: d.Reason}
		if err := json.Unmarshal(d.Value, &given[i].Value); err != nil {
			return nil, fmt.Errorf("the answer to %s cannot be read: %w", d.Question, err)
		}
	}
	return checklist.Changes(given), nil
}

// Next is the question to ask now in a phase; false when the phase is done. It
// depends on what is on disk only: after a kill the same question comes.
func (v *Visit) Next(ctx context.Context, phase string) (checklist.Question, bool, error) {
	a, err := v.Answers(ctx)
	if err != nil {
		return checklist.Question{}, false, err
	}
	q, ok := v.List().Next(phase, a)
	return q, ok, nil
}

// EndPhase makes the phase's log an entry, corrections included. Answers that
// name or describe a person go to the words, and so does why one was put right: the
// code it was put right to is a fact all the same, or headquarters would judge the
// answer that stands no more.
func (v *Visit) EndPhase(ctx context.Context, phase string, replaces evidence.Hash) (evidence.Entry, error) {
	log, err := v.o.Journal.DraftAnswers(ctx, v.ID)
	if err != nil {
		return evidence.Entry{}, err
	}
	facts, words, err := v.split(log, phase)
	if err != nil {
		return evidence.Entry{}, err
	}
	f := visits.PhaseFacts{Phase: phase, Replaces: replaces, Answers: facts}
	if len(words) == 0 {
		return v.write(ctx, visits.VisitPhase, f, nil)
	}
	return v.write(ctx, visits.VisitPhase, f, visits.PhaseWords{Answers: words})
}

func (v *Visit) split(log []journal.DraftAnswer, phase string) (facts, words []visits.Answer, err error) {
	for _, d := range log {
		q, known := v.list.Question(d.Question) // a round of a repeated one is known, too
		if !known || q.Phase != phase {
			continue
		}
		var value checklist.Value
		if err := json.Unmarshal(d.Value, &value); err != nil {
			return nil, nil, fmt.Errorf("the answer to %s cannot be read: %w", d.Question, err)
		}
		a := visits.Answer{Question: d.Question, Code: value.Code, Number: value.Number, Text: value.Text, At: d.At, Reason: d.Reason}
		if !value.Entry.IsZero() {
			a.Code = value.Entry.String()
		}
		personal := q.Words || value.Text != ""
		if personal || d.Reason != "" {
			words = append(words, a)
		}
		if !personal {
			a.Reason = ""
			facts = append(facts, a)
		}
	}
	return facts, words, nil
}

// localDay is the date at the debtor's address, empty for a zone nobody knows
// (the gate refuses such a case before).
func localDay(now int64, zone string) string {
	z, err := time.LoadLocation(zone)
	if err != nil {
		return ""
	}
	return time.UnixMicro(now).In(z).Format("2006-01-02")
}
