package hq

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq/casekeys"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
)

// withdraw takes back, in the fold's transaction, what a visit's picture says
// was withdrawn. It looks at the picture, not at the entry: the withdrawal may
// have come before the photo's own entry, and a rebuild says it all again.
func (h *HQ) withdraw(tx *store.FoldTx, v *visits.Visit, changed map[string]bool) error {
	if len(v.Withdrawn)+len(v.AskedBack) == 0 && v.Erased == nil {
		return nil
	}
	for _, p := range v.Files() {
		if _, is := v.Withdrawal(p); !is {
			continue
		}
		if err := tx.Withdraw(p.Entry, p.Index); err != nil {
			return err
		}
		if err := hideThumb(tx, p, changed); err != nil {
			return err
		}
		h.takenBack.Store(true)
	}
	return nil
}

// hideThumb takes the thumbnail of a photo off every screen.
func hideThumb(tx *store.FoldTx, p visits.PhotoLine, changed map[string]bool) error {
	k := visits.Key{Kind: visits.KindThumb, ID: visits.ThumbID(p.Entry, p.Index)}
	feeds, err := tx.Feeds(k.Entity())
	if err != nil {
		return err
	}
	for _, f := range feeds {
		if err := tx.FeedGone(f, k.Entity()); err != nil {
			return err
		}
		changed[f] = true
	}
	return tx.Drop(k.Kind, k.ID)
}

// deleteEvery is how often a server looks for files of withdrawn photos besides
// being told: another process may have folded, a disk may have refused, or a
// photo offered just before its withdrawal was folded may have come whole.
const deleteEvery = time.Minute

// runWithdrawn deletes what was withdrawn until ctx ends; first what a stop left.
func (h *HQ) runWithdrawn(ctx context.Context) {
	for {
		if err := h.DeleteWithdrawn(ctx); err != nil && ctx.Err() == nil {
			h.log.Error("a withdrawn photo could not be deleted everywhere yet; it is shown to nobody and tried again", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-h.doomed:
		case <-time.After(deleteEvery):
		}
	}
}

// tellDoomed has files deleted, and thumbnails made again, once the fold that
// withdrew or covered photos is committed.
func (h *HQ) tellDoomed() {
	if h.takenBack.Swap(false) {
		poke(h.doomed)
	}
	if h.uncovered.Swap(false) {
		poke(h.thumbs)
	}
}

// DeleteWithdrawn destroys the keys of all withdrawn photos, which takes them from
// backups too, and deletes their files: here, half received or whole, and in the
// second copy. It may be called again and beside sessions; bytes that were under
// way while it ran are deleted by the next call.
func (h *HQ) DeleteWithdrawn(ctx context.Context) error {
	photos, err := h.Store.Withdrawn(ctx)
	if err != nil || len(photos) == 0 {
		return err
	}
	if err := h.destroyPhotoKeys(photos); err != nil {
		return err
	}
	var copied []store.PhotoRow
	var failed []error
	for _, p := range photos {
		failed = append(failed, h.photos.Delete(p.File))
		if p.StoredNo >= 0 {
			copied = append(copied, p)
		}
	}
	if len(copied) > 0 {
		failed = append(failed, h.scrub(ctx, copied))
	}
	return errors.Join(failed...)
}

// destroyPhotoKeys destroys those that are not yet.
func (h *HQ) destroyPhotoKeys(photos []store.PhotoRow) error {
	var scopes []casekeys.Scope
	for _, p := range photos {
		s := casekeys.OfPhoto(p.Entry, p.Index)
		if _, err := h.ring.Key(s); !errors.Is(err, casekeys.ErrErased) {
			scopes = append(scopes, s)
		}
	}
	if len(scopes) == 0 {
		return nil
	}
	return h.ring.Destroy(scopes...)
}

// scrub takes photos out of the second copy. Nothing is copied meanwhile: a copy
// that began before the withdrawal is in the segments by then, one that begins
// afterwards leaves the photo out.
func (h *HQ) scrub(ctx context.Context, photos []store.PhotoRow) error {
	if h.o.Second == "" {
		return nil
	}
	h.copying.Lock()
	defer h.copying.Unlock()
	doomed := map[fieldsync.PhotoName]bool{}
	for _, p := range photos {
		doomed[fieldsync.PhotoName{Entry: p.Entry, Index: p.Index}] = true
	}
	if err := h.second.scrub(h.o.Second, doomed); err != nil {
		return fmt.Errorf("second copy: %w", err)
	}
	return h.Store.Scrubbed(ctx, photos)
}

// isWithdrawn reports whether a photo was taken back, as far as the store can say.
func (h *HQ) isWithdrawn(p fieldsync.PhotoName) bool {
	row, err := h.Store.Photo(context.Background(), p.Entry, p.Index)
	return err == nil && row.State == store.PhotoWithdrawn
}

// Withdrawal is how a withdrawn photo was taken back; false if the visit's
// picture does not say.
func (h *HQ) Withdrawal(ctx context.Context, row store.PhotoRow) (visits.WithdrawnLine, bool, error) {
	p, err := h.Store.PictureByID(ctx, visits.KindVisit, row.Visit)
	if errors.Is(err, store.ErrNotFound) {
		return visits.WithdrawnLine{}, false, nil
	}
	var v visits.Visit
	if err == nil {
		err = json.Unmarshal(p.Body, &v)
	}
	if err != nil {
		return visits.WithdrawnLine{}, false, err
	}
	for _, p := range v.Files() {
		if p.Entry == row.Entry && p.Index == row.Index {
			w, is := v.Withdrawal(p)
			return w, is, nil
		}
	}
	return visits.WithdrawnLine{}, false, nil
}
