package evidence

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"crypto/sha256"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// ErrCheckpoint says that a checkpoint is not one, or that headquarters did not
// sign it.
var ErrCheckpoint = errors.New("checkpoint: not signed by this headquarters, or not readable")

// ErrProof says that a proof does not show what it should: a leaf that is not in
// the tree, or a tree that is not the beginning of a later one.
var ErrProof = errors.New("log: the proof does not hold")

// Checkpoint is what the log of one generation of headquarters came to at one
// size. Signed, it is a C2SP tlog-checkpoint (FORMAT.md section 11).
type Checkpoint struct {
	Generation ID
	Size       int64
	Root       Hash
}

// originPrefix stands before the generation in the first line.
const originPrefix = "fairvisit.hq/"

func (c Checkpoint) origin() string { return originPrefix + c.Generation.String() }

// text is the body that is signed: origin, size in decimal, root in base64.
func (c Checkpoint) text() string {
	return c.origin() + "\n" + strconv.FormatInt(c.Size, 10) + "\n" + base64.StdEncoding.EncodeToString(c.Root[:]) + "\n"
}

// Sign makes the signed note. key is headquarters' service key.
func (c Checkpoint) Sign(key ed25519.PrivateKey) ([]byte, error) {
	return note.Sign(&note.Note{Text: c.text()}, &noteSigner{c.origin(), key})
}

// OpenCheckpoint checks the signature of the service key and then reads. A note
// with other signatures besides is accepted (witnesses may add theirs), one with
// other lines is not.
func OpenCheckpoint(signed []byte, key ed25519.PublicKey) (Checkpoint, error) {
	origin, _, _ := strings.Cut(string(signed), "\n")
	if len(key) != ed25519.PublicKeySize || !strings.HasPrefix(origin, originPrefix) {
		return Checkpoint{}, ErrCheckpoint
	}
	n, err := note.Open(signed, note.VerifierList(&noteVerifier{origin, key}))
	if err != nil {
		return Checkpoint{}, errors.Join(ErrCheckpoint, err)
	}
	var c Checkpoint
	lines := strings.Split(n.Text, "\n")
	if len(lines) != 4 {
		return Checkpoint{}, ErrCheckpoint
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != len(c.Root) {
		return Checkpoint{}, ErrCheckpoint
	}
	copy(c.Root[:], root)
	if c.Size, err = strconv.ParseInt(lines[1], 10, 64); err != nil {
		return Checkpoint{}, ErrCheckpoint
	}
	if c.Generation, err = ParseID(strings.TrimPrefix(origin, originPrefix)); err != nil || c.Size < 0 || c.text() != n.Text {
		return Checkpoint{}, ErrCheckpoint // read, it must be written the same
	}
	return c, nil
}

// noteSigner and noteVerifier are the service key under the origin's name. The
// key's hash is that of C2SP signed-note: SHA-256(name ‖ "\n" ‖ 1 ‖ key)[:4].
type noteSigner struct {
	name string
	key  ed25519.PrivateKey
}

func (s *noteSigner) Name() string { return s.name }

func (s *noteSigner) KeyHash() uint32 {
	return noteKeyHash(s.name, s.key.Public().(ed25519.PublicKey))
}

func (s *noteSigner) Sign(msg []byte) ([]byte, error) { return ed25519.Sign(s.key, msg), nil }

type noteVerifier struct {
	name string
	key  ed25519.PublicKey
}

func (v *noteVerifier) Name() string    { return v.name }
func (v *noteVerifier) KeyHash() uint32 { return noteKeyHash(v.name, v.key) }

func (v *noteVerifier) Verify(msg, sig []byte) bool { return ed25519.Verify(v.key, msg, sig) }

func noteKeyHash(name string, key ed25519.PublicKey) uint32 {
	h := sha256.Sum256(bytes.Join([][]byte{[]byte(name), {'\n', 1}, key}, nil))
	return binary.BigEndian.Uint32(h[:])
}

// Rows reads the tree of headquarters' log: row(n) is what Edge.Append returned
// for leaf n.
type Rows func(n int64) ([]byte, error)

// ReadHashes is tlog's way to ask for hashes by their stored index.
func (row Rows) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		level, n := tlog.SplitStoredHashIndex(index)
		leaf := (n+1)<<level - 1 // the one that completed the subtree
		b, err := row(leaf)
		if err != nil {
			return nil, err
		}
		if len(b) < 32*(level+1) {
			return nil, fmt.Errorf("log: tree row %d holds %d bytes, not the hash of level %d", leaf, len(b), level)
		}
		hashes[i] = tlog.Hash(b[32*level:])
	}
	return hashes, nil
}

// ProveInclusion makes the RFC 6962 audit path of leaf n in the tree of size.
func (row Rows) ProveInclusion(size, n int64) ([]Hash, error) {
	p, err := tlog.ProveRecord(size, n, row)
	return hashesOf(p), err
}

// ProveConsistency makes the RFC 6962 proof that the tree of size old is the
// beginning of the tree of size. Of the empty tree nothing is to be proved.
func (row Rows) ProveConsistency(old, size int64) ([]Hash, error) {
	if old == 0 {
		return nil, nil
	}
	p, err := tlog.ProveTree(size, old, row)
	return hashesOf(p), err
}

// CheckInclusion returns ErrProof unless the leaf is in the checkpoint's tree.
func (c Checkpoint) CheckInclusion(l *Leaf, proof []Hash) error {
	if l.No < 0 || l.No >= c.Size {
		return ErrProof
	}
	if err := tlog.CheckRecord(tlogHashes(proof), c.Size, tlog.Hash(c.Root), l.No, tlog.RecordHash(l.Data())); err != nil {
		return errors.Join(ErrProof, err)
	}
	return nil
}

// CheckConsistency returns ErrProof unless the tree of old is the beginning of
// this one's. Trees of two generations are never compared.
func (c Checkpoint) CheckConsistency(old Checkpoint, proof []Hash) error {
	switch {
	case old.Generation != c.Generation || old.Size > c.Size:
		return ErrProof
	case old.Size == 0:
		return nil
	}
	if err := tlog.CheckTree(tlogHashes(proof), c.Size, tlog.Hash(c.Root), old.Size, tlog.Hash(old.Root)); err != nil {
		return errors.Join(ErrProof, err)
	}
	return nil
}

func hashesOf(p []tlog.Hash) []Hash {
	list := make([]Hash, len(p))
	for i, h := range p {
		list[i] = Hash(h)
	}
	return list
}

func tlogHashes(p []Hash) []tlog.Hash {
	list := make([]tlog.Hash, len(p))
	for i, h := range p {
		list[i] = tlog.Hash(h)
	}
	return list
}
