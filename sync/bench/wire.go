package bench

import (
	"context"
	"sync/atomic"

	fieldsync "fairvisit/sync"
)

// watched is a connection whose frames are looked at as they go out.
type watched struct {
	fieldsync.Conn
	sends func(fieldsync.Type) // before a frame goes out
}

func (w *watched) Write(ctx context.Context, frame []byte) error {
	w.sends(fieldsync.Type(frame[0]))
	return w.Conn.Write(ctx, frame)
}

// heard is a session that tells of each frame once it was dealt with.
type heard struct {
	fieldsync.Machine
	took func(fieldsync.Type)
}

func (h heard) Receive(ctx context.Context, frame []byte, whole bool) error {
	err := h.Machine.Receive(ctx, frame, whole)
	if err == nil && whole && len(frame) > 0 {
		h.took(fieldsync.Type(frame[0]))
	}
	return err
}

// oneByOne is a session that sends nothing while a frame of entries is
// unanswered. No device does that, but a batch of one is only one if the next
// entry waits.
type oneByOne struct {
	*fieldsync.Session
	waiting atomic.Bool
}

func (o *oneByOne) Receive(ctx context.Context, frame []byte, whole bool) error {
	err := o.Session.Receive(ctx, frame, whole)
	if len(frame) > 0 && fieldsync.Type(frame[0]) == fieldsync.TStored {
		o.waiting.Store(false)
	}
	return err
}

func (o *oneByOne) Next(ctx context.Context) ([]byte, error) {
	if o.waiting.Load() {
		return nil, nil
	}
	frame, err := o.Session.Next(ctx)
	if len(frame) > 0 && fieldsync.Type(frame[0]) == fieldsync.TEntries {
		o.waiting.Store(true) // before it is written: the answer cannot be faster
	}
	return frame, err
}
