package main

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"sync"

	"fairvisit/cmd/hq/screenless"
	"fairvisit/evidence"
	"fairvisit/evidence/clock"
	"fairvisit/evidence/vault"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/journal"
	"fairvisit/visits/lost"
)

// onDevice declares the flags every verb has.
type onDevice struct{ dir, officer, pin, words *string }

func (c *call) onDevice() onDevice {
	return onDevice{c.flags.String("dir", "device-data", "folder of this device"), c.flags.String("officer", "", "whose store, if several people share the device"),
		c.flags.String("pin", "", "the PIN of that person, if one was chosen; others may read it here, and nobody in the variable FAIRVISIT_PIN"),
		c.flags.String("words", "", "the six words of that person, if they were chosen; else in the variable FAIRVISIT_WORDS")}
}

// options of a journal on this machine. The nonce lies outside the data folder,
// so that a copy of the data does not take it along (D10).
func (d onDevice) options(officer evidence.ID, key *vault.Key) journal.Options {
	return journal.Options{Now: clock.Now, SinceBoot: clock.SinceBoot, Zone: clock.Zone, Build: build,
		Nonce: filepath.Join(*d.dir, "install", officer.String()), Key: key,
		KeepSending: func(key ed25519.PrivateKey, session []byte) error {
			return d.keeper().KeepSending(officer, key, session)
		}}
}

func (d onDevice) keeper() *vault.Keeper {
	return &vault.Keeper{Dir: filepath.Join(*d.dir, "install"), SinceBoot: clock.SinceBoot, Keystore: vault.SystemKeystore("fairvisit"), Shares: new(vault.Shares)}
}

// key is the store key of a person, with the PIN where one was chosen.
func (d onDevice) key(officer evidence.ID) (*vault.Key, error) {
	k := d.keeper()
	l, err := k.Lock(officer)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errors.New("the lock of this person is not in the folder install beside the data; nothing was changed")
	}
	if err != nil {
		return nil, err
	}
	if !l.Chosen {
		return k.Unwrap(officer)
	}
	if err := d.giveWords(k, officer); err != nil {
		return nil, err
	}
	pin := given(*d.pin, "FAIRVISIT_PIN")
	if pin == "" {
		return nil, errors.New("this person has chosen a PIN; give it with FAIRVISIT_PIN or -pin")
	}
	return k.Try(officer, pin)
}

func (d onDevice) person() (evidence.ID, error) {
	if *d.officer != "" {
		return evidence.ParseID(*d.officer)
	}
	people, err := journal.People(*d.dir)
	switch {
	case err != nil:
		return evidence.ID{}, err
	case len(people) == 0:
		return evidence.ID{}, errors.New("nobody is enrolled on this device; use hq device enrol")
	case len(people) > 1:
		return evidence.ID{}, errors.New("several people share this device; say whose store with -officer")
	}
	return people[0], nil
}

func (d onDevice) open() (*journal.Journal, journal.Options, error) {
	who, err := d.person()
	if err != nil {
		return nil, journal.Options{}, err
	}
	key, err := d.key(who)
	if err != nil {
		return nil, journal.Options{}, err
	}
	o := d.options(who, key)
	j, err := journal.Open(journal.Folder(*d.dir, who), o)
	if err != nil {
		return nil, o, err
	}
	how := "pin"
	if l, err := d.keeper().Lock(who); err == nil && !l.Chosen {
		how = "none"
	}
	store := lost.Store{Journal: j, Keeper: d.keeper(), Guard: new(sync.Mutex)}
	if err := errors.Join(store.Resume(context.Background()), j.NoteUnlock(context.Background(), how)); err != nil {
		return nil, o, errors.Join(err, j.Close())
	}
	return j, o, nil
}

// at opens the journal and the officer's work on it for one verb.
func (c *call) at(d onDevice, f func(*fieldwork.Officer) error) error {
	j, o, err := d.open()
	if err != nil {
		return err
	}
	for _, found := range j.Found() {
		fmt.Fprintf(c.err, "kept a photo that no entry names: %s\n", found.Name)
	}
	w, err := screenless.AtWork(j, o)
	if err != nil {
		return errors.Join(err, j.Close())
	}
	if err := f(w); !errors.Is(err, errRemoved) {
		return errors.Join(err, j.Close())
	}
	return nil
}
