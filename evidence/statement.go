package evidence

import (
	"crypto/ed25519"
	"encoding/hex"
	"fmt"
)

// The magics of the statements that headquarters signs (FORMAT.md sections 7 and 12).
const (
	MagicKeys    = "fv-keys-v1\n"
	MagicEnrol   = "fv-enrol-v1\n"
	MagicBeacon  = "fv-beacon-v1\n"
	MagicList    = "fv-list-v1\n"
	MagicDossier = "fv-dossier-v1\n"
)

// Statement is something headquarters signed, carried with its exact bytes.
type Statement struct {
	Body string `json:"body"`
	Sig  string `json:"sig"` // hex
}

// SignStatement signs v as a statement of that magic.
func SignStatement(magic string, v any, key ed25519.PrivateKey) (Statement, error) {
	body, err := MarshalPayload(v)
	if err != nil {
		return Statement{}, err
	}
	sig := ed25519.Sign(key, append([]byte(magic), body...))
	return Statement{Body: string(body), Sig: hex.EncodeToString(sig)}, nil
}

// Open checks the signature first and only then reads the body into dst: an
// unsigned byte is never interpreted. A signature in capitals is refused: it
// could be written so without a key, and a dossier's bytes must not be.
func (s Statement) Open(magic string, key ed25519.PublicKey, dst any) error {
	sig, err := hex.DecodeString(s.Sig)
	if err != nil || hex.EncodeToString(sig) != s.Sig || len(key) != ed25519.PublicKeySize || !ed25519.Verify(key, append([]byte(magic), s.Body...), sig) {
		return fmt.Errorf("statement: %w", ErrSignature)
	}
	return DecodePayload([]byte(s.Body), dst)
}

// PublicKey is an Ed25519 or X25519 public key as statements write it: hex.
type PublicKey []byte

// MarshalText writes lower-case hex.
func (k PublicKey) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, k), nil }

// UnmarshalText reads 64 hex digits, or none for the key that is not there.
func (k *PublicKey) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*k = nil
		return nil
	}
	var h Hash
	if err := h.UnmarshalText(b); err != nil {
		return err
	}
	*k = h[:]
	return nil
}

// KeyList is the body of fv-keys-v1: which key headquarters uses for what.
type KeyList struct {
	Version    int64     `json:"version"`
	Generation ID        `json:"generation"`
	Service    PublicKey `json:"service"`
	Transport  PublicKey `json:"transport"`
	Recovery   PublicKey `json:"recovery"`
}

// Enrolment is the body of fv-enrol-v1: this device key and this officer key
// belong to this person's life on this device.
type Enrolment struct {
	Device     ID        `json:"device"`
	Officer    ID        `json:"officer"`
	Unit       ID        `json:"unit"`
	Role       string    `json:"role"`
	DeviceKey  PublicKey `json:"device_key"`
	OfficerKey PublicKey `json:"officer_key"`
	Issued     int64     `json:"issued"` // µs, headquarters' clock
	// Demo says that this headquarters holds invented people only. Who reads an
	// older form passes over it; one that is missing says that people are real.
	Demo bool `json:"demo,omitempty"`
}

// Beacon is the body of fv-beacon-v1: headquarters' time, asked for with a nonce.
type Beacon struct {
	Device ID    `json:"device"`
	Nonce  Hash  `json:"nonce"`
	Time   int64 `json:"time"` // µs
	Size   int64 `json:"size"` // entries in the log at that moment
	Root   Hash  `json:"root"`
}
