package fieldwork

import (
	"context"
	"encoding/json"
	"errors"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/journal"
	"fairvisit/visits/plan"
)

var errNotManager = errors.New("only a manager keeps the roster of a branch; nothing was written")

// KeepRoster writes down in which fields a manager's roster now differs from was, an
// entry for each part, which stand or fall together. Nothing is written where nothing
// differs.
func (o *Officer) KeepRoster(ctx context.Context, was, now plan.Fields) error {
	return o.keepRoster(ctx, plan.Said(was, now), o.saidAt, nil)
}

// saidAt is when a word is said of a part, so that it counts over all that this device
// knows of it.
func (o *Officer) saidAt(part *visits.RosterPart) int64 { return visits.RosterAt(o.Clock.Now(), part) }

func (o *Officer) keepRoster(ctx context.Context, said map[evidence.ID][]visits.RosterValue, at func(*visits.RosterPart) int64, then func(*journal.Tx) ([]journal.Writing, error)) error {
	id := o.Journal.Identity()
	if id.Role != "manager" {
		return errNotManager
	}
	_, err := o.Journal.AppendFound(ctx, func(tx *journal.Tx) ([]journal.Writing, error) {
		var all []journal.Writing
		for _, of := range plan.PartsOf(said) {
			part, err := tx.RosterPart(visits.RosterID(id.Unit, of))
			if err != nil {
				return nil, err
			}
			if err := part.Fits(said[of]); err != nil {
				return nil, err
			}
			f := visits.RosterFacts{Of: of, At: at(part)}
			for _, fields := range plan.Chunks(said[of]) {
				w := visits.RosterWords{Fields: fields}
				if err := w.Check(); err != nil {
					return nil, err
				}
				all = append(all, journal.Writing{Kind: visits.RosterKept, Facts: f, Words: w, Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: visits.RosterID(id.Unit, of)},
					{Kind: evidence.RefOfficer, ID: id.Officer}, {Kind: evidence.RefUnit, ID: id.Unit}}})
			}
		}
		if then == nil {
			return all, nil
		}
		more, err := then(tx)
		return append(all, more...), err
	})
	return err
}

// movedAt is when a roster was said that lay on one device before rosters were kept for
// a branch: before all that is said since. So it fills what nobody spoke of, and of two
// devices that each bring theirs the same one counts everywhere.
const movedAt = 1

// MoveRoster brings the roster that lies under a key of this device's store, r as it was
// read, into the branch's, and keeps what it said under seen; both at once and once.
func (o *Officer) MoveRoster(ctx context.Context, r *plan.Roster, key, seen string) error {
	fields, err := json.Marshal(r.Fields())
	if err != nil {
		return err
	}
	return o.keepRoster(ctx, plan.Said(nil, r.Fields()), func(*visits.RosterPart) int64 { return movedAt }, func(tx *journal.Tx) ([]journal.Writing, error) {
		if err := tx.SetMeta(seen, fields); err != nil {
			return nil, err
		}
		return nil, tx.SetMeta(key, []byte{})
	})
}
