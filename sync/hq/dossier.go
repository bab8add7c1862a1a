package hq

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"fairvisit/evidence"
	"fairvisit/evidence/dossier"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq/report"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
)

// DossierOf says what a dossier is to be of.
type DossierOf struct {
	Case  evidence.ID
	Visit evidence.ID // zero: the whole case
	At    int64       // N: entries with a lower number are inside
	Mask  dossier.Mask
	Lang  report.Lang // of report.pdf; empty: English
}

// WriteDossier writes the dossier of a case as it was when the log had q.At
// entries. It is a read like any other: in the chain before its first byte goes
// out. A size the log never had, and a case or visit without entries below it,
// are refused with a sentence and nothing is written to w.
func (h *HQ) WriteDossier(ctx context.Context, w io.Writer, q DossierOf) error {
	head, err := h.Store.Head(ctx)
	if err != nil {
		return err
	}
	if q.At < 1 || q.At > head.Size {
		return fmt.Errorf("a dossier is of the log at a size from 1 to %d, not %d; nothing was written", head.Size, q.At)
	}
	refs := []evidence.Ref{{Kind: evidence.RefCase, ID: q.Case}}
	what := fmt.Sprintf("dossier at %d, mask %s", q.At, q.Mask)
	if !q.Visit.IsZero() {
		what += ", visit " + q.Visit.String() // not as a ref: nothing was added to the visit
	}
	if _, err := h.Do(ctx, Act{Kind: visits.RecordViewed, Refs: refs, Facts: visits.ViewedFacts{What: what}}); err != nil {
		return err
	}
	if err := h.Settle(ctx); err != nil { // what was withdrawn up to now stays out
		return err
	}
	c, err := h.dossierContent(ctx, q)
	if err != nil {
		return err
	}
	readable, err := h.dossierReport(ctx, c, q)
	if err != nil {
		return err
	}
	c.Report = func() (io.ReadCloser, error) {
		size, err := readable.Seek(0, io.SeekEnd)
		return io.NopCloser(io.NewSectionReader(readable, 0, size)), err
	}
	return errors.Join(dossier.Write(w, c, h.keys.Service), forget(readable))
}

func (h *HQ) dossierContent(ctx context.Context, q DossierOf) (dossier.Content, error) {
	c := dossier.Content{Case: q.Case, Visit: q.Visit, Mask: q.Mask, Keys: h.keys.List, Photos: map[dossier.PhotoName]dossier.Picture{}}
	rows, err := h.dossierRows(ctx, q)
	if err != nil {
		return c, err
	}
	if len(rows) == 0 {
		return c, fmt.Errorf("headquarters has nothing of that case or visit below number %d of its log; nothing was written", q.At)
	}
	tree := h.Store.Rows(ctx)
	edge, err := evidence.LoadEdge(q.At, tree)
	if err != nil {
		return c, err
	}
	c.Checkpoint = evidence.Checkpoint{Size: q.At, Root: edge.Root()}
	if c.Checkpoint.Generation, err = h.Store.Generation(ctx); err != nil {
		return c, err
	}
	wrote := map[evidence.ID]bool{}
	for _, r := range rows {
		proof, err := tree.ProveInclusion(q.At, r.leaf.No)
		if err != nil {
			return c, err
		}
		c.Entries = append(c.Entries, dossier.Entry{Entry: r.entry, Leaf: r.leaf, Proof: proof})
		wrote[r.leaf.Device] = true
		if err := h.addPictures(ctx, &c, &r.entry); err != nil {
			return c, err
		}
	}
	for id := range wrote {
		st, err := h.enrolment(ctx, id)
		if err != nil {
			return c, err
		}
		c.Devices = append(c.Devices, st)
	}
	return c, nil
}

// logged is an entry with its line in the log.
type logged struct {
	entry evidence.Entry
	leaf  evidence.Leaf
}

// dossierRows reads the entries of the case, or of its one visit, by number.
func (h *HQ) dossierRows(ctx context.Context, q DossierOf) ([]logged, error) {
	all, ofCase := []logged{}, map[evidence.ID]bool{}
	for r, err := range h.Store.EntriesOfCase(ctx, q.Case) {
		if err != nil {
			return nil, err
		}
		if r.No >= q.At {
			break
		}
		l, err := loggedRow(r)
		if err != nil {
			return nil, err
		}
		v := l.entry.Header.Visit()
		if !v.IsZero() {
			ofCase[v] = true
		}
		if q.Visit.IsZero() || v == q.Visit {
			all = append(all, l)
		}
	}
	for v := range ofCase {
		if !q.Visit.IsZero() && v != q.Visit {
			continue
		}
		more, err := h.caselessRows(ctx, v, q.At)
		if err != nil {
			return nil, err
		}
		all = append(all, more...)
	}
	slices.SortFunc(all, func(a, b logged) int { return cmp.Compare(a.leaf.No, b.leaf.No) })
	return all, nil
}

// caselessRows reads the entries that name a visit and no case.
func (h *HQ) caselessRows(ctx context.Context, visit evidence.ID, at int64) ([]logged, error) {
	var all []logged
	for r, err := range h.Store.EntriesOfVisit(ctx, visit) {
		if err != nil {
			return nil, err
		}
		l, err := loggedRow(r)
		if err != nil {
			return nil, err
		}
		if r.No < at && l.entry.Header.Case().IsZero() {
			all = append(all, l)
		}
	}
	return all, nil
}

func loggedRow(r store.Row) (logged, error) {
	e, err := evidence.Decode(r.Raw)
	if err != nil {
		return logged{}, fmt.Errorf("entry %d is damaged here; nothing was written: %w", r.No, err)
	}
	h := &e.Header
	return logged{e, evidence.Leaf{No: r.No, ID: e.ID, Device: h.Device, Epoch: h.Epoch, Seq: h.Seq, Received: r.Received, Status: r.Status}}, nil
}

// addPictures adds the photos of an entry that have arrived, and why others are
// gone.
func (h *HQ) addPictures(ctx context.Context, c *dossier.Content, e *evidence.Entry) error {
	for i := range e.Header.Photos {
		row, err := h.Store.Photo(ctx, e.ID, i)
		if err != nil {
			return err
		}
		name := dossier.PhotoName{Entry: e.ID, Index: i}
		switch row.State {
		case store.PhotoStored:
			c.Photos[name] = dossier.Picture{Open: func() (io.ReadCloser, error) {
				return openSealed(h.ring, h.photos.Path(row.File), fieldsync.PhotoName(name))
			}}
		case store.PhotoWithdrawn:
			l, _, err := h.Withdrawal(ctx, row)
			if err != nil {
				return err
			}
			c.Photos[name] = dossier.Picture{Withdrawn: cmp.Or(l.Reason, "other")}
		}
	}
	return nil
}

// enrolment is what headquarters signed of a device.
func (h *HQ) enrolment(ctx context.Context, id evidence.ID) (evidence.Statement, error) {
	var st evidence.Statement
	d, err := h.Store.Device(ctx, id)
	if err == nil {
		err = evidence.DecodePayload(d.Statement, &st)
	}
	if err != nil {
		err = errors.Join(fmt.Errorf("the enrolment of device %s cannot be read; nothing was written", id.Short()), err)
	}
	return st, err
}
