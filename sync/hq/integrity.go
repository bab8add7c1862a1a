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
	for _, kind := range []string{visits.KindCase, visits.KindVisit, visits.KindDevice, visits.KindFinding, visits.KindPerson, visits.KindThumb} {
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

// Check recomputes the log from the stored bytes, verifies every signature, and
// compares every stored photo with its signed root. It names the first fault.
func (h *HQ) Check(ctx context.Context) error {
	if err := h.Store.Check(ctx); err != nil {
		return err
	}
	for no := int64(0); ; {
		rows, err := h.Store.EntryRange(ctx, no, maxLines)
		if err != nil || len(rows) == 0 {
			return err
		}
		for i := range rows {
			if err := h.checkEntry(ctx, &rows[i]); err != nil {
				return fmt.Errorf("entry %d: %w", rows[i].No, err)
			}
			no = rows[i].No + 1
		}
	}
}

func (h *HQ) checkEntry(ctx context.Context, r *store.Row) error {
	e, err := evidence.Decode(r.Raw)
	if err != nil {
		return err
	}
	d, err := h.Store.Device(ctx, e.Header.Device)
	if err != nil {
		return err
	}
	if err := e.Verify(d.DeviceKey, d.OfficerKey); err != nil {
		return err
	}
	for i := range e.Header.Photos {
		if err := h.checkPhoto(ctx, &e, i); err != nil {
			return fmt.Errorf("photo %d: %w", i, err)
		}
	}
	return nil
}

func (h *HQ) checkPhoto(ctx context.Context, e *evidence.Entry, i int) error {
	row, err := h.Store.Photo(ctx, e.ID, i)
	if err != nil || row.State != store.PhotoStored {
		return err // what has not arrived cannot be wrong
	}
	var w visits.PhotoWords
	if e.Words.State != evidence.Present {
		return nil // without the salt nobody can say; the file is still there
	}
	if err := evidence.DecodePayload(e.Words.Bytes, &w); err != nil || i >= len(w.Photos) {
		return err
	}
	return h.photos.Verify(row.File, [32]byte(w.Photos[i].Salt), row.Root, row.Size)
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
