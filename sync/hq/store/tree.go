package store

import (
	"context"
	"fmt"

	"fairvisit/evidence"
)

// Rows reads the log's tree row by row, for proofs and for the root at an
// earlier size. Rows never change once written, so no snapshot is held.
func (s *Store) Rows(ctx context.Context) evidence.Rows {
	return func(n int64) ([]byte, error) {
		var hashes []byte
		if err := s.r.QueryRowContext(ctx, "SELECT hashes FROM tree WHERE no = ?1", n).Scan(&hashes); err != nil {
			return nil, fmt.Errorf("tree row %d: %w", n, err)
		}
		return hashes, nil
	}
}
