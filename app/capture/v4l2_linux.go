//go:build linux && !android && (amd64 || arm64)

package capture

import (
	"errors"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// The part of Linux' videodev2.h that is used here. Layouts and numbers are
// those of 64 bit machines with the common ioctl encoding, hence the build tag:
// on another machine a wrong layout would let the kernel write past a struct.

type capability struct {
	Driver       [16]byte
	Card         [32]byte
	BusInfo      [32]byte
	Version      uint32
	Capabilities uint32 // of the whole device, that may have several nodes
	DeviceCaps   uint32 // of this node, if capDeviceCaps
	_            [3]uint32
}

type formatDescription struct {
	Index, Type, Flags uint32
	Description        [32]byte
	PixelFormat        uint32
	_                  [4]uint32
}

type frameSize struct {
	Index, PixelFormat, Type uint32
	Numbers                  [6]uint32 // width, height; or min, max, step of width and of height
	_                        [2]uint32
}

type format struct {
	Type                              uint32
	_                                 uint32
	Width, Height, PixelFormat, Field uint32
	_                                 [46]uint32
}

type bufferRequest struct {
	Count, Type, Memory uint32
	_                   [2]uint32
}

type buffer struct {
	Index, Type, BytesUsed, Flags, Field uint32
	_                                    uint32
	Timestamp                            [2]int64
	Timecode                             [16]byte
	Sequence, Memory                     uint32
	Offset                               uint32 // where to map it
	_                                    uint32
	Length                               uint32
	_                                    [3]uint32
}

const (
	queryCapability = 0x80685600
	enumFormats     = 0xc0405602
	setFormat       = 0xc0d05605
	requestBuffers  = 0xc0145608
	queryBuffer     = 0xc0585609
	queueBuffer     = 0xc058560f
	dequeueBuffer   = 0xc0585611
	streamOn        = 0x40045612
	streamOff       = 0x40045613
	enumSizes       = 0xc02c564a

	capCapture    = 0x1
	capStreaming  = 0x4000000
	capDeviceCaps = 0x80000000

	typeCapture  = 1
	memoryMapped = 1
	sizeDiscrete = 1
	bufferError  = 0x40

	pixelMJPG = 0x47504a4d
)

// node is one open /dev/video file, and the seam where tests put a device of
// their own: no machine that tests has a camera. It is used by one goroutine.
type node interface {
	control(request uintptr, arg unsafe.Pointer) error
	// wait returns errNothing if no frame came for one tick.
	wait() error
	mapBuffer(offset int64, length int) ([]byte, error)
	unmapBuffer([]byte) error
	close() error
}

// errNothing says that no frame came, which is not yet an error.
var errNothing = errors.New("no frame")

// tick is how long one wait lasts, so also how late a stop is noticed.
const tick = 100 * time.Millisecond

type videoFile int

// openVideo opens without waiting: a frame that poll promised may be gone.
func openVideo(path string) (node, error) {
	fd, err := unix.Open(path, unix.O_RDWR|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	return videoFile(fd), nil
}

func (v videoFile) control(request uintptr, arg unsafe.Pointer) error {
	for {
		_, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(v), request, uintptr(arg))
		switch errno {
		case 0:
			return nil
		case unix.EINTR: // the Go runtime sends itself signals all the time
		default:
			return errno
		}
	}
}

func (v videoFile) wait() error {
	fds := []unix.PollFd{{Fd: int32(v), Events: unix.POLLIN}}
	n, err := unix.Poll(fds, int(tick.Milliseconds()))
	switch {
	case err == unix.EINTR || err == nil && n == 0:
		return errNothing
	case err != nil:
		return err
	case fds[0].Revents&unix.POLLIN == 0:
		// Only an error is left. Asking for a frame may then answer "try
		// again" for ever, and this loop would never sleep.
		return unix.ENODEV
	}
	return nil
}

func (v videoFile) mapBuffer(offset int64, length int) ([]byte, error) {
	return unix.Mmap(int(v), offset, length, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
}

func (v videoFile) unmapBuffer(b []byte) error { return unix.Munmap(b) }

func (v videoFile) close() error { return unix.Close(int(v)) }

// videoPaths lists the device files, 2 before 10, so that the camera built in
// is asked before one plugged in.
func videoPaths() []string {
	paths, _ := filepath.Glob("/dev/video*") // fails only for a bad pattern
	number := func(path string) int {
		n, err := strconv.Atoi(strings.TrimPrefix(path, "/dev/video"))
		if err != nil {
			return 1 << 20 // a link somebody made: after all the others
		}
		return n
	}
	slices.SortStableFunc(paths, func(a, b string) int { return number(a) - number(b) })
	return paths
}
