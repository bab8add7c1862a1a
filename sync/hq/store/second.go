package store

import (
	"context"
	"database/sql"
	"fmt"

	"fairvisit/evidence"
)

// Lying is an entry as it lies in the store, its words sealed: what a second copy
// holds, so that who erases a case need not look for it there.
type Lying struct {
	No       int64
	Status   evidence.Admission
	Received int64 // µs
	Core     []byte
	Words    []byte
}

const selectLying = "SELECT no, status, received, core, words FROM entries "

func scanLying(scan func(...any) error) (Lying, error) {
	var l Lying
	err := scan(&l.No, &l.Status, &l.Received, &l.Core, &l.Words)
	return l, err
}

// Unsecured returns up to limit entries, and up to limit stored photos, that
// the second copy does not hold yet, each in order of number (D17).
func (s *Store) Unsecured(ctx context.Context, limit int) (entries []Lying, photos []PhotoRow, err error) {
	err = s.read(ctx, func(tx *sql.Tx) error {
		var err error
		entries, err = collect(each(ctx, tx, scanLying,
			selectLying+"WHERE no >= (SELECT secured FROM head) ORDER BY no LIMIT ?1", limit))
		if err != nil {
			return err
		}
		photos, err = collect(each(ctx, tx, s.scanPhoto,
			selectPhoto+"WHERE stored_no >= (SELECT photos_secured FROM head) ORDER BY stored_no LIMIT ?1", limit))
		return err
	})
	return entries, photos, err
}

// Secure moves the marks: entries below sizeNo and photos with a StoredNo below
// photosNo are in the second copy. Marks never move back; one beyond what is
// stored is refused.
func (s *Store) Secure(ctx context.Context, sizeNo, photosNo int64) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		done, err := tx.Exec(`UPDATE head SET secured = max(secured, ?1), photos_secured = max(photos_secured, ?2)
			WHERE size >= ?1 AND photos_stored >= ?2`, sizeNo, photosNo)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 1 {
			return err
		}
		return fmt.Errorf("second copy: %d entries and %d photos are more than are stored, the marks stay", sizeNo, photosNo)
	})
}

// Secured returns the marks Secure moved.
func (s *Store) Secured(ctx context.Context) (no, photos int64, err error) {
	err = s.r.QueryRowContext(ctx, "SELECT secured, photos_secured FROM head").Scan(&no, &photos)
	return no, photos, err
}

// SecuredSeq lists, for each chain of the device, up to which seq all its
// entries are in the second copy. Last is not set.
func (s *Store) SecuredSeq(ctx context.Context, device evidence.ID) ([]Position, error) {
	var all []Position
	err := s.read(ctx, func(tx *sql.Tx) error {
		var secured int64
		if err := tx.QueryRow("SELECT secured FROM head").Scan(&secured); err != nil {
			return err
		}
		var err error
		all, err = below(tx, device, secured)
		return err
	})
	return all, err
}
