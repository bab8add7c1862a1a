package hq

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"

	"fairvisit/evidence"
	"fairvisit/evidence/probe"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq/store"
)

// bye is the error that ends a session with a reason.
func bye(code, why string) error { return &fieldsync.Bye{Code: code, Why: why} }

// hello checks who calls and answers with the positions.
func (s *session) hello(ctx context.Context, h fieldsync.Hello) error {
	switch {
	case h.Version < fieldsync.Version:
		return bye(fieldsync.ByeVersion, "this version of the app is too old to talk to headquarters; what it holds stays on it and goes up once the app is updated")
	case h.Version > fieldsync.Version: // it heard in the challenge which ones there are
		return bye(fieldsync.ByeVersion, "the app speaks a version that headquarters does not know; what it holds stays on it until headquarters is updated")
	}
	if err := s.identify(ctx, h); err != nil {
		return err
	}
	generation, err := s.hq.Store.Generation(ctx)
	if err != nil {
		return err
	}
	s.slips = slices.Contains(h.Features, fieldsync.FeatureSlips) && !probe.Planted(fieldsync.EarlyAck)
	seen, err := s.seenHead(ctx, h, generation)
	if err != nil {
		return err
	}
	head, err := s.hq.Store.Head(ctx)
	if err != nil {
		return err
	}
	w := fieldsync.Welcome{Version: fieldsync.Version, Generation: generation, Keys: s.hq.keys.List, Now: s.hq.micro(), Size: head.Size,
		Drain: s.drains(), Second: s.hq.second != nil, Limits: fieldsync.OwnLimits()}
	w.Signature = hex.EncodeToString(ed25519.Sign(s.hq.keys.Service, fieldsync.HQBytes(s.exporter, h.Nonce, generation)))
	if s.slips {
		if err := s.prove(&w, h, head); err != nil {
			return err
		}
	}
	if w.Epochs, err = s.positions(ctx, h); err != nil {
		return err
	}
	if w.Beacon, err = s.hq.signBeacon(h.Device, h.Nonce, head); err != nil {
		return err
	}
	if slices.Contains(h.Features, fieldsync.FeatureSealed) {
		w.Features = append(w.Features, fieldsync.FeatureSealed)
	}
	if !w.Drain && !slices.Contains(h.Features, fieldsync.FeatureSendOnly) {
		if w.Feeds, err = s.follow(ctx, h, generation); err != nil {
			return err
		}
	}
	if w.Orders, err = s.newOrders(ctx); err != nil {
		return err
	}
	s.open = true
	s.send(fieldsync.TWelcome, w)
	s.devicesChanged()
	for _, p := range h.Awaiting {
		s.waiting[p] = true
	}
	s.securedMoved()
	s.hq.enter(s)
	return s.noteSeen(ctx, h, seen)
}

// identify finds the device by its statement and has it prove its key on this
// channel. A device that a restored headquarters does not know is let in, to
// hand in only, on the statement headquarters signed once (D18).
func (s *session) identify(ctx context.Context, h fieldsync.Hello) error {
	d, err := s.hq.Store.Device(ctx, h.Device)
	switch {
	case errors.Is(err, store.ErrNotFound):
		if d, err = s.hq.fromStatement(h.Statement); err != nil || d.ID != h.Device {
			return bye(fieldsync.ByeUnknown, "this device is not enrolled here")
		}
		d.Held = s.hq.micro()
		if err := s.hq.Store.PutDevice(ctx, d); err != nil {
			return err
		}
	case err != nil:
		return err
	}
	sig, err := hex.DecodeString(h.Signature)
	if err != nil || !ed25519.Verify(d.DeviceKey, fieldsync.AuthBytes(s.exporter, s.nonce, h.Device, h.Epoch), sig) {
		return bye(fieldsync.ByeAuth, "the device could not prove its key")
	}
	s.device = d
	return nil
}

