package crew

import (
	"bytes"
	"crypto/sha256"
	"encoding/base32"
	"strings"
)

// A code is upper case, for a QR code holds half as much again of the 45 letters
// it knows than of bytes, and a person who types it needs no shift key.
const prefix = "FVCREW1:"

// mostText is more than any code has; what is longer is not looked at.
const mostText = 8192

var letters = base32.StdEncoding.WithPadding(base32.NoPadding)

// text writes bytes with four of their hash behind them: a letter that was
// misread or mistyped must not look like a forgery.
func text(b []byte) string {
	sum := sha256.Sum256(b)
	return prefix + letters.EncodeToString(append(bytes.Clone(b), sum[:checkLength]...))
}

// parse gives the bytes of a code of one kind, without their check.
func parse(s string, kind byte) ([]byte, error) {
	if len(s) > mostText {
		return nil, ErrMalformed
	}
	s = strings.ToUpper(strings.Join(strings.Fields(s), ""))
	code, ok := strings.CutPrefix(s, prefix)
	if !ok {
		return nil, ErrMalformed
	}
	b, err := letters.DecodeString(code)
	if err != nil || len(b) <= checkLength {
		return nil, ErrMalformed
	}
	b = b[:len(b)-checkLength]
	// Written again it must be the same: the check, and bits the last letter has too many.
	if text(b) != s {
		return nil, ErrMalformed
	}
	if b[0] != kind {
		return nil, ErrKind
	}
	return b, nil
}
