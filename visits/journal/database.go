package journal

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/mattn/go-sqlite3"
	"github.com/pressly/goose/v3"

	"fairvisit/evidence"
	"fairvisit/evidence/vault"
)

//go:embed migrations/*.sql
var migrations embed.FS

const readers = 4

// database is one SQLite file with one writing connection and a few that only
// read. Transactions are begun by hand on the writing connection, so that the
// statements prepared on it serve for as long as it lives.
type database struct {
	mu     sync.Mutex // held while a transaction runs
	pool   *sql.DB    // of the one writing connection
	conn   *sql.Conn
	stmts  map[string]*sql.Stmt
	reads  *sql.DB
	folder string     // of the person, for what is told to people
	key    *vault.Key // nil: a Sender's

	device    evidence.ID        // whose keys of visits are sealed
	transport evidence.PublicKey // and for whom; empty: nobody is known
	// keyIDs are keys found before, by visit or epoch: a visit writes many entries
	// one after the other. mu is held.
	keyIDs map[evidence.ID]evidence.ID

	commits atomic.Uint64 // of this run: the folder is held, so nobody else writes
}

// Damaged means that the database cannot be trusted as it is. Nothing was
// changed; Salvage imports what can still be read.
type Damaged struct {
	Dir  string
	What string
}

func (d *Damaged) Error() string {
	return "The store of this person is damaged; nothing was changed, and Salvage can import what is readable (" + d.What + ")."
}

// errDiskFull is what a person is told when nothing more fits.
var errDiskFull = errors.New("The disk is full; this was not stored, and all that was stored before is safe.") //lint:ignore ST1005 a sentence for people

// openDatabase opens or makes the file, checks it and brings its schema up to
// date. What is wrong with the file itself comes back as *Damaged.
func openDatabase(path string, key *vault.Key) (*database, error) {
	db := &database{stmts: map[string]*sql.Stmt{}, folder: filepath.Dir(path), key: key}
	if err := db.open(path); err != nil {
		return nil, errors.Join(db.explain(err), db.close())
	}
	return db, nil
}

func (db *database) open(path string) (err error) {
	if db.pool, err = sql.Open("sqlite3", dsn(path, "_txlock=immediate&_cache_size=-16384")); err != nil {
		return err
	}
	db.pool.SetMaxOpenConns(1)
	if err = quickCheck(db.pool, db.folder); err != nil {
		return err
	}
	if err = migrate(db.pool); err != nil {
		return err
	}
	if db.conn, err = db.pool.Conn(context.Background()); err != nil {
		return err
	}
	if err = db.assertSettings(); err != nil {
		return err
	}
	if db.reads, err = sql.Open("sqlite3", dsn(path, "_query_only=1&_stmt_cache_size=32")); err != nil {
		return err
	}
	db.reads.SetMaxOpenConns(readers)
	db.reads.SetMaxIdleConns(readers)
	return nil
}

// dsn carries every setting: a pragma sent to a pool reaches one connection. The
// writer has 16 MB of pages: a branch of cases comes in order of change and lies
// in order of id, so with SQLite's 2 MB each row would be read back from disk.
func dsn(path, more string) string {
	path = filepath.ToSlash(path)
	if runtime.GOOS == "windows" && filepath.VolumeName(path) != "" {
		path = "/" + path
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() +
		"?_journal_mode=WAL&_synchronous=FULL&_busy_timeout=10000&_foreign_keys=1&_secure_delete=on&" + more
}

func quickCheck(pool *sql.DB, folder string) error {
	var verdict string
	if err := pool.QueryRow("PRAGMA quick_check(1)").Scan(&verdict); err != nil {
		return err
	}
	if verdict != "ok" {
		return &Damaged{Dir: folder, What: strings.TrimSpace(verdict)}
	}
	return nil
}

func migrate(pool *sql.DB) error {
	dir, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, pool, dir)
	if err != nil {
		return err
	}
	_, err = provider.Up(context.Background())
	return err
}

// assertSettings refuses to run on a build whose driver passes the settings
// over: with less than FULL a power cut takes back what was acknowledged.
func (db *database) assertSettings() error {
	var synchronous int
	var mode string
	ctx := context.Background()
	if err := db.conn.QueryRowContext(ctx, "PRAGMA synchronous").Scan(&synchronous); err != nil {
		return err
	}
	if err := db.conn.QueryRowContext(ctx, "PRAGMA journal_mode").Scan(&mode); err != nil {
		return err
	}
	if synchronous != 2 || mode != "wal" {
		return fmt.Errorf("journal: synchronous is %d and journal mode %s; the store needs 2 and wal", synchronous, mode)
	}
	return nil
}

func (db *database) close() error {
	var errs []error
	for _, s := range db.stmts {
		errs = append(errs, s.Close())
	}
	if db.reads != nil {
		errs = append(errs, db.reads.Close())
	}
	if db.conn != nil {
		errs = append(errs, db.conn.Close())
	}
	if db.pool != nil {
		errs = append(errs, db.pool.Close())
	}
	return errors.Join(errs...)
}

