package hq

import (
	"context"
	"crypto/sha256"
	"fmt"

	"fairvisit/evidence"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
)

// PicturesHash is one hash over every picture's kind, id, state and body: two
// stores with equal hashes show the same.
func (h *HQ) PicturesHash(ctx context.Context) (evidence.Hash, error) {
	sum := sha256.New()
	for _, kind := range []string{visits.KindCase, visits.KindVisit, visits.KindDevice, visits.KindFinding, visits.KindPerson, visits.KindThumb, visits.KindRulebook, visits.KindPack, visits.KindChecklist, visits.KindUnit, visits.KindTour, visits.KindAnswer, visits.KindAsk, visits.KindRoster, visits.KindSwap, visits.KindBag, visits.KindOwed, visits.KindReceipt, visits.KindPrints} {
		err := h.eachPicture(ctx, kind, func(p store.Picture) error {
			fmt.Fprintf(sum, "%s/%s %s %s %d\n", p.Kind, p.ID, p.State, p.Day, len(p.Body))
			sum.Write(p.Body)
			return nil
		})
		if err != nil {
			return evidence.Hash{}, err
		}
	}
	return evidence.Hash(sum.Sum(nil)), nil
}

// CheckAfterCrash looks at the store in the background of a start that follows
// an unclean stop: a server must answer at once, and a fault must be known soon.
func (h *HQ) CheckAfterCrash(ctx context.Context) error {
	clean, err := h.Store.StoppedCleanly(ctx)
	if err != nil || clean {
		return err
	}
	h.log.Warn("headquarters did not stop cleanly; checking the store")
	go func() {
		if err := h.Store.QuickCheck(ctx); err != nil && ctx.Err() == nil {
			h.log.Error("the store is damaged; restore from backup and second copy", "error", err)
		}
	}()
	return nil
}
