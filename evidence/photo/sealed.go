package photo

import (
	"fmt"
	"os"

	"fairvisit/evidence"
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

// ReadSecret reads what a device keeps sealed of a photo: its salt, the SHA-256 of
// the plain file, and the chunk hashes, of which there are none after a salvage.
func ReadSecret(secret []byte) (salt [32]byte, chunks []evidence.Hash) {
	copy(salt[:], secret)
	for at := 64; at+32 <= len(secret); at += 32 {
		chunks = append(chunks, evidence.Hash(secret[at:at+32]))
	}
	return salt, chunks
}
