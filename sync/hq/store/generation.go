package store

import (
	"context"
	"database/sql"
	"fmt"

	"fairvisit/evidence"
)

// Folded is how many entries are in the pictures.
func (s *Store) Folded(ctx context.Context) (int64, error) {
	var n int64
	err := s.r.QueryRowContext(ctx, "SELECT folded FROM head").Scan(&n)
	return n, err
}

// BeginGeneration begins a new life after a restore: nothing counts as secured,
// because each life has a second copy of its own.
func (s *Store) BeginGeneration(ctx context.Context, g evidence.ID) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.Exec("UPDATE head SET generation = ?1, secured = 0, photos_secured = 0", g[:])
		return err
	})
}

// ForgetMissingPhotos has every photo whose file is not there awaited again, so
// that a device that still has it sends it, and numbers those that are there
// densely anew, with the withdrawn ones that a second copy may hold. It returns
// how many were missing.
func (s *Store) ForgetMissingPhotos(ctx context.Context, there func(file string) bool) (int, error) {
	missing := 0
	err := s.write(ctx, func(tx *sql.Tx) error {
		photos, err := collect(each(ctx, tx, s.scanPhoto, selectPhoto+"WHERE stored_no IS NOT NULL ORDER BY stored_no"))
		if err != nil {
			return err
		}
		if _, err := tx.Exec("UPDATE photos SET stored_no = NULL WHERE stored_no IS NOT NULL"); err != nil {
			return err
		}
		next := int64(0)
		for _, p := range photos {
			if p.State == PhotoStored && !there(p.File) {
				missing++
				if _, err := tx.Exec("UPDATE photos SET state = 0, at = 0 WHERE entry = ?1 AND idx = ?2", p.Entry[:], p.Index); err != nil {
					return err
				}
				continue
			}
			if _, err := tx.Exec("UPDATE photos SET stored_no = ?3 WHERE entry = ?1 AND idx = ?2", p.Entry[:], p.Index, next); err != nil {
				return err
			}
			next++
		}
		_, err = tx.Exec("UPDATE head SET photos_stored = ?1", next)
		return err
	})
	return missing, err
}

// StoppedCleanly reports whether the handle before this one was closed, or
// another process holds the store too: a WAL left behind with no reader says
// that a process died.
func (s *Store) StoppedCleanly(context.Context) (bool, error) { return s.clean, nil }

// QuickCheck has SQLite look at its own file.
func (s *Store) QuickCheck(ctx context.Context) error {
	return s.read(ctx, func(tx *sql.Tx) error {
		var said string
		if err := tx.QueryRow("PRAGMA quick_check(1)").Scan(&said); err != nil {
			return err
		}
		if said != "ok" {
			return fmt.Errorf("quick_check: %s", said)
		}
		return nil
	})
}
