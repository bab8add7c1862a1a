package journal

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"

	"fairvisit/evidence"
	"fairvisit/evidence/folder"
	"fairvisit/evidence/photo"
)

// Sender is what of a person's store can be done without its key: to hand in
// what lies sealed for headquarters, and to note what became of it. It reads no
// picture, writes no entry and takes no feed. Its methods may be called from
// several goroutines.
type Sender struct {
	dir     string
	held    *os.File
	options Options
	db      *database
	photos  *photo.Folder
	wake    chan struct{}
	written atomic.Uint64

	identity atomic.Pointer[Identity]
	epoch    atomic.Pointer[evidence.ID]
}

func newSender(dir string, o Options, db *database) *Sender {
	return &Sender{dir: dir, options: o, db: db, wake: make(chan struct{}, 1)}
}

// ErrLockedStore refuses what only the store key opens.
var ErrLockedStore = errors.New("journal: this store is locked; it sends what it holds, and the rest waits until somebody unlocks it")

// ErrNoSending means that nothing is kept outside of a store that it could be
// sent with.
var ErrNoSending = errors.New("journal: what this store sends with is not here, or is another store's; it sends when somebody unlocks it")

// session is what a session needs to know of who is at work, but for the keys:
// nothing in it is secret, and it names nobody.
func (id Identity) session() ([]byte, error) {
	return json.Marshal(identityForm{Device: id.Device, Officer: id.Officer, Unit: id.Unit, Role: id.Role, Root: evidence.PublicKey(id.Root),
		Enrolment: id.Enrolment, KeyList: id.KeyList, URL: id.URL})
}

// keepSending has the machine keep what a locked store sends with. That it could
// not keep it only means that nothing is sent before somebody unlocks.
func (j *Journal) keepSending() {
	if j.options.KeepSending == nil {
		return
	}
	id := j.Identity()
	if b, err := id.session(); err == nil {
		_ = j.options.KeepSending(id.Keys.Device, b)
	}
}

// OpenSender opens a locked store to send from it, with what Options.KeepSending
// was given; of o it needs the clock and the build, and asks for no key. A store that is open is
// folder.ErrHeld. ErrNoSending and *Damaged as their words say.
func OpenSender(dir string, key ed25519.PrivateKey, session []byte, o Options) (_ *Sender, err error) {
	var f identityForm
	if json.Unmarshal(session, &f) != nil || len(key) != ed25519.PrivateKeySize || f.Device.IsZero() || o.Now == nil {
		return nil, ErrNoSending
	}
	f.DeviceKey, f.OfficerKey = hex.EncodeToString(key), ""
	held, err := folder.Hold(dir)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, held.Close())
		}
	}()
	if !exists(filepath.Join(dir, databaseFile)) {
		return nil, ErrNoSending // openDatabase would make one
	}
	db, err := openDatabase(filepath.Join(dir, databaseFile), nil)
	if err != nil {
		return nil, err
	}
	j := newSender(dir, o, db)
	j.held, j.photos = held, photo.ToRead(dir, nil)
	j.identity.Store(&Identity{Device: f.Device, Officer: f.Officer, Unit: f.Unit, Role: f.Role, Keys: evidence.Keys{Device: key},
		Root: ed25519.PublicKey(f.Root), Enrolment: f.Enrolment, KeyList: f.KeyList, URL: f.URL})
	if err := errors.Join(j.own(), j.loadEpoch()); err != nil {
		return nil, errors.Join(err, db.close())
	}
	j.signal() // there may be something to send
	return j, nil
}

// own refuses what another store sends with, and entries that are not what was
// signed: what their seals hold shows only when they are opened.
func (j *Sender) own() error {
	return j.db.list(context.Background(), "SELECT epoch, seq, id, body FROM entries WHERE state < 2 OR n = 1 ORDER BY n", nil, func(scan func(...any) error) error {
		var s sealedEntry
		if err := scan(s.columns()...); err != nil {
			return err
		}
		e, err := s.sealed(j.db)
		if err == nil && e.Header.Device != j.Identity().Device {
			err = ErrNoSending
		}
		return err
	})
}

// Locked reports that the store was opened without its key.
func (j *Sender) Locked() bool { return j.db.key == nil }

// Close ends the use of the store.
func (j *Sender) Close() error { return errors.Join(j.db.close(), j.held.Close()) }

// Plain is an entry as it was before it was sealed, for a headquarters that does
// not open seals. ErrLockedStore.
func (j *Sender) Plain(o Outgoing) ([]byte, error) {
	s := sealedEntry{o.ID, o.Epoch, o.Seq, o.Raw}
	return s.bytes(j.db)
}

// KeyBox is the key of a visit as headquarters opens it.
type KeyBox struct {
	ID  evidence.ID
	Box []byte // none: there was no transport key to seal it for
}

// KeyBox finds the box of a key; without one its Box is empty.
func (j *Sender) KeyBox(ctx context.Context, id evidence.ID) (KeyBox, error) {
	b := KeyBox{ID: id}
	_, err := j.db.lookup(ctx, "SELECT box FROM visit_keys WHERE id = ?", []any{id[:]}, &b.Box)
	if err != nil {
		return b, fmt.Errorf("the key of a visit: %w", err)
	}
	return b, nil
}
