package journal

import (
	"context"
	"errors"
	"io"
	"strings"

	"fairvisit/evidence"
	"fairvisit/evidence/photo"
	"fairvisit/visits"
)

// maxFileName bounds the name of a recorder's file, in bytes.
const maxFileName = 200

// AttachSound keeps a body recorder's file and makes its entry: a copy of it up
// to photo.MaxSize, of a larger one the hash alone. open gives the file from its
// beginning, each time it is asked. w is the entry but for its kind, facts and
// words; Root, Size and Kept of f are set here. ErrNoDraft, or a refusal of the
// photo package: nothing was stored.
func (j *Journal) AttachSound(ctx context.Context, w Writing, f visits.SoundAttachedFacts, name string, open func() (io.ReadCloser, error)) (evidence.Entry, error) {
	file := evidence.NewID().String()
	var key evidence.ID
	err := j.db.write(ctx, func(tx *Tx) error {
		visit := refOf(w.Refs, evidence.RefVisit)
		err := tx.openVisit(visit)
		if err != nil {
			return err
		}
		if key, err = tx.keyOf(visit, j.Epoch()); err != nil {
			return err
		}
		return j.plan(tx, file, w.Refs, sourceRecorder)
	})
	if err != nil {
		return evidence.Entry{}, err
	}
	p, kept, err := j.copyOrHash(key, file, open)
	if err != nil {
		return evidence.Entry{}, errors.Join(err, j.forget(file))
	}
	f.Root, f.Size, f.Kept = p.Root, p.Size, kept
	w.Kind, w.Facts, w.Also = visits.SoundAttached, f, forgetPlan(file)
	w.Words = visits.SoundWords{Name: shortName(name), Photos: []visits.PhotoSecret{{Salt: p.Salt, SHA256: p.SHA256}}}
	if kept {
		w.Photos = []photo.Stored{p}
	}
	e, err := j.Append(ctx, w)
	if err != nil {
		return evidence.Entry{}, errors.Join(err, j.photos.Delete(file), j.forget(file))
	}
	return e, nil
}

func (j *Journal) copyOrHash(key evidence.ID, name string, open func() (io.ReadCloser, error)) (photo.Stored, bool, error) {
	r, err := open()
	if err != nil {
		return photo.Stored{}, false, err
	}
	p, err := j.photos.ReceiveSound(key, r, name, photo.File)
	_ = r.Close() // it was only read
	if !errors.Is(err, photo.ErrTooLarge) {
		return p, err == nil, err
	}
	if r, err = open(); err != nil {
		return photo.Stored{}, false, err
	}
	p, err = photo.Fingerprint(r)
	_ = r.Close()
	return p, false, err
}

// shortName is the end of a name that is too long, where its number stands.
func shortName(name string) string {
	if over := len(name) - maxFileName; over > 0 {
		name = name[over:]
	}
	return strings.ToValidUTF8(name, "")
}
