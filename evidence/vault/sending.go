package vault

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"

	"fairvisit/evidence"
	"fairvisit/evidence/folder"
)

// sendAccount is behind a person's account in the keystore, for the device's key.
const sendAccount = ".send"

// keepSame writes only what is not kept already.
func (s *Keystore) keepSame(account string, secret []byte) error {
	if have, err := s.get(account); err == nil && bytes.Equal(have, secret) {
		return nil
	}
	return s.put(account, secret)
}

// sending is what a locked store sends with, as it lies beside the lock: the
// device's key signs sessions and opens nothing.
type sending struct {
	Key     string          `json:"device_key,omitempty"` // hex of the seed
	Session json.RawMessage `json:"session"`
}

// KeepSending keeps what a person's store sends with while it is locked: the
// device's key, in the keystore where the person's share lies there, and a JSON
// object for the session. It writes only what is new.
func (k *Keeper) KeepSending(officer evidence.ID, key ed25519.PrivateKey, session []byte) error {
	s := sending{hex.EncodeToString(key.Seed()), session}
	if l, err := k.Lock(officer); err == nil && l.Share == InKeystore {
		if err := k.Keystore.keepSame(officer.String()+sendAccount, key.Seed()); err != nil {
			return err
		}
		s.Key = "" // which lies there
	}
	b, err := json.Marshal(s)
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
// and is ErrLock where it cannot be
// read, ErrNoKeystore where the key lies in a keystore that does not answer.
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
	if s.Key == "" {
		seed, err = k.Keystore.get(officer.String() + sendAccount)
	}
	if errors.Is(err, ErrNoKeystore) {
		return nil, nil, err
	}
	if err != nil || len(seed) != ed25519.SeedSize {
		return nil, nil, ErrLock
	}
	return ed25519.NewKeyFromSeed(seed), s.Session, nil
}

// forgetSending removes what KeepSending kept. A keystore is asked only where the
// key lies in it: on most systems without one there is nobody to answer.
func (k *Keeper) forgetSending(officer evidence.ID) error {
	b, err := os.ReadFile(k.path(officer, ".send"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	var s sending
	if err == nil && json.Unmarshal(b, &s) == nil && s.Key == "" {
		err = k.Keystore.remove(officer.String() + sendAccount)
	}
	return errors.Join(err, overwrite(k.path(officer, ".send")))
}
