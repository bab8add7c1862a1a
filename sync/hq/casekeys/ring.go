package casekeys

import (
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	_ "github.com/mattn/go-sqlite3" // the driver

	"fairvisit/evidence/folder"
	"fairvisit/evidence/vault"
)

var (
	// ErrErased means that the key was destroyed: nobody can read what it sealed.
	ErrErased = errors.New("this was erased: its key was destroyed")
	// ErrNoKey means that there never was such a key here, or that the keys were
	// lost: the newest copy of them has to be put back.
	ErrNoKey = errors.New("the key of this is not among the case keys; what it seals lies there unread, put the newest copy of the case keys back")
)

const (
	fileName = "case-keys.db"
	// maxHeld bounds the keys held in memory: a million photos have a key each, and a
	// key that was used holds its ciphers, some 3 KiB. Whoever goes through more cases
	// than these reads their keys again, which takes less time than a case itself.
	maxHeld = 8_000

	// No write-ahead log: a key that was destroyed must not lie on in one. The
	// journal is cut to nothing after each change, which frees what it held as its
	// deletion does and spares the folder two flushes.
	dsnBoth  = "_synchronous=EXTRA&_busy_timeout=10000&_secure_delete=on&_txlock=immediate"
	dsnWrite = dsnBoth + "&_journal_mode=TRUNCATE"
	dsnRead  = dsnBoth + "&mode=ro&_query_only=1"
)

// Ring is the open file of case keys. Several processes may hold one at a time.
// Its methods may be called from several goroutines.
type Ring struct {
	db      *sql.DB // one connection: its data_version tells of other processes alone
	find    *sql.Stmt
	foreign *sql.Stmt // a number that another process's writing moves
	file    string
	master  *vault.Key
	copies  string // folder; empty: opened to be read
	now     func() time.Time

	making sync.Mutex // of changes by this process
	today  dayCopy    // under making

	mu      sync.RWMutex
	held    map[Scope]*vault.Key // nil: destroyed
	want    []Scope              // to be made by whoever makes next
	version int64                // of the file when held was last known to be true
	looked  time.Time            // when that was
}

// Make makes an empty file of case keys in dir, the key folder. It refuses to
// replace one.
func Make(dir string) error {
	path := filepath.Join(dir, fileName)
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there are case keys in %s already, they stay as they are", dir)
	}
	if err := folder.Make(dir); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	db, err := sql.Open("sqlite3", uri(path, dsnWrite))
	if err != nil {
		return err
	}
	_, err = db.Exec(`CREATE TABLE case_keys (
		scope     BLOB PRIMARY KEY NOT NULL,
		key       BLOB    NOT NULL, -- wrapped by the master key; empty: destroyed
		destroyed INTEGER NOT NULL  -- µs; 0: not
	) STRICT, WITHOUT ROWID`)
	return errors.Join(err, db.Close(), syncDir(dir))
}

// Open opens the case keys in dir, the key folder, wrapped by the master key.
// copies is the folder of their copies, made where it is missing.
func Open(dir, copies string, master [32]byte, now func() time.Time) (*Ring, error) {
	r, err := open(dir, dsnWrite, master)
	if err != nil {
		return nil, err
	}
	r.copies, r.now = copies, now
	if err := errors.Join(folder.Make(copies), r.Tidy()); err != nil {
		return nil, errors.Join(fmt.Errorf("the copies of the case keys: %w", err), r.Close())
	}
	return r, nil
}

// OpenToRead opens case keys that are only read; dir may be a folder of copies
// put back.
func OpenToRead(dir string, master [32]byte) (*Ring, error) { return open(dir, dsnRead, master) }

