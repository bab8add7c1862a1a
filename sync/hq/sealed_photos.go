package hq

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"fairvisit/evidence"
	"fairvisit/evidence/photo"
	"fairvisit/evidence/vault"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq/casekeys"
	"fairvisit/sync/hq/store"
)

// A photo lies at headquarters sealed under a key of its own, so that it can be
// withdrawn alone: its key is destroyed, and with it every copy of the file in
// second copies and backups. What is still arriving lies open until it is whole
// and checked; that is in no backup and in no second copy.

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

// isSealed reports whether a file is one that was sealed; a photo that a stop left
// open in its place is not.
func isSealed(path string) (bool, error) {
	const magic = "fv-file-v1\n"
	f, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer f.Close() // only read
	head := make([]byte, len(magic))
	n, err := io.ReadFull(f, head)
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		err = nil
	}
	return string(head[:n]) == magic, err
}

// seal puts the sealed file of a photo in the place of its whole, checked bytes.
// It is flushed; the folder is the caller's to flush. What a stop leaves is the
// one or the other, and beside it at most a part that the next upload, or the
// photo's withdrawal, takes away.
func (h *HQ) seal(name fieldsync.PhotoName, file string) error {
	path := h.photos.Path(file)
	if h.opens(path, name) {
		return nil
	}
	scope := casekeys.OfPhoto(name.Entry, name.Index)
	if err := h.ring.Ensure(scope); err != nil {
		return err
	}
	key, err := h.ring.Key(scope)
	if err != nil {
		return err
	}
	src, err := os.Open(path)
	if err != nil {
		return err
	}
	defer src.Close() // only read
	part := filepath.Join(filepath.Dir(filepath.Dir(path)), "incoming", file+".part")
	dst, err := os.OpenFile(part, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	w, err := key.NewWriter(dst, sealName(name))
	if err == nil {
		_, err = io.Copy(w, src)
		err = errors.Join(err, w.Close())
	}
	if err := errors.Join(err, dst.Sync(), dst.Close()); err != nil {
		return fmt.Errorf("a photo could not be sealed: %w", err)
	}
	return os.Rename(part, path)
}

// opens reports whether a file is the sealed one of that photo. How it begins would
// not do: a device that means harm can send a photo that begins so.
func (h *HQ) opens(path string, name fieldsync.PhotoName) bool {
	f, err := openSealed(h.ring, path, name)
	if err != nil {
		return false
	}
	defer f.Close() // only read
	_, err = f.Read(make([]byte, 1))
	return err == nil
}

// takeSealed makes stored what a stop left whole and sealed of a photo that is
// awaited. done is false where the bytes have to be sent.
func (h *HQ) takeSealed(ctx context.Context, row store.PhotoRow, salt [32]byte) (done bool, err error) {
	name, path := fieldsync.PhotoName{Entry: row.Entry, Index: row.Index}, h.photos.Path(row.File)
	if sealed, err := isSealed(path); err != nil || !sealed {
		if errors.Is(err, os.ErrNotExist) {
			err = nil
		}
		return false, err
	}
	if err := verifySealed(h.ring, path, name, salt, row.Root, row.Size); err != nil {
		h.log.Warn("a sealed photo that nobody was told of is not whole; it is sent again", "photo", sealName(name), "error", err)
		return false, h.photos.Delete(row.File)
	}
	if err := h.photos.SyncFolder(); err != nil {
		return false, err
	}
	return true, h.Store.PhotosStored(ctx, []store.PhotoDone{{Entry: row.Entry, Index: row.Index, At: h.micro()}})
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
