package evidence_test

import (
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"fairvisit/evidence"

	"github.com/google/go-cmp/cmp"
)

func seededEnrolment() evidence.Enrolment {
	return evidence.Enrolment{Device: seededID("device"), Officer: seededID("officer"), Unit: seededID("unit"), Role: "officer",
		DeviceKey: evidence.PublicKey(public(deviceKey)), OfficerKey: evidence.PublicKey(public(officerKey)), Issued: 1_790_000_000_000_000}
}

func stated(t *testing.T, magic string, v any, k ed25519.PrivateKey) evidence.Statement {
	t.Helper()
	s, err := evidence.SignStatement(magic, v, k)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestStatementsReadBackAsHeadquartersSignedThem(t *testing.T) {
	service := seededKey("service key")
	x25519 := seeded("an X25519 key")
	keys := evidence.KeyList{Version: 3, Generation: seededID("generation"), Service: evidence.PublicKey(public(service)), Transport: x25519[:]}
	beacon := evidence.Beacon{Device: seededID("device"), Nonce: seeded("nonce"), Time: -1, Size: 0, Root: seeded("root")}
	var gotEnrolment evidence.Enrolment
	var gotKeys evidence.KeyList
	var gotBeacon evidence.Beacon
	for _, c := range []struct {
		magic     string
		said, got any
	}{{evidence.MagicEnrol, new(seededEnrolment()), &gotEnrolment}, {evidence.MagicKeys, &keys, &gotKeys}, {evidence.MagicBeacon, &beacon, &gotBeacon}} {
		carried, err := evidence.MarshalPayload(stated(t, c.magic, c.said, service))
		if err != nil {
			t.Fatal(err)
		}
		var s evidence.Statement
		if err := evidence.DecodePayload(carried, &s); err != nil {
			t.Fatal(err)
		}
		if err := s.Open(c.magic, public(service), c.got); err != nil {
			t.Errorf("%q: %v", c.magic, err)
		}
		if diff := cmp.Diff(c.said, c.got); diff != "" {
			t.Errorf("%q: %s", c.magic, diff)
		}
		sig, err := hex.DecodeString(s.Sig)
		if err != nil || !ed25519.Verify(public(service), []byte(c.magic+s.Body), sig) {
			t.Errorf("%q: the signature is not over magic and body alone", c.magic)
		}
	}
}

// TestNothingUnsignedIsRead: a refusal names the signature, never the body, and
// leaves what it was to fill untouched.
func TestNothingUnsignedIsRead(t *testing.T) {
	service := seededKey("service key")
	good := stated(t, evidence.MagicEnrol, seededEnrolment(), service)
	change := func(f func(*evidence.Statement)) evidence.Statement { s := good; f(&s); return s }
	cases := []struct {
		name  string
		s     evidence.Statement
		magic string
		key   ed25519.PublicKey
	}{
		{"another role", change(func(s *evidence.Statement) { s.Body = strings.Replace(s.Body, `"officer"`, `"manager"`, 1) }), evidence.MagicEnrol, public(service)},
		{"a space more", change(func(s *evidence.Statement) { s.Body += " " }), evidence.MagicEnrol, public(service)},
		{"a body that is no JSON", change(func(s *evidence.Statement) { s.Body = "{" }), evidence.MagicEnrol, public(service)},
		{"no body", change(func(s *evidence.Statement) { s.Body = "" }), evidence.MagicEnrol, public(service)},
		{"read as a key list", good, evidence.MagicKeys, public(service)},
		{"read as a beacon", good, evidence.MagicBeacon, public(service)},
		{"read as an entry", good, "fv-entry-v1\n", public(service)},
		{"magic moved into the body", change(func(s *evidence.Statement) { s.Body = evidence.MagicEnrol + s.Body }), "", public(seededKey("thief"))},
		{"a device's key", good, evidence.MagicEnrol, public(deviceKey)},
		{"no key", good, evidence.MagicEnrol, nil},
		{"half a key", good, evidence.MagicEnrol, public(service)[:16]},
		{"no signature", change(func(s *evidence.Statement) { s.Sig = "" }), evidence.MagicEnrol, public(service)},
		{"half a signature", change(func(s *evidence.Statement) { s.Sig = s.Sig[:64] }), evidence.MagicEnrol, public(service)},
		{"a signature that is not hex", change(func(s *evidence.Statement) { s.Sig = strings.Repeat("z", 128) }), evidence.MagicEnrol, public(service)},
		{"a thief's signature", stated(t, evidence.MagicEnrol, seededEnrolment(), seededKey("thief")), evidence.MagicEnrol, public(service)},
	}
	for _, c := range cases {
		var got evidence.Enrolment
		err := c.s.Open(c.magic, c.key, &got)
		if !errors.Is(err, evidence.ErrSignature) || errors.Is(err, evidence.ErrMalformed) {
			t.Errorf("%s: %v", c.name, err)
		}
		if diff := cmp.Diff(evidence.Enrolment{}, got); diff != "" {
			t.Errorf("%s was read: %s", c.name, diff)
		}
	}
}

func TestASignedBodyIsStillReadStrictly(t *testing.T) {
	service := seededKey("service key")
	body := `{"role":"officer","role":"manager"}`
	s := evidence.Statement{Body: body, Sig: hex.EncodeToString(ed25519.Sign(service, []byte(evidence.MagicEnrol+body)))}
	var got evidence.Enrolment
	if err := s.Open(evidence.MagicEnrol, public(service), &got); !errors.Is(err, evidence.ErrMalformed) {
		t.Errorf("a role given twice: %v", err)
	}
	if _, err := evidence.SignStatement(evidence.MagicKeys, map[string]any{"version": 1.5}, service); err == nil {
		t.Error("a statement that nobody could read was signed")
	}
}
