package vault

import (
	"bytes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"sync"

	"fairvisit/evidence"
)

// ChunkSize is the number of plain bytes in one sealed chunk, the same as an
// upload resumes at; only the last is shorter.
const ChunkSize = 256 << 10

const (
	fileMagic  = "fv-file-v1\n"
	saltSize   = 32
	headerSize = len(fileMagic) + saltSize
	sealedSize = ChunkSize + tagSize
)

// SealedSize is how long the file is that seals plain bytes.
func SealedSize(plain int64) int64 {
	return int64(headerSize) + plain + tagSize*max(1, (plain+ChunkSize-1)/ChunkSize)
}

// PlainSize is how many bytes a sealed file of that length holds. ErrSealed: no
// sealed file has it.
func PlainSize(sealed int64) (int64, error) {
	n := sealed - int64(headerSize)
	chunks := (n + sealedSize - 1) / sealedSize
	last := n - (chunks-1)*sealedSize
	if n < tagSize || last < tagSize || chunks > 1 && last == tagSize || chunks > 1<<32 {
		return 0, ErrSealed
	}
	return n - chunks*tagSize, nil
}

func (k *Key) file(salt []byte, name string) cipher.AEAD {
	a, err := cipher.NewGCM(k.block(fileMagic + string(salt) + name))
	if err != nil {
		panic(err) // only for a block that is not crypto/aes
	}
	return a
}

// nonce counts the chunks; no two of one key, which serves one file, are alike.
func nonce(chunk int64, last bool) []byte {
	n := make([]byte, nonceSize)
	binary.BigEndian.PutUint32(n[7:], uint32(chunk))
	if last {
		n[11] = 1
	}
	return n
}

// Writer seals a file as it comes. The chunk in hand is written when the next
// byte shows that it is not the last, or by Close.
type Writer struct {
	w     io.Writer
	aead  cipher.AEAD
	chunk int64
	box   *[]byte // what held lies in; lent until Close
	held  []byte
	err   error // of the first write that failed; a nonce is never used twice
}

// NewWriter begins the sealed file of that name in w, by the store key.
func (k *Key) NewWriter(w io.Writer, name string) (*Writer, error) {
	return k.NewWriterOf(evidence.ID{}, w, name)
}

// NewWriterOf is NewWriter by the key of that id, of a visit; zero is the store
// key.
func (k *Key) NewWriterOf(visit evidence.ID, w io.Writer, name string) (*Writer, error) {
	head := append(append(make([]byte, 0, headerSize), fileMagic...), visit[:]...)
	head = head[:headerSize]
	rand.Read(head[len(fileMagic)+len(visit):]) // never fails: crypto/rand ends the program instead
	if _, err := w.Write(head); err != nil {
		return nil, err
	}
	box := boxes.Get().(*[]byte)
	return &Writer{w: w, aead: k.sealerOf(head[len(fileMagic):], name), box: box, held: (*box)[:0]}, nil
}

// sealerOf is that of a file by the key its salt names.
func (k *Key) sealerOf(salt []byte, name string) cipher.AEAD {
	if id := evidence.ID(salt[:16]); !id.IsZero() {
		k = k.Visit(id)
	}
	return k.file(salt, name)
}

// Write takes bytes of the file, any number of them.
func (w *Writer) Write(p []byte) (n int, err error) {
	for len(p) > 0 && w.err == nil {
		if len(w.held) == ChunkSize {
			w.seal(false)
			continue
		}
		m := min(len(p), ChunkSize-len(w.held))
		w.held = append(w.held, p[:m]...)
		p, n = p[m:], n+m
	}
	return n, w.err
}

func (w *Writer) seal(last bool) {
	if w.chunk == 1<<32 {
		w.err = errors.New("vault: the file is too large to be sealed")
		return
	}
	box := boxes.Get().(*[]byte)
	defer boxes.Put(box)
	_, w.err = w.w.Write(w.aead.Seal((*box)[:0], nonce(w.chunk, last), w.held, nil))
	w.held = w.held[:0]
	w.chunk++
}

// Close seals what is in hand as the last chunk; w itself stays open.
func (w *Writer) Close() error {
	if w.box == nil {
		return errClosed
	}
	if w.err == nil {
		w.seal(true)
	}
	err := w.err
	boxes.Put(w.box)
	w.box, w.held, w.err = nil, nil, errClosed
	return err
}

var errClosed = errors.New("vault: the file is closed")

