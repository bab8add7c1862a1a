package sim

import (
	"errors"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"time"

	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

// made is one entry that a device really made, whatever became of its store.
type made struct {
	id            evidence.Hash
	d             *device
	epoch         evidence.ID
	seq           uint64
	kind          string
	visit, caseID evidence.ID
	words         bool
	photos        []evidence.PhotoRef
	acknowledged  bool // and headquarters did not lose it since
}

// scan notes what a store came to hold since it was looked at.
func (h *history) scan(d *device) {
	if d.journal == nil || d.written == d.journal.Writings() {
		return
	}
	d.written = d.journal.Writings()
	epochs, err := d.journal.Epochs(ctx)
	h.must(err)
	for _, e := range epochs {
		ids, known := d.chain[e.Epoch]
		if !known {
			d.epochs = append(d.epochs, e.Epoch)
		}
		if int(e.Seq) < len(ids) {
			h.fail("%s lost entries of its chain: it had %d, it has %d", d.name, len(ids), e.Seq)
		}
		if int(e.Seq) == len(ids) && known {
			continue
		}
		out, err := d.journal.Unsent(ctx, e.Epoch, uint64(len(ids))+1, 1<<20, 1<<30)
		h.must(err)
		for _, o := range out {
			ids = append(ids, o.ID)
			if int(o.Seq) != len(ids) {
				h.fail("%s: entry %d stands where %d belongs", d.name, o.Seq, len(ids))
			}
			h.note(d, o)
		}
		d.chain[e.Epoch] = ids
	}
}

// note writes one entry down.
func (h *history) note(d *device, o journal.Outgoing) {
	raw, err := d.journal.Plain(o)
	h.must(err)
	e, err := evidence.Decode(raw)
	h.must(err)
	m := &made{id: o.ID, d: d, epoch: o.Epoch, seq: o.Seq, kind: o.Kind, visit: e.Header.Visit(), caseID: e.Header.Case(),
		words: e.Words.State == evidence.Present, photos: e.Header.Photos}
	if h.made[o.ID] == nil {
		h.made[o.ID] = m
		h.order = append(h.order, m)
	}
	if m.visit.IsZero() {
		return
	}
	d.visits[m.visit] = append(d.visits[m.visit], m.id)
	i := slices.IndexFunc(d.drafts, func(it *draft) bool { return it.visit == m.visit })
	switch m.kind {
	case visits.VisitOpened:
		d.drafts = append(d.drafts, &draft{visit: m.visit, caseID: m.caseID, last: e.Header.Wall})
	case visits.VisitClosed, visits.VisitAbandoned:
		d.drafts = slices.Delete(d.drafts, i, i+1)
	default:
		if i >= 0 {
			d.drafts[i].last = max(d.drafts[i].last, e.Header.Wall)
		}
	}
}

// acknowledged is told of each acknowledgement as the device reads it. It stands
// for all numbers up to its own, and headquarters must hold them now.
func (h *history) acknowledged(d *device, a fieldsync.Stored) {
	h.scan(d)
	ids := d.chain[a.Epoch]
	if a.Seq == 0 || int(a.Seq) > len(ids) || ids[a.Seq-1] != a.ID {
		return // of another branch: the device does not believe it either
	}
	for _, id := range ids[:a.Seq] {
		if m := h.made[id]; !m.acknowledged {
			m.acknowledged = true
			h.mustHold(m)
		}
	}
}

// mustHold fails unless headquarters has the entry.
func (h *history) mustHold(m *made) {
	_, err := h.hq.Store.EntryByID(ctx, m.id)
	if errors.Is(err, store.ErrNotFound) {
		h.fail("headquarters does not hold an entry it acknowledged: %s %d of %s", m.kind, m.seq, m.d.name)
	}
	h.must(err)
}

func (h *history) checkAcknowledged() {
	for _, m := range h.order {
		if m.acknowledged {
			h.mustHold(m)
		}
	}
}

// checkKept holds a restored headquarters against what must have survived:
// the log as it was, and photos. What it does not have is acknowledged no more.
func (h *history) checkKept(kept []logged, photos []photoName) {
	now := h.log()
	if len(now) < len(kept) {
		h.fail("headquarters came back with %d entries, %d were safe", len(now), len(kept))
	}
	for i := range kept {
		if string(now[i].Raw) != string(kept[i].Raw) || now[i].Status != kept[i].Status || now[i].Received != kept[i].Received {
			h.fail("entry %d came back changed: status %s and %s", i, kept[i].Status, now[i].Status)
		}
	}
	for _, p := range photos {
		row, err := h.hq.Store.Photo(ctx, p.entry, p.index)
		h.must(err)
		if row.State != store.PhotoStored {
			h.fail("a photo that was safe did not come back")
		}
	}
	for _, m := range h.order {
		m.acknowledged = m.acknowledged && len(h.at[m.id]) > 0
	}
}

// lose takes a device out of the world, its folder with it.
func (d *device) lose() {
	d.stop()
	d.lost = true
	d.copies = nil
}

func (d *device) identity() journal.Identity { return d.journal.Identity() }

// enrolChen is somebody new, whom an older backup does not know.
func (h *history) enrolChen(r *rand.Rand) {
	b := branch[len(branch)-1]
	id, err := h.hq.Person(ctx, h.unit, b.role, b.person)
	h.must(err)
	s := seat{name: "Chen's tablet", role: b.role, officer: id, root: filepath.Join(h.dir, "late")}
	s.folder = journal.Folder(s.root, id)
	identity, err := enrol(h.hq, h.unit, s)
	h.must(err)
	j, err := journal.Create(s.folder, identity, journalOptions(s.root, clockOf(func() time.Time { return h.now })))
	h.must(err)
	h.must(j.Close())
	h.devices = append(h.devices, h.take(s, r))
}
