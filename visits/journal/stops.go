package journal

import (
	"context"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// Stop is the newest stop of a case that this device itself raised, and not one
// that was read from a colleague's; nil for none.
func (j *Journal) Stop(ctx context.Context, caseID evidence.ID) (*evidence.Entry, error) {
	var newest *evidence.Entry
	err := j.db.list(ctx, "SELECT epoch, seq, id, body FROM entries WHERE case_id = ? AND kind = ? ORDER BY n", []any{caseID[:], visits.FlagRaised},
		func(scan func(...any) error) error {
			var s sealedEntry
			if err := scan(s.columns()...); err != nil {
				return err
			}
			e, err := s.decode(j.db)
			if err != nil {
				return err
			}
			var f visits.FlagFacts
			if err := evidence.DecodePayload(e.Facts.Bytes, &f); err != nil {
				return err
			}
			if f.Of.IsZero() {
				newest = &e
			}
			return nil
		})
	return newest, err
}
