package stamp_test

import (
	"bytes"
	"crypto/x509"
	"errors"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"fairvisit/evidence/stamp"
	"fairvisit/evidence/stamp/stamptest"
)

var data = []byte("fairvisit.hq/00\n7\nroot\n")

func stamped(t *testing.T, a *stamptest.Authority) []byte {
	t.Helper()
	query, err := stamp.Query(data, big.NewInt(77))
	if err != nil {
		t.Fatal(err)
	}
	token, err := stamp.Token(a.Answer(query))
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// What OpenSSL stamps is read, whatever key it signs with and however it names
// its certificate, and OpenSSL says the same of it.
func TestATokenOfOpenSSL(t *testing.T) {
	if testing.Short() {
		t.Skip("It starts OpenSSL for each key and stamp: make test has it.")
	}
	other := stamptest.New(t, stamptest.RSA)
	for name, key := range map[string]stamptest.Key{"rsa": stamptest.RSA, "ec": stamptest.EC, "old": stamptest.Old} {
		t.Run(name, func(t *testing.T) {
			a := stamptest.New(t, key)
			token := stamped(t, a)
			s, err := stamp.Open(token, data, a.Roots())
			if err != nil || !a.Accepts(token, data) {
				t.Fatalf("%v; OpenSSL accepts it: %t", err, a.Accepts(token, data))
			}
			if off := time.Since(s.Time); off < -2*time.Second || off > 5*time.Minute || s.Accuracy != 1500*time.Millisecond || s.Nonce.Int64() != 77 || s.Policy != "1.3.6.1.4.1.99999.1" || s.Authority != "CN=Invented Authority" {
				t.Errorf("it says %+v", s)
			}
			if _, err := stamp.Open(token, data, other.Roots()); !errors.Is(err, stamp.ErrToken) {
				t.Errorf("under another root: %v", err)
			}
			if _, err := stamp.Open(token, data, x509.NewCertPool()); !errors.Is(err, stamp.ErrToken) {
				t.Errorf("under no root at all: %v", err)
			}
			if _, err := stamp.Open(token, data, nil); err != nil {
				t.Errorf("it is not whole: %v", err)
			}
			changed := append(bytes.Clone(data), ' ')
			if _, err := stamp.Open(token, changed, a.Roots()); !errors.Is(err, stamp.ErrToken) || a.Accepts(token, changed) {
				t.Errorf("of other bytes: %v", err)
			}
		})
	}
}

// A changed token does not hold, or says the same: parts of it nobody signed, and
// nothing is read from those.
func TestAChangedTokenSaysNothingElse(t *testing.T) {
	a := stamptest.New(t, stamptest.RSA)
	token := stamped(t, a)
	roots := a.Roots()
	want, err := stamp.Open(token, data, roots)
	if err != nil {
		t.Fatal(err)
	}
	refused := 0
	for at := range token {
		changed := bytes.Clone(token)
		changed[at] ^= 1 << (at % 8)
		got, err := stamp.Open(changed, data, roots)
		switch {
		case err != nil:
			refused++
		case !got.Time.Equal(want.Time) || got.Serial != want.Serial || got.Authority != want.Authority || got.Policy != want.Policy:
			t.Errorf("byte %d was changed, and it says %+v", at, got)
		}
	}
	if refused < len(token)*9/10 {
		t.Errorf("of %d changes %d were refused", len(token), refused)
	}
	for at := len(token) - 256; at < len(token); at++ { // RSA's signature is the last of it
		changed := bytes.Clone(token)
		changed[at] ^= 0x10
		if _, err := stamp.Open(changed, data, roots); err == nil {
			t.Fatalf("byte %d of the signature was changed and it holds", at)
		}
	}
	for size := range token {
		if _, err := stamp.Open(token[:size], data, roots); err == nil {
			t.Errorf("cut to %d bytes it holds", size)
		}
	}
	if _, err := stamp.Open(append(bytes.Clone(token), 0), data, roots); err == nil {
		t.Error("with a byte more it holds")
	}
}

// A certificate that may sign other things as well stamps nothing, though its
// root is trusted; nor does a signature that could be by any of its key's
// certificates.
func TestAnotherCertificateStampsNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("It starts OpenSSL for each certificate and stamp: make test has it.")
	}
	a := stamptest.New(t, stamptest.RSA)
	for _, c := range []struct {
		usage string
		named bool
		word  string
	}{
		{"critical,timeStamping", true, ""},
		{"timeStamping", true, "for time-stamping alone"},
		{"critical,timeStamping,codeSigning", true, "for time-stamping alone"},
		{"critical,timeStamping,1.3.6.1.4.1.99999.7", true, "for time-stamping alone"},
		{"critical,timeStamping", false, "meant another certificate"},
	} {
		a.Another(c.usage)
		_, err := stamp.Open(a.Resigned(stamped(t, a), c.named), data, a.Roots())
		if c.word == "" && err != nil || c.word != "" && (!errors.Is(err, stamp.ErrToken) || !strings.Contains(err.Error(), c.word)) {
			t.Errorf("for %s, named %t: %v", c.usage, c.named, err)
		}
	}
}

// An authority that refuses is told of, and an answer that is none is no token.
func TestARefusalIsNoToken(t *testing.T) {
	a := stamptest.New(t, stamptest.RSA)
	query, err := stamp.Query(data, big.NewInt(1))
	if err != nil {
		t.Fatal(err)
	}
	unknown := bytes.Replace(query, []byte{0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1}, []byte{0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 9}, 1)
	for name, answer := range map[string][]byte{"refused": a.Answer(unknown), "empty": nil, "a page": []byte("<html>"), "zeros": make([]byte, 99)} {
		if token, err := stamp.Token(answer); err == nil {
			t.Errorf("%s: a token of %d bytes", name, len(token))
		}
	}
}

// Whatever the bytes are, there is an answer.
func TestAnyBytesAreAnswered(t *testing.T) {
	if testing.Short() {
		t.Skip("It reads twenty thousand tokens: make test has it.")
	}
	a := stamptest.New(t, stamptest.EC)
	token := stamped(t, a)
	rng := rand.New(rand.NewPCG(1, 2))
	for range 20000 {
		changed := bytes.Clone(token)
		for range 1 + rng.IntN(4) {
			changed[rng.IntN(len(changed))] = byte(rng.Uint32())
		}
		if s, err := stamp.Open(changed, data, nil); err == nil && s.Time.IsZero() {
			t.Fatal("it holds and says nothing")
		}
	}
}