func open(dir, params string, master [32]byte) (*Ring, error) {
	path := filepath.Join(dir, fileName)
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("the case keys cannot be read; nothing was changed, put the newest copy of them back as %s: %w", path, err)
	}
	db, err := sql.Open("sqlite3", uri(path, params))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	r := &Ring{db: db, file: path, master: vault.KeyOf(master), held: map[Scope]*vault.Key{}}
	if r.find, err = db.Prepare(findKeys); err == nil {
		r.foreign, err = db.Prepare("PRAGMA data_version")
	}
	if err == nil {
		err = r.Refresh()
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("the case keys cannot be read, nothing was changed: %w", err), db.Close())
	}
	return r, nil
}

// uri names a file to SQLite. A path that does not begin at the root would be read as a host.
func uri(path, params string) string {
	if whole, err := filepath.Abs(path); err == nil {
		path = whole
	}
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: params}).String()
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Close lets go of the file.
func (r *Ring) Close() error {
	r.making.Lock()
	defer r.making.Unlock()
	return errors.Join(r.closeCopy(), r.find.Close(), r.foreign.Close(), r.db.Close())
}

// Refresh forgets the keys in memory if another process changed the file: it may
// have destroyed some.
func (r *Ring) Refresh() error {
	var v int64
	if err := r.foreign.QueryRow().Scan(&v); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if v != r.version {
		clear(r.held)
		r.version = v
	}
	r.looked = time.Now()
	return nil
}

// RefreshAfter is Refresh unless the file was looked at within that time: for who
// comes a thousand times a second and can bear that what was destroyed a moment
// ago is sealed once more by a key that nobody has any longer.
func (r *Ring) RefreshAfter(age time.Duration) error {
	r.mu.RLock()
	fresh := time.Since(r.looked) < age
	r.mu.RUnlock()
	if fresh {
		return nil
	}
	return r.Refresh()
}

// Key is the key of a scope: ErrErased, ErrNoKey, or the file's error.
func (r *Ring) Key(s Scope) (*vault.Key, error) {
	r.mu.RLock()
	k, known := r.held[s]
	r.mu.RUnlock()
	if !known {
		found, err := r.load(s)
		if err != nil {
			return nil, err
		}
		if k, known = found[s]; !known {
			return nil, ErrNoKey
		}
	}
	if k == nil {
		return nil, ErrErased
	}
	return k, nil
}

