package store

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"testing"
	"time"

	"fairvisit/evidence"
	"fairvisit/sync/hq/casekeys"
)

var ctx = context.Background()

// author is a device that writes a chain.
type author struct {
	keys          evidence.Keys
	device, epoch evidence.ID
	seq           uint64
	last          evidence.Hash
	visit, cas    evidence.ID
	photos        []evidence.PhotoRef
	words         int // bytes
}

func newAuthor() *author {
	_, device, _ := ed25519.GenerateKey(nil)
	return &author{keys: evidence.Keys{Device: device}, device: evidence.NewID(), epoch: evidence.NewID(), words: 20}
}

// next is the author's next entry, as it travels.
func (a *author) next() Item {
	a.seq++
	item := a.at(a.seq, a.last)
	a.last = item.Entry.ID
	return item
}

func (a *author) chain(n int) []Item {
	items := make([]Item, n)
	for i := range items {
		items[i] = a.next()
	}
	return items
}

// at writes an entry at any place; each call gives another id.
func (a *author) at(seq uint64, prev evidence.Hash) Item {
	h := evidence.Header{
		Kind: "visit.phase/1", Build: "test", Device: a.device, Epoch: a.epoch, Seq: seq, Prev: prev,
		Wall: 1, Boot: evidence.ID{1}, Photos: a.photos,
	}
	if !a.cas.IsZero() {
		h.Refs = append(h.Refs, evidence.Ref{Kind: evidence.RefCase, ID: a.cas})
	}
	if !a.visit.IsZero() {
		h.Refs = append(h.Refs, evidence.Ref{Kind: evidence.RefVisit, ID: a.visit})
	}
	words := append(append([]byte(`{"note":"`), bytes.Repeat([]byte("x"), a.words)...), `"}`...)
	e, err := evidence.Sign(h, evidence.NewPart([]byte("{}")), evidence.NewPart(words), a.keys)
	if err != nil {
		panic(err)
	}
	return Item{Entry: &e, Raw: e.Encode(), Received: int64(seq) * 1000}
}

// prevFor is a prev that no entry has.
func prevFor(text string) evidence.Hash { return sha256.Sum256([]byte(text)) }

func urgent(i Item) Item { i.Urgent = true; return i }
func drain(i Item) Item  { i.Drain = true; return i }

func open(t testing.TB, dir string) *Store {
	t.Helper()
	return openUnder(t, dir, nil)
}

// newRing is case keys in a folder of their own.
func newRing(t testing.TB) *casekeys.Ring {
	t.Helper()
	keys := t.TempDir()
	if err := casekeys.Make(keys); err != nil {
		t.Fatal(err)
	}
	r, err := casekeys.Open(keys, casekeys.CopiesFolder(keys), [32]byte{1}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return r
}

func openUnder(t testing.TB, dir string, ring *casekeys.Ring) *Store {
	t.Helper()
	s, err := OpenSealed(dir, ring)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}
