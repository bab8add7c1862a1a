package evidence

import (
	"crypto/ed25519"
	"encoding/hex"
)

// Slip is the officer's proof slip: that an entry is in the log of headquarters,
// and since when, in a form that needs neither (FORMAT.md section 11).
type Slip struct {
	Leaf       Leaf
	Checkpoint []byte // the signed note
	Proof      []Hash
}

// Open checks the slip against the service key and returns its checkpoint:
// ErrCheckpoint if headquarters did not sign it, ErrProof if the leaf is not in
// its tree.
func (s *Slip) Open(key ed25519.PublicKey) (Checkpoint, error) {
	c, err := OpenCheckpoint(s.Checkpoint, key)
	if err != nil {
		return Checkpoint{}, err
	}
	return c, c.CheckInclusion(&s.Leaf, s.Proof)
}

const magicHead = "fv-head-v1\n"

// SignHead signs the checkpoint a device holds with the device's key, in hex:
// this is what it was shown, and it can be held against another history.
func SignHead(checkpoint string, key ed25519.PrivateKey) string {
	return hex.EncodeToString(ed25519.Sign(key, []byte(magicHead+checkpoint)))
}

// HeadSigned reports whether the device of that key signed the checkpoint.
func HeadSigned(checkpoint, sig string, key ed25519.PublicKey) bool {
	b, err := hex.DecodeString(sig)
	return err == nil && len(key) == ed25519.PublicKeySize && ed25519.Verify(key, []byte(magicHead+checkpoint), b)
}

// AppendHashes writes hashes one after the other; CutHashes reads them.
func AppendHashes(b []byte, list []Hash) []byte {
	for i := range list {
		b = append(b, list[i][:]...)
	}
	return b
}

// CutHashes reads what AppendHashes wrote; other bytes are ErrMalformed.
func CutHashes(b []byte) ([]Hash, error) {
	if len(b)%32 != 0 {
		return nil, ErrMalformed
	}
	list := make([]Hash, len(b)/32)
	for i := range list {
		copy(list[i][:], b[32*i:])
	}
	return list, nil
}
