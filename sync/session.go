package fieldsync

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"fairvisit/evidence"
	"fairvisit/evidence/probe"
	"fairvisit/visits"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/journal"
)

// ErrAgain means that this session must be followed by another at once: the
// device found its store to be an old copy and opened a new epoch.
var ErrAgain = errors.New("a new epoch was opened: connect again")

// ErrNotHeadquarters means that the other side could not prove the service key.
var ErrNotHeadquarters = errors.New("this is not the headquarters this device enrolled with")

// Session is the device's side of one session.
type Session struct {
	j        *journal.Journal
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
	out     outbox
	photos  photobox
	feeds   map[string]*following
	marked  time.Time
	welcome Welcome
	opened  time.Time // when welcome came
	noted   int64     // µs of HQ's clock, as last written to the journal
}

// following is one feed as this session reads it.
type following struct {
	rows  []journal.Row
	bytes int
	whole bool // the last batch said there is no more
}

func newSession(c *Client, exporter []byte) *Session {
	s := &Session{j: c.Journal, log: c.log(), now: c.clock(), exporter: exporter, hook: c.Acknowledged, applied: c.Applied, feeds: map[string]*following{}}
	s.out = outbox{j: c.Journal, batch: c.batch(), tried: map[evidence.Hash]bool{}}
	s.photos = photobox{j: c.Journal, now: s.now, done: map[PhotoName]bool{}}
	return s
}

// Wake is signalled when the journal has something new to send.
func (s *Session) Wake() <-chan struct{} { return s.j.Wake() }

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
			if err := s.out.settle(ctx, a); err != nil {
				return err
			}
			if probe.Planted("purge at stored") {
				return s.j.MarkSecured(ctx, a.Epoch, a.Seq)
			}
			s.photos.spent = false // photos of entries now stored may go
			return s.markSometimes(ctx)
		})
	case TAhead:
		return with(body, func(a AheadIDs) error {
			for _, id := range a.IDs {
				if err := s.j.MarkUrgentSent(ctx, id); err != nil {
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
			return s.j.MarkRefused(ctx, r.Epoch, r.Seq, r.Why)
		})
	case TSecured:
		return with(body, func(a At) error { return s.j.MarkSecured(ctx, a.Epoch, a.Seq) })
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
				if err := s.j.MarkPhotoSecured(ctx, n.Entry, n.Index); err != nil {
					return err
				}
			}
			return nil
		})
	case TBye:
		return with(body, func(b Bye) error { return &b })
	}
	return nil // a frame of a later version
}

// with decodes a body and hands it on.
func with[T any](body []byte, f func(T) error) error {
	v, err := decode[T](body)
	if err != nil {
		return err
	}
	return f(v)
}

// greet is the session until welcome.
func (s *Session) greet(ctx context.Context, t Type, body []byte) error {
	switch t {
	case TChallenge:
		return with(body, func(c Challenge) error { return s.sayHello(ctx, c) })
	case TWelcome:
		return with(body, func(w Welcome) error { return s.begin(ctx, w) })
	case TBye:
		return with(body, func(b Bye) error { return &b })
	}
	return fmt.Errorf("frame %02x before welcome: %w", byte(t), ErrFrame)
}

func (s *Session) sayHello(ctx context.Context, c Challenge) error {
	if c.Min > Version || c.Max < Version {
		return fmt.Errorf("headquarters speaks versions %d to %d, this app %d: %w", c.Min, c.Max, Version, ErrFrame)
	}
	id := s.j.Identity()
	h := Hello{Version: Version, Build: s.j.Build(), Device: id.Device, Epoch: s.j.Epoch(), Statement: id.Enrolment}
	s.nonce = newNonce()
	h.Nonce = s.nonce
	h.Signature = hex.EncodeToString(ed25519.Sign(id.Keys.Device, AuthBytes(s.exporter, c.Nonce, h.Device, h.Epoch)))
	epochs, err := s.j.Epochs(ctx)
	if err != nil {
		return err
	}
	for _, e := range epochs {
		h.Epochs = append(h.Epochs, EpochEnd{e.Epoch, e.Seq, e.Last})
	}
	cursors, err := s.j.Cursors(ctx)
	if err != nil {
		return err
	}
	if h.Generation, err = s.j.Generation(ctx); err != nil {
		return err
	}
	for _, c := range cursors {
		h.Feeds = append(h.Feeds, FeedCursor{c.Feed, c.N})
	}
	risk, err := s.j.AtRisk(ctx)
	if err != nil {
		return err
	}
	h.Waiting = Waiting{Entries: risk.Entries, Photos: risk.Photos, Bytes: risk.PhotoBytes, Oldest: risk.Oldest}
	if h.Awaiting, err = s.awaiting(ctx); err != nil {
		return err
	}
	return s.queue(THello, h)
}

// awaiting lists photos that are stored and not known to be secured, so that
// HQ can say of them what happened while this device was away.
func (s *Session) awaiting(ctx context.Context) ([]PhotoName, error) {
	photos, err := s.j.PhotosStored(ctx, MaxAwaiting)
	names := make([]PhotoName, len(photos))
	for i, p := range photos {
		names[i] = PhotoName{p.Entry, p.Index}
	}
	return names, err
}

