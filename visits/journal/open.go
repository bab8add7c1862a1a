package journal

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"

	"fairvisit/evidence"
	"fairvisit/evidence/folder"
	"fairvisit/evidence/photo"
	"fairvisit/evidence/vault"
	"fairvisit/visits"
)

// Options is what the journal is told about the machine. All but Build and
// Practice are needed.
type Options struct {
	Now       func() int64                            // µs since 1970, wall
	SinceBoot func() (boot evidence.ID, micros int64) // of a clock that counts sleep
	Zone      func() int16                            // minutes east of UTC
	Build     string                                  // the program, ≤ 64 printable ASCII
	Practice  bool                                    // every entry carries the practice bit
	Nonce     string                                  // path of the install nonce; outside the data folder, or a copy takes it along
	Key       *vault.Key                              // the store key of this person; seals all that can say something about anybody
	// KeepSending keeps, outside the data folder, what the store sends with while it
	// is locked: the device's key and what a session must know. Nil: nothing is kept.
	KeepSending func(key ed25519.PrivateKey, session []byte) error
}

func (o Options) check() error {
	if o.Now == nil || o.SinceBoot == nil || o.Zone == nil || o.Nonce == "" || o.Key == nil {
		return errors.New("journal: options need Now, SinceBoot, Zone, Nonce and Key")
	}
	return nil
}

const (
	databaseFile = "journal.db"
	building     = ".new" // suffix of a database that is not whole yet
	metaIdentity = "identity"
)

// Journal is one person's open store. Its methods may be called from several
// goroutines; one process at a time uses a folder (folder.ErrHeld).
type Journal struct {
	*Sender

	found []photo.Swept // set at Open, read-only afterwards

	strays     []photo.Swept // of found: running recordings nobody knows
	keptSounds []KeptSound
	recording  atomic.Pointer[Recording]

	viewing sync.Mutex
	views   *photo.Worker // nil until a photo was taken
}

// Folder is where that person's store lies under root.
func Folder(root string, officer evidence.ID) string {
	return filepath.Join(root, "data", officer.String())
}

// People lists who has a store under root, in order of id.
func People(root string) ([]evidence.ID, error) {
	list, err := os.ReadDir(filepath.Join(root, "data"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	var people []evidence.ID
	for _, d := range list {
		id, err := evidence.ParseID(d.Name())
		if err == nil && exists(filepath.Join(root, "data", d.Name(), identityFile)) {
			people = append(people, id)
		}
	}
	return people, nil
}

// Create makes the store of a person who was just enrolled, with entry 1 of
// the chain. It refuses a folder that holds a store, whole or damaged. After a
// stop in the middle it may be called again with the same identity.
func Create(dir string, id Identity, o Options) (*Journal, error) {
	if err := errors.Join(id.check(), o.check()); err != nil {
		return nil, err
	}
	if damaged, err := damagedCopies(dir); err != nil || len(damaged) > 0 || exists(filepath.Join(dir, databaseFile)) {
		return nil, errors.Join(err, fmt.Errorf("journal: this person has a store already; it was left as it is"))
	}
	if old, err := readIdentity(dir, o.Key); !errors.Is(err, fs.ErrNotExist) && (err != nil || old.Device != id.Device) {
		return nil, fmt.Errorf("journal: this folder belongs to another enrolment; it was left as it is")
	}
	if err := folder.Make(dir); err != nil {
		return nil, err
	}
	if err := errors.Join(syncDir(filepath.Dir(dir)), writeIdentity(dir, id, o.Key), keepRecovery(dir, id, o.Key)); err != nil {
		return nil, err
	}
	err := build(dir, id, o, func(j *Journal, tx *Tx) error {
		if err := j.openEpoch(tx, evidence.NewID()); err != nil {
			return err
		}
		_, err := j.append(tx, Writing{Kind: visits.DeviceEnrolled, Facts: id.Enrolment})
		return err
	})
	if err != nil {
		return nil, err
	}
	return open(dir, o, func(j *Journal) error { return j.bind(func(*Tx) error { return nil }) })
}

// build makes a database under another name and gives it its place when it is
// whole: a stop leaves no store or a complete one.
func build(dir string, id Identity, o Options, fill func(*Journal, *Tx) error) error {
	temp := filepath.Join(dir, databaseFile+building)
	for _, leftover := range []string{temp, temp + "-wal", temp + "-shm"} {
		if err := os.Remove(leftover); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	db, err := openDatabase(temp, o.Key)
	if err != nil {
		return err
	}
	j := &Journal{Sender: newSender(dir, o, db)}
	j.identity.Store(&id)
	db.sealsFor(id)
	err = db.write(context.Background(), func(tx *Tx) error {
		b, err := id.encode()
		if err != nil {
			return err
		}
		if err := errors.Join(tx.SetMeta(metaIdentity, b), tx.followFeeds(id)); err != nil {
			return err
		}
		return fill(j, tx)
	})
	// Closing moves everything from the log into the file itself.
	if err := errors.Join(err, db.close()); err != nil {
		return err
	}
	if err := os.Rename(temp, filepath.Join(dir, databaseFile)); err != nil {
		return err
	}
	return syncDir(dir)
}

// Open opens a person's store. What a kill left of photos is settled, and a
// store that was brought back from a copy begins a new epoch at once, offline
// too. A database that cannot be trusted is refused as *Damaged; a folder
// nobody was enrolled in wraps fs.ErrNotExist; the key of another store is
// ErrKey, and a store that nobody sealed ErrNotSealed.
func Open(dir string, o Options) (*Journal, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	return open(dir, o, func(j *Journal) error {
		lived, err := j.lived()
		if err != nil {
			return err
		}
		if lived {
			// A fresh nonce only makes old copies show sooner. On a full disk there is
			// none today, and the store must open all the same: it has work to send.
			_ = j.bind(func(*Tx) error { return nil })
			return nil
		}
		return j.bind(func(tx *Tx) error { return j.beginEpoch(tx, "restored") })
	})
}

func open(dir string, o Options, settle func(*Journal) error) (_ *Journal, err error) {
	if !exists(filepath.Join(dir, databaseFile)) {
		if !exists(filepath.Join(dir, identityFile)) {
			return nil, fmt.Errorf("journal: no store of this person is here: %w", fs.ErrNotExist)
		}
		return nil, &Damaged{Dir: dir, What: "the database is missing"}
	}
	held, err := folder.Hold(dir)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, held.Close())
		}
	}()
	db, err := openDatabase(filepath.Join(dir, databaseFile), o.Key)
	if err != nil {
		return nil, err
	}
	j := &Journal{Sender: newSender(dir, o, db)}
	j.held = held
	defer func() {
		if err != nil {
			err = errors.Join(err, db.close())
		}
	}()
	if err := j.load(); err != nil {
		return nil, err
	}
	if j.photos, err = photo.OpenSealed(dir, o.Key); err != nil {
		return nil, err
	}
	if err := settle(j); err != nil {
		return nil, err
	}
	if err := j.loadEpoch(); err != nil {
		return nil, err
	}
	if err := j.sweep(); err != nil {
		return nil, err
	}
	// As with the nonce: the store opens on a full disk too, and the file that is
	// missing is made at a later start.
	_ = keepRecovery(dir, *j.identity.Load(), o.Key)
	j.keepSending()
	if err := j.renewPictures(); err != nil {
		return nil, err
	}
	j.signal() // there may be something to send from before
	return j, nil
}

