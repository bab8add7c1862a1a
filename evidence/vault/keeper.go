package vault

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"fairvisit/evidence"
	"fairvisit/evidence/folder"
)

// Keeper keeps the locks of everybody on a device in a folder outside the
// stores: OFFICER.lock.json, and the device's share in the system's keystore or,
// where there is none, in OFFICER.secret. Its
// callers see to it that one at a time changes one person's lock.
type Keeper struct {
	Dir       string
	Cost      Cost                        // of a PIN that is chosen; zero is DefaultCost
	SinceBoot func() (evidence.ID, int64) // µs
	Keystore  *Keystore                   // of the system; nil: there is none
	Shares    *Shares                     // that words gave, one for all keepers of a program; nil: words are not used
}

// ErrChosen refuses to begin a lock where the person has a PIN already.
var ErrChosen = errors.New("vault: this person has chosen a PIN on this device; nothing was changed")

func (k *Keeper) path(officer evidence.ID, kind string) string {
	return filepath.Join(k.Dir, officer.String()+kind)
}

// Lock reads a person's lock. It wraps fs.ErrNotExist where there is none, and is
// ErrLock where it cannot be read.
func (k *Keeper) Lock(officer evidence.ID) (*Lock, error) {
	b, err := os.ReadFile(k.path(officer, ".lock.json"))
	if err != nil {
		return nil, err
	}
	l := new(Lock)
	if err := json.Unmarshal(b, l); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrLock, err)
	}
	return l, nil
}

func (k *Keeper) keep(officer evidence.ID, l *Lock) error {
	b, err := json.Marshal(l)
	if err != nil {
		return err
	}
	return write(k.path(officer, ".lock.json"), b)
}

// secrets reads the device's share of a person's key, and what unlock codes are
// made of.
func (k *Keeper) secrets(officer evidence.ID, share string) (s Secret, c CodeSecret, err error) {
	var b []byte
	switch share {
	case InFile, InWords: // of the last only what unlock codes are made of
		b, err = os.ReadFile(k.path(officer, ".secret"))
	case InKeystore:
		b, err = k.Keystore.get(officer.String())
	default:
		err = ErrLock // of a later version
	}
	if err != nil {
		return s, c, err
	}
	if len(b) != len(s)+len(c) {
		return s, c, ErrLock
	}
	copy(s[:], b)
	copy(c[:], b[len(s):])
	if share == InWords {
		boot, since := k.SinceBoot()
		s, err = k.Shares.of(officer, boot, since)
	}
	return s, c, err
}

// both reads lock and secrets of a person.
func (k *Keeper) both(officer evidence.ID) (*Lock, Secret, CodeSecret, error) {
	l, err := k.Lock(officer)
	if err != nil {
		return nil, Secret{}, CodeSecret{}, err
	}
	if l.Wiped { // the secrets are gone, and that is why
		return nil, Secret{}, CodeSecret{}, ErrWiped
	}
	s, c, err := k.secrets(officer, l.Share)
	return l, s, c, err
}

// Begin makes a store key for a person, locked without a PIN: an enrolment that
// was stopped in the middle gets the same key again. codes is zero where
// headquarters gave none. With a keystore the device's share is kept there
// (ErrNoKeystore: it does not answer, and nothing was begun). ErrChosen refuses.
func (k *Keeper) Begin(officer evidence.ID, codes CodeSecret) (*Key, error) {
	switch l, err := k.Lock(officer); {
	case err == nil && l.Chosen:
		return nil, ErrChosen
	case err == nil:
		return k.Unwrap(officer)
	case !errors.Is(err, fs.ErrNotExist):
		return nil, err
	}
	if err := folder.Make(k.Dir); err != nil {
		return nil, err
	}
	key, s, l := NewKey(), NewSecret(), &Lock{Coded: !codes.IsZero()}
	keep := func(b []byte) error { return write(k.path(officer, ".secret"), b) }
	if k.Keystore != nil {
		l.Share = InKeystore
		keep = func(b []byte) error { return k.Keystore.put(officer.String(), b) }
	}
	// Nothing is to be stretched: the empty PIN is known to everybody.
	if err := l.Set(key, officer, "", s, Cost{Passes: 1, Memory: 8, Lanes: 1}); err != nil {
		return nil, err
	}
	if err := keep(append(s[:], codes[:]...)); err != nil {
		return nil, err // before the lock is there: nobody was told of the key
	}
	return key, k.keep(officer, l)
}

// Choose sets the PIN of a person who has none yet, or whose key the caller got
// by Try. The old PIN opens nothing from then on.
func (k *Keeper) Choose(officer evidence.ID, key *Key, pin string) error {
	l, s, _, err := k.both(officer)
	if err != nil {
		return err
	}
	if err := l.Set(key, officer, pin, s, k.cost()); err != nil {
		return err
	}
	return k.keep(officer, l)
}

func (k *Keeper) cost() Cost {
	if k.Cost == (Cost{}) {
		return DefaultCost
	}
	return k.Cost
}

// Unwrap is the key of a person who has no PIN yet; ErrPIN: they have one.
func (k *Keeper) Unwrap(officer evidence.ID) (*Key, error) {
	l, s, _, err := k.both(officer)
	if err != nil {
		return nil, err
	}
	return l.Unwrap(officer, s)
}

// Try is Lock.Try on the person's lock on the disk.
func (k *Keeper) Try(officer evidence.ID, pin string) (*Key, error) {
	l, s, _, err := k.both(officer)
	if err != nil {
		return nil, err
	}
	if !l.Chosen {
		return nil, ErrPIN // the empty one is nobody's to type
	}
	boot, since := k.SinceBoot()
	return l.Try(officer, pin, s, boot, since, func() error { return k.keep(officer, l) })
}

// Lift is Lock.Lift on the person's lock on the disk.
func (k *Keeper) Lift(officer evidence.ID, code string) error {
	l, _, codes, err := k.both(officer)
	if err != nil && !errors.Is(err, ErrWords) { // a code opens no key
		return err
	}
	boot, since := k.SinceBoot()
	return l.Lift(code, codes, boot, since, func() error { return k.keep(officer, l) })
}

// write puts a small file in place whole: a power cut leaves the old bytes or the
// new ones.
func write(path string, b []byte) error {
	temp := path + ".new"
	f, err := os.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(temp, path); err != nil {
		return err
	}
	return folder.Sync(filepath.Dir(path))
}
