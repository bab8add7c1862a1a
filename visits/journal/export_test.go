package journal

import (
	"context"
	"fmt"
	"path/filepath"

	"fairvisit/evidence"
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
func ForgetPhotoRows(dir string) error {
	db, err := openDatabase(filepath.Join(dir, databaseFile))
	if err != nil {
		return err
	}
	visit := evidence.NewID()
	err = db.write(context.Background(), func(tx *Tx) error {
		_, err := tx.exec(`INSERT INTO pending_capture (name, visit, question, at, purpose)
			SELECT name, ?, 'door', 1, CAST('{"case":"00000000000000000000000000000000","source":"camera"}' AS BLOB) FROM photos`, visit[:])
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
