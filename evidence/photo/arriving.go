package photo

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"sync"

	"fairvisit/evidence"
	"fairvisit/evidence/probe"
	"fairvisit/evidence/vault"
)

// A part lies as the file it becomes: its head, then each chunk sealed in its
// place as soon as it is whole and right. So a photo is written once and flushed
// once, and no more of it than one chunk lies as it came. To seal the whole file
// afterwards would write and flush it twice, and a stop would leave all of it open.
//
// A chunk is sealed only after it was held against its hash: whatever is sealed
// again under the same head is the same bytes, and no nonce serves two.

// takeUp reads the part and leaves the position at its last byte that can be
// right.
func (in *Incoming) takeUp() error {
	info, err := in.file.Stat()
	if err != nil {
		return fmt.Errorf("photo: the upload could not be taken up; what is here is kept: %w", err)
	}
	length := info.Size()
	salt, err := vault.FileSalt(in.file)
	if errors.Is(err, vault.ErrSealed) || err == nil && !evidence.ID(salt[:16]).IsZero() {
		// What lies behind a head that is not one cannot be told from anything else.
		length, err = 0, in.file.Truncate(0)
		if err == nil {
			salt, err = vault.WriteHead(in.file)
		}
	}
	if err != nil {
		return fmt.Errorf("photo: the upload could not be taken up; what is here is kept: %w", err)
	}
	in.seals = in.begin.Key.Chunks(salt, in.begin.As)
	for in.held < in.begin.Size {
		right, err := in.liesRight(in.held/ChunkSize, length)
		if err != nil {
			return err
		}
		if !right {
			return in.takeTail(length)
		}
		in.held += chunkLength(in.held/ChunkSize, in.begin.Size)
	}
	return in.cutTo(vault.SealedSize(in.begin.Size))
}

// liesRight reports whether a chunk lies whole, sealed and as it was promised in
// a part of that length.
func (in *Incoming) liesRight(i, length int64) (bool, error) {
	n := Wire(i, in.begin.Size, true)
	if length-vault.ChunkAt(i) < n {
		return false, nil
	}
	box := chunkBoxes.Get().(*[]byte)
	defer chunkBoxes.Put(box)
	sealed := (*box)[:n]
	if _, err := in.file.ReadAt(sealed, vault.ChunkAt(i)); err != nil {
		return false, notRead(err)
	}
	plain, err := in.seals.Open(sealed[:0], i, in.last(i), sealed)
	return err == nil && sha256.Sum256(plain) == in.begin.Chunks[i], nil
}

// takeTail takes what lies behind the whole chunks for the one in hand.
func (in *Incoming) takeTail(length int64) error {
	i := in.held / ChunkSize
	in.tail = max(0, min(length-vault.ChunkAt(i), in.wire(i)))
	if in.tail < in.wire(i) {
		return in.cutTo(vault.ChunkAt(i) + in.tail)
	}
	if err := in.settleTail(); !errors.Is(err, ErrChunk) {
		return err
	}
	return nil // cut off, and asked for again
}

func (in *Incoming) wire(i int64) int64 { return Wire(i, in.begin.Size, in.begin.Sealed != nil) }

func (in *Incoming) last(i int64) bool { return i+1 == int64(len(in.begin.Chunks)) }

// append takes the bytes of the chunk in hand that begin at its offset.
func (in *Incoming) append(chunk, offset int64, p []byte) error {
	i := in.held / ChunkSize
	switch {
	case in.held == in.begin.Size:
		return nil
	case chunk > i, chunk == i && offset > in.tail:
		return ErrGap
	case chunk < i || offset+int64(len(p)) <= in.tail:
		return nil // held already
	}
	if err := in.keep(p[in.tail-offset:]); err != nil || in.tail < in.wire(i) {
		return err
	}
	return in.settleTail()
}

