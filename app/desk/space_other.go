//go:build !linux && !darwin && !windows

package desk

// FreeSpace is how many bytes more fit on the disk of the stores; -1 where the
// system does not say.
func (d *Device) FreeSpace() int64 { return -1 }
