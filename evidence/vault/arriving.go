package vault

import (
	"crypto/rand"
	"io"
)

// A file that arrives in chunks from elsewhere is sealed chunk by chunk into its
// place, and not by a Writer, which would have to be at hand from the first byte
// to the last: what a stop left is gone on with under the same head. No nonce may
// then serve two chunks, so who seals here must have held the chunk against a hash
// that does not change: sealed again it is the same bytes.

// WriteHead begins a sealed file at the front of w, by the key itself, and returns
// the salt its chunks are sealed with.
func WriteHead(w io.WriterAt) (salt [32]byte, err error) {
	rand.Read(salt[16:]) // never fails: crypto/rand ends the program instead
	_, err = w.WriteAt(append([]byte(fileMagic), salt[:]...), 0)
	return salt, err
}

// Seal puts the sealed chunk behind dst. The same number of the same file must
// never be sealed with other bytes.
func (c *Chunks) Seal(dst []byte, chunk int64, last bool, plain []byte) []byte {
	return c.aead.Seal(dst, nonce(chunk, last), plain, nil)
}