// load reads the keys of scopes that have one into memory; nil: it was destroyed.
func (r *Ring) load(scopes ...Scope) (map[Scope]*vault.Key, error) {
	found := make(map[Scope]*vault.Key, len(scopes))
	r.mu.RLock()
	version := r.version
	r.mu.RUnlock()
	rows, err := r.find.Query(hexList(scopes))
	if err != nil {
		return nil, fmt.Errorf("the case keys cannot be read: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var scope, wrapped []byte
		var destroyed int64
		if err := rows.Scan(&scope, &wrapped, &destroyed); err != nil {
			return nil, fmt.Errorf("the case keys cannot be read: %w", err)
		}
		s := Scope(scope)
		if destroyed != 0 {
			found[s] = nil
			continue
		}
		secret, err := r.master.Open(place(s), wrapped)
		if err != nil || len(secret) != 32 {
			return nil, fmt.Errorf("a case key does not open with the master key of this headquarters: %w", ErrNoKey)
		}
		found[s] = vault.KeyOf([32]byte(secret))
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("the case keys cannot be read: %w", err)
	}
	r.hold(found, version)
	return found, nil
}

// findKeys reads any number at once: each statement alone locks the file.
const findKeys = "SELECT scope, key, destroyed FROM case_keys WHERE scope IN (SELECT unhex(value) FROM json_each(?1))"

// hexList is scopes as findKeys takes them.
func hexList(scopes []Scope) string {
	b := []byte{'['}
	for i, s := range scopes {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(hex.AppendEncode(append(b, '"'), []byte(s)), '"')
	}
	return string(append(b, ']'))
}

// place binds a wrapped key to what it is for.
func place(s Scope) vault.Place {
	return vault.Place{Table: "case_keys", Column: "key", ID: []byte(s)}
}

// hold keeps keys that were read when the file was of a version. What was found to
// be another since, and what was destroyed, is not taken back.
func (r *Ring) hold(keys map[Scope]*vault.Key, version int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if version != r.version {
		return
	}
	if len(r.held)+len(keys) > maxHeld {
		clear(r.held)
	}
	for s, k := range keys {
		if known, is := r.held[s]; !is || known != nil {
			r.held[s] = k
		}
	}
}

// Ensure makes the keys of scopes that have none. One that was destroyed stays so.
// When it returns they are on disk, here and in the newest copy: what is sealed
// afterwards can be read again. Callers that come at once share one write.
func (r *Ring) Ensure(scopes ...Scope) error {
	if r.have(scopes) {
		return nil
	}
	missing, err := r.missing(scopes)
	if err != nil || len(missing) == 0 {
		return err
	}
	r.mu.Lock()
	r.want = append(r.want, missing...)
	r.mu.Unlock()
	r.making.Lock()
	defer r.making.Unlock()
	r.mu.Lock()
	wanted := r.want
	r.want = nil
	r.mu.Unlock()
	// Those of others too: who waits behind finds them made. Where somebody's
	// write before took ours and failed, they are missing still and made here.
	if wanted, err = r.missing(append(wanted, missing...)); err != nil || len(wanted) == 0 {
		return err
	}
	return r.make(wanted)
}

// have reports whether all are in memory, which is so but for the first entry of a
// case.
func (r *Ring) have(scopes []Scope) bool {
	r.mu.RLock()
	defer r.mu.RUnlock()
	for _, s := range scopes {
		if _, known := r.held[s]; !known {
			return false
		}
	}
	return true
}

func (r *Ring) missing(scopes []Scope) ([]Scope, error) {
	unknown := map[Scope]bool{}
	r.mu.RLock()
	for _, s := range scopes {
		if _, known := r.held[s]; !known {
			unknown[s] = true
		}
	}
	r.mu.RUnlock()
	if len(unknown) == 0 {
		return nil, nil
	}
	list := slices.Sorted(maps.Keys(unknown))
	found, err := r.load(list...)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(list, func(s Scope) bool { _, is := found[s]; return is }), nil
}

func (r *Ring) make(scopes []Scope) error {
	wrapped := make([][]byte, len(scopes))
	for i, s := range scopes {
		var secret [32]byte
		rand.Read(secret[:]) // never fails: crypto/rand ends the program instead
		wrapped[i] = r.master.Seal(place(s), secret[:])
	}
	err := r.change(scopes, func(tx *sql.Tx) error {
		// Another process may have made or destroyed it meanwhile.
		insert, err := tx.Prepare("INSERT INTO case_keys (scope, key, destroyed) VALUES (?1, ?2, 0) ON CONFLICT DO NOTHING")
		if err != nil {
			return err
		}
		defer insert.Close() // only lets go of memory
		for i, s := range scopes {
			if _, err := insert.Exec([]byte(s), wrapped[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("case keys could not be made, nothing was sealed: %w", err)
	}
	_, err = r.load(scopes...)
	return err
}

// Destroy destroys the keys of scopes for good; one that has none never gets one.
// The copies of days before still hold them, until Gone.
func (r *Ring) Destroy(scopes ...Scope) error {
	r.making.Lock()
	defer r.making.Unlock()
	at := r.now().UnixMicro()
	err := r.change(scopes, func(tx *sql.Tx) error {
		for _, s := range scopes {
			_, err := tx.Exec(`INSERT INTO case_keys (scope, key, destroyed) VALUES (?1, x'', ?2)
				ON CONFLICT (scope) DO UPDATE SET key = x'', destroyed = excluded.destroyed WHERE destroyed = 0`, []byte(s), at)
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("keys could not be destroyed everywhere; nothing that they seal is lost, do it again: %w", err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range scopes {
		r.held[s] = nil
	}
	return nil
}
