package vault

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"sync"

	"fairvisit/evidence"
	"fairvisit/evidence/probe"
)

const (
	keySize       = 32
	recordVersion = 1
	nonceSize     = 12
	tagSize       = 16
	// Overhead is how many bytes a record is longer than what it seals.
	Overhead = 1 + nonceSize + tagSize
)

// LiesOpen is a planted bug: records are as long as sealed ones and are not
// sealed. Tests of what seals must see it, and benchmarks measure beside it.
const LiesOpen = "a record lies open"

// ErrSealed means that sealed bytes do not open: another key's, another place's,
// cut or changed. What they held is not known, and nothing of it is returned.
var ErrSealed = errors.New("vault: these bytes do not open: they were sealed by another key or for another place, or were changed")

// Key is the store key of one person on one device. Its methods may be called
// from several goroutines.
type Key struct {
	secret [keySize]byte

	mu         sync.RWMutex
	tables     map[string]cipher.AEAD
	visits     map[evidence.ID]*Key
	partSealer cipher.AEAD
}

// NewKey makes a random store key.
func NewKey() *Key {
	k := &Key{tables: map[string]cipher.AEAD{}}
	rand.Read(k.secret[:]) // never fails: crypto/rand ends the program instead
	return k
}

// KeyOf is the store key with these 32 bytes.
func KeyOf(secret [32]byte) *Key { return &Key{secret: secret, tables: map[string]cipher.AEAD{}} }

// Equal reports whether both are the same key.
func (k *Key) Equal(other *Key) bool { return other != nil && k.secret == other.secret }

// Place is where a record lies; it opens nowhere else.
type Place struct {
	Table, Column string // each at most 255 bytes
	ID            []byte
	Epoch         evidence.ID // zero where the place has none
	Seq           uint64
}

const rowMagic = "fv-row-v1\n"

// data is the associated data of a record at this place.
func (p *Place) data() []byte {
	b := make([]byte, 0, len(rowMagic)+len(p.Table)+len(p.ID)+len(p.Column)+30)
	b = append(append(b, rowMagic...), byte(len(p.Table)))
	b = binary.BigEndian.AppendUint32(append(b, p.Table...), uint32(len(p.ID)))
	b = append(append(b, p.ID...), p.Epoch[:]...)
	b = append(binary.BigEndian.AppendUint64(b, p.Seq), byte(len(p.Column)))
	return append(b, p.Column...)
}

// Seal makes the record of plain at that place.
func (k *Key) Seal(at Place, plain []byte) []byte {
	return k.SealBehind(make([]byte, 0, len(plain)+Overhead), at, plain)
}

// SealBehind is Seal, the record behind what dst holds.
func (k *Key) SealBehind(dst []byte, at Place, plain []byte) []byte {
	dst = append(dst, recordVersion)
	if probe.Planted(LiesOpen) {
		return append(append(dst, plain...), make([]byte, nonceSize+tagSize)...)
	}
	return k.table(at.Table).Seal(dst, nil, plain, at.data())
}

// Open is what was sealed for that place; never nil. ErrSealed: it was not, or
// was changed.
func (k *Key) Open(at Place, record []byte) ([]byte, error) {
	if len(record) < Overhead || record[0] != recordVersion {
		return nil, ErrSealed
	}
	if probe.Planted(LiesOpen) {
		return append([]byte{}, record[1:len(record)-nonceSize-tagSize]...), nil
	}
	plain, err := k.table(at.Table).Open(make([]byte, 0, len(record)-Overhead), nil, record[1:], at.data())
	if err != nil {
		return nil, ErrSealed
	}
	return plain, nil
}

// table is the sealer of one table. Keys of their own keep each far from the
// 2³² records that random nonces allow a key.
func (k *Key) table(name string) cipher.AEAD {
	k.mu.RLock()
	a := k.tables[name]
	k.mu.RUnlock()
	if a != nil {
		return a
	}
	a, err := cipher.NewGCMWithRandomNonce(k.block(rowMagic + name))
	if err != nil {
		panic(err) // only for a block that is not crypto/aes
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.tables[name] = a
	return a
}

// block is AES under the key derived for one use.
func (k *Key) block(use string) cipher.Block {
	b, err := aes.NewCipher(expand(k.secret[:], use))
	if err != nil {
		panic(err) // only for a key of another length
	}
	return b
}

func expand(secret []byte, use string) []byte {
	b, err := hkdf.Expand(sha256.New, secret, use, keySize)
	if err != nil {
		panic(err) // only for a length or a secret that HKDF does not take
	}
	return b
}

// markMagic begins what the key of a table's marks is derived with.
const markMagic = "fv-mark-v1\n"

// Mark stands for a value in a table that is searched by it: always the same for one
// value, and nothing that tells the value to who lacks the key.
func (k *Key) Mark(table string, value []byte) (mark evidence.ID) {
	mac := hmac.New(sha256.New, expand(k.secret[:], markMagic+table))
	mac.Write(value)
	copy(mark[:], mac.Sum(nil))
	return mark
}
