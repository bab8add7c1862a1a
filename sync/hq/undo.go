package hq

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"fairvisit/evidence"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
	"fairvisit/visits/intake"
)

// UndoResult counts what taking an import back did, or with dry would do.
type UndoResult struct {
	Entry  evidence.Hash `json:"entry,omitzero"`
	Back   []evidence.ID `json:"back"`   // as before the import
	Closed []evidence.ID `json:"closed"` // came with it, and nobody is to go there
	Kept   []KeptCase    `json:"kept"`
	// Already is the entry that took the import back before; then nothing was left to do.
	Already evidence.Hash `json:"already,omitzero"`
}

// KeptCase is a case that an undone import left as it is, and why.
type KeptCase struct {
	Case   evidence.ID `json:"case"`
	Number string      `json:"number,omitempty"` // CREDITOR/NUMBER; none where the words are gone
	Why    string      `json:"why"`              // changed_since, assigned, visited, erased, words_erased
}

// UndoImport takes an import back by new entries; no old one is touched. A case
// that came with it is closed, one that it changed gets what was held before.
// What people have acted on since is left alone and named: a visit was made to
// the case as it was imported.
func (h *HQ) UndoImport(ctx context.Context, entry evidence.Hash, dry bool) (UndoResult, error) {
	r := UndoResult{Back: []evidence.ID{}, Closed: []evidence.ID{}, Kept: []KeptCase{}}
	if err := h.Settle(ctx); err != nil {
		return r, err
	}
	imported, err := h.importedBy(ctx, entry)
	if err != nil {
		return r, err
	}
	var acts []Act
	for _, e := range imported {
		act, why, err := h.undoCase(ctx, &e)
		switch {
		case err != nil:
			return r, err
		case why != "":
			kept, err := h.keptCase(ctx, e.Header.Case(), why)
			if err != nil {
				return r, err
			}
			r.Kept = append(r.Kept, kept)
			continue
		case act.Kind == visits.CaseClosed:
			r.Closed = append(r.Closed, e.Header.Case())
		default:
			r.Back = append(r.Back, e.Header.Case())
		}
		acts = append(acts, act)
	}
	if len(acts) == 0 && len(imported) > 0 {
		r.Already, err = h.undoneBy(ctx, &imported[0], entry)
		return r, err
	}
	if dry || len(acts) == 0 {
		return r, nil
	}
	parent := Act{Kind: visits.ImportUndone, Facts: visits.UndoneFacts{Import: entry, Back: len(r.Back), Closed: len(r.Closed), Kept: len(r.Kept)}}
	for part := range slices.Chunk(append([]Act{parent}, acts...), importPart) {
		entries, err := h.Do(ctx, part...)
		if err != nil {
			return r, err
		}
		if r.Entry.IsZero() {
			r.Entry = entries[0].ID
		}
	}
	return r, h.Settle(ctx)
}

// keptCase names a case by the bank's number, by which its people know it.
func (h *HQ) keptCase(ctx context.Context, id evidence.ID, why string) (KeptCase, error) {
	c, err := h.heldCase(ctx, id)
	k := KeptCase{Case: id, Why: why}
	if err == nil && c != nil && c.Words != nil {
		k.Number = c.Words.Creditor + "/" + c.Words.Number
	}
	return k, err
}

// importedBy are the entries that one import wrote: those that follow it in its
// chain, as many as it says, and none behind the next import or the next that was undone. One that stopped in
// the middle wrote fewer.
func (h *HQ) importedBy(ctx context.Context, entry evidence.Hash) ([]evidence.Entry, error) {
	row, err := h.Store.EntryByID(ctx, entry)
	if errors.Is(err, store.ErrNotFound) {
		return nil, fmt.Errorf("no entry %s is here; nothing was undone", entry.Short())
	}
	if err != nil {
		return nil, err
	}
	parent, err := evidence.Decode(row.Raw)
	if err != nil {
		return nil, err
	}
	var f visits.ImportFacts
	if parent.Header.Kind != visits.ImportTaken || evidence.DecodePayload(parent.Facts.Bytes, &f) != nil {
		return nil, fmt.Errorf("entry %s is no import; nothing was undone", entry.Short())
	}
	next := uint64(math.MaxUint64)
	for _, kind := range []string{visits.ImportTaken, visits.ImportUndone} {
		if err := h.chainOf(ctx, &parent, kind, func(e *evidence.Entry) {
			if e.Header.Seq > parent.Header.Seq {
				next = min(next, e.Header.Seq)
			}
		}); err != nil {
			return nil, err
		}
	}
	var all []evidence.Entry
	err = h.chainOf(ctx, &parent, visits.CaseImported, func(e *evidence.Entry) {
		if e.Header.Seq > parent.Header.Seq && e.Header.Seq < next && len(all) < f.Taken {
			all = append(all, *e)
		}
	})
	return all, err
}

