package store

import (
	"context"
	"database/sql"
	"errors"

	"fairvisit/evidence"
)

// ErrWithdrawn means that the photo was taken back: nobody has it any more.
var ErrWithdrawn = errors.New("this photo was withdrawn")

// Withdraw takes a photo back for good, with its thumbnail; in a visit's
// picture its hash, the time and the reason stay. A photo that is not known,
// or of which that is said again, is no error. The files are the caller's to
// delete, after the commit.
func (tx *FoldTx) Withdraw(entry evidence.Hash, idx int) error {
	_, err := tx.tx.Exec("UPDATE photos SET state = 2, thumb = ?3 WHERE entry = ?1 AND idx = ?2 AND state <> 2", entry[:], idx, []byte{})
	return err
}

// Drop takes a picture out of the store; its feeds are told by FeedGone.
func (tx *FoldTx) Drop(kind string, id evidence.ID) error {
	_, err := tx.tx.Exec("DELETE FROM pictures WHERE kind = ?1 AND id = ?2", kind, id[:])
	return err
}

// Withdrawn lists the photos taken back. One with a
// StoredNo may still be in the second copy.
func (s *Store) Withdrawn(ctx context.Context) ([]PhotoRow, error) {
	return collect(each(ctx, s.r, s.scanPhoto, selectPhoto+"WHERE state = 2 ORDER BY no, idx"))
}

// Scrubbed notes that the second copy does not hold these withdrawn photos any
// more, nor ever will.
func (s *Store) Scrubbed(ctx context.Context, photos []PhotoRow) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		for _, p := range photos {
			if _, err := tx.Exec("UPDATE photos SET stored_no = NULL WHERE entry = ?1 AND idx = ?2 AND state = 2", p.Entry[:], p.Index); err != nil {
				return err
			}
		}
		return nil
	})
}
