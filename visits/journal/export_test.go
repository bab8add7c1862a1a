package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"

	"fairvisit/evidence"
	"fairvisit/evidence/vault"
	"fairvisit/visits"
)

// LimitPages fills the disk, as far as the database can tell: it may not grow
// beyond its present size. False gives the room back.
func (j *Journal) LimitPages(full bool) error {
	most := 1 << 30
	ctx := context.Background()
	if full {
		if err := j.db.conn.QueryRowContext(ctx, "PRAGMA page_count").Scan(&most); err != nil {
			return err
		}
	}
	_, err := j.db.conn.ExecContext(ctx, fmt.Sprintf("PRAGMA max_page_count = %d", most))
	return err
}

// ForgetPhotoRows makes a closed store one whose rows of photos lay on bad
// pages, while an old page still holds the plans of their captures.
func ForgetPhotoRows(dir string, key *vault.Key) error {
	db, err := openDatabase(filepath.Join(dir, databaseFile), key)
	if err != nil {
		return err
	}
	visit := evidence.NewID()
	err = db.write(context.Background(), func(tx *Tx) error {
		var names []string
		err := tx.all("SELECT name FROM photos", nil, func(scan func(...any) error) error {
			var name string
			err := scan(&name)
			names = append(names, name)
			return err
		})
		for _, name := range names {
			purpose := tx.db.seal(capturePlace(name), []byte(`{"case":"00000000000000000000000000000000","source":"camera"}`))
			_, failed := tx.exec("INSERT INTO pending_capture (name, visit, question, at, purpose) VALUES (?, ?, 'door', 1, ?)", name, visit[:], purpose)
			err = errors.Join(err, failed)
		}
		return err
	})
	if err == nil {
		_, err = db.conn.ExecContext(context.Background(), "PRAGMA secure_delete = ON")
	}
	if err == nil {
		err = db.write(context.Background(), func(tx *Tx) error {
			_, err := tx.exec("DELETE FROM photos")
			return err
		})
	}
	if err == nil {
		err = db.truncateLog()
	}
	if err != nil {
		return err
	}
	return db.close()
}

// ChangeEntry changes the bytes of an entry of a closed store, sealed as it lies.
func ChangeEntry(dir string, key *vault.Key, id evidence.Hash, change func(entry []byte)) error {
	return inStore(dir, key, func(tx *Tx) error {
		var s sealedEntry
		if _, err := tx.one("SELECT epoch, seq, id, body FROM entries WHERE id = ?", []any{id[:]}, s.columns()...); err != nil {
			return err
		}
		change(s.body)
		_, err := tx.exec("UPDATE entries SET body = ? WHERE id = ?", s.body, id[:])
		return err
	})
}

// EachSealed reads a store that may be open and hands on every record of every
// sealed column, as it lies and as it opens at its place; plain is nil where it
// does not open.
func EachSealed(dir string, key *vault.Key, each func(at vault.Place, record, plain []byte)) error {
	pool, err := sql.Open("sqlite3", "file:"+filepath.Join(dir, databaseFile)+"?mode=ro&_busy_timeout=10000")
	if err != nil {
		return err
	}
	db := &database{reads: pool, folder: dir, key: key}
	for column, q := range map[string]struct {
		text  string
		place func(id, more []byte, n int64) vault.Place
	}{
		"entries.body": {"SELECT id, epoch, seq, body FROM entries", func(id, epoch []byte, seq int64) vault.Place {
			return vault.Place{Table: "entries", Column: "body", ID: id, Epoch: evidence.ID(epoch), Seq: uint64(seq)}
		}},
		"meta.value": {"SELECT key, '', 0, value FROM meta", func(key, _ []byte, _ int64) vault.Place { return metaPlace(string(key)) }},
		"draft_answers.value": {"SELECT visit, '', n, value FROM draft_answers", func(visit, _ []byte, n int64) vault.Place {
			return answerPlace(evidence.ID(visit), int(n))
		}},
		"pictures.body": {"SELECT id, kind, 0, body FROM pictures", func(id, kind []byte, _ int64) vault.Place {
			return picturePlace(visits.Key{Kind: string(kind), ID: evidence.ID(id)})
		}},
		"feed_rows.body": {"SELECT entity, feed, n, body FROM feed_rows", func(entity, feed []byte, n int64) vault.Place {
			return rowPlace(string(entity), string(feed), n)
		}},
		"imported_before.body": {"SELECT case_id, import, 0, body FROM imported_before", func(id, of []byte, _ int64) vault.Place {
			return beforePlace(evidence.ID(id), evidence.Hash(of))
		}},
		"photos.body": {"SELECT entry, '', idx, body FROM photos", func(entry, _ []byte, index int64) vault.Place {
			return photoPlace(evidence.Hash(entry), int(index))
		}},
		"pending_capture.purpose": {"SELECT name, '', 0, purpose FROM pending_capture", func(name, _ []byte, _ int64) vault.Place {
			return capturePlace(string(name))
		}},
	} {
		err = errors.Join(err, db.list(context.Background(), q.text, nil, func(scan func(...any) error) error {
			var id, more, record []byte
			var n int64
			if err := scan(&id, &more, &n, &record); err != nil {
				return err
			}
			at := q.place(id, more, n)
			if at.Table+"."+at.Column != column {
				return fmt.Errorf("%s lies at %s.%s", column, at.Table, at.Column)
			}
			plain, err := opened(key, at, record)
			if err != nil {
				plain = nil
			}
			each(at, record, plain)
			return nil
		}))
	}
	return errors.Join(err, pool.Close())
}

// opened is what a record holds; of an entry, what its parts do, salts included.
func opened(key *vault.Key, at vault.Place, record []byte) ([]byte, error) {
	switch at.Table {
	case "photos":
		return openSecret(key, evidence.Hash(at.ID), int(at.Seq), record)
	case "entries":
		e, err := evidence.Decode(record)
		if err == nil {
			e, err = openEntry(key, e)
		}
		parts := append(e.Facts.Salt[:], e.Facts.Bytes...)
		if e.Words.State == evidence.Present {
			parts = append(append(parts, e.Words.Salt[:]...), e.Words.Bytes...)
		}
		return parts, err
	}
	return key.Open(at, record)
}

// inStore changes a closed store by one statement.
func inStore(dir string, key *vault.Key, f func(*Tx) error) error {
	db, err := openDatabase(filepath.Join(dir, databaseFile), key)
	if err != nil {
		return err
	}
	return errors.Join(db.write(context.Background(), f), db.close())
}

// SpoilMeta makes a value of the table meta one that does not open.
func SpoilMeta(dir string, key *vault.Key, name string) error {
	return inStore(dir, key, func(tx *Tx) error {
		_, err := tx.exec("UPDATE meta SET value = zeroblob(100) WHERE key = ?", name)
		return err
	})
}

// BareIdentity makes a store one as it was before stores were sealed.
func BareIdentity(dir string, key *vault.Key) error {
	return inStore(dir, key, func(tx *Tx) error {
		b, err := tx.Meta(metaIdentity)
		if err != nil {
			return err
		}
		_, err = tx.exec("UPDATE meta SET value = ? WHERE key = ?", b, metaIdentity)
		return err
	})
}

// MoveBody puts the sealed body of one entry into the row of another.
func MoveBody(dir string, key *vault.Key, from, to evidence.Hash) error {
	return inStore(dir, key, func(tx *Tx) error {
		_, err := tx.exec("UPDATE entries SET body = (SELECT body FROM entries WHERE id = ?) WHERE id = ?", from[:], to[:])
		return err
	})
}
