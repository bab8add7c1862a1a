package photo

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"io"

	"fairvisit/evidence"
)

const (
	// ChunkSize is the number of plain bytes under one chunk hash; the last
	// chunk of a photo may be shorter.
	ChunkSize = 256 << 10
	// MaxSize is the largest photo, in bytes; a device refuses to create what
	// headquarters would refuse to take.
	MaxSize = 64 << 20
)

const rootMagic = "fv-photo-v1\n"

// Root is the name of a photo's bytes in a signed header. The salt keeps the
// root from saying, after the words that hold the salt are erased, whether a
// guessed picture was the one. Root computes only: an empty photo and one over
// MaxSize are refused where bytes come in.
func Root(salt [32]byte, size int64, chunks []evidence.Hash) evidence.Hash {
	h := sha256.New()
	io.WriteString(h, rootMagic) // a hash never fails to take bytes
	h.Write(salt[:])
	h.Write(binary.BigEndian.AppendUint64(nil, uint64(size)))
	for _, c := range chunks {
		h.Write(c[:])
	}
	return sum(h)
}

// chunkCount is the number of chunks of a photo of size bytes.
func chunkCount(size int64) int64 { return (size + ChunkSize - 1) / ChunkSize }

// chunkLength is the number of bytes of one chunk; only the last is short.
func chunkLength(chunk, size int64) int64 { return min(ChunkSize, size-chunk*ChunkSize) }

func sum(h hash.Hash) evidence.Hash { return evidence.Hash(h.Sum(nil)) }

// hashChunks reads r to its end in one pass, one chunk in memory, and hands
// every chunk to each before the next is read. It refuses an empty photo and
// stops at the first byte over MaxSize; an error of each comes back as it is.
func hashChunks(r io.Reader, each func(chunk []byte) error) ([]evidence.Hash, int64, error) {
	var (
		chunks []evidence.Hash
		size   int64
		buf    = make([]byte, ChunkSize)
	)
	for ended := false; !ended; {
		n, err := readFull(r, buf)
		if ended = err == io.EOF; err != nil && !ended {
			return nil, 0, because(ErrNotRead, err)
		}
		if n == 0 {
			break
		}
		if size += int64(n); size > MaxSize {
			return nil, 0, ErrTooLarge
		}
		chunks = append(chunks, sha256.Sum256(buf[:n]))
		if err := each(buf[:n]); err != nil {
			return nil, 0, err
		}
	}
	if size == 0 {
		return nil, 0, ErrEmpty
	}
	return chunks, size, nil
}

// readFull is io.ReadFull that tells a source's end from a source that broke
// off: io.ReadFull says io.ErrUnexpectedEOF for both, and a download cut short
// must not pass for a photo that ends there.
func readFull(r io.Reader, buf []byte) (n int, err error) {
	for n < len(buf) && err == nil {
		var m int
		m, err = r.Read(buf[n:])
		n += m
	}
	if n == len(buf) && err == io.EOF {
		err = nil
	}
	return n, err
}

// Fingerprint is the hash of a file of any size that is not kept, with a fresh
// salt: what an entry says of it, and who holds the file can compare. It has no
// Name and no Chunks. ErrEmpty, ErrNotRead.
func Fingerprint(r io.Reader) (Stored, error) {
	var chunks []evidence.Hash
	s, all, buf := Stored{Facts: Facts{Type: File}}, sha256.New(), make([]byte, ChunkSize)
	for {
		n, err := readFull(r, buf)
		if err != nil && err != io.EOF {
			return Stored{}, because(ErrNotRead, err)
		}
		if n > 0 {
			all.Write(buf[:n])
			chunks, s.Size = append(chunks, sha256.Sum256(buf[:n])), s.Size+int64(n)
		}
		if err == io.EOF {
			break
		}
	}
	if s.Size == 0 {
		return Stored{}, ErrEmpty
	}
	rand.Read(s.Salt[:]) // never fails: crypto/rand ends the program instead
	s.SHA256, s.Root = sum(all), Root(s.Salt, s.Size, chunks)
	return s, nil
}
