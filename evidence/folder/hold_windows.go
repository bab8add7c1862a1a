package folder

import "os"

// holdFile holds a file for this process alone: Windows refuses to remove a
// file that is open, and so to make it anew.
func holdFile(path string) (*os.File, error) {
	if err := os.Remove(path); err != nil && !os.IsNotExist(err) {
		return nil, err
	}
	return os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
}
