package evidence

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
)

// State says what is left of a payload part.
type State uint8

// The states of FORMAT.md section 4.
const (
	None     State = 0 // words only: the entry never had any
	Present  State = 1
	Withheld State = 2 // kept elsewhere, not shown here
	Erased   State = 3 // destroyed for good
	Sealed   State = 4 // present, but only headquarters can open it
)

// Part is one half of a payload. Bytes are the author's own, verbatim.
type Part struct {
	State State
	Salt  [32]byte
	Bytes []byte
}

const (
	factsMagic = "fv-facts-v1\n"
	wordsMagic = "fv-words-v1\n"
)

// NewPart salts payload bytes. The salt is what keeps a short fact (a bucket, an
// amount) from being guessed out of its hash.
func NewPart(b []byte) Part {
	p := Part{State: Present, Bytes: b}
	rand.Read(p.Salt[:])
	return p
}

func (p *Part) hash(magic string) Hash {
	h := sha256.New()
	h.Write([]byte(magic))
	h.Write(p.Salt[:])
	h.Write(p.Bytes)
	return Hash(h.Sum(nil))
}

// Signature is one Ed25519 signature over the header.
type Signature struct {
	Role uint8
	Sig  [ed25519.SignatureSize]byte
}

// The roles of FORMAT.md section 3.
const (
	RoleDevice  = 1
	RoleOfficer = 2
)

// Entry is one thing one person did on one device.
type Entry struct {
	Header Header
	ID     Hash
	Sigs   []Signature
	Facts  Part
	Words  Part

	header []byte // the signed bytes, never written anew
}

// ErrSignature means that a signature is missing or does not fit the header.
var ErrSignature = errors.New("signature does not fit")

// ErrTooLarge means that headquarters would have to refuse the entry, so it is
// not created.
var ErrTooLarge = errors.New("entry is larger than 60 KiB")

// Keys are the two keys an author signs with; Officer is nil where no person
// acts (an enrolment, a beacon, an act of headquarters).
type Keys struct {
	Device  ed25519.PrivateKey
	Officer ed25519.PrivateKey
}

// Sign makes the entry of h with these parts. facts must be present; words may
// be the zero Part. The parts go through the strict reader first: what could
// not be read back is never signed. The officer's key must be there exactly when
// h names an acting officer, or Verify would refuse the entry for ever.
func Sign(h Header, facts, words Part, k Keys) (Entry, error) {
	if facts.State != Present || words.State != Present && words.State != None {
		return Entry{}, fmt.Errorf("entry: parts must be present when signed: %w", ErrMalformed)
	}
	if h.Officer().IsZero() != (k.Officer == nil) {
		return Entry{}, fmt.Errorf("entry: the acting officer and the officer's key go together: %w", ErrSignature)
	}
	if err := CheckPayload(facts.Bytes); err != nil {
		return Entry{}, fmt.Errorf("facts: %w", err)
	}
	h.Facts, h.Words = facts.hash(factsMagic), Hash{}
	if words.State == Present {
		if err := CheckPayload(words.Bytes); err != nil {
			return Entry{}, fmt.Errorf("words: %w", err)
		}
		h.Words = words.hash(wordsMagic)
	}
	raw, err := h.Encode()
	if err != nil {
		return Entry{}, err
	}
	e := Entry{Header: h, ID: HeaderID(raw), Facts: facts, Words: words, header: raw}
	e.Sigs = append(e.Sigs, Signature{RoleDevice, [64]byte(ed25519.Sign(k.Device, raw))})
	if k.Officer != nil {
		e.Sigs = append(e.Sigs, Signature{RoleOfficer, [64]byte(ed25519.Sign(k.Officer, raw))})
	}
	if e.Size() > MaxEntry {
		return Entry{}, ErrTooLarge
	}
	return e, nil
}

// HeaderBytes are the signed bytes; callers must not change them.
func (e *Entry) HeaderBytes() []byte { return e.header }

// Size is the length of Encode's answer.
func (e *Entry) Size() int {
	return 2 + len(e.header) + 1 + 65*len(e.Sigs) + e.Facts.size() + e.Words.size()
}

func (p *Part) size() int {
	if p.State == Present || p.State == Sealed {
		return 1 + 32 + 4 + len(p.Bytes)
	}
	return 1
}

// Encode writes the entry as it lies on disk and travels.
func (e *Entry) Encode() []byte { return e.AppendTo(make([]byte, 0, e.Size())) }

