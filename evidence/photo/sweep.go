package photo

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"fairvisit/evidence/vault"
)

// Verdict is what the store knows of a file name.
type Verdict uint8

const (
	Unknown Verdict = iota // neither an entry nor a pending capture
	Pending                // a capture began, no entry names it yet
	Named                  // an entry names it
)

// Fate is what Sweep did with a file.
type Fate uint8

const (
	// Adopted is a whole photo whose capture was pending: it lies in photos/
	// and waits for its entry.
	Adopted Fate = iota + 1
	// Broken is a pending capture that is not a whole photo; moved to found/.
	Broken
	// Stray is a file nobody knows; moved to found/.
	Stray
)

// Swept is one file that Sweep adopted or moved. Files named by an entry are
// left alone and not reported.
type Swept struct {
	Name     string // the file's name without .part
	Fate     Fate
	Size     int64     // bytes
	Modified time.Time // when the last byte was written: the time to show
	Stored   Stored    // only of an adopted photo; a fresh salt
}

// Sweep settles, at start and before anything is received, what a kill left
// behind: a photo whose entry was never written is adopted, everything nobody
// knows moves to found/. Nothing is deleted. A file that cannot be read or
// moved stays where it is; the rest is swept and the errors come back joined.
// What is reported as adopted is flushed: its entry may be written.
func (f *Folder) Sweep(known func(name string) Verdict) ([]Swept, error) {
	var swept []Swept
	var failures []error
	for _, room := range []string{photosDir, incomingDir} {
		files, err := os.ReadDir(filepath.Join(f.dir, room))
		if err != nil {
			failures = append(failures, fmt.Errorf("photo sweep: %w", err))
		}
		for _, file := range files {
			s, err := f.sweepFile(room, file, known)
			if err != nil {
				failures = append(failures, fmt.Errorf("photo sweep: %w", err))
			}
			if s.Fate != 0 {
				swept = append(swept, s)
			}
		}
	}
	for _, room := range []string{foundDir, photosDir, incomingDir} {
		if err := syncDir(filepath.Join(f.dir, room)); err != nil {
			failures = append(failures, fmt.Errorf("photo sweep: %w", err))
			swept = slices.DeleteFunc(swept, func(s Swept) bool { return s.Fate == Adopted })
		}
	}
	return swept, errors.Join(failures...)
}

func (f *Folder) sweepFile(room string, file fs.DirEntry, known func(string) Verdict) (Swept, error) {
	info, err := file.Info()
	if err != nil {
		return Swept{}, err
	}
	name, verdict := file.Name(), Unknown
	ours := info.Mode().IsRegular()
	if room == incomingDir {
		var isPart bool
		name, isPart = strings.CutSuffix(name, partSuffix)
		ours = ours && isPart
	}
	if ours && checkName(name) == nil {
		verdict = known(name)
	}
	swept := Swept{Name: name, Size: info.Size(), Modified: info.ModTime()}
	if f.key != nil {
		if plain, err := vault.PlainSize(info.Size()); err == nil {
			swept.Size = plain
		}
	}
	switch verdict {
	case Named:
		return Swept{}, nil
	case Pending:
		swept.Stored, err = f.adopt(room, name)
		if err == nil {
			swept.Fate = Adopted
			return swept, nil
		}
		if _, refused := errors.AsType[Refusal](err); !refused || errors.Is(err, ErrNotRead) {
			return Swept{}, err // a bad disk today is no reason to give the photo up
		}
		swept.Fate = Broken
	default:
		swept.Fate = Stray
	}
	if err := f.moveToFound(room, file.Name()); err != nil {
		return Swept{}, err
	}
	return swept, nil
}

// adopt makes a pending file the photo it was going to be, or refuses. Of a
// sealed one the end must be there: its last chunk says that it is the last.
func (f *Folder) adopt(room, name string) (Stored, error) {
	keep := func([]byte) error { return nil } // its bytes lie where they belong
	if room == photosDir {
		file, err := f.Original(name)
		if err != nil {
			return adopted(Stored{}, err)
		}
		defer file.Close() // opened for reading: nothing can be lost
		return adopted(measure(file, name, Inspect, keep, func() (io.ReadSeeker, error) { return file, nil }))
	}
	part, err := os.OpenFile(f.partPath(name), os.O_RDWR, 0)
	if err != nil {
		return Stored{}, err
	}
	file, err := f.plain(part, name)
	if err != nil {
		_, err = adopted(Stored{}, err)
		return Stored{}, errors.Join(err, part.Close())
	}
	stored, err := adopted(measure(file, name, Inspect, keep, func() (io.ReadSeeker, error) { return file, nil }))
	if err != nil {
		return Stored{}, errors.Join(err, part.Close())
	}
	return stored, f.settle(name, part)
}

// adopted says of a seal that does not fit what is said of a photo that breaks
// off; it is not a disk that cannot be read today.
func adopted(s Stored, err error) (Stored, error) {
	if errors.Is(err, vault.ErrSealed) || errors.Is(err, ErrRoot) {
		err = ErrNotComplete
	}
	return s, err
}

// moveToFound never replaces what lies in found/ already: the same name may
// have been found before, with other bytes.
func (f *Folder) moveToFound(room, file string) error {
	to := f.path(foundDir, file)
	for n := 2; exists(to); n++ {
		to = f.path(foundDir, file+"."+strconv.Itoa(n))
	}
	return os.Rename(f.path(room, file), to)
}
