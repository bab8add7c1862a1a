package photo

import (
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"os"

	"fairvisit/evidence"
	"fairvisit/evidence/probe"
)

// Stored is a photo that is whole and on the disk, with all an entry needs to
// name it. Salt and SHA256 belong to the erasable words, Root to the header.
type Stored struct {
	Name   string // file name in photos/, 32 hex digits
	Salt   [32]byte
	Root   evidence.Hash
	SHA256 evidence.Hash // of the plain file
	Size   int64         // bytes
	Chunks []evidence.Hash
	Facts  Facts
	Key    evidence.ID // of the visit's key its file is sealed by; zero: the store key, or none
}

// Receive stores the photo that r yields under name, which the caller has
// committed as pending before: a kill at any byte then leaves a file that
// Sweep knows. When Receive returns, bytes and name are flushed and an entry
// may refer to them. On any error nothing is stored, no file stays behind and
// the error is a Refusal, except for a name that is not 32 hex digits.
func (f *Folder) Receive(r io.Reader, name string) (Stored, error) {
	return f.ReceiveOf(evidence.ID{}, r, name)
}

// ReceiveOf is Receive into a sealed folder, by the key of a visit of that id;
// zero is the store key.
func (f *Folder) ReceiveOf(key evidence.ID, r io.Reader, name string) (Stored, error) {
	return f.receive(key, r, name, Inspect)
}

// ReceiveSound is ReceiveOf of a sound, WAV or File; it is not looked at.
func (f *Folder) ReceiveSound(key evidence.ID, r io.Reader, name string, kind uint8) (Stored, error) {
	return f.receive(key, r, name, func(io.ReadSeeker, int64) (Facts, error) { return Facts{Type: kind}, nil })
}

// inspection is what is found out of a file that is whole.
type inspection func(r io.ReadSeeker, size int64) (Facts, error)

func (f *Folder) receive(key evidence.ID, r io.Reader, name string, inspect inspection) (Stored, error) {
	if err := checkName(name); err != nil {
		return Stored{}, err
	}
	part, err := os.OpenFile(f.partPath(name), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return Stored{}, ErrTaken // and the other's part stays untouched
	}
	if err != nil {
		return Stored{}, notWritten(err)
	}
	stored, err := f.fill(key, part, r, name, inspect)
	if err != nil {
		f.discard(f.partPath(name))
		return Stored{}, err
	}
	if err := f.SyncFolder(); err != nil {
		f.discard(f.photoPath(name))
		return Stored{}, notWritten(err)
	}
	probe.At("photo.renamed")
	return stored, nil
}

// fill takes part from empty to its place in photos/ and closes it.
func (f *Folder) fill(key evidence.ID, part *os.File, r io.Reader, name string, inspect inspection) (Stored, error) {
	stored, err := f.write(key, part, r, name, inspect)
	stored.Key = key
	if err != nil {
		_ = part.Close() // the part goes away; a second failure helps nobody
		return Stored{}, err
	}
	err = f.settle(name, part)
	if err != nil && !errors.Is(err, ErrTaken) {
		err = notWritten(err)
	}
	return stored, err
}

// write puts the bytes of r into part, sealed if the folder is.
func (f *Folder) write(key evidence.ID, part *os.File, r io.Reader, name string, inspect inspection) (Stored, error) {
	var w io.Writer = part
	end := func() error { return nil }
	if f.key != nil {
		sealed, err := f.key.NewWriterOf(key, part, name)
		if err != nil {
			return Stored{}, notWritten(err)
		}
		w, end = sealed, sealed.Close
	}
	return measure(r, name, inspect, func(chunk []byte) error {
		if _, err := w.Write(chunk); err != nil {
			return notWritten(err)
		}
		probe.At("photo.bytes")
		return nil
	}, func() (io.ReadSeeker, error) {
		if err := end(); err != nil {
			return nil, notWritten(err)
		}
		return f.plain(part, name)
	})
}

// measure reads r to its end in one pass while hashing, hands every chunk to
// keep, inspects the file as whole gives it then and gives it a fresh salt.
func measure(r io.Reader, name string, inspect inspection, keep func(chunk []byte) error, whole func() (io.ReadSeeker, error)) (Stored, error) {
	all := sha256.New()
	chunks, size, err := hashChunks(r, func(chunk []byte) error {
		all.Write(chunk)
		return keep(chunk)
	})
	if err != nil {
		return Stored{}, err
	}
	stored := Stored{Name: name, SHA256: sum(all), Size: size, Chunks: chunks}
	file, err := whole()
	if err != nil {
		return Stored{}, err
	}
	if stored.Facts, err = inspect(file, size); err != nil {
		return Stored{}, err
	}
	rand.Read(stored.Salt[:]) // never fails: crypto/rand ends the program instead
	stored.Root = Root(stored.Salt, size, chunks)
	return stored, nil
}

// discard removes what a failed Receive began. Should that fail too, the name
// is still pending and the next Sweep finds the file.
func (f *Folder) discard(path string) { _ = os.Remove(path) }
