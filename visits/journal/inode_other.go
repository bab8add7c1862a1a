//go:build !windows && !linux

package journal

import (
	"fmt"
	"os"
	"syscall"
)

// fileNumber is the inode: a copy of a file has another one.
func fileNumber(path string) (uint64, error) {
	info, err := os.Stat(path)
	if err != nil {
		return 0, err
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, fmt.Errorf("journal: this system gives no inode for %s", info.Name())
	}
	return uint64(stat.Ino), nil
}
