package hq

import (
	"context"
	"encoding/json"
	"time"

	"fairvisit/evidence/photo"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq/casekeys"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
)

// thumbEvery is how often a server looks for photos without a thumbnail besides
// being told: another process may have stored them.
const thumbEvery = 30 * time.Second

// thumbQuiet is how long nothing must have been handed in before a thumbnail is
// made.
const thumbQuiet = 300 * time.Millisecond

// runThumbs makes thumbnails of stored photos, one at a time: decoding twelve
// megapixels takes as long as admitting a thousand entries, and nobody waits.
func (h *HQ) runThumbs(ctx context.Context) {
	failed := map[int64]bool{} // what could not be read is not tried again before a restart
	for {
		rows, err := h.Store.WithoutThumb(ctx, foldBatch)
		if err != nil && ctx.Err() == nil {
			h.log.Error("photos without a thumbnail could not be listed", "error", err)
		}
		for _, r := range rows {
			if failed[r.StoredNo] || ctx.Err() != nil {
				continue
			}
			h.calm.wait(ctx, thumbQuiet, thumbEvery, nil)
			if err := h.makeThumb(ctx, r); err != nil && ctx.Err() == nil {
				failed[r.StoredNo] = true
				h.log.Warn("a photo has no thumbnail; the original is safe", "entry", r.Entry.Short(), "error", err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-h.thumbs:
		case <-time.After(thumbEvery):
		}
	}
}

func (h *HQ) makeThumb(ctx context.Context, r store.PhotoRow) error {
	f, err := openSealed(h.ring, h.photos.Path(r.File), fieldsync.PhotoName{Entry: r.Entry, Index: r.Index})
	if err != nil {
		return err
	}
	defer f.Close()
	// This folds first: a photo can be stored before its entry is folded, and
	// without the picture of its visit the thumbnail would be kept and shown by
	// the next rebuild only.
	c, err := h.coverOf(ctx, r)
	if err != nil {
		return err
	}
	jpeg, err := covered(f, r, c, photo.Thumbnail)
	if err != nil {
		return err
	}
	changed := map[string]bool{}
	err = h.Store.KeepThumb(ctx, r.Entry, r.Index, jpeg, func(tx *store.FoldTx) error {
		r.Thumb = jpeg
		return publishThumb(tx, r, changed)
	})
	if err == nil {
		for _, s := range h.snapshot() {
			s.feedsChanged(changed)
		}
	}
	return err
}

// publishThumb shows a thumbnail in the feed of the visit's branch. The
// officer's device has its own.
func publishThumb(tx *store.FoldTx, r store.PhotoRow, changed map[string]bool) error {
	body, err := tx.Picture(visits.KindVisit, r.Visit)
	if err != nil || body == nil {
		return err // its entry was not understood: there is no visit to show it with
	}
	var v visits.Visit
	if err := json.Unmarshal(body, &v); err != nil {
		return err
	}
	if !photo.Covered(r.Thumb, v.CoverOf(r.Entry, r.Index)) {
		return tx.DropThumb(r.Entry, r.Index) // covered since it was made: it is made again
	}
	t := visits.Thumb{ID: visits.ThumbID(r.Entry, r.Index), Visit: r.Visit, Entry: r.Entry, Index: r.Index, JPEG: r.Thumb}
	picture, err := json.Marshal(&t)
	if err != nil {
		return err
	}
	k := visits.Key{Kind: visits.KindThumb, ID: t.ID}
	err = tx.Put(store.Picture{Kind: k.Kind, ID: k.ID, Version: visits.FoldVersion, Body: picture, MadeBy: r.Entry, Scope: casekeys.OfPhoto(r.Entry, r.Index)})
	if err != nil || v.Unit.IsZero() {
		return err
	}
	feed := visits.UnitFeed(v.Unit)
	changed[feed] = true
	return tx.Feed(feed, k.Entity(), fieldsync.RowSum(k.Entity(), picture))
}
