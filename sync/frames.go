package fieldsync

import (
	"encoding/binary"
	"errors"
	"fmt"

	"fairvisit/evidence"
)

// Limits of PROTOCOL.md section 8, shared by both ends.
const (
	MaxFrame    = 64 << 10
	MaxUnacked  = 512 << 10 // bytes of entries sent and not answered
	MaxUrgent   = 64        // urgent entries a session
	MaxRows     = 500       // rows of one batch
	MaxRowBytes = 1 << 20   // bytes of one batch
	MaxSlots    = 16        // photos begun at once
	MaxAwaiting = 256       // photos a hello asks about
	MinFlow     = 4 << 10   // photo bytes that may always be in flight
	MaxFlow     = 1 << 20
)

// Protocol is the WebSocket subprotocol; Version what this program speaks.
const (
	Protocol = "fv.sync.v1"
	Version  = 1
)

// ExporterLabel names the TLS keying material both signatures are bound to.
const ExporterLabel = "EXPORTER-fv-sync-v1"

// Type is the first byte of a frame.
type Type byte

// The frames of PROTOCOL.md section 1.
const (
	TChallenge     Type = 0x01
	THello         Type = 0x02
	TWelcome       Type = 0x03
	TBye           Type = 0x04
	TEntries       Type = 0x10
	TStored        Type = 0x11
	TAhead         Type = 0x12
	TRewind        Type = 0x13
	TRefused       Type = 0x14
	TSecured       Type = 0x15
	TGap           Type = 0x16
	TRows          Type = 0x20
	TRowsEnd       Type = 0x21
	TRestart       Type = 0x22
	TRestarting    Type = 0x23
	TPhotoBegin    Type = 0x30
	TPhotoAt       Type = 0x31
	TPhotoBytes    Type = 0x32
	TGot           Type = 0x33
	TPhotoStored   Type = 0x34
	TPhotosSecured Type = 0x35
	TBeaconWanted  Type = 0x40
	TBeacon        Type = 0x41
)

// ErrFrame means that a frame does not follow PROTOCOL.md; the session ends.
var ErrFrame = errors.New("frame does not follow the protocol")

// EncodeJSON writes a frame with a JSON body.
func EncodeJSON(t Type, v any) ([]byte, error) {
	body, err := evidence.MarshalPayload(v)
	if err != nil {
		return nil, err
	}
	if len(body) >= MaxFrame {
		return nil, fmt.Errorf("frame %02x of %d bytes: %w", byte(t), len(body), ErrFrame)
	}
	return append([]byte{byte(t)}, body...), nil
}

// DecodeJSON reads a JSON body into dst.
func DecodeJSON(body []byte, dst any) error {
	if err := evidence.DecodePayload(body, dst); err != nil {
		return fmt.Errorf("%w: %w", ErrFrame, err)
	}
	return nil
}

// Batch writes entry frames: entries are added until one does not fit.
type Batch struct {
	b []byte
	n int
}

// NewBatch starts a frame of entries.
func NewBatch(urgent bool) *Batch {
	flags := byte(0)
	if urgent {
		flags = 1
	}
	return &Batch{b: append(make([]byte, 0, 4<<10), byte(TEntries), flags, 0, 0)}
}

// Add appends one encoded entry, or reports that the frame is full.
func (b *Batch) Add(raw []byte) bool {
	if len(b.b)+4+len(raw) > MaxFrame || b.n == 1<<16-1 {
		return false
	}
	b.b = binary.BigEndian.AppendUint32(b.b, uint32(len(raw)))
	b.b = append(b.b, raw...)
	b.n++
	binary.BigEndian.PutUint16(b.b[2:], uint16(b.n))
	return true
}

// Len is the number of entries in the frame.
func (b *Batch) Len() int { return b.n }

// Frame is the finished frame.
func (b *Batch) Frame() []byte { return b.b }

// DecodeEntries splits an entries body into the encoded entries, which share
// its memory. It does not look inside them: HQ judges each apart, so that one
// bad entry does not take its neighbours along.
func DecodeEntries(body []byte) (urgent bool, raws [][]byte, err error) {
	if len(body) < 3 || body[0] > 1 {
		return false, nil, fmt.Errorf("entries: %w", ErrFrame)
	}
	n := int(binary.BigEndian.Uint16(body[1:]))
	rest := body[3:]
	if n*4 > len(rest) {
		return false, nil, fmt.Errorf("entries: %d do not fit: %w", n, ErrFrame)
	}
	raws = make([][]byte, 0, n)
	for range n {
		raw, after, ok := cut32(rest)
		if !ok {
			return false, nil, fmt.Errorf("entries: cut short: %w", ErrFrame)
		}
		raws, rest = append(raws, raw), after
	}
	if len(rest) != 0 {
		return false, nil, fmt.Errorf("entries: %d bytes too many: %w", len(rest), ErrFrame)
	}
	return body[0] == 1, raws, nil
}

