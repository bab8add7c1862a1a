package crew

import (
	"crypto/ed25519"
	"errors"

	"fairvisit/evidence"
)

// The refusals of a beacon that a colleague's device shows (FORMAT.md section 19).
var (
	ErrForeignBeacon = errors.New("this time is not signed by this device's headquarters")
	ErrOldBeacon     = errors.New("this time is not later than what this device knows of headquarters' time already")
)

const kindBeacon = 5

// usualBeacon is what beacons have in common; it is part of the format.
var usualBeacon = []byte(`0123456789abcdef{"device":"","nonce":"","time":17,"size":,"root":""}`)

// BeaconText is a beacon of headquarters as a code: about 330 characters.
func BeaconText(beacon evidence.Statement) (string, error) {
	b, err := appendStatement([]byte{kindBeacon}, beacon, usualBeacon)
	if err != nil {
		return "", err
	}
	return text(b), nil
}

// ReadBeacon reads what BeaconText wrote and checks it: service is the key of
// headquarters, after the latest time of headquarters known here (µs). Refused:
// ErrMalformed, ErrKind, ErrForeignBeacon, ErrOldBeacon.
func ReadBeacon(s string, service ed25519.PublicKey, after int64) (evidence.Statement, evidence.Beacon, error) {
	var beacon evidence.Beacon
	b, err := parse(s, kindBeacon)
	if err != nil {
		return evidence.Statement{}, beacon, err
	}
	if len(b) <= 1+ed25519.SignatureSize {
		return evidence.Statement{}, beacon, ErrMalformed
	}
	st, err := readStatement(b[1:], usualBeacon)
	if err != nil {
		return st, beacon, err
	}
	if st.Open(evidence.MagicBeacon, service, &beacon) != nil {
		return st, beacon, ErrForeignBeacon
	}
	if beacon.Time <= after {
		return st, beacon, ErrOldBeacon
	}
	return st, beacon, nil
}
