package sound

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"fairvisit/evidence"
	"fairvisit/evidence/folder"
	"fairvisit/evidence/vault"
)

// Recording is what a running file holds.
type Recording struct {
	At      int64 // µs, when its first sample was heard; 0: there is none
	Pauses  []Pause
	Missing int // slices that do not open

	samples []byte // µ-law
}

// Pause is a stretch that was not recorded.
type Pause struct {
	At   int64 // samples before it
	From int64 // µs
	To   int64 // µs; 0: it did not go on
}

// Read is what the running file of that name holds, whether it was closed or a
// stop left it; a torn slice at its end is not missing, it never was flushed.
// fs.ErrNotExist: there is no such file, or not even its first bytes.
func Read(dir string, key *vault.Key, name string) (Recording, error) {
	if _, err := evidence.ParseID(name); err != nil {
		return Recording{}, fmt.Errorf("sound: file name: %w", err)
	}
	b, err := os.ReadFile(path(dir, name))
	if err != nil {
		return Recording{}, fmt.Errorf("sound: the recording cannot be read; it stays where it is: %w", err)
	}
	if len(b) < len(magic) || string(b[:len(magic)]) != magic {
		return Recording{}, fmt.Errorf("sound: the recording was not begun: %w", fs.ErrNotExist)
	}
	var r Recording
	b = b[len(magic):]
	for n := uint64(0); len(b) >= 4; n++ {
		size := int64(binary.BigEndian.Uint32(b))
		if size > maxSlice+vault.Overhead+9 || size > int64(len(b)-4) {
			break
		}
		slice, err := key.Open(place(name, n), b[4:4+size])
		if err != nil || !r.take(slice) {
			r.Missing++
		}
		b = b[4+size:]
	}
	return r, nil
}

// take puts one slice behind what is there; false for one that is none.
func (r *Recording) take(slice []byte) bool {
	if len(slice) < 9 {
		return false
	}
	at, samples := int64(binary.BigEndian.Uint64(slice[1:])), slice[9:]
	switch kind := slice[0]; {
	case kind == heard && len(samples) > 0 && len(r.samples)+len(samples) <= MaxSamples:
		if len(r.samples) == 0 {
			r.At = at
		}
		r.samples = append(r.samples, samples...)
	case kind == paused && len(samples) == 0 && len(r.Pauses) < MaxPauses:
		r.Pauses = append(r.Pauses, Pause{At: int64(len(r.samples)), From: at})
	case kind == goesOn && len(samples) == 0 && len(r.Pauses) > 0:
		r.Pauses[len(r.Pauses)-1].To = at
	default:
		return false
	}
	return true
}

// Samples is how many it has.
func (r *Recording) Samples() int64 { return int64(len(r.samples)) }

// Pieces is how many files it makes.
func (r *Recording) Pieces() int { return (len(r.samples) + PieceSamples - 1) / PieceSamples }

// Piece is the WAV file of piece i, the same bytes each time.
func (r *Recording) Piece(i int) []byte {
	return wav(r.samples[i*PieceSamples : min((i+1)*PieceSamples, len(r.samples))])
}

// Running lists the names of the running files in a folder.
func Running(dir string) ([]string, error) {
	files, err := os.ReadDir(filepath.Join(dir, room))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var names []string
	for _, f := range files {
		if _, bad := evidence.ParseID(f.Name()); bad == nil {
			names = append(names, f.Name())
		}
	}
	return names, err
}

// Delete takes a running file off the disk, whose pieces an entry names by now;
// one that is not there is no error.
func Delete(dir, name string) error {
	err := os.Remove(path(dir, name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return errors.Join(err, folder.Sync(filepath.Join(dir, room)))
}
