package fieldsync

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"slices"

	"fairvisit/evidence"
	"fairvisit/evidence/probe"
	"fairvisit/visits"
	"fairvisit/visits/journal"
	"fairvisit/visits/rules"
)

// ErrAgain means that this session must be followed by another at once: the
// device found its store to be an old copy and opened a new epoch, or must name
// the head of another generation.
var ErrAgain = errors.New("connect again, with what was learnt")

// ErrNotHeadquarters means that the other side could not prove the service key.
var ErrNotHeadquarters = errors.New("this is not the headquarters this device enrolled with")

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
	id := s.send.Identity()
	features := append([]string{FeatureSlips, FeatureSealed}, rules.Schemas()...)
	if s.sendOnly {
		features = append(features, FeatureSendOnly)
	}
	h := Hello{Version: Version, Features: features, Build: s.send.Build(), Device: id.Device, Epoch: s.send.Epoch(), Statement: id.Enrolment}
	s.nonce = newNonce()
	h.Nonce = s.nonce
	h.Signature = hex.EncodeToString(ed25519.Sign(id.Keys.Device, AuthBytes(s.exporter, c.Nonce, h.Device, h.Epoch)))
	epochs, err := s.send.Epochs(ctx)
	if err != nil {
		return err
	}
	for _, e := range epochs {
		h.Epochs = append(h.Epochs, EpochEnd{e.Epoch, e.Seq, e.Last})
	}
	cursors, err := s.send.Cursors(ctx)
	if err != nil {
		return err
	}
	if h.Generation, err = s.send.Generation(ctx); err != nil {
		return err
	}
	if h.Head, err = s.head(ctx, h.Generation); err != nil {
		return err
	}
	for _, c := range cursors {
		h.Feeds = append(h.Feeds, FeedCursor{c.Feed, c.N})
	}
	risk, err := s.send.AtRisk(ctx)
	if err != nil {
		return err
	}
	h.Waiting = Waiting{Entries: risk.Entries, Photos: risk.Photos, Bytes: risk.PhotoBytes, Oldest: risk.Oldest}
	if h.Unlock, err = s.lastUnlock(ctx); err != nil {
		return err
	}
	if h.Awaiting, err = s.awaiting(ctx); err != nil {
		return err
	}
	if s.self != nil {
		self := s.self()
		h.Self = &self
	}
	return s.queue(THello, h)
}

// awaiting lists photos that are stored and not known to be secured, so that
// HQ can say of them what happened while this device was away.
func (s *Session) awaiting(ctx context.Context) ([]PhotoName, error) {
	photos, err := s.send.PhotosStored(ctx, MaxAwaiting)
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
	if s.keys.opens = slices.Contains(w.Features, FeatureSealed); !s.keys.opens && s.sendOnly {
		return fmt.Errorf("headquarters does not open what is sealed for it: %w", journal.ErrLockedStore)
	}
	if w.Generation != keys.Generation && !keys.Generation.IsZero() {
		s.log.Info("headquarters runs a new generation", "generation", w.Generation.Short())
	}
	last, err := s.send.Generation(ctx)
	if err != nil {
		return err
	}
	again, err := s.compare(ctx, w, last, ed25519.PublicKey(keys.Service))
	if err != nil {
		return err
	}
	if last != w.Generation && !probe.Planted("cursor kept over a generation") {
		if err := s.send.NewGeneration(ctx, w.Generation); err != nil {
			return err
		}
		if again {
			return ErrAgain
		}
	}
	if err := s.positions(ctx, w.Epochs); err != nil {
		return err
	}
	s.service = ed25519.PublicKey(keys.Service)
	s.welcome, s.drain, s.open, s.opened = w, w.Drain, true, s.now()
	s.keepTo(w.Limits)
	for _, f := range w.Feeds {
		if !s.sendOnly {
			s.feeds[f] = &following{}
		}
	}
	if err := s.keepBeacon(ctx, w); err != nil {
		return err
	}
	for _, st := range w.Orders {
		if err := s.order(ctx, st); err != nil {
			return err
		}
	}
	return nil
}

