package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Backup writes a whole, checked copy of the store to the file dst, which must
// not exist; while it runs others go on reading and writing. On an error there
// is no dst. The folder that Open takes needs the copy under the name hq.db.
func (s *Store) Backup(ctx context.Context, dst string) error {
	dst, err := filepath.Abs(dst)
	if err != nil {
		return err
	}
	if _, err := os.Lstat(dst); !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("backup: %s is there already, nothing was written: %w", dst, os.ErrExist)
	}
	part := dst + ".part"
	if err := os.Remove(part); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	err = s.vacuumInto(ctx, part)
	if err == nil {
		err = withoutWords(ctx, part)
	}
	if err == nil {
		err = checkCopy(ctx, part)
	}
	if err == nil {
		err = syncFile(part)
	}
	if err == nil {
		err = os.Rename(part, dst)
	}
	if err != nil {
		if rm := os.Remove(part); !errors.Is(rm, os.ErrNotExist) {
			err = errors.Join(err, rm)
		}
		return fmt.Errorf("backup: none was made, the store is as it was: %w", err)
	}
	return syncDir(filepath.Dir(dst))
}

// vacuumInto copies on a connection of its own: the readers' ones may not
// write, not even elsewhere, and the writer's would hold everyone up.
func (s *Store) vacuumInto(ctx context.Context, part string) error {
	var path string
	if err := s.r.QueryRowContext(ctx, "SELECT file FROM pragma_database_list WHERE name = 'main'").Scan(&path); err != nil {
		return err
	}
	f, err := os.OpenFile(part, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) // SQLite would let others read it
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	db, err := sql.Open("sqlite3", uri(path, dsnBoth))
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(1)
	_, err = db.ExecContext(ctx, "VACUUM INTO ?1", part)
	return errors.Join(err, db.Close())
}

func checkCopy(ctx context.Context, part string) error {
	db, err := sql.Open("sqlite3", uri(part, "mode=ro"))
	if err != nil {
		return err
	}
	var verdict string
	err = db.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&verdict)
	if err == nil && verdict != "ok" {
		err = fmt.Errorf("the copy is damaged: %s", verdict)
	}
	return errors.Join(err, db.Close())
}

func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
