package journal

import (
	"errors"
	"os"
	"syscall"
)

// fileNumber is the file index of NTFS, which a copy does not share.
func fileNumber(path string) (uint64, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	var info syscall.ByHandleFileInformation
	err = syscall.GetFileInformationByHandle(syscall.Handle(f.Fd()), &info)
	return uint64(info.FileIndexHigh)<<32 | uint64(info.FileIndexLow), errors.Join(err, f.Close())
}
