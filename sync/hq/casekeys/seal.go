package casekeys

import (
	"errors"
	"fmt"

	"fairvisit/evidence/vault"
)

// Sealed is the first byte of what is sealed here. No part of an entry begins so
// (FORMAT.md section 4), nor does JSON or a JPEG.
const Sealed = 6

// ErrForm means that bytes are not of the form of what is sealed here.
var ErrForm = errors.New("this is not sealed as headquarters seals")

// Seal seals plain for a place under the key of a scope, which Ensure has made.
// ErrErased: the key was destroyed, and nobody is to keep this.
func (r *Ring) Seal(s Scope, at vault.Place, plain []byte) ([]byte, error) {
	k, err := r.Key(s)
	if err != nil {
		return nil, err
	}
	b := make([]byte, 0, 2+len(s)+len(plain)+vault.Overhead)
	return k.SealBehind(append(append(b, Sealed, byte(len(s))), s...), at, plain), nil
}

// Open opens what Seal made for that place. ErrErased: its key was destroyed.
func (r *Ring) Open(at vault.Place, sealed []byte) ([]byte, error) {
	s, record, err := split(sealed)
	if err != nil {
		return nil, err
	}
	k, err := r.Key(s)
	if err != nil {
		return nil, err
	}
	plain, err := k.Open(at, record)
	if err != nil {
		return nil, fmt.Errorf("what is sealed here does not open: %w", err)
	}
	return plain, nil
}

// ScopeOf is the scope that sealed bytes name.
func ScopeOf(sealed []byte) (Scope, error) {
	s, _, err := split(sealed)
	return s, err
}

func split(sealed []byte) (Scope, []byte, error) {
	if len(sealed) < 2 || sealed[0] != Sealed || len(sealed) < 2+int(sealed[1]) {
		return "", nil, ErrForm
	}
	n := 2 + int(sealed[1])
	return Scope(sealed[2:n]), sealed[n:], nil
}
