package desk

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/crypto/argon2"

	"fairvisit/evidence"
	"fairvisit/evidence/folder"
	"fairvisit/visits/journal"
)

// Person is one who may sign in on this device.
type Person struct {
	ID   evidence.ID
	Name string // as this device last heard it; "" before the first pull
	Role string
	// NoPIN: the person was enrolled and has not chosen a PIN yet.
	NoPIN bool
	// Wait is how long a next try must wait, after wrong ones.
	Wait time.Duration
}

// lock is what a device keeps of a person's PIN: never the PIN. It protects no
// data yet, it keeps a colleague from acting under another's name; so it lies
// beside the stores and not in them, and is asked before a store is opened.
type lock struct {
	Salt  []byte `json:"salt"`
	Hash  []byte `json:"hash"`
	Wrong int    `json:"wrong"` // tries since the last right one
	Tried int64  `json:"tried"` // µs, wall: the last wrong try
	Name  string `json:"name"`
	Role  string `json:"role"`
}

// The cost of one try: RFC 9106's second recommended option has 64 MiB; half of
// it is what a small tablet affords beside the app.
const (
	argonTime   = 3
	argonMemory = 32 << 10 // KiB
	argonLanes  = 2
	argonKey    = 32
)

// MinPIN is the least number of digits.
const MinPIN = 4

// Refusals of a PIN; nothing was changed but the count of wrong tries.
var (
	ErrPINShort = errors.New("the PIN is too short")
	ErrPINWrong = errors.New("the PIN is not right")
	ErrPINWait  = errors.New("too many wrong tries; wait before the next")
)

// wait is how long after so many wrong tries the next may come: three are
// free, then half a minute that doubles up to an hour.
func wait(wrong int) time.Duration {
	if wrong < 3 {
		return 0
	}
	return min(30*time.Second<<min(wrong-3, 10), time.Hour)
}

func (d *Device) lockPath(who evidence.ID) string {
	return filepath.Join(d.Dir, "install", who.String()+".lock.json")
}

func (d *Device) readLock(who evidence.ID) (lock, error) {
	var l lock
	b, err := os.ReadFile(d.lockPath(who))
	if errors.Is(err, fs.ErrNotExist) {
		return l, nil
	}
	if err == nil {
		err = json.Unmarshal(b, &l)
	}
	return l, err
}

func (d *Device) writeLock(who evidence.ID, l lock) error {
	b, err := json.Marshal(l)
	if err != nil {
		return err
	}
	path := d.lockPath(who)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	part := path + ".part"
	if err := writeFlushed(part, b); err != nil {
		return err
	}
	if err := os.Rename(part, path); err != nil {
		return err
	}
	return folder.Sync(filepath.Dir(path))
}

func writeFlushed(path string, b []byte) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	return errors.Join(err, f.Sync(), f.Close())
}

// People lists who may sign in here.
func (d *Device) People() ([]Person, error) {
	ids, err := journal.People(d.Dir)
	if err != nil {
		return nil, err
	}
	list := make([]Person, 0, len(ids))
	for _, id := range ids {
		l, err := d.readLock(id)
		if err != nil {
			return nil, fmt.Errorf("who %s is: %w", id.Short(), err)
		}
		list = append(list, Person{ID: id, Name: l.Name, Role: l.Role, NoPIN: len(l.Hash) == 0, Wait: d.left(l)})
	}
	return list, nil
}

// left is how long a person must still wait. A clock that was put back does not
// shorten it: the wait then begins anew.
func (d *Device) left(l lock) time.Duration {
	passed := time.Duration(d.Now()-l.Tried) * time.Microsecond
	if passed < 0 {
		passed = 0
	}
	return max(0, wait(l.Wrong)-passed)
}

func stretch(pin string, salt []byte) []byte {
	return argon2.IDKey([]byte(pin), salt, argonTime, argonMemory, argonLanes, argonKey)
}

// ChoosePIN sets the first PIN of a person; one who has one is asked for it
// with CheckPIN before.
func (d *Device) ChoosePIN(who evidence.ID, pin string) error {
	if len(pin) < MinPIN {
		return ErrPINShort
	}
	l, err := d.readLock(who)
	if err != nil {
		return err
	}
	l.Salt = make([]byte, 16)
	rand.Read(l.Salt)
	l.Hash, l.Wrong, l.Tried = stretch(pin, l.Salt), 0, 0
	return d.writeLock(who, l)
}

// CheckPIN checks a try. The try is counted on disk before the answer is known:
// whoever pulls the plug gets no free ones.
func (d *Device) CheckPIN(who evidence.ID, pin string) error {
	l, err := d.readLock(who)
	if err != nil {
		return err
	}
	if d.left(l) > 0 {
		return ErrPINWait
	}
	if len(l.Hash) == 0 {
		return ErrPINWrong
	}
	l.Wrong, l.Tried = l.Wrong+1, d.Now()
	if err := d.writeLock(who, l); err != nil {
		return err
	}
	if subtle.ConstantTimeCompare(stretch(pin, l.Salt), l.Hash) != 1 {
		return ErrPINWrong
	}
	l.Wrong, l.Tried = 0, 0
	return d.writeLock(who, l)
}

// KeepName notes the name and role the sign-in page shows for a person, once
// headquarters told it.
func (k *Desk) KeepName(ctx context.Context) error {
	if err := k.LoadNames(ctx); err != nil {
		return err
	}
	me := k.Me()
	l, err := k.Device.readLock(me)
	if err != nil {
		return err
	}
	name := k.Name(me)
	if name == "" {
		name = l.Name // not told yet, or told before and not here now
	}
	if l.Name == name && l.Role == k.Role() {
		return nil
	}
	l.Name, l.Role = name, k.Role()
	return k.Device.writeLock(me, l)
}
