package photo

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"syscall"
)

// Refusal is why something was not done with a photo: one sentence for a
// person. Callers tell refusals apart with errors.Is.
type Refusal string

func (r Refusal) Error() string { return string(r) }

// The refusals.
const (
	ErrNotComplete   Refusal = "This file is not a complete photo; nothing was stored."
	ErrNotAPhoto     Refusal = "This file is neither a JPEG nor a PNG picture; nothing was stored."
	ErrKind          Refusal = "This kind of picture cannot be checked here; nothing was stored."
	ErrEmpty         Refusal = "This file is empty; nothing was stored."
	ErrTooLarge      Refusal = "This photo is larger than 64 MiB; nothing was stored."
	ErrTooManyPixels Refusal = "This photo has more than 100 megapixels; nothing was stored."
	ErrDiskFull      Refusal = "The disk is full; nothing was stored."
	ErrNotWritten    Refusal = "The photo could not be written to the disk; nothing was stored."
	ErrNotRead       Refusal = "The photo could not be read to its end; nothing was stored."
	ErrTaken         Refusal = "A photo already has this file name and was kept; nothing new was stored."
	ErrNoView        Refusal = "No preview could be made of this photo; the original is safe."
	ErrBusy          Refusal = "No preview of this photo was made yet; the original is safe."
)

// because adds the system's reason, without the path: a person cannot use it
// and a log must not hold where somebody's photos lie.
func because(r Refusal, cause error) error {
	if path, ok := errors.AsType[*fs.PathError](cause); ok {
		cause = path.Err
	}
	if link, ok := errors.AsType[*os.LinkError](cause); ok {
		cause = link.Err
	}
	return fmt.Errorf("%w (%w)", r, cause)
}

// notWritten tells a full disk, which a person can do something about, from
// every other failure to write.
func notWritten(cause error) error {
	if diskFull(cause) {
		return because(ErrDiskFull, cause)
	}
	return because(ErrNotWritten, cause)
}

// diskFull knows the two numbers of Windows itself: the standard library maps
// neither to ENOSPC, and on other systems they mean something else.
func diskFull(err error) bool {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return true
	}
	const handleDiskFull, diskFull = syscall.Errno(39), syscall.Errno(112)
	return runtime.GOOS == "windows" && (errors.Is(err, handleDiskFull) || errors.Is(err, diskFull))
}
