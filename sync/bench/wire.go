package bench

import (
	"context"
	"sync/atomic"

	fieldsync "fairvisit/sync"
)

// watched is a connection whose frames are looked at as they pass.
type watched struct {
	fieldsync.Conn
	sends func(fieldsync.Type) // before a frame goes out; may be nil
	took  func(fieldsync.Type) // once a frame that came in was dealt with; may be nil
	last  fieldsync.Type
}

func (w *watched) Read(ctx context.Context) ([]byte, error) {
	if w.last != 0 && w.took != nil {
		w.took(w.last)
	}
	frame, err := w.Conn.Read(ctx)
	w.last = 0
	if err == nil && len(frame) > 0 {
		w.last = fieldsync.Type(frame[0])
	}
	return frame, err
}

func (w *watched) Write(ctx context.Context, frame []byte) error {
	if w.sends != nil {
		w.sends(fieldsync.Type(frame[0]))
	}
	return w.Conn.Write(ctx, frame)
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
