package vault

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"time"

	"golang.org/x/crypto/argon2"

	"fairvisit/evidence"
)

// Secret is a device's share of a person's key-encryption key: what the PIN
// alone does not tell.
type Secret [32]byte

// NewSecret makes a random one.
func NewSecret() Secret {
	var s Secret
	rand.Read(s[:]) // never fails: crypto/rand ends the program instead
	return s
}

// Cost is what one try of a PIN costs, for the owner and for a thief.
type Cost struct {
	Passes uint32 `json:"passes"`
	Memory uint32 `json:"memory"` // KiB
	Lanes  uint8  `json:"lanes"`
}

// DefaultCost is RFC 9106's second recommended option, for machines that have
// no 2 GiB to spare.
var DefaultCost = Cost{Passes: 3, Memory: 64 << 10, Lanes: 4}

// bearable keeps a record that was changed from costing all the memory there is.
func (c Cost) bearable() bool {
	return c.Passes >= 1 && c.Passes <= 16 && c.Memory >= 8 && c.Memory <= 1<<20 && c.Lanes >= 1 && c.Lanes <= 16
}

// Lock is the store key of a person, wrapped for their PIN, and what wrong tries
// have cost so far. Whoever changes it writes it down before they act on it.
type Lock struct {
	Salt []byte `json:"salt"`
	Cost
	Wrap   []byte      `json:"wrap"`
	Chosen bool        `json:"chosen"`          // a PIN was chosen; before, the empty one opens
	Coded  bool        `json:"coded"`           // headquarters can make unlock codes
	Share  string      `json:"share,omitempty"` // where the device's share lies: InFile, InKeystore or InWords
	Words  *WordsShare `json:"words,omitempty"` // of InWords

	Wrong int         `json:"wrong"` // tries since the last right one
	Boot  evidence.ID `json:"boot"`  // of the last try
	Since int64       `json:"since"` // µs since that boot, at the last try

	Codes     uint64      `json:"codes"`      // counter of the next unlock code
	CodeBoot  evidence.ID `json:"code_boot"`  // of the last code tried; zero: none
	CodeSince int64       `json:"code_since"` // µs since that boot

	Ordered
}

// Where the device's share of a person's key lies.
const (
	InFile     = "" // beside the lock
	InKeystore = "keystore"
	InWords    = "words" // with its owner, and on no disk
)

// Refusals of a PIN or a code.
var (
	ErrPIN    = errors.New("vault: the PIN is not right")
	ErrWait   = errors.New("vault: too many wrong tries; wait before the next")
	ErrLocked = errors.New("vault: too many wrong tries; an unlock code is needed")
	ErrCode   = errors.New("vault: the unlock code is not right")
	ErrLock   = errors.New("vault: the record of the lock cannot be used; the store is as it was")
)

const wrapMagic = "fv-wrap-v1\n"

// wait is how long after so many wrong tries the next one waits.
func wait(wrong int) time.Duration {
	waits := []time.Duration{30 * time.Second, time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour}
	if wrong < freeTries {
		return 0
	}
	return waits[min(wrong-freeTries, len(waits)-1)]
}

const (
	freeTries = 4
	mostTries = 10
)

// Left is how long the next try must still wait; ErrLocked: none is taken, for
// there is somebody who can lift it. Only
// a clock since boot is asked: one on the wall could be put forward. Of another
// boot it is known only that it began after the try.
func (l *Lock) Left(boot evidence.ID, since int64) (time.Duration, error) {
	if err := l.refuses(); err != nil {
		return 0, err
	}
	if l.Wrong >= mostTries && l.Coded {
		return 0, ErrLocked
	}
	return left(wait(l.Wrong), l.Boot, l.Since, boot, since), nil
}

// left is what is left of a wait that began at that moment of that boot.
func left(whole time.Duration, began evidence.ID, at int64, boot evidence.ID, since int64) time.Duration {
	passed := since
	if boot == began {
		passed -= at
	}
	return max(0, whole-max(0, time.Duration(passed)*time.Microsecond))
}

// Try counts a try of the PIN and calls keep before it judges it, so that who
// pulls the plug gets none for nothing; and once more when it was right. ErrPIN,
// ErrWait, ErrLocked and ErrLock refuse; an error of keep comes back as it is.
func (l *Lock) Try(officer evidence.ID, pin string, s Secret, boot evidence.ID, since int64, keep func() error) (*Key, error) {
	left, err := l.Left(boot, since)
	if err != nil {
		return nil, err
	}
	if left > 0 {
		return nil, ErrWait
	}
	l.Wrong, l.Boot, l.Since = l.Wrong+1, boot, since
	if err := keep(); err != nil {
		return nil, err
	}
	k, err := l.open(officer, pin, s)
	if err != nil {
		return nil, err
	}
	l.Wrong, l.Boot, l.Since = 0, evidence.ID{}, 0
	return k, keep()
}

// Unwrap opens a lock for which no PIN was chosen yet. ErrPIN: one was.
func (l *Lock) Unwrap(officer evidence.ID, s Secret) (*Key, error) {
	if l.Chosen {
		return nil, ErrPIN
	}
	if err := l.refuses(); err != nil {
		return nil, err
	}
	return l.open(officer, "", s)
}

// Set wraps a store key for a PIN; the empty one is none chosen yet. The count
// of wrong tries begins anew, that of unlock codes goes on.
func (l *Lock) Set(k *Key, officer evidence.ID, pin string, s Secret, c Cost) error {
	next := Lock{Salt: make([]byte, 16), Cost: c, Chosen: pin != "", Coded: l.Coded, Codes: l.Codes, Share: l.Share, Words: l.Words, Ordered: l.Ordered}
	rand.Read(next.Salt)
	a, err := next.sealer(officer, pin, s)
	if err != nil {
		return err
	}
	next.Wrap = a.Seal(nil, nil, k.secret[:], next.data(officer))
	*l = next
	return nil
}

func (l *Lock) open(officer evidence.ID, pin string, s Secret) (*Key, error) {
	a, err := l.sealer(officer, pin, s)
	if err != nil {
		return nil, err
	}
	if len(l.Wrap) != nonceSize+keySize+tagSize {
		return nil, ErrLock
	}
	secret, err := a.Open(nil, nil, l.Wrap, l.data(officer))
	if err != nil {
		return nil, ErrPIN
	}
	return KeyOf([keySize]byte(secret)), nil
}

// sealer is AES-GCM under the key-encryption key.
func (l *Lock) sealer(officer evidence.ID, pin string, s Secret) (cipher.AEAD, error) {
	if !l.bearable() || len(l.Salt) != 16 {
		return nil, ErrLock
	}
	both := append(argon2.IDKey([]byte(pin), l.Salt, l.Passes, l.Memory, l.Lanes, keySize), s[:]...)
	kek, err := hkdf.Key(sha256.New, both, nil, "fv-kek-v1\n"+string(officer[:]), keySize)
	if err != nil {
		return nil, err
	}
	b, err := aes.NewCipher(kek)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(b)
}

func (l *Lock) data(officer evidence.ID) []byte {
	b := append(append([]byte(wrapMagic), officer[:]...), l.Salt...)
	b = binary.BigEndian.AppendUint32(b, l.Passes)
	b = binary.BigEndian.AppendUint32(b, l.Memory)
	return append(b, l.Lanes)
}
