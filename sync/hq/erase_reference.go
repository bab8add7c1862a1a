package hq

import (
	"context"
	"errors"
	"slices"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// eraseReferences erases what was asked for a case by a reference: it lies under keys
// of its own, and says of the case what the case's words said. One that cannot be erased
// keeps no other from it.
func (h *HQ) eraseReferences(ctx context.Context, c *visits.Case) error {
	var failed []error
	for _, id := range c.Asks {
		a, err := h.askNamed(ctx, id)
		if err == nil && a.Reference && a.Case != c.ID && slices.Contains(a.Placed(), c.ID) {
			err = h.eraseReference(ctx, a.Case, c.Erased.Reason)
		}
		failed = append(failed, err)
	}
	return errors.Join(failed...)
}

// eraseReference erases by its random id what was said by a reference. A device may have
// written the id of a real case in its place: that one has keys of its own right, and is
// left alone, as is a reference under a legal hold; the log says so.
func (h *HQ) eraseReference(ctx context.Context, id evidence.ID, reason string) error {
	of, err := h.caseNamed(ctx, id)
	if err != nil || of.Erased != nil {
		return err
	}
	own, err := h.isReference(ctx, of)
	if err != nil {
		return err
	}
	if of.Held != nil {
		h.log.Warn("a reference is under a legal hold and stays, its case is erased", "reference", id.Short())
		return nil
	}
	if !own {
		h.log.Warn("a reference has the id of a case and is not erased with the case that it was answered for", "case", id.Short())
		return nil
	}
	_, err = h.Erase(ctx, id, reason)
	return err
}

// isReference reports whether a picture is of a reference alone, of nothing that has keys
// for reasons of its own.
func (h *HQ) isReference(ctx context.Context, of *visits.Case) (bool, error) {
	visited, err := h.Store.VisitsOfCase(ctx, of.ID)
	return !of.Roster && of.Imported.IsZero() && of.Unit.IsZero() && len(of.Contacts)+len(visited) == 0, err
}
