package hq

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"fairvisit/evidence"
	"fairvisit/evidence/folder"
	"fairvisit/evidence/photo"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
)

// Backup copies the store and every stored photo into dir, beside a running
// server. Photos are never changed, so only new ones are copied. Keys are not
// part of it: they are kept apart (D27).
func (h *HQ) Backup(ctx context.Context, dir string) error {
	if err := folder.Make(filepath.Join(dir, "photos")); err != nil {
		return err
	}
	// Photos after the database: a photo it names is then always in the copy.
	if err := h.Store.Backup(ctx, store.File(dir)); err != nil {
		return err
	}
	return copyPhotos(h.photos.Path(""), filepath.Join(dir, "photos"))
}

func copyPhotos(from, to string) error {
	names, err := os.ReadDir(from)
	if err != nil {
		return err
	}
	for _, n := range names {
		if _, err := os.Stat(filepath.Join(to, n.Name())); err == nil || n.IsDir() {
			continue
		}
		err := copySynced(filepath.Join(from, n.Name()), filepath.Join(to, n.Name()))
		if err != nil && !errors.Is(err, fs.ErrNotExist) { // it was withdrawn since it was listed
			return err
		}
	}
	return syncDir(to)
}

// copySynced copies a file whole or not at all; the folder is the caller's to flush.
func copySynced(from, to string) error {
	src, err := os.Open(from)
	if err != nil {
		return err
	}
	defer src.Close()
	dst, err := os.CreateTemp(filepath.Dir(to), ".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(dst.Name()) // after the rename there is nothing to remove
	_, err = io.Copy(dst, src)
	if err := errors.Join(err, dst.Sync(), dst.Close()); err != nil {
		return err
	}
	return os.Rename(dst.Name(), to)
}

// RestoreReport says what a restore brought back.
type RestoreReport struct {
	Backup   int64         `json:"backup"`   // entries in the backup
	Newest   int64         `json:"newest"`   // µs: when the newest of them was received
	Replayed int64         `json:"replayed"` // entries from the second copy
	Photos   int           `json:"photos"`   // photos from the second copy
	Missing  int           `json:"missing"`  // photos nobody has but their devices
	Loss     bool          `json:"loss"`
	New      evidence.ID   `json:"generation"`
	Root     evidence.Hash `json:"root"`
}

// ErrWouldLose means that without a second copy whatever was handed in after
// the backup and freed by its device is gone; a person must accept that.
var ErrWouldLose = errors.New("without the second copy, work handed in after the backup is only what devices still hold")

// Restore makes o.Data anew from a backup folder and, if second is given, what
// the second copy holds beyond it. It begins a new generation: every cursor is
// void, every device hands in again from where this store now stands (D18).
func Restore(ctx context.Context, o Options, backup, second string, acceptLoss bool) (RestoreReport, error) {
	var r RestoreReport
	if _, err := os.Stat(store.File(o.Data)); !errors.Is(err, fs.ErrNotExist) {
		return r, fmt.Errorf("there is a store in %s; move it away first, it is not touched", o.Data)
	}
	build := filepath.Join(o.Data, "restoring")
	if err := beginIn(build, o.Data); err != nil {
		return r, err
	}
	err := takeBackIn(ctx, build, o, &r, backup, second, acceptLoss)
	return r, errors.Join(err, moveIn(build, o.Data, err == nil))
}

// beginIn makes the folder in which a store is built, or a restore stopped in the middle would leave what
// looks like a store. Photos that lie where the store was lost may be the only ones, so they come along.
func beginIn(build, data string) error {
	if err := folder.Make(build); err != nil {
		return err
	}
	left, err := filepath.Glob(filepath.Join(build, "hq.db*"))
	for _, name := range left { // of a restore that was stopped
		err = errors.Join(err, os.Remove(name))
	}
	if err != nil {
		return err
	}
	return moveRoom(data, build)
}

// moveRoom moves the photos' folder, where there is one.
func moveRoom(from, to string) error {
	err := os.Rename(filepath.Join(from, "photos"), filepath.Join(to, "photos"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return errors.Join(err, syncDir(from), syncDir(to))
}

func takeBackIn(ctx context.Context, build string, o Options, r *RestoreReport, backup, second string, acceptLoss bool) error {
	if err := layOut(build, backup); err != nil {
		return err
	}
	o.Data, o.Second = build, ""
	h, err := Open(o)
	if err != nil {
		return err
	}
	return errors.Join(h.takeBack(ctx, r, second, acceptLoss), h.Close())
}

// moveIn puts the photos back, and then the store if it is whole: it is what says that there is one.
func moveIn(build, data string, whole bool) error {
	if err := moveRoom(build, data); err != nil {
		return err
	}
	if whole {
		if err := errors.Join(os.Rename(store.File(build), store.File(data)), syncDir(data)); err != nil {
			return err
		}
	}
	return os.RemoveAll(build)
}

// layOut copies the backup.
func layOut(data, backup string) error {
	photos := filepath.Join(data, "photos")
	if _, err := photo.Open(photos); err != nil {
		return err
	}
	if err := copyPhotos(filepath.Join(backup, "photos"), filepath.Join(photos, "photos")); err != nil {
		return err
	}
	if err := copySynced(store.File(backup), store.File(data)); err != nil {
		return err
	}
	return syncDir(data)
}

func (h *HQ) takeBack(ctx context.Context, r *RestoreReport, second string, acceptLoss bool) error {
	head, err := h.Store.Head(ctx)
	if err != nil {
		return err
	}
	r.Backup = head.Size
	if last, err := h.Store.EntryRange(ctx, head.Size-1, 1); err == nil && len(last) == 1 {
		r.Newest = last[0].Received
	}
	old, err := h.Store.Generation(ctx)
	if err != nil {
		return err
	}
	folder := filepath.Join(second, old.String())
	if names, err := segments(folder); second != "" && err == nil && len(names) > 0 {
		if err := h.replay(ctx, r, folder); err != nil {
			return err
		}
	} else if !acceptLoss {
		return fmt.Errorf("%w: everything after %s; restore with -accept-loss if there is no second copy", ErrWouldLose,
			time.UnixMicro(r.Newest).UTC().Format(time.RFC3339))
	} else {
		r.Loss = true
	}
	if r.Missing, err = h.Store.ForgetMissingPhotos(ctx, func(file string) bool { _, err := os.Stat(h.photos.Path(file)); return err == nil }); err != nil {
		return err
	}
	return h.beginGeneration(ctx, r, old)
}

// beginGeneration voids what the old life promised and says so in the chain.
func (h *HQ) beginGeneration(ctx context.Context, r *RestoreReport, old evidence.ID) error {
	r.New = evidence.NewID()
	if err := h.Store.BeginGeneration(ctx, r.New); err != nil {
		return err
	}
	_, err := h.Do(ctx, Act{Kind: visits.HQRestored, Facts: visits.RestoredFacts{Old: old, New: r.New, Backup: r.Backup, Replayed: r.Replayed, Loss: r.Loss}})
	if err != nil {
		return err
	}
	head, err := h.Store.Head(ctx)
	r.Root = head.Root
	if err := errors.Join(err, h.Rebuild(ctx)); err != nil {
		return err
	}
	// Where older case keys were put back too, they hold what was erased since.
	return h.FinishErasures(ctx)
}

// replay appends what the second copy holds beyond the backup.
func (h *HQ) replay(ctx context.Context, r *RestoreReport, folder string) error {
	names, err := segments(folder)
	if err != nil {
		return err
	}
	next, replay := r.Backup, h.Store.Replay()
	for _, name := range names {
		_, err := readSegment(name, func(rec record) error {
			switch rec.kind {
			case recordEntry:
				return h.replayEntry(ctx, replay, rec.body, &next)
			case recordPhoto:
				return h.replayPhoto(ctx, r, rec.body)
			}
			return fmt.Errorf("second copy: a record of kind %d", rec.kind)
		})
		if err != nil && !errors.Is(err, errTorn) {
			return err
		}
	}
	r.Replayed = next - r.Backup
	return replay.Settle(ctx)
}

func (h *HQ) replayEntry(ctx context.Context, replay *store.Replay, body []byte, next *int64) error {
	row, err := decodeEntryRecord(body)
	if err != nil || row.No < *next {
		return err
	}
	if row.No > *next {
		return fmt.Errorf("second copy: entry %d follows %d: the copy has a hole", row.No, *next-1)
	}
	if err := replay.AppendLying(ctx, []store.Lying{row}); err != nil {
		return err
	}
	*next++
	return h.replayDevice(ctx, row)
}

// replayDevice brings back the rows of devices: they are not entries, but they
// follow from them.
func (h *HQ) replayDevice(ctx context.Context, row store.Lying) error {
	e, err := evidence.Decode(append(bytes.Clone(row.Core), byte(evidence.Withheld))) // what it needs stands before the words
	if err != nil {
		e, err = evidence.Decode(append(bytes.Clone(row.Core), byte(evidence.None)))
	}
	if err != nil {
		return err
	}
	switch e.Header.Kind {
	case visits.DeviceEnrolled:
		var st evidence.Statement
		if err := evidence.DecodePayload(e.Facts.Bytes, &st); err != nil {
			return err
		}
		d, err := h.fromStatement(st)
		if err != nil || d.ID != e.Header.Device {
			return nil // not of this headquarters: the entry stays, the device is not let in
		}
		return h.Store.PutDevice(ctx, d)
	case visits.DeviceRevoked:
		if e.Header.Device != h.keys.ChainID {
			return nil // of no headquarters: it stands in the log, and counts nothing
		}
		err := h.Store.Revoke(ctx, e.Header.Ref(evidence.RefDevice), row.Received)
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		return err
	}
	return nil
}

func (h *HQ) replayPhoto(ctx context.Context, r *RestoreReport, body []byte) error {
	if len(body) < 34 {
		return errTorn
	}
	entry, index := evidence.Hash(body[:32]), int(binary.BigEndian.Uint16(body[32:]))
	row, err := h.Store.Photo(ctx, entry, index)
	if errors.Is(err, store.ErrNoPhoto) {
		return nil // its entry lies behind a torn end
	}
	if err != nil || row.State == store.PhotoWithdrawn {
		return err
	}
	if _, err := os.Stat(h.photos.Path(row.File)); errors.Is(err, fs.ErrNotExist) {
		if err := writeSynced(h.photos.Path(row.File), body[34:]); err != nil {
			return err
		}
		r.Photos++
	}
	// Also where the file came with the backup: it may have been stored after the
	// database was copied, and nobody would send it again.
	return h.Store.PhotosStored(ctx, []store.PhotoDone{{Entry: entry, Index: index, At: h.micro()}})
}
