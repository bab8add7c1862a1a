package desk

import "golang.org/x/sys/windows"

// FreeSpace is how many bytes more fit on the disk of the stores; -1 where the
// system does not say.
func (d *Device) FreeSpace() int64 {
	dir, err := windows.UTF16PtrFromString(d.Dir)
	if err != nil {
		return -1
	}
	var free uint64
	if err := windows.GetDiskFreeSpaceEx(dir, &free, nil, nil); err != nil {
		return -1
	}
	return int64(free)
}
