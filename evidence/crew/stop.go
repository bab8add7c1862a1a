package crew

import (
	"crypto/ed25519"
	"encoding/binary"
	"errors"

	"fairvisit/evidence"
)

// ErrNoStop refuses a code whose entry stops no case (FORMAT.md section 23).
var ErrNoStop = errors.New("this code stops no case")

const (
	kindStop = 6
	flagKind = "flag.raised/1"
)

// StopText is a stop that one device raised as a code for another: about 1,400
// characters, without the words of the entry.
func StopText(stop evidence.Entry, enrolment evidence.Statement) (string, error) {
	stop = stop.Without()
	raw := stop.Encode()
	if len(raw) > 1<<16-1 {
		return "", ErrMalformed
	}
	b := append(binary.BigEndian.AppendUint16([]byte{kindStop}, uint16(len(raw))), raw...)
	b, err := appendEnrolment(b, enrolment)
	if err != nil {
		return "", err
	}
	return text(b), nil
}

// ReadStop reads what StopText wrote and checks it: service is the key of
// headquarters, unit the branch, self this device. Refused: ErrMalformed, ErrKind,
// ErrForeign, ErrUnit, ErrSelf, ErrSignature, ErrNoStop.
func ReadStop(s string, service ed25519.PublicKey, unit, self evidence.ID) (evidence.Entry, error) {
	b, err := parse(s, kindStop)
	if err != nil {
		return evidence.Entry{}, err
	}
	if len(b) < 3 {
		return evidence.Entry{}, ErrMalformed
	}
	n := int(binary.BigEndian.Uint16(b[1:]))
	b = b[3:]
	if len(b) <= n+ed25519.SignatureSize {
		return evidence.Entry{}, ErrMalformed
	}
	e, err := evidence.Decode(b[:n])
	if err != nil {
		return evidence.Entry{}, ErrMalformed
	}
	enrolment, err := readEnrolment(b[n:])
	if err != nil {
		return evidence.Entry{}, err
	}
	var by evidence.Enrolment
	if enrolment.Open(evidence.MagicEnrol, service, &by) != nil {
		return evidence.Entry{}, ErrForeign
	}
	h := &e.Header
	switch {
	case by.Unit != unit:
		return evidence.Entry{}, ErrUnit
	case by.Device == self:
		return evidence.Entry{}, ErrSelf
	case h.Device != by.Device, h.Officer() != by.Officer,
		e.Verify(ed25519.PublicKey(by.DeviceKey), ed25519.PublicKey(by.OfficerKey)) != nil:
		return evidence.Entry{}, ErrSignature
	case h.Kind != flagKind, h.Case().IsZero(), e.Facts.State != evidence.Present:
		return evidence.Entry{}, ErrNoStop
	}
	return e, nil
}
