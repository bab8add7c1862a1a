package hq

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"fairvisit/evidence"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
	"fairvisit/visits/outcome"
)

// CancelVisit says of a visit, for one of visits.CancelReasons, that its record is no
// attempt of its own. The record stays, and so does the contact: only figures leave it out.
func (h *HQ) CancelVisit(ctx context.Context, id evidence.ID, reason string) error {
	if !slices.Contains(visits.CancelReasons, reason) {
		return fmt.Errorf("a visit is cancelled for one of these reasons: %s; nothing was done", strings.Join(visits.CancelReasons, ", "))
	}
	if err := h.Settle(ctx); err != nil {
		return err
	}
	p, err := h.Store.PictureByID(ctx, visits.KindVisit, id)
	if errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("headquarters has no visit %s; nothing was done: %w", id.Short(), err)
	}
	if err != nil {
		return err
	}
	v, err := decodePicture[visits.Visit](p)
	if err != nil {
		return err
	}
	if v.Cancelled != nil {
		return fmt.Errorf("visit %s is cancelled already (%s); nothing was done", id.Short(), v.Cancelled.Reason)
	}
	return h.ownAct(ctx, Act{Kind: visits.VisitCancelled, Facts: visits.CancelledFacts{Reason: reason},
		Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: v.Case}, {Kind: evidence.RefVisit, ID: id}}})
}

// Figures counts the visits of a branch (zero: of all) whose local day lies between two,
// both inside, yyyy-mm-dd; "": without a bound. That it was read is in the log first.
func (h *HQ) Figures(ctx context.Context, unit evidence.ID, from, to string) (outcome.Figures, error) {
	if err := h.ownAct(ctx, Act{Kind: visits.RecordViewed, Facts: visits.ViewedFacts{What: "figures"}}); err != nil {
		return outcome.Figures{}, err
	}
	t := &outcome.Tally{Unit: unit, From: from, To: to}
	err := errors.Join(eachInto(ctx, h, visits.KindVisit, t.Visit), eachInto(ctx, h, visits.KindFinding, t.Finding), eachInto(ctx, h, visits.KindCase, t.Case))
	return t.Figures(), err
}

// eachInto hands each picture of a kind over.
func eachInto[T any](ctx context.Context, h *HQ, kind string, take func(*T)) error {
	return h.eachPicture(ctx, kind, func(p store.Picture) error {
		one, err := decodePicture[T](p)
		if err == nil {
			take(one)
		}
		return err
	})
}
