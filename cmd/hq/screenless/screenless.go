// Package screenless is a field device without a screen: what the commands at a
// terminal and the demo's past do with a journal in the place of the app.
package screenless

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"fairvisit/assets"
	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/journal"
	"fairvisit/visits/judging"
	"fairvisit/visits/outcome"
)

// AtWork is an officer with the packs and checklists this program ships.
func AtWork(j *journal.Journal, o journal.Options) (*fieldwork.Officer, error) {
	list, err := checklist.Parse(assets.HouseChecklist())
	return &fieldwork.Officer{Journal: j, Packs: judging.Born(), List: list, Outcomes: outcome.House(), Clock: o}, err
}

// SyncOnce runs a session until nothing is unsent and every feed is read.
func SyncOnce(ctx context.Context, client *fieldsync.Client) error {
	rested := func() bool { return true }
	err := client.Once(ctx, rested)
	if errors.Is(err, fieldsync.ErrAgain) {
		err = client.Once(ctx, rested)
	}
	return err
}

// AnswerCollateral answers what the app answers by itself of a case's collateral, and
// nothing where it has none.
func AnswerCollateral(ctx context.Context, w *fieldwork.Officer, v *fieldwork.Visit) error {
	about, err := w.Journal.Case(ctx, v.Case)
	if err != nil {
		return err
	}
	for _, k := range fieldwork.OfCollateral(about) {
		if _, asked := v.List().Question(k.Question); !asked {
			continue // a published list may ask nothing of it
		}
		if err := v.Answer(ctx, k.Question, k.Value, ""); err != nil {
			return err
		}
	}
	return nil
}

// Value reads a text as the question's kind of answer.
func Value(l checklist.List, question, text string) (checklist.Value, error) {
	i := slices.IndexFunc(l.Questions, func(q checklist.Question) bool { return q.ID == question })
	if i < 0 {
		return checklist.Value{}, fmt.Errorf("the checklist has no question %s", question)
	}
	switch l.Questions[i].Kind {
	case checklist.KindText:
		return checklist.Text(text), nil
	case checklist.KindDate:
		return checklist.Day(text), nil
	case checklist.KindNumber:
		n, err := strconv.ParseInt(text, 10, 64)
		return checklist.Number(n), err
	case checklist.KindMoney:
		amount, currency, _ := strings.Cut(text, " ")
		n, err := strconv.ParseInt(amount, 10, 64)
		return checklist.Money(n, currency), err
	case checklist.KindPhoto, checklist.KindSignature:
		h, err := evidence.ParseHash(text)
		return checklist.Captured(h), err
	}
	return checklist.Chosen(text), nil
}

// Outcomes is one outcome for everybody a case is about.
func Outcomes(k *visits.Case, code string) []visits.Outcome {
	var all []visits.Outcome
	for _, p := range k.Facts.Parties {
		all = append(all, visits.Outcome{Party: p.Party, Debt: k.Facts.Debt, Code: code})
	}
	return all
}
