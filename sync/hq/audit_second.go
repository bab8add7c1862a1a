package hq

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"fairvisit/evidence"
	"fairvisit/sync/hq/store"
)

// marks is a set of numbers below its length.
type marks []bool

func (m marks) set(n int64) {
	if n >= 0 && n < int64(len(m)) {
		m[n] = true
	}
}

// secondCopy compares the second copy of this generation with the snapshot:
// what is marked as secured must be there, byte for byte, and nothing else may
// be but what came since.
func (a *audit) secondCopy(ctx context.Context) error {
	if a.o.Second == "" {
		return nil
	}
	const table = "second copy"
	head := a.v.Head
	entries := make(marks, max(0, min(head.Secured, a.report.Entries)))
	photos := make(marks, max(0, min(head.PhotosSecured, head.PhotosStored)))
	names, err := segments(filepath.Join(a.o.Second, head.Generation.String()))
	if err != nil {
		return err
	}
	for i, name := range names {
		_, err := readSegment(name, func(r record) error {
			a.report.Second++
			switch r.kind {
			case recordEntry:
				a.secondEntry(r.body, entries)
			case recordPhoto:
				a.secondPhoto(r.body, photos)
			default:
				a.v.Fault(table, filepath.Base(name), "", "a record of kind %d", r.kind)
			}
			return ctx.Err()
		})
		if ctx.Err() != nil {
			return ctx.Err()
		}
		// The end of the newest one may be being written just now; if it is torn
		// for good, what it should hold is missing below.
		if err != nil && (i < len(names)-1 || !errors.Is(err, errTorn)) {
			a.v.Fault(table, filepath.Base(name), "", "%v", err)
		}
	}
	a.missing(entries)
	for r := range a.v.Rows("photos", "SELECT entry, idx, stored_no FROM photos WHERE state = 1 AND stored_no < ?1 ORDER BY stored_no", int64(len(photos))) {
		if n := r.Int("stored_no"); n >= 0 && !photos[n] {
			a.v.Fault(table, fmt.Sprintf("photo %x/%d", r.Blob("entry"), r.Int("idx")), "", "is marked as secured and is not there")
		}
	}
	return nil
}

// missing names spans of secured entries that the copy does not hold.
func (a *audit) missing(have marks) {
	for from := 0; from < len(have); from++ {
		to := from
		for to < len(have) && !have[to] {
			to++
		}
		if to > from {
			a.v.Fault("second copy", fmt.Sprintf("entries %d to %d", from, to-1), "", "are marked as secured and are not there")
			from = to
		}
	}
}

func (a *audit) secondEntry(body []byte, seen marks) {
	row, err := decodeEntryRecord(body)
	if err != nil {
		a.v.Fault("second copy", "", "", "a record of an entry is cut short")
		return
	}
	for r := range a.v.Rows("entries", "SELECT no, received, status, core, words, id FROM entries WHERE no = ?1", row.No) {
		if r.Int("received") != row.Received || evidence.Admission(r.Int("status")) != row.Status || !bytes.Equal(r.Blob("core"), row.Core) || !bytes.Equal(r.Lying("words"), row.Words) {
			a.v.Fault("second copy", fmt.Sprintf("entry %d", row.No), "", "is not the entry of this number in the store")
		}
		seen.set(row.No)
	}
}

func (a *audit) secondPhoto(body []byte, seen marks) {
	if len(body) < 34 {
		a.v.Fault("second copy", "", "", "a record of a photo is cut short")
		return
	}
	entry, index := evidence.Hash(body[:32]), int(binary.BigEndian.Uint16(body[32:]))
	name := fmt.Sprintf("photo %s/%d", entry, index)
	for r := range a.v.Rows("photos", "SELECT state, stored_no, file FROM photos WHERE entry = ?1 AND idx = ?2", entry[:], index) {
		n, numbered := r.Value("stored_no").(int64)
		switch {
		case store.PhotoState(r.Int("state")) != store.PhotoStored:
			if !numbered { // else it is about to be taken out
				a.v.Fault("second copy", name, "", "was withdrawn, or never came, and is there")
			}
			return
		case a.photos != nil:
			if b, err := os.ReadFile(a.photos.Path(r.Text("file"))); err == nil && !bytes.Equal(b, body[34:]) {
				a.v.Fault("second copy", name, "", "is not the photo that is stored")
			}
		}
		seen.set(n)
	}
}
