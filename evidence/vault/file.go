package vault

import (
	"bytes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
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
	held  []byte
	out   []byte
	err   error // of the first write that failed; a nonce is never used twice
}

// NewWriter begins the sealed file of that name in w.
func (k *Key) NewWriter(w io.Writer, name string) (*Writer, error) {
	head := append(make([]byte, 0, headerSize), fileMagic...)
	head = head[:headerSize]
	rand.Read(head[len(fileMagic):]) // never fails: crypto/rand ends the program instead
	if _, err := w.Write(head); err != nil {
		return nil, err
	}
	return &Writer{w: w, aead: k.file(head[len(fileMagic):], name), held: make([]byte, 0, ChunkSize)}, nil
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
	w.out = w.aead.Seal(w.out[:0], nonce(w.chunk, last), w.held, nil)
	_, w.err = w.w.Write(w.out)
	w.held = w.held[:0]
	w.chunk++
}

// Close seals what is in hand as the last chunk; w itself stays open.
func (w *Writer) Close() error {
	if w.err == nil {
		w.seal(true)
		err := w.err
		w.err = errors.Join(err, errors.New("vault: the file is closed"))
		return err
	}
	return w.err
}

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
	box   []byte
}

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
	return &File{r: r, aead: k.file(head[len(fileMagic):], name), size: size, chunk: -1}, nil
}

// Size is the number of plain bytes.
func (f *File) Size() int64 { return f.size }

// load has one chunk in plain.
func (f *File) load(chunk int64) error {
	if f.chunk == chunk {
		return nil
	}
	f.chunk = -1
	start := chunk * ChunkSize
	n := int(min(ChunkSize, f.size-start)) + tagSize
	if cap(f.box) < n {
		f.box = make([]byte, n)
	}
	if _, err := f.r.ReadAt(f.box[:n], int64(headerSize)+chunk*sealedSize); err != nil {
		return fmt.Errorf("chunk %d of a sealed file: %w", chunk, err)
	}
	plain, err := f.aead.Open(f.plain[:0], nonce(chunk, start+ChunkSize >= f.size), f.box[:n], nil)
	if err != nil {
		return ErrSealed
	}
	f.plain, f.chunk = plain, chunk
	return nil
}

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
		if err := f.load(at / ChunkSize); err != nil {
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
