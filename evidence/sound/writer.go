package sound

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"fairvisit/evidence"
	"fairvisit/evidence/folder"
	"fairvisit/evidence/vault"
)

const (
	room  = "sounds"
	magic = "fv-sound-v1\n"

	heard  byte = 1
	paused byte = 2
	goesOn byte = 3

	// sliceSamples lie in memory at most: two of the five seconds a kill may
	// cost, for the disk may take its time over the slice before.
	sliceSamples = 2 * Rate
	maxSlice     = 5 * Rate

	// MaxPauses are in one recording.
	MaxPauses = 64
)

// ErrFull means that a recording holds as much as one may; what it holds is safe.
var ErrFull = errors.New("sound: this recording is as long as one may be; it is kept, and another can be begun")

func place(name string, n uint64) vault.Place {
	return vault.Place{Table: room, Column: "slice", ID: []byte(name), Seq: n}
}

func path(dir, name string) string { return filepath.Join(dir, room, name) }

// Writer is a recording while it runs. One goroutine at a time uses it.
type Writer struct {
	file   *os.File
	key    *vault.Key
	name   string
	n      uint64 // of the next slice
	held   []byte // µ-law, not on the disk yet
	at     int64  // µs, when the first of held was heard
	count  int64  // samples in all
	pauses int
	err    error // the first failure; nothing is written behind a torn slice
}

// Create begins the running file of that name (32 hex digits), whose plan the
// caller has committed before. It is flushed with its folder when Create returns.
func Create(dir string, key *vault.Key, name string) (*Writer, error) {
	if _, err := evidence.ParseID(name); err != nil {
		return nil, fmt.Errorf("sound: file name: %w", err)
	}
	if err := folder.Make(filepath.Join(dir, room)); err != nil {
		return nil, notBegun(err)
	}
	file, err := os.OpenFile(path(dir, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, notBegun(err)
	}
	w := &Writer{file: file, key: key, name: name}
	_, err = file.WriteString(magic)
	if err == nil {
		err = file.Sync()
	}
	if err == nil {
		err = folder.Sync(filepath.Join(dir, room))
	}
	if err != nil {
		return nil, errors.Join(notBegun(err), file.Close(), os.Remove(path(dir, name)))
	}
	return w, nil
}

func notBegun(cause error) error {
	return fmt.Errorf("sound: the recording could not be begun; nothing was recorded: %w", cause)
}

// Write takes samples at Rate, the first of which was heard at (µs, wall).
// ErrFull: some or all were not taken. Any error ends the recording; what was
// flushed before stays.
func (w *Writer) Write(at int64, samples []int16) error {
	for len(samples) > 0 && w.err == nil {
		room := min(int64(len(samples)), MaxSamples-w.count, sliceSamples-int64(len(w.held)))
		if room == 0 {
			if w.err = w.Flush(); w.err == nil {
				w.err = ErrFull
			}
			break
		}
		if len(w.held) == 0 {
			w.at = at
		}
		for _, s := range samples[:room] {
			w.held = append(w.held, compress(s))
		}
		samples, at = samples[room:], at+Length(room).Microseconds()
		w.count += room
		if len(w.held) == sliceSamples {
			w.err = w.Flush()
		}
	}
	return w.err
}

// Flush has everything taken so far on the disk.
func (w *Writer) Flush() error {
	if w.err != nil || len(w.held) == 0 {
		return w.err
	}
	w.err = w.put(heard, w.at, w.held)
	w.held = w.held[:0]
	return w.err
}

// Pause notes that nothing is heard from now (µs, wall) on. ErrFull: it was one
// pause too many.
func (w *Writer) Pause(now int64) error {
	if w.pauses == MaxPauses {
		return errors.Join(w.Flush(), ErrFull)
	}
	w.pauses++
	return w.mark(paused, now)
}

// Resume notes that it goes on.
func (w *Writer) Resume(now int64) error { return w.mark(goesOn, now) }

func (w *Writer) mark(kind byte, now int64) error {
	if err := w.Flush(); err != nil {
		return err
	}
	w.err = w.put(kind, now, nil)
	return w.err
}

// put seals one slice behind the others and flushes it.
func (w *Writer) put(kind byte, at int64, samples []byte) error {
	slice := append(binary.BigEndian.AppendUint64([]byte{kind}, uint64(at)), samples...)
	record := w.key.Seal(place(w.name, w.n), slice)
	w.n++
	if _, err := w.file.Write(append(binary.BigEndian.AppendUint32(nil, uint32(len(record))), record...)); err != nil {
		return fmt.Errorf("sound: the disk does not take the recording; what it took is safe: %w", err)
	}
	if err := w.file.Sync(); err != nil {
		return fmt.Errorf("sound: the recording could not be flushed; what was flushed before is safe: %w", err)
	}
	return nil
}

// Samples is how many were taken.
func (w *Writer) Samples() int64 { return w.count }

// Close flushes what is held and closes the file, which stays for Read.
func (w *Writer) Close() error {
	flushed := w.Flush()
	if flushed == ErrFull {
		flushed = nil // all that it may hold is on the disk
	}
	return errors.Join(flushed, w.file.Close())
}
