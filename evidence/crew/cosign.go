package crew

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"errors"

	"fairvisit/evidence"
)

// Cosigned are the facts of visit.cosigned/1 (FORMAT.md section 18). The second
// officer's own entry has Entry, Officer and Method; the acting officer's has all.
type Cosigned struct {
	Entry     evidence.Hash      `json:"entry"`   // the visit's newest entry, which is signed for
	Officer   evidence.ID        `json:"officer"` // the second officer
	Method    string             `json:"method"`  // MethodQR, MethodPIN
	Key       evidence.PublicKey `json:"key"`
	Sig       string             `json:"sig"`       // hex
	Device    evidence.ID        `json:"device"`    // the second officer's
	Head      evidence.Hash      `json:"head"`      // their entry
	Enrolment evidence.Statement `json:"enrolment"` // of Device
}

// How a second officer signed: on a device of their own, or with their PIN on
// the acting officer's.
const (
	MethodQR  = "qr"
	MethodPIN = "pin"
)

// Own reports whether these are the facts of the second officer's own entry.
func (c *Cosigned) Own() bool { return c.Sig == "" }

// ErrEnrolment means that the enrolment of a cosignature is not headquarters',
// or is another one's.
var ErrEnrolment = errors.New("the officer who signed is not the one headquarters enrolled")

const magicCosign = "fv-cosign-v1\n"

func (c *Cosigned) signed(visit evidence.ID) []byte {
	b := append([]byte(magicCosign), visit[:]...)
	b = append(b, c.Entry[:]...)
	b = append(b, c.Officer[:]...)
	b = append(b, c.Device[:]...)
	return append(b, c.Head[:]...)
}

// Check judges an acting officer's facts about a visit by themselves: ErrSelf,
// ErrEnrolment, ErrSignature. A second officer's own are signed by the entry.
func (c *Cosigned) Check(visit, acting evidence.ID, service ed25519.PublicKey) error {
	var e evidence.Enrolment
	sig, err := hex.DecodeString(c.Sig)
	switch {
	case c.Officer == acting:
		return ErrSelf
	case c.Enrolment.Open(evidence.MagicEnrol, service, &e) != nil,
		e.Officer != c.Officer, e.Device != c.Device, !bytes.Equal(e.OfficerKey, c.Key):
		return ErrEnrolment
	// In capitals it would be another spelling of the same bytes.
	case err != nil, hex.EncodeToString(sig) != c.Sig, len(c.Key) != ed25519.PublicKeySize,
		!ed25519.Verify(ed25519.PublicKey(c.Key), c.signed(visit), sig):
		return ErrSignature
	}
	return nil
}

// Request asks a second officer to sign for a visit as far as it has come. It is
// not signed: what an invented one gets is a signature for an entry nobody wrote.
type Request struct {
	Case, Visit evidence.ID
	Officer     evidence.ID // who acts
	Device      evidence.ID
	Entry       evidence.Hash // the visit's newest on that device
}

const (
	kindRequest    = 3
	kindCosign     = 4
	requestLength  = 1 + 4*16 + 32
	cosignLeast    = 1 + askedLength + 32 + 2*ed25519.SignatureSize
	cosignHeadFrom = 1 + askedLength
)

func (r Request) bytes() []byte {
	b := []byte{kindRequest}
	for _, id := range []evidence.ID{r.Case, r.Visit, r.Officer, r.Device} {
		b = append(b, id[:]...)
	}
	return append(b, r.Entry[:]...)
}

func (r Request) asked() (a [askedLength]byte) {
	h := sha256.Sum256(r.bytes())
	copy(a[:], h[:])
	return a
}

// Text is the request as a code: 170 characters.
func (r Request) Text() string { return text(r.bytes()) }

// ParseRequest reads what Request.Text wrote, as ParseQuestion does.
func ParseRequest(s string) (Request, error) {
	b, err := parse(s, kindRequest)
	if err != nil {
		return Request{}, err
	}
	if len(b) != requestLength {
		return Request{}, ErrMalformed
	}
	var r Request
	rest := b[1:]
	for _, id := range []*evidence.ID{&r.Case, &r.Visit, &r.Officer, &r.Device} {
		copy(id[:], rest)
		rest = rest[len(id):]
	}
	copy(r.Entry[:], rest)
	if r.Visit.IsZero() || r.Officer.IsZero() || r.Device.IsZero() || r.Entry.IsZero() {
		return Request{}, ErrMalformed
	}
	return r, nil
}

// Own are the facts of the entry the second officer writes first.
func (r Request) Own(officer evidence.ID, method string) Cosigned {
	return Cosigned{Entry: r.Entry, Officer: officer, Method: method}
}

// Sign makes the facts of the acting officer's entry; head is the id of the one
// that Own went into, key the second officer's.
func (r Request) Sign(enrolment evidence.Statement, officer, device evidence.ID, head evidence.Hash, method string, key ed25519.PrivateKey) Cosigned {
	c := Cosigned{Entry: r.Entry, Officer: officer, Method: method, Key: evidence.PublicKey(key.Public().(ed25519.PublicKey)), Device: device, Head: head, Enrolment: enrolment}
	c.Sig = hex.EncodeToString(ed25519.Sign(key, c.signed(r.Visit)))
	return c
}

// CosignText is what Sign gave as a code for the acting officer's device: about
// 530 characters.
func (r Request) CosignText(c Cosigned) (string, error) {
	asked := r.asked()
	b := append(append([]byte{kindCosign}, asked[:]...), c.Head[:]...)
	sig, err := hex.DecodeString(c.Sig)
	if err != nil || len(sig) != ed25519.SignatureSize {
		return "", ErrMalformed
	}
	b, err = appendEnrolment(append(b, sig...), c.Enrolment)
	if err != nil {
		return "", err
	}
	return text(b), nil
}

// TakeCosign reads what CosignText wrote and checks it on the device that asked:
// service is the key of headquarters there, unit the branch.
func (r Request) TakeCosign(s string, service ed25519.PublicKey, unit evidence.ID) (Cosigned, error) {
	b, err := parse(s, kindCosign)
	if err != nil {
		return Cosigned{}, err
	}
	if len(b) <= cosignLeast {
		return Cosigned{}, ErrMalformed
	}
	if asked := r.asked(); !bytes.Equal(b[1:cosignHeadFrom], asked[:]) {
		return Cosigned{}, ErrQuestion
	}
	c := Cosigned{Entry: r.Entry, Method: MethodQR}
	rest := b[cosignHeadFrom+copy(c.Head[:], b[cosignHeadFrom:]):]
	c.Sig, rest = hex.EncodeToString(rest[:ed25519.SignatureSize]), rest[ed25519.SignatureSize:]
	if c.Enrolment, err = readEnrolment(rest); err != nil {
		return Cosigned{}, err
	}
	var e evidence.Enrolment
	if c.Enrolment.Open(evidence.MagicEnrol, service, &e) != nil {
		return Cosigned{}, ErrForeign
	}
	c.Officer, c.Device, c.Key = e.Officer, e.Device, e.OfficerKey
	switch {
	case e.Unit != unit:
		return Cosigned{}, ErrUnit
	case e.Role != roleOfficer:
		return Cosigned{}, ErrRole
	}
	return c, c.Check(r.Visit, r.Officer, service)
}
