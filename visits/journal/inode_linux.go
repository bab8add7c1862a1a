package journal

import (
	"crypto/sha256"
	"encoding/binary"

	"golang.org/x/sys/unix"
)

// fileNumber is made of the inode and of when it was made: a copy of a file has
// another inode, unless the old file was removed before and its number given
// out again, which file systems do at once.
func fileNumber(path string) (uint64, error) {
	var st unix.Statx_t
	if err := unix.Statx(unix.AT_FDCWD, path, 0, unix.STATX_INO|unix.STATX_BTIME, &st); err != nil {
		return 0, err
	}
	b := binary.BigEndian.AppendUint64(nil, st.Ino)
	if st.Mask&unix.STATX_BTIME != 0 { // some file systems do not keep it
		b = binary.BigEndian.AppendUint64(b, uint64(st.Btime.Sec))
		b = binary.BigEndian.AppendUint32(b, st.Btime.Nsec)
	}
	sum := sha256.Sum256(b)
	return binary.BigEndian.Uint64(sum[:]), nil
}
