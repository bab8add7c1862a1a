package fieldwork

import (
	"context"
	"errors"
	"strings"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

// Refusals to review a visit, or to answer one that was returned; nothing was written.
var (
	ErrNotManager  = errors.New("only a manager of the branch reviews its visits; nothing was written")
	ErrNotEnded    = errors.New("this visit has not ended; nothing was written")
	ErrOwnReview   = errors.New("nobody reviews a visit they were at; nothing was written")
	ErrReviewText  = errors.New("to return a visit for another reason takes words that say which; nothing was written")
	ErrNotReturned = errors.New("this visit is not returned any more; nothing was written")
)

// Review writes down that a manager approves a visit that has ended (reason is ""), or
// returns it for one of visits.ReturnReasons, with words where there is more to say; of
// "other" there is. v is the visit as it was looked at: what came in since was not seen.
// Refused: ErrNotManager, ErrNotEnded, ErrOwnReview, ErrReviewText, and what
// visits.ReviewedFacts refuses.
func (o *Officer) Review(ctx context.Context, v *visits.Visit, reason, text string) error {
	id := o.Journal.Identity()
	text = strings.TrimSpace(text)
	switch {
	case id.Role != "manager" || id.Unit != v.Unit:
		return ErrNotManager
	case !v.Ended():
		return ErrNotEnded
	case id.Officer == v.Officer || id.Officer == v.Second:
		return ErrOwnReview
	case reason == "other" && text == "":
		return ErrReviewText
	}
	w := journal.Writing{Kind: visits.VisitReviewed, Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: v.Case}, {Kind: evidence.RefVisit, ID: v.ID},
		{Kind: evidence.RefUnit, ID: id.Unit}, {Kind: evidence.RefOfficer, ID: id.Officer}}}
	f := visits.ReviewedFacts{Result: visits.ReviewApproved, Seen: v.Newest()}
	if reason != "" {
		f.Result, f.Reason = visits.ReviewReturned, reason
	}
	words := &visits.TextWords{Text: text}
	if err := f.Check(words); err != nil {
		return err
	}
	w.Facts = f
	if text != "" {
		w.Words = words
	}
	_, err := o.Journal.Append(ctx, w)
	return err
}

// AnswerReturn adds a note to a visit of this officer's that was returned, which answers
// it. Refused: ErrNotReturned, and what visits.CheckAnswer refuses.
func (o *Officer) AnswerReturn(ctx context.Context, visit evidence.ID, text string) error {
	if err := visits.CheckAnswer(text); err != nil {
		return err
	}
	v, err := o.Journal.Visit(ctx, visit)
	if err != nil {
		return err
	}
	if v == nil || v.Officer != o.Journal.Identity().Officer || v.Reviewed() != visits.ReviewReturned {
		return ErrNotReturned
	}
	closed := Visit{ID: visit, Case: v.Case, Second: v.Second, o: o}
	return closed.Note(ctx, strings.TrimSpace(text))
}
