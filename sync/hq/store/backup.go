package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"fairvisit/evidence"
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

// Replay appends what was admitted after the backup this store was restored
// from, with the numbers, statuses and receive times it had: the log is again
// the one headquarters signed. A row whose number is not the next one, or that
// does not decode, undoes the call.
func (s *Store) Replay(ctx context.Context, rows []Row) error {
	entries := make([]evidence.Entry, len(rows))
	placedRows := make([]placed, len(rows))
	for i, r := range rows {
		var err error
		if entries[i], err = evidence.Decode(r.Raw); err != nil {
			return fmt.Errorf("replay: entry %d, nothing was appended: %w", r.No, err)
		}
		if r.Status < evidence.Whole || r.Status > evidence.Ahead {
			return fmt.Errorf("replay: entry %d has the status %s, nothing was appended: %w", r.No, r.Status, evidence.ErrMalformed)
		}
		placedRows[i] = placed{entry: &entries[i], raw: r.Raw, received: r.Received, status: r.Status, urgent: r.Status == evidence.Ahead}
	}
	var end appended
	err := s.write(ctx, func(tx *sql.Tx) error {
		var size int64
		if err := tx.QueryRow("SELECT size FROM head").Scan(&size); err != nil {
			return err
		}
		for i, r := range rows {
			if r.No != size+int64(i) {
				return fmt.Errorf("replay: entry %d cannot follow %d entries, nothing was appended", r.No, size+int64(i))
			}
		}
		var err error
		if end, err = s.append(tx, placedRows); err != nil {
			return err
		}
		return replayPositions(tx, size, placedRows)
	})
	if err != nil {
		return err
	}
	s.remember(end)
	return nil
}

// replayPositions puts every chain where admitting the entries had put it.
func replayPositions(tx *sql.Tx, first int64, entries []placed) error {
	chains := make(map[[2]evidence.ID]*chain)
	for i := range entries {
		p := &entries[i]
		h := &p.entry.Header
		key := [2]evidence.ID{h.Device, h.Epoch}
		c := chains[key]
		if c == nil {
			var err error
			if c, err = loadChain(tx, h.Device, h.Epoch); err != nil {
				return err
			}
			chains[key] = c
		}
		c.newest, c.moved = first+int64(i), true
		switch {
		case p.status == evidence.Ahead:
			c.ahead = true
		case h.Seq > c.Seq:
			if err := c.replay(tx, h.Seq, p); err != nil {
				return err
			}
		}
	}
	for _, c := range chains {
		if err := c.save(tx); err != nil {
			return err
		}
	}
	return nil
}

// replay moves onto an entry that was admitted at the position. What lay
// between had been settled without an entry, or by one admitted ahead whose
// turn had come; the log does not say which, the numbers do.
func (c *chain) replay(tx *sql.Tx, seq uint64, p *placed) error {
	if seq > c.Seq+1 {
		var stored uint64
		err := tx.QueryRow(`SELECT count(DISTINCT seq) FROM entries
			WHERE device = ?1 AND epoch = ?2 AND status = 5 AND seq > ?3 AND seq < ?4`,
			c.Device[:], c.Epoch[:], int64(c.Seq), int64(seq)).Scan(&stored)
		if err != nil {
			return err
		}
		if stored < seq-c.Seq-1 {
			if err := c.declare(tx, c.Seq+1, seq-1, Restored, p.received); err != nil {
				return err
			}
		}
		if c.Seq >= seq {
			return nil // one admitted ahead took the place; this is the other branch
		}
	}
	c.pass(seq, p.entry.ID)
	return c.link(tx)
}
