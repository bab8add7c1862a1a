package evidence_test

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"

	"fairvisit/evidence"
)

// aLog is a log of n entries and, for every size, the root of its tree.
func aLog(t *testing.T, n int64) (leaves []*evidence.Leaf, row evidence.Rows, at func(size int64) evidence.Checkpoint) {
	t.Helper()
	var e evidence.Edge
	var rows [][]byte
	generation, roots := evidence.NewID(), []evidence.Hash{e.Root()}
	for i := range n {
		l := &evidence.Leaf{No: i, ID: evidence.Hash{byte(i), byte(i >> 8)}, Seq: uint64(i) + 1, Received: 1_700_000_000_000_000 + i, Status: evidence.Whole}
		b, err := e.Append(l)
		if err != nil {
			t.Fatal(err)
		}
		leaves, rows, roots = append(leaves, l), append(rows, b), append(roots, e.Root())
	}
	return leaves, func(n int64) ([]byte, error) { return rows[n], nil },
		func(size int64) evidence.Checkpoint {
			return evidence.Checkpoint{Generation: generation, Size: size, Root: roots[size]}
		}
}

// Another library, which shares no code with ours, must agree with every proof.
func TestProofsHoldForAnIndependentVerifier(t *testing.T) {
	const n = 130
	leaves, row, at := aLog(t, n)
	for size := int64(1); size <= n; size++ {
		c := at(size)
		for i := int64(0); i < size; i += 1 + size/9 {
			p, err := row.ProveInclusion(size, i)
			if err != nil {
				t.Fatal(err)
			}
			if err := c.CheckInclusion(leaves[i], p); err != nil {
				t.Fatalf("leaf %d of %d: %v", i, size, err)
			}
			hash := rfc6962.DefaultHasher.HashLeaf(leaves[i].Data())
			if err := proof.VerifyInclusion(rfc6962.DefaultHasher, uint64(i), uint64(size), hash, bare(p), c.Root[:]); err != nil {
				t.Fatalf("leaf %d of %d, by the other library: %v", i, size, err)
			}
			old := at(i)
			p, err = row.ProveConsistency(i, size)
			if err != nil {
				t.Fatal(err)
			}
			if err := c.CheckConsistency(old, p); err != nil {
				t.Fatalf("%d then %d: %v", i, size, err)
			}
			if err := proof.VerifyConsistency(rfc6962.DefaultHasher, uint64(i), uint64(size), bare(p), old.Root[:], c.Root[:]); err != nil {
				t.Fatalf("%d then %d, by the other library: %v", i, size, err)
			}
		}
	}
}

// A proof holds for one leaf at one place in one tree, and for nothing else.
func TestAProofHoldsForNothingElse(t *testing.T) {
	leaves, row, at := aLog(t, 77)
	c := at(77)
	p, err := row.ProveInclusion(77, 40)
	if err != nil {
		t.Fatal(err)
	}
	changed := *leaves[40]
	changed.Received++
	moved := *leaves[40]
	moved.No = 41
	bent := append([]evidence.Hash(nil), p...)
	bent[rand.IntN(len(bent))][7] ^= 1
	for what, err := range map[string]error{
		"another time":       c.CheckInclusion(&changed, p),
		"another number":     c.CheckInclusion(&moved, p),
		"another leaf":       c.CheckInclusion(leaves[41], p),
		"a changed path":     c.CheckInclusion(leaves[40], bent),
		"a cut path":         c.CheckInclusion(leaves[40], p[:len(p)-1]),
		"a longer path":      c.CheckInclusion(leaves[40], append(bent[:len(bent):len(bent)], evidence.Hash{})),
		"an older tree":      at(60).CheckInclusion(leaves[40], p),
		"a number behind it": at(40).CheckInclusion(leaves[40], nil),
	} {
		if !errors.Is(err, evidence.ErrProof) {
			t.Errorf("%s was accepted: %v", what, err)
		}
	}
	old := at(50)
	q, err := row.ProveConsistency(50, 77)
	if err != nil {
		t.Fatal(err)
	}
	rewritten, other := old, old
	rewritten.Root[0] ^= 1
	other.Generation = evidence.NewID()
	for what, err := range map[string]error{
		"a rewritten log":    c.CheckConsistency(rewritten, q),
		"another generation": c.CheckConsistency(other, q),
		"a log that shrank":  old.CheckConsistency(c, q),
		"a cut proof":        c.CheckConsistency(old, q[1:]),
	} {
		if !errors.Is(err, evidence.ErrProof) {
			t.Errorf("%s was accepted: %v", what, err)
		}
	}
}

func TestACheckpointIsSignedText(t *testing.T) {
	pub, key, _ := ed25519.GenerateKey(nil)
	other, _, _ := ed25519.GenerateKey(nil)
	_, _, at := aLog(t, 5)
	signed, err := at(5).Sign(key)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := evidence.OpenCheckpoint(signed, pub); err != nil || got != at(5) {
		t.Fatal(got, err)
	}
	text := string(signed)
	for what, bad := range map[string]string{
		"another size":      strings.Replace(text, "\n5\n", "\n6\n", 1),
		"a size with zeros": strings.Replace(text, "\n5\n", "\n05\n", 1),
		"one more line":     strings.Replace(text, "\n5\n", "\n5\nmore\n", 1),
		"no signature":      text[:strings.Index(text, "—")],
		"cut":               text[:len(text)-3],
		"another name":      strings.ReplaceAll(text, "fairvisit.hq/", "fairvisit.hx/"),
		"nothing":           "",
	} {
		if _, err := evidence.OpenCheckpoint([]byte(bad), pub); !errors.Is(err, evidence.ErrCheckpoint) {
			t.Errorf("%s was accepted: %v", what, err)
		}
	}
	if _, err := evidence.OpenCheckpoint(signed, other); !errors.Is(err, evidence.ErrCheckpoint) {
		t.Errorf("another key's checkpoint was accepted: %v", err)
	}
	if !bytes.HasPrefix(signed, []byte("fairvisit.hq/"+at(5).Generation.String()+"\n5\n")) {
		t.Errorf("%q", signed)
	}
}

func bare(p []evidence.Hash) [][]byte {
	list := make([][]byte, len(p))
	for i := range p {
		list[i] = p[i][:]
	}
	return list
}

func TestASlipIsOpenedWithTheKeyThatSignedIt(t *testing.T) {
	pub, key, _ := ed25519.GenerateKey(nil)
	other, _, _ := ed25519.GenerateKey(nil)
	leaves, row, at := aLog(t, 9)
	note, err := at(9).Sign(key)
	if err != nil {
		t.Fatal(err)
	}
	p, err := row.ProveInclusion(9, 4)
	if err != nil {
		t.Fatal(err)
	}
	read, err := evidence.CutHashes(evidence.AppendHashes(nil, p))
	if err != nil {
		t.Fatal(err)
	}
	s := evidence.Slip{Leaf: *leaves[4], Checkpoint: note, Proof: read}
	if c, err := s.Open(pub); err != nil || c != at(9) {
		t.Error(c, err)
	}
	if _, err := s.Open(other); !errors.Is(err, evidence.ErrCheckpoint) {
		t.Errorf("by another key: %v", err)
	}
	s.Leaf.Received++
	if _, err := s.Open(pub); !errors.Is(err, evidence.ErrProof) {
		t.Errorf("another leaf: %v", err)
	}
	if _, err := evidence.CutHashes(make([]byte, 33)); !errors.Is(err, evidence.ErrMalformed) {
		t.Errorf("33 bytes of hashes: %v", err)
	}
}
