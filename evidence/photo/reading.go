package photo

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"fairvisit/evidence"
	"fairvisit/evidence/vault"
)

// ErrRoot says that bytes, or a list of chunk hashes, are not those a root
// names.
var ErrRoot = errors.New("photo: the bytes are not those the root names")

// Original is a stored photo open for reading, as it was before it was sealed.
// One goroutine at a time uses it.
type Original struct {
	plainBytes
	file *os.File
	size int64
}

type plainBytes interface {
	io.ReadSeeker
	io.ReaderAt
}

// Size is the number of plain bytes.
func (o *Original) Size() int64 { return o.size }

// Close ends the reading; nothing can be lost by it.
func (o *Original) Close() error { return o.file.Close() }

// Original opens the stored photo for reading; the caller closes it. It wraps
// fs.ErrNotExist where there is none; ErrRoot: what lies there is no sealed file.
func (f *Folder) Original(name string) (*Original, error) {
	if err := checkName(name); err != nil {
		return nil, err
	}
	return f.read(f.photoPath(name), name)
}

// read opens a file of this folder, which was sealed under that name.
func (f *Folder) read(path, name string) (*Original, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("photo: the original cannot be opened: %w", err)
	}
	o, err := f.plain(file, name)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("photo: the original cannot be opened: %w", unlessSealed(err)), file.Close())
	}
	return o, nil
}

// plain reads an open file of this folder.
func (f *Folder) plain(file *os.File, name string) (*Original, error) {
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	if f.key == nil {
		return &Original{file, file, info.Size()}, nil
	}
	sealed, err := f.key.OpenFile(file, info.Size(), name)
	if err != nil {
		return nil, err
	}
	return &Original{sealed, file, sealed.Size()}, nil
}

// unlessSealed says of a seal that does not fit what is said of bytes that do
// not: the file is not the photo that was signed.
func unlessSealed(err error) error {
	if errors.Is(err, vault.ErrSealed) {
		return ErrRoot
	}
	return err
}

// Size is the number of plain bytes of a stored photo, by the length of its file
// alone. It wraps fs.ErrNotExist where there is none; ErrRoot: no sealed file
// has that length.
func (f *Folder) Size(name string) (int64, error) {
	if err := checkName(name); err != nil {
		return 0, err
	}
	info, err := os.Stat(f.photoPath(name))
	if err != nil {
		return 0, err
	}
	if f.key == nil {
		return info.Size(), nil
	}
	n, err := vault.PlainSize(info.Size())
	return n, unlessSealed(err)
}

// Length is how long the file of a photo of size bytes is in this folder.
func (f *Folder) Length(size int64) int64 {
	if f.key == nil {
		return size
	}
	return vault.SealedSize(size)
}

// ReadAt reads from byte offset of one chunk into p, never past that chunk's
// end, so a frame on the wire holds bytes of one chunk only. It returns io.EOF
// with no bytes at the chunk's end or after the photo's. A sealed chunk is opened
// whole: who needs all of it should ask once.
func (f *Folder) ReadAt(name string, chunk int, offset int, p []byte) (int, error) {
	if chunk < 0 || chunk >= MaxSize/ChunkSize || offset < 0 || offset > ChunkSize {
		return 0, fmt.Errorf("photo: there is no byte %d in chunk %d", offset, chunk)
	}
	file, err := f.Original(name)
	if err != nil {
		return 0, err
	}
	defer file.Close() // opened for reading: nothing can be lost
	p = p[:min(len(p), ChunkSize-offset)]
	n, err := file.ReadAt(p, int64(chunk)*ChunkSize+int64(offset))
	if n > 0 && err == io.EOF {
		err = nil
	}
	if n == 0 && err == nil && offset == ChunkSize {
		err = io.EOF
	}
	return n, err
}

// Hashes computes the chunk hashes and the size in bytes of the stored photo.
// ErrRoot: a sealed file does not open.
func (f *Folder) Hashes(name string) ([]evidence.Hash, int64, error) {
	file, err := f.Original(name)
	if err != nil {
		return nil, 0, err
	}
	defer file.Close() // opened for reading: nothing can be lost
	chunks, size, err := hashChunks(file, func([]byte) error { return nil })
	return chunks, size, unlessSealed(err)
}

// Verify reads the stored photo again and compares it with what an entry says
// of it. ErrRoot means that the file is not the one that was named.
func (f *Folder) Verify(name string, salt [32]byte, root evidence.Hash, size int64) error {
	file, err := f.Original(name)
	if err != nil {
		return err
	}
	defer file.Close() // opened for reading: nothing can be lost
	return verify(file, salt, root, size)
}

func verify(file io.Reader, salt [32]byte, root evidence.Hash, size int64) error {
	chunks, have, err := hashChunks(file, func([]byte) error { return nil })
	if errors.Is(err, ErrEmpty) || errors.Is(err, ErrTooLarge) {
		return ErrRoot
	}
	if err != nil {
		return unlessSealed(err)
	}
	if have != size || Root(salt, have, chunks) != root {
		return ErrRoot
	}
	return nil
}

// Thumb reads the thumbnail a Worker made. It wraps fs.ErrNotExist where there is
// none, or none that is whole: it is made again.
func (f *Folder) Thumb(name string) ([]byte, error) { return f.view(name, f.ThumbPath) }

// View reads the view copy a Worker made, as Thumb does.
func (f *Folder) View(name string) ([]byte, error) { return f.view(name, f.ViewPath) }

func (f *Folder) view(name string, path func(string) string) ([]byte, error) {
	if err := checkName(name); err != nil {
		return nil, err
	}
	at := path(name)
	file, err := f.read(at, viewName(at))
	if err != nil {
		return nil, notWhole(err)
	}
	defer file.Close() // opened for reading: nothing can be lost
	b, err := io.ReadAll(file)
	return b, notWhole(err)
}

// viewName is the name a view is sealed under: its file's.
func viewName(path string) string { return filepath.Base(path) }

// notWhole says of a view that a power cut left in pieces that there is none.
func notWhole(err error) error {
	if errors.Is(err, ErrRoot) || errors.Is(err, vault.ErrSealed) {
		return fmt.Errorf("photo: the view is not whole: %w", fs.ErrNotExist)
	}
	return err
}