func (s *Session) queue(t Type, v any) error {
	f, err := EncodeJSON(t, v)
	if err == nil {
		s.control = append(s.control, f)
	}
	return err
}

// begin checks who answered and takes HQ's positions over.
func (s *Session) begin(ctx context.Context, w Welcome) error {
	keys, err := s.trust(ctx, w)
	if err != nil {
		return err
	}
	if w.Generation != keys.Generation && !keys.Generation.IsZero() {
		s.log.Info("headquarters runs a new generation", "generation", w.Generation.Short())
	}
	last, err := s.j.Generation(ctx)
	if err != nil {
		return err
	}
	if last != w.Generation && !probe.Planted("cursor kept over a generation") {
		if err := s.j.NewGeneration(ctx, w.Generation); err != nil {
			return err
		}
	}
	if err := s.positions(ctx, w.Epochs); err != nil {
		return err
	}
	s.welcome, s.drain, s.open, s.opened = w, w.Drain, true, s.now()
	for _, f := range w.Feeds {
		s.feeds[f] = &following{}
	}
	return s.keepBeacon(ctx, w)
}

// trust checks the key list against the root this device enrolled with, then
// the signature over this channel: that, and not the certificate, says who
// answers (D19).
func (s *Session) trust(ctx context.Context, w Welcome) (evidence.KeyList, error) {
	var keys evidence.KeyList
	if err := w.Keys.Open(evidence.MagicKeys, s.j.Identity().Root, &keys); err != nil {
		return keys, fmt.Errorf("%w: key list: %w", ErrNotHeadquarters, err)
	}
	have, err := s.j.KeyList(ctx)
	if err != nil {
		return keys, err
	}
	if keys.Version < have.Version {
		return keys, fmt.Errorf("%w: its key list is older than ours", ErrNotHeadquarters)
	}
	sig, err := hex.DecodeString(w.Signature)
	if err != nil || !ed25519.Verify(ed25519.PublicKey(keys.Service), HQBytes(s.exporter, s.nonce, w.Generation), sig) {
		return keys, ErrNotHeadquarters
	}
	if keys.Version > have.Version {
		return keys, s.j.SetKeyList(ctx, w.Keys)
	}
	return keys, nil
}

// positions sets where each epoch goes on. HQ's word stands, whatever this
// device believed was stored (D11); a HQ that knows more of the current epoch
// than this store does means that the store is an old copy (D10).
func (s *Session) positions(ctx context.Context, next []EpochNext) error {
	ends, err := s.j.Epochs(ctx)
	if err != nil {
		return err
	}
	at := map[evidence.ID]EpochNext{}
	for _, n := range next {
		at[n.Epoch] = n
	}
	for _, end := range ends {
		n, ok := at[end.Epoch]
		if !ok || n.Next == 0 {
			n = EpochNext{Epoch: end.Epoch, Next: 1}
		}
		u, parted, err := s.place(ctx, end, n)
		if err != nil {
			return err
		}
		if parted && end.Epoch == s.j.Epoch() {
			if err := s.j.BeginEpoch(ctx, "restored"); err != nil {
				return err
			}
			return ErrAgain
		}
		s.out.epochs = append(s.out.epochs, u)
	}
	return nil
}

// place finds where one epoch goes on, and whether HQ holds another branch of
// it than this store.
func (s *Session) place(ctx context.Context, end journal.EpochState, n EpochNext) (*upload, bool, error) {
	last := n.Next - 1
	if last > end.Seq { // HQ knows entries this store does not have
		own, err := s.ownBranch(ctx, end)
		return own, true, err
	}
	if last > 0 {
		id, ok, err := s.j.IDAt(ctx, end.Epoch, last)
		if err != nil {
			return nil, false, err
		}
		if ok && id != n.Last {
			own, err := s.ownBranch(ctx, end)
			return own, true, err
		}
	}
	if err := s.j.Rewound(ctx, end.Epoch, n.Next); err != nil {
		return nil, false, err
	}
	if last > 0 {
		if err := s.j.MarkStored(ctx, end.Epoch, last); err != nil {
			return nil, false, err
		}
	}
	return &upload{epoch: end.Epoch, next: n.Next, settled: last, marked: last}, false, nil
}

// ownBranch goes on where this store last heard of an acknowledgement: before
// that the branches are one.
func (s *Session) ownBranch(ctx context.Context, end journal.EpochState) (*upload, error) {
	from, err := s.j.FirstUnsent(ctx, end.Epoch)
	if err != nil {
		return nil, err
	}
	if from == 0 {
		from = end.Seq + 1
	}
	return &upload{epoch: end.Epoch, next: from, settled: from - 1, marked: from - 1}, nil
}

