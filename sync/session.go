package fieldsync

import (
	"context"
	"crypto/ed25519"
	"errors"
	"log/slog"
	"sync"
	"time"

	"fairvisit/evidence"
	"fairvisit/evidence/probe"
	"fairvisit/visits/journal"
)

// welcomeWithin bounds how long a device waits for a welcome: a portal that
// speaks WebSocket and nothing more must not hold it.
const welcomeWithin = 30 * time.Second

var errSilent = errors.New("headquarters did not answer")

// Session is the device's side of one session.
type Session struct {
	j        *journal.Journal // nil where sendOnly
	send     *journal.Sender
	sendOnly bool // the store is locked
	log      *slog.Logger
	now      func() time.Time
	exporter []byte
	hook     func(Stored)               // told of each acknowledgement before anything else; may be nil
	applied  func(feed string, n int64) // told of each batch of rows after it is on disk; may be nil

	mu      sync.Mutex
	control [][]byte
	nonce   evidence.Hash
	open    bool
	drain   bool
	keys    *visitKeys
	out     outbox
	photos  photobox
	feeds   map[string]*following
	began   time.Time
	marked  time.Time
	welcome Welcome
	opened  time.Time // when welcome came
	noted   int64     // µs of HQ's clock, as last written to the journal
	proofs  proofs
	service ed25519.PublicKey // of headquarters' key list
	obey    func(context.Context, evidence.Order) error
	screen  func() string
	self    func() Self
}

func newSession(c *Client, exporter []byte) *Session {
	send := c.Sender
	if c.Journal != nil {
		send = c.Journal.Sender
	}
	keys := &visitKeys{j: send, told: map[evidence.ID]bool{}, most: keysIn(MaxFrame)}
	s := &Session{j: c.Journal, send: send, sendOnly: c.Journal == nil, keys: keys, log: c.log(), now: c.clock(), exporter: exporter, hook: c.Acknowledged, began: c.clock()(), applied: c.Applied, obey: c.Obey, screen: c.Screen, self: c.Self, feeds: map[string]*following{}}
	s.out = outbox{j: send, keys: keys, batch: c.batch(), limits: OwnLimits(), tried: map[evidence.Hash]bool{}}
	s.photos = photobox{j: send, keys: keys, whole: c.Journal, now: s.now, flow: flow{frame: MaxFrame}, done: map[PhotoName]bool{}}
	return s
}

// Wake is signalled when the journal has something new to send.
func (s *Session) Wake() <-chan struct{} { return s.send.Wake() }

