package hq

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"fairvisit/evidence"
	"fairvisit/evidence/folder"
	"fairvisit/sync/hq/store"
)

// The second copy is a folder of segment files, on another disk or another
// machine's mount: every admitted entry and every finished photo is appended,
// flushed, and only then marked secured (D17). A segment is a line of records:
//
//	type (1) ‖ length (4) ‖ CRC-32C of body (4) ‖ body
//	type 2 photo: entry id (32) ‖ index (2) ‖ sealed file
//	type 3 entry: no (8) ‖ status (1) ‖ received (8) ‖ length of core (4) ‖ core ‖ words
//
// Core is the encoded entry up to its words, words are as they lie in the store:
// a key that is destroyed there takes them from here too.
//
// A torn record can only be the last one of the last segment; it is cut off
// when the copy is opened. A record may stand twice (the mark moved late);
// reading it twice changes nothing.

const (
	recordPhoto  = 2
	recordEntry  = 3
	segmentBytes = 256 << 20
	segmentEnd   = ".seg"
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// errTorn is a record that was not written whole.
var errTorn = errors.New("second copy: a record is not whole")

type secondCopy struct {
	dir  string
	lock *os.File
	file *os.File
	size int64
	n    int // number of the open segment
}

func openSecond(dir string) (*secondCopy, error) {
	if err := folder.Make(dir); err != nil {
		return nil, fmt.Errorf("the second copy cannot be opened: %w", err)
	}
	lock, err := folder.Hold(dir)
	if err != nil {
		return nil, fmt.Errorf("the second copy in %s: %w", dir, err)
	}
	c := &secondCopy{dir: dir, lock: lock}
	if err := c.last(); err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	return c, nil
}

// last opens the newest segment behind its last whole record.
func (c *secondCopy) last() error {
	names, err := segments(c.dir)
	if err != nil {
		return err
	}
	if len(names) == 0 {
		return c.next()
	}
	name := names[len(names)-1]
	if _, err := fmt.Sscanf(filepath.Base(name), "%08d.seg", &c.n); err != nil {
		return fmt.Errorf("second copy: %s is no segment: %w", name, err)
	}
	good, err := wholeBytes(name)
	if err != nil {
		return err
	}
	if c.file, err = os.OpenFile(name, os.O_RDWR, 0o600); err != nil {
		return err
	}
	c.size = good
	if err := c.file.Truncate(good); err != nil {
		return errors.Join(err, c.file.Close())
	}
	_, err = c.file.Seek(good, io.SeekStart)
	return err
}

func (c *secondCopy) next() error {
	if c.file != nil {
		if err := c.file.Close(); err != nil {
			return err
		}
	}
	c.n++
	var err error
	if c.file, err = os.OpenFile(filepath.Join(c.dir, fmt.Sprintf("%08d%s", c.n, segmentEnd)), os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600); err != nil {
		return err
	}
	c.size = 0
	return syncDir(c.dir)
}

func (c *secondCopy) close() error {
	if c == nil {
		return nil
	}
	if c.file == nil {
		return c.lock.Close()
	}
	return errors.Join(c.file.Close(), c.lock.Close())
}

// append writes one record; it is on disk after flush.
func (c *secondCopy) append(kind byte, body []byte) error {
	if c.file == nil { // a segment was being written anew and could not be opened again
		if err := c.last(); err != nil {
			return err
		}
	}
	if c.size > 0 && c.size+int64(len(body)) > segmentBytes {
		if err := errors.Join(c.flush(), c.next()); err != nil {
			return err
		}
	}
	head := make([]byte, 9)
	head[0] = kind
	binary.BigEndian.PutUint32(head[1:], uint32(len(body)))
	binary.BigEndian.PutUint32(head[5:], crc32.Checksum(body, castagnoli))
	// One write: a torn record is then a short one.
	n, err := c.file.Write(append(head, body...))
	if err != nil {
		return errors.Join(err, c.rewind())
	}
	c.size += int64(n)
	return nil
}

// rewind takes back what a failed write left, so that the next record does not
// stand behind half a one.
func (c *secondCopy) rewind() error {
	_, err := c.file.Seek(c.size, io.SeekStart)
	return errors.Join(c.file.Truncate(c.size), err)
}

func (c *secondCopy) flush() error { return c.file.Sync() }

func segments(dir string) ([]string, error) {
	names, err := filepath.Glob(filepath.Join(dir, "*"+segmentEnd))
	slices.Sort(names)
	return names, err
}

// record is one record of a segment.
type record struct {
	kind byte
	body []byte
}

// readSegment calls f for each whole record. A torn end is errTorn, with
// the offset behind the last whole record.
func readSegment(path string, f func(record) error) (int64, error) {
	file, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer file.Close()
	r := bufio.NewReaderSize(file, 1<<20)
	at := int64(0)
	for {
		head := make([]byte, 9)
		if _, err := io.ReadFull(r, head); err == io.EOF {
			return at, nil
		} else if err != nil {
			return at, fmt.Errorf("%w: %w", errTorn, err)
		}
		n := binary.BigEndian.Uint32(head[1:])
		if n > evidence.MaxPhoto+64 {
			return at, errTorn
		}
		var body bytes.Buffer
		if _, err := io.CopyN(&body, r, int64(n)); err != nil {
			return at, fmt.Errorf("%w: %w", errTorn, err)
		}
		if crc32.Checksum(body.Bytes(), castagnoli) != binary.BigEndian.Uint32(head[5:]) {
			return at, errTorn
		}
		if err := f(record{head[0], body.Bytes()}); err != nil {
			return at, err
		}
		at += 9 + int64(n)
	}
}

func wholeBytes(path string) (int64, error) {
	at, err := readSegment(path, func(record) error { return nil })
	if errors.Is(err, errTorn) {
		return at, nil
	}
	return at, err
}

func encodeEntryRecord(r *store.Lying) []byte {
	b := binary.BigEndian.AppendUint64(make([]byte, 0, 21+len(r.Core)+len(r.Words)), uint64(r.No))
	b = append(b, byte(r.Status))
	b = binary.BigEndian.AppendUint64(b, uint64(r.Received))
	b = binary.BigEndian.AppendUint32(b, uint32(len(r.Core)))
	return append(append(b, r.Core...), r.Words...)
}

func decodeEntryRecord(b []byte) (store.Lying, error) {
	if len(b) < 21 || uint64(len(b)-21) < uint64(binary.BigEndian.Uint32(b[17:])) {
		return store.Lying{}, errTorn
	}
	core := 21 + int(binary.BigEndian.Uint32(b[17:]))
	return store.Lying{No: int64(binary.BigEndian.Uint64(b)), Status: evidence.Admission(b[8]), Received: int64(binary.BigEndian.Uint64(b[9:])),
		Core: b[21:core], Words: b[core:]}, nil
}

// secureBatch is how many entries one flush of the second copy covers at most.
const secureBatch = 1000

// SecureOnce copies what is not in the second copy yet and moves the mark. It
// reports whether there was anything.
func (h *HQ) SecureOnce(ctx context.Context) (bool, error) {
	if h.second == nil {
		return false, nil
	}
	h.copying.Lock()
	defer h.copying.Unlock()
	entries, photos, err := h.Store.Unsecured(ctx, secureBatch)
	if err != nil || len(entries)+len(photos) == 0 {
		return false, err
	}
	no, photoNo, err := h.Store.Secured(ctx)
	if err != nil {
		return false, err
	}
	for i := range entries {
		if err := h.second.append(recordEntry, encodeEntryRecord(&entries[i])); err != nil {
			return false, err
		}
		no = entries[i].No + 1
	}
	for _, p := range photos {
		if err := h.copyPhoto(ctx, p); err != nil {
			return false, err
		}
		photoNo = p.StoredNo + 1
		if h.second.size > segmentBytes/2 {
			break // a batch of large photos: mark what is done so far
		}
	}
	if err := h.second.flush(); err != nil {
		return false, err
	}
	if err := h.Store.Secure(ctx, no, photoNo); err != nil {
		return false, err
	}
	for _, s := range h.snapshot() {
		s.securedMoved()
	}
	return true, nil
}

// copyPhoto leaves out what was withdrawn, also since it was listed: the mark
// passes it.
func (h *HQ) copyPhoto(ctx context.Context, p store.PhotoRow) error {
	if p.State == store.PhotoWithdrawn {
		return nil
	}
	b, err := os.ReadFile(h.photos.Path(p.File))
	if errors.Is(err, fs.ErrNotExist) {
		if now, err := h.Store.Photo(ctx, p.Entry, p.Index); err == nil && now.State == store.PhotoWithdrawn {
			return nil
		}
	}
	if err != nil {
		return err
	}
	head := append(make([]byte, 0, 34+len(b)), p.Entry[:]...)
	head = binary.BigEndian.AppendUint16(head, uint16(p.Index))
	return h.second.append(recordPhoto, append(head, b...))
}

// runSecond follows the log until ctx ends.
func (h *HQ) runSecond(ctx context.Context) {
	if h.second == nil {
		return
	}
	for {
		more, err := h.SecureOnce(ctx)
		if err != nil && ctx.Err() == nil {
			h.log.Error("the second copy is behind; nothing becomes secured until it can be written", "error", err)
			more = false
			select {
			case <-ctx.Done():
			case <-time.After(time.Second):
			}
		}
		if more {
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-h.seconds:
		case <-time.After(time.Second):
		}
	}
}
