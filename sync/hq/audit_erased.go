package hq

import (
	"context"
	"errors"
	"fmt"

	"fairvisit/evidence"
	"fairvisit/sync/hq/casekeys"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
)

// erasures compares the keys that were destroyed with what the log says was erased
// or withdrawn: a key that nobody was told of would be evidence made away with, one
// that is there still an erasure that was not carried out.
func (a *audit) erasures(ctx context.Context) error {
	const table = "case keys"
	mayGo := map[casekeys.Scope]bool{}
	for id := range a.acts.erased {
		mayGo[casekeys.OfCase(id)] = true
		for r := range a.v.Rows("entries", "SELECT DISTINCT visit_id FROM entries WHERE case_id = ?1 AND visit_id IS NOT NULL", id[:]) {
			if b := r.Blob("visit_id"); len(b) == 16 {
				mayGo[casekeys.OfVisit(evidence.ID(b))] = true
			}
		}
	}
	for r := range a.v.Rows("photos", "SELECT entry, idx FROM photos WHERE state = 2") {
		if b := r.Blob("entry"); len(b) == 32 {
			mayGo[casekeys.OfPhoto(evidence.Hash(b), int(r.Int("idx")))] = true
		}
	}
	err := a.ring.Check(func(s casekeys.Scope, columns, what string) error {
		a.v.Fault(table, fmt.Sprintf("%x", string(s)), columns, "%s", what)
		return ctx.Err()
	})
	if err != nil {
		return err
	}
	err = a.ring.Destroyed(func(s casekeys.Scope, _ int64) error {
		if !mayGo[s] && !a.goneSince(ctx, s) {
			a.v.Fault(table, fmt.Sprintf("%x", string(s)), "scope, destroyed", "is destroyed, and no entry says that this was erased or withdrawn")
		}
		delete(mayGo, s)
		return ctx.Err()
	})
	if err != nil {
		return err
	}
	for s := range mayGo {
		_, err := a.ring.Key(s)
		if _, _, photo := s.Photo(); photo && errors.Is(err, casekeys.ErrNoKey) {
			a.v.Stopped(table, fmt.Sprintf("%x", string(s)), "scope, destroyed", "nothing says that it was destroyed, and the log says that this was withdrawn")
		}
		if err == nil {
			a.v.Stopped(table, fmt.Sprintf("%x", string(s)), "scope, destroyed", "is there still, and the log says that this was erased or withdrawn")
		}
	}
	return nil
}

// goneSince reports whether it was erased or withdrawn while the audit ran.
func (a *audit) goneSince(ctx context.Context, s casekeys.Scope) bool {
	if entry, index, is := s.Photo(); is {
		p, err := a.store.Photo(ctx, entry, index)
		return err == nil && p.State == store.PhotoWithdrawn
	}
	if id, is := s.Case(); is {
		p, err := a.store.PictureByID(ctx, visits.KindCase, id)
		return err == nil && p.State == "erased"
	}
	if id, is := s.Visit(); is {
		p, err := a.store.PictureByID(ctx, visits.KindVisit, id)
		if err != nil {
			return false
		}
		v, err := decodePicture[visits.Visit](p)
		return err == nil && v.Erased != nil
	}
	return false
}

// wentWhile reports of a photo that does not open whether it was withdrawn while
// the audit ran.
func (a *audit) wentWhile(ctx context.Context, p *store.PhotoRow, err error) bool {
	if !errors.Is(err, casekeys.ErrErased) {
		return false
	}
	now, err := a.store.Photo(ctx, p.Entry, p.Index)
	return err == nil && now.State == store.PhotoWithdrawn
}