// Receive takes one frame from HQ.
func (s *Session) Receive(ctx context.Context, frame []byte, whole bool) error {
	if !whole || len(frame) == 0 {
		return nil // what HQ did not finish saying, it says again
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	t, body := Type(frame[0]), frame[1:]
	if !s.open {
		return s.greet(ctx, t, body)
	}
	return s.take(ctx, t, body)
}

func decode[T any](body []byte) (v T, err error) {
	err = DecodeJSON(body, &v)
	return v, err
}

func (s *Session) take(ctx context.Context, t Type, body []byte) error {
	switch t {
	case TStored:
		return with(body, func(a Stored) error {
			if s.hook != nil {
				s.hook(a)
			}
			if err := s.settle(ctx, a); err != nil {
				return err
			}
			if probe.Planted("purge at stored") {
				return s.send.MarkSecured(ctx, a.Epoch, a.Seq)
			}
			return s.markSometimes(ctx)
		})
	case TAhead:
		return with(body, func(a AheadIDs) error {
			for _, id := range a.IDs {
				if err := s.send.MarkUrgentSent(ctx, id); err != nil {
					return err
				}
			}
			return nil
		})
	case TRewind:
		return with(body, func(a At) error { return s.out.rewind(a) })
	case TRefused:
		return with(body, func(r RefusedEntry) error {
			s.log.Error("headquarters refused an entry", "seq", r.Seq, "why", r.Why)
			return s.out.refused(ctx, r)
		})
	case TSecured:
		return with(body, func(a At) error {
			if err := s.mark(ctx); err != nil {
				return err
			}
			return s.out.secured(ctx, a)
		})
	case TRows, TRowsEnd, TRestarting:
		return s.takeRows(ctx, t, body)
	case TPhotoAt:
		return with(body, func(a PhotoAt) error { return s.photos.place(ctx, a) })
	case TGot:
		return with(body, func(g Got) error { return s.photos.got(g) })
	case TPhotoStored:
		return with(body, func(p PhotoStored) error { return s.photos.stored(ctx, p) })
	case TPhotosSecured:
		return with(body, func(p PhotosSecured) error {
			for _, n := range p.Photos {
				if err := s.send.MarkPhotoSecured(ctx, n.Entry, n.Index); err != nil {
					return err
				}
			}
			return nil
		})
	case TOrder:
		return with(body, func(st evidence.Statement) error { return s.order(ctx, st) })
	case TUnlocks:
		return with(body, func(u Unlocks) error {
			if s.sendOnly {
				return nil
			}
			return s.j.KeepUnlocks(ctx, u.First, u.secrets())
		})
	case TBye:
		return with(body, func(b Bye) error { return s.bidden(ctx, &b) })
	}
	return nil // a frame of a later version
}

// bidden ends the session as HQ said. Of keys that it does not open this device
// makes others, if it can: nothing of what they seal was taken.
func (s *Session) bidden(ctx context.Context, b *Bye) error {
	if b.Code == ByeSealed && !s.sendOnly {
		return errors.Join(b, s.j.SealKeysAnew(ctx))
	}
	return b
}

// with decodes a body and hands it on.
func with[T any](body []byte, f func(T) error) error {
	v, err := decode[T](body)
	if err != nil {
		return err
	}
	return f(v)
}

// Next is the next frame to send: control, urgent entries, entries, photo bytes.
func (s *Session) Next(ctx context.Context) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.control) > 0 {
		f := s.control[0]
		s.control = s.control[1:]
		return f, nil
	}
	if !s.open {
		if s.now().Sub(s.began) > welcomeWithin {
			return nil, errSilent
		}
		return nil, nil
	}
	if f, err := s.out.nextUrgent(ctx); f != nil || err != nil {
		return f, err
	}
	if f, err := s.out.next(ctx, s.entryRoom()); f != nil || err != nil {
		return f, err
	}
	if s.out.done() { // at rest the journal is told, and photos of entries now stored may go
		if err := s.mark(ctx); err != nil {
			return nil, err
		}
	}
	return s.photos.next(ctx)
}

// keepTo has all that is sent from now on stay within HQ's limits.
func (s *Session) keepTo(said Limits) {
	l := said.kept()
	s.out.limits, s.photos.flow.frame, s.keys.most = l, l.Frame, keysIn(l.Frame)
}

// mark tells the journal what HQ acknowledged.
func (s *Session) mark(ctx context.Context) error {
	if s.out.unmarked() == 0 {
		return nil
	}
	s.photos.spent = false
	s.marked = s.now()
	return s.out.mark(ctx, s.prove)
}

// entryRoom bounds a frame of entries by what the link moves, once photos have
// shown that it is slow: an urgent entry should not wait behind 64 KiB. It is never
// more than headquarters takes.
func (s *Session) entryRoom() int {
	if len(s.photos.flow.moved) == 0 {
		return s.out.limits.Frame
	}
	return int(min(s.photos.flow.window(s.now()), int64(s.out.limits.Frame)))
}

// markAfter is how many acknowledgements may pile up while more is being sent. A
// crash that loses them costs nothing but a second look: HQ says its position at
// the next hello, and nothing stored is sent again.
const markAfter = 2048

// markSometimes tells the journal when acknowledgements have piled up or lie
// for a second; else it is told at rest. Each time costs an fsync, during which
// nothing is sent.
func (s *Session) markSometimes(ctx context.Context) error {
	if s.out.unmarked() < markAfter && s.now().Sub(s.marked) < time.Second {
		return nil
	}
	return s.mark(ctx)
}

// Idle reports that nothing waits to be sent or answered and every feed was
// read to its end.
func (s *Session) Idle(ctx context.Context) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.open || len(s.control) > 0 || !s.out.done() || s.out.unmarked() > 0 || !s.photos.idle() {
		return false, nil
	}
	for _, f := range s.feeds {
		if !f.whole {
			return false, nil
		}
	}
	for _, u := range s.out.epochs {
		if u.again != nil {
			return false, nil
		}
		left, err := s.send.Unsent(ctx, u.epoch, u.next, 1, MaxFrame)
		if err != nil || len(left) > 0 {
			return false, err
		}
	}
	return true, nil
}

// PhotoBytesSent is how many photo bytes this session put on the wire.
func (s *Session) PhotoBytesSent() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.photos.sent
}
