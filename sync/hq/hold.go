package hq

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// Hold puts a case under a legal hold, for one of visits.HoldReasons: nothing of it
// is erased, by nobody and by no period, until Release.
func (h *HQ) Hold(ctx context.Context, id evidence.ID, reason string) error {
	if !slices.Contains(visits.HoldReasons, reason) {
		return fmt.Errorf("a case is held for one of these reasons: %s; nothing was done", strings.Join(visits.HoldReasons, ", "))
	}
	c, err := h.caseNamed(ctx, id)
	if err != nil {
		return err
	}
	if c.Erased != nil {
		return fmt.Errorf("case %s is erased; there is nothing left to hold", id.Short())
	}
	return h.actOn(ctx, id, visits.CaseHeld, reason)
}

// Release ends a legal hold.
func (h *HQ) Release(ctx context.Context, id evidence.ID, reason string) error {
	c, err := h.caseNamed(ctx, id)
	if err != nil {
		return err
	}
	if c.Held == nil {
		return fmt.Errorf("case %s is under no legal hold; nothing was done", id.Short())
	}
	return h.actOn(ctx, id, visits.CaseReleased, reason)
}

// CloseCase says that a claim is settled, for one of visits.CloseReasons: the case
// leaves every officer's device, and its period of keeping begins. A bank that
// hands it over again opens it again.
func (h *HQ) CloseCase(ctx context.Context, id evidence.ID, reason string) error {
	if !slices.Contains(visits.CloseReasons, reason) {
		return fmt.Errorf("a case is closed for one of these reasons: %s; nothing was done", strings.Join(visits.CloseReasons, ", "))
	}
	if _, err := h.caseNamed(ctx, id); err != nil {
		return err
	}
	return h.actOn(ctx, id, visits.CaseClosed, reason)
}

func (h *HQ) actOn(ctx context.Context, id evidence.ID, kind, reason string) error {
	_, err := h.Do(ctx, Act{Kind: kind, Facts: visits.ReasonFacts{Reason: reason}, Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: id}}})
	if err != nil {
		return err
	}
	return h.Settle(ctx)
}
