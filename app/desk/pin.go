package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"fairvisit/evidence"
	"fairvisit/evidence/folder"
	"fairvisit/evidence/vault"
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
	// Locked: no PIN is taken before an unlock code, for that request of this device.
	Locked  bool
	Request uint64
	Device  evidence.ID
	// Held: headquarters locked this store; Locked is true too. Wiped: it has nothing
	// opened here again.
	Held, Wiped bool
	// Words: with the first PIN six words are chosen, for this system keeps no secrets
	// (NoPIN); or they are needed before a PIN opens anything.
	Words bool
	// Demo: headquarters was made for invented people, as it said at the enrolment.
	Demo bool
	// NoKey: what opens this person's store is not on this device, or not readable.
	NoKey bool
}

// MinPIN is the least number of digits: against ten tries in all, before an unlock
// code, four are enough; against who has the whole disk no PIN is.
const MinPIN = 4

// Refusals of a PIN or an unlock code; nothing was changed but the count of
// wrong tries.
var (
	ErrPINShort  = errors.New("the PIN is too short")
	ErrPINWrong  = vault.ErrPIN
	ErrPINWait   = vault.ErrWait
	ErrPINLocked = vault.ErrLocked
	ErrCodeWrong = vault.ErrCode
	ErrNoKey     = vault.ErrLock
	ErrWords     = vault.ErrWords // the six words are needed first; no try was counted

	ErrNoKeystore = vault.ErrNoKeystore // the system does not give its secret out now; no try was counted
)

func (d *Device) keeper() *vault.Keeper {
	return &vault.Keeper{Dir: d.install(), Cost: d.PINCost, SinceBoot: d.SinceBoot, Keystore: d.Keystore, Shares: &d.shares}
}

func (d *Device) install() string { return filepath.Join(d.Dir, "install") }

// called is what the sign-in page shows of a person before their store is open.
type called struct {
	Name   string      `json:"name"`
	Role   string      `json:"role"`
	Device evidence.ID `json:"device"`
	Demo   bool        `json:"demo,omitempty"`
}

func (d *Device) calledPath(who evidence.ID) string {
	return filepath.Join(d.install(), who.String()+".name.json")
}

// readCalled is empty where nothing was noted.
func (d *Device) readCalled(who evidence.ID) (called, error) {
	var c called
	b, err := os.ReadFile(d.calledPath(who))
	if errors.Is(err, fs.ErrNotExist) {
		return c, nil
	}
	if err == nil {
		err = json.Unmarshal(b, &c)
	}
	return c, err
}

func (d *Device) writeCalled(who evidence.ID, c called) error {
	b, err := json.Marshal(c)
	if err != nil {
		return err
	}
	path := d.calledPath(who)
	if err := folder.Make(filepath.Dir(path)); err != nil {
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
		c, err := d.readCalled(id)
		if err != nil {
			return nil, fmt.Errorf("who %s is: %w", id.Short(), err)
		}
		p := Person{ID: id, Name: c.Name, Role: c.Role, Device: c.Device, Demo: c.Demo}
		l, err := d.keeper().Lock(id)
		switch {
		case err == nil && l.Wiped:
			p.Wiped = true
		case errors.Is(err, fs.ErrNotExist) || errors.Is(err, vault.ErrLock) || err == nil && len(l.Wrap) == 0:
			p.NoKey = true
		case err != nil:
			return nil, fmt.Errorf("the lock of %s: %w", id.Short(), err)
		default:
			p.NoPIN, p.Request = !l.Chosen, l.Codes
			p.Wait, err = l.Left(d.SinceBoot())
			p.Held = errors.Is(err, vault.ErrHeldBack)
			p.Locked = p.Held || errors.Is(err, vault.ErrLocked)
			p.Words, err = d.words(id, l)
			if err != nil {
				return nil, fmt.Errorf("the six words of %s: %w", id.Short(), err)
			}
		}
		list = append(list, p)
	}
	return list, nil
}

// ChoosePIN sets the first PIN of a person; with one who has one it is
// ErrPINWrong.
func (d *Device) ChoosePIN(who evidence.ID, pin string) error {
	return d.choose(who, pin, func(k *vault.Keeper, key *vault.Key) error { return k.Choose(who, key, pin) })
}

func (d *Device) choose(who evidence.ID, pin string, set func(*vault.Keeper, *vault.Key) error) error {
	if len(pin) < MinPIN {
		return ErrPINShort
	}
	d.pins.Lock()
	defer d.pins.Unlock()
	k := d.keeper()
	key, err := k.Unwrap(who)
	if err != nil {
		return err
	}
	return set(k, key)
}

// CheckPIN checks a try of somebody whose store need not be opened for it. The
// try is counted on disk before the answer is known: whoever pulls the plug gets
// no free ones.
func (d *Device) CheckPIN(who evidence.ID, pin string) error {
	_, err := d.key(who, pin)
	return err
}

func (d *Device) key(who evidence.ID, pin string) (*vault.Key, error) {
	d.pins.Lock() // two tries at once would be counted as one
	defer d.pins.Unlock()
	return d.keeper().Try(who, pin)
}

// Lift takes an unlock code of headquarters: the tries begin anew. ErrCodeWrong,
// ErrPINWait.
func (d *Device) Lift(who evidence.ID, code string) error {
	d.pins.Lock()
	defer d.pins.Unlock()
	return d.keeper().Lift(who, code)
}

// KeepName notes what the sign-in page shows for a person, once
// headquarters told it.
func (k *Desk) KeepName(ctx context.Context) error {
	if err := k.LoadNames(ctx); err != nil {
		return err
	}
	me := k.Me()
	c, err := k.Device.readCalled(me)
	if err != nil {
		return err
	}
	name := k.Name(me)
	if name == "" {
		name = c.Name // not told yet, or told before and not here now
	}
	if now := (called{name, k.Role(), k.Journal.Identity().Device, k.Journal.Identity().Demo()}); now != c {
		return k.Device.writeCalled(me, now)
	}
	return nil
}
