package vault

import (
	"bytes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/hpke"
	"crypto/rand"
	"errors"
	"fmt"
	"io"

	"fairvisit/evidence"
)

// A visit's key seals what is sent of that visit: the parts of entries and the
// photos. It is made from the store key and a random id, so that who holds the
// store key needs no table to open what lies there: one kept at random would be
// one bad page away from taking a visit along. Headquarters gets it in a box.

const (
	visitMagic = "fv-visit-v1\n"
	partMagic  = "fv-part-v1\n"
	// BoxSize is how long a key is in the box for headquarters.
	BoxSize = keySize + keySize + tagSize
	// SealedChunk is how long a full chunk of a sealed file is.
	SealedChunk = sealedSize
)

// ErrBox means that a key was sealed for another key of headquarters, or for
// another device, or was changed; what it seals stays as it is.
var ErrBox = errors.New("vault: this key of a visit is sealed for another key of headquarters")

// visitsKept bounds how many keys of visits are kept ready.
const visitsKept = 512

// Visit is the key of that id.
func (k *Key) Visit(id evidence.ID) *Key {
	k.mu.RLock()
	v := k.visits[id]
	k.mu.RUnlock()
	if v != nil {
		return v
	}
	v = KeyOf([keySize]byte(expand(k.secret[:], visitMagic+string(id[:]))))
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.visits == nil || len(k.visits) >= visitsKept {
		k.visits = map[evidence.ID]*Key{}
	}
	k.visits[id] = v
	return v
}

// Box seals the key of that id for headquarters' transport key. An error: that
// is no X25519 public key.
func (k *Key) Box(device, id evidence.ID, transport evidence.PublicKey) ([]byte, error) {
	to, err := recipient(transport)
	if err != nil {
		return nil, err
	}
	return hpke.Seal(to, hpke.HKDFSHA256(), hpke.AES256GCM(), boxInfo(device, id, transport), k.Visit(id).secret[:])
}

// OpenBox is the key of a visit of that device, for who holds the private part
// of the transport key. ErrBox refuses.
func OpenBox(private *ecdh.PrivateKey, device, id evidence.ID, box []byte) (*Key, error) {
	from, err := hpke.NewDHKEMPrivateKey(private)
	if err != nil {
		return nil, fmt.Errorf("vault: the transport key: %w", err)
	}
	secret, err := hpke.Open(from, hpke.HKDFSHA256(), hpke.AES256GCM(), boxInfo(device, id, private.PublicKey().Bytes()), box)
	if err != nil || len(secret) != keySize {
		return nil, ErrBox
	}
	return KeyOf([keySize]byte(secret)), nil
}

func boxInfo(device, id evidence.ID, transport []byte) []byte {
	b := append([]byte(visitMagic), device[:]...)
	return append(append(b, id[:]...), transport...)
}

// SealParts is an entry with its present parts sealed by this key, which id
// names. Salts are sealed too: beside a hash one would let a short fact be
// guessed.
func (k *Key) SealParts(e evidence.Entry, id evidence.ID) evidence.Entry {
	e.Facts = k.sealPart(e.Facts, id, e.ID, 1)
	e.Words = k.sealPart(e.Words, id, e.ID, 2)
	return e
}

func (k *Key) sealPart(p evidence.Part, id evidence.ID, entry evidence.Hash, which byte) evidence.Part {
	if p.State != evidence.Present {
		return p
	}
	s := evidence.Part{State: evidence.Sealed}
	copy(s.Salt[:], id[:])
	n := s.Salt[16:][:nonceSize]
	rand.Read(n) // never fails: crypto/rand ends the program instead
	plain := append(append(make([]byte, 0, saltSize+len(p.Bytes)), p.Salt[:]...), p.Bytes...)
	s.Bytes = k.parts().Seal(make([]byte, 0, len(plain)+tagSize), n, plain, partData(entry, which))
	return s
}

// PartsKey names the key that the sealed parts of an entry need; false where
// none is sealed. ErrSealed: they name two, or are none of ours.
func PartsKey(e *evidence.Entry) (id evidence.ID, sealed bool, err error) {
	for _, p := range []*evidence.Part{&e.Facts, &e.Words} {
		if p.State != evidence.Sealed {
			continue
		}
		named := evidence.ID(p.Salt[:16])
		if sealed && named != id || [4]byte(p.Salt[28:]) != [4]byte{} {
			return id, true, ErrSealed
		}
		id, sealed = named, true
	}
	return id, sealed, nil
}

// OpenParts is the entry as it was before SealParts. ErrSealed: a part does not
// open; evidence.ErrMalformed: it is not what was signed.
func (k *Key) OpenParts(e evidence.Entry) (evidence.Entry, error) {
	for which, p := range []*evidence.Part{&e.Facts, &e.Words} {
		if p.State != evidence.Sealed {
			continue
		}
		plain, err := k.parts().Open(nil, p.Salt[16:][:nonceSize], p.Bytes, partData(e.ID, byte(which+1)))
		if err != nil || len(plain) < saltSize {
			return e, ErrSealed
		}
		*p = evidence.Part{State: evidence.Present, Salt: [32]byte(plain[:saltSize]), Bytes: plain[saltSize:]}
	}
	return e, e.CheckParts()
}

func partData(entry evidence.Hash, which byte) []byte {
	return append(append([]byte(partMagic), entry[:]...), which)
}

func (k *Key) parts() cipher.AEAD {
	k.mu.RLock()
	a := k.partSealer
	k.mu.RUnlock()
	if a != nil {
		return a
	}
	a, err := cipher.NewGCM(k.block(partMagic))
	if err != nil {
		panic(err) // only for a block that is not crypto/aes
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.partSealer = a
	return a
}

// Chunks opens and seals the chunks of a sealed file, each alone.
type Chunks struct{ aead cipher.AEAD }

// Chunks is for who holds the file's own key: that of a visit, which the salt
// names.
func (k *Key) Chunks(salt [32]byte, name string) *Chunks { return &Chunks{k.file(salt[:], name)} }

// Open puts the plain bytes of a chunk behind dst. ErrSealed: it is not that
// chunk of that file.
func (c *Chunks) Open(dst []byte, chunk int64, last bool, sealed []byte) ([]byte, error) {
	plain, err := c.aead.Open(dst, nonce(chunk, last), sealed, nil)
	if err != nil {
		return dst, ErrSealed
	}
	return plain, nil
}

// FileSalt is the salt at the front of a sealed file; its first 16 bytes name the
// key of a visit, or are zero. ErrSealed: this is no sealed file.
func FileSalt(r io.ReaderAt) (salt [32]byte, err error) {
	head := make([]byte, headerSize)
	if n, err := r.ReadAt(head, 0); n < len(head) {
		if errors.Is(err, io.EOF) {
			err = ErrSealed
		}
		return salt, err
	}
	if !bytes.HasPrefix(head, []byte(fileMagic)) {
		return salt, ErrSealed
	}
	return [32]byte(head[len(fileMagic):]), nil
}

// ChunkAt is where a chunk begins in its sealed file.
func ChunkAt(chunk int64) int64 { return int64(headerSize) + chunk*sealedSize }

// PhotoPlace is where what is secret of a photo lies, by the key of its file:
// headquarters opens the same record.
func PhotoPlace(entry evidence.Hash, index int) Place {
	return Place{Table: "photos", Column: "body", ID: entry[:], Seq: uint64(index)}
}
