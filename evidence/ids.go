package evidence

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
)

// ID is a random 128-bit name: a visit, a party, an officer, a device, an
// epoch. It says nothing about what it names, so it may stand in signed
// headers, plain columns and logs.
type ID [16]byte

// Hash is a SHA-256: the name of an entry, a part, a photo root or a chunk.
type Hash [32]byte

// NewID returns a fresh random ID.
func NewID() ID {
	var id ID
	rand.Read(id[:]) // never fails: crypto/rand ends the program instead
	return id
}

// ParseID reads the 32 lower-case hex digits that ID.String writes.
func ParseID(s string) (ID, error) {
	var id ID
	return id, parseHex(id[:], s, "id")
}

// ParseHash reads the 64 lower-case hex digits that Hash.String writes.
func ParseHash(s string) (Hash, error) {
	var h Hash
	return h, parseHex(h[:], s, "hash")
}

func (id ID) String() string  { return hex.EncodeToString(id[:]) }
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// Short is enough of an ID to tell things apart on a screen or in a log.
func (id ID) Short() string { return hex.EncodeToString(id[:4]) }

// Short is enough of a Hash to tell things apart on a screen or in a log.
func (h Hash) Short() string { return hex.EncodeToString(h[:6]) }

// IsZero reports that no ID was set.
func (id ID) IsZero() bool { return id == ID{} }

// IsZero reports that no hash was set.
func (h Hash) IsZero() bool { return h == Hash{} }

// MarshalText writes lower-case hex; the zero value writes as the empty text.
func (id ID) MarshalText() ([]byte, error) { return marshalHex(id[:], id.IsZero()), nil }

// UnmarshalText reads what MarshalText wrote.
func (id *ID) UnmarshalText(b []byte) error { return unmarshalHex(id[:], b, "id") }

// MarshalText writes lower-case hex; the zero value writes as the empty text.
func (h Hash) MarshalText() ([]byte, error) { return marshalHex(h[:], h.IsZero()), nil }

// UnmarshalText reads what MarshalText wrote.
func (h *Hash) UnmarshalText(b []byte) error { return unmarshalHex(h[:], b, "hash") }

func marshalHex(b []byte, zero bool) []byte {
	if zero {
		return []byte{}
	}
	return hex.AppendEncode(nil, b)
}

func unmarshalHex(dst, text []byte, what string) error {
	if len(text) == 0 {
		clear(dst)
		return nil
	}
	return parseHex(dst, string(text), what)
}

// parseHex refuses upper case: a name has one spelling, so names compare as text.
func parseHex(dst []byte, s, what string) error {
	if len(s) != 2*len(dst) {
		return fmt.Errorf("%s: want %d hex digits, have %d characters", what, 2*len(dst), len(s))
	}
	for i := 0; i < len(s); i++ {
		if c := s[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return fmt.Errorf("%s: %q is not a lower-case hex digit", what, c)
		}
	}
	_, err := hex.Decode(dst, []byte(s))
	return err
}
