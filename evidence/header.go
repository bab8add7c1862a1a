package evidence

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"regexp"
)

// Limits that both ends share: a device refuses to create what headquarters
// would have to refuse (D11).
const (
	MaxEntry  = 60 << 10 // bytes of an encoded entry: one entry fits one frame
	MaxPhoto  = 64 << 20 // bytes of a plain photo
	maxType   = 4        // JPEG, PNG; WAV and a recorder's file of FORMAT.md section 17
	maxRefs   = 16
	maxPhotos = 16
	maxKind   = 40
	maxBuild  = 64
	maxZone   = 18 * 60 // minutes
)

const headerMagic = "fv-entry-v1\n"

// ErrMalformed is wrapped by every refusal of bytes that are not what FORMAT.md
// describes. Such bytes are never half-read.
var ErrMalformed = errors.New("malformed")

// RefKind says what an id in a header is the id of.
type RefKind uint8

// The kinds of FORMAT.md section 1.
const (
	RefCase    RefKind = 1
	RefVisit   RefKind = 2
	RefParty   RefKind = 3
	RefOfficer RefKind = 4 // the acting officer, who signs beside the device
	RefSecond  RefKind = 5 // the second officer of the crew
	RefDevice  RefKind = 6 // a device other than the writer
	RefUnit    RefKind = 7 // a branch
)

// Ref names one thing an entry is about.
type Ref struct {
	Kind RefKind
	ID   ID
}

// PhotoRef is the photo as the signed header knows it. Its name everywhere is
// (entry id, index in this list).
type PhotoRef struct {
	Root Hash
	Size int64 // plain bytes
	Type uint8 // 1 JPEG, 2 PNG
}

// Header is the signed part of an entry; it names nobody. Fields are those of
// FORMAT.md section 1, in its order.
type Header struct {
	Kind      string
	Build     string
	Practice  bool
	Device    ID
	Epoch     ID
	Seq       uint64
	Prev      Hash
	PrevVisit Hash
	Refs      []Ref
	Wall      int64 // µs since 1970, by the device's clock: shown, never used to order
	Zone      int16 // minutes east of UTC
	Boot      ID
	SinceBoot int64 // µs
	Facts     Hash
	Words     Hash // zero: the entry never had words
	Photos    []PhotoRef
}

// Ref returns the first id of that kind, or the zero ID.
func (h *Header) Ref(k RefKind) ID {
	for _, r := range h.Refs {
		if r.Kind == k {
			return r.ID
		}
	}
	return ID{}
}

// Case, Visit and Officer are the refs nearly every reader asks for.
func (h *Header) Case() ID    { return h.Ref(RefCase) }
func (h *Header) Visit() ID   { return h.Ref(RefVisit) }
func (h *Header) Officer() ID { return h.Ref(RefOfficer) }

// Encode writes the one encoding of h, or says why h may not exist.
func (h *Header) Encode() ([]byte, error) {
	if err := h.check(); err != nil {
		return nil, err
	}
	return h.append(make([]byte, 0, 320+17*len(h.Refs)+41*len(h.Photos))), nil
}

func (h *Header) append(b []byte) []byte {
	be := binary.BigEndian
	b = append(b, headerMagic...)
	b = appendString(b, h.Kind)
	b = appendString(b, h.Build)
	flags := byte(0)
	if h.Practice {
		flags = 1
	}
	b = append(b, flags)
	b = append(b, h.Device[:]...)
	b = append(b, h.Epoch[:]...)
	b = be.AppendUint64(b, h.Seq)
	b = append(b, h.Prev[:]...)
	b = append(b, h.PrevVisit[:]...)
	b = append(b, byte(len(h.Refs)))
	for _, r := range h.Refs {
		b = append(b, byte(r.Kind))
		b = append(b, r.ID[:]...)
	}
	b = be.AppendUint64(b, uint64(h.Wall))
	b = be.AppendUint16(b, uint16(h.Zone))
	b = append(b, h.Boot[:]...)
	b = be.AppendUint64(b, uint64(h.SinceBoot))
	b = append(b, h.Facts[:]...)
	b = append(b, h.Words[:]...)
	b = append(b, byte(len(h.Photos)))
	for _, p := range h.Photos {
		b = append(b, p.Root[:]...)
		b = be.AppendUint64(b, uint64(p.Size))
		b = append(b, p.Type)
	}
	return b
}

func appendString(b []byte, s string) []byte { return append(append(b, byte(len(s))), s...) }

var kindForm = regexp.MustCompile(`^[a-z]+\.[a-z]+/[1-9][0-9]{0,3}$`)

