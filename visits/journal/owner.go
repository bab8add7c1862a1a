package journal

import (
	"encoding/json"
	"errors"
	"slices"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// ErrOthersVisit refuses an entry of a visit that another officer opened;
// nothing was stored. The second officer's word is visit.cosigned.
var ErrOthersVisit = errors.New("journal: another officer opened this visit; only they can go on with it, and nothing was stored")

// ownVisit refuses what only the officer who opened a visit writes of it. A
// visit of which this chain holds an entry of its own work is this officer's.
func (j *Journal) ownVisit(tx *Tx, w *Writing) error {
	i := slices.IndexFunc(w.Refs, func(r evidence.Ref) bool { return r.Kind == evidence.RefVisit })
	if i < 0 || !visits.OwnWork(w.Kind) {
		return nil
	}
	id := w.Refs[i].ID
	own, err := tx.one("SELECT 1 FROM entries WHERE visit_id = ? AND kind <> 'visit.cosigned/1' LIMIT 1", []any{id[:]}, new(int))
	if err != nil || own {
		return err
	}
	body, err := tx.picture(visits.Key{Kind: visits.KindVisit, ID: id})
	if err != nil || body == nil {
		return err
	}
	var v struct {
		Officer evidence.ID `json:"officer"`
	}
	if err := json.Unmarshal(body, &v); err != nil {
		return err
	}
	if !v.Officer.IsZero() && v.Officer != j.identity.Load().Officer {
		return ErrOthersVisit
	}
	return nil
}
