package photo

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Delete takes a photo with all that was made of it off the disk, wherever it
// is on its way; one that is not there is no error, so it may be called again
// after a stop. The original goes first: a Worker that was looking at it then
// finds it gone and takes its views away.
func (f *Folder) Delete(name string) error {
	if err := checkName(name); err != nil {
		return err
	}
	var failed []error
	dirty := map[string]bool{}
	for _, path := range []string{f.photoPath(name), f.partPath(name), f.ViewPath(name), f.ThumbPath(name), f.ViewPath(name) + partSuffix, f.ThumbPath(name) + partSuffix} {
		switch err := os.Remove(path); {
		case err == nil:
			dirty[filepath.Dir(path)] = true
		case !errors.Is(err, fs.ErrNotExist):
			failed = append(failed, err)
		}
	}
	for dir := range dirty {
		failed = append(failed, syncDir(dir)) // a power cut must not bring it back
	}
	if err := errors.Join(failed...); err != nil {
		return fmt.Errorf("photo: it could not be deleted yet: %w", err)
	}
	return nil
}

// Has reports whether a whole photo of that name lies here.
func (f *Folder) Has(name string) bool { return exists(f.photoPath(name)) }