// trust checks the key list against the root this device enrolled with, then
// the signature over this channel: that, and not the certificate, says who
// answers (D19).
func (s *Session) trust(ctx context.Context, w Welcome) (evidence.KeyList, error) {
	var keys evidence.KeyList
	if err := w.Keys.Open(evidence.MagicKeys, s.send.Identity().Root, &keys); err != nil {
		return keys, fmt.Errorf("%w: key list: %w", ErrNotHeadquarters, err)
	}
	have, err := s.send.KeyList(ctx)
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
	switch {
	case keys.Version > have.Version && !s.sendOnly:
		return keys, s.j.SetKeyList(ctx, w.Keys)
	case s.sendOnly && !bytes.Equal(keys.Transport, have.Transport):
		return keys, fmt.Errorf("headquarters has another transport key, and what lies here is sealed for the one before: %w", journal.ErrLockedStore)
	}
	return keys, nil
}

// positions sets where each epoch goes on. HQ's word stands, whatever this
// device believed was stored (D11); a HQ that knows more of the current epoch
// than this store does means that the store is an old copy (D10).
func (s *Session) positions(ctx context.Context, next []EpochNext) error {
	ends, err := s.send.Epochs(ctx)
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
		if parted && end.Epoch == s.send.Epoch() {
			if s.sendOnly {
				return fmt.Errorf("headquarters holds more of this device than this store does: %w", journal.ErrLockedStore)
			}
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
	if last > 0 && n.Last.IsZero() {
		// HQ passed that number without an entry, and cannot say which one it would
		// have been: another branch's, perhaps. What was never answered goes again.
		from, err := s.send.FirstUnsent(ctx, end.Epoch)
		if err != nil {
			return nil, false, err
		}
		if from > 0 && from <= last {
			own, err := s.ownBranch(ctx, end)
			return own, false, err
		}
	} else if last > 0 {
		id, ok, err := s.send.IDAt(ctx, end.Epoch, last)
		if err != nil {
			return nil, false, err
		}
		if ok && id != n.Last {
			own, err := s.ownBranch(ctx, end)
			return own, true, err
		}
	}
	if err := s.send.Rewound(ctx, end.Epoch, n.Next); err != nil {
		return nil, false, err
	}
	u := &upload{epoch: end.Epoch, next: n.Next, settled: last, marked: last, rows: math.MaxUint64}
	if s.proofs.given {
		return u, false, s.askAgain(ctx, u, last)
	}
	if last > 0 {
		if err := s.send.MarkStored(ctx, end.Epoch, last); err != nil {
			return nil, false, err
		}
	}
	return u, false, nil
}

// askAgain has what lies behind HQ's position count as stored as far as it was
// acknowledged before, and the entry sent again whose slip proves the rest.
func (s *Session) askAgain(ctx context.Context, u *upload, last uint64) error {
	from, err := s.send.FirstUnsent(ctx, u.epoch)
	if err != nil {
		return err
	}
	if from > 0 && from <= last {
		u.settled, u.marked = from-1, from-1
	}
	e, due, err := s.send.Unproved(ctx, s.proofs.generation, u.epoch, last)
	if err != nil || !due {
		return err
	}
	u.again = &e
	u.settled, u.marked = min(u.settled, e.Seq), min(u.marked, e.Seq) // behind it this store has none
	return nil
}

// ownBranch goes on where this store last heard of an acknowledgement: before
// that the branches are one.
func (s *Session) ownBranch(ctx context.Context, end journal.EpochState) (*upload, error) {
	from, err := s.send.FirstUnsent(ctx, end.Epoch)
	if err != nil {
		return nil, err
	}
	if from == 0 {
		from = end.Seq + 1
	}
	return &upload{epoch: end.Epoch, next: from, settled: from - 1, marked: from - 1, rows: from - 1}, nil
}

// keepBeacon makes HQ's signed time an entry, once per boot and hour: more would
// only fill the chain.
func (s *Session) keepBeacon(ctx context.Context, w Welcome) error {
	if s.sendOnly {
		return nil
	}
	due, err := s.j.BeaconDue(ctx)
	if err != nil || !due || w.Drain {
		return err
	}
	_, err = s.j.Append(ctx, journal.Writing{Kind: visits.TimeBeacon, Facts: w.Beacon})
	return err
}
