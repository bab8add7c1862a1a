//go:build linux && !android && (amd64 || arm64)

package capture

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"slices"
	"sync"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// plugged is a camera as the kernel shows it: it keeps the rules of V4L2 about
// who owns a buffer and complains where a real one would corrupt a photo.
type plugged struct {
	t     *testing.T
	card  string
	caps  uint32
	fourc uint32
	sizes [][2]uint32
	sends func(number int) sent // what happens at the n-th wait, from 1 on

	mu                   sync.Mutex
	opened, closed       int
	asked                [2]uint32 // the size that was set
	memory               [4][]byte
	mapped               int
	queued               []uint32
	streaming            bool
	waits                int
	ready                *sent
	refuseFormat, refuse error // setting the format, opening
}

// sent is one frame, or what came in its place.
type sent struct {
	frame  []byte
	broken bool  // so marked by the driver
	err    error // instead of a frame
	late   bool  // err comes only when the frame is fetched
	index  uint32
}

const frameRoom = 64 << 10

func newCamera(t *testing.T, sends func(number int) sent) *plugged {
	return &plugged{t: t, card: "Webcam 7", caps: capCapture | capStreaming, fourc: pixelMJPG, sends: sends}
}

// pluggedIn is the machine with these cameras.
func pluggedIn(cameras ...*plugged) *webcam {
	clock := time.Unix(0, 0)
	return &webcam{
		paths: func() []string { return []string{"0", "1", "2"}[:len(cameras)] },
		open: func(path string) (node, error) {
			c := cameras[path[0]-'0']
			c.mu.Lock()
			defer c.mu.Unlock()
			if c.refuse != nil {
				return nil, c.refuse
			}
			c.opened++
			return c, nil
		},
		now: func() time.Time { clock = clock.Add(30 * time.Millisecond); return clock },
	}
}

func (p *plugged) control(request uintptr, arg unsafe.Pointer) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch request {
	case queryCapability:
		c := (*capability)(arg)
		copy(c.Card[:], p.card)
		c.Capabilities, c.DeviceCaps = capDeviceCaps|capCapture|capStreaming, p.caps
	case enumFormats:
		f := (*formatDescription)(arg)
		if f.Index > 0 {
			return unix.EINVAL
		}
		f.PixelFormat = p.fourc
	case enumSizes:
		s := (*frameSize)(arg)
		if int(s.Index) >= len(p.sizes) {
			return unix.EINVAL
		}
		s.Type, s.Numbers[0], s.Numbers[1] = sizeDiscrete, p.sizes[s.Index][0], p.sizes[s.Index][1]
	case setFormat:
		f := (*format)(arg)
		p.asked, f.PixelFormat = [2]uint32{f.Width, f.Height}, p.fourc
		return p.refuseFormat
	case requestBuffers:
		(*bufferRequest)(arg).Count = uint32(len(p.memory))
	case queryBuffer:
		b := (*buffer)(arg)
		b.Offset, b.Length = b.Index*frameRoom, frameRoom
	case queueBuffer:
		return p.take((*buffer)(arg).Index)
	case dequeueBuffer:
		return p.give((*buffer)(arg))
	case streamOn:
		p.streaming = len(p.queued) > 0
	case streamOff:
		p.streaming, p.queued = false, nil
	default:
		p.t.Errorf("request %#x is none of a camera's", request)
	}
	return nil
}

func (p *plugged) take(index uint32) error {
	if slices.Contains(p.queued, index) {
		p.t.Errorf("buffer %d was given to the driver twice", index)
		return unix.EINVAL
	}
	p.queued = append(p.queued, index)
	// The driver may write from now on: whoever still looks sees rubbish.
	for i := range p.memory[index] {
		p.memory[index][i] = 0xee
	}
	return nil
}

func (p *plugged) wait() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.waits++
	s := p.sends(p.waits)
	if s.err == nil || s.late {
		p.ready = &s
		return nil
	}
	return s.err
}

func (p *plugged) give(b *buffer) error {
	if !p.streaming || p.ready == nil || len(p.queued) == 0 {
		return unix.EAGAIN
	}
	if p.ready.err != nil {
		return p.ready.err
	}
	b.Index, p.queued = p.queued[0], p.queued[1:]
	b.BytesUsed = uint32(copy(p.memory[b.Index], p.ready.frame))
	if p.ready.broken {
		b.Flags |= bufferError
	}
	b.Index += p.ready.index
	p.ready = nil
	return nil
}

func (p *plugged) mapBuffer(offset int64, length int) ([]byte, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.mapped++
	p.memory[offset/frameRoom] = make([]byte, length)
	return p.memory[offset/frameRoom], nil
}

func (p *plugged) unmapBuffer([]byte) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.streaming {
		p.t.Error("memory was taken away under a driver that still sends")
	}
	p.mapped--
	return nil
}

func (p *plugged) close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed++
	if p.mapped != 0 {
		p.t.Errorf("closed with %d buffers mapped", p.mapped)
	}
	return nil
}

// givenBack checks that the camera is free for other programs.
func (p *plugged) givenBack() {
	p.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.opened == 0 || p.opened != p.closed || p.streaming || p.mapped != 0 {
		p.t.Errorf("opened %d times, closed %d times, sending %v, %d buffers mapped", p.opened, p.closed, p.streaming, p.mapped)
	}
}

// numbered is a frame in which its number can be read again: it is as many
// pixels wide.
func numbered(number int) sent {
	var b bytes.Buffer
	picture := image.NewRGBA(image.Rect(0, 0, number, 8))
	for i := range picture.Pix {
		picture.Pix[i] = uint8(i)
	}
	picture.Set(0, 0, color.White)
	if err := jpeg.Encode(&b, picture, nil); err != nil {
		panic(err)
	}
	return sent{frame: b.Bytes()}
}

func code(err error) string {
	if r, ok := errors.AsType[*Refusal](err); ok {
		return r.Code
	}
	return ""
}
