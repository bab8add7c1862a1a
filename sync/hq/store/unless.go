package store

import (
	"context"
	"database/sql"
	"errors"

	"fairvisit/evidence"
)

// ErrOvertaken means that what somebody decided by is not all that is known any
// more. Nothing was admitted.
var ErrOvertaken = errors.New("something was handed in about one of these cases meanwhile; nothing was written")

// AdmitUnless is Admit, unless the log has an entry about one of the cases with a
// number from seen on: then ErrOvertaken. The look and the admission are one
// transaction, whoever else writes into the store.
func (s *Store) AdmitUnless(ctx context.Context, items []Item, cases []evidence.ID, seen int64) error {
	_, _, err := s.admit(ctx, items, func(tx *sql.Tx) error {
		for _, id := range cases {
			var one int
			err := tx.QueryRow("SELECT 1 FROM entries WHERE case_id = ?1 AND no >= ?2 LIMIT 1", id[:], seen).Scan(&one)
			if err == nil {
				return ErrOvertaken
			}
			if !errors.Is(err, sql.ErrNoRows) {
				return err
			}
		}
		return nil
	}, nothing)
	return err
}
