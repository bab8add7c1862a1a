package evidence

import (
	"crypto/ed25519"
	"crypto/sha512"
	"sync"

	"filippo.io/edwards25519"
)

// verified is ed25519.Verify, in about a third of the time for a key that was asked
// for often: a headquarters looks at thousands of entries of a device, an audit at
// all of them. It says what ed25519.Verify says of every key, message and
// signature, strange ones too; a batch of signatures checked as one, which would
// be as fast, does not.
func verified(key ed25519.PublicKey, message, sig []byte) bool {
	if len(key) != ed25519.PublicKeySize {
		return false
	}
	if t := often.of([32]byte(key)); t != nil && t.verified(key, message, sig) {
		return true
	}
	return ed25519.Verify(key, message, sig) // a no is rare, and is not ours alone
}

const (
	oftenIs   = 8    // signatures of a key after which its multiples are computed, which costs as much as three
	oftenKeys = 128  // keys whose multiples are kept: 80 KiB each
	oftenFull = 64   // signatures of a key after which they are worth those of another, which may be wanted again
	oftenSeen = 4096 // keys that are counted
)

// often are the keys that were asked for often. What is forgotten is found again.
var often keyTables

type keyTables struct {
	mu     sync.RWMutex
	tables map[[32]byte]*keyTable
	seen   map[[32]byte]int
}

// of is the table of a key, nil as long as it is not worth one.
func (k *keyTables) of(key [32]byte) *keyTable {
	k.mu.RLock()
	t := k.tables[key]
	k.mu.RUnlock()
	if t != nil || !k.count(key) {
		return t
	}
	t = newKeyTable(key) // not under the lock: others go on meanwhile
	if t == nil {
		return nil
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.tables == nil {
		k.tables = map[[32]byte]*keyTable{}
	}
	for other := range k.tables { // any: an order of use would cost each signature a lock
		if len(k.tables) < oftenKeys {
			break
		}
		delete(k.tables, other)
	}
	k.tables[key] = t
	return t
}

// count counts one more signature of a key, and reports that it is worth a table.
func (k *keyTables) count(key [32]byte) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.seen == nil || len(k.seen) >= oftenSeen {
		k.seen = map[[32]byte]int{}
	}
	k.seen[key]++
	if k.seen[key] < oftenIs || k.seen[key] < oftenFull && len(k.tables) >= oftenKeys {
		return false
	}
	delete(k.seen, key)
	return true
}

// keyTable are multiples of a negated public key: at [i][d-1] stands d·16ⁱ times it.
type keyTable [64][8]edwards25519.Point

// newKeyTable is nil for bytes that are no point.
func newKeyTable(key [32]byte) *keyTable {
	p, err := new(edwards25519.Point).SetBytes(key[:])
	if err != nil {
		return nil
	}
	t := new(keyTable)
	p.Negate(p)
	for i := range t {
		fill(t[i][:], p)
		p.Add(&t[i][7], &t[i][7])
	}
	return t
}

// baseTable are multiples of the base point: at [i][d-1] stands d·256ⁱ times it.
type baseTable [32][128]edwards25519.Point

var base = sync.OnceValue(func() *baseTable {
	t, p := new(baseTable), edwards25519.NewGeneratorPoint()
	for i := range t {
		fill(t[i][:], p)
		p.Add(&t[i][127], &t[i][127])
	}
	return t
})

// fill sets list to p, 2p, 3p …
func fill(list []edwards25519.Point, p *edwards25519.Point) {
	list[0].Set(p)
	for d := 1; d < len(list); d++ {
		list[d].Add(&list[d-1], p)
	}
}

// verified is RFC 8032 section 5.1.7 without the cofactor, as crypto/ed25519 has it:
// the encoding of s·B − k·A must be the R that was signed with. Only what anybody
// may know goes in, so that the time it takes may tell of it.
func (t *keyTable) verified(key ed25519.PublicKey, message, sig []byte) bool {
	if len(sig) != ed25519.SignatureSize {
		return false
	}
	s, err := new(edwards25519.Scalar).SetCanonicalBytes(sig[32:])
	if err != nil {
		return false
	}
	var digest [sha512.Size]byte
	h := sha512.New()
	h.Write(sig[:32])
	h.Write(key)
	h.Write(message)
	k, err := new(edwards25519.Scalar).SetUniformBytes(h.Sum(digest[:0]))
	if err != nil {
		return false
	}
	r := edwards25519.NewIdentityPoint()
	b := base()
	for i, d := range signedBytes(s.Bytes()) {
		addTimes(r, b[i][:], d)
	}
	for i, d := range signedNibbles(k.Bytes()) {
		addTimes(r, t[i][:], d)
	}
	return string(r.Bytes()) == string(sig[:32])
}

// addTimes adds d times the first point of multiples to r.
func addTimes(r *edwards25519.Point, multiples []edwards25519.Point, d int) {
	switch {
	case d > 0:
		r.Add(r, &multiples[d-1])
	case d < 0:
		r.Subtract(r, &multiples[-d-1])
	}
}

// signedBytes writes a little-endian number below 2²⁵³ with digits from −128 to 127,
// each 256 times the one before: half the multiples then suffice.
func signedBytes(b []byte) (digits [32]int) {
	carry := 0
	for i := range digits {
		d := int(b[i]) + carry
		carry = (d + 128) >> 8
		digits[i] = d - carry<<8
	}
	return digits
}

// signedNibbles is signedBytes with digits from −8 to 7, each 16 times the one before.
func signedNibbles(b []byte) (digits [64]int) {
	carry := 0
	for i := range digits {
		d := int(b[i/2]>>(4*(i%2)))&15 + carry
		carry = (d + 8) >> 4
		digits[i] = d - carry<<4
	}
	return digits
}
