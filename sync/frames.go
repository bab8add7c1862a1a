package fieldsync

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"fairvisit/evidence"
)

// Limits of PROTOCOL.md section 8, shared by both ends.
const (
	MaxFrame    = 64 << 10
	MaxUnacked  = 512 << 10    // bytes of entries sent and not answered
	MaxUrgent   = 64           // urgent entries a session
	MaxRows     = 500          // rows of one batch
	MaxRowBytes = 1 << 20      // bytes of one batch, and of one body
	MaxSlots    = 16           // photos begun at once
	MaxAwaiting = 256          // photos a hello asks about
	MinFlow     = 4 << 10      // photo bytes that may always be in flight
	LargeFrame  = MaxFrame / 2 // bytes of a photo frame beyond which the link is a fast one
	MaxFlow     = 1 << 20
	// MinFrame is how far down a device goes with its frames and with what is
	// unanswered, whatever headquarters says: less would only take longer.
	MinFrame = 4 << 10
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
	TKeys          Type = 0x17
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
	TOrder         Type = 0x42
	TUnlocks       Type = 0x43
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
	b    []byte
	n    int
	most int // bytes
}

// NewBatch starts a frame of entries of at most so many bytes. Only its first entry
// may be larger, up to MaxFrame: a frame without any would never be the last.
func NewBatch(urgent bool, most int) *Batch {
	flags := byte(0)
	if urgent {
		flags = 1
	}
	return &Batch{b: append(make([]byte, 0, 4<<10), byte(TEntries), flags, 0, 0), most: most}
}

// Add appends one encoded entry, or reports that the frame is full.
func (b *Batch) Add(raw []byte) bool {
	size := len(b.b) + 4 + len(raw)
	if size > MaxFrame || size > b.most && b.n > 0 || b.n == 1<<16-1 {
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

// Row is one line of a feed, or a part of one.
type Row struct {
	N         int64
	Gone      bool
	Continued bool // the next row is of the same n and entity and carries on the body
	MadeBy    evidence.Hash
	Entity    string
	Body      []byte
}

// Bits of a row's flags.
const (
	rowGone      = 1
	rowContinued = 2
)

// rowHead is how many bytes of a row are neither entity nor body.
const rowHead = 8 + 1 + 32 + 1 + 4

// Rows writes the row frames of one batch of one feed.
type Rows struct {
	feed string
	done [][]byte // finished frames
	b    []byte   // the frame begun
	n    int      // rows in it
}

// NewRows starts a batch of feed.
func NewRows(feed string) *Rows { return &Rows{feed: feed} }

// Add appends a row. A body that does not fit an empty frame goes in parts: a
// larger frame would keep an acknowledgement waiting behind it.
func (r *Rows) Add(row Row) {
	for !r.fits(row) {
		if r.n > 0 {
			r.finish()
			continue
		}
		part := row
		part.Continued = true
		part.Body, row.Body = cutAt(row.Body, r.room(row))
		r.put(part)
		r.finish()
	}
	r.put(row)
}

func cutAt(b []byte, n int) (head, rest []byte) { return b[:n], b[n:] }

// room is how many bytes of a body the frame still takes.
func (r *Rows) room(row Row) int {
	used := len(r.b)
	if r.n == 0 {
		used = 1 + 1 + len(r.feed) + 2
	}
	return MaxFrame - used - rowHead - len(row.Entity)
}

func (r *Rows) fits(row Row) bool { return len(row.Body) <= r.room(row) }

func (r *Rows) put(row Row) {
	if r.n == 0 {
		r.b = append(make([]byte, 0, 8<<10), byte(TRows), byte(len(r.feed)))
		r.b = append(r.b, r.feed...)
		r.b = append(r.b, 0, 0)
	}
	flags := byte(0)
	if row.Gone {
		flags |= rowGone
	}
	if row.Continued {
		flags |= rowContinued
	}
	r.b = binary.BigEndian.AppendUint64(r.b, uint64(row.N))
	r.b = append(r.b, flags)
	r.b = append(r.b, row.MadeBy[:]...)
	r.b = append(r.b, byte(len(row.Entity)))
	r.b = append(r.b, row.Entity...)
	r.b = binary.BigEndian.AppendUint32(r.b, uint32(len(row.Body)))
	r.b = append(r.b, row.Body...)
	r.n++
	binary.BigEndian.PutUint16(r.b[2+len(r.feed):], uint16(r.n))
}

func (r *Rows) finish() {
	if r.n > 0 {
		r.done = append(r.done, r.b)
		r.b, r.n = nil, 0
	}
}

// Frames are the finished frames, none without rows.
func (r *Rows) Frames() [][]byte {
	r.finish()
	return r.done
}

// DecodeRows reads a rows body; bodies share its memory. Parts come as they are:
// the rest of a body is in the next frame, which this frame cannot know.
func DecodeRows(body []byte) (feed string, rows []Row, err error) {
	bad := func(why string) (string, []Row, error) { return "", nil, fmt.Errorf("rows: %s: %w", why, ErrFrame) }
	name, rest, ok := cut8(body)
	if !ok || len(rest) < 2 {
		return bad("no feed")
	}
	n := int(binary.BigEndian.Uint16(rest))
	rest = rest[2:]
	if n*rowHead > len(rest) {
		return bad("more rows than bytes")
	}
	rows = make([]Row, 0, n)
	for range n {
		if len(rest) < 41 {
			return bad("cut short")
		}
		flags := rest[8]
		if flags > rowContinued {
			return bad("a row with flags that are not known, or gone and continued")
		}
		row := Row{N: int64(binary.BigEndian.Uint64(rest)), Gone: flags == rowGone, Continued: flags == rowContinued, MadeBy: evidence.Hash(rest[9:41])}
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

// AppendPhotoBytes appends the frame to b.
func AppendPhotoBytes(b []byte, p PhotoBytes) []byte {
	b = append(slices.Grow(b, photoHead+len(p.Data)), byte(TPhotoBytes), p.Slot)
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
