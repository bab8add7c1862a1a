package evidence_test

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"
)

// byFormat is a second reader of entries, written from FORMAT.md alone: it
// walks offsets, shares no code with the package and judges nothing but
// lengths. What both readers say must be the same.
type byFormat struct {
	fields []string // "name value", in the order of FORMAT.md
	header []byte
	id     [32]byte
	sigs   map[byte][]byte
	parts  [2]partByFormat // facts, words
}

type partByFormat struct {
	state byte
	bytes []byte
	hash  [32]byte // computed from salt and bytes
}

// cursor panics at the end of b; readEntryByFormat turns that into an error.
type cursor struct {
	b  []byte
	at int
}

func (c *cursor) take(n int) []byte {
	v := c.b[c.at : c.at+n]
	c.at += n
	return v
}

func readEntryByFormat(b []byte) (e byFormat, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("too short: %v", r)
		}
	}()
	c := &cursor{b: b}
	e.header = c.take(int(binary.BigEndian.Uint16(c.take(2))))
	e.id = sha256.Sum256(e.header)
	if e.fields, err = readHeaderByFormat(e.header); err != nil {
		return e, err
	}
	e.sigs = map[byte][]byte{}
	for n := c.take(1)[0]; n > 0; n-- {
		role := c.take(1)[0]
		e.sigs[role] = c.take(64)
	}
	for i, magic := range []string{"fv-facts-v1\n", "fv-words-v1\n"} {
		p := &e.parts[i]
		p.state = c.take(1)[0]
		if p.state == 1 || p.state == 4 {
			salt := c.take(32)
			p.bytes = c.take(int(binary.BigEndian.Uint32(c.take(4))))
			p.hash = sha256.Sum256([]byte(magic + string(salt) + string(p.bytes)))
		}
	}
	if c.at != len(b) {
		return e, fmt.Errorf("%d bytes follow", len(b)-c.at)
	}
	return e, nil
}

// readHeaderByFormat gives the table of section 1, line by line.
func readHeaderByFormat(b []byte) (fields []string, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("too short: %v", r)
		}
	}()
	c := &cursor{b: b}
	say := func(name string, v any) { fields = append(fields, fmt.Sprintf("%s %v", name, v)) }
	hexed := func(name string, n int) { say(name, hex.EncodeToString(c.take(n))) }
	number := func(name string) { say(name, int64(binary.BigEndian.Uint64(c.take(8)))) }

	say("magic", strings.TrimSpace(string(c.take(12))))
	say("kind", string(c.take(int(c.take(1)[0]))))
	say("build", string(c.take(int(c.take(1)[0]))))
	say("flags", c.take(1)[0])
	hexed("device", 16)
	hexed("epoch", 16)
	number("seq")
	hexed("prev", 32)
	hexed("prevVisit", 32)
	for n := c.take(1)[0]; n > 0; n-- {
		say("ref", fmt.Sprintf("%d %x", c.take(1)[0], c.take(16)))
	}
	number("wall")
	say("zone", int16(binary.BigEndian.Uint16(c.take(2))))
	hexed("boot", 16)
	number("sinceBoot")
	hexed("facts", 32)
	hexed("words", 32)
	for n := c.take(1)[0]; n > 0; n-- {
		root, size := c.take(32), binary.BigEndian.Uint64(c.take(8))
		say("photo", fmt.Sprintf("%x %d %d", root, size, c.take(1)[0]))
	}
	if c.at != len(b) {
		return fields, fmt.Errorf("%d bytes follow the header", len(b)-c.at)
	}
	return fields, nil
}
