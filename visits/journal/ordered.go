package journal

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"fairvisit/evidence"
	"fairvisit/visits"
)

const (
	metaOrder   = "order"         // number (8) ‖ order: the last one obeyed
	metaRefused = "order refused" // + cause: number (8), the last one refused for it
	metaUnlock  = "unlock"        // wall (8) ‖ boot (16) ‖ since (8) ‖ how: the last time the PIN opened the store
)

// LastOrder is the last order of headquarters that this store obeyed; number 0:
// none.
func (j *Journal) LastOrder(ctx context.Context) (number int64, order string, err error) {
	b, err := j.Meta(ctx, metaOrder)
	if err != nil || len(b) < 8 {
		return 0, "", err
	}
	return int64(binary.BigEndian.Uint64(b)), string(b[8:]), nil
}

// ObeyLock makes it an entry that this store was locked by that order, once.
func (j *Journal) ObeyLock(ctx context.Context, number int64) error {
	return j.obey(ctx, number, evidence.OrderLock, Writing{Kind: visits.DeviceLocked, Facts: visits.LockedFacts{Number: number}})
}

// ObeyWipe makes it an entry that what opens this store is being removed, with
// what headquarters does not hold of it, once.
func (j *Journal) ObeyWipe(ctx context.Context, number int64) error {
	r, err := j.AtRisk(ctx)
	if err != nil {
		return err
	}
	return j.obey(ctx, number, evidence.OrderWipe, Writing{Kind: visits.DeviceWiped,
		Facts: visits.WipedFacts{Number: number, Entries: r.Entries, Photos: r.Photos, Answers: r.DraftAnswers}})
}

func (j *Journal) obey(ctx context.Context, number int64, order string, w Writing) error {
	err := j.db.write(ctx, func(tx *Tx) error {
		b, err := tx.Meta(metaOrder)
		if err != nil || len(b) >= 8 && int64(binary.BigEndian.Uint64(b)) >= number {
			return err
		}
		if _, err := j.append(tx, w); err != nil {
			return fmt.Errorf("what was ordered could not be written down: %w", err)
		}
		return tx.SetMeta(metaOrder, append(binary.BigEndian.AppendUint64(nil, uint64(number)), order...))
	})
	if err == nil {
		j.signal()
	}
	return err
}

// RefuseOrder makes it an entry that an order was not obeyed, once for each
// number and cause: a session that repeats it must not fill the chain.
func (j *Journal) RefuseOrder(ctx context.Context, f visits.RefusedFacts) error {
	key, against := metaRefused+" "+f.Why, binary.BigEndian.AppendUint64(nil, uint64(f.Number))
	err := j.db.write(ctx, func(tx *Tx) error {
		noted, err := tx.Meta(key)
		if err != nil || string(noted) == string(against) {
			return err
		}
		if _, err := j.append(tx, Writing{Kind: visits.OrderRefused, Facts: f}); err != nil {
			return fmt.Errorf("what was refused could not be written down: %w", err)
		}
		return tx.SetMeta(key, against)
	})
	if err == nil {
		j.signal()
	}
	return err
}

// Unlocked is the last time a PIN opened a store, as far as its clocks tell.
type Unlocked struct {
	Ago   time.Duration
	Class string // A: by the clock since boot; B: by the wall clock
	How   string // pin, none
}

// NoteUnlock keeps that the store was opened just now: by a pin, or by none,
// because none was chosen yet.
func (j *Journal) NoteUnlock(ctx context.Context, how string) error {
	boot, since := j.options.SinceBoot()
	b := append(binary.BigEndian.AppendUint64(nil, uint64(j.options.Now())), boot[:]...)
	return j.SetMeta(ctx, metaUnlock, append(binary.BigEndian.AppendUint64(b, uint64(since)), how...))
}

// LastUnlock is when that was; false where it was never noted.
func (j *Journal) LastUnlock(ctx context.Context) (Unlocked, bool, error) {
	b, err := j.Meta(ctx, metaUnlock)
	if err != nil || len(b) < 32 {
		return Unlocked{}, false, err
	}
	boot, since := j.options.SinceBoot()
	u := Unlocked{Class: "B", How: string(b[32:]), Ago: time.Duration(j.options.Now()-int64(binary.BigEndian.Uint64(b))) * time.Microsecond}
	if evidence.ID(b[8:24]) == boot {
		u.Class, u.Ago = "A", time.Duration(since-int64(binary.BigEndian.Uint64(b[24:])))*time.Microsecond
	}
	u.Ago = max(0, u.Ago)
	return u, true, nil
}

// Shed deletes the files of photos that headquarters holds twice, of whatever
// visit and however fresh: a store that was wiped shows them to nobody again.
func (j *Journal) Shed(ctx context.Context) error {
	type held struct {
		entry evidence.Hash
		index int
		name  string
	}
	var list []held
	err := j.db.list(ctx, "SELECT entry, idx, name FROM photos WHERE state = ?", []any{secured}, func(scan func(...any) error) error {
		var h held
		err := scan(raw(h.entry[:]), &h.index, &h.name)
		list = append(list, h)
		return err
	})
	for _, h := range list {
		if err != nil {
			return err
		}
		if err = j.photos.Delete(h.name); err == nil {
			err = j.change(ctx, photoGone, h.entry[:], h.index)
		}
	}
	return err
}

// ErrOnlyHere refuses to remove a store that holds what headquarters does not
// hold twice. It was left as it is.
var ErrOnlyHere = errors.New("this store holds what is not in headquarters' second copy; it was left as it is")

// Remove closes the store and deletes all of it with its nonce, if headquarters holds all of it
// twice; ErrOnlyHere else. Files that no entry names count as only here.
func (j *Journal) Remove(ctx context.Context) error {
	only, err := j.OnlyHere(ctx)
	if err != nil {
		return err
	}
	if only {
		return ErrOnlyHere
	}
	dir := j.dir
	if err := j.Close(); err != nil {
		return err
	}
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	if err := os.Remove(j.options.Nonce); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return syncDir(filepath.Dir(dir))
}

// OnlyHere reports whether the store holds anything that is not in headquarters'
// second copy: entries, photos, answers of open visits, or what a start found
// and no entry names.
func (j *Journal) OnlyHere(ctx context.Context) (bool, error) {
	r, err := j.AtRisk(ctx)
	if err != nil || r.NotSecuredEntries+r.NotSecuredPhotos+r.DraftAnswers > 0 {
		return true, err
	}
	// A refused entry is a dead letter at headquarters and in no second copy.
	var others int
	_, err = j.db.lookup(ctx, `SELECT (SELECT count(*) FROM entries WHERE state = ?) + (SELECT count(*) FROM pending_capture)`, []any{refused}, &others)
	if err != nil || others > 0 {
		return true, err
	}
	files, err := os.ReadDir(j.path("found"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) || len(files) > 0 {
		return true, err
	}
	damaged, err := damagedCopies(j.dir)
	return len(damaged) > 0, err
}
