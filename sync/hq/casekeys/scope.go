package casekeys

import (
	"encoding/binary"
	"time"

	"fairvisit/evidence"
)

// Scope names what one key seals: a kind and an id, as it stands before what is
// sealed.
type Scope string

const (
	caseKind  = 1
	visitKind = 2
	dayKind   = 3
	photoKind = 4
	houseKind = 5
)

// House is the scope of what headquarters keeps about the people who work for
// it, and of what is left of an erased case. It is never destroyed.
const House = Scope("\x05")

// OfCase is the scope of a case.
func OfCase(id evidence.ID) Scope { return Scope(append([]byte{caseKind}, id[:]...)) }

// OfVisit is the scope of a visit whose entries do not name its case.
func OfVisit(id evidence.ID) Scope { return Scope(append([]byte{visitKind}, id[:]...)) }

// OfPhoto is the scope of one photo.
func OfPhoto(entry evidence.Hash, index int) Scope {
	return Scope(binary.BigEndian.AppendUint16(append([]byte{photoKind}, entry[:]...), uint16(index)))
}

// OfDay is the scope of what a device handed in on the day of that time (µs, UTC)
// about no case and no visit.
func OfDay(device evidence.ID, at int64) Scope {
	day := at / (24 * time.Hour).Microseconds()
	return Scope(binary.BigEndian.AppendUint32(append([]byte{dayKind}, device[:]...), uint32(day)))
}

// OfEntry is the scope of an entry's words. A visit's case is not looked up for
// entries that do not name it: which key seals an entry must follow from the
// entry alone, whatever came before it.
func OfEntry(h *evidence.Header, received int64) Scope {
	if c := h.Case(); !c.IsZero() {
		return OfCase(c)
	}
	if v := h.Visit(); !v.IsZero() {
		return OfVisit(v)
	}
	return OfDay(h.Device, received)
}

// Photo is the photo a scope is of.
func (s Scope) Photo() (entry evidence.Hash, index int, is bool) {
	if len(s) != 1+32+2 || s[0] != photoKind {
		return entry, 0, false
	}
	return evidence.Hash([]byte(s[1:33])), int(binary.BigEndian.Uint16([]byte(s[33:]))), true
}

// Case is the case a scope is of.
func (s Scope) Case() (id evidence.ID, is bool) {
	if len(s) != 1+16 || s[0] != caseKind {
		return id, false
	}
	return evidence.ID([]byte(s[1:])), true
}

// Visit is the visit a scope is of.
func (s Scope) Visit() (id evidence.ID, is bool) {
	if len(s) != 1+16 || s[0] != visitKind {
		return id, false
	}
	return evidence.ID([]byte(s[1:])), true
}
