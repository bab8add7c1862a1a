package hq

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"fairvisit/evidence"
	"fairvisit/evidence/photo"
	"fairvisit/evidence/vault"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
)

func photoName(p *store.PhotoRow) string { return fmt.Sprintf("%s/%d", p.Entry, p.Index) }

// auditPhotos reads every stored photo's file and compares it with its signed
// root, and its thumbnail with one made anew; and shows the thumbnails in the
// store beside, as a rebuild would.
func (a *audit) auditPhotos(ctx context.Context) error {
	var numbered, scrubbed int64
	for p := range a.v.Photos() {
		if err := ctx.Err(); err != nil {
			return err
		}
		a.photoRow(&p)
		if p.StoredNo >= 0 {
			numbered++
		} else if p.State == store.PhotoWithdrawn && p.At != 0 {
			scrubbed++
		}
		switch p.State {
		case store.PhotoStored:
			a.report.Stored++
			a.photoFile(ctx, &p)
		case store.PhotoWithdrawn:
			if a.photos != nil && a.photos.Has(p.File) {
				a.v.Fault("photos", photoName(&p), "file", "the photo was withdrawn, and its file is still here")
			}
		}
	}
	// A number that nobody has was of a photo withdrawn and taken out of the
	// second copy; a restore numbers anew.
	if holes := a.v.Head.PhotosStored - numbered; holes != scrubbed && (!a.acts.restored || holes < 0 || holes > scrubbed) {
		a.v.Fault("head", "", "photos_stored", "is %d: %d photos have a number, %d had one and were withdrawn", a.v.Head.PhotosStored, numbered, scrubbed)
	}
	for r := range a.v.Rows("photos", "SELECT file, count(*) AS n FROM photos GROUP BY file HAVING n > 1") {
		a.v.Fault("photos", r.Text("file"), "file", "%d photos have this one file", r.Int("n"))
	}
	err := a.anew.Publish(ctx, func(tx *store.FoldTx) error {
		for p := range a.v.Photos() {
			if p.State == store.PhotoStored && len(p.Thumb) > 0 {
				if err := publishThumb(tx, p, map[string]bool{}); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		a.v.Fault("pictures", "", "", "thumbnails cannot be shown anew: %v", err)
	}
	return ctx.Err()
}

// photoRow looks at what a row says of itself; what its entry says of it is
// compared elsewhere.
func (a *audit) photoRow(p *store.PhotoRow) {
	name := photoName(p)
	if _, err := evidence.ParseID(p.File); err != nil {
		a.v.Fault("photos", name, "file", "is no name of a file")
	}
	if p.StoredNo < -1 || p.StoredNo >= a.v.Head.PhotosStored {
		a.v.Fault("photos", name, "stored_no", "is %d of %d", p.StoredNo, a.v.Head.PhotosStored)
	}
	switch p.State {
	case store.PhotoAwaited:
		if p.StoredNo >= 0 || p.At != 0 {
			a.v.Fault("photos", name, "state, stored_no, at", "the photo is awaited, and has been stored")
		}
	case store.PhotoStored:
		if p.StoredNo < 0 || p.At <= 0 {
			a.v.Fault("photos", name, "state, stored_no, at", "the photo is stored, and has no number or time")
		}
		return
	case store.PhotoWithdrawn:
	default:
		a.v.Fault("photos", name, "state", "is %d, which is none", p.State)
	}
	if len(p.Thumb) > 0 {
		a.v.Fault("photos", name, "thumb", "there is a thumbnail of a photo that is not stored")
	}
}

func (a *audit) photoFile(ctx context.Context, p *store.PhotoRow) {
	if a.photos == nil {
		return // that was told of
	}
	name := photoName(p)
	err := a.verify(p)
	if errors.Is(err, fs.ErrNotExist) {
		if now, err := a.store.Photo(ctx, p.Entry, p.Index); err == nil && now.State == store.PhotoWithdrawn {
			return // while the audit ran
		}
	}
	if a.wentWhile(ctx, p, err) {
		return
	}
	if err != nil {
		a.v.Fault("photos", name, "file", "%v", err)
		return
	}
	if len(p.Thumb) == 0 {
		return // not made yet, or nobody can make one
	}
	thumb, err := a.thumb(ctx, p)
	if err != nil {
		a.v.Fault("photos", name, "thumb", "cannot be made anew: %v", err)
	} else if !bytes.Equal(thumb, p.Thumb) {
		a.v.Fault("photos", name, "thumb", "is not the one that is made of the photo")
	}
}

// verify compares a file with the root that was signed. Where the words are not
// here nobody has the salt, and only the size can be told.
func (a *audit) verify(p *store.PhotoRow) error {
	for r := range a.v.Rows("entries", "SELECT core, words, id FROM entries WHERE id = ?1", p.Entry[:]) {
		e, err := evidence.Decode(append(bytes.Clone(r.Blob("core")), r.Blob("words")...))
		if err != nil || p.Index < 0 || p.Index >= len(e.Header.Photos) {
			return errors.New("its entry does not name it")
		}
		signed := e.Header.Photos[p.Index]
		var w visits.PhotoWords
		if e.Words.State == evidence.Present {
			if err := evidence.DecodePayload(e.Words.Bytes, &w); err != nil || p.Index >= len(w.Photos) {
				return errors.New("its entry does not tell the salt of its root")
			}
			return verifySealed(a.ring, a.photos.Path(p.File), fieldsync.PhotoName{Entry: p.Entry, Index: p.Index}, [32]byte(w.Photos[p.Index].Salt), signed.Root, signed.Size)
		}
		info, err := os.Stat(a.photos.Path(p.File))
		if err == nil && info.Size() != vault.SealedSize(signed.Size) {
			err = photo.ErrRoot
		}
		return err
	}
	return errors.New("its entry is not here")
}

func (a *audit) thumb(ctx context.Context, p *store.PhotoRow) ([]byte, error) {
	f, err := openSealed(a.ring, a.photos.Path(p.File), fieldsync.PhotoName{Entry: p.Entry, Index: p.Index})
	if err != nil {
		return nil, err
	}
	defer f.Close() // opened for reading: nothing can be lost
	c, err := coverIn(ctx, a.anew, *p)
	if err != nil {
		return nil, err
	}
	return covered(f, *p, c, photo.Thumbnail)
}
