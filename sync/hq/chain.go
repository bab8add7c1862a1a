package hq

import (
	"context"
	"crypto/ed25519"
	"errors"
	"slices"
	"sync"

	"fairvisit/evidence"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
)

// ownChain is the chain of this process of headquarters: its acts and reads are
// entries like everybody's (D26). Every process has an epoch of its own, begun
// with its first act, so that no two processes ever write one chain.
type ownChain struct {
	hq *HQ

	mu    sync.Mutex
	epoch evidence.ID
	seq   uint64
	last  evidence.Hash
}

// Act is one thing headquarters, or a person through it, does.
type Act struct {
	Kind  string
	Refs  []evidence.Ref
	Facts any
	Words any // nil: none
}

// Do signs acts into the chain of this process and returns once they are on
// disk. They share one transaction as far as one allows.
func (h *HQ) Do(ctx context.Context, acts ...Act) ([]evidence.Entry, error) {
	c := &h.own
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.epoch.IsZero() {
		if err := c.begin(ctx); err != nil {
			return nil, err
		}
	}
	var done []evidence.Entry
	for part := range slices.Chunk(acts, maxCommit) {
		entries, err := c.write(ctx, part, c.admit)
		if err != nil {
			// Whether a commit that failed stands nobody can say: the next act
			// begins an epoch of its own rather than maybe fork this one.
			c.epoch = evidence.ID{}
			return done, err
		}
		done = append(done, entries...)
	}
	return done, nil
}

// doUnless is Do in one transaction, unless something came in about one of the
// cases from entry seen on: then store.ErrOvertaken, and nothing was written.
func (h *HQ) doUnless(ctx context.Context, seen int64, cases []evidence.ID, acts []Act) ([]evidence.Entry, error) {
	c := &h.own
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.epoch.IsZero() {
		if err := c.begin(ctx); err != nil {
			return nil, err
		}
	}
	entries, err := c.write(ctx, acts, func(ctx context.Context, items []store.Item) error {
		return h.Store.AdmitUnless(ctx, items, cases, seen)
	})
	if err != nil && !errors.Is(err, store.ErrOvertaken) {
		c.epoch = evidence.ID{} // see Do
	}
	return entries, err
}

func (c *ownChain) admit(ctx context.Context, items []store.Item) error {
	_, _, err := c.hq.Store.Admit(ctx, items)
	return err
}

// begin opens this process's epoch.
func (c *ownChain) begin(ctx context.Context) error {
	c.epoch, c.seq, c.last = evidence.NewID(), 0, evidence.Hash{}
	_, err := c.write(ctx, []Act{{Kind: visits.EpochOpened, Facts: visits.EpochFacts{Reason: "process"}}}, c.admit)
	if err != nil {
		c.epoch = evidence.ID{}
	}
	return err
}

// enrol writes entry 1 of the very first epoch: headquarters' own statement.
func (c *ownChain) enrol(ctx context.Context) error {
	k := c.hq.keys
	statement, err := evidence.MarshalPayload(k.Enrolled)
	if err != nil {
		return err
	}
	err = c.hq.Store.PutDevice(ctx, store.Device{ID: k.ChainID, Officer: k.ChainID, Unit: k.ChainID, Role: "hq",
		DeviceKey: k.Chain.Public().(ed25519.PublicKey), Statement: statement, Enrolled: c.hq.micro()})
	if err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.epoch = evidence.NewID()
	_, err = c.write(ctx, []Act{{Kind: visits.DeviceEnrolled, Facts: k.Enrolled}}, c.admit)
	return err
}

// write signs and admits. On an error the chain stays where it was.
func (c *ownChain) write(ctx context.Context, acts []Act, admit func(context.Context, []store.Item) error) ([]evidence.Entry, error) {
	now := c.hq.micro()
	seq, last := c.seq, c.last
	entries := make([]evidence.Entry, 0, len(acts))
	items := make([]store.Item, 0, len(acts))
	for _, a := range acts {
		seq++
		e, err := c.sign(a, seq, last, now)
		if err != nil {
			return nil, err
		}
		last = e.ID
		entries = append(entries, e)
	}
	for i := range entries {
		items = append(items, store.Item{Entry: &entries[i], Raw: entries[i].Encode(), Received: now})
	}
	if err := admit(ctx, items); err != nil {
		return nil, err
	}
	c.seq, c.last = seq, last
	c.hq.committed(true)
	return entries, nil
}

func (c *ownChain) sign(a Act, seq uint64, prev evidence.Hash, now int64) (evidence.Entry, error) {
	refs := slices.Clone(a.Refs)
	slices.SortFunc(refs, func(x, y evidence.Ref) int {
		if x.Kind != y.Kind {
			return int(x.Kind) - int(y.Kind)
		}
		return slices.Compare(x.ID[:], y.ID[:])
	})
	h := evidence.Header{Kind: a.Kind, Build: c.hq.o.Build, Device: c.hq.keys.ChainID, Epoch: c.epoch, Seq: seq, Prev: prev, Refs: refs, Wall: now}
	facts, err := evidence.MarshalPayload(a.Facts)
	if err != nil {
		return evidence.Entry{}, err
	}
	var words evidence.Part
	if a.Words != nil {
		b, err := evidence.MarshalPayload(a.Words)
		if err != nil {
			return evidence.Entry{}, err
		}
		words = evidence.NewPart(b)
	}
	return evidence.Sign(h, evidence.NewPart(facts), words, evidence.Keys{Device: c.hq.keys.Chain})
}
