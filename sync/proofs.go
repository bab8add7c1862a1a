package fieldsync

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"slices"

	"fairvisit/evidence"
	"fairvisit/evidence/probe"
	"fairvisit/visits"
)

// ErrProof means that headquarters showed a log that cannot be the one this
// device saw before, or no proof of what it said it stored. Nothing was taken
// from it, and everything recorded here is kept and sent again.
var ErrProof = errors.New("headquarters could not prove its records; everything recorded here is kept and will be sent again")

// proofs is what a session goes by when it judges headquarters.
type proofs struct {
	given      bool // HQ proves what it stores
	generation evidence.ID
	key        ed25519.PublicKey
	held       evidence.Checkpoint // the newest seen of the generation; size 0: none
}

// proved is a slip that was checked, with the checkpoint in it.
type proved struct {
	slip       evidence.Slip
	checkpoint evidence.Checkpoint
}

// head is the newest checkpoint seen of a generation, signed by this device.
func (s *Session) head(ctx context.Context, generation evidence.ID) (LogHead, error) {
	h, err := s.send.Head(ctx, generation)
	if err != nil || h.Newest.Size == 0 {
		return LogHead{}, err
	}
	head := LogHead{Size: h.Newest.Size, Checkpoint: h.Note, Sig: evidence.SignHead(h.Note, s.send.Identity().Keys.Device)}
	if h.Proved.Size < h.Newest.Size {
		head.Proved = h.Proved.Size
	}
	return head, nil
}

// compare holds the log of a welcome against what this device saw of that
// generation. It comes before everything a session takes over. again: hello, of
// the generation last, named another one's head, so this one proves nothing.
func (s *Session) compare(ctx context.Context, w Welcome, last evidence.ID, key ed25519.PublicKey) (again bool, err error) {
	head, err := s.send.Head(ctx, w.Generation)
	if err != nil {
		return false, err
	}
	held := head.Newest
	p := &s.proofs
	p.given, p.generation, p.key, p.held = slices.Contains(w.Features, FeatureSlips), w.Generation, key, held
	if !p.given {
		if held.Size > 0 && !probe.Planted(EarlyAck) {
			return false, s.fail(ctx, visits.ProofFacts{What: "withdrawn", Size: w.Size}, nil)
		}
		return false, nil
	}
	now, err := evidence.OpenCheckpoint([]byte(w.Checkpoint), key)
	switch {
	case err != nil || now.Generation != w.Generation || now.Size != w.Size:
		return false, s.fail(ctx, visits.ProofFacts{What: "checkpoint", Size: w.Size}, err)
	case now.Size < held.Size:
		return false, s.fail(ctx, visits.ProofFacts{What: "shrunk", Size: now.Size}, nil)
	case last != w.Generation && held.Size > 0:
		return true, nil
	}
	err = now.CheckConsistency(held, w.Consistency)
	if err == nil && head.Proved.Size < held.Size {
		err = held.CheckConsistency(head.Proved, w.Earlier)
	}
	if err != nil {
		return false, s.fail(ctx, visits.ProofFacts{What: "rewritten", Size: now.Size}, err)
	}
	if now == head.Proved {
		return false, nil
	}
	p.held = now
	return false, s.send.KeepProvedHead(ctx, now, w.Checkpoint)
}

// settle takes an acknowledgement.
func (s *Session) settle(ctx context.Context, a Stored) error {
	u, err := s.out.names(ctx, a)
	if err != nil || u == nil {
		return err
	}
	var slip *Stored
	if s.proofs.given {
		slip = &a
	}
	s.out.settle(u, a.Seq, slip)
	return nil
}

// prove checks the slip of an acknowledgement. What the leaf says of the entry is
// this device's own word, all else HQ's.
func (s *Session) prove(ctx context.Context, a *Stored) (*proved, error) {
	slip := evidence.Slip{Checkpoint: []byte(a.Checkpoint), Proof: a.Proof, Leaf: evidence.Leaf{
		No: a.No, ID: a.ID, Device: s.send.Identity().Device, Epoch: a.Epoch, Seq: a.Seq, Received: a.Received, Status: a.Status}}
	c, err := slip.Open(s.proofs.key)
	if err == nil && (c.Generation != s.proofs.generation || c.Size != a.Size) {
		err = evidence.ErrProof
	}
	if err != nil {
		return nil, s.fail(ctx, visits.ProofFacts{What: "slip", Size: a.Size, Epoch: a.Epoch, Seq: a.Seq}, err)
	}
	return &proved{slip, c}, nil
}

// fail ends the session over a proof and makes it an entry, so that it becomes a
// finding at a headquarters that holds.
func (s *Session) fail(ctx context.Context, f visits.ProofFacts, why error) error {
	f.Generation, f.Held, f.Root = s.proofs.generation, s.proofs.held.Size, s.proofs.held.Root
	s.log.Error("headquarters showed a proof that does not hold; nothing was taken from it, everything here is kept",
		"what", f.What, "size", f.Size, "held", f.Held, "seq", f.Seq, "error", why)
	if s.sendOnly {
		return fmt.Errorf("%w (%s); it is noted when somebody unlocks", ErrProof, f.What)
	}
	if err := s.j.NoteFailure(ctx, f); err != nil {
		return errors.Join(ErrProof, err)
	}
	return fmt.Errorf("%w (%s)", ErrProof, f.What)
}
