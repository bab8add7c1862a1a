package evidence

import (
	"bytes"
	"compress/flate"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"slices"
)

// The magics of what puts rules and checklists in force (FORMAT.md sections 22 and 34).
const (
	MagicPublishers = "fv-publishers-v1\n"
	MagicPack       = "fv-pack-v1\n"
	MagicChecklist  = "fv-checklist-v1\n"

	MagicChecklistWithdrawn = "fv-checklist-withdrawn-v1\n" // section 39
)

// MaxPackBytes bounds a pack or a checklist: 256 KiB, as the engine reads it.
const MaxPackBytes = 256 << 10

// Publishers is the body of fv-publishers-v1, signed by the root: whose two
// signatures put a pack in force. The service key must not name them, or who
// holds headquarters' key folder could publish alone.
type Publishers struct {
	Version    int64       `json:"version"` // the highest one a reader has seen counts
	Publishers []Publisher `json:"publishers"`
}

// Publisher is one person, once in a list, and their key.
type Publisher struct {
	Person ID        `json:"person"`
	Key    PublicKey `json:"key"`
}

// PackStatement is what each publisher signs under fv-pack-v1, and of a checklist
// under fv-checklist-v1.
type PackStatement struct {
	Pack    string `json:"pack"` // id of the pack or of the list
	Version string `json:"version"`
	SHA256  Hash   `json:"sha256"` // of its bytes
	Country string `json:"country"`
	Region  string `json:"region"`
	From    int64  `json:"from"` // µs: in force from then on
}

// Publication is a pack or a checklist as it goes out: the statement, two
// signatures of it, and the bytes (FORMAT.md sections 22 and 34).
type Publication struct {
	Body       string          `json:"body"`
	Signatures []PackSignature `json:"signatures"`
	Packed     string          `json:"packed"` // base64 of its bytes, raw DEFLATE
}

// PackSignature is one publisher's.
type PackSignature struct {
	Key PublicKey `json:"key"`
	Sig string    `json:"sig"` // hex
}

// Why a publication does not count.
var (
	ErrPublishers = errors.New("the list of publishers is not one that the root signed")
	ErrTwoPersons = errors.New("two different publishers must have signed it")
	ErrPackBytes  = errors.New("the bytes are not those that were signed")
)

// SignPublished is one publisher's signature over the statement, under MagicPack
// or MagicChecklist. Two who sign the same file from the same day sign the same
// bytes.
func SignPublished(magic string, s PackStatement, key ed25519.PrivateKey) (body string, sig PackSignature, err error) {
	st, err := SignStatement(magic, s, key)
	return st.Body, PackSignature{Key: PublicKey(key.Public().(ed25519.PublicKey)), Sig: st.Sig}, err
}

// Publish joins signatures of one body with the bytes.
func Publish(body string, data []byte, sigs ...PackSignature) (Publication, error) {
	var packed bytes.Buffer
	w, err := flate.NewWriter(&packed, flate.BestCompression)
	if err == nil {
		_, err = w.Write(data)
		err = errors.Join(err, w.Close())
	}
	return Publication{Body: body, Signatures: sigs, Packed: base64.StdEncoding.EncodeToString(packed.Bytes())}, err
}

// OpenPublishers reads a list the root signed, and refuses one in which a person
// or a key stands twice.
func OpenPublishers(s Statement, root ed25519.PublicKey) (Publishers, error) {
	var p Publishers
	if err := s.Open(MagicPublishers, root, &p); err != nil {
		return Publishers{}, errors.Join(ErrPublishers, err)
	}
	for i, a := range p.Publishers {
		again := slices.ContainsFunc(p.Publishers[:i], func(b Publisher) bool { return a.Person == b.Person || bytes.Equal(a.Key, b.Key) })
		if again || a.Person.IsZero() || len(a.Key) != ed25519.PublicKeySize {
			return Publishers{}, fmt.Errorf("publisher %d: %w", i+1, ErrPublishers)
		}
	}
	return p, nil
}

// Open checks the signatures, which are under MagicPack or MagicChecklist, then the
// hash, and gives what was signed and the bytes. Two signatures must hold, of two
// persons of the list; others are passed over, so that a key that left the list
// spoils nothing.
func (p Publication) Open(magic string, by Publishers) (PackStatement, []byte, error) {
	var s PackStatement
	if !bySeveral(magic, p.Body, p.Signatures, by, &s) {
		return PackStatement{}, nil, ErrTwoPersons
	}
	data, err := p.Bytes()
	if err != nil || sha256.Sum256(data) != s.SHA256 {
		return PackStatement{}, nil, errors.Join(ErrPackBytes, err)
	}
	return s, data, nil
}

// bySeveral reads the body into s and reports that two persons of the list signed it.
func bySeveral(magic, body string, sigs []PackSignature, by Publishers, s any) bool {
	var signed []ID
	for _, sig := range sigs {
		i := slices.IndexFunc(by.Publishers, func(k Publisher) bool { return bytes.Equal(k.Key, sig.Key) })
		if i < 0 || slices.Contains(signed, by.Publishers[i].Person) {
			continue
		}
		if (Statement{Body: body, Sig: sig.Sig}).Open(magic, ed25519.PublicKey(sig.Key), s) == nil {
			signed = append(signed, by.Publishers[i].Person)
		}
	}
	return len(signed) >= 2
}

// WithdrawalStatement is what each publisher signs under fv-checklist-withdrawn-v1.
type WithdrawalStatement struct {
	Pack    string `json:"pack"` // id of the list
	Version string `json:"version"`
	SHA256  Hash   `json:"sha256"`
	Reason  string `json:"reason"` // a code
}

// Withdrawal takes a published checklist out of force: the statement and two
// signatures of it.
type Withdrawal struct {
	Body       string          `json:"body"`
	Signatures []PackSignature `json:"signatures"`
}

// SignWithdrawal is one publisher's signature over the statement.
func SignWithdrawal(s WithdrawalStatement, key ed25519.PrivateKey) (body string, sig PackSignature, err error) {
	st, err := SignStatement(MagicChecklistWithdrawn, s, key)
	return st.Body, PackSignature{Key: PublicKey(key.Public().(ed25519.PublicKey)), Sig: st.Sig}, err
}

// Open checks the signatures as of a publication and gives what was signed.
func (w Withdrawal) Open(by Publishers) (WithdrawalStatement, error) {
	var s WithdrawalStatement
	if !bySeveral(MagicChecklistWithdrawn, w.Body, w.Signatures, by, &s) {
		return WithdrawalStatement{}, ErrTwoPersons
	}
	return s, nil
}

// Bytes are those of the pack or the list, unchecked.
func (p Publication) Bytes() ([]byte, error) {
	packed, err := base64.StdEncoding.Strict().DecodeString(p.Packed)
	if err != nil {
		return nil, err
	}
	r := flate.NewReader(bytes.NewReader(packed))
	data, err := io.ReadAll(io.LimitReader(r, MaxPackBytes+1))
	if err == nil && len(data) > MaxPackBytes {
		err = fmt.Errorf("larger than %d KiB", MaxPackBytes>>10)
	}
	return data, errors.Join(err, r.Close())
}
