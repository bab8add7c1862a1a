package fieldwork

import (
	"context"
	"errors"
	"slices"

	"fairvisit/evidence"
	"fairvisit/evidence/photo"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

// ErrMaskClosed refuses to mask a photo of a visit that is closed.
var ErrMaskClosed = errors.New("this visit is closed: what is shown of its photos cannot be changed any more; the photo stays as it is")

// Mask says what is shown of a photo of the visit from now on, in the place of
// what was said before; the photo itself is not touched. Refused, and nothing is
// stored: photo.ErrCover, ErrMaskClosed, journal.ErrNotOfVisit.
func (v *Visit) Mask(ctx context.Context, of evidence.Hash, index int, c photo.Cover) error {
	if err := c.Check(); err != nil {
		return err
	}
	if _, err := v.o.Resume(ctx, v.ID); errors.Is(err, journal.ErrNoDraft) {
		return ErrMaskClosed
	} else if err != nil {
		return err
	}
	shown, err := v.o.Journal.Visit(ctx, v.ID)
	if err != nil {
		return err
	}
	if shown == nil {
		return journal.ErrNotOfVisit
	}
	i := slices.IndexFunc(shown.Photos, func(p visits.PhotoLine) bool {
		return p.Entry == of && p.Index == index && p.Device == v.o.Journal.Identity().Device
	})
	if i < 0 {
		return journal.ErrNotOfVisit
	}
	f := visits.PhotoMaskedFacts{Entry: of, Index: index, Cover: c}
	for _, l := range shown.Masks(shown.Photos[i]) {
		f.Replaces = append(f.Replaces, l.By)
	}
	_, err = v.write(ctx, visits.PhotoMasked, f, nil)
	return err
}
