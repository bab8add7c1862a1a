package store

import (
	"context"
	"database/sql"
	"errors"

	"fairvisit/evidence"
	"fairvisit/sync/hq/casekeys"
)

// KeepThumb keeps the small picture of a stored photo and, in the same
// transaction, has publish show it. A thumbnail is derived: it is not in the
// log, and is made again from the original where it is missing.
func (s *Store) KeepThumb(ctx context.Context, entry evidence.Hash, idx int, jpeg []byte, publish func(tx *FoldTx) error) error {
	thumb, err := s.seal(casekeys.OfPhoto(entry, idx), thumbPlace(entry[:], idx), whole(jpeg), []byte{})
	if err != nil {
		return err
	}
	return s.write(ctx, func(tx *sql.Tx) error {
		done, err := tx.Exec("UPDATE photos SET thumb = ?3 WHERE entry = ?1 AND idx = ?2 AND state = 1", entry[:], idx, thumb)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return err // withdrawn since it was read
		}
		return s.fold(tx, publish)
	})
}

// Thumb is the small picture of a photo, empty for none.
func (tx *FoldTx) Thumb(entry evidence.Hash, idx int) ([]byte, error) {
	var jpeg []byte
	err := tx.tx.QueryRow("SELECT thumb FROM photos WHERE entry = ?1 AND idx = ?2", entry[:], idx).Scan(&jpeg)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return opened(tx.store.ring, thumbPlace(entry[:], idx), jpeg, []byte{})
}

// DropThumb has the small picture of a photo made again.
func (tx *FoldTx) DropThumb(entry evidence.Hash, idx int) error {
	_, err := tx.tx.Exec("UPDATE photos SET thumb = ?3 WHERE entry = ?1 AND idx = ?2", entry[:], idx, []byte{})
	return err
}

// EachThumb calls f, in one write transaction, for every photo that has a
// thumbnail, in order of their entries.
func (s *Store) EachThumb(ctx context.Context, f func(tx *FoldTx, p PhotoRow) error) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		photos, err := collect(each(ctx, tx, s.scanPhoto, selectPhoto+"WHERE state = 1 AND length(thumb) > 0 ORDER BY no, idx"))
		if err != nil {
			return err
		}
		return s.fold(tx, func(tx *FoldTx) error {
			for _, p := range photos {
				if err := f(tx, p); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

// WithoutThumb lists stored photos that have no thumbnail, oldest first; of a
// sound there is none to be made.
func (s *Store) WithoutThumb(ctx context.Context, limit int) ([]PhotoRow, error) {
	return collect(each(ctx, s.r, s.scanPhoto, selectPhoto+"WHERE state = 1 AND type < 3 AND length(thumb) = 0 ORDER BY stored_no LIMIT ?1", limit))
}
