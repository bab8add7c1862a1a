package casekeys

import (
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"fairvisit/evidence/folder"
)

// CopiesKept is how many days a copy of the case keys is kept behind its own.
const CopiesKept = 7

const (
	copyPrefix = "case-keys-"
	copySuffix = ".db"
	// journalSuffix is SQLite's, of the journal of a file: empty between changes.
	journalSuffix = "-journal"
)

// CopiesFolder is where the copies lie unless another place is named: beside the
// keys, which is a copy against a damaged file and not against a lost disk.
func CopiesFolder(keys string) string { return filepath.Join(keys, "case-key-copies") }

func (r *Ring) copyPath(day time.Time) string {
	return filepath.Join(r.copies, copyPrefix+day.UTC().Format(time.DateOnly)+copySuffix)
}

// change makes one change to the rows of some scopes and has them on disk in
// today's copy before the file has them: no key is used of which there is no copy.
// The copy gets the rows as they are about to be in the file, whose writer's lock
// is held meanwhile. To make the change in both would leave two keys of one thing:
// of two processes that come at once, and where one stopped in between, which
// leaves a copy that is ahead of the file. r.making is held.
func (r *Ring) change(scopes []Scope, f func(*sql.Tx) error) error {
	for {
		if err := r.openCopy(); err != nil {
			return fmt.Errorf("the copy of the case keys: %w", err)
		}
		if err := r.changeBoth(scopes, f); !errors.Is(err, errCopyGone) {
			return err
		}
	}
}

// errCopyGone means that a day ended, or somebody took the copy away, before the
// file was locked: another process may have begun a copy since, which must not miss
// the change.
var errCopyGone = errors.New("the copy that was opened is not that of today any more")

func (r *Ring) changeBoth(scopes []Scope, f func(*sql.Tx) error) error {
	return inOne(r.db, func(tx *sql.Tx) error {
		if file, err := os.Lstat(r.copyPath(r.now())); err != nil || !os.SameFile(file, r.today.file) {
			return errors.Join(errCopyGone, err)
		}
		if err := f(tx); err != nil {
			return err
		}
		rows, err := rowsOf(tx, scopes)
		if err == nil {
			err = inOne(r.today.db, func(tx *sql.Tx) error { return putRows(tx, rows) })
		}
		if err != nil {
			return fmt.Errorf("the copy of the case keys: %w", err)
		}
		return nil
	})
}

// row is one of the file, as it lies there.
type row struct {
	scope, key []byte
	destroyed  int64
}

func rowsOf(tx *sql.Tx, scopes []Scope) ([]row, error) {
	found, err := tx.Query(findKeys, hexList(scopes))
	if err != nil {
		return nil, err
	}
	defer found.Close()
	var list []row
	for found.Next() {
		var one row
		if err := found.Scan(&one.scope, &one.key, &one.destroyed); err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	return list, found.Err()
}

func putRows(tx *sql.Tx, rows []row) error {
	put, err := tx.Prepare("INSERT OR REPLACE INTO case_keys (scope, key, destroyed) VALUES (?1, ?2, ?3)")
	if err != nil {
		return err
	}
	defer put.Close() // only lets go of memory
	for _, one := range rows {
		if _, err := put.Exec(one.scope, one.key, one.destroyed); err != nil {
			return err
		}
	}
	return nil
}

// dayCopy is the copy of today, held open: to open it for each change would cost
// as much as the change does.
type dayCopy struct {
	db   *sql.DB // nil: none is open
	path string
	file os.FileInfo
}

// openCopy has today's copy open. One that was put in its place meanwhile, or
// taken away, is not written behind its back.
func (r *Ring) openCopy() error {
	path := r.copyPath(r.now())
	file, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err := errors.Join(r.closeCopy(), r.begin(path), r.tidy()); err != nil {
			return err
		}
		file, err = os.Lstat(path)
	}
	if err != nil || r.today.db != nil && r.today.path == path && os.SameFile(file, r.today.file) {
		return err
	}
	if err := r.closeCopy(); err != nil {
		return err
	}
	db, err := sql.Open("sqlite3", uri(path, dsnWrite))
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(1)
	r.today = dayCopy{db, path, file}
	return nil
}

func (r *Ring) closeCopy() error {
	db := r.today.db
	r.today = dayCopy{}
	if db == nil {
		return nil
	}
	return db.Close()
}

func inOne(db *sql.DB, f func(*sql.Tx) error) error {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback() // after a commit it does nothing
	if err := f(tx); err != nil {
		return err
	}
	return tx.Commit()
}

