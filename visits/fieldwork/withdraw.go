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

// ErrClosed refuses to withdraw a photo of a visit that is closed.
var ErrClosed = errors.New("this visit is closed: a photo of it can only be withdrawn together with a second person, which cannot be done here yet; the photo stays as it is")

// Withdraw takes a photo of the visit back, for one of visits.WithdrawReasons:
// its file is deleted here and at headquarters, its hash, the time and the
// reason stay, and a question it answered is open again. Refused: ErrClosed,
// journal.ErrNotOfVisit. A *journal.NotDeleted says that it is withdrawn and
// only its file waits to be deleted.
func (v *Visit) Withdraw(ctx context.Context, photo evidence.Hash, index int, reason string) error {
	if !slices.Contains(visits.WithdrawReasons, reason) {
		return fmt.Errorf("%q is no reason to withdraw a photo; it stays as it is", reason)
	}
	err := v.o.Journal.WithdrawPhoto(ctx, journal.Writing{Refs: v.refs()}, visits.PhotoWithdrawnFacts{Entry: photo, Index: index, Reason: reason})
	if errors.Is(err, journal.ErrNoDraft) {
		return ErrClosed
	}
	return err
}
