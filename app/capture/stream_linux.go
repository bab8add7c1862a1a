//go:build linux && !android && (amd64 || arm64)

package capture

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"unsafe"

	"golang.org/x/sys/unix"
)

const (
	// buffers is how many frames the driver may fill ahead of us.
	buffers = 4
	// maxPixels keeps to 1920 by 1080 where the camera can do more: the
	// preview decodes ten frames a second on a small tablet's processor.
	maxPixels = 1920 * 1080
)

// stream is a node that sends frames. From startStream to stop the driver owns
// every buffer but the one that next is looking at.
type stream struct {
	node   node
	maps   [][]byte
	frames int // taken from the driver, broken ones too
}

// identify says what the camera at n calls itself. Many cameras have more
// nodes than one, and only one of them gives pictures.
func identify(n node) (name string, err error) {
	var c capability
	if err := n.control(queryCapability, unsafe.Pointer(&c)); err != nil {
		return "", refused(err)
	}
	can := c.Capabilities
	if can&capDeviceCaps != 0 {
		can = c.DeviceCaps
	}
	if can&capCapture == 0 || can&capStreaming == 0 {
		return "", &Refusal{Code: NoCamera}
	}
	for i := range uint32(64) { // a driver that never ends its list is not waited for
		f := formatDescription{Index: i, Type: typeCapture}
		if err := n.control(enumFormats, unsafe.Pointer(&f)); err != nil {
			break // EINVAL: that was the last one
		}
		if f.PixelFormat == pixelMJPG {
			card, _, _ := bytes.Cut(c.Card[:], []byte{0})
			return string(bytes.ToValidUTF8(card, nil)), nil
		}
	}
	return "", &Refusal{Code: WrongFormat}
}

// startStream makes n send frames. On an error nothing is left mapped, and n
// is still open.
func startStream(n node) (*stream, error) {
	s := &stream{node: n}
	if err := s.start(); err != nil {
		s.unmap()
		if _, ok := errors.AsType[*Refusal](err); ok {
			return nil, err
		}
		return nil, refused(err)
	}
	return s, nil
}

func (s *stream) start() error {
	w, h := bestSize(s.node)
	f := format{Type: typeCapture, Width: w, Height: h, PixelFormat: pixelMJPG}
	if err := s.node.control(setFormat, unsafe.Pointer(&f)); err != nil {
		return err
	}
	if f.PixelFormat != pixelMJPG { // a driver answers with what it took instead
		return &Refusal{Code: WrongFormat}
	}
	request := bufferRequest{Count: buffers, Type: typeCapture, Memory: memoryMapped}
	if err := s.node.control(requestBuffers, unsafe.Pointer(&request)); err != nil {
		return err
	}
	if request.Count == 0 {
		return unix.ENOMEM
	}
	for i := range request.Count {
		if err := s.addBuffer(i); err != nil {
			return err
		}
	}
	kind := uint32(typeCapture)
	return s.node.control(streamOn, unsafe.Pointer(&kind))
}

func (s *stream) addBuffer(i uint32) error {
	b := buffer{Index: i, Type: typeCapture, Memory: memoryMapped}
	if err := s.node.control(queryBuffer, unsafe.Pointer(&b)); err != nil {
		return err
	}
	m, err := s.node.mapBuffer(int64(b.Offset), int(b.Length))
	if err != nil {
		return err
	}
	s.maps = append(s.maps, m)
	return s.queue(i)
}

func (s *stream) queue(i uint32) error {
	b := buffer{Index: i, Type: typeCapture, Memory: memoryMapped}
	return s.node.control(queueBuffer, unsafe.Pointer(&b))
}

// next waits for at most one tick. It returns a copy of the frame, or nil if
// none came or the driver itself calls it broken.
func (s *stream) next() ([]byte, error) {
	b := buffer{Type: typeCapture, Memory: memoryMapped}
	err := s.node.wait()
	if err == nil {
		err = s.node.control(dequeueBuffer, unsafe.Pointer(&b))
	}
	if errors.Is(err, errNothing) || errors.Is(err, unix.EAGAIN) {
		return nil, nil
	}
	if err != nil {
		return nil, lost(err)
	}
	s.frames++
	if int(b.Index) >= len(s.maps) || int(b.BytesUsed) > len(s.maps[b.Index]) {
		return nil, refused(fmt.Errorf("the driver names %d bytes of buffer %d, which it never gave", b.BytesUsed, b.Index))
	}
	var frame []byte
	if b.Flags&bufferError == 0 && b.BytesUsed > 0 {
		// Copied before the buffer goes back: the driver writes into it from
		// then on, even while a photo is being stored.
		frame = withTables(slices.Clone(s.maps[b.Index][:b.BytesUsed]))
	}
	if err := s.queue(b.Index); err != nil {
		return nil, lost(err)
	}
	return frame, nil
}

// stop ends the sending. The driver may be gone already, and then there is
// nothing left to end: its answers help nobody.
func (s *stream) stop() {
	kind := uint32(typeCapture)
	_ = s.node.control(streamOff, unsafe.Pointer(&kind))
	s.unmap()
}

func (s *stream) unmap() {
	for _, m := range s.maps {
		_ = s.node.unmapBuffer(m) // fails only for what was never mapped
	}
	s.maps = nil
}

// bestSize is the largest of at most maxPixels, or else the smallest. A camera
// that lists none is asked for full HD and answers with what it has.
func bestSize(n node) (w, h uint32) {
	w, h = 1920, 1080
	var best uint64
	for i := range uint32(256) {
		size := frameSize{Index: i, PixelFormat: pixelMJPG}
		if err := n.control(enumSizes, unsafe.Pointer(&size)); err != nil {
			break // EINVAL: that was the last one
		}
		if size.Type != sizeDiscrete { // one answer that stands for a whole range
			return min(w, size.Numbers[1]), min(h, size.Numbers[4])
		}
		pixels := uint64(size.Numbers[0]) * uint64(size.Numbers[1])
		if fitsBetter(pixels, best) {
			best, w, h = pixels, size.Numbers[0], size.Numbers[1]
		}
	}
	return w, h
}

// fitsBetter compares sizes in pixels; best is 0 before the first.
func fitsBetter(pixels, best uint64) bool {
	switch {
	case best == 0:
		return true
	case pixels > maxPixels:
		return pixels < best
	}
	return pixels > best || best > maxPixels
}

// refused turns the system's reason into one a screen can translate.
func refused(err error) *Refusal {
	code := CameraFailed
	switch {
	case errors.Is(err, unix.ENODEV), errors.Is(err, unix.ENXIO), errors.Is(err, unix.ENOENT):
		code = CameraGone
	case errors.Is(err, unix.EBUSY):
		code = CameraBusy
	case errors.Is(err, unix.EACCES), errors.Is(err, unix.EPERM):
		code = CameraDenied
	}
	return &Refusal{Code: code, Cause: err}
}

// lost is refused for a camera that was sending: an unplugged one answers the
// first call after it with EIO, and only later ones with ENODEV.
func lost(err error) *Refusal {
	if errors.Is(err, unix.EIO) {
		return &Refusal{Code: CameraGone, Cause: err}
	}
	return refused(err)
}
