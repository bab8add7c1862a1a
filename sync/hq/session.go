package hq

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"sync"

	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq/store"
)

// session is headquarters' side of one session: a fieldsync.Machine.
type session struct {
	hq       *HQ
	exporter []byte
	nonce    evidence.Hash
	wake     chan struct{}

	// in holds what Receive and Next share; out is apart, because commits answer
	// from other goroutines while a page of rows is being read.
	in      sync.Mutex
	open    bool
	device  store.Device
	urgent  int
	slips   bool // acknowledgements carry proofs
	keys    visitKeys
	feeds   []*feeding
	photos  receiving
	secured map[evidence.ID]uint64 // told to the device
	waiting map[fieldsync.PhotoName]bool
	ordered int64    // number of the last order it was sent
	brought []handIn // by the frame being taken

	out      sync.Mutex
	queue    [][]byte
	bye      *fieldsync.Bye
	dirty    map[string]bool // feeds with something new
	all      bool            // every feed may have something new
	security bool            // the second copy moved
	orders   bool            // there may be orders to this device
	unlocks  bool            // a manager's branch may have other devices
	forked   bool            // what was told to be secured must be told again
	shelf    []*arriving     // photos stored, their slots not freed yet
}

func (h *HQ) newSession(exporter []byte) *session {
	s := &session{hq: h, exporter: exporter, wake: make(chan struct{}, 1), dirty: map[string]bool{},
		secured: map[evidence.ID]uint64{}, waiting: map[fieldsync.PhotoName]bool{}}
	s.photos.session, s.photos.worked.L = s, &s.in
	s.keys.hq, s.keys.device = h, func() evidence.ID { return s.device.ID }
	rand.Read(s.nonce[:])
	s.send(fieldsync.TChallenge, fieldsync.Challenge{Nonce: s.nonce, Min: fieldsync.Version, Max: fieldsync.Version})
	return s
}

// Session is headquarters' side of one session, for a connection that is not a
// WebSocket. exporter is the keying material both ends hold; leave must be
// called when the connection is gone.
func (h *HQ) Session(exporter []byte) (m fieldsync.Machine, leave func()) {
	s := h.newSession(exporter)
	return s, func() { h.leave(s) }
}

// Wake is signalled when there may be something to send.
func (s *session) Wake() <-chan struct{} { return s.wake }

// send queues a frame. It is called from sessions, commits and shelvers alike.
func (s *session) send(t fieldsync.Type, v any) {
	f, err := fieldsync.EncodeJSON(t, v)
	if err != nil {
		s.hq.log.Error("a frame could not be made", "type", t, "error", err)
		return
	}
	s.out.Lock()
	s.queue = append(s.queue, f)
	s.out.Unlock()
	poke(s.wake)
}

// end has the session say why it ends, and end.
func (s *session) end(code, why string, retryMs int64) {
	s.out.Lock()
	if s.bye == nil {
		s.bye = &fieldsync.Bye{Code: code, Why: why, RetryMs: retryMs}
	}
	s.out.Unlock()
	poke(s.wake)
}

func (s *session) feedsChanged(feeds map[string]bool) {
	s.out.Lock()
	if feeds == nil {
		s.all, s.orders = true, true
	}
	for f := range feeds {
		s.dirty[f] = true
	}
	s.out.Unlock()
	poke(s.wake)
}

func (s *session) securedMoved() {
	s.out.Lock()
	s.security = true
	s.out.Unlock()
	poke(s.wake)
}

// Receive takes one frame of the device. What it brought is submitted once others
// may use the session again: Next would wait for a commit, with answers in hand
// that are not on the wire yet.
func (s *session) Receive(ctx context.Context, frame []byte, whole bool) error {
	if len(frame) == 0 {
		return nil
	}
	brought, err := s.received(ctx, frame, whole)
	for _, h := range brought {
		s.hq.commits.submit(h)
	}
	return err
}

func (s *session) received(ctx context.Context, frame []byte, whole bool) (brought []handIn, err error) {
	s.in.Lock()
	defer s.in.Unlock()
	err = s.look(ctx, frame, whole)
	brought, s.brought = s.brought, nil
	return brought, err
}

func (s *session) look(ctx context.Context, frame []byte, whole bool) error {
	t, body := fieldsync.Type(frame[0]), frame[1:]
	if !whole {
		if s.open && t == fieldsync.TPhotoBytes {
			return s.photos.bytes(ctx, body)
		}
		return nil
	}
	err := s.take(ctx, t, body)
	var bye *fieldsync.Bye
	switch {
	case errors.As(err, &bye):
		s.end(bye.Code, bye.Why, bye.RetryMs)
		return nil
	case errors.Is(err, fieldsync.ErrFrame):
		s.hq.log.Warn("a session broke the protocol", "device", s.device.ID.Short(), "error", err)
		s.end(fieldsync.ByeMalformed, "a frame could not be read", 0)
		return nil
	}
	return err
}

func (s *session) take(ctx context.Context, t fieldsync.Type, body []byte) error {
	if !s.open {
		if t != fieldsync.THello {
			return fmt.Errorf("frame %02x before hello: %w", byte(t), fieldsync.ErrFrame)
		}
		return with(body, func(h fieldsync.Hello) error { return s.hello(ctx, h) })
	}
	switch t {
	case fieldsync.TEntries:
		return s.entries(body)
	case fieldsync.TKeys:
		return s.keys.take(body)
	case fieldsync.TGap:
		return with(body, func(g fieldsync.GapDeclared) error { s.gap(g); return nil })
	case fieldsync.TRestart:
		return with(body, func(f fieldsync.FeedName) error { s.restart(f.Feed); return nil })
	case fieldsync.TPhotoBegin:
		return with(body, func(b fieldsync.PhotoBegin) error { return s.photos.begin(ctx, b) })
	case fieldsync.TPhotoBytes:
		return s.photos.bytes(ctx, body)
	case fieldsync.TBeaconWanted:
		return with(body, func(b fieldsync.BeaconWanted) error { return s.beacon(ctx, b.Nonce) })
	}
	return nil // a frame of a later version
}

func with[T any](body []byte, f func(T) error) error {
	var v T
	if err := fieldsync.DecodeJSON(body, &v); err != nil {
		return err
	}
	return f(v)
}

// Next is the next frame: answers first, then rows, then what became secured.
func (s *session) Next(ctx context.Context) ([]byte, error) {
	if f, err := s.popped(); f != nil || err != nil {
		return f, err
	}
	s.in.Lock()
	defer s.in.Unlock()
	if !s.open {
		return nil, nil
	}
	if f := s.photos.answer(); f != nil {
		return f, nil
	}
	if err := s.readOrders(ctx); err != nil {
		return nil, err
	}
	if err := s.readRows(ctx); err != nil {
		return nil, err
	}
	if err := s.readSecured(ctx); err != nil {
		return nil, err
	}
	return s.popped()
}

func (s *session) popped() ([]byte, error) {
	s.out.Lock()
	defer s.out.Unlock()
	if len(s.queue) > 0 {
		f := s.queue[0]
		s.queue = s.queue[1:]
		return f, nil
	}
	if s.bye != nil {
		f, err := fieldsync.EncodeJSON(fieldsync.TBye, s.bye)
		return f, errors.Join(errEnded, err)
	}
	return nil, nil
}

// errEnded ends a session whose bye was sent.
var errEnded = errors.New("session ended by headquarters")
