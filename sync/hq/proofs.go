package hq

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"sync"
	"time"

	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
)

// notary is the checkpoint signed last: all acknowledgements of one commit, and
// all hellos until the next, carry the same.
type notary struct {
	mu   sync.Mutex
	last evidence.Checkpoint
	note string
}

// checkpoint signs what is committed.
func (h *HQ) checkpoint(c evidence.Checkpoint) (string, error) {
	h.notary.mu.Lock()
	defer h.notary.mu.Unlock()
	if h.notary.last == c && h.notary.note != "" {
		return h.notary.note, nil
	}
	note, err := c.Sign(h.keys.Service)
	if err != nil {
		return "", err
	}
	h.notary.last, h.notary.note = c, string(note)
	return h.notary.note, nil
}

// signAhead signs what is just being committed, so that the acknowledgement finds
// it signed. A failure is met, and told of, there.
func (h *HQ) signAhead(c evidence.Checkpoint) {
	if _, err := h.checkpoint(c); err != nil {
		h.log.Debug("a checkpoint was not signed ahead", "error", err)
	}
}

// acknowledge tells the device that an entry, and all before it, is on disk.
func (s *session) acknowledge(e *evidence.Entry, a store.Answer, head store.Head) {
	stored := fieldsync.Stored{Epoch: e.Header.Epoch, Seq: e.Header.Seq, ID: e.ID, Size: head.Size}
	if s.slips {
		if err := s.hq.prove(&stored, a, head); err != nil {
			s.hq.log.Error("an entry is stored and cannot be proved; its device keeps it", "no", a.No, "error", err)
			s.end(fieldsync.ByeBusy, "headquarters could not prove just now what it stored; nothing is lost", 5000)
			return
		}
	}
	s.send(fieldsync.TStored, stored)
}

// prove makes an acknowledgement a slip.
func (h *HQ) prove(stored *fieldsync.Stored, a store.Answer, head store.Head) (err error) {
	stored.No, stored.Received, stored.Status = a.No, a.Received, a.Status
	if stored.Proof, err = h.Store.Inclusion(head.Size, a.No); err != nil {
		return err
	}
	stored.Checkpoint, err = h.checkpoint(head)
	return err
}

// prove puts into the welcome what the log is now, and that the one the device
// saw is its beginning. Of another generation, or of a larger log, there is no
// such proof, and the device draws its own conclusion.
func (s *session) prove(w *fieldsync.Welcome, h fieldsync.Hello, head store.Head) (err error) {
	w.Features = append(w.Features, fieldsync.FeatureSlips)
	if w.Checkpoint, err = s.hq.checkpoint(head); err != nil {
		return err
	}
	if h.Generation != head.Generation || h.Head.Size <= 0 || h.Head.Size > head.Size {
		return nil
	}
	if w.Consistency, err = s.hq.Store.Consistency(h.Head.Size, head.Size); err != nil {
		return err
	}
	if h.Head.Proved > 0 && h.Head.Proved < h.Head.Size {
		w.Earlier, err = s.hq.Store.Consistency(h.Head.Proved, h.Head.Size)
	}
	return err
}

// seenHead reads the head a device brings, and holds it against the log: two
// devices that were shown two histories meet here. nil: it brings none that both
// the service key and the device signed.
func (s *session) seenHead(ctx context.Context, h fieldsync.Hello, generation evidence.ID) (*store.SignedHead, error) {
	if h.Head.Checkpoint == "" {
		return nil, nil
	}
	sig, err := hex.DecodeString(h.Head.Sig)
	if err != nil || !evidence.HeadSigned(h.Head.Checkpoint, h.Head.Sig, s.device.DeviceKey) {
		s.hq.log.Warn("a device brings a head that it did not sign", "device", s.device.ID.Short())
		return nil, nil
	}
	c, err := evidence.OpenCheckpoint([]byte(h.Head.Checkpoint), s.hq.keys.Service.Public().(ed25519.PublicKey))
	if err != nil {
		s.hq.log.Warn("a device brings a head that this service key did not sign", "device", s.device.ID.Short(), "error", err)
		return nil, nil
	}
	seen := &store.SignedHead{Generation: c.Generation, Size: c.Size, Note: []byte(h.Head.Checkpoint), Sig: sig}
	if c.Generation != generation {
		return seen, nil
	}
	split, err := s.hq.splitFrom(ctx, c)
	if err != nil || split == nil {
		return seen, err
	}
	split.Device = s.device.ID
	seen.Splits = true
	return seen, s.noteSplit(ctx, seen, *split)
}

// splitFrom is what differs between a head of this generation and the log; nil:
// the log goes on from it.
func (h *HQ) splitFrom(ctx context.Context, c evidence.Checkpoint) (*visits.SplitFacts, error) {
	head, err := h.Store.Head(ctx)
	if err != nil {
		return nil, err
	}
	f := visits.SplitFacts{Generation: c.Generation, Size: c.Size, Root: c.Root, Log: head.Size}
	if c.Size > head.Size {
		return &f, nil
	}
	if f.Own, err = h.Store.RootAt(c.Size); err != nil || f.Own == c.Root {
		return nil, err
	}
	return &f, nil
}

// noteSplit makes it a finding, once for each head. The row is written first and
// at once: a device that cannot agree with headquarters comes again and again.
func (s *session) noteSplit(ctx context.Context, seen *store.SignedHead, f visits.SplitFacts) error {
	s.hq.log.Error("a device was shown another log than this one, or this is an old copy; restore with hq restore, or find out who signed both",
		"device", f.Device.Short(), "its_size", f.Size, "its_root", f.Root, "log", f.Log, "root", f.Own)
	known, err := s.hq.Store.HeadOf(ctx, f.Device)
	if err == nil && known.Splits && known.Generation == seen.Generation && known.Size >= seen.Size {
		return nil
	}
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	if err := s.hq.Store.Seen(ctx, store.Sighting{Device: f.Device, At: s.hq.micro(), Head: seen}); err != nil {
		return err
	}
	s.hq.note(Act{Kind: visits.ViewSplit, Facts: f})
	return nil
}

// keepCheckpoint keeps what the log came to now, as the last of its minute.
func (h *HQ) keepCheckpoint(ctx context.Context) error {
	head, err := h.Store.Head(ctx)
	if err != nil || head.Size == 0 {
		return err
	}
	kept, err := h.Store.Checkpoints(ctx, head.Generation, head.Size-1, 1)
	if err != nil || len(kept) > 0 {
		return err
	}
	note, err := h.checkpoint(head)
	if err != nil {
		return err
	}
	return h.Store.KeepCheckpoint(ctx, store.KeptCheckpoint{Checkpoint: head, At: h.micro(), Note: []byte(note)})
}

func (h *HQ) runCheckpoints(ctx context.Context) {
	t := time.NewTicker(time.Minute)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return // Close keeps the last
		case <-t.C:
		}
		if err := h.keepCheckpoint(ctx); err != nil && ctx.Err() == nil {
			h.log.Error("a checkpoint could not be kept; the next one is", "error", err)
		}
	}
}