// SealFile is the sealed file of that name with these bytes.
func (k *Key) SealFile(name string, plain []byte) ([]byte, error) {
	b := bytes.NewBuffer(make([]byte, 0, SealedSize(int64(len(plain)))))
	w, err := k.NewWriter(b, name)
	if err == nil {
		_, err = w.Write(plain)
	}
	if err == nil {
		err = w.Close()
	}
	return b.Bytes(), err
}

// File reads a sealed file, any byte of it, as it was before. One goroutine at
// a time uses it.
type File struct {
	r    io.ReaderAt
	aead cipher.AEAD
	size int64

	at    int64 // of Read
	chunk int64 // in plain; -1: none
	plain []byte
}

// boxes are sealed chunks in memory: an upload opens a file for each chunk, and
// would leave a quarter of a megabyte to be collected each time.
var boxes = sync.Pool{New: func() any {
	b := make([]byte, sealedSize)
	return &b
}}

// OpenFile reads the sealed file of that name, which is sealed bytes long.
// ErrSealed: it is not one. Whether a chunk is whole shows when it is read.
func (k *Key) OpenFile(r io.ReaderAt, sealed int64, name string) (*File, error) {
	size, err := PlainSize(sealed)
	if err != nil {
		return nil, err
	}
	head := make([]byte, headerSize)
	if _, err := r.ReadAt(head, 0); err != nil {
		return nil, err
	}
	if string(head[:len(fileMagic)]) != fileMagic {
		return nil, ErrSealed
	}
	return &File{r: r, aead: k.sealerOf(head[len(fileMagic):], name), size: size, chunk: -1}, nil
}

// Size is the number of plain bytes.
func (f *File) Size() int64 { return f.size }

// load has one chunk in plain.
func (f *File) load(chunk int64) error {
	if f.chunk == chunk {
		return nil
	}
	f.chunk = -1
	plain, err := f.open(chunk, f.plain[:0])
	if err != nil {
		return err
	}
	f.plain, f.chunk = plain, chunk
	return nil
}

// open puts the bytes of one chunk behind dst.
func (f *File) open(chunk int64, dst []byte) ([]byte, error) {
	start := chunk * ChunkSize
	box := boxes.Get().(*[]byte)
	defer boxes.Put(box)
	sealed := (*box)[:f.length(chunk)+tagSize]
	if _, err := f.r.ReadAt(sealed, int64(headerSize)+chunk*sealedSize); err != nil {
		return nil, fmt.Errorf("chunk %d of a sealed file: %w", chunk, err)
	}
	plain, err := f.aead.Open(dst, nonce(chunk, start+ChunkSize >= f.size), sealed, nil)
	if err != nil {
		return nil, ErrSealed
	}
	return plain, nil
}

// length is the number of plain bytes of one chunk.
func (f *File) length(chunk int64) int { return int(min(ChunkSize, f.size-chunk*ChunkSize)) }

// ReadAt is io.ReaderAt over the plain bytes, but for one goroutine.
func (f *File) ReadAt(p []byte, off int64) (n int, err error) {
	if off < 0 {
		return 0, errors.New("vault: there is no byte before the first")
	}
	for n < len(p) {
		at := off + int64(n)
		if at >= f.size {
			return n, io.EOF
		}
		chunk := at / ChunkSize
		if whole := f.length(chunk); at%ChunkSize == 0 && len(p)-n >= whole && f.chunk != chunk {
			// All of it is asked for: it needs no place of its own.
			if _, err := f.open(chunk, p[n:n:n+whole]); err != nil {
				return n, err
			}
			n += whole
			continue
		}
		if err := f.load(chunk); err != nil {
			return n, err
		}
		n += copy(p[n:], f.plain[at%ChunkSize:])
	}
	return n, nil
}

// Read is io.Reader. A sealed file that holds nothing is opened too: its tag
// says that it never held more.
func (f *File) Read(p []byte) (int, error) {
	if f.size == 0 {
		if err := f.load(0); err != nil {
			return 0, err
		}
	}
	if f.at >= f.size {
		return 0, io.EOF
	}
	p = p[:min(int64(len(p)), f.size-f.at)]
	n, err := f.ReadAt(p, f.at)
	f.at += int64(n)
	return n, err
}

// Seek is io.Seeker.
func (f *File) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += f.at
	case io.SeekEnd:
		offset += f.size
	}
	if offset < 0 {
		return f.at, errors.New("vault: there is no byte before the first")
	}
	f.at = offset
	return offset, nil
}
