//go:build !windows && !js

package folder

import (
	"errors"
	"os"
	"syscall"
)

// holdFile holds a file for its opener alone until it is closed or the process
// dies.
func holdFile(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}