// begin makes the first copy of a day. Where another process just made it, that
// one stays: it may have a change already. Who begins one holds the writer's lock
// of the file itself, which others read meanwhile; a hard link, which would not
// need it, is not to be had on every disk.
func (r *Ring) begin(path string) error {
	alone, err := r.db.Begin()
	if err != nil {
		return err
	}
	defer alone.Rollback() // nothing was changed
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	part, err := os.MkdirTemp(r.copies, ".new-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(part) // once renamed the copy is not in it
	whole := filepath.Join(part, "copy")
	if err := r.copyInto(whole); err != nil {
		return err
	}
	if err := os.Rename(whole, path); err != nil {
		return err
	}
	return syncDir(r.copies)
}

// copyInto writes the keys as they are into a new file, flushed.
func (r *Ring) copyInto(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600) // SQLite would let others read it
	if err != nil {
		return err
	}
	db, err := sql.Open("sqlite3", uri(r.file, dsnBoth+"&mode=ro"))
	if err == nil {
		_, err = db.Exec("VACUUM INTO ?1", path)
		err = errors.Join(err, db.Close())
	}
	return errors.Join(err, f.Sync(), f.Close())
}

// Tidy deletes the copies that are older than is kept.
func (r *Ring) Tidy() error {
	r.making.Lock()
	defer r.making.Unlock()
	return r.tidy()
}

func (r *Ring) tidy() error {
	if r.today.path != r.copyPath(r.now()) {
		if err := r.closeCopy(); err != nil { // a file that is open is not gone when it is deleted
			return err
		}
	}
	oldest := filepath.Base(r.copyPath(r.now().AddDate(0, 0, -CopiesKept)))
	names, err := copiesIn(r.copies)
	if err != nil {
		return err
	}
	for _, n := range names {
		if n >= oldest {
			continue
		}
		for _, file := range []string{n + journalSuffix, n} {
			if err := os.Remove(filepath.Join(r.copies, file)); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
	}
	return nil
}

// copiesIn lists the copies in a folder, oldest first.
func copiesIn(dir string) ([]string, error) {
	all, err := filepath.Glob(filepath.Join(dir, copyPrefix+"????-??-??"+copySuffix))
	for i := range all {
		all[i] = filepath.Base(all[i])
	}
	slices.Sort(all)
	return all, err
}

// Gone is when no copy holds a key any more that is destroyed at that time: the
// copy of that very day was taken elsewhere, maybe, before it was.
func Gone(destroyed time.Time) time.Time {
	y, m, d := destroyed.UTC().Date()
	return time.Date(y, m, d+CopiesKept+1, 0, 0, 0, 0, time.UTC)
}

// Held names the copies that still hold a key of one of the scopes.
func (r *Ring) Held(scopes ...Scope) ([]string, error) {
	names, err := copiesIn(r.copies)
	if err != nil {
		return nil, err
	}
	var holding []string
	for _, n := range names {
		has, err := holds(filepath.Join(r.copies, n), scopes)
		if err != nil {
			return nil, fmt.Errorf("the copy %s cannot be read: %w", n, err)
		}
		if has {
			holding = append(holding, n)
		}
	}
	return holding, nil
}

func holds(path string, scopes []Scope) (has bool, err error) {
	db, err := sql.Open("sqlite3", uri(path, dsnRead))
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	for _, s := range scopes {
		var n int
		if err := db.QueryRow("SELECT count(*) FROM case_keys WHERE scope = ?1 AND destroyed = 0", []byte(s)).Scan(&n); err != nil || n > 0 {
			return n > 0, err
		}
	}
	return false, nil
}

// PutBack makes the file of case keys in dir, where there is none, from the
// newest copy in the folder of copies.
func PutBack(dir, copies string) error {
	path := filepath.Join(dir, fileName)
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there are case keys in %s already, they stay as they are", dir)
	}
	names, err := copiesIn(copies)
	if err != nil {
		return err
	}
	if len(names) == 0 {
		return fmt.Errorf("there is no copy of case keys in %s; nothing was changed", copies)
	}
	if err := folder.Make(dir); err != nil {
		return err
	}
	b, err := os.ReadFile(filepath.Join(copies, names[len(names)-1]))
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, ".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // after the rename there is nothing to remove
	_, err = f.Write(b)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return errors.Join(os.Rename(f.Name(), path), syncDir(dir))
}
