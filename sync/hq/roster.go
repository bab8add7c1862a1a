package hq

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"fairvisit/evidence"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
	"fairvisit/visits/plan"
)

// ErrNoRoster means that nobody keeps a roster for a branch.
var ErrNoRoster = errors.New("no roster is kept for this branch")

// RosterParts are the parts of a branch's roster, by id.
func (h *HQ) RosterParts(ctx context.Context, unit evidence.ID) ([]visits.RosterPart, error) {
	if err := h.Settle(ctx); err != nil {
		return nil, err
	}
	var parts []visits.RosterPart
	err := h.eachPicture(ctx, visits.KindRoster, func(p store.Picture) error {
		part, err := decodePicture[visits.RosterPart](p)
		if err == nil && part.Unit == unit {
			parts = append(parts, *part)
		}
		return err
	})
	return parts, err
}

// Roster is the one the branch's managers keep. ErrNoRoster: nobody does.
func (h *HQ) Roster(ctx context.Context, unit evidence.ID) (plan.Roster, error) {
	parts, err := h.RosterParts(ctx, unit)
	if err != nil {
		return plan.Roster{}, err
	}
	if len(parts) == 0 {
		return plan.Roster{}, ErrNoRoster
	}
	officers, err := h.Officers(ctx, unit)
	if err != nil {
		return plan.Roster{}, err
	}
	return plan.RosterOf(parts, officers)
}

// KeepRoster says for a person (by) that a branch's roster is r from now on, in
// headquarters' chain, and returns how many fields it said anew. Its people have ids.
func (h *HQ) KeepRoster(ctx context.Context, unit, by evidence.ID, r *plan.Roster) (int, error) {
	parts, err := h.RosterParts(ctx, unit)
	if err != nil {
		return 0, err
	}
	kept := plan.FieldsOf(parts)
	for of := range kept { // of who is not in the file nothing is said
		if !of.IsZero() && !slices.ContainsFunc(r.People, func(p plan.Person) bool { return p.ID == of }) {
			delete(kept, of)
		}
	}
	acts, n, err := h.rosterActs(unit, by, parts, plan.Said(kept, r.Fields()))
	if err != nil || len(acts) == 0 {
		return 0, err
	}
	if _, err := h.Do(ctx, acts...); err != nil {
		return 0, err
	}
	return n, h.Settle(ctx)
}

// rosterActs say what is said of a branch's roster for a person (by), later than all that
// its parts were told, and how many fields that is.
func (h *HQ) rosterActs(unit, by evidence.ID, parts []visits.RosterPart, said map[evidence.ID][]visits.RosterValue) (acts []Act, n int, err error) {
	longOver := visits.RosterLongOver(time.UnixMicro(h.micro()).UTC())
	for _, of := range plan.PartsOf(said) {
		id := visits.RosterID(unit, of)
		// What a part would forget at once is not written, and not counted as new.
		said[of] = slices.DeleteFunc(said[of], func(v visits.RosterValue) bool {
			return visits.RosterDay(v.Key) != "" && visits.RosterUntil(v.Key) < longOver
		})
		var part *visits.RosterPart
		f := visits.RosterFacts{Of: of, At: visits.RosterAt(h.micro(), nil), By: by}
		if i := slices.IndexFunc(parts, func(p visits.RosterPart) bool { return p.ID == id }); i >= 0 {
			part = &parts[i]
			if f.At = visits.RosterAt(h.micro(), part); part.Erased {
				return nil, 0, fmt.Errorf("what the roster said of a person of this file was erased, and is kept no more; nothing was written")
			}
		}
		if err := part.Fits(said[of]); err != nil {
			return nil, 0, err
		}
		for _, fields := range plan.Chunks(said[of]) {
			w := visits.RosterWords{Fields: fields}
			if err := w.Check(); err != nil {
				return nil, 0, err
			}
			n += len(fields)
			acts = append(acts, Act{Kind: visits.RosterKept, Facts: f, Words: w, Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: id}, {Kind: evidence.RefUnit, ID: unit}}})
		}
	}
	return acts, n, nil
}

// ForgetRoster erases what a branch's roster says, and ever said, of a person who left.
// Nothing is kept of them after it, no absence either: so it is refused of whose device
// may still sign in.
func (h *HQ) ForgetRoster(ctx context.Context, unit, of evidence.ID, reason string) (visits.Erasure, error) {
	devices, err := h.Store.Devices(ctx)
	if err != nil {
		return visits.Erasure{}, err
	}
	for _, d := range devices {
		if d.Officer == of && d.Unit == unit && d.Role == "officer" && d.Revoked == 0 {
			return visits.Erasure{}, fmt.Errorf("this person may still sign in on the device %s, and of who was forgotten no leave or absence can be noted any more: "+
				"end that first with hq revoke -device %s -reason left; nothing was erased", d.ID.Short(), d.ID)
		}
	}
	return h.Erase(ctx, visits.RosterID(unit, of), reason)
}
