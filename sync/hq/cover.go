package hq

import (
	"context"
	"errors"
	"fmt"
	"io"

	"fairvisit/evidence"
	"fairvisit/evidence/photo"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
)

// cover takes, in the fold's transaction, each thumbnail off every screen that
// shows what a visit's picture says is hidden; it is made again with the masks
// burnt in. Like withdraw it looks at the picture: the mask may have come before
// the photo's own entry.
func (h *HQ) cover(tx *store.FoldTx, v *visits.Visit, changed map[string]bool) error {
	if len(v.Masked) == 0 {
		return nil
	}
	for _, p := range v.Photos {
		jpeg, err := tx.Thumb(p.Entry, p.Index)
		if err != nil {
			return err
		}
		if len(jpeg) == 0 || photo.Covered(jpeg, v.Cover(p)) {
			continue
		}
		if err := errors.Join(tx.DropThumb(p.Entry, p.Index), hideThumb(tx, p, changed)); err != nil {
			return err
		}
		h.uncovered.Store(true)
	}
	return nil
}

// coverOf is what is shown of a photo, as far as everything admitted says.
func (h *HQ) coverOf(ctx context.Context, row store.PhotoRow) (photo.Cover, error) {
	if err := h.Settle(ctx); err != nil {
		return photo.Cover{}, err
	}
	return coverIn(ctx, h.Store, row)
}

func coverIn(ctx context.Context, s *store.Store, row store.PhotoRow) (photo.Cover, error) {
	p, err := s.PictureByID(ctx, visits.KindVisit, row.Visit)
	if errors.Is(err, store.ErrNotFound) {
		return photo.Cover{}, nil // its entry was not understood: nobody said anything of it
	}
	if err != nil {
		return photo.Cover{}, err
	}
	v, err := decodePicture[visits.Visit](p)
	if err != nil {
		return photo.Cover{}, err
	}
	return v.CoverOf(row.Entry, row.Index), nil
}

// CoveredPhoto makes a JPEG of a stored photo to be looked at, with its masks
// and marks burnt in. store.ErrWithdrawn: it was taken back.
func (h *HQ) CoveredPhoto(ctx context.Context, entry evidence.Hash, index int) ([]byte, error) {
	f, row, err := h.OpenPhoto(ctx, entry, index)
	if err != nil {
		return nil, err
	}
	defer f.Close() // opened for reading: nothing can be lost
	c, err := h.coverOf(ctx, row)
	if err != nil {
		return nil, err
	}
	return covered(f, row, c, photo.ViewCopy)
}

// covered makes a thumbnail or a view copy of a photo's file.
func covered(f io.ReadSeeker, row store.PhotoRow, c photo.Cover, make func(io.Reader, photo.Facts, photo.Cover) ([]byte, error)) ([]byte, error) {
	facts, err := photo.Inspect(f, row.Size)
	if err != nil {
		return nil, fmt.Errorf("photo %s/%d: %w", row.Entry.Short(), row.Index, err)
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	return make(f, facts, c)
}
