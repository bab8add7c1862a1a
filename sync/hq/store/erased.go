package store

import (
	"context"

	"fairvisit/evidence"
)

// VisitsOfCase lists the visits that entries of the case name, practice included.
func (s *Store) VisitsOfCase(ctx context.Context, id evidence.ID) ([]evidence.ID, error) {
	return collect(each(ctx, s.r, func(scan func(...any) error) (evidence.ID, error) {
		var v evidence.ID
		err := scan(into(v[:]))
		return v, err
	}, "SELECT DISTINCT visit_id FROM entries WHERE case_id = ?1 AND visit_id IS NOT NULL ORDER BY visit_id", id[:]))
}
