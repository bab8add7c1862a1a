package vault

import (
	"errors"
	"io/fs"
	"os"

	"fairvisit/evidence"
	"fairvisit/evidence/folder"
)

// Ordered is what headquarters ordered of a person's lock (FORMAT.md section 16).
type Ordered struct {
	Number int64 `json:"ordered,omitempty"` // of the last order obeyed
	Held   bool  `json:"held,omitempty"`    // no PIN is taken before an unlock code
	Wiped  bool  `json:"wiped,omitempty"`   // nothing opens this store here any more
}

// Refusals of a lock that headquarters ordered.
var (
	ErrHeldBack = errors.New("vault: headquarters locked this store; an unlock code is needed")
	ErrWiped    = errors.New("vault: headquarters wiped this store; nothing opens it here")
)

func (o Ordered) refuses() error {
	switch {
	case o.Wiped:
		return ErrWiped
	case o.Held:
		return ErrHeldBack
	}
	return nil
}

// Hold has no PIN taken before an unlock code, as the order of that number says.
// An order that was obeyed before does not hold again: a code may have been
// taken since. Of nobody's lock it is an error that wraps fs.ErrNotExist.
func (k *Keeper) Hold(officer evidence.ID, number int64) error {
	l, err := k.Lock(officer)
	if err != nil || l.Number >= number {
		return err
	}
	l.Number, l.Held = number, true
	return k.keep(officer, l)
}

// Wipe takes away what opens a person's store on this device: the wrap and what
// it was stretched with, and the device's share. The record stays and says so.
// What lies sealed stays, and headquarters' recovery key opens it. May be called
// again, as after a power cut; a lock that cannot be read is replaced, for it
// might still open.
func (k *Keeper) Wipe(officer evidence.ID, number int64) error {
	l, err := k.Lock(officer)
	if err != nil {
		l = new(Lock)
	}
	gone := &Lock{Chosen: true, Coded: l.Coded, Codes: l.Codes, Ordered: Ordered{Number: max(number, l.Number), Wiped: true}}
	if err := folder.Make(k.Dir); err != nil {
		return err
	}
	// The share first: without it the wrap opens for no PIN. Words that were given are forgotten with it.
	err = errors.Join(overwrite(k.path(officer, ".secret")), k.unshare(officer, l.Share))
	return errors.Join(err, k.keep(officer, gone))
}

// unshare takes a person's share out of the keystore and out of memory.
func (k *Keeper) unshare(officer evidence.ID, share string) error {
	k.Shares.forget(officer)
	if share != InKeystore {
		return nil
	}
	return k.Keystore.remove(officer.String())
}

// Forget removes a person's lock altogether, once nothing is left for it to
// open.
func (k *Keeper) Forget(officer evidence.ID) error {
	err := errors.Join(overwrite(k.path(officer, ".secret")), k.forgetSending(officer))
	if e := os.Remove(k.path(officer, ".lock.json")); e != nil && !errors.Is(e, fs.ErrNotExist) {
		err = errors.Join(err, e)
	}
	return err
}

// overwrite removes a small file after writing over it in place: the system may
// hand the same pages to nobody, but no tool that looks for removed files finds
// the secret on a disk that writes in place.
func overwrite(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	i, err := f.Stat()
	if err == nil {
		_, err = f.Write(make([]byte, i.Size()))
	}
	return errors.Join(err, f.Sync(), f.Close(), os.Remove(path))
}
