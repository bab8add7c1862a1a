package journal

import (
	"context"
	"encoding/json"
	"slices"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// RosterPart is a part of a roster as a transaction has it by now; nil for none.
func (tx *Tx) RosterPart(id evidence.ID) (*visits.RosterPart, error) {
	body, err := tx.picture(visits.Key{Kind: visits.KindRoster, ID: id})
	if err != nil || body == nil {
		return nil, err
	}
	p := new(visits.RosterPart)
	return p, json.Unmarshal(body, p)
}

// RosterParts are those of the rosters this device shows: of one that was erased
// nothing is shown any more.
func (j *Journal) RosterParts(ctx context.Context) ([]visits.RosterPart, error) {
	pictures, err := j.Pictures(ctx, visits.KindRoster)
	if err != nil {
		return nil, err
	}
	pictures = slices.DeleteFunc(pictures, func(p Picture) bool { return p.State == stateHidden })
	list := make([]visits.RosterPart, len(pictures))
	for i, p := range pictures {
		if err := json.Unmarshal(p.Body, &list[i]); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// RosterForgotten are those of a branch's officers of whom this device was told that the
// roster says nothing for ever (FORMAT.md section 40).
func (j *Journal) RosterForgotten(ctx context.Context, unit evidence.ID, officers []evidence.ID) (map[evidence.ID]bool, error) {
	of := map[evidence.ID]evidence.ID{}
	for _, o := range officers {
		of[visits.RosterID(unit, o)] = o
	}
	forgotten := map[evidence.ID]bool{}
	err := j.db.list(ctx, "SELECT case_id FROM hidden", nil, func(scan func(...any) error) error {
		var id evidence.ID
		err := scan(raw(id[:]))
		if o, is := of[id]; is {
			forgotten[o] = true
		}
		return err
	})
	return forgotten, err
}

// withdrawRoster lets the words of a part go with its row, as those of a case that is
// withdrawn go: the row goes when the part was erased, and else never.
func (b *batch) withdrawRoster(k visits.Key, entity string) error {
	if _, err := b.tx.exec("INSERT INTO hidden (case_id) VALUES (?) ON CONFLICT DO NOTHING", k.ID[:]); err != nil {
		return err
	}
	return b.drop(entity)
}