// Row is one line of a feed.
type Row struct {
	N      int64
	Gone   bool
	MadeBy evidence.Hash
	Entity string
	Body   []byte
}

// Rows writes row frames of one feed.
type Rows struct {
	b    []byte
	n    int
	head int // where the count stands
}

// NewRows starts a frame of rows of feed.
func NewRows(feed string) *Rows {
	b := append(make([]byte, 0, 8<<10), byte(TRows), byte(len(feed)))
	b = append(b, feed...)
	return &Rows{b: append(b, 0, 0), head: len(b)}
}

// Add appends a row, or reports that the frame is full. A row that does not
// fit an empty frame cannot be sent at all; the fold keeps bodies below that.
func (r *Rows) Add(row Row) bool {
	if len(r.b)+8+1+32+1+len(row.Entity)+4+len(row.Body) > MaxFrame {
		return false
	}
	gone := byte(0)
	if row.Gone {
		gone = 1
	}
	r.b = binary.BigEndian.AppendUint64(r.b, uint64(row.N))
	r.b = append(r.b, gone)
	r.b = append(r.b, row.MadeBy[:]...)
	r.b = append(r.b, byte(len(row.Entity)))
	r.b = append(r.b, row.Entity...)
	r.b = binary.BigEndian.AppendUint32(r.b, uint32(len(row.Body)))
	r.b = append(r.b, row.Body...)
	r.n++
	binary.BigEndian.PutUint16(r.b[r.head:], uint16(r.n))
	return true
}

// Len is the number of rows in the frame.
func (r *Rows) Len() int { return r.n }

// Frame is the finished frame.
func (r *Rows) Frame() []byte { return r.b }

// DecodeRows reads a rows body; bodies share its memory.
func DecodeRows(body []byte) (feed string, rows []Row, err error) {
	bad := func(why string) (string, []Row, error) { return "", nil, fmt.Errorf("rows: %s: %w", why, ErrFrame) }
	name, rest, ok := cut8(body)
	if !ok || len(rest) < 2 {
		return bad("no feed")
	}
	n := int(binary.BigEndian.Uint16(rest))
	rest = rest[2:]
	if n*46 > len(rest) {
		return bad("more rows than bytes")
	}
	rows = make([]Row, 0, n)
	for range n {
		if len(rest) < 41 || rest[8] > 1 {
			return bad("cut short")
		}
		row := Row{N: int64(binary.BigEndian.Uint64(rest)), Gone: rest[8] == 1, MadeBy: evidence.Hash(rest[9:41])}
		var entity []byte
		if entity, rest, ok = cut8(rest[41:]); !ok {
			return bad("cut short")
		}
		if row.Body, rest, ok = cut32(rest); !ok {
			return bad("cut short")
		}
		row.Entity = string(entity)
		rows = append(rows, row)
	}
	if len(rest) != 0 {
		return bad("bytes after the last row")
	}
	return string(name), rows, nil
}

// PhotoBytes is one stretch of one chunk.
type PhotoBytes struct {
	Slot  byte
	Chunk uint32
	Byte  uint32
	Data  []byte
}

// photoHead is how many bytes precede the data of a photo frame.
const photoHead = 1 + 1 + 4 + 4

// EncodePhotoBytes writes the frame.
func EncodePhotoBytes(p PhotoBytes) []byte {
	b := append(make([]byte, 0, photoHead+len(p.Data)), byte(TPhotoBytes), p.Slot)
	b = binary.BigEndian.AppendUint32(b, p.Chunk)
	b = binary.BigEndian.AppendUint32(b, p.Byte)
	return append(b, p.Data...)
}

// DecodePhotoBytes reads the body; Data shares its memory. It accepts a body
// cut anywhere after its head: what a broken connection still brought is kept.
func DecodePhotoBytes(body []byte) (PhotoBytes, error) {
	if len(body) < photoHead-1 || body[0] >= MaxSlots {
		return PhotoBytes{}, fmt.Errorf("photo bytes: %w", ErrFrame)
	}
	return PhotoBytes{Slot: body[0], Chunk: binary.BigEndian.Uint32(body[1:]), Byte: binary.BigEndian.Uint32(body[5:]), Data: body[9:]}, nil
}

func cut8(b []byte) (head, rest []byte, ok bool) {
	if len(b) < 1 || len(b)-1 < int(b[0]) {
		return nil, nil, false
	}
	n := 1 + int(b[0])
	return b[1:n:n], b[n:], true
}

func cut32(b []byte) (head, rest []byte, ok bool) {
	if len(b) < 4 {
		return nil, nil, false
	}
	n := int64(binary.BigEndian.Uint32(b))
	if n > int64(len(b)-4) {
		return nil, nil, false
	}
	return b[4 : 4+n : 4+n], b[4+n:], true
}
