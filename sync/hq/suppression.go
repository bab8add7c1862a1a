package hq

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"fairvisit/evidence"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
	"fairvisit/visits/intake"
)

// erasedMarks are the marks no import may bring back.
func (h *HQ) erasedMarks(ctx context.Context) (map[evidence.ID]visits.Suppressed, error) {
	marks := map[evidence.ID]visits.Suppressed{}
	err := h.eachPicture(ctx, visits.KindSuppressed, func(p store.Picture) error {
		s, err := decodePicture[visits.Suppressed](p)
		if err == nil {
			marks[s.ID] = *s
		}
		return err
	})
	return marks, err
}

// suppressed says why a case of a bank's file is not taken: it was erased, or
// somebody in it was and is not to come back. Empty: it is taken.
func (h *HQ) suppressed(ctx context.Context, id evidence.ID, words visits.CaseWords, erased map[evidence.ID]visits.Suppressed) (string, error) {
	p, err := h.Store.PictureByID(ctx, visits.KindCase, id)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return "", err
	}
	if err == nil && p.State == "erased" {
		c, err := decodePicture[visits.Case](p)
		if err != nil {
			return "", err
		}
		return notTaken("this case", c.Erased.CaseAct), nil
	}
	if len(erased) == 0 {
		return "", nil
	}
	for _, m := range intake.Marks(h.keys.suppressKey(), words) {
		if s, is := erased[m.ID]; is {
			newest := slices.MaxFunc(s.Cases, func(a, b visits.SuppressedFor) int { return cmp.Compare(a.At, b.At) })
			return notTaken(map[string]string{intake.MarkPerson: "this person", intake.MarkPhone: "the person at this phone",
				intake.MarkAddress: "the person at this address"}[m.What], newest.CaseAct), nil
		}
	}
	return "", nil
}

func notTaken(what string, a visits.CaseAct) string {
	return fmt.Sprintf("The row was not taken: what was held of %s was erased on %s (%s) and is not to come back.", what,
		time.UnixMicro(a.At).UTC().Format(time.DateOnly), a.Reason)
}
