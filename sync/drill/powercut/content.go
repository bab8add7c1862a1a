//go:build linux

package powercut

import (
	"math/rand/v2"
	"slices"
)

// sector is the unit in bytes that a disk writes whole or not at all.
const sector = 512

// content is what a file holds: as processes see it, as the disk has it, and
// the changes between the two in the order they were made.
type content struct {
	now     []byte
	kept    []byte
	waiting []change
}

// change is one write or, when resize is set, one change of size to at bytes.
type change struct {
	at     int64
	bytes  []byte
	resize bool
}

// made does the change to what processes see. The caller's buffer may be used
// again after the call.
func (c *content) made(ch change) {
	ch.bytes = slices.Clone(ch.bytes)
	c.now = ch.on(c.now)
	c.waiting = append(c.waiting, ch)
}

// sync replays the waiting changes on the durable bytes. Copying the whole file
// instead would cost a database its full size at every commit.
func (c *content) sync() {
	for _, ch := range c.waiting {
		c.kept = ch.on(c.kept)
	}
	c.waiting = nil
}

// cut leaves what the disk has, with those waiting changes that rnd lets
// survive; a nil rnd lets none. It reports how many bytes were lost and how
// many writes were torn, and whether anything was lost.
func (c *content) cut(rnd *rand.Rand) (bytes int64, torn int, lost bool) {
	for _, ch := range c.waiting {
		survived, whole := ch.survivors(rnd)
		gone := int64(len(ch.bytes))
		for _, part := range survived {
			c.kept = part.on(c.kept)
			gone -= int64(len(part.bytes))
		}
		if len(survived) > 0 && !whole {
			torn++
		}
		bytes += gone
		lost = lost || !whole
	}
	c.waiting = nil
	c.now = slices.Clone(c.kept)
	return bytes, torn, lost
}

// survivors is what of the change reached the disk before the power went.
func (ch change) survivors(rnd *rand.Rand) (parts []change, whole bool) {
	if rnd == nil {
		return nil, false
	}
	switch rnd.IntN(3) {
	case 0:
		return nil, false
	case 1:
		return []change{ch}, true
	}
	pieces := ch.sectors()
	for _, piece := range pieces {
		if rnd.IntN(2) == 0 {
			parts = append(parts, piece)
		}
	}
	return parts, len(parts) == len(pieces)
}

// sectors cuts a write at the disk's sector borders; a resize is one piece.
func (ch change) sectors() []change {
	if ch.resize {
		return []change{ch}
	}
	var pieces []change
	for at, rest := ch.at, ch.bytes; len(rest) > 0; {
		n := min(sector-int(at%sector), len(rest))
		pieces = append(pieces, change{at: at, bytes: rest[:n]})
		at, rest = at+int64(n), rest[n:]
	}
	return pieces
}

// on applies the change to b, which it may reuse; gaps are filled with zeros.
func (ch change) on(b []byte) []byte {
	if ch.resize {
		return sized(b, ch.at)
	}
	b = sized(b, max(int64(len(b)), ch.at+int64(len(ch.bytes))))
	copy(b[ch.at:], ch.bytes)
	return b
}

func sized(b []byte, n int64) []byte {
	if n <= int64(len(b)) {
		return b[:n]
	}
	return append(b, make([]byte, n-int64(len(b)))...)
}
