package hq

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"

	"fairvisit/evidence"
	"fairvisit/evidence/photo"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq/store"
)

// receiving is the photo half of a session at headquarters.
type receiving struct {
	session *session
	slots   [fieldsync.MaxSlots]*arriving
}

// arriving is one photo on its way in.
type arriving struct {
	name   fieldsync.PhotoName
	file   *photo.Incoming
	bytes  int64 // arrived in this session
	told   int64 // of these, the device knows
	handed bool  // complete, with the shelver
}

// begin answers an offer with the position, from the bytes that are here.
func (r *receiving) begin(ctx context.Context, b fieldsync.PhotoBegin) error {
	if b.Slot < 0 || b.Slot >= fieldsync.MaxSlots {
		return fmt.Errorf("photo slot %d: %w", b.Slot, fieldsync.ErrFrame)
	}
	s := r.session
	refuse := func(why string) error {
		s.send(fieldsync.TPhotoAt, fieldsync.PhotoAt{Slot: b.Slot, Refused: true, Why: why})
		return nil
	}
	if old := r.slots[b.Slot]; old != nil {
		r.slots[b.Slot] = nil
		if err := old.file.Close(); err != nil {
			s.hq.log.Warn("an upload did not close", "error", err)
		}
	}
	if b.Seal != 0 {
		return refuse("this headquarters takes plain photos only")
	}
	row, err := s.hq.Store.PhotoBegin(ctx, b.Entry, b.Index)
	switch {
	case errors.Is(err, store.ErrNoPhoto):
		return refuse("no stored entry names this photo yet")
	case err != nil:
		return err
	case row.State == store.PhotoStored:
		s.waiting[fieldsync.PhotoName{Entry: b.Entry, Index: b.Index}] = true
		s.send(fieldsync.TPhotoAt, fieldsync.PhotoAt{Slot: b.Slot, Done: true})
		s.securedMoved()
		return nil
	case row.State != store.PhotoAwaited:
		return refuse("this photo was withdrawn")
	}
	// The promise is checked against what was signed, not against the offer.
	in, err := s.hq.photos.Resume(row.File, photo.Begin{Salt: b.Salt, Root: row.Root, Size: row.Size, Type: row.Type, Chunks: b.Chunks})
	if err != nil {
		s.hq.log.Warn("an offered photo was not taken", "device", s.device.ID.Short(), "error", err)
		return refuse("the photo does not fit the signed root, or could not be opened")
	}
	a := &arriving{name: fieldsync.PhotoName{Entry: b.Entry, Index: b.Index}, file: in}
	r.slots[b.Slot] = a
	chunk, at := in.Position()
	s.send(fieldsync.TPhotoAt, fieldsync.PhotoAt{Slot: b.Slot, Chunk: uint32(chunk), Byte: uint32(at)})
	r.handOver(b.Slot, a)
	return nil
}

// bytes keeps what arrived; a photo that became complete goes to the shelver.
func (r *receiving) bytes(_ context.Context, body []byte) error {
	p, err := fieldsync.DecodePhotoBytes(body)
	if err != nil {
		return err
	}
	a := r.slots[p.Slot]
	if a == nil || a.handed {
		return nil // of a slot given up meanwhile
	}
	r.session.hq.calm.stir()
	a.bytes += int64(len(p.Data))
	err = a.file.WriteAt(int(p.Chunk), int(p.Byte), p.Data)
	if err == nil {
		r.handOver(int(p.Slot), a)
		return nil
	}
	// Wrong bytes, a lost frame, a full disk: in each case the device is told
	// where to go on, or to try again in its next session.
	r.session.hq.log.Warn("photo bytes were not taken", "device", r.session.device.ID.Short(), "error", err)
	r.slots[p.Slot] = nil
	if err := a.file.Close(); err != nil {
		r.session.hq.log.Warn("an upload did not close", "error", err)
	}
	r.session.send(fieldsync.TPhotoAt, fieldsync.PhotoAt{Slot: int(p.Slot), Refused: true, Why: "the bytes could not be taken; send the photo again later"})
	return nil
}

func (r *receiving) handOver(slot int, a *arriving) {
	if a.handed || !a.file.Complete() {
		return
	}
	a.handed = true
	s := r.session
	s.hq.shelver.submit(shelving{name: a.name, file: a.file, done: func(err error) {
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

// answer is a frame saying how many bytes arrived, nil if the device knows.
func (r *receiving) answer() []byte {
	r.settle()
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

func (r *receiving) close() {
	for i, a := range r.slots {
		if a == nil || a.handed {
			continue
		}
		r.slots[i] = nil
		if err := a.file.Close(); err != nil {
			r.session.hq.log.Warn("an upload did not close", "error", err)
		}
	}
}

// shelver puts complete photos in their place: up to eight files are flushed
// side by side, then one flush of the folder and one transaction serve them all.
type shelver struct {
	hq *HQ

	mu    sync.Mutex
	queue []shelving
	busy  bool
	idle  sync.WaitGroup
}

type shelving struct {
	name fieldsync.PhotoName
	file *photo.Incoming
	done func(error)
}

const shelveTogether = 8

func (v *shelver) submit(s shelving) {
	v.mu.Lock()
	v.queue = append(v.queue, s)
	if v.busy {
		v.mu.Unlock()
		return
	}
	v.busy = true
	v.idle.Add(1)
	v.mu.Unlock()
	if v.hq.o.Sequential {
		v.run()
		return
	}
	go v.run()
}

func (v *shelver) run() {
	defer v.idle.Done()
	for {
		v.mu.Lock()
		n := min(len(v.queue), shelveTogether)
		group := v.queue[:n:n]
		v.queue = v.queue[n:]
		v.busy = n > 0
		v.mu.Unlock()
		if n == 0 {
			return
		}
		v.shelve(group)
	}
}

func (v *shelver) shelve(group []shelving) {
	errs := make([]error, len(group))
	var wg sync.WaitGroup
	for i := range group {
		wg.Add(1)
		finish := func() { defer wg.Done(); errs[i] = group[i].file.Finish() }
		if v.hq.o.Sequential {
			finish()
			continue
		}
		go finish()
	}
	wg.Wait()
	var done []store.PhotoDone
	for i, err := range errs {
		if err == nil {
			done = append(done, store.PhotoDone{Entry: group[i].name.Entry, Index: group[i].name.Index, At: v.hq.micro()})
		}
	}
	err := v.hq.photos.SyncFolder()
	if err == nil {
		err = v.hq.Store.PhotosStored(context.Background(), done)
	}
	for i := range group {
		group[i].done(errors.Join(errs[i], err))
	}
	poke(v.hq.seconds)
	poke(v.hq.thumbs)
}

func (v *shelver) drain() { v.idle.Wait() }

// OpenPhoto opens a stored photo's file for reading.
func (h *HQ) OpenPhoto(ctx context.Context, entry evidence.Hash, index int) (*os.File, store.PhotoRow, error) {
	row, err := h.Store.Photo(ctx, entry, index)
	if err != nil {
		return nil, row, err
	}
	if row.State != store.PhotoStored {
		return nil, row, fmt.Errorf("photo %s/%d has not arrived: %w", entry.Short(), index, store.ErrNoPhoto)
	}
	f, err := os.Open(h.photos.Path(row.File))
	return f, row, err
}
