package vault

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"os"

	"fairvisit/evidence"
	"fairvisit/evidence/folder"
)

// sending is what a locked store sends with, as it lies beside the lock: the
// device's key signs sessions and opens nothing.
type sending struct {
	Key     string          `json:"device_key,omitempty"` // hex of the seed
	Session json.RawMessage `json:"session"`
}

// KeepSending keeps what a person's store sends with while it is locked: the
// device's key and a JSON object for the session. It writes only what is new.
func (k *Keeper) KeepSending(officer evidence.ID, key ed25519.PrivateKey, session []byte) error {
	b, err := json.Marshal(sending{hex.EncodeToString(key.Seed()), session})
	if err != nil {
		return err
	}
	path := k.path(officer, ".send")
	if have, err := os.ReadFile(path); err == nil && bytes.Equal(have, b) {
		return nil
	}
	if err := folder.Make(k.Dir); err != nil {
		return err
	}
	return write(path, b)
}

// Sending is what KeepSending kept; it wraps fs.ErrNotExist where nothing was,
// and is ErrLock where it cannot be read.
func (k *Keeper) Sending(officer evidence.ID) (key ed25519.PrivateKey, session []byte, err error) {
	b, err := os.ReadFile(k.path(officer, ".send"))
	if err != nil {
		return nil, nil, err
	}
	var s sending
	if err := json.Unmarshal(b, &s); err != nil {
		return nil, nil, ErrLock
	}
	seed, err := hex.DecodeString(s.Key)
	if err != nil || len(seed) != ed25519.SeedSize {
		return nil, nil, ErrLock
	}
	return ed25519.NewKeyFromSeed(seed), s.Session, nil
}