// explain turns what SQLite says into what a person can act on.
func (db *database) explain(err error) error {
	e, ok := errors.AsType[sqlite3.Error](err)
	if !ok {
		return err
	}
	switch e.Code {
	case sqlite3.ErrCorrupt, sqlite3.ErrNotADB:
		return &Damaged{Dir: db.folder, What: e.Error()}
	case sqlite3.ErrFull:
		return errDiskFull
	}
	return err
}

// write runs f in one transaction. An error, a panic or a cancelled ctx before
// the commit leaves nothing behind; the commit itself is not cancelled, or
// nobody would know whether it happened.
func (db *database) write(ctx context.Context, f func(*Tx) error) error {
	db.mu.Lock()
	defer db.mu.Unlock()
	background := context.Background()
	if err := ctx.Err(); err != nil {
		return err
	}
	if _, err := db.conn.ExecContext(background, "BEGIN IMMEDIATE"); err != nil {
		return db.explain(err)
	}
	committed := false
	defer func() {
		if !committed {
			db.keyIDs = nil // one of them may have been made in this transaction
			// SQLite may have rolled back itself; then this one says so and is right.
			_, _ = db.conn.ExecContext(background, "ROLLBACK")
		}
	}()
	if err := f(&Tx{ctx: ctx, db: db}); err != nil {
		return db.explain(err)
	}
	if _, err := db.conn.ExecContext(background, "COMMIT"); err != nil {
		return db.explain(err)
	}
	committed = true
	db.commits.Add(1)
	return nil
}

// Tx is a transaction of the store under way. It must not outlive the function
// it was given to, and nothing in that function may call the journal itself.
type Tx struct {
	ctx context.Context
	db  *database
}

// stmt prepares each text once. Cancelling is looked at between statements: a
// context that the driver must watch costs a goroutine for each of them.
func (tx *Tx) stmt(text string) (*sql.Stmt, error) {
	if err := tx.ctx.Err(); err != nil {
		return nil, err
	}
	if s, ok := tx.db.stmts[text]; ok {
		return s, nil
	}
	s, err := tx.db.conn.PrepareContext(context.Background(), text)
	if err == nil {
		tx.db.stmts[text] = s
	}
	return s, err
}

// exec returns how many rows changed.
func (tx *Tx) exec(text string, args ...any) (int64, error) {
	s, err := tx.stmt(text)
	if err != nil {
		return 0, err
	}
	r, err := s.Exec(args...)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

// one reads at most one row into dst; found is false when there is none.
func (tx *Tx) one(text string, args []any, dst ...any) (found bool, err error) {
	s, err := tx.stmt(text)
	if err != nil {
		return false, err
	}
	return scanned(s.QueryRow(args...), dst...)
}

func scanned(row *sql.Row, dst ...any) (found bool, err error) {
	err = row.Scan(dst...)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// all calls each for every row. Rows are read to the end before anything else
// may run on the connection, so each must not use tx.
func (tx *Tx) all(text string, args []any, each func(scan func(...any) error) error) error {
	s, err := tx.stmt(text)
	if err != nil {
		return err
	}
	rows, err := s.Query(args...)
	return eachRow(rows, err, each)
}

// query reads outside a transaction. As in stmt, cancelling is looked at before
// and not during: what is read here is short.
func (db *database) query(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return db.reads.QueryContext(context.WithoutCancel(ctx), text, args...)
}

// list is all outside a transaction, on a reading connection.
func (db *database) list(ctx context.Context, text string, args []any, each func(scan func(...any) error) error) error {
	rows, err := db.query(ctx, text, args...)
	return db.explain(eachRow(rows, err, each))
}

// lookup is one outside a transaction.
func (db *database) lookup(ctx context.Context, text string, args []any, dst ...any) (bool, error) {
	if err := ctx.Err(); err != nil {
		return false, err
	}
	found, err := scanned(db.reads.QueryRowContext(context.WithoutCancel(ctx), text, args...), dst...)
	return found, db.explain(err)
}

func eachRow(rows *sql.Rows, err error, each func(scan func(...any) error) error) error {
	if err != nil {
		return err
	}
	defer rows.Close() // closed by Next at the end; what went wrong is in Err
	for rows.Next() {
		if err := each(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// raw is a column of fixed width read into an ID or a Hash; null reads as zero.
type raw []byte

func (r raw) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		clear(r)
		return nil
	case []byte:
		if len(v) == len(r) {
			copy(r, v)
			return nil
		}
	}
	return fmt.Errorf("journal: a column of %d bytes holds something else", len(r))
}

// orNull is the id as a column that may be empty.
func orNull(id evidence.ID) any {
	if id.IsZero() {
		return nil
	}
	return id[:]
}
