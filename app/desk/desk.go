// Package desk is who is at work on this device and what they work with: the
// open journal, the rules and the checklist, and the session that keeps it in
// step with headquarters. Screens ask it; it draws nothing.
package desk

import (
	"context"
	"crypto/ed25519"
	"errors"
	"log/slog"
	"path/filepath"
	"sync"
	"time"

	"fairvisit/app/capture"
	"fairvisit/evidence"
	"fairvisit/evidence/clock"
	"fairvisit/evidence/vault"
	fieldsync "fairvisit/sync"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/journal"
	"fairvisit/visits/outcome"
	"fairvisit/visits/rules"
)

// Device is one machine with the stores of everybody enrolled on it.
type Device struct {
	Dir    string // folder of all stores
	Build  string
	Packs  []rules.Pack
	List   checklist.List
	Camera capture.Camera
	Sound  capture.Sound // nil: this device neither records nor plays
	Log    *slog.Logger

	// Now is the wall clock, µs; SinceBoot that of the boot. Only tests and
	// pictures set other ones than clock's.
	Now       func() int64
	SinceBoot func() (evidence.ID, int64)
	PINCost   vault.Cost // of a PIN that is chosen; zero is the vault's own
	// Keystore is the system's, for the secrets of who is enrolled here; nil, or one
	// that does not answer, leaves them in files beside the locks.
	Keystore *vault.Keystore

	pins   sync.Mutex
	shares vault.Shares // that six words gave since the program started
	mu     sync.Mutex
	open   map[evidence.ID]*Desk
	// stores that are sent from while they are locked
	locked map[evidence.ID]*lockedSending
}

// NewDevice is a device with the machine's own clocks.
func NewDevice(dir, build string) *Device {
	return &Device{Dir: dir, Build: build, Now: clock.Now, SinceBoot: clock.SinceBoot, Log: slog.New(slog.DiscardHandler)}
}

func (d *Device) options(who evidence.ID, key *vault.Key) journal.Options {
	return journal.Options{Now: d.Now, SinceBoot: d.SinceBoot, Zone: clock.Zone, Build: d.Build,
		Nonce: filepath.Join(d.install(), who.String()), Key: key,
		KeepSending: func(key ed25519.PrivateKey, session []byte) error { return d.keeper().KeepSending(who, key, session) }}
}

// Enrol uses an invitation (the text of a QR code): headquarters signs this
// device's keys for the person it was made for, and that person's store is made.
// Its key waits for the PIN to be chosen.
func (d *Device) Enrol(ctx context.Context, invitation string) (evidence.ID, error) {
	i, err := fieldsync.ParseInvitation(invitation)
	if err != nil {
		return evidence.ID{}, err
	}
	id, err := fieldsync.Enrol(ctx, i)
	if err != nil {
		return evidence.ID{}, err
	}
	key, err := d.begin(id)
	if err != nil {
		return evidence.ID{}, err
	}
	j, err := journal.Create(journal.Folder(d.Dir, id.Officer), id, d.options(id.Officer, key))
	if err != nil {
		return evidence.ID{}, err
	}
	// The sign-in page shows the role before the first pull brings the name. The
	// invitation is used up: without this line the person is enrolled all the same.
	if err := d.writeCalled(id.Officer, called{Role: id.Role, Device: id.Device, Demo: id.Demo()}); err != nil {
		d.Log.Warn("the role could not be noted for the sign-in page", "error", err)
	}
	return id.Officer, j.Close()
}

// begin makes the lock of who was enrolled. Without a keystore the share lies in a
// file until six words are chosen with the PIN: until then nothing but what
// headquarters knows lies in the store.
func (d *Device) begin(id journal.Identity) (*vault.Key, error) {
	k := d.keeper()
	key, err := k.Begin(id.Officer, id.Unlock)
	if errors.Is(err, vault.ErrNoKeystore) {
		d.Log.Warn("the device's share lies in a file", "error", err)
		k.Keystore = nil
		key, err = k.Begin(id.Officer, id.Unlock)
	}
	return key, err
}

// Desk is one person at work. Its methods may be called from any goroutine.
type Desk struct {
	Device  *Device
	Journal *journal.Journal
	Officer *fieldwork.Officer
	Client  *fieldsync.Client

	mu       sync.Mutex
	standing fieldsync.Standing
	names    map[evidence.ID]string
	second   along
	changed  func()
	hide     func()
	locked   bool // the screens are; the desk goes on sending
}

// Unlock opens a person's store with the PIN and gets ready to work. A damaged
// store is *journal.Damaged: nothing was changed. Somebody who locked and comes
// back gets the same desk: it went on sending meanwhile.
func (d *Device) Unlock(who evidence.ID, pin string) (*Desk, error) {
	key, err := d.key(who, pin)
	if err != nil {
		return nil, err
	}
	return d.opened(d.at(who, func() (*vault.Key, error) { return key, nil }))("pin")
}

