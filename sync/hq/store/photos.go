package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"

	"fairvisit/evidence"
)

// ErrNoPhoto means that no admitted entry names the photo: its entry comes
// first.
var ErrNoPhoto = errors.New("no entry here names this photo")

// PhotoState says how far a photo is.
type PhotoState uint8

// The states of a photo.
const (
	PhotoAwaited   PhotoState = 0
	PhotoStored    PhotoState = 1
	PhotoWithdrawn PhotoState = 2 // destroyed for good; never stored again
)

// PhotoRow is a photo that an admitted entry names.
type PhotoRow struct {
	Entry               evidence.Hash
	Index               int
	No                  int64 // number of the entry
	Root                evidence.Hash
	Size                int64 // plain bytes
	Type                uint8
	Case, Visit, Device evidence.ID
	State               PhotoState
	File                string // random name
	StoredNo            int64  // dense over all stored photos; -1 while not stored
	At                  int64  // µs; when it was stored
	Thumb               []byte
}

// PhotoDone is a photo whose file is whole, checked and on disk.
type PhotoDone struct {
	Entry evidence.Hash
	Index int
	At    int64 // µs
	Thumb []byte
}

// awaitPhotos notes the photos an entry names, in the transaction that admits
// it: a photo is known exactly when its entry is. The random name its file has
// from the first byte on comes with it: whoever takes the upload up, in any
// process, finds what has arrived, and an offer costs no transaction.
func (p *placed) awaitPhotos(tx *sql.Tx, no int64) error {
	h := &p.entry.Header
	for i, photo := range h.Photos {
		var name [16]byte
		rand.Read(name[:])
		_, err := tx.Exec(`INSERT INTO photos (entry, idx, no, root, size, type, case_id, visit_id, device, thumb, file)
			VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)`, p.entry.ID[:], i, no, photo.Root[:], photo.Size, photo.Type,
			orNull(h.Case()), orNull(h.Visit()), h.Device[:], []byte{}, hex.EncodeToString(name[:]))
		if err != nil {
			return err
		}
	}
	return nil
}

const selectPhoto = `SELECT entry, idx, no, root, size, type, case_id, visit_id, device, state, file,
	coalesce(stored_no, -1), at, thumb FROM photos `

func (s *Store) scanPhoto(scan func(...any) error) (PhotoRow, error) {
	var p PhotoRow
	err := scan(into(p.Entry[:]), &p.Index, &p.No, into(p.Root[:]), &p.Size, &p.Type, into(p.Case[:]), into(p.Visit[:]),
		into(p.Device[:]), &p.State, &p.File, &p.StoredNo, &p.At, &p.Thumb)
	if err != nil {
		return p, err
	}
	p.Thumb, err = opened(s.ring, thumbPlace(p.Entry[:], p.Index), p.Thumb, []byte{})
	return p, err
}

func (s *Store) photo(ctx context.Context, q interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}, entry evidence.Hash, idx int) (PhotoRow, error) {
	p, err := s.scanPhoto(q.QueryRowContext(ctx, selectPhoto+"WHERE entry = ?1 AND idx = ?2", entry[:], idx).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return PhotoRow{}, fmt.Errorf("photo %s/%d: %w", entry.Short(), idx, ErrNoPhoto)
	}
	return p, err
}

// Photo returns the photo, or ErrNoPhoto.
func (s *Store) Photo(ctx context.Context, entry evidence.Hash, idx int) (PhotoRow, error) {
	return s.photo(ctx, s.r, entry, idx)
}

// PhotosStored marks a group of photos stored, in one transaction. Those that
// are stored already, or withdrawn, stay as they are; an unknown one (ErrNoPhoto)
// undoes the group.
func (s *Store) PhotosStored(ctx context.Context, done []PhotoDone) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		var next int64
		if err := tx.QueryRow("SELECT photos_stored FROM head").Scan(&next); err != nil {
			return err
		}
		for _, d := range done {
			got, err := tx.Exec(`UPDATE photos SET state = 1, stored_no = ?3, at = ?4, thumb = ?5 WHERE entry = ?1 AND idx = ?2 AND state = 0`,
				d.Entry[:], d.Index, next, d.At, whole(d.Thumb))
			if err != nil {
				return err
			}
			if n, err := got.RowsAffected(); err != nil {
				return err
			} else if n == 1 {
				next++
			} else if _, err := s.photo(context.Background(), tx, d.Entry, d.Index); err != nil {
				return err // unknown here; one that is here already is no error
			}
		}
		_, err := tx.Exec("UPDATE head SET photos_stored = ?1", next)
		return err
	})
}

// PhotosOf lists the photos of a visit in order of their entries.
func (s *Store) PhotosOf(ctx context.Context, visit evidence.ID) ([]PhotoRow, error) {
	return collect(each(ctx, s.r, s.scanPhoto, selectPhoto+"WHERE visit_id = ?1 ORDER BY no, idx", visit[:]))
}

// AwaitedPhotos lists what a device still has to send, oldest first.
func (s *Store) AwaitedPhotos(ctx context.Context, device evidence.ID) ([]PhotoRow, error) {
	return collect(each(ctx, s.r, s.scanPhoto, selectPhoto+"WHERE device = ?1 AND state = 0 ORDER BY no, idx", device[:]))
}
