package evidence_test

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"strings"
	"testing"

	"fairvisit/evidence"
)

// resigned is the entry of h with just these signatures, valid or not: what a
// thief with an encoder could send.
func resigned(t *testing.T, e evidence.Entry, sigs ...evidence.Signature) evidence.Entry {
	t.Helper()
	e.Sigs = sigs
	return e
}

func signedBy(k ed25519.PrivateKey, role uint8, e evidence.Entry) evidence.Signature {
	return evidence.Signature{Role: role, Sig: [64]byte(ed25519.Sign(k, e.HeaderBytes()))}
}

func TestVerifyWantsEveryoneWhoIsNamedAndNobodyElse(t *testing.T) {
	golden := goldenEntries(t)
	officer, device := golden["officer"], golden["photos"]
	thief := seededKey("thief")
	cases := []struct {
		name  string
		entry evidence.Entry
		ok    bool
	}{
		{"officer and device", resigned(t, officer, signedBy(deviceKey, 1, officer), signedBy(officerKey, 2, officer)), true},
		{"the device alone, an officer is named", resigned(t, officer, signedBy(deviceKey, 1, officer)), false},
		{"the officer alone", resigned(t, officer, signedBy(officerKey, 2, officer)), false},
		{"the device in both roles", resigned(t, officer, signedBy(deviceKey, 1, officer), signedBy(deviceKey, 2, officer)), false},
		{"the officer in both roles", resigned(t, officer, signedBy(officerKey, 1, officer), signedBy(officerKey, 2, officer)), false},
		{"roles exchanged", resigned(t, officer, signedBy(officerKey, 1, officer), signedBy(deviceKey, 2, officer)), false},
		{"a thief's device", resigned(t, officer, signedBy(thief, 1, officer), signedBy(officerKey, 2, officer)), false},
		{"a thief as officer", resigned(t, officer, signedBy(deviceKey, 1, officer), signedBy(thief, 2, officer)), false},
		{"a signature of another entry", resigned(t, officer, signedBy(deviceKey, 1, device), signedBy(officerKey, 2, officer)), false},
		{"the device, no officer is named", resigned(t, device, signedBy(deviceKey, 1, device)), true},
		{"an officer who is not named", resigned(t, device, signedBy(deviceKey, 1, device), signedBy(officerKey, 2, device)), false},
		{"the device in the officer's role", resigned(t, device, signedBy(deviceKey, 2, device)), false},
		{"nobody", resigned(t, device), false},
	}
	for _, c := range cases {
		err := c.entry.Verify(public(deviceKey), public(officerKey))
		if c.ok && err != nil || !c.ok && !errors.Is(err, evidence.ErrSignature) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestVerifyWithoutTheRightKeysRefuses(t *testing.T) {
	e := goldenEntries(t)["officer"]
	good, other := public(deviceKey), public(officerKey)
	for name, keys := range map[string][2]ed25519.PublicKey{
		"exchanged": {other, good}, "no officer key": {good, nil}, "no device key": {nil, other}, "no keys": {},
		"short device key": {good[:31], other}, "long officer key": {good, append(bytes.Clone(other), 0)},
		"a thief's key": {public(seededKey("thief")), other},
	} {
		if err := e.Verify(keys[0], keys[1]); !errors.Is(err, evidence.ErrSignature) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestDecodeRefusesOtherRoles(t *testing.T) {
	e := goldenEntries(t)["officer"]
	one, two := signedBy(deviceKey, 1, e), signedBy(officerKey, 2, e)
	for name, sigs := range map[string][]evidence.Signature{
		"descending": {two, one}, "twice": {one, one}, "role 0": {{Role: 0}}, "role 3": {one, two, {Role: 3}},
	} {
		forged := resigned(t, e, sigs...)
		if _, err := evidence.Decode(forged.Encode()); !errors.Is(err, evidence.ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestDecodeRefusesPartsThatDoNotFitTheHeader(t *testing.T) {
	golden := goldenEntries(t)
	with, without := golden["officer"], golden["first"]
	for name, plant := range map[string]func() evidence.Entry{
		"facts gone without a word":   func() evidence.Entry { with.Facts = evidence.Part{}; return with },
		"words gone without a word":   func() evidence.Entry { e := golden["officer"]; e.Words = evidence.Part{}; return e },
		"words out of nowhere":        func() evidence.Entry { without.Words = seededPart("words salt", `{}`); return without },
		"withheld, but never written": func() evidence.Entry { e := golden["first"]; e.Words.State = evidence.Withheld; return e },
		"facts and words exchanged":   func() evidence.Entry { e := golden["officer"]; e.Facts, e.Words = e.Words, e.Facts; return e },
		"a state of the future":       func() evidence.Entry { e := golden["officer"]; e.Words = evidence.Part{State: 5}; return e },
		"facts of the future":         func() evidence.Entry { e := golden["officer"]; e.Facts = evidence.Part{State: 5}; return e },
	} {
		e := plant()
		if _, err := evidence.Decode(e.Encode()); !errors.Is(err, evidence.ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A length beyond the bytes, up to the largest that fits the field, is refused
// on every word size.
func TestDecodeRefusesLengthsBeyondTheBytes(t *testing.T) {
	e := goldenEntries(t)["officer"]
	whole := e.Encode()
	lengthAt := len(whole) - len(e.Words.Bytes) - 4
	for _, length := range []string{"\x00\x00\x00\xff", "\x7f\xff\xff\xff", "\x80\x00\x00\x00", "\xff\xff\xff\xff"} {
		b := bytes.Clone(whole)
		copy(b[lengthAt:], length)
		if _, err := evidence.Decode(b); !errors.Is(err, evidence.ErrMalformed) {
			t.Errorf("length %x: %v", length, err)
		}
	}
}

func TestSignRefusesWhatHeadquartersWouldRefuse(t *testing.T) {
	facts, words := seededPart("facts salt", `{}`), seededPart("words salt", `{}`)
	plain := seededHeader("visit.left/1", 2)
	officer := plain
	officer.Refs = []evidence.Ref{{Kind: evidence.RefOfficer, ID: seededID("officer")}}
	second := plain
	second.Seq, second.Prev = 1, seeded("an entry before the first")
	cases := []struct {
		name         string
		h            evidence.Header
		facts, words evidence.Part
		keys         evidence.Keys
		want         error
	}{
		{"facts that are not JSON", plain, seededPart("facts salt", "{"), words, deviceOnly, evidence.ErrMalformed},
		{"words with a fraction", plain, facts, seededPart("words salt", `{"a":1.5}`), deviceOnly, evidence.ErrMalformed},
		{"no facts", plain, evidence.Part{}, words, deviceOnly, evidence.ErrMalformed},
		{"withheld facts", plain, evidence.Part{State: evidence.Withheld}, words, deviceOnly, evidence.ErrMalformed},
		{"erased words", plain, facts, evidence.Part{State: evidence.Erased}, deviceOnly, evidence.ErrMalformed},
		{"a header that may not exist", second, facts, words, deviceOnly, evidence.ErrMalformed},
		{"an officer who does not sign", officer, facts, words, deviceOnly, evidence.ErrSignature},
		{"an officer's key, but no officer", plain, facts, words, bothKeys, evidence.ErrSignature},
	}
	for _, c := range cases {
		e, err := evidence.Sign(c.h, c.facts, c.words, c.keys)
		if !errors.Is(err, c.want) || len(e.HeaderBytes()) != 0 {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestAnEntryFillsOneFrameToTheByte(t *testing.T) {
	h := seededHeader("visit.phase/1", 2)
	empty := sign(t, h, seededPart("facts salt", `{"a":""}`), evidence.Part{}, deviceOnly)
	room := evidence.MaxEntry - empty.Size()
	full := sign(t, h, seededPart("facts salt", `{"a":"`+strings.Repeat("x", room)+`"}`), evidence.Part{}, deviceOnly)
	if got, err := evidence.Decode(full.Encode()); err != nil || got.Size() != evidence.MaxEntry {
		t.Errorf("an entry of %d bytes: %v", full.Size(), err)
	}
	over := seededPart("facts salt", `{"a":"`+strings.Repeat("x", room+1)+`"}`)
	if _, err := evidence.Sign(h, over, evidence.Part{}, deviceOnly); !errors.Is(err, evidence.ErrTooLarge) {
		t.Errorf("one byte more: %v", err)
	}
	seal := strings.Repeat("x", evidence.SealedMore)
	full.Facts = evidence.Part{State: evidence.Sealed, Bytes: []byte(seal + string(over.Bytes[1:]))} // what nobody here can hash
	if got, err := evidence.Decode(full.Encode()); err != nil || got.Size() != evidence.MaxEntry+evidence.SealedMore {
		t.Errorf("a full entry, sealed: %v", err)
	}
	full.Facts.Bytes = []byte(seal + string(over.Bytes))
	if _, err := evidence.Decode(full.Encode()); !errors.Is(err, evidence.ErrMalformed) {
		t.Errorf("one byte more, sent all the same: %v", err)
	}
}

func TestSaltsDiffer(t *testing.T) {
	a, b := evidence.NewPart([]byte(`{}`)), evidence.NewPart([]byte(`{}`))
	if a.Salt == b.Salt || a.Salt == [32]byte{} {
		t.Error("two parts with one salt: a short fact could be guessed out of its hash")
	}
}
