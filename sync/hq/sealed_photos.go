package hq

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"

	"fairvisit/evidence"
	"fairvisit/evidence/photo"
	"fairvisit/evidence/vault"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq/casekeys"
	"fairvisit/sync/hq/store"
)

// A photo lies at headquarters sealed under a key of its own, so that it can be
// withdrawn alone: its key is destroyed, and with it every copy of the file in
// second copies and backups. It is sealed chunk by chunk as it arrives: less than a
// chunk lies as it came, in no backup and in no second copy.

// sealName is what a photo's file is sealed for. Its random file name would not
// do: a restore gives it another one.
func sealName(p fieldsync.PhotoName) string { return fmt.Sprintf("%s/%d", p.Entry, p.Index) }

// Photo is a stored photo open for reading, as it was before it was sealed. One
// goroutine at a time uses it.
type Photo struct {
	*vault.File
	file *os.File
}

// Close ends the reading; nothing can be lost by it.
func (p *Photo) Close() error { return p.file.Close() }

// openSealed opens the file of a stored photo. casekeys.ErrErased: its key was
// destroyed; photo.ErrRoot: what lies there is not sealed as this photo.
func openSealed(ring *casekeys.Ring, path string, name fieldsync.PhotoName) (*Photo, error) {
	key, err := ring.Key(casekeys.OfPhoto(name.Entry, name.Index))
	if err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	plain, err := key.OpenFile(f, info.Size(), sealName(name))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("photo %s does not open: %w", sealName(name), photo.ErrRoot), f.Close())
	}
	return &Photo{plain, f}, nil
}

// photoKey is the key of a photo that is offered, made by its entry's admission;
// where a stop, or an older headquarters, left it out it is made here.
// casekeys.ErrErased: nobody is to keep this photo.
func (h *HQ) photoKey(name fieldsync.PhotoName) (*vault.Key, error) {
	scope := casekeys.OfPhoto(name.Entry, name.Index)
	if err := h.ring.Ensure(scope); err != nil {
		return nil, err
	}
	return h.ring.Key(scope)
}

// takeUp opens the file of an offered photo where it stands. What lies in its place
// already, whole and sealed, and of which nobody was told before a stop, is
// complete; what lies there and is not the photo goes.
func (h *HQ) takeUp(row store.PhotoRow, promised photo.Begin) (*photo.Incoming, error) {
	in, err := h.photos.Resume(row.File, promised)
	if !errors.Is(err, photo.ErrRoot) || !h.photos.Has(row.File) {
		return in, err
	}
	h.log.Warn("a sealed photo that nobody was told of is not whole; it is sent again", "photo", promised.As, "error", err)
	if err := h.photos.Delete(row.File); err != nil {
		return nil, err
	}
	return h.photos.Resume(row.File, promised)
}

// verifySealed compares a sealed photo with the root that was signed.
func verifySealed(ring *casekeys.Ring, path string, name fieldsync.PhotoName, salt [32]byte, root evidence.Hash, size int64) error {
	f, err := openSealed(ring, path, name)
	if err != nil {
		return err
	}
	defer f.Close() // only read
	chunks, have, err := chunkHashes(f)
	if err != nil {
		return err
	}
	if have != size || photo.Root(salt, have, chunks) != root {
		return photo.ErrRoot
	}
	return nil
}

func chunkHashes(r io.Reader) (chunks []evidence.Hash, size int64, err error) {
	b := make([]byte, photo.ChunkSize)
	for {
		n, err := io.ReadFull(r, b)
		if n > 0 {
			chunks, size = append(chunks, sha256.Sum256(b[:n])), size+int64(n)
		}
		switch {
		case errors.Is(err, vault.ErrSealed):
			return nil, 0, photo.ErrRoot
		case err == io.EOF || err == io.ErrUnexpectedEOF:
			return chunks, size, nil
		case err != nil:
			return nil, 0, err
		}
	}
}