// load reads who and where in the chain this store is, and makes sure that all
// that was not handed in yet is what was signed: a page that went bad inside an
// entry does not show in the database's own check.
func (j *Journal) load() error {
	return j.db.write(context.Background(), func(tx *Tx) error {
		id, err := j.whose(tx)
		if err != nil {
			return err
		}
		j.identity.Store(&id)
		tx.db.sealsFor(id)
		if err := tx.sealKeys(false); err != nil {
			return err
		}
		return tx.all("SELECT epoch, seq, id, body FROM entries WHERE state < 2 ORDER BY n", nil, func(scan func(...any) error) error {
			var s sealedEntry
			if err := scan(s.columns()...); err != nil {
				return err
			}
			_, err := s.decode(j.db)
			return err
		})
	})
}

// whose reads the identity. That it does not open is damage only where the file
// beside the database shows that the key is the right one.
func (j *Journal) whose(tx *Tx) (Identity, error) {
	var record []byte
	if _, err := tx.one("SELECT value FROM meta WHERE key = ?", []any{metaIdentity}, &record); err != nil {
		return Identity{}, err
	}
	if bytes.HasPrefix(record, []byte("{")) {
		return Identity{}, ErrNotSealed
	}
	b, err := j.db.unseal(metaPlace(metaIdentity), record)
	if err != nil {
		if _, beside := readIdentity(j.dir, j.options.Key); len(record) > 0 && errors.Is(beside, vault.ErrSealed) {
			return Identity{}, ErrKey
		}
		return Identity{}, err
	}
	id, err := decodeIdentity(b)
	if err != nil {
		return id, &Damaged{Dir: j.dir, What: err.Error()}
	}
	return id, nil
}

// Close ends the use of the store.
func (j *Journal) Close() error {
	j.endViews()
	var last error
	if r := j.recording.Load(); r != nil {
		last = r.end() // the next Open makes its entry
	}
	return errors.Join(last, j.Sender.Close())
}

// Identity is who writes this journal.
func (j *Sender) Identity() Identity { return *j.identity.Load() }

// Epoch is the present life of the store.
func (j *Sender) Epoch() evidence.ID { return *j.epoch.Load() }

// PhotoFolder is where the photos of this person lie.
func (j *Sender) PhotoFolder() *photo.Folder { return j.photos }

// Found lists what the last Open adopted or moved to found/, for the person to
// be told.
func (j *Journal) Found() []photo.Swept { return slices.Clone(j.found) }

// Wake yields after something to send was committed; several commits may give
// one signal.
func (j *Sender) Wake() <-chan struct{} { return j.wake }

// Writings is raised each time there may be something new to send, and is never
// 0: who found nothing at one value finds nothing until it changes.
func (j *Sender) Writings() uint64 { return j.written.Load() + 1 }

func (j *Sender) signal() {
	j.written.Add(1)
	select {
	case j.wake <- struct{}{}:
	default:
	}
}

func (j *Sender) path(file string) string { return filepath.Join(j.dir, file) }
