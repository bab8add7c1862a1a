package journal

import (
	"context"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// Stop is the newest entry of this chain that stops a case, raised here or read
// from a colleague; nil for none.
func (j *Journal) Stop(ctx context.Context, caseID evidence.ID) (*evidence.Entry, error) {
	var s sealedEntry
	found, err := j.db.lookup(ctx, "SELECT epoch, seq, id, body FROM entries WHERE case_id = ? AND kind = ? ORDER BY n DESC LIMIT 1",
		[]any{caseID[:], visits.FlagRaised}, s.columns()...)
	if err != nil || !found {
		return nil, err
	}
	e, err := s.decode(j.db)
	if err != nil {
		return nil, err
	}
	return &e, nil
}
