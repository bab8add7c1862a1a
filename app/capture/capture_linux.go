//go:build linux && !android && (amd64 || arm64)

package capture

import (
	"bytes"
	"context"
	"errors"
	"image"
	"io"
	"sync"
	"time"
)

const (
	// patience is how many ticks without a frame, and how many frames on end
	// that cannot be decoded, are waited for: five seconds of silence.
	patience = 50
	// settling is how many frames a camera gets to find the right exposure;
	// the first ones after a start are black or white.
	settling = 10
)

// System is the camera of this machine: the first webcam that gives JPEG,
// looked for anew each time it is needed.
func System() Camera {
	return &webcam{paths: videoPaths, open: openVideo, now: time.Now}
}

// webcam holds no device while idle: other programs may want it, and it may be
// unplugged.
type webcam struct {
	paths func() []string
	open  func(path string) (node, error)
	now   func() time.Time

	mu      sync.Mutex
	name    string
	running *session // nil while idle
}

// session is the one use of the device there can be at a time. A preview's
// session takes photos for others.
type session struct {
	show func(image.Image) // nil if only a photo is wanted
	asks chan chan<- []byte
	done chan struct{}
	err  error // to be read after done
}

// errEnded says that the preview one wanted a photo of ended before.
var errEnded = errors.New("capture: the preview ended")

func (w *webcam) Name() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.name
}

func (w *webcam) Ready() error {
	w.mu.Lock()
	busy := w.running != nil
	w.mu.Unlock()
	if busy {
		return nil // it was found; opening it once more would tell nothing
	}
	n, err := w.find()
	if err != nil {
		return err
	}
	_ = n.close() // was only looked at
	return nil
}

// Preview is refused with CameraBusy while another one runs, or while a photo
// is taken without one.
func (w *webcam) Preview(ctx context.Context, show func(image.Image)) error {
	s, mine := w.join(show)
	if !mine {
		return &Refusal{Code: CameraBusy}
	}
	w.run(ctx, s)
	return s.err
}

// Take is refused with CameraBusy while another one runs without a preview.
func (w *webcam) Take(ctx context.Context) (Shot, error) {
	for ctx.Err() == nil {
		frame, err := w.takeOne(ctx)
		if err == errEnded {
			continue // a screen was left just now: the device is free for us
		}
		if err != nil {
			return Shot{}, err
		}
		return Shot{R: io.NopCloser(bytes.NewReader(frame)), Source: fromCamera}, nil
	}
	return Shot{}, ctx.Err()
}

func (w *webcam) takeOne(ctx context.Context) ([]byte, error) {
	s, mine := w.join(nil)
	if !mine {
		if s.show == nil {
			return nil, &Refusal{Code: CameraBusy}
		}
		return s.ask(ctx)
	}
	inner, stop := context.WithCancel(ctx)
	go w.run(inner, s)
	frame, err := s.ask(ctx)
	stop()
	<-s.done // the device is given back before anybody is told
	return frame, err
}

// join gives the session that runs, or a new one that is then the caller's to
// run.
func (w *webcam) join(show func(image.Image)) (s *session, mine bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.running != nil {
		return w.running, false
	}
	w.running = &session{show: show, asks: make(chan chan<- []byte), done: make(chan struct{})}
	return w.running, true
}

func (s *session) ask(ctx context.Context) ([]byte, error) {
	reply := make(chan []byte, 1) // the session never waits for one who left
	asks := s.asks
	for {
		select {
		case asks <- reply:
			asks = nil
		case frame := <-reply:
			return frame, nil
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-s.done:
			return s.leftover(reply)
		}
	}
}

// leftover is what a session that is done still has to give: it may have taken
// the photo as its last act.
func (s *session) leftover(reply <-chan []byte) ([]byte, error) {
	select {
	case frame := <-reply:
		return frame, nil
	default:
	}
	if s.err != nil {
		return nil, s.err
	}
	return nil, errEnded
}

// run uses the device until ctx ends, which is no error, and gives it back.
func (w *webcam) run(ctx context.Context, s *session) {
	s.err = w.stream(ctx, s)
	w.mu.Lock()
	w.running = nil
	w.mu.Unlock()
	close(s.done)
}

func (w *webcam) stream(ctx context.Context, s *session) error {
	n, err := w.find()
	if err != nil {
		return err
	}
	defer func() { _ = n.close() }() // nothing was written that could be lost
	st, err := startStream(n)
	if err != nil {
		return err
	}
	defer st.stop()
	return w.watch(ctx, s, st)
}

// watch hands out frames. A photo asked for is of a frame begun after the
// asking: what the driver had filled by then is passed over, or the photo would
// show what was before the camera when nobody had pressed yet.
func (w *webcam) watch(ctx context.Context, s *session, st *stream) error {
	var asked chan<- []byte
	var due, silent, broken int
	var shown time.Time
	for ctx.Err() == nil {
		if silent >= patience || broken >= patience {
			return &Refusal{Code: CameraSilent}
		}
		if asked == nil {
			select {
			case asked = <-s.asks:
				due = max(st.frames+len(st.maps), settling)
			default:
			}
		}
		frame, err := st.next()
		if err != nil {
			return err
		}
		if frame == nil {
			silent++
			continue
		}
		silent = 0
		take := asked != nil && st.frames > due
		look := s.show != nil && w.now().Sub(shown) >= previewInterval
		if !take && !look {
			continue
		}
		// Decoded for a photo too: cameras send halves of frames, and the next
		// one is only an instant away, but the refusal of a half one is final.
		picture, whole := decodeFrame(frame)
		if !whole {
			broken++
			continue
		}
		broken = 0
		if take {
			asked <- frame
			asked = nil
		}
		if look {
			shown = w.now()
			s.show(forPreview(picture))
		}
	}
	return nil
}

// find opens the first camera that can be used. If there is none, the first
// reason that a person can do something about is given.
func (w *webcam) find() (node, error) {
	reason := &Refusal{Code: NoCamera}
	for _, path := range w.paths() {
		n, name, err := w.tryCamera(path)
		if err == nil {
			w.mu.Lock()
			w.name = name
			w.mu.Unlock()
			return n, nil
		}
		if r, ok := errors.AsType[*Refusal](err); ok && reason.Code == NoCamera && r.Code != CameraGone {
			reason = r
		}
	}
	return nil, reason
}

func (w *webcam) tryCamera(path string) (node, string, error) {
	n, err := w.open(path)
	if err != nil {
		return nil, "", refused(err)
	}
	name, err := identify(n)
	if err != nil {
		_ = n.close() // the reason is told already
		return nil, "", err
	}
	return n, name, nil
}