// AppendTo is Encode onto b.
func (e *Entry) AppendTo(b []byte) []byte {
	b = binary.BigEndian.AppendUint16(b, uint16(len(e.header)))
	b = append(b, e.header...)
	b = append(b, byte(len(e.Sigs)))
	for _, s := range e.Sigs {
		b = append(append(b, s.Role), s.Sig[:]...)
	}
	return e.Words.appendTo(e.Facts.appendTo(b))
}

func (p *Part) appendTo(b []byte) []byte {
	b = append(b, byte(p.State))
	if p.State == Present || p.State == Sealed {
		b = append(b, p.Salt[:]...)
		b = binary.BigEndian.AppendUint32(b, uint32(len(p.Bytes)))
		b = append(b, p.Bytes...)
	}
	return b
}

// SealedMore is how many bytes a sealed part is longer than a present one: the
// salt stands inside the seal, with a tag behind it.
const SealedMore = 32 + 16

// Decode reads an entry and checks all that needs no key: the header's one
// encoding, the hashes of the parts that are present. It does not look inside
// the parts: bytes that nobody can read are still evidence. The result shares
// memory with b.
func Decode(b []byte) (Entry, error) {
	if len(b) > MaxEntry+2*SealedMore {
		return Entry{}, fmt.Errorf("entry of %d bytes: %w", len(b), ErrMalformed)
	}
	r := reader{b: b}
	e := Entry{header: r.take(int(r.u16()))}
	for n := int(r.u8()); n > 0 && !r.short; n-- {
		s := Signature{Role: r.u8()}
		copy(s.Sig[:], r.take(len(s.Sig)))
		if len(e.Sigs) > 0 && e.Sigs[len(e.Sigs)-1].Role >= s.Role || s.Role < RoleDevice || s.Role > RoleOfficer {
			return Entry{}, fmt.Errorf("entry: roles of signatures: %w", ErrMalformed)
		}
		e.Sigs = append(e.Sigs, s)
	}
	e.Facts.read(&r)
	e.Words.read(&r)
	if r.short || len(r.b) != 0 || len(b) > MaxEntry+e.sealedMore() {
		return Entry{}, fmt.Errorf("entry: wrong length: %w", ErrMalformed)
	}
	var err error
	if e.Header, err = DecodeHeader(e.header); err != nil {
		return Entry{}, err
	}
	e.ID = HeaderID(e.header)
	return e, e.CheckParts()
}

// sealedMore is how much longer the seals make the entry.
func (e *Entry) sealedMore() int {
	more := 0
	for _, p := range []*Part{&e.Facts, &e.Words} {
		if p.State == Sealed {
			more += SealedMore
		}
	}
	return more
}

func (p *Part) read(r *reader) {
	p.State = State(r.u8())
	if p.State == Present || p.State == Sealed {
		copy(p.Salt[:], r.take(len(p.Salt)))
		p.Bytes = r.take(int(r.u32()))
	}
}

// CheckParts checks the states of the parts, and the hashes of those that are
// present.
func (e *Entry) CheckParts() error {
	if e.Facts.State == None || e.Facts.State > Sealed || e.Words.State > Sealed {
		return fmt.Errorf("entry: state of a part: %w", ErrMalformed)
	}
	if (e.Words.State == None) != e.Header.Words.IsZero() {
		return fmt.Errorf("entry: words do not fit the header: %w", ErrMalformed)
	}
	if e.Facts.State == Present && e.Facts.hash(factsMagic) != e.Header.Facts {
		return fmt.Errorf("entry: facts are not those that were signed: %w", ErrMalformed)
	}
	if e.Words.State == Present && e.Words.hash(wordsMagic) != e.Header.Words {
		return fmt.Errorf("entry: words are not those that were signed: %w", ErrMalformed)
	}
	return nil
}

// Verify checks the device's signature, and the officer's where an officer is
// named: an act of an officer that only the device signed is refused, or a
// shared tablet could sign for a colleague.
func (e *Entry) Verify(device, officer ed25519.PublicKey) error {
	if e.Header.Officer().IsZero() {
		if len(e.Sigs) != 1 || !e.signed(0, RoleDevice, device) {
			return ErrSignature
		}
		return nil
	}
	if len(e.Sigs) != 2 || !e.signed(0, RoleDevice, device) || !e.signed(1, RoleOfficer, officer) {
		return ErrSignature
	}
	return nil
}

func (e *Entry) signed(i int, role uint8, key ed25519.PublicKey) bool {
	s := &e.Sigs[i]
	return s.Role == role && verified(key, e.header, s.Sig[:])
}

// Without returns the entry with its words withheld: what a device sends for a
// part it no longer holds (D11). An entry without words stays as it is.
func (e Entry) Without() Entry {
	if e.Words.State != None {
		e.Words = Part{State: Withheld}
	}
	return e
}