// fromStatement reads a device out of an enrolment that this headquarters signed.
func (h *HQ) fromStatement(st evidence.Statement) (store.Device, error) {
	var e evidence.Enrolment
	if err := st.Open(evidence.MagicEnrol, h.keys.Service.Public().(ed25519.PublicKey), &e); err != nil {
		return store.Device{}, err
	}
	raw, err := evidence.MarshalPayload(st)
	return store.Device{ID: e.Device, Officer: e.Officer, Unit: e.Unit, Role: e.Role, DeviceKey: ed25519.PublicKey(e.DeviceKey),
		OfficerKey: ed25519.PublicKey(e.OfficerKey), Statement: raw, Enrolled: e.Issued}, err
}

// drains reports that this device may hand in and gets nothing.
func (s *session) drains() bool { return s.device.Revoked != 0 || s.device.Held != 0 }

func (s *session) positions(ctx context.Context, h fieldsync.Hello) ([]fieldsync.EpochNext, error) {
	have, err := s.hq.Store.Position(ctx, h.Device)
	if err != nil {
		return nil, err
	}
	at := map[evidence.ID]store.Position{}
	for _, p := range have {
		at[p.Epoch] = p
	}
	next := make([]fieldsync.EpochNext, 0, len(h.Epochs))
	for _, e := range h.Epochs {
		p := at[e.Epoch]
		next = append(next, fieldsync.EpochNext{Epoch: e.Epoch, Next: p.Seq + 1, Last: p.Last})
	}
	return next, nil
}

func (h *HQ) signBeacon(device evidence.ID, nonce evidence.Hash, head store.Head) (evidence.Statement, error) {
	b := evidence.Beacon{Device: device, Nonce: nonce, Time: h.micro(), Size: head.Size, Root: head.Root}
	return evidence.SignStatement(evidence.MagicBeacon, b, h.keys.Service)
}

func (s *session) beacon(ctx context.Context, nonce evidence.Hash) error {
	head, err := s.hq.Store.Head(ctx)
	if err != nil {
		return err
	}
	st, err := s.hq.signBeacon(s.device.ID, nonce, head)
	if err == nil {
		s.send(fieldsync.TBeacon, st)
	}
	return err
}

// noteSeen keeps telemetry as a row: it is never an entry (D15).
func (s *session) noteSeen(ctx context.Context, h fieldsync.Hello, seen *store.SignedHead) error {
	b, err := json.Marshal(struct {
		Build   string            `json:"build"`
		Waiting fieldsync.Waiting `json:"waiting"`
		Unlock  *fieldsync.Unlock `json:"unlock,omitempty"`
		// What came in since the hello shows against these.
		Epochs []fieldsync.EpochEnd `json:"epochs"`
		Self   *selfSaid            `json:"self,omitempty"`
		Reads  string               `json:"reads,omitempty"`
	}{h.Build, h.Waiting, h.Unlock, h.Epochs, s.hq.selfSaid(h.Self), readsOf(h)})
	if err != nil {
		return err
	}
	return s.hq.saw(ctx, store.Sighting{Device: s.device.ID, At: s.hq.micro(), Telemetry: b, Head: seen})
}

// enter makes s the one session of its device; the newest wins.
func (h *HQ) enter(s *session) {
	h.mu.Lock()
	var older []*session
	for o := range h.sessions {
		if o != s && o.device.ID == s.device.ID {
			older = append(older, o)
		}
	}
	h.sessions[s] = struct{}{}
	h.mu.Unlock()
	for _, o := range older {
		o.end(fieldsync.ByeReplaced, "a newer session of this device began", 0)
	}
}

// leave ends what the session held; what it brought stays.
func (h *HQ) leave(s *session) {
	h.mu.Lock()
	delete(h.sessions, s)
	h.mu.Unlock()
	s.in.Lock()
	s.photos.close()
	s.in.Unlock()
	s.photos.opening.Wait() // the store may be closed after this
}
