// Package folder makes folders that a power cut does not take away again.
package folder

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// Make makes the folder, readable by its owner only, and all that is missing
// above it, and flushes the name of each new one. os.MkdirAll alone leaves
// names that a power cut may undo, with every flushed file below them. A folder
// that is there is left as it is: on a phone the one above an old one may not be
// ours to open.
func Make(dir string) error {
	dir = filepath.Clean(dir)
	if _, err := os.Stat(dir); err == nil {
		return nil // if it is a file, whoever uses it as a folder is told
	}
	above := filepath.Dir(dir)
	if above != dir {
		if err := Make(above); err != nil {
			return err
		}
	}
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return Sync(above)
}

// Sync flushes the names in a folder. Windows has no such call for a folder;
// its file system logs a rename itself.
func Sync(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// ErrHeld means that another process, or another handle of this one, uses the
// folder.
var ErrHeld = errors.New("this folder is in use by another Fairvisit that is still running")

// Hold keeps the folder for its caller alone until the file returned is closed
// or the process dies: two programs writing one chain would fork it. ErrHeld:
// somebody else has it.
func Hold(dir string) (*os.File, error) {
	f, err := holdFile(filepath.Join(dir, "lock"))
	if err != nil {
		return nil, errors.Join(ErrHeld, err)
	}
	return f, nil
}
