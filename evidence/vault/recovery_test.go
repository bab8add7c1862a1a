package vault_test

import (
	"bytes"
	"crypto/ecdh"
	"encoding/hex"
	"errors"
	"testing"

	"fairvisit/evidence"
	"fairvisit/evidence/vault"
)

func TestTheRecoveryKeyOpensAStore(t *testing.T) {
	private := bytes.Repeat([]byte{7}, 32)
	x, err := ecdh.X25519().NewPrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	device, officer := evidence.ID{1}, evidence.ID{2}
	k := someKey()
	b, err := k.SealRecovery(device, officer, x.PublicKey().Bytes())
	if err != nil {
		t.Fatal(err)
	}
	open := func(b, private []byte) (*vault.Key, error) {
		r, err := vault.ParseRecovery(b)
		if err != nil {
			return nil, err
		}
		return r.Open(private)
	}
	r, err := vault.ParseRecovery(b)
	if err != nil || r.Device != device || r.Officer != officer || !bytes.Equal(r.For, x.PublicKey().Bytes()) {
		t.Fatalf("%+v, %v", r, err)
	}
	if got, err := r.Open(private); err != nil || !got.Equal(k) {
		t.Fatal(err)
	}
	// One that was written down once opens for ever.
	old, err := hex.DecodeString(goldenRecovery)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := open(old, private); err != nil || !got.Equal(k) {
		t.Error("the file of old:", err)
	}
	for _, other := range [][]byte{bytes.Repeat([]byte{8}, 32), nil, {1}} {
		if _, err := r.Open(other); !errors.Is(err, vault.ErrRecovery) {
			t.Errorf("key %x: %v", other, err)
		}
	}
	for i := range b {
		changed := bytes.Clone(b)
		changed[i] ^= 1
		if _, err := open(changed, private); err == nil {
			t.Errorf("byte %d may be changed", i)
		}
		if _, err := open(b[:i], private); err == nil {
			t.Errorf("the file may be cut at byte %d", i)
		}
	}
	for _, public := range [][]byte{nil, {1}, make([]byte, 32)} {
		if _, err := k.SealRecovery(device, officer, public); err == nil {
			t.Errorf("sealed for the public key %x", public)
		}
	}
}