// check holds every rule that the bytes alone can be judged by; Encode and
// DecodeHeader share it, so nothing can be written that cannot be read.
func (h *Header) check() error {
	switch {
	case len(h.Kind) > maxKind || !kindForm.MatchString(h.Kind):
		return fmt.Errorf("header: kind %.50q: %w", h.Kind, ErrMalformed)
	case len(h.Build) > maxBuild || !printable(h.Build):
		return fmt.Errorf("header: build: %w", ErrMalformed)
	case h.Device.IsZero() || h.Epoch.IsZero():
		return fmt.Errorf("header: no device or epoch: %w", ErrMalformed)
	case h.Seq == 0 || h.Seq > 1<<62:
		return fmt.Errorf("header: seq %d: %w", h.Seq, ErrMalformed)
	case h.Seq == 1 != h.Prev.IsZero():
		return fmt.Errorf("header: prev does not fit seq %d: %w", h.Seq, ErrMalformed)
	case h.Zone < -maxZone || h.Zone > maxZone:
		return fmt.Errorf("header: zone %d: %w", h.Zone, ErrMalformed)
	case h.Facts.IsZero():
		return fmt.Errorf("header: no facts: %w", ErrMalformed)
	case len(h.Refs) > maxRefs || len(h.Photos) > maxPhotos:
		return fmt.Errorf("header: %d refs, %d photos: %w", len(h.Refs), len(h.Photos), ErrMalformed)
	}
	for i, p := range h.Photos {
		if p.Size < 1 || p.Size > MaxPhoto || p.Type < 1 || p.Type > maxType || p.Root.IsZero() {
			return fmt.Errorf("header: photo %d: %w", i, ErrMalformed)
		}
	}
	return checkRefs(h.Refs)
}

func checkRefs(refs []Ref) error {
	for i, r := range refs {
		if r.Kind < RefCase || r.Kind > RefUnit || r.ID.IsZero() {
			return fmt.Errorf("header: ref %d: %w", i, ErrMalformed)
		}
		if i == 0 {
			continue
		}
		last := refs[i-1]
		if last.Kind > r.Kind || last.Kind == r.Kind && bytes.Compare(last.ID[:], r.ID[:]) >= 0 {
			return fmt.Errorf("header: refs not in order: %w", ErrMalformed)
		}
		if last.Kind == r.Kind && r.Kind != RefParty && r.Kind != RefDevice {
			return fmt.Errorf("header: two refs of kind %d: %w", r.Kind, ErrMalformed)
		}
	}
	return nil
}

func printable(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < 0x20 || s[i] > 0x7e {
			return false
		}
	}
	return true
}

// DecodeHeader reads what Encode wrote and nothing else: it encodes again and
// compares, so one header has one sequence of bytes and one id.
func DecodeHeader(b []byte) (Header, error) {
	r := reader{b: b}
	var h Header
	if string(r.take(len(headerMagic))) != headerMagic {
		return Header{}, fmt.Errorf("header: not an entry of version 1: %w", ErrMalformed)
	}
	h.Kind, h.Build = r.string(), r.string()
	flags := r.u8()
	h.Practice = flags == 1
	r.id(&h.Device)
	r.id(&h.Epoch)
	h.Seq = r.u64()
	r.hash(&h.Prev)
	r.hash(&h.PrevVisit)
	if n := int(r.u8()); n > 0 && n <= maxRefs && !r.short {
		h.Refs = make([]Ref, n)
		for i := range h.Refs {
			h.Refs[i].Kind = RefKind(r.u8())
			r.id(&h.Refs[i].ID)
		}
	}
	h.Wall = int64(r.u64())
	h.Zone = int16(r.u16())
	r.id(&h.Boot)
	h.SinceBoot = int64(r.u64())
	r.hash(&h.Facts)
	r.hash(&h.Words)
	if n := int(r.u8()); n > 0 && n <= maxPhotos && !r.short {
		h.Photos = make([]PhotoRef, n)
		for i := range h.Photos {
			r.hash(&h.Photos[i].Root)
			h.Photos[i].Size = int64(r.u64())
			h.Photos[i].Type = r.u8()
		}
	}
	if r.short {
		return Header{}, fmt.Errorf("header: cut short: %w", ErrMalformed)
	}
	if err := h.check(); err != nil {
		return Header{}, err
	}
	if !bytes.Equal(h.append(make([]byte, 0, len(b))), b) {
		return Header{}, fmt.Errorf("header: not the one encoding: %w", ErrMalformed)
	}
	return h, nil
}

// HeaderID is the id of the entry with this header.
func HeaderID(header []byte) Hash { return sha256.Sum256(header) }

// reader takes fixed-width fields off the front; once it runs short it stays
// short and gives zeros, so a decoder checks once at its end.
type reader struct {
	b     []byte
	short bool
}

func (r *reader) take(n int) []byte {
	if r.short || n < 0 || len(r.b) < n { // below zero: a length of 32 bit on a 32-bit tablet
		r.short = true
		return nil
	}
	v := r.b[:n:n]
	r.b = r.b[n:]
	return v
}

func (r *reader) u8() byte {
	if v := r.take(1); v != nil {
		return v[0]
	}
	return 0
}

func (r *reader) u16() uint16 {
	if v := r.take(2); v != nil {
		return binary.BigEndian.Uint16(v)
	}
	return 0
}

func (r *reader) u32() uint32 {
	if v := r.take(4); v != nil {
		return binary.BigEndian.Uint32(v)
	}
	return 0
}

func (r *reader) u64() uint64 {
	if v := r.take(8); v != nil {
		return binary.BigEndian.Uint64(v)
	}
	return 0
}

func (r *reader) id(id *ID)      { copy(id[:], r.take(len(id))) }
func (r *reader) hash(h *Hash)   { copy(h[:], r.take(len(h))) }
func (r *reader) string() string { return string(r.take(int(r.u8()))) }