// keepBeacon makes HQ's signed time an entry, once per boot and hour: more would
// only fill the chain.
func (s *Session) keepBeacon(ctx context.Context, w Welcome) error {
	due, err := s.j.BeaconDue(ctx)
	if err != nil || !due || w.Drain {
		return err
	}
	_, err = s.j.Append(ctx, journal.Writing{Kind: visits.TimeBeacon, Facts: w.Beacon})
	return err
}

func (s *Session) takeRows(ctx context.Context, t Type, body []byte) error {
	switch t {
	case TRestarting:
		return with(body, func(f FeedName) error {
			s.feeds[f.Feed] = &following{}
			return s.j.Restart(ctx, f.Feed)
		})
	case TRowsEnd:
		return with(body, func(e RowsEnd) error { return s.endRows(ctx, e) })
	}
	feed, rows, err := DecodeRows(body)
	if err != nil {
		return err
	}
	f := s.feeds[feed]
	if f == nil {
		return fmt.Errorf("rows of a feed not followed: %w", ErrFrame)
	}
	for _, r := range rows {
		f.bytes += len(r.Body)
		f.rows = append(f.rows, journal.Row{N: r.N, Entity: r.Entity, Gone: r.Gone, Body: r.Body, MadeBy: r.MadeBy})
	}
	if len(f.rows) > 2*MaxRows || f.bytes > 2*MaxRowBytes {
		return fmt.Errorf("a batch of %d rows and %d bytes: %w", len(f.rows), f.bytes, ErrFrame)
	}
	return nil
}

func (s *Session) endRows(ctx context.Context, e RowsEnd) error {
	f := s.feeds[e.Feed]
	if f == nil {
		return fmt.Errorf("rows of a feed not followed: %w", ErrFrame)
	}
	rows := f.rows
	f.rows, f.bytes = nil, 0
	end := journal.BatchEnd{N: e.N, Count: e.Count, Sum: uint64(e.Sum), More: e.More, Live: e.Live, LiveSum: uint64(e.LiveSum)}
	for _, at := range e.Seen {
		if probe.Planted("seen ignored") {
			at.Seq = 1 << 60 // as if HQ had seen everything
		}
		end.Seen = append(end.Seen, journal.EpochSeq{Epoch: at.Epoch, Seq: at.Seq})
	}
	err := s.j.ApplyBatch(ctx, e.Feed, rows, end)
	if errors.Is(err, journal.ErrChecksum) {
		s.log.Warn("rows did not add up; asking for all of them", "feed", e.Feed, "error", err)
		f.whole = false
		return errors.Join(s.j.Restart(ctx, e.Feed), s.queue(TRestart, FeedName{e.Feed}))
	}
	if err != nil {
		return err
	}
	f.whole = !e.More
	if s.applied != nil {
		s.applied(e.Feed, e.N)
	}
	return s.heard(ctx)
}

// heard notes when headquarters was last heard to the end of a feed: the age of
// flags and packs is counted from then. Once a minute is close enough.
func (s *Session) heard(ctx context.Context) error {
	now := s.welcome.Now + s.now().Sub(s.opened).Microseconds()
	for _, f := range s.feeds {
		if !f.whole || now-s.noted < time.Minute.Microseconds() {
			return nil
		}
	}
	s.noted = now
	return s.j.SetMeta(ctx, fieldwork.MetaHeard, fieldwork.Heard(now))
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
		return nil, nil
	}
	if f, err := s.out.nextUrgent(ctx); f != nil || err != nil {
		return f, err
	}
	if f, err := s.out.next(ctx, s.entryRoom()); f != nil || err != nil {
		return f, err
	}
	if f, err := s.photos.next(ctx); f != nil || err != nil {
		return f, err
	}
	if s.out.done() {
		return nil, s.out.mark(ctx)
	}
	return nil, nil
}

// entryRoom bounds a frame of entries by what the link moves, once photos have
// shown that it is slow: an urgent entry should not wait behind 64 KiB.
func (s *Session) entryRoom() int {
	if len(s.photos.flow.moved) == 0 {
		return MaxFrame - 16
	}
	return int(min(s.photos.flow.window(s.now()), MaxFrame-16))
}

// markSometimes writes acknowledgements to the journal when they have piled up.
func (s *Session) markSometimes(ctx context.Context) error {
	if now := s.now(); s.out.unmarked() >= 256 || now.Sub(s.marked) > time.Second && s.out.done() {
		s.marked = now
		return s.out.mark(ctx)
	}
	return nil
}

// Idle reports that nothing waits to be sent or answered and every feed was
// read to its end.
func (s *Session) Idle(ctx context.Context) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.open || len(s.control) > 0 || !s.out.done() || !s.photos.idle() {
		return false, nil
	}
	for _, f := range s.feeds {
		if !f.whole {
			return false, nil
		}
	}
	for _, u := range s.out.epochs {
		left, err := s.j.Unsent(ctx, u.epoch, u.next, 1, MaxFrame)
		if err != nil || len(left) > 0 {
			return false, err
		}
	}
	return true, s.out.mark(ctx)
}

// PhotoBytesSent is how many photo bytes this session put on the wire.
func (s *Session) PhotoBytesSent() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.photos.sent
}
