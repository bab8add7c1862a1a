package photo

import (
	"errors"
	"fmt"
	"os"
	"sync"

	"fairvisit/evidence"
	"fairvisit/evidence/vault"
)

var (
	// ErrChunk says that a chunk was whole and not the one promised; the
	// position is back at its start. The sender need not have lied: bytes
	// kept over a power cut can be wrong too.
	ErrChunk = errors.New("photo: a chunk is not the one that was promised; send it again")
	// ErrGap says that bytes were sent beyond the position; none was kept.
	ErrGap = errors.New("photo: bytes before these are missing; send from the position")
	// ErrClosed says that this upload was closed or a newer one took it over.
	ErrClosed = errors.New("photo: this upload has ended; what it brought is kept")
)

// Begin is what a sender promises of a photo before its first byte.
type Begin struct {
	Salt   [32]byte
	Root   evidence.Hash
	Size   int64 // plain bytes
	Type   uint8 // JPEG, PNG, WAV or File
	Chunks []evidence.Hash
	Sealed *vault.Chunks // opens the chunks as they come; nil: they come plain

	Key *vault.Key // seals the file as it lies
	As  string     // the name it is sealed for
}

// check holds the promise against the signed root; after it every chunk can be
// judged alone, as it arrives.
func (b Begin) check() error {
	if b.Size <= 0 || b.Size > MaxSize {
		return fmt.Errorf("photo: a size of %d bytes is not accepted", b.Size)
	}
	if !IsPicture(b.Type) && b.Type != WAV && b.Type != File {
		return fmt.Errorf("photo: type %d is not accepted", b.Type)
	}
	if int64(len(b.Chunks)) != chunkCount(b.Size) || Root(b.Salt, b.Size, b.Chunks) != b.Root {
		return ErrRoot
	}
	return nil
}

// Incoming is a photo on its way from another device, received in order and
// resumable at any byte. It is not inspected as a picture: its root is signed,
// so its bytes are kept as they are. Its methods may be called from several
// goroutines.
type Incoming struct {
	folder *Folder
	name   string
	begin  Begin

	mu     sync.Mutex
	file   *os.File      // nil once finished or closed
	seals  *vault.Chunks // the chunks as they are to lie
	ended  bool          // closed by its owner or by a newer upload
	held   int64         // plain bytes of the whole chunks that are here
	tail   int64         // bytes behind them of the chunk in hand, as it comes
	box    *[]byte       // the tail where it is in memory; nil: it is in the file
	stored bool          // the photo lies in photos/
}

// Resume takes up the photo at the last byte that can be right: whole chunks on
// the disk are opened and checked, from the first wrong one on they are cut off,
// and a chunk begun is kept to be checked when it is whole. An older Incoming
// of the same name is closed: the newest session wins, and one that hangs must
// not write into a photo that the new one finishes. A photo already stored
// gives an Incoming that is complete. ErrRoot: the promise does not fit the
// root, or another photo has this name.
func (f *Folder) Resume(name string, begin Begin) (*Incoming, error) {
	if err := checkName(name); err != nil {
		return nil, err
	}
	if err := begin.check(); err != nil {
		return nil, err
	}
	if f.key != nil {
		return nil, errors.New("photo: a folder with one key for all receives nothing from other devices")
	}
	in := &Incoming{folder: f, name: name, begin: begin}
	in.mu.Lock() // held until loaded, so that a still newer one waits for us
	defer in.mu.Unlock()
	f.mu.Lock()
	older := f.open[name]
	f.open[name] = in
	f.mu.Unlock()
	if older != nil {
		if err := older.Close(); err != nil {
			in.forget()
			return nil, err
		}
	}
	if err := in.load(); err != nil {
		in.forget()
		return nil, err
	}
	return in, nil
}

