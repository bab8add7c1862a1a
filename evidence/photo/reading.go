package photo

import (
	"errors"
	"fmt"
	"io"
	"os"

	"fairvisit/evidence"
)

// ErrRoot says that bytes, or a list of chunk hashes, are not those a root
// names.
var ErrRoot = errors.New("photo: the bytes are not those the root names")

// Original opens the stored photo for reading; the caller closes it. It wraps
// fs.ErrNotExist where there is none.
func (f *Folder) Original(name string) (*os.File, error) {
	if err := checkName(name); err != nil {
		return nil, err
	}
	file, err := os.Open(f.photoPath(name))
	if err != nil {
		return nil, fmt.Errorf("photo: the original cannot be opened: %w", err)
	}
	return file, nil
}

// ReadAt reads from byte offset of one chunk into p, never past that chunk's
// end, so a frame on the wire holds bytes of one chunk only. It returns io.EOF
// with no bytes at the chunk's end or after the photo's.
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

// Hashes computes the chunk hashes and the size in bytes from the stored file.
func (f *Folder) Hashes(name string) ([]evidence.Hash, int64, error) {
	file, err := f.Original(name)
	if err != nil {
		return nil, 0, err
	}
	defer file.Close() // opened for reading: nothing can be lost
	return hashChunks(file, func([]byte) error { return nil })
}

// Verify reads the stored photo again and compares it with what an entry says
// of it. ErrRoot means that the file is not the one that was named.
func (f *Folder) Verify(name string, salt [32]byte, root evidence.Hash, size int64) error {
	chunks, have, err := f.Hashes(name)
	if errors.Is(err, ErrEmpty) || errors.Is(err, ErrTooLarge) {
		return ErrRoot
	}
	if err != nil {
		return err
	}
	if have != size || Root(salt, have, chunks) != root {
		return ErrRoot
	}
	return nil
}
