package fieldsync

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"time"

	"fairvisit/evidence"
	"fairvisit/evidence/photo"
	"fairvisit/visits/journal"
)

// photobox is the photo half of a device's session: up to MaxSlots photos
// begun, their bytes bounded by the flow.
type photobox struct {
	j     *journal.Sender
	keys  *visitKeys
	whole *journal.Journal // nil: the store is locked, and what is lost is noted later
	slots [MaxSlots]*sending
	flow  flow
	now   func() time.Time
	done  map[PhotoName]bool // offered in this session
	ahead []journal.OutPhoto // to be offered next
	spent bool               // the journal has no more to offer just now
	sent  int64              // photo bytes put on the wire in this session

	chunk    []byte             // as last read from a file
	chunkOf  stretch            // what lies in chunk
	frame    []byte             // as last made, used again
	doubted  []journal.OutPhoto // refused after bytes were sent; their files are to be read again
	unmarked []journal.OutPhoto // stored at HQ, and the journal was not told yet
	marked   time.Time          // when it last was
}

const (
	lookAhead  = 256          // photos read from the journal at once; it sorts all that are unsent for it
	markPhotos = 8 * MaxSlots // a flush for each would hold up as many bytes as it takes
)

// stretch names one chunk of one file.
type stretch struct {
	file  string
	chunk int
}

// sending is one photo under way.
type sending struct {
	out    journal.OutPhoto
	sealed bool // goes as it lies
	chunk  int
	offset int   // in the chunk as it goes
	ready  bool  // HQ said where to go on
	queued bool  // all bytes are sent
	bytes  int64 // sent in this session
	got    int64 // of these, arrived
}

// next is the next frame: the offer of a photo while a slot is free, so that its
// position is known when its turn comes, else bytes of one that has some left.
func (b *photobox) next(ctx context.Context) ([]byte, error) {
	if err := b.doubt(ctx); err != nil {
		return nil, err
	}
	if f, err := b.begin(ctx); f != nil || err != nil {
		return f, err
	}
	for slot, s := range b.slots {
		if s == nil || !s.ready || s.queued {
			continue
		}
		room := b.flow.room(b.now())
		if room == 0 {
			return nil, nil
		}
		return b.bytes(ctx, slot, s, room)
	}
	if b.empty() { // at rest
		return nil, b.mark(ctx)
	}
	return nil, nil
}

func (b *photobox) bytes(ctx context.Context, slot int, s *sending, room int) ([]byte, error) {
	chunk, err := b.load(s)
	if err != nil {
		b.vacate(slot)
		return nil, b.gone(ctx, s.out, "unreadable")
	}
	left := len(chunk) - s.offset
	// Equal frames: a last one of a few bytes would cost as much as a large one.
	frames := (left + room - 1) / room
	data := chunk[s.offset:][:(left+frames-1)/frames]
	b.frame = AppendPhotoBytes(b.frame[:0], PhotoBytes{Slot: byte(slot), Chunk: uint32(s.chunk), Byte: uint32(s.offset), Data: data})
	b.flow.send(b.now(), len(data))
	s.bytes += int64(len(data))
	b.sent += int64(len(data))
	s.offset += len(data)
	if len(data) == left { // the chunk is out
		s.chunk, s.offset = s.chunk+1, 0
	}
	s.queued = s.atEnd()
	return b.frame, nil
}

// load is the chunk that s is at. A file is opened once for each of its chunks,
// not once for each frame.
func (b *photobox) load(s *sending) ([]byte, error) {
	of := stretch{s.out.Name, s.chunk}
	if b.chunkOf == of {
		return b.chunk, nil
	}
	size := int(photo.Wire(int64(s.chunk), s.out.Size, s.sealed))
	b.chunkOf, b.chunk = stretch{}, slices.Grow(b.chunk[:0], size)[:size]
	if s.sealed {
		if err := b.j.ReadSealed(s.out.Name, s.chunk, b.chunk); err != nil {
			return nil, err
		}
		b.chunkOf = of
		return b.chunk, nil
	}
	n, err := b.j.ReadPhoto(s.out.Name, s.chunk, 0, b.chunk)
	if err == nil && n < size {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return nil, err
	}
	b.chunkOf = of
	return b.chunk, nil
}

func (b *photobox) begin(ctx context.Context) ([]byte, error) {
	slot := b.free()
	if slot < 0 {
		return nil, nil
	}
	p, ok, err := b.upcoming(ctx)
	if err != nil || !ok {
		return nil, err
	}
	sealed, err := b.keys.seals(ctx, p.Key)
	if err != nil {
		return nil, err
	}
	if f := b.keys.frame(); f != nil { // before the first photo it is for
		b.ahead = slices.Insert(b.ahead, 0, p)
		delete(b.done, PhotoName{p.Entry, p.Index})
		return f, nil
	}
	sealed = sealed && p.Measured()
	o := PhotoBegin{Slot: slot, Entry: p.Entry, Index: p.Index, Size: p.Size, Type: p.Type, Chunks: []evidence.Hash{}}
	if sealed {
		o.Seal, o.Name, o.Secret = 1, p.Name, hex.EncodeToString(p.Secret)
		o.Salt, err = b.j.SealedPhoto(p)
	} else {
		o.Salt = p.Salt
		o.Chunks, err = b.j.PhotoChunks(ctx, p)
	}
	if err != nil {
		return nil, b.gone(ctx, p, "unreadable")
	}
	b.slots[slot] = &sending{out: p, sealed: sealed}
	return EncodeJSON(TPhotoBegin, o)
}

