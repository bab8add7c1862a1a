package fieldsync

import (
	"context"
	"errors"
	"sync"
	"time"
)

// Conn carries frames. A WebSocket is one, the simulator's and the tests' pipe
// the other. Read and Write may be called by one goroutine each.
type Conn interface {
	// Read returns the next frame, which is the caller's. On an error it returns
	// what had arrived of an unfinished frame, because a photo's bytes are kept
	// over a cut.
	Read(ctx context.Context) ([]byte, error)
	// Write keeps nothing of the frame's memory. A small frame may be held back
	// until a large one or Flush: several then cost what one does.
	Write(ctx context.Context, frame []byte) error
	// Flush sends what Write held back.
	Flush() error
	// Exporter is the TLS keying material both signatures are bound to.
	Exporter() []byte
	Close() error
}

// Machine is one side's session: it takes frames, says what to send next, and
// knows neither sockets nor goroutines, so a simulator can step it.
type Machine interface {
	// Receive takes one frame and keeps nothing of its memory. whole is false for
	// what a cut connection still brought of a frame.
	Receive(ctx context.Context, frame []byte, whole bool) error
	// Next returns the next frame to send, which is good until Next is called
	// again, nil when there is none now.
	Next(ctx context.Context) ([]byte, error)
	// Wake is signalled when Next may have something new.
	Wake() <-chan struct{}
}

// Pump runs a machine over a connection until either ends, and closes the
// connection. A Bye received is returned as the error.
func Pump(ctx context.Context, c Conn, m Machine) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	kick := make(chan struct{}, 1)
	var wg sync.WaitGroup
	frames, done := make(chan arrived, framesAhead), make(chan struct{})
	wg.Go(func() { read(ctx, c, frames, done) })
	wg.Go(func() {
		defer close(done)
		cancel(take(ctx, m, frames, kick))
	})
	cancel(write(ctx, c, m, kick))
	c.Close() // the reader may sit in Read; its error is the cause already set
	wg.Wait()
	return context.Cause(ctx)
}

var errQuiet = errors.New("session ended")

// framesAhead is how many frames are read beyond the one the machine takes: while
// it writes a photo's bytes the next are decrypted. More would only hide for
// longer from the other end that this one is slow.
const framesAhead = 4

// arrived is what one Read brought.
type arrived struct {
	frame []byte
	err   error
}

// read reads frames until one cannot be, or until nobody takes them any more.
func read(ctx context.Context, c Conn, frames chan<- arrived, done <-chan struct{}) {
	for {
		frame, err := c.Read(ctx)
		select {
		case frames <- arrived{frame, err}:
		case <-done:
			return
		}
		if err != nil {
			return
		}
	}
}

// take has the machine take frames in their order. What was read before the
// session was lost is taken all the same.
func take(ctx context.Context, m Machine, frames <-chan arrived, kick chan<- struct{}) error {
	for {
		a := <-frames
		frame := a.frame
		if a.err != nil {
			if len(frame) > 0 {
				// The session is lost; what its last frame brought is not.
				m.Receive(context.WithoutCancel(ctx), frame, false)
			}
			return a.err
		}
		err := m.Receive(ctx, frame, true)
		bytes := len(frame) > LargeFrame && Type(frame[0]) == TPhotoBytes
		recycle(frame)
		if err != nil {
			return err
		}
		if bytes {
			continue // many come a second, and the machine itself says when an answer is due
		}
		select {
		case kick <- struct{}{}:
		default:
		}
	}
}

// pollEvery is how often an idle writer asks its machine for timers (pings are
// the transport's).
const pollEvery = 5 * time.Second

func write(ctx context.Context, c Conn, m Machine, kick <-chan struct{}) error {
	t := time.NewTicker(pollEvery)
	defer t.Stop()
	for {
		frame, err := m.Next(ctx)
		if frame != nil {
			if werr := c.Write(ctx, frame); werr != nil {
				return errors.Join(werr, err)
			}
		}
		if err == nil && frame != nil {
			continue
		}
		if err := errors.Join(err, c.Flush()); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return errQuiet
		case <-kick:
		case <-m.Wake():
		case <-t.C:
		}
	}
}
