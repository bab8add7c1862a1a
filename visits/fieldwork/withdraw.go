package fieldwork

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

// ErrClosed refuses to withdraw a photo of a visit that is closed alone.
var ErrClosed = errors.New("this visit is closed: ask for the photo to be withdrawn, and a manager or headquarters confirms it; the photo stays as it is")

// Refusals to ask for a photo to be withdrawn; nothing was written.
var (
	ErrNotClosed = errors.New("this visit is not closed: its photos are withdrawn in the visit itself; nothing was asked")
	ErrAsked     = errors.New("this photo is withdrawn, or it was asked for already; nothing was asked again")
)

// Withdraw takes a photo of the visit back, for one of visits.WithdrawReasons:
// its file is deleted here and at headquarters, its hash, the time and the
// reason stay, and a question it answered is open again. Refused: ErrClosed,
// journal.ErrNotOfVisit. A *journal.NotDeleted says that it is withdrawn and
// only its file waits to be deleted.
func (v *Visit) Withdraw(ctx context.Context, photo evidence.Hash, index int, reason string) error {
	if !slices.Contains(visits.WithdrawReasons, reason) {
		return fmt.Errorf("%q is no reason to withdraw a photo; it stays as it is", reason)
	}
	return v.takeBack(ctx, visits.PhotoWithdrawnFacts{Entry: photo, Index: index, Reason: reason})
}

// takeBack refuses with ErrClosed also where headquarters knows of an end that this store
// does not: one that was brought back from a copy has the visit open again, and would
// delete the file for an entry that says nothing.
func (v *Visit) takeBack(ctx context.Context, f visits.PhotoWithdrawnFacts) error {
	known, err := v.o.Journal.Visit(ctx, v.ID)
	if err != nil {
		return err
	}
	if known != nil && known.Ended() {
		return ErrClosed
	}
	err = v.o.Journal.WithdrawPhoto(ctx, journal.Writing{Refs: v.refs()}, f)
	if errors.Is(err, journal.ErrNoDraft) {
		return ErrClosed
	}
	return err
}

// AskWithdrawal asks for a photo this device took at a visit that is closed to be
// withdrawn, for one of visits.WithdrawReasons: a manager or headquarters confirms or
// declines (FORMAT.md section 24). The photo stays until then. Refused: ErrNotClosed,
// ErrAsked, journal.ErrNotOfVisit.
func (o *Officer) AskWithdrawal(ctx context.Context, visit evidence.ID, photo evidence.Hash, index int, reason string) error {
	if !slices.Contains(visits.WithdrawReasons, reason) {
		return fmt.Errorf("%q is no reason to withdraw a photo; it stays as it is", reason)
	}
	v, err := o.Journal.Visit(ctx, visit)
	if err != nil {
		return err
	}
	if v == nil {
		return journal.ErrNotOfVisit
	}
	files := v.Files()
	i := slices.IndexFunc(files, func(p visits.PhotoLine) bool { return p.Entry == photo && p.Index == index })
	if i < 0 || files[i].Device != o.Journal.Identity().Device {
		return journal.ErrNotOfVisit
	}
	if !v.Ended() {
		return ErrNotClosed
	}
	_, gone := v.Withdrawal(files[i])
	if _, answer, asked := v.AskedWithdrawal(files[i]); gone || asked && answer == nil {
		return ErrAsked
	}
	closed := Visit{ID: visit, Case: v.Case, Second: v.Second, o: o}
	_, err = closed.write(ctx, visits.WithdrawalAsked, visits.PhotoWithdrawnFacts{Entry: photo, Index: index, Reason: reason}, nil)
	return err
}

// AnswerWithdrawal is a manager's or headquarters' answer to a request: declined is one of
// visits.DeclineReasons, or empty to confirm. It counts where headquarters folds it.
func (o *Officer) AnswerWithdrawal(ctx context.Context, v *visits.Visit, asked evidence.Hash, declined string) error {
	if !visits.MayConfirm(o.Journal.Identity().Role) {
		return errors.New("only a manager or headquarters answers who asks to withdraw a photo; nothing was changed")
	}
	w := journal.Writing{Kind: visits.WithdrawalConfirmed, Facts: visits.WithdrawalAnswerFacts{Asked: asked, Reason: declined},
		Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: v.Case}, {Kind: evidence.RefVisit, ID: v.ID}, {Kind: evidence.RefOfficer, ID: o.Journal.Identity().Officer}}}
	if declined != "" {
		if !slices.Contains(visits.DeclineReasons, declined) {
			return fmt.Errorf("%q is no reason to keep a photo; nothing was changed", declined)
		}
		w.Kind = visits.WithdrawalDeclined
	}
	_, err := o.Journal.Append(ctx, w)
	return err
}
