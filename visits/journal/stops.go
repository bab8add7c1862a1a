package journal

import (
	"context"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// Stops are the entries of this chain that stop a case, raised here or read from a
// colleague, the newest first.
func (j *Journal) Stops(ctx context.Context, caseID evidence.ID) ([]evidence.Entry, error) {
	var all []evidence.Entry
	var s sealedEntry
	err := j.db.list(ctx, "SELECT epoch, seq, id, body FROM entries WHERE case_id = ? AND kind = ? ORDER BY n DESC", []any{caseID[:], visits.FlagRaised},
		func(scan func(...any) error) error {
			if err := scan(s.columns()...); err != nil {
				return err
			}
			e, err := s.decode(j.db)
			all = append(all, e)
			return err
		})
	return all, err
}
