package store

import (
	"context"
	"database/sql"
	"errors"
)

// Outdated reports whether a fold of another version made some of the pictures.
func (s *Store) Outdated(ctx context.Context, version int) (bool, error) {
	var one int
	err := s.r.QueryRowContext(ctx, "SELECT 1 FROM pictures WHERE version <> ?1 LIMIT 1", version).Scan(&one)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}
