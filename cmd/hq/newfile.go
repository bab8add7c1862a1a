package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// place gives a file that was written whole the name it was asked for. A file
// that has come there meanwhile stays as it is, which a rename would not leave so;
// where a file cannot have two names (sticks with FAT), it is looked for once more
// and then renamed.
func place(written, path string) error {
	err := os.Link(written, path)
	if err == nil {
		return os.Remove(written)
	}
	if _, there := os.Lstat(path); errors.Is(err, fs.ErrExist) || !errors.Is(there, fs.ErrNotExist) {
		return fmt.Errorf("%s has come there meanwhile and stays as it is", path)
	}
	return os.Rename(written, path)
}
