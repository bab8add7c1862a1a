// Package store is the database of headquarters: the log of admitted entries
// with its Merkle tree, the position of every device, what the fold made of the
// entries, and what waits for photos and for the second copy.
//
// Any number of processes may hold one store at a time. No process trusts what
// it remembers of the log: the number an entry gets, and the tree it is put
// on, are read under the write lock each time. Nothing is answered before it
// is on disk (synchronous FULL).
package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/mattn/go-sqlite3"
	"github.com/pressly/goose/v3"

	"fairvisit/evidence"
	"fairvisit/evidence/folder"
	"fairvisit/sync/hq/casekeys"
)

// ErrNotFound is returned where one thing was asked for by its id and is not
// here.
var ErrNotFound = errors.New("headquarters has nothing of that name")

// Store is one open handle. All methods may be called at the same time.
type Store struct {
	w     *sql.DB   // one connection: writers of this process queue in Go, not in SQLite's busy handler
	r     *sql.DB   // read-only
	watch *sql.Conn // of r; only asked for data_version, which counts per connection

	clean bool // no process that held the store before was killed, as far as the files tell

	ring *casekeys.Ring // nil: nothing is sealed

	commits atomic.Int64 // of this handle

	// Committing, if set before the first entry, is told what the log comes to
	// while that goes to the disk: whoever signs it need not wait for the flush.
	// Nothing may leave the process for it, the commit can still fail.
	Committing func(Head)

	mu   sync.Mutex
	edge evidence.Edge // of the log as this handle last wrote it: a guess until the locked size confirms it
	tree treeRows
}

const (
	fileName = "hq.db"
	// Before 3.51.3 a WAL reset at the wrong moment can damage the file.
	minSQLite = 3051003
	// Entries are 1–3 KiB: on pages of 4 KiB most of them would lie alone on a page.
	pageSize = 8192

	dsnBoth   = "_synchronous=FULL&_busy_timeout=10000&_foreign_keys=1&_stmt_cache_size=64&_cache_size=-32768"
	dsnWriter = dsnBoth + "&_journal_mode=WAL&_txlock=immediate&_secure_delete=on"
	dsnReader = dsnBoth + "&mode=ro&_query_only=1"
)

//go:embed migrations/*.sql
var migrations embed.FS

// File is the database of the store in dir.
func File(dir string) string { return filepath.Join(dir, fileName) }

// Open opens or makes a store in dir that seals nothing. It refuses a store that a
// newer program wrote, and a SQLite that would not keep what was acknowledged.
func Open(dir string) (*Store, error) { return OpenSealed(dir, nil) }

// OpenSealed is Open of a store that seals what names or describes a person under
// the keys of a ring, which stays the caller's to close.
func OpenSealed(dir string, ring *casekeys.Ring) (*Store, error) {
	path, err := filepath.Abs(File(dir))
	if err != nil {
		return nil, err
	}
	if err := create(path); err != nil {
		return nil, fmt.Errorf("the store in %s could not be made, nothing is lost: %w", dir, err)
	}
	s := &Store{ring: ring, clean: emptyOrAbsent(path + "-wal")}
	if s.w, err = sql.Open("sqlite3", uri(path, dsnWriter)); err != nil {
		return nil, err
	}
	s.w.SetMaxOpenConns(1)
	if s.r, err = sql.Open("sqlite3", uri(path, dsnReader)); err != nil {
		return nil, errors.Join(err, s.w.Close())
	}
	s.r.SetMaxOpenConns(4 + 1) // four for readers, one is watch
	s.r.SetMaxIdleConns(4 + 1)
	if err := s.prepare(context.Background()); err != nil {
		return nil, errors.Join(fmt.Errorf("the store in %s was not opened, it is as it was: %w", dir, err), s.Close())
	}
	return s, nil
}

func uri(path, params string) string {
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: params}).String()
}

// emptyOrAbsent tells a closed store by its WAL: the last handle removes it.
func emptyOrAbsent(wal string) bool {
	info, err := os.Stat(wal)
	return err != nil || info.Size() == 0
}

