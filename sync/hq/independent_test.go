package hq_test

import (
	"context"
	"crypto/ed25519"
	"testing"

	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"

	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
)

func bare(list []evidence.Hash) [][]byte {
	all := make([][]byte, len(list))
	for i := range list {
		all[i] = list[i][:]
	}
	return all
}

// stranger is another library, which shares no code with ours, and hears what
// headquarters proves to a device.
type stranger struct {
	p             *person
	slips, onward int // proofs of entries, and that one log goes on from another
	doubts        []error
}

// hears puts the stranger between a device and headquarters.
func (p *person) hears() *stranger {
	s, dial := &stranger{p: p}, p.client.Dial
	p.client.Dial = func(ctx context.Context) (fieldsync.Conn, error) {
		c, err := dial(ctx)
		return retold{greeted{c, s.welcome}, s.stored}, err
	}
	return s
}

func (s *stranger) checkpoint(note string) evidence.Checkpoint {
	c, err := evidence.OpenCheckpoint([]byte(note), s.p.w.hq.Keys().Service.Public().(ed25519.PublicKey))
	s.p.w.must(err)
	return c
}

func (s *stranger) says(err error) {
	if err != nil {
		s.doubts = append(s.doubts, err)
	}
}

func (s *stranger) welcome(w *fieldsync.Welcome) {
	c := s.checkpoint(w.Checkpoint)
	held, err := s.p.journal.Head(s.p.w.ctx, c.Generation)
	s.p.w.must(err)
	if old := held.Newest; old.Size > 0 {
		s.says(proof.VerifyConsistency(rfc6962.DefaultHasher, uint64(old.Size), uint64(c.Size), bare(w.Consistency), old.Root[:], c.Root[:]))
		s.onward++
	}
	if old := held.Proved; old.Size > 0 && old.Size != held.Newest.Size {
		s.says(proof.VerifyConsistency(rfc6962.DefaultHasher, uint64(old.Size), uint64(held.Newest.Size), bare(w.Earlier), old.Root[:], held.Newest.Root[:]))
		s.onward++
	}
}

func (s *stranger) stored(a *fieldsync.Stored) {
	c, device := s.checkpoint(a.Checkpoint), s.p.journal.Identity().Device
	leaf := evidence.Leaf{No: a.No, ID: a.ID, Device: device, Epoch: a.Epoch, Seq: a.Seq, Received: a.Received, Status: a.Status}
	hash := rfc6962.DefaultHasher.HashLeaf(leaf.Data())
	s.says(proof.VerifyInclusion(rfc6962.DefaultHasher, uint64(a.No), uint64(c.Size), hash, bare(a.Proof), c.Root[:]))
	s.slips++
}

// All that headquarters proves to a device over some days, the other library
// finds proved; and of a tree that was changed it says no.
func TestProofsOfHeadquartersHoldForAnotherLibrary(t *testing.T) {
	w := newWorld(t, false)
	li, zhao := w.enrol("officer", "Li"), w.enrol("officer", "Zhao")
	s := li.hears()
	for range 6 {
		li.note("at a door")
		li.sync()
		zhao.note("at another")
		zhao.sync()
	}
	if len(s.doubts) > 0 || s.slips < 6 || s.onward < 8 {
		t.Errorf("of %d slips and %d steps of the log it doubts %v", s.slips, s.onward, s.doubts)
	}
	head, err := w.hq.Store.Head(w.ctx)
	w.must(err)
	w.close()
	w.tamper("UPDATE tree SET hashes = zeroblob(length(hashes)) WHERE no = ?", head.Size-1)
	w.open()
	li.refuses()
	if len(s.doubts) == 0 {
		t.Error("it finds a changed tree proved")
	}
}