// atEnd reports that s is behind the last byte.
func (s *sending) atEnd() bool { return int64(s.chunk)*photo.ChunkSize >= s.out.Size }

// upcoming takes the next photo that was not offered in this session yet.
func (b *photobox) upcoming(ctx context.Context) (p journal.OutPhoto, ok bool, err error) {
	if len(b.ahead) == 0 && !b.spent {
		list, err := b.j.PhotosUnsent(ctx, lookAhead+len(b.done))
		if err != nil {
			return p, false, err
		}
		b.ahead = slices.DeleteFunc(list, func(p journal.OutPhoto) bool { return b.done[PhotoName{p.Entry, p.Index}] })
		b.spent = len(b.ahead) == 0
	}
	if len(b.ahead) == 0 {
		return p, false, nil
	}
	p, b.ahead = b.ahead[0], b.ahead[1:]
	b.done[PhotoName{p.Entry, p.Index}] = true
	return p, true, nil
}

// settled notes that HQ has a photo. The journal hears of several at once, or
// after a second: a mark lost with a crash costs one offer.
func (b *photobox) settled(ctx context.Context, p journal.OutPhoto) error {
	b.unmarked = append(b.unmarked, p)
	if len(b.unmarked) < markPhotos && b.now().Sub(b.marked) < time.Second {
		return nil
	}
	return b.mark(ctx)
}

func (b *photobox) mark(ctx context.Context) error {
	if len(b.unmarked) == 0 {
		return nil
	}
	if err := b.j.MarkPhotosStored(ctx, b.unmarked...); err != nil {
		return err
	}
	b.unmarked, b.marked = nil, b.now()
	return nil
}

// gone makes the loss an entry: a finding comes of it, and nobody waits for
// ever for a file that cannot come.
func (b *photobox) gone(ctx context.Context, p journal.OutPhoto, why string) error {
	if b.whole == nil {
		return nil // the next session after an unlock finds it too
	}
	return b.whole.LosePhoto(ctx, p, why)
}

func (b *photobox) free() int {
	for i, s := range b.slots {
		if s == nil {
			return i
		}
	}
	return -1
}

func (b *photobox) slot(i int) (*sending, error) {
	if i < 0 || i >= MaxSlots {
		return nil, fmt.Errorf("photo slot %d: %w", i, ErrFrame)
	}
	return b.slots[i], nil
}

// place takes HQ's answer to an offer.
func (b *photobox) place(ctx context.Context, a PhotoAt) error {
	s, err := b.slot(a.Slot)
	if err != nil || s == nil {
		return err
	}
	switch {
	case a.Done:
		b.vacate(a.Slot)
		return b.settled(ctx, s.out)
	case a.Refused: // kept here, offered again in the next session
		b.vacate(a.Slot)
		if s.bytes > 0 {
			b.doubted = append(b.doubted, s.out)
		}
		return nil
	}
	if !onPhoto(a, s.out.Size, s.sealed) {
		return fmt.Errorf("photo position %d/%d of %d bytes: %w", a.Chunk, a.Byte, s.out.Size, ErrFrame)
	}
	s.chunk, s.offset = int(a.Chunk), int(a.Byte)
	s.ready = true
	s.queued = s.atEnd()
	return nil
}

// doubt reads files again whose bytes HQ did not take: one that is not what was
// signed any more would be sent in vain for ever.
func (b *photobox) doubt(ctx context.Context) error {
	for len(b.doubted) > 0 {
		p := b.doubted[0]
		b.doubted = b.doubted[1:]
		err := b.j.VerifyPhoto(p)
		if errors.Is(err, photo.ErrRoot) || errors.Is(err, fs.ErrNotExist) {
			return b.gone(ctx, p, "unreadable")
		}
	}
	return nil
}

// onPhoto reports whether a position lies on a photo of that size. All bytes
// there is byte 0 of the chunk after the last, which may be a short one.
func onPhoto(a PhotoAt, size int64, sealed bool) bool {
	start := int64(a.Chunk) * photo.ChunkSize
	if start >= size {
		return a.Byte == 0 && start < size+photo.ChunkSize
	}
	return int64(a.Byte) < photo.Wire(int64(a.Chunk), size, sealed)
}

func (b *photobox) got(g Got) error {
	s, err := b.slot(g.Slot)
	if err != nil || s == nil || g.Bytes < s.got {
		return err
	}
	b.flow.got(b.now(), min(g.Bytes, s.bytes)-s.got)
	s.got = min(g.Bytes, s.bytes)
	return nil
}

func (b *photobox) stored(ctx context.Context, p PhotoStored) error {
	s, err := b.slot(p.Slot)
	if err != nil || s == nil || s.out.Entry != p.Entry || s.out.Index != p.Index {
		return err
	}
	b.vacate(p.Slot)
	return b.settled(ctx, s.out)
}

// vacate frees a slot. Of what was sent of its photo nothing more will be
// answered; left in the flow it would narrow the window for the rest of the
// session, down to nothing.
func (b *photobox) vacate(slot int) {
	s := b.slots[slot]
	b.flow.got(b.now(), s.bytes-s.got)
	b.slots[slot] = nil
}

// empty reports that no photo is under way.
func (b *photobox) empty() bool { return b.slots == [MaxSlots]*sending{} }

// idle reports besides that none is left to offer, and that the journal knows
// what became of all.
func (b *photobox) idle() bool {
	return b.empty() && b.spent && len(b.ahead)+len(b.unmarked)+len(b.doubted) == 0
}
