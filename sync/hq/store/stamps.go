package store

import (
	"context"
	"database/sql"

	"fairvisit/evidence"
)

// KeptStamp is a time-stamp token with the signed checkpoint it is over.
type KeptStamp struct {
	evidence.Checkpoint
	At    int64 // µs, when it was kept
	Note  []byte
	Token []byte
}

// KeepStamp keeps a token; of a size that has one the first stays.
func (s *Store) KeepStamp(ctx context.Context, k KeptStamp) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.Exec(`INSERT INTO stamps (generation, size, at, note, token) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING`,
			k.Generation[:], k.Size, k.At, k.Note, k.Token)
		return err
	})
}

// Stamped reports whether a token is kept for that size of a generation.
func (s *Store) Stamped(ctx context.Context, generation evidence.ID, size int64) (is bool, err error) {
	err = s.r.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM stamps WHERE generation = ?1 AND size = ?2)", generation[:], size).Scan(&is)
	return is, err
}
