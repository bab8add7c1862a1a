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

// Swaps are those that were asked for and that this device shows, by their day.
func (j *Journal) Swaps(ctx context.Context) ([]visits.Swap, error) {
	pictures, err := j.Pictures(ctx, visits.KindSwap)
	if err != nil {
		return nil, err
	}
	list := make([]visits.Swap, 0, len(pictures))
	for _, p := range pictures {
		var s visits.Swap
		if err := json.Unmarshal(p.Body, &s); err != nil {
			return nil, err
		}
		if p.State != stateHidden && !s.Entry.IsZero() {
			list = append(list, s)
		}
	}
	slices.SortFunc(list, func(x, y visits.Swap) int { return visits.CompareSwaps(&x, &y) })
	return list, nil
}

// Swap is one that was asked for as a transaction has it by now; nil for none.
func (tx *Tx) Swap(id evidence.ID) (*visits.Swap, error) {
	body, err := tx.picture(visits.Key{Kind: visits.KindSwap, ID: id})
	if err != nil || body == nil {
		return nil, err
	}
	s := new(visits.Swap)
	return s, json.Unmarshal(body, s)
}

// withdrawSwap lets the words of who asked go with the row: it goes when the part they
// lie under was erased, and else never.
func (b *batch) withdrawSwap(k visits.Key, entity string) error {
	base, err := b.tx.base(k)
	if err != nil {
		return err
	}
	var s struct{ Case evidence.ID }
	if base != nil && json.Unmarshal(base.Body, &s) == nil {
		if _, err := b.tx.exec("INSERT INTO hidden (case_id) VALUES (?) ON CONFLICT DO NOTHING", s.Case[:]); err != nil {
			return err
		}
	}
	return b.drop(entity)
}

// unhideSwap takes back what withdrawSwap did where a row comes again: a headquarters
// that was restored had lost it for a while, and of an erased part no row ever comes.
func (b *batch) unhideSwap(body []byte) error {
	var s struct{ Case evidence.ID }
	if json.Unmarshal(body, &s) != nil {
		return nil // of a later version
	}
	_, err := b.tx.exec("DELETE FROM hidden WHERE case_id = ?", s.Case[:])
	return err
}
