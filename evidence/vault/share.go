package vault

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io/fs"
	"sync"
	"time"

	"golang.org/x/crypto/argon2"

	"fairvisit/evidence"
)

// WordsShare says how the device's share is made from six words, and by what the
// words are known for the right ones.
type WordsShare struct {
	Cost
	Check []byte `json:"check"` // 4 bytes
}

// ErrWords means that the six words of a person are needed: nobody gave them since
// the start of the program or of the machine, or it is twelve hours ago.
var ErrWords = errors.New("vault: the six words of this person are needed")

// ErrOtherWords means that a phrase is not this person's. No try was counted.
var ErrOtherWords = errors.New("vault: these are not the six words of this person")

// shareHeld is how long a PIN alone opens after the words were given.
const shareHeld = 12 * time.Hour

// Shares are those that words gave, in the memory of a program: the PIN opens as
// long as they are here. The zero value holds none.
type Shares struct {
	mu   sync.Mutex
	held map[evidence.ID]heldShare
}

type heldShare struct {
	secret Secret
	boot   evidence.ID
	since  int64 // µs
}

func (h *Shares) hold(officer evidence.ID, s Secret, boot evidence.ID, since int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.held == nil {
		h.held = map[evidence.ID]heldShare{}
	}
	h.held[officer] = heldShare{s, boot, since}
}

// of is a person's share; ErrWords where it is not here, or not any more. Only the
// clock since boot is asked: one on the wall could be put back.
func (h *Shares) of(officer evidence.ID, boot evidence.ID, since int64) (Secret, error) {
	if h == nil {
		return Secret{}, ErrWords
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	s, here := h.held[officer]
	if !here || s.boot != boot || since-s.since >= shareHeld.Microseconds() {
		delete(h.held, officer)
		return Secret{}, ErrWords
	}
	return s.secret, nil
}

func (h *Shares) forget(officer evidence.ID) {
	if h == nil {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.held, officer)
}

// share stretches the words: 60 bits beside a short PIN must not be cheap to try.
func (p Phrase) share(officer evidence.ID, c Cost) (Secret, error) {
	secret, err := p.secret()
	if err != nil {
		return Secret{}, err
	}
	if !c.bearable() {
		return Secret{}, ErrLock
	}
	salt := append([]byte("fv-share-v1\n"), officer[:]...)
	return Secret(argon2.IDKey(binary.BigEndian.AppendUint64(nil, secret), salt, c.Passes, c.Memory, c.Lanes, keySize)), nil
}

// known is by what the words are known for the right ones.
func (s Secret) known() []byte { return expand(s[:], "fv-known-v1\n")[:4] }

// ChooseWords sets the PIN of a person, as Choose does, and has the device's share
// be made from six words from then on: whatever was kept of it is deleted. Who
// loses the words opens the store no more; headquarters' recovery key does.
func (k *Keeper) ChooseWords(officer evidence.ID, key *Key, pin string, p Phrase) error {
	if k.Shares == nil {
		return ErrWords // or the PIN would open nothing a moment later
	}
	l, _, codes, err := k.both(officer)
	if err != nil && !errors.Is(err, ErrWords) {
		return err
	}
	cost := k.cost()
	s, err := p.share(officer, cost)
	if err != nil {
		return err
	}
	before := l.Share
	l.Share, l.Words = InWords, &WordsShare{cost, s.known()}
	if err := l.Set(key, officer, pin, s, cost); err != nil {
		return err
	}
	// The codes lie in the file from now on. It holds the old share until the new
	// lock is there, or a stop between the two would leave a lock that nothing opens.
	if before == InKeystore {
		if err := k.keepCodes(officer, codes); err != nil {
			return err
		}
	}
	if err := k.keep(officer, l); err != nil {
		return err
	}
	boot, since := k.SinceBoot()
	k.Shares.hold(officer, s, boot, since)
	if before == InKeystore {
		return k.Keystore.remove(officer.String())
	}
	return k.keepCodes(officer, codes)
}

// keepCodes writes the secret of unlock codes with no share before it.
func (k *Keeper) keepCodes(officer evidence.ID, codes CodeSecret) error {
	return write(k.path(officer, ".secret"), append(make([]byte, len(Secret{})), codes[:]...))
}

// GiveWords takes a person's six words; until the program or the machine ends, or
// for twelve hours, the PIN alone opens then. ErrOtherWords, ErrPhrase and ErrLock
// refuse.
func (k *Keeper) GiveWords(officer evidence.ID, p Phrase) error {
	l, err := k.Lock(officer)
	if err != nil {
		return err
	}
	if l.Share != InWords || l.Words == nil || k.Shares == nil {
		return ErrLock
	}
	s, err := p.share(officer, l.Words.Cost)
	if err != nil {
		return err
	}
	if !bytes.Equal(s.known(), l.Words.Check) {
		return ErrOtherWords
	}
	boot, since := k.SinceBoot()
	k.Shares.hold(officer, s, boot, since)
	return nil
}

// NeedsWords reports that a PIN of this person opens nothing before GiveWords.
func (k *Keeper) NeedsWords(officer evidence.ID) (bool, error) {
	_, _, _, err := k.both(officer)
	if errors.Is(err, ErrWords) {
		return true, nil
	}
	if errors.Is(err, fs.ErrNotExist) {
		err = ErrLock
	}
	return false, err
}
