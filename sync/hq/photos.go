package hq

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"fairvisit/evidence"
	"fairvisit/evidence/photo"
	"fairvisit/evidence/vault"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq/casekeys"
	"fairvisit/sync/hq/store"
)

// receiving is the photo half of a session at headquarters.
type receiving struct {
	session *session
	slots   [fieldsync.MaxSlots]*arriving
	untold  int64          // bytes that arrived since the device was last told of some
	told    time.Time      // when that was
	telling bool           // a timer is set for it
	opening sync.WaitGroup // offers being looked at
	closed  bool           // the session is over
	waiting int64          // bytes that wait for a worker, over all slots
	worked  sync.Cond      // some of them were taken; its lock is the session's
}

// arriving is one photo on its way in.
type arriving struct {
	name   fieldsync.PhotoName
	file   *photo.Incoming
	bytes  int64 // arrived in this session
	told   int64 // of these, the device knows
	handed bool  // complete, with the shelver
	wrong  bool  // a chunk was wrong once and is sent again
	pieces []piece
	busy   bool // a worker takes them
}

// begin answers an offer with the position, from the bytes that are here. To
// make a file waits for the disk's journal; the frames of other photos behind
// this one do not wait with it.
func (r *receiving) begin(ctx context.Context, b fieldsync.PhotoBegin) error {
	if b.Slot < 0 || b.Slot >= fieldsync.MaxSlots {
		return fmt.Errorf("photo slot %d: %w", b.Slot, fieldsync.ErrFrame)
	}
	r.vacate(b.Slot)
	if r.session.hq.o.Sequential {
		return r.take(b, r.open(ctx, b))
	}
	r.opening.Add(1)
	go func() {
		defer r.opening.Done()
		o := r.open(context.WithoutCancel(ctx), b)
		r.session.in.Lock()
		defer r.session.in.Unlock()
		if err := r.take(b, o); err != nil {
			r.session.hq.log.Error("an offered photo could not be looked up; its device keeps it", "error", err)
			r.session.end(fieldsync.ByeBusy, "headquarters could not store just now; nothing is lost", 5000)
		}
	}()
	return nil
}

// vacate gives up what a slot holds; its bytes are kept.
func (r *receiving) vacate(slot int) {
	a := r.slots[slot]
	if a == nil {
		return
	}
	r.slots[slot] = nil
	if a.handed {
		return // the shelver has it
	}
	if err := a.file.Close(); err != nil {
		r.session.hq.log.Warn("an upload did not close", "error", err)
	}
}

// offered is what was found of an offered photo.
type offered struct {
	file   *photo.Incoming // nil: stored already, or refused
	refuse string
	err    error
}

// open looks an offer up and takes its file up. It needs no lock.
func (r *receiving) open(ctx context.Context, b fieldsync.PhotoBegin) offered {
	promised, refuse, err := r.session.promise(b)
	switch {
	case errors.Is(err, vault.ErrBox):
		r.session.sealedElsewhere()
		return offered{refuse: "the photo is sealed for another key of headquarters; its device keeps it"}
	case err != nil:
		return offered{refuse: err.Error()}
	case refuse != "":
		return offered{refuse: refuse}
	}
	h := r.session.hq
	row, err := h.Store.Photo(ctx, b.Entry, b.Index)
	switch {
	case errors.Is(err, store.ErrNoPhoto):
		return offered{refuse: "no stored entry names this photo yet"}
	case err != nil:
		return offered{err: err}
	case row.State == store.PhotoStored:
		return offered{}
	case h.erasedPhoto(row):
		return offered{} // its device is told that it is stored, and frees it
	case row.State != store.PhotoAwaited:
		return offered{refuse: "this photo was withdrawn"}
	}
	promised.As = sealName(fieldsync.PhotoName{Entry: b.Entry, Index: b.Index})
	promised.Key, err = h.photoKey(fieldsync.PhotoName{Entry: b.Entry, Index: b.Index})
	switch {
	case errors.Is(err, casekeys.ErrErased):
		return offered{refuse: "this photo was withdrawn"}
	case err != nil:
		return offered{err: err}
	}
	// The promise is checked against what was signed, not against the offer.
	promised.Root, promised.Size, promised.Type = row.Root, row.Size, row.Type
	in, err := h.takeUp(row, promised)
	if err != nil {
		r.session.hq.log.Warn("an offered photo was not taken", "device", r.session.device.ID.Short(), "error", err)
		return offered{refuse: "the photo does not fit the signed root, or could not be opened"}
	}
	return offered{file: in}
}