// keep puts bytes behind the tail. Where they come in large pieces the link moves
// a chunk in a moment, and it waits in memory until it can be written once, as it
// is to lie: a kill costs that moment. A slow link's bytes go to the file at once.
func (in *Incoming) keep(p []byte) error {
	i := in.held / ChunkSize
	if in.tail == 0 && in.box == nil && len(p) >= largePiece {
		in.box = in.folder.box()
	}
	if in.box != nil && (len(p) >= largePiece || in.tail+int64(len(p)) == in.wire(i)) {
		copy((*in.box)[in.tail:], p)
		in.tail += int64(len(p))
		return nil
	}
	if err := in.spill(); err != nil {
		return err
	}
	if _, err := in.file.WriteAt(p, vault.ChunkAt(i)+in.tail); err != nil {
		// The position stays; what did get written is written over.
		return notKept(err)
	}
	in.tail += int64(len(p))
	return nil
}

// spill writes a tail that is in memory to the file.
func (in *Incoming) spill() error {
	if in.box == nil {
		return nil
	}
	if _, err := in.file.WriteAt((*in.box)[:in.tail], vault.ChunkAt(in.held/ChunkSize)); err != nil {
		return notKept(err)
	}
	in.emptyBox()
	return nil
}

func (in *Incoming) emptyBox() {
	if in.box != nil {
		in.folder.giveBack(in.box)
		in.box = nil
	}
}

// settleTail seals the chunk in hand, which is whole, in its place. ErrChunk: it
// is not the one that was promised, and is cut off.
func (in *Incoming) settleTail() error {
	i, n := in.held/ChunkSize, in.tail
	came, lies := in.box, chunkBoxes.Get().(*[]byte)
	defer chunkBoxes.Put(lies)
	if came == nil {
		came = chunkBoxes.Get().(*[]byte)
		defer chunkBoxes.Put(came)
		if _, err := in.file.ReadAt((*came)[:n], vault.ChunkAt(i)); err != nil {
			return notRead(err)
		}
	}
	defer in.emptyBox()
	plain := (*came)[:n]
	var err error
	if in.begin.Sealed != nil {
		plain, err = in.begin.Sealed.Open(plain[:0], i, in.last(i), plain)
	}
	if err != nil || sha256.Sum256(plain) != in.begin.Chunks[i] {
		in.tail = 0
		return errors.Join(ErrChunk, in.cutTo(vault.ChunkAt(i)))
	}
	if _, err := in.file.WriteAt(in.seals.Seal((*lies)[:0], i, in.last(i), plain), vault.ChunkAt(i)); err != nil {
		// It may lie half as it came and half sealed: all of it is sent again.
		in.tail = 0
		return notKept(err)
	}
	probe.At("photo.bytes")
	in.held, in.tail = in.held+int64(len(plain)), 0
	return nil
}

// cutTo cuts off what lies behind the position. The position stands even where
// the file cannot be cut: what lies beyond is written over, and a later Resume
// checks it.
func (in *Incoming) cutTo(size int64) error {
	if err := in.file.Truncate(size); err != nil {
		return fmt.Errorf("photo: wrong bytes could not be cut off; those before them are kept: %w", err)
	}
	return nil
}

func notRead(err error) error {
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF // the file was cut under our hands
	}
	return fmt.Errorf("photo: the upload could not be read; what is here is kept: %w", err)
}

func notKept(err error) error {
	return fmt.Errorf("photo: bytes could not be written; those before them are kept: %w", err)
}

const (
	// largePiece is from how many bytes a piece tells of a fast link: a sender's
	// piece is a quarter of what its link moves in a second, so a chunk takes
	// three seconds at most.
	largePiece = 24 << 10
	// maxBoxes bounds the chunks that wait in memory, over all sessions: 16 MiB.
	maxBoxes = 64
)

// box is memory for a chunk, nil where others have it all.
func (f *Folder) box() *[]byte {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.boxes == maxBoxes {
		return nil
	}
	f.boxes++
	return chunkBoxes.Get().(*[]byte)
}

func (f *Folder) giveBack(box *[]byte) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.boxes--
	chunkBoxes.Put(box)
}

var chunkBoxes = sync.Pool{New: func() any {
	b := make([]byte, vault.SealedChunk)
	return &b
}}
