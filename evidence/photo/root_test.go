package photo

import (
	"crypto/sha256"
	"testing"

	"fairvisit/evidence"
)

// The vector was computed with openssl alone, from the definition. v.bin holds
// 300,000 bytes, byte i being (7i + i/251) mod 256; the salt is 00 01 … 1f.
//
//	c0=$(head -c 262144 v.bin | openssl dgst -sha256 -r | cut -d' ' -f1)
//	c1=$(tail -c +262145 v.bin | openssl dgst -sha256 -r | cut -d' ' -f1)
//	{ printf 'fv-photo-v1\n'; printf %s "$salt$(printf %016x 300000)$c0$c1" | xxd -r -p; } | openssl dgst -sha256
func TestRootIsWhatOpensslComputes(t *testing.T) {
	photo := make([]byte, 300_000)
	for i := range photo {
		photo[i] = byte(7*i + i/251)
	}
	chunks := []evidence.Hash{sha256.Sum256(photo[:ChunkSize]), sha256.Sum256(photo[ChunkSize:])}
	if got := chunks[1].String(); got != "f74552bacc85814d762110685517727b2475f82e44ed092fc870fac91d2a4ca6" {
		t.Fatalf("second chunk is %s: the photo is not the vector's", got)
	}
	var salt [32]byte
	for i := range salt {
		salt[i] = byte(i)
	}
	const want = "12e4effdec046e2fb9302f202ac47e86c7956b35efa233912fd30f6137641c63"
	if got := Root(salt, 300_000, chunks).String(); got != want {
		t.Errorf("root is %s, want %s", got, want)
	}
}
