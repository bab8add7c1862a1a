package hq

import (
	"context"
	"errors"
	"slices"
	"strings"

	"fairvisit/evidence"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
)

// Branch is what tells one branch from another here: its name is kept nowhere, only the
// id that is made of it (UnitID).
type Branch struct {
	ID     evidence.ID
	Region string   // where it was placed; "" where nobody did
	People []string // who works there, by name, in the order of the alphabet
	Cases  int
}

// Branches are those headquarters knows: somebody was enrolled in them, they were placed,
// or cases came in for them. Those with the most cases come first.
func (h *HQ) Branches(ctx context.Context) ([]Branch, error) {
	if err := h.Settle(ctx); err != nil {
		return nil, err
	}
	known := map[evidence.ID]*Branch{}
	of := func(id evidence.ID) *Branch {
		if known[id] == nil {
			known[id] = &Branch{ID: id}
		}
		return known[id]
	}
	err := errors.Join(
		h.eachPicture(ctx, visits.KindPerson, func(p store.Picture) error {
			who, err := decodePicture[visits.Person](p)
			if err != nil {
				return err
			}
			if b := of(who.Unit); who.Name != "" { // else it was erased
				b.People = append(b.People, who.Name)
			}
			return nil
		}),
		h.eachPicture(ctx, visits.KindUnit, func(p store.Picture) error {
			u, err := decodePicture[visits.Unit](p)
			if err == nil {
				of(p.ID).Region = u.Region
			}
			return err
		}),
		h.eachPicture(ctx, visits.KindCase, func(p store.Picture) error {
			c, err := decodePicture[visits.Case](p)
			if err == nil {
				of(c.Unit).Cases++
			}
			return err
		}))
	delete(known, evidence.ID{}) // a case that never was imported is of no branch yet
	list := make([]Branch, 0, len(known))
	for _, b := range known {
		slices.Sort(b.People)
		list = append(list, *b)
	}
	slices.SortFunc(list, func(a, b Branch) int {
		if a.Cases != b.Cases {
			return b.Cases - a.Cases
		}
		return strings.Compare(a.ID.String(), b.ID.String())
	})
	return list, err
}

// HasBranch reports whether headquarters knows a branch. It is asked before every command
// that names one, so what is quick to read is read first.
func (h *HQ) HasBranch(ctx context.Context, unit evidence.ID) (bool, error) {
	if err := h.Settle(ctx); err != nil {
		return false, err
	}
	_, err := h.Store.PictureByID(ctx, visits.KindUnit, unit)
	if !errors.Is(err, store.ErrNotFound) {
		return err == nil, err
	}
	known := false
	err = h.eachPicture(ctx, visits.KindPerson, func(p store.Picture) error {
		who, err := decodePicture[visits.Person](p)
		known = known || err == nil && who.Unit == unit
		return err
	})
	if known || err != nil {
		return known, err
	}
	err = h.eachCaseOf(ctx, unit, func(*visits.Case) { known = true })
	return known, err
}