func (in *Incoming) load() error {
	if exists(in.folder.photoPath(in.name)) {
		if err := in.checkStored(); err != nil {
			return err
		}
		in.held, in.stored = in.begin.Size, true
		return nil
	}
	file, err := os.OpenFile(in.folder.partPath(in.name), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("photo: the upload could not be taken up; what is here is kept: %w", err)
	}
	in.file = file
	if err := in.takeUp(); err != nil {
		in.file = nil
		return errors.Join(err, file.Close())
	}
	return nil
}

// checkStored reads a photo that is whole already.
func (in *Incoming) checkStored() error {
	file, err := ToRead(in.folder.dir, in.begin.Key).read(in.folder.photoPath(in.name), in.begin.As)
	if err != nil {
		return err
	}
	defer file.Close() // opened for reading: nothing can be lost
	return verify(file, in.begin.Salt, in.begin.Root, in.begin.Size)
}

// WriteAt takes the bytes p of one chunk, sealed if chunks come so, from byte
// offset on, exactly at the position. Bytes held already are passed over, so a frame sent twice does no
// harm; bytes beyond the position are ErrGap. A chunk that becomes whole and
// wrong is cut off again with ErrChunk. Nothing is flushed here, and large pieces
// wait in memory for the rest of their chunk: a photo is promised only after
// Finish, and a chunk lost before is sent again.
func (in *Incoming) WriteAt(chunk, offset int, p []byte) error {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.ended {
		return ErrClosed
	}
	if chunk < 0 || chunk >= len(in.begin.Chunks) {
		return fmt.Errorf("photo: there is no chunk %d", chunk)
	}
	length := Wire(int64(chunk), in.begin.Size, in.begin.Sealed != nil)
	if offset < 0 || int64(offset) > length || int64(len(p)) > length-int64(offset) {
		return fmt.Errorf("photo: bytes %d to %d do not lie in chunk %d", offset, offset+len(p), chunk)
	}
	return in.append(int64(chunk), int64(offset), p)
}

// Position is where the next byte belongs, counted as the bytes come; after the last one it is byte 0 of
// the chunk after the last.
func (in *Incoming) Position() (chunk, offset int) {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.held == in.begin.Size {
		return len(in.begin.Chunks), 0
	}
	return int(in.held / ChunkSize), int(in.tail)
}

// Complete reports that every byte is here and every chunk is right.
func (in *Incoming) Complete() bool {
	in.mu.Lock()
	defer in.mu.Unlock()
	return in.held == in.begin.Size
}

// Finish flushes a complete photo and gives it its place in photos/. It is not
// stored until Folder.SyncFolder has returned as well; several photos may share
// that call. Finish of a photo that is there already does nothing. On an error
// the bytes stay and Resume takes them up.
func (in *Incoming) Finish() error {
	in.mu.Lock()
	defer in.mu.Unlock()
	switch {
	case in.stored:
		return nil
	case in.ended:
		return ErrClosed
	case in.held != in.begin.Size:
		return ErrGap
	}
	file := in.file
	in.file = nil
	// Forgotten only afterwards: a newer upload that opened the part before the
	// rename would hold a photo that is stored in its hand.
	defer in.forget()
	if err := in.folder.settle(in.name, file); err != nil {
		in.ended = true
		return fmt.Errorf("photo: it could not be given its place; its bytes are kept: %w", err)
	}
	in.stored = true
	return nil
}

// Close ends the upload and keeps every byte that arrived, for a later Resume.
func (in *Incoming) Close() error {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.forget()
	in.ended = true
	if in.file == nil {
		return nil
	}
	err := in.spill()
	in.emptyBox()
	file := in.file
	in.file = nil
	if err := errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("photo: the upload did not close well; what is whole is kept: %w", err)
	}
	return nil
}

// forget leaves the list of open uploads to a newer one, if there is one.
func (in *Incoming) forget() {
	in.folder.mu.Lock()
	defer in.folder.mu.Unlock()
	if in.folder.open[in.name] == in {
		delete(in.folder.open, in.name)
	}
}
