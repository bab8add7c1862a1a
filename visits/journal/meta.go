package journal

import (
	"context"
	"errors"

	"fairvisit/evidence"
)

// Meta is a small value kept under a key; nil when there is none.
func (tx *Tx) Meta(key string) ([]byte, error) {
	var record []byte
	found, err := tx.one("SELECT value FROM meta WHERE key = ?", []any{key}, &record)
	if err != nil || !found {
		return nil, err
	}
	return tx.db.unseal(metaPlace(key), record)
}

// SetMeta keeps a small value under a key.
func (tx *Tx) SetMeta(key string, value []byte) error {
	_, err := tx.exec("INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2", key,
		tx.db.seal(metaPlace(key), value))
	return err
}

// Meta is a small value kept under a key; nil when there is none.
func (j *Journal) Meta(ctx context.Context, key string) ([]byte, error) {
	var record []byte
	found, err := j.db.lookup(ctx, "SELECT value FROM meta WHERE key = ?", []any{key}, &record)
	if err != nil || !found {
		return nil, err
	}
	return j.db.unseal(metaPlace(key), record)
}

// SetMeta keeps a small value under a key. Keys of the journal's own (identity,
// nonce) must not be set by others.
func (j *Journal) SetMeta(ctx context.Context, key string, value []byte) error {
	return j.db.write(ctx, func(tx *Tx) error { return tx.SetMeta(key, value) })
}

// SetKeyList keeps a newer key list of headquarters. The caller has checked
// that root signed it and that its version is higher.
func (j *Journal) SetKeyList(ctx context.Context, s evidence.Statement) error {
	id := j.Identity()
	id.KeyList = s
	b, err := id.encode()
	if err != nil {
		return err
	}
	// The database rules; the file beside it is read only when that is damaged.
	before := j.Identity()
	err = j.db.write(ctx, func(tx *Tx) error {
		tx.db.sealsFor(id)
		return errors.Join(tx.SetMeta(metaIdentity, b), tx.sealKeys(false))
	})
	if err != nil {
		j.db.mu.Lock()
		j.db.sealsFor(before)
		j.db.mu.Unlock()
		return err
	}
	j.identity.Store(&id)
	j.keepSending()
	return errors.Join(writeIdentity(j.dir, id, j.options.Key), keepRecovery(j.dir, id, j.options.Key))
}
