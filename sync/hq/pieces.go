package hq

import (
	"context"
	"errors"
	"sync"

	"fairvisit/evidence/photo"
	fieldsync "fairvisit/sync"
)

// piece is what one frame brought of a photo.
type piece struct {
	chunk, at int
	data      *[]byte // of pieceBoxes
}

// maxWaiting bounds what a session holds in memory: as much as a device that keeps
// to its window has on the way. Beyond it the connection waits.
const maxWaiting = fieldsync.MaxFlow

var pieceBoxes = sync.Pool{New: func() any { return new([]byte) }}

// bytes takes what arrived. To open, check, seal and write a chunk takes longer
// than to receive one: each photo has its own worker, so that two cores work
// while the next frames come.
func (r *receiving) bytes(_ context.Context, body []byte) error {
	p, err := fieldsync.DecodePhotoBytes(body)
	if err != nil {
		return err
	}
	slot := int(p.Slot)
	a := r.slots[slot]
	if a == nil || a.handed {
		return nil // of a slot given up meanwhile
	}
	r.session.hq.calm.stir()
	if r.session.hq.o.Sequential {
		r.kept(slot, a, len(p.Data), a.file.WriteAt(int(p.Chunk), int(p.Byte), p.Data))
		return nil
	}
	for r.waiting >= maxWaiting {
		r.worked.Wait()
	}
	box := pieceBoxes.Get().(*[]byte)
	*box = append((*box)[:0], p.Data...)
	a.pieces = append(a.pieces, piece{chunk: int(p.Chunk), at: int(p.Byte), data: box})
	r.waiting += int64(len(p.Data))
	if !a.busy {
		a.busy = true
		go r.work(slot, a)
	}
	return nil
}

// work takes the pieces of one photo in their order until none is left.
func (r *receiving) work(slot int, a *arriving) {
	in := &r.session.in
	in.Lock()
	defer in.Unlock()
	for len(a.pieces) > 0 {
		p := a.pieces[0]
		a.pieces = a.pieces[1:]
		n := len(*p.data)
		in.Unlock()
		err := a.file.WriteAt(p.chunk, p.at, *p.data)
		pieceBoxes.Put(p.data)
		in.Lock()
		r.waiting -= int64(n)
		r.worked.Broadcast()
		if r.slots[slot] == a && !a.handed {
			r.kept(slot, a, n, err)
		}
	}
	a.busy = false
}

// kept draws the consequence of n bytes that were written, or were not; a photo
// that became complete goes to the shelver.
func (r *receiving) kept(slot int, a *arriving, n int, err error) {
	a.bytes += int64(n)
	if n >= fieldsync.LargeFrame {
		r.tellSoon(int64(n))
	} else if !r.session.hq.o.Sequential {
		poke(r.session.wake)
	}
	switch {
	case err == nil:
		r.handOver(slot, a)
		return
	case errors.Is(err, photo.ErrChunk) && !a.wrong:
		// Bytes kept over a power cut can be wrong: the device goes on where they
		// begin. What is wrong twice is not the disk's doing.
		a.wrong = true
		chunk, at := a.file.Position()
		r.session.send(fieldsync.TPhotoAt, fieldsync.PhotoAt{Slot: slot, Chunk: uint32(chunk), Byte: uint32(at)})
		return
	case errors.Is(err, photo.ErrGap) && a.wrong:
		return // sent before the device heard of it
	}
	// A full disk, a newer upload: the device tries again in its next session.
	r.session.hq.log.Warn("photo bytes were not taken", "device", r.session.device.ID.Short(), "error", err)
	r.vacate(slot)
	r.session.send(fieldsync.TPhotoAt, fieldsync.PhotoAt{Slot: slot, Refused: true, Why: "the bytes could not be taken; send the photo again later"})
}