// create makes an empty database readable by this user only. The page size can
// only be chosen before the first page is written, and SQLite takes the modes
// of its side files from the database file.
func create(path string) error {
	if err := folder.Make(filepath.Dir(path)); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err := errors.Join(err, f.Close()); err != nil || info.Size() > 0 {
		return err
	}
	db, err := sql.Open("sqlite3", uri(path, "_synchronous=FULL&_busy_timeout=10000"))
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(1)
	_, err = db.Exec(fmt.Sprintf("PRAGMA page_size = %d; PRAGMA user_version = 1", pageSize))
	return errors.Join(err, db.Close(), syncDir(filepath.Dir(path)))
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func (s *Store) prepare(ctx context.Context) error {
	if _, version, _ := sqlite3.Version(); version < minSQLite {
		return fmt.Errorf("SQLite is of version %d, older than %d", version, minSQLite)
	}
	if err := s.migrate(ctx); err != nil {
		return err
	}
	if err := s.assertDurable(ctx); err != nil {
		return err
	}
	generation := evidence.NewID()
	err := s.write(ctx, func(tx *sql.Tx) error {
		// A process killed between writing its commit and syncing it leaves a
		// commit that recovery shows to us but that the disk may not hold. This
		// write's own sync covers it, so that no duplicate is acknowledged on
		// the strength of it.
		_, err := tx.Exec(`INSERT INTO head (one, generation) VALUES (1, ?1)
			ON CONFLICT (one) DO UPDATE SET opened = head.opened + 1`, generation[:])
		return err
	})
	if err != nil {
		return err
	}
	s.watch, err = s.r.Conn(ctx)
	return err
}

// migrate brings the tables up to date. Two processes may try at once: the
// loser's statement fails on the winner's table and finds all done when it
// looks again.
func (s *Store) migrate(ctx context.Context) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	var p *goose.Provider
	for try := 1; ; try++ {
		if p, err = goose.NewProvider(goose.DialectSQLite3, s.w, files, goose.WithDisableGlobalRegistry(true)); err != nil {
			return err
		}
		if _, err = p.Up(ctx); err == nil {
			break
		}
		if try == 10 {
			return err
		}
		time.Sleep(time.Duration(try) * 100 * time.Millisecond)
	}
	have, want, err := p.GetVersions(ctx)
	if err == nil && have > want {
		err = fmt.Errorf("its tables are of version %d, this program knows %d", have, want)
	}
	return err
}

func (s *Store) assertDurable(ctx context.Context) error {
	var synchronous int
	var journal string
	if err := s.w.QueryRowContext(ctx, "PRAGMA synchronous").Scan(&synchronous); err != nil {
		return err
	}
	if err := s.w.QueryRowContext(ctx, "PRAGMA journal_mode").Scan(&journal); err != nil {
		return err
	}
	if synchronous != 2 || journal != "wal" {
		return fmt.Errorf("it runs with synchronous %d and journal %s, not FULL and wal", synchronous, journal)
	}
	return nil
}

// Close ends the handle; other processes go on.
func (s *Store) Close() error {
	var err error
	if s.watch != nil {
		err = s.watch.Close()
	}
	return errors.Join(err, s.r.Close(), s.w.Close())
}

// write runs f in one immediate transaction and commits. It waits for the
// writer as long as ctx allows; once begun it ends, so that ctx never cuts a
// commit of which nobody could then say whether it stands.
func (s *Store) write(ctx context.Context, f func(tx *sql.Tx) error) error {
	conn, err := s.w.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	tx, err := conn.BeginTx(context.WithoutCancel(ctx), nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // after a commit it does nothing; it is here for f's errors and panics
	if err := f(tx); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	s.commits.Add(1)
	return nil
}

// Commits is how often this handle has committed: by it one can tell whether a
// new Version is another process's doing.
func (s *Store) Commits() int64 { return s.commits.Load() }

// read runs f on one snapshot. ctx is looked at before and not during: a context
// that the driver must watch costs a goroutine for each statement.
func (s *Store) read(ctx context.Context, f func(tx *sql.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	tx, err := s.r.BeginTx(context.WithoutCancel(ctx), nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // nothing was written
	return f(tx)
}

// Generation is the random id of this life of headquarters: a restored store
// gets a new one, which voids every cursor (D18).
func (s *Store) Generation(ctx context.Context) (evidence.ID, error) {
	var g evidence.ID
	err := s.r.QueryRowContext(ctx, "SELECT generation FROM head").Scan(into(g[:]))
	return g, err
}

// SetGeneration begins a new life.
func (s *Store) SetGeneration(ctx context.Context, g evidence.ID) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.Exec("UPDATE head SET generation = ?1", g[:])
		return err
	})
}

// Version changes whenever anybody, this process or another, commits to the
// store. It means nothing but that.
func (s *Store) Version(ctx context.Context) (int64, error) {
	var v int64
	err := s.watch.QueryRowContext(ctx, "PRAGMA data_version").Scan(&v)
	return v, err
}

// into scans a column of exactly as many bytes as it has; NULL clears it. An
// array conversion would panic on a damaged row.
type into []byte

func (d into) Scan(src any) error {
	switch b := src.(type) {
	case nil:
		clear(d)
		return nil
	case []byte:
		if len(b) == len(d) {
			copy(d, b)
			return nil
		}
	}
	return fmt.Errorf("column does not hold %d bytes", len(d))
}

// orNull is how an id that may be missing stands in a column.
func orNull(id evidence.ID) any {
	if id.IsZero() {
		return nil
	}
	return id[:]
}

// whole keeps NULL out of columns that are never NULL.
func whole(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}
