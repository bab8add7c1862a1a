package photo

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"

	"fairvisit/evidence"
	"fairvisit/evidence/folder"
	"fairvisit/evidence/probe"
	"fairvisit/evidence/vault"
)

const (
	photosDir   = "photos"
	viewsDir    = "views"
	incomingDir = "incoming"
	foundDir    = "found"
	partSuffix  = ".part"
)

// Folder is one place where photos are kept. Its methods may be called from
// several goroutines.
type Folder struct {
	dir string
	key *vault.Key // nil: files lie as they are

	mu    sync.Mutex
	open  map[string]*Incoming // uploads being received, by name
	boxes int                  // chunks of them that wait in memory
}

// Open makes the folder and its four rooms where they are missing and flushes
// them to the disk: a photo in a room that a power cut takes away is lost.
func Open(dir string) (*Folder, error) { return OpenSealed(dir, nil) }

// OpenSealed is Open of a folder whose files lie sealed by a store key, each
// under its name. Nothing is received from another device into such a folder.
func OpenSealed(dir string, key *vault.Key) (*Folder, error) {
	_, statErr := os.Lstat(dir)
	for _, sub := range []string{photosDir, viewsDir, incomingDir, foundDir} {
		path := filepath.Join(dir, sub)
		if err := folder.Make(path); err != nil {
			return nil, fmt.Errorf("photo folder: %w", err)
		}
		if err := syncDir(path); err != nil {
			return nil, fmt.Errorf("photo folder: %w", err)
		}
	}
	if err := syncDir(dir); err != nil {
		return nil, fmt.Errorf("photo folder: %w", err)
	}
	// Only a new folder's parent has changed; on a phone the parent of an old
	// one may not be ours to open.
	if errors.Is(statErr, fs.ErrNotExist) {
		if err := syncDir(filepath.Dir(dir)); err != nil {
			return nil, fmt.Errorf("photo folder: %w", err)
		}
	}
	return &Folder{dir: dir, key: key, open: map[string]*Incoming{}}, nil
}

// ToRead is a folder of which nothing is made or changed, as long as it is only read:
// one that is looked at as evidence.
func ToRead(dir string, key *vault.Key) *Folder {
	return &Folder{dir: dir, key: key, open: map[string]*Incoming{}}
}

// SyncFolder flushes the list of photos to the disk. Until it has returned, a
// photo that Incoming.Finish renamed may be back in incoming/ after a power
// cut; nobody may be told that it is stored. It stands apart from Finish so
// that a group of photos pays for one flush.
func (f *Folder) SyncFolder() error {
	if err := syncDir(filepath.Join(f.dir, photosDir)); err != nil {
		return fmt.Errorf("photo: the folder could not be flushed; its photos are not yet stored: %w", err)
	}
	return nil
}

// Arriving is how many uploads are open: taken up and not finished yet.
func (f *Folder) Arriving() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.open)
}

// ThumbPath is where the thumbnail of a photo lies once a Worker made it.
func (f *Folder) ThumbPath(name string) string { return f.path(viewsDir, name+".thumb.jpg") }

// ViewPath is where the view copy of a photo lies once a Worker made it.
func (f *Folder) ViewPath(name string) string { return f.path(viewsDir, name+".view.jpg") }

func (f *Folder) path(room, file string) string { return filepath.Join(f.dir, room, file) }

func (f *Folder) photoPath(name string) string { return f.path(photosDir, name) }

func (f *Folder) partPath(name string) string { return f.path(incomingDir, name+partSuffix) }

// checkName keeps a name from being a path: names arrive from other devices.
func checkName(name string) error {
	if _, err := evidence.ParseID(name); err != nil {
		return fmt.Errorf("photo file name: %w", err)
	}
	return nil
}

// settle flushes a part that is whole and gives it its place in photos/. It
// closes the file in any case: an open file cannot be renamed everywhere. The
// room itself is flushed by the caller, who also finds the words for an error.
func (f *Folder) settle(name string, part *os.File) error {
	syncErr := part.Sync()
	closeErr := part.Close()
	if err := errors.Join(syncErr, closeErr); err != nil {
		return err
	}
	probe.At("photo.fsync-rename")
	// A rename would replace a photo that is already there without a word.
	if exists(f.photoPath(name)) {
		return ErrTaken
	}
	return os.Rename(f.partPath(name), f.photoPath(name))
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil // where the disk does not say, the rename after it fails
}

// syncDir flushes the names in a folder. Windows has no such call for a
// folder; its file system logs a rename itself.
func syncDir(path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	syncErr := d.Sync()
	closeErr := d.Close()
	return errors.Join(syncErr, closeErr)
}

// Path is where the original of that name lies, sealed if the folder is; for
// reading only. The empty name is the folder of originals itself.
func (f *Folder) Path(name string) string { return f.photoPath(name) }