// Open is Unlock of somebody who has chosen no PIN yet (ErrPINWrong: they have),
// or whose desk is open.
func (d *Device) Open(who evidence.ID) (*Desk, error) {
	if err := d.standsOrdered(who); err != nil {
		return nil, err
	}
	return d.opened(d.at(who, func() (*vault.Key, error) { return d.keeper().Unwrap(who) }))("none")
}

// at is the desk that is open, or opens it with the key.
func (d *Device) at(who evidence.ID, unlocked func() (*vault.Key, error)) (*Desk, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if k := d.open[who]; k != nil {
		return k, nil
	}
	key, err := unlocked()
	if err != nil {
		return nil, err
	}
	if err := d.endLocked(who); err != nil {
		d.Log.Warn("a locked store did not close", "person", who.Short(), "error", err)
	}
	o := d.options(who, key)
	j, err := journal.Open(journal.Folder(d.Dir, who), o)
	if err != nil {
		return nil, err
	}
	k := &Desk{Device: d, Journal: j, Officer: &fieldwork.Officer{Journal: j, Packs: d.Packs, List: d.List, Outcomes: outcome.House(), Clock: o}}
	if err := errors.Join(k.orders().Resume(context.Background()), k.loadSecond(context.Background())); err != nil {
		return nil, errors.Join(err, j.Close())
	}
	k.standing = fieldsync.Standing{Since: time.UnixMicro(d.Now())}
	k.Client = &fieldsync.Client{Journal: j, Dial: fieldsync.Dialer(j.Identity().URL), Log: d.Log, Standing: k.stands,
		Obey: k.obey, Screen: k.screen, Self: d.self,
		Applied:      func(string, int64) { k.tell() },
		Acknowledged: func(fieldsync.Stored) { k.tell() }}
	if d.open == nil {
		d.open = map[evidence.ID]*Desk{}
	}
	d.open[who] = k
	return k, nil
}

// self is what headquarters is told of the machine. How full its battery is no
// system we run on tells without a library of its own, and it is left out.
func (d *Device) self() fieldsync.Self {
	return fieldsync.Self{Wall: d.Now(), Free: d.FreeSpace()}
}

// Close ends the work; what is unsent stays for the next time.
func (k *Desk) Close() error {
	d := k.Device
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.open, k.Me())
	return k.Journal.Close()
}

// Close ends everybody's work on the device.
func (d *Device) Close() error {
	d.mu.Lock()
	var all []*Desk
	for _, k := range d.open {
		all = append(all, k)
	}
	d.mu.Unlock()
	var err error
	for _, k := range all {
		err = errors.Join(err, k.Close())
	}
	return err
}

// PullOnce runs one session until the store is at rest.
func (k *Desk) PullOnce(ctx context.Context) error {
	err := k.Client.Once(ctx, func() bool { return true })
	if errors.Is(err, fieldsync.ErrAgain) {
		err = k.Client.Once(ctx, func() bool { return true })
	}
	return err
}

// OnChange sets who is told, from any goroutine, that something a screen shows
// may have changed. It may be called many times a second.
func (k *Desk) OnChange(f func()) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.changed = f
}

func (k *Desk) tell() {
	k.mu.Lock()
	f := k.changed
	k.mu.Unlock()
	if f != nil {
		f()
	}
}

func (k *Desk) stands(s fieldsync.Standing) {
	k.mu.Lock()
	if s.Online == k.standing.Online && !s.Online {
		s.Since = k.standing.Since // offline still
	}
	k.standing = s
	k.mu.Unlock()
	k.tell()
}

// Standing is how the device stands with headquarters.
func (k *Desk) Standing() fieldsync.Standing {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.standing
}

// Now is the time on the wall.
func (k *Desk) Now() time.Time { return time.UnixMicro(k.Device.Now()) }

// Me is who is at work; Role what they were enrolled as: officer, manager or
// headquarters.
func (k *Desk) Me() evidence.ID { return k.Journal.Identity().Officer }

// Role is what the person was enrolled as.
func (k *Desk) Role() string { return k.Journal.Identity().Role }

// Name is a colleague's name, "" if this device was not told it. Persons come
// with the feeds; LoadNames reads them again.
func (k *Desk) Name(who evidence.ID) string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.names[who]
}

// LoadNames reads the persons this device knows.
func (k *Desk) LoadNames(ctx context.Context) error {
	list, err := k.Journal.Pictures(ctx, visits.KindPerson)
	if err != nil {
		return err
	}
	names := map[evidence.ID]string{}
	for _, p := range list {
		var who visits.Person
		if err := decode(p, &who); err != nil {
			return err
		}
		names[who.ID] = who.Name
	}
	k.mu.Lock()
	k.names = names
	k.mu.Unlock()
	return nil
}

// ErrPicture means that a picture could not be read: a defect, not the person's.
var ErrPicture = errors.New("a stored record could not be read")