// undoneBy is the entry that took an import back, of whichever run of headquarters;
// zero if none did.
func (h *HQ) undoneBy(ctx context.Context, of *evidence.Entry, entry evidence.Hash) (id evidence.Hash, err error) {
	for row, err := range h.Store.EntriesOfKind(ctx, of.Header.Device, visits.ImportUndone, math.MaxInt64) {
		if err != nil {
			return id, err
		}
		e, err := evidence.Decode(row.Raw)
		if err != nil {
			return id, err
		}
		var f visits.UndoneFacts
		if evidence.DecodePayload(e.Facts.Bytes, &f) == nil && f.Import == entry {
			id = e.ID
		}
	}
	return id, nil
}

// chainOf reads the entries of a kind in the chain of another, in order.
func (h *HQ) chainOf(ctx context.Context, of *evidence.Entry, kind string, f func(*evidence.Entry)) error {
	for row, err := range h.Store.EntriesOfKind(ctx, of.Header.Device, kind, math.MaxInt64) {
		if err != nil {
			return err
		}
		e, err := evidence.Decode(row.Raw)
		if err != nil {
			return err
		}
		if e.Header.Epoch == of.Header.Epoch {
			f(&e)
		}
	}
	return nil
}

// undoCase is what takes one imported case back, or why it is left alone.
func (h *HQ) undoCase(ctx context.Context, imported *evidence.Entry) (Act, string, error) {
	id := imported.Header.Case()
	c, err := h.heldCase(ctx, id)
	if err != nil {
		return Act{}, "", err
	}
	before, closed, since, err := h.historyOf(ctx, id, imported.ID, c)
	if err != nil {
		return Act{}, "", err
	}
	stood := intake.Stood{Before: before != nil, Since: since}
	if closed != nil {
		stood.Closed = closed.Reason
	}
	refs := []evidence.Ref{{Kind: evidence.RefCase, ID: id}}
	if before != nil && before.Words.State == evidence.Present {
		stood.Words = &visits.CaseWords{}
		if err := errors.Join(evidence.DecodePayload(before.Facts.Bytes, &stood.Facts), evidence.DecodePayload(before.Words.Bytes, stood.Words)); err != nil {
			return Act{}, "", err
		}
	}
	u, why := intake.TakeBack(c, imported.ID, &stood)
	if u.Kind == visits.CaseImported {
		if unit := before.Header.Ref(evidence.RefUnit); !unit.IsZero() {
			refs = append(refs, evidence.Ref{Kind: evidence.RefUnit, ID: unit})
		}
	}
	return Act{Kind: u.Kind, Refs: refs, Facts: u.Facts, Words: u.Words}, why, nil
}

// historyOf is what stood before an import of a case (the newest import, and how
// it was closed since), and what people did after it. An import that gave the case
// nothing, as it is now, is none.
func (h *HQ) historyOf(ctx context.Context, id evidence.ID, imported evidence.Hash, now *visits.Case) (before *evidence.Entry, closed *visits.ReasonFacts, since string, err error) {
	passed := false
	for row, err := range h.Store.EntriesOfCase(ctx, id) {
		if err != nil {
			return nil, nil, "", err
		}
		e, err := evidence.Decode(row.Raw)
		if err != nil {
			return nil, nil, "", err
		}
		switch kind := e.Header.Kind; {
		case e.ID == imported:
			passed = true
		case passed && kind == visits.CaseAssigned:
			since = intake.Assigned
		case passed && !e.Header.Visit().IsZero():
			return before, closed, intake.Visited, nil
		case now != nil && slices.Contains(now.Stale, e.ID):
		case !passed && kind == visits.CaseImported:
			before, closed = &e, nil
		case !passed && kind == visits.CaseClosed:
			f := visits.ReasonFacts{}
			if evidence.DecodePayload(e.Facts.Bytes, &f) == nil && slices.Contains(visits.CloseReasons, f.Reason) {
				closed = &f
			}
		}
	}
	return before, closed, since, nil
}

// Remembered is what a person said of the columns of the newest file with this
// head that headquarters took.
func (h *HQ) Remembered(ctx context.Context) func(head evidence.Hash) ([]visits.ColumnAt, error) {
	return func(head evidence.Hash) ([]visits.ColumnAt, error) {
		var known []visits.ColumnAt
		newest := int64(-1)
		for row, err := range h.Store.EntriesOfKind(ctx, h.keys.ChainID, visits.ImportTaken, math.MaxInt64) {
			if err != nil {
				return nil, err
			}
			e, err := evidence.Decode(row.Raw)
			if err != nil {
				return nil, err
			}
			var f visits.ImportFacts
			if evidence.DecodePayload(e.Facts.Bytes, &f) == nil && f.Head == head && len(f.Columns) > 0 && row.No > newest {
				known, newest = f.Columns, row.No
			}
		}
		return known, nil
	}
}
