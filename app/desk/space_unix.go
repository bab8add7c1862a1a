//go:build linux || darwin

package desk

import "golang.org/x/sys/unix"

// FreeSpace is how many bytes more fit on the disk of the stores; -1 where the
// system does not say.
func (d *Device) FreeSpace() int64 {
	var s unix.Statfs_t
	if err := unix.Statfs(d.Dir, &s); err != nil {
		return -1
	}
	return int64(s.Bavail) * int64(s.Bsize)
}
