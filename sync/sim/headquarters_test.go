package sim

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"time"

	"fairvisit/evidence"
	"fairvisit/sync/hq"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
)

func (h *history) options() hq.Options {
	o := hq.Options{Data: h.data(), Keys: h.keys, Build: "sim", Sequential: true, Now: func() time.Time { return h.now }}
	if h.second {
		o.Second = filepath.Join(h.dir, "second")
	}
	return o
}

func (h *history) openHQ() {
	var err error
	h.hq, err = hq.Open(h.options())
	h.must(err)
}

// killHQ is headquarters' process ending where it stands, and starting again.
// What its sessions had queued may have been on the wire already.
func (h *history) killHQ() {
	for _, d := range h.devices {
		l := d.link
		if l == nil {
			continue
		}
		for range h.luck.IntN(4) {
			f, err := l.hq.Next(ctx)
			if f == nil || err != nil {
				break
			}
			l.down = append(l.down, bytes.Clone(f))
		}
		l.flush(h.luck.IntN(len(l.down) + 1))
		if l.over {
			continue
		}
		l.up = nil // nobody is there to read it late
		l.end(errCut)
	}
	for _, l := range h.late {
		l.leave()
	}
	h.late = nil
	h.must(h.hq.Abandon())
	h.openHQ()
}

// office runs an act of headquarters, as its process.
func (h *history) office(act func() error) {
	h.as(nil, func() { h.must(act()) })
}

// assign gives a case to somebody.
func (h *history) assign(i int, r *rand.Rand) {
	first := r.IntN(len(h.officers))
	second := (first + 1) % len(h.officers)
	order := r.IntN(5)
	h.tell("case %d is assigned to officer %d", i, first)
	h.office(func() error {
		_, err := h.hq.Assign(ctx, hq.Assignment{Case: h.open[i], Officer: h.officers[first], Second: h.officers[second],
			Day: h.now.Format(time.DateOnly), Order: order})
		return err
	})
}

func (h *history) takeBack(i int) {
	h.tell("case %d is taken back", i)
	h.office(func() error {
		_, err := h.hq.Assign(ctx, hq.Assignment{Case: h.open[i], Day: h.now.Format(time.DateOnly)})
		return err
	})
}

func (h *history) secureAll() {
	for {
		more, err := h.hq.SecureOnce(ctx)
		h.must(err)
		if !more {
			return
		}
	}
}

// backup is a copy of headquarters, and what it must bring back.
type backup struct {
	dir    string
	size   int64
	photos []photoName
}

type photoName struct {
	entry evidence.Hash
	index int
}

func (h *history) backUp() {
	h.copies++
	b := backup{dir: filepath.Join(h.dir, fmt.Sprintf("backup-%d", h.copies))}
	head, err := h.hq.Store.Head(ctx)
	h.must(err)
	b.size = head.Size
	for _, p := range h.photosAtHQ() {
		if p.State == store.PhotoStored {
			b.photos = append(b.photos, photoName{p.Entry, p.Index})
		}
	}
	if h.as(nil, func() { h.must(h.hq.Backup(ctx, b.dir)) }) {
		return
	}
	h.backups = append(h.backups, b)
}

// burn loses headquarters' disk and makes it anew from a backup and, if the
// operator has it at hand, the second copy.
func (h *history) burn(b backup, withSecond bool) {
	withSecond = withSecond && h.second
	h.checkAcknowledged()
	before := h.log()
	secured, photosSecured, err := h.hq.Store.Secured(ctx)
	h.must(err)
	kept, photos := b.size, b.photos
	if withSecond {
		kept = max(kept, secured)
		for _, p := range h.photosAtHQ() {
			if p.State == store.PhotoStored && p.StoredNo < photosSecured {
				photos = append(photos, photoName{p.Entry, p.Index})
			}
		}
	}
	for _, d := range h.devices {
		if d.link != nil {
			d.link.up = nil
			d.link.end(errCut)
		}
	}
	for _, l := range h.late {
		l.leave()
	}
	h.late = nil
	h.must(h.hq.Close())
	h.hq = nil
	h.forgetLog()
	h.restore(b, withSecond)
	h.openHQ()
	h.lossy = h.lossy || !withSecond
	h.checkKept(before[:kept], photos)
	h.backups = nil // of a life that is over
	h.backUp()
}

// restore runs until it ends: its own process may be killed too.
func (h *history) restore(b backup, withSecond bool) {
	second := ""
	if withSecond {
		second = h.options().Second
	}
	for done := false; !done; {
		h.lives++
		blown := h.blownIn(func() {
			_, err := hq.Restore(ctx, h.options(), b.dir, second, !withSecond)
			h.must(err)
		})
		done = !blown
	}
}

// blownIn is as for a process that is not started again.
func (h *history) blownIn(f func()) (blown bool) {
	defer func() {
		if h.blown {
			h.blown = false
			blown = true
			_ = recover()
		}
	}()
	f()
	return false
}

// logged is one entry of headquarters' log, read once.
type logged struct {
	store.Row
	entry evidence.Entry
}

// log is every entry of headquarters, in order of number.
func (h *history) log() []logged {
	rows, err := h.hq.Store.EntryRange(ctx, int64(len(h.read)), 1<<20)
	h.must(err)
	for _, r := range rows {
		e, err := evidence.Decode(r.Raw)
		h.must(err)
		h.at[e.ID] = append(h.at[e.ID], len(h.read))
		h.read = append(h.read, logged{r, e})
	}
	return h.read
}

// forgetLog has the log read anew: it is another one.
func (h *history) forgetLog() { h.read, h.at = nil, map[evidence.Hash][]int{} }

// photosAtHQ are the photos of every visit somebody made.
func (h *history) photosAtHQ() []store.PhotoRow {
	var all []store.PhotoRow
	for _, m := range h.order {
		for i := range m.photos {
			p, err := h.hq.Store.Photo(ctx, m.id, i)
			if errors.Is(err, store.ErrNoPhoto) {
				continue
			}
			h.must(err)
			all = append(all, p)
		}
	}
	return all
}

// standing reads a case as headquarters shows it; nil if it has none.
func (h *history) standing(id evidence.ID) *visits.Case {
	p, err := h.hq.Store.PictureByID(ctx, visits.KindCase, id)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	h.must(err)
	c := &visits.Case{}
	h.must(json.Unmarshal(p.Body, c))
	return c
}
