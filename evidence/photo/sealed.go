package photo

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"

	"fairvisit/evidence"
	"fairvisit/evidence/probe"
	"fairvisit/evidence/vault"
)

// What follows reads photos as they lie, without a key: a tablet that is locked
// sends them so.

// Head is what stands at the front of a sealed photo, and the number of its plain
// bytes by its length alone. It wraps fs.ErrNotExist where there is none; ErrRoot:
// it is no sealed file.
func (f *Folder) Head(name string) (salt [32]byte, size int64, err error) {
	err = f.raw(name, func(file *os.File) error {
		info, err := file.Stat()
		if err != nil {
			return err
		}
		if size, err = vault.PlainSize(info.Size()); err != nil {
			return err
		}
		salt, err = vault.FileSalt(file)
		return err
	})
	return salt, size, unlessSealed(err)
}

// KeyOf is the id of the visit's key a photo is sealed by; zero: the store key.
func (f *Folder) KeyOf(name string) (evidence.ID, error) {
	salt, _, err := f.Head(name)
	return evidence.ID(salt[:16]), err
}

// ReadSealed reads one whole sealed chunk into p, which has its length.
func (f *Folder) ReadSealed(name string, chunk int, p []byte) error {
	return f.raw(name, func(file *os.File) error {
		if n, err := file.ReadAt(p, vault.ChunkAt(int64(chunk))); n < len(p) {
			return fmt.Errorf("photo: chunk %d is not whole: %w", chunk, err)
		}
		return nil
	})
}

func (f *Folder) raw(name string, read func(*os.File) error) error {
	if err := checkName(name); err != nil {
		return err
	}
	file, err := os.Open(f.photoPath(name))
	if err != nil {
		return err
	}
	defer file.Close() // opened for reading: nothing can be lost
	return read(file)
}

// Wire is how many bytes a chunk of a photo of that size is on its way: sealed,
// by a tag longer.
func Wire(chunk, size int64, sealed bool) int64 {
	n := chunkLength(chunk, size)
	if sealed {
		n += vault.SealedChunk - ChunkSize
	}
	return n
}

// A sealed chunk on its way in lies in the part where its plain bytes will, and a
// tag's length behind them: nothing has to be kept beside the part, and a chunk
// that is whole is opened into its own place.

// appendSealed takes the bytes of the chunk in hand that begin at its offset.
func (in *Incoming) appendSealed(chunk, offset int64, p []byte) error {
	at := in.held / ChunkSize
	switch {
	case in.held == in.begin.Size:
		return nil
	case chunk > at, chunk == at && offset > in.tail:
		return ErrGap
	case chunk < at || offset+int64(len(p)) <= in.tail:
		return nil // held already
	}
	p = p[in.tail-offset:]
	if _, err := in.file.WriteAt(p, in.held+in.tail); err != nil {
		return fmt.Errorf("photo: bytes could not be written; those before them are kept: %w", err)
	}
	in.tail += int64(len(p))
	return in.openWhole()
}

// openWhole puts the plain bytes of the chunk in hand in its place once it is
// whole. ErrChunk: it is not the one that was promised, and is cut off.
func (in *Incoming) openWhole() error {
	i := in.held / ChunkSize
	if in.tail < Wire(i, in.begin.Size, true) {
		return nil
	}
	box := chunkBoxes.Get().(*[]byte)
	defer chunkBoxes.Put(box)
	sealed := (*box)[:in.tail]
	if _, err := in.file.ReadAt(sealed, in.held); err != nil {
		return fmt.Errorf("photo: a sealed chunk could not be read; what is here is kept: %w", err)
	}
	in.tail = 0
	plain, err := in.begin.Sealed.Open(sealed[:0], i, i+1 == int64(len(in.begin.Chunks)), sealed)
	in.chunk.Reset()
	in.chunk.Write(plain)
	if !in.closeChunk(i) || err != nil {
		return errors.Join(ErrChunk, in.cutAt(in.held))
	}
	if _, err := in.file.WriteAt(plain, in.held); err != nil {
		return fmt.Errorf("photo: bytes could not be written; those before them are kept: %w", err)
	}
	probe.At("photo.bytes")
	return in.cutAt(in.held + int64(len(plain)))
}

// checkSealed reads the part and leaves the position at the last byte that can be
// right: whole chunks lie open in it, and behind them the one in hand, sealed.
func (in *Incoming) checkSealed(length int64) error {
	in.chunk = sha256.New()
	for in.held < in.begin.Size {
		i := in.held / ChunkSize
		n := chunkLength(i, in.begin.Size)
		if length-in.held < n {
			break
		}
		if _, err := io.Copy(in.chunk, io.NewSectionReader(in.file, in.held, n)); err != nil {
			return fmt.Errorf("photo: the upload could not be read; what is here is kept: %w", err)
		}
		if !in.closeChunk(i) {
			break
		}
		in.held += n
	}
	if in.held == in.begin.Size {
		return in.cutAt(in.held)
	}
	in.tail = min(length-in.held, Wire(in.held/ChunkSize, in.begin.Size, true))
	if err := in.openWhole(); !errors.Is(err, ErrChunk) {
		return err
	}
	return nil // cut off, and asked for again
}

var chunkBoxes = sync.Pool{New: func() any {
	b := make([]byte, vault.SealedChunk)
	return &b
}}

// ReadSecret reads what a device keeps sealed of a photo: its salt, the SHA-256 of
// the plain file, and the chunk hashes, of which there are none after a salvage.
func ReadSecret(secret []byte) (salt [32]byte, chunks []evidence.Hash) {
	copy(salt[:], secret)
	for at := 64; at+32 <= len(secret); at += 32 {
		chunks = append(chunks, evidence.Hash(secret[at:at+32]))
	}
	return salt, chunks
}
