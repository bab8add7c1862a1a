package journal

import (
	"context"

	"fairvisit/evidence"
	"fairvisit/evidence/photo"
	"fairvisit/evidence/vault"
)

// OutPhoto is one photo to be sent: (Entry, Index) names it everywhere, Name is
// its file here.
type OutPhoto struct {
	Entry    evidence.Hash
	Index    int
	Name     string
	Salt     [32]byte // zero from a locked store
	Root     evidence.Hash
	Size     int64 // bytes
	Type     uint8 // photo.JPEG or photo.PNG
	Epoch    evidence.ID
	EntrySeq uint64

	Key    evidence.ID // that seals the file; zero: the store key
	Secret []byte      // salt, SHA-256 and chunk hashes, sealed by that key; only of PhotosUnsent

	chunks []evidence.Hash // as measured at the capture; none after a salvage
}

// PhotosUnsent yields photos that headquarters does not hold and whose entry it
// does: those of the oldest visit first. Photos of a refused entry are never
// asked for and stay here.
func (j *Sender) PhotosUnsent(ctx context.Context, limit int) ([]OutPhoto, error) {
	var list []OutPhoto
	err := j.db.list(ctx, `SELECT p.entry, p.idx, p.name, p.body, p.root, p.size, p.type, e.epoch, e.seq
		FROM photos p JOIN entries e ON e.id = p.entry WHERE p.state < 2 AND p.state = 0 AND e.state IN (1, 2)
		ORDER BY coalesce((SELECT min(n) FROM entries v WHERE v.visit_id = e.visit_id), e.n), e.n, p.idx LIMIT ?`, []any{limit},
		func(scan func(...any) error) error {
			var p OutPhoto
			var secret []byte
			err := scan(raw(p.Entry[:]), &p.Index, &p.Name, &secret, raw(p.Root[:]), &p.Size, &p.Type, raw(p.Epoch[:]), &p.EntrySeq)
			if err != nil {
				return err
			}
			if len(secret) < len(p.Key) {
				return &Damaged{Dir: j.dir, What: "a photo of entry " + p.Entry.Short()}
			}
			p.Key, p.Secret = evidence.ID(secret[:16]), secret[16:]
			if j.db.key != nil {
				err = j.unlockPhoto(&p)
			}
			list = append(list, p)
			return err
		})
	return list, err
}

// Measured reports that the sealed secret holds the chunk hashes, without which
// headquarters could not judge the chunks as they come.
func (p *OutPhoto) Measured() bool {
	return int64(len(p.Secret)) == vault.Overhead+64+32*((p.Size+photo.ChunkSize-1)/photo.ChunkSize)
}

// unlockPhoto opens what is secret of a photo.
func (j *Sender) unlockPhoto(p *OutPhoto) error {
	secret, err := keyNamed(j.db.key, p.Key).Open(photoPlace(p.Entry, p.Index), p.Secret)
	if err != nil {
		return &Damaged{Dir: j.dir, What: "a sealed record of photos does not open"}
	}
	p.Salt, p.chunks = photo.ReadSecret(secret)
	return nil
}

// SealedPhoto finds the salt at the front of a photo's file. photo.ErrRoot: the
// file is not of the photo's size, or by another key; fs.ErrNotExist: it is not
// there.
func (j *Sender) SealedPhoto(p OutPhoto) (salt [32]byte, err error) {
	salt, size, err := j.photos.Head(p.Name)
	if err == nil && (size != p.Size || evidence.ID(salt[:16]) != p.Key) {
		err = photo.ErrRoot
	}
	return salt, err
}

// ReadSealed reads one whole sealed chunk, which has the length of buf.
func (j *Sender) ReadSealed(name string, chunk int, buf []byte) error {
	return j.photos.ReadSealed(name, chunk, buf)
}

// PhotoChunks returns the chunk hashes, from the capture if it left them. Of the
// file it then only looks whether it is there (fs.ErrNotExist); VerifyPhoto
// reads it. photo.ErrRoot: they are not those of the photo that was signed. It is
// for who sends a photo as it was before it was sealed: ErrLockedStore.
func (j *Sender) PhotoChunks(ctx context.Context, p OutPhoto) ([]evidence.Hash, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if j.Locked() {
		return nil, ErrLockedStore
	}
	if len(p.chunks) == 0 {
		return j.hashPhoto(p)
	}
	size, err := j.photos.Size(p.Name)
	if err != nil {
		return nil, err
	}
	if size != p.Size || photo.Root(p.Salt, p.Size, p.chunks) != p.Root {
		return nil, photo.ErrRoot
	}
	return p.chunks, nil
}

// VerifyPhoto reads the file again. photo.ErrRoot: it is not the photo that was
// signed; fs.ErrNotExist: it is not there.
func (j *Sender) VerifyPhoto(p OutPhoto) error {
	if j.Locked() {
		return ErrLockedStore
	}
	_, err := j.hashPhoto(p)
	return err
}

func (j *Sender) hashPhoto(p OutPhoto) ([]evidence.Hash, error) {
	chunks, size, err := j.photos.Hashes(p.Name)
	if err != nil {
		return nil, err
	}
	if size != p.Size || photo.Root(p.Salt, size, chunks) != p.Root {
		return nil, photo.ErrRoot
	}
	return chunks, nil
}

// ReadPhoto reads from a byte of one chunk; io.EOF at the chunk's end.
// ErrLockedStore.
func (j *Sender) ReadPhoto(name string, chunk, offset int, buf []byte) (int, error) {
	if j.Locked() {
		return 0, ErrLockedStore
	}
	return j.photos.ReadAt(name, chunk, offset, buf)
}

// MarkPhotosStored notes that headquarters holds these photos whole; of each only
// Entry and Index matter. They share one flush.
func (j *Sender) MarkPhotosStored(ctx context.Context, photos ...OutPhoto) error {
	return j.db.write(ctx, func(tx *Tx) error {
		for _, p := range photos {
			if _, err := tx.exec("UPDATE photos SET state = 1 WHERE state = 0 AND entry = ? AND idx = ?", p.Entry[:], p.Index); err != nil {
				return err
			}
		}
		return nil
	})
}

// MarkPhotoSecured notes that headquarters holds the photo twice.
func (j *Sender) MarkPhotoSecured(ctx context.Context, entry evidence.Hash, index int) error {
	return j.change(ctx, "UPDATE photos SET state = 2, secured_at = ? WHERE state < 2 AND entry = ? AND idx = ?", j.options.Now(), entry[:], index)
}

const photoGone = "UPDATE photos SET state = 3 WHERE entry = ? AND idx = ? AND state < 4"

// MarkPhotoGone notes that the file is not on this device any more. It deletes
// nothing. That a photo was lost is an entry (photo.lost/1): append it with
// Tx.MarkPhotoGone, so that both are there or neither.
func (j *Sender) MarkPhotoGone(ctx context.Context, entry evidence.Hash, index int) error {
	return j.change(ctx, photoGone, entry[:], index)
}

// MarkPhotoGone is Journal.MarkPhotoGone in the transaction of an entry.
func (tx *Tx) MarkPhotoGone(entry evidence.Hash, index int) error {
	_, err := tx.exec(photoGone, entry[:], index)
	return err
}
