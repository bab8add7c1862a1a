package evidence

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha512"
	"encoding/hex"
	"math/rand/v2"
	"testing"

	"filippo.io/edwards25519"
)

// agree holds a key's table against the standard library.
func agree(t *testing.T, key, message, sig []byte) bool {
	t.Helper()
	want := ed25519.Verify(key, message, sig)
	got := want
	if table := newKeyTable([32]byte(key)); table != nil {
		got = table.verified(key, message, sig)
	} else if want {
		t.Errorf("key %x is no point, and the standard library accepts its signature", key)
	}
	if got != want {
		t.Errorf("key %x, message %x, signature %x: %v, the standard library %v", key, message, sig, got, want)
	}
	return want
}

func TestATableOfAKeySaysWhatTheStandardLibrarySays(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	accepted := 0
	for range 300 {
		seed, message := make([]byte, ed25519.SeedSize), make([]byte, r.IntN(400))
		for i := range seed {
			seed[i] = byte(r.Uint32())
		}
		private := ed25519.NewKeyFromSeed(seed)
		key, sig := private.Public().(ed25519.PublicKey), ed25519.Sign(private, message)
		if agree(t, key, message, sig) {
			accepted++
		}
		for range 4 {
			bad := bytes.Clone(sig)
			bad[r.IntN(len(bad))] ^= 1 << r.IntN(8)
			if agree(t, key, message, bad) {
				t.Errorf("a flipped bit was accepted")
			}
		}
		agree(t, key, append(message, 0), sig)
		agree(t, key, message, sig[:63])
	}
	if accepted != 300 {
		t.Errorf("%d of 300 sound signatures were accepted", accepted)
	}
}

// The order of the base point, which a signature's s must lie under.
var order, _ = hex.DecodeString("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010")

// Points of small order, which add nothing to eight times a sum, in their one and in
// their other encodings: a check with the cofactor accepts what one without refuses.
var torsion = []string{
	"0100000000000000000000000000000000000000000000000000000000000000",
	"0100000000000000000000000000000000000000000000000000000000000080",
	"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
	"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
	"0000000000000000000000000000000000000000000000000000000000000000",
	"0000000000000000000000000000000000000000000000000000000000000080",
	"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
	"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
	"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
	"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
	"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
}

func TestStrangeKeysAndSignaturesAreJudgedAsByTheStandardLibrary(t *testing.T) {
	var small [][]byte
	for _, s := range torsion {
		b, err := hex.DecodeString(s)
		if err != nil {
			t.Fatal(err)
		}
		small = append(small, b)
	}
	accepted := 0
	count := func(ok bool) {
		if ok {
			accepted++
		}
	}
	zero := make([]byte, 32)
	for _, key := range small {
		for _, r := range small {
			for _, s := range [][]byte{zero, order} {
				for i := range byte(16) {
					count(agree(t, key, []byte{i}, append(bytes.Clone(r), s...)))
				}
			}
		}
	}
	// A key with a part of small order, and signatures by its other part.
	for i, b := range small {
		part, err := new(edwards25519.Point).SetBytes(b)
		if err != nil {
			continue
		}
		digest := sha512.Sum512([]byte{byte(i)})
		a, _ := new(edwards25519.Scalar).SetUniformBytes(digest[:])
		key := new(edwards25519.Point).ScalarBaseMult(a)
		key.Add(key, part)
		for m := range byte(24) {
			count(agree(t, key.Bytes(), []byte{m}, signedBy(a, key.Bytes(), []byte{m})))
		}
	}
	// s and s plus the order are one number, and only the smaller is a signature.
	private := ed25519.NewKeyFromSeed(zero)
	sig := ed25519.Sign(private, nil)
	carry := 0
	for i := range order {
		carry += int(sig[32+i]) + int(order[i])
		sig[32+i], carry = byte(carry), carry>>8
	}
	if agree(t, private.Public().(ed25519.PublicKey), nil, sig) {
		t.Error("a signature was accepted in a second form")
	}
	if accepted < 100 {
		t.Errorf("%d of these were accepted: the strange ones that are sound were not tried", accepted)
	}
}

// signedBy is a signature by the scalar a under an encoded key.
func signedBy(a *edwards25519.Scalar, key, message []byte) []byte {
	digest := sha512.Sum512(append([]byte("nonce"), message...))
	n, _ := new(edwards25519.Scalar).SetUniformBytes(digest[:])
	r := new(edwards25519.Point).ScalarBaseMult(n).Bytes()
	h := sha512.New()
	h.Write(r)
	h.Write(key)
	h.Write(message)
	k, _ := new(edwards25519.Scalar).SetUniformBytes(h.Sum(nil))
	return append(r, new(edwards25519.Scalar).MultiplyAdd(k, a, n).Bytes()...)
}

func TestAKeyGetsATableOnceItIsAskedForOften(t *testing.T) {
	var k keyTables
	private := ed25519.NewKeyFromSeed(make([]byte, 32))
	key := [32]byte(private.Public().(ed25519.PublicKey))
	for i := 1; i < oftenIs; i++ {
		if k.of(key) != nil {
			t.Fatalf("a table after %d signatures", i)
		}
	}
	if t1 := k.of(key); t1 == nil || t1 != k.of(key) {
		t.Error("no table of its own")
	}
	for i := range 3 * oftenKeys {
		seed := make([]byte, 32)
		seed[0], seed[1] = byte(i), byte(i>>8)+1
		for range oftenFull {
			k.of([32]byte(ed25519.NewKeyFromSeed(seed).Public().(ed25519.PublicKey)))
		}
	}
	if len(k.tables) != oftenKeys || len(k.seen) > oftenSeen {
		t.Errorf("%d tables, %d counted", len(k.tables), len(k.seen))
	}
	late := [32]byte(ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, 32)).Public().(ed25519.PublicKey))
	for i := 1; i < oftenFull; i++ {
		if k.of(late) != nil {
			t.Fatalf("after %d signatures it took the place of another", i)
		}
	}
	if k.of(late) == nil {
		t.Error("it never gets a place")
	}
	if verified(key[:5], nil, make([]byte, 64)) {
		t.Error("a cut key signs")
	}
}

func FuzzVerify(f *testing.F) {
	private := ed25519.NewKeyFromSeed(make([]byte, 32))
	f.Add([]byte(private.Public().(ed25519.PublicKey)), []byte("m"), ed25519.Sign(private, []byte("m")))
	for _, s := range torsion {
		b, _ := hex.DecodeString(s)
		f.Add(b, []byte("m"), append(bytes.Clone(b), make([]byte, 32)...))
	}
	f.Fuzz(func(t *testing.T, key, message, sig []byte) {
		if len(key) == ed25519.PublicKeySize {
			agree(t, key, message, sig)
		}
	})
}

// BenchmarkVerify is one signature over a header of the usual size.
func BenchmarkVerify(b *testing.B) {
	private := ed25519.NewKeyFromSeed(make([]byte, 32))
	key := private.Public().(ed25519.PublicKey)
	header := make([]byte, 330)
	sig := ed25519.Sign(private, header)
	b.Run("standard", func(b *testing.B) {
		for b.Loop() {
			if !ed25519.Verify(key, header, sig) {
				b.Fatal("refused")
			}
		}
	})
	b.Run("often", func(b *testing.B) {
		for b.Loop() {
			if !verified(key, header, sig) {
				b.Fatal("refused")
			}
		}
	})
	b.Run("a table", func(b *testing.B) {
		for b.Loop() {
			newKeyTable([32]byte(key))
		}
	})
}
