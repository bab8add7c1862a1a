package vault

import (
	"crypto/ecdh"
	"crypto/hpke"
	"errors"
	"fmt"

	"fairvisit/evidence"
)

const (
	recoveryMagic  = "fv-recovery-v1\n"
	recoveryHeader = len(recoveryMagic) + 16 + 16 + keySize
)

// ErrRecovery means that a recovery key does not open a store; nothing was
// changed.
var ErrRecovery = errors.New("vault: this recovery key does not open this store")

// Recovery is the file that lets headquarters' recovery key open the store.
type Recovery struct {
	Device, Officer evidence.ID
	For             evidence.PublicKey // the recovery key
	sealed          []byte
}

// SealRecovery makes the bytes of that file, for an X25519 public key. An error:
// it is none.
func (k *Key) SealRecovery(device, officer evidence.ID, public evidence.PublicKey) ([]byte, error) {
	to, err := recipient(public)
	if err != nil {
		return nil, err
	}
	b := append(make([]byte, 0, recoveryHeader+80), recoveryMagic...)
	b = append(append(append(b, device[:]...), officer[:]...), public...)
	sealed, err := hpke.Seal(to, hpke.HKDFSHA256(), hpke.AES256GCM(), b, k.secret[:])
	return append(b, sealed...), err
}

func recipient(public evidence.PublicKey) (hpke.PublicKey, error) {
	x, err := ecdh.X25519().NewPublicKey(public)
	if err != nil {
		return nil, fmt.Errorf("vault: a public key of headquarters: %w", err)
	}
	return hpke.NewDHKEMPublicKey(x)
}

// ParseRecovery reads the file; it tells which device and whose key, and opens
// nothing.
func ParseRecovery(b []byte) (Recovery, error) {
	if len(b) != recoveryHeader+32+keySize+tagSize || string(b[:len(recoveryMagic)]) != recoveryMagic {
		return Recovery{}, errors.New("vault: this is not the recovery file of a store")
	}
	at := len(recoveryMagic)
	return Recovery{Device: evidence.ID(b[at:]), Officer: evidence.ID(b[at+16:]), For: evidence.PublicKey(b[at+32 : at+64]), sealed: b}, nil
}

// Open gives the store key to who holds the private part of the recovery key
// (32 bytes). ErrRecovery: it is another's, or the file was changed.
func (r Recovery) Open(private []byte) (*Key, error) {
	x, err := ecdh.X25519().NewPrivateKey(private)
	if err != nil {
		return nil, ErrRecovery
	}
	from, err := hpke.NewDHKEMPrivateKey(x)
	if err != nil {
		return nil, ErrRecovery
	}
	secret, err := hpke.Open(from, hpke.HKDFSHA256(), hpke.AES256GCM(), r.sealed[:recoveryHeader], r.sealed[recoveryHeader:])
	if err != nil || len(secret) != keySize {
		return nil, ErrRecovery
	}
	return KeyOf([keySize]byte(secret)), nil
}