// take puts an offered photo into its slot and answers.
func (r *receiving) take(b fieldsync.PhotoBegin, o offered) error {
	s, name := r.session, fieldsync.PhotoName{Entry: b.Entry, Index: b.Index}
	switch {
	case o.err != nil:
		return o.err
	case o.refuse != "":
		s.send(fieldsync.TPhotoAt, fieldsync.PhotoAt{Slot: b.Slot, Refused: true, Why: o.refuse})
		return nil
	case o.file == nil:
		s.waiting[name] = true
		s.send(fieldsync.TPhotoAt, fieldsync.PhotoAt{Slot: b.Slot, Done: true})
		s.securedMoved()
		return nil
	case r.closed:
		return o.file.Close()
	}
	r.vacate(b.Slot) // an offer made before the last one was answered
	a := &arriving{name: name, file: o.file}
	r.slots[b.Slot] = a
	chunk, at := o.file.Position()
	s.send(fieldsync.TPhotoAt, fieldsync.PhotoAt{Slot: b.Slot, Chunk: uint32(chunk), Byte: uint32(at)})
	r.handOver(b.Slot, a)
	return nil
}

func (r *receiving) handOver(slot int, a *arriving) {
	if a.handed || !a.file.Complete() {
		return
	}
	a.handed = true
	s := r.session
	s.hq.shelver.submit(shelving{name: a.name, file: a.file, done: func(err error) {
		if err != nil && s.hq.isWithdrawn(a.name) {
			err = nil // its file was deleted under it; the device need not send it again
		}
		if err != nil {
			s.hq.log.Error("a photo could not be stored; its device keeps it", "error", err)
			s.end(fieldsync.ByeBusy, "headquarters could not store just now; nothing is lost", 5000)
			return
		}
		s.shelved(slot, a)
	}})
}

// shelved tells the device that a photo is whole and on disk.
func (s *session) shelved(slot int, a *arriving) {
	s.send(fieldsync.TPhotoStored, fieldsync.PhotoStored{Slot: slot, Entry: a.name.Entry, Index: a.name.Index})
	s.out.Lock()
	s.shelf = append(s.shelf, a)
	s.out.Unlock()
	s.securedMoved()
}

// settle frees the slots of photos that were stored, and has the device told
// when they are secured.
func (r *receiving) settle() {
	s := r.session
	s.out.Lock()
	shelf := s.shelf
	s.shelf = nil
	s.out.Unlock()
	for _, a := range shelf {
		s.waiting[a.name] = true
		for i, have := range r.slots {
			if have == a {
				r.slots[i] = nil
			}
		}
	}
}

// How soon the device is told that large frames arrived: on a link that moves
// them one comes every 0.2 ms, and an answer to each would cost both ends more
// than the bytes do. After a small one the device is told at once, so that it
// sees what a slow link moves.
const (
	tellBytes  = fieldsync.MaxFlow / 16
	tellWithin = 2 * time.Millisecond
)

func (r *receiving) tellSoon(n int64) {
	r.untold += n
	wait := tellWithin - time.Since(r.told)
	switch {
	case wait <= 0 || r.untold >= tellBytes || r.session.hq.o.Sequential:
		poke(r.session.wake)
	case !r.telling:
		r.telling = true
		time.AfterFunc(wait, func() { poke(r.session.wake) })
	}
}

// answer is a frame saying how many bytes arrived, nil if the device knows.
func (r *receiving) answer() []byte {
	r.settle()
	r.untold, r.told, r.telling = 0, time.Now(), false
	for i, a := range r.slots {
		if a == nil || a.bytes == a.told {
			continue
		}
		a.told = a.bytes
		f, err := fieldsync.EncodeJSON(fieldsync.TGot, fieldsync.Got{Slot: i, Bytes: a.bytes})
		if err != nil {
			r.session.hq.log.Error("a frame could not be made", "error", err)
			return nil
		}
		return f
	}
	return nil
}

// close ends the photos of a session that is over; every byte is kept.
func (r *receiving) close() {
	r.closed = true
	for slot, a := range r.slots {
		for a != nil && a.busy {
			r.worked.Wait()
		}
		r.vacate(slot)
	}
}

// OpenPhoto opens a stored photo's file for reading. store.ErrWithdrawn: it was
// taken back, and the words say why.
func (h *HQ) OpenPhoto(ctx context.Context, entry evidence.Hash, index int) (*Photo, store.PhotoRow, error) {
	row, err := h.Store.Photo(ctx, entry, index)
	if err != nil {
		return nil, row, err
	}
	if row.State == store.PhotoWithdrawn {
		w, _, err := h.Withdrawal(ctx, row)
		return nil, row, errors.Join(err, fmt.Errorf("%w: %s", store.ErrWithdrawn, w.Reason))
	}
	if row.State != store.PhotoStored {
		return nil, row, fmt.Errorf("photo %s/%d has not arrived: %w", entry.Short(), index, store.ErrNoPhoto)
	}
	f, err := openSealed(h.ring, h.photos.Path(row.File), fieldsync.PhotoName{Entry: entry, Index: index})
	return f, row, err
}
