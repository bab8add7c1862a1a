package journal

import (
	"bytes"
	"context"

	"fairvisit/evidence"
	"fairvisit/evidence/vault"
)

// What leaves the device is sealed by the key of its visit, or by that of its
// epoch where it belongs to none: an epoch is one life of the store, so an import
// of a whole branch seals one key and not one for each entry.

// sealsFor has keys be sealed for the transport key of this identity's key list.
// A list that cannot be read, or names none, gives keys without a box: what they
// seal is opened here and sent plain.
func (db *database) sealsFor(id Identity) {
	var list evidence.KeyList
	if id.KeyList.Body != "" && evidence.DecodePayload([]byte(id.KeyList.Body), &list) != nil {
		list.Transport = nil
	}
	db.device, db.transport = id.Device, list.Transport
}

// keyOf is the id of the key of a visit, or of an epoch; made where there is none.
func (tx *Tx) keyOf(visit, epoch evidence.ID) (evidence.ID, error) {
	var id evidence.ID
	of := visit
	if visit.IsZero() {
		of = epoch
	}
	if id, known := tx.db.keyIDs[of]; known {
		return id, nil
	}
	text := "SELECT id FROM visit_keys WHERE visit = ? ORDER BY rowid DESC LIMIT 1"
	if visit.IsZero() {
		text = "SELECT id FROM visit_keys WHERE visit IS NULL AND epoch = ? ORDER BY rowid DESC LIMIT 1"
	}
	found, err := tx.one(text, []any{of[:]}, raw(id[:]))
	if err == nil && !found {
		id = evidence.NewID()
		err = tx.putKey(id, visit, epoch)
	}
	if err != nil {
		return id, err
	}
	if tx.db.keyIDs == nil || len(tx.db.keyIDs) >= 256 {
		tx.db.keyIDs = map[evidence.ID]evidence.ID{}
	}
	tx.db.keyIDs[of] = id
	return id, nil
}

// putKey seals a key for headquarters.
func (tx *Tx) putKey(id, visit, epoch evidence.ID) error {
	box, err := tx.db.box(id)
	if err != nil {
		return err
	}
	_, err = tx.exec("INSERT INTO visit_keys (id, visit, epoch, transport, box) VALUES (?, ?, ?, ?, ?)",
		id[:], orNull(visit), epoch[:], append([]byte{}, tx.db.transport...), box)
	return err
}

func (db *database) box(id evidence.ID) ([]byte, error) {
	if len(db.transport) == 0 {
		return []byte{}, nil
	}
	return db.key.Box(db.device, id, db.transport)
}

// needKey has a key be there that a file names: a salvage finds files whose keys
// lay on bad pages.
func (tx *Tx) needKey(id evidence.ID, entry evidence.Hash) error {
	if id.IsZero() {
		return nil
	}
	known, err := tx.one("SELECT 1 FROM visit_keys WHERE id = ?", []any{id[:]}, new(int))
	if err != nil || known {
		return err
	}
	var visit, epoch evidence.ID
	if _, err := tx.one("SELECT visit_id, epoch FROM entries WHERE id = ?", []any{entry[:]}, raw(visit[:]), raw(epoch[:])); err != nil {
		return err
	}
	return tx.putKey(id, visit, epoch)
}

// sealKeys seals again the keys that are not sealed for the transport key that
// is known now; all: every one, because headquarters said that it opens none.
func (tx *Tx) sealKeys(all bool) error {
	transport := append([]byte{}, tx.db.transport...)
	var ids []evidence.ID
	err := tx.all("SELECT id FROM visit_keys WHERE ? OR transport <> ?", []any{all, transport}, func(scan func(...any) error) error {
		var id evidence.ID
		err := scan(raw(id[:]))
		ids = append(ids, id)
		return err
	})
	for _, id := range ids {
		var box []byte
		if err == nil {
			box, err = tx.db.box(id)
		}
		if err == nil {
			_, err = tx.exec("UPDATE visit_keys SET transport = ?, box = ? WHERE id = ?", transport, box, id[:])
		}
	}
	return err
}

// SealKeysAnew seals the keys of all visits once more for headquarters' transport
// key: it said that one of them does not open.
func (j *Journal) SealKeysAnew(ctx context.Context) error {
	return j.db.write(ctx, func(tx *Tx) error { return tx.sealKeys(true) })
}

// keyNamed is the key of a visit; the store key where the id is zero.
func keyNamed(store *vault.Key, id evidence.ID) *vault.Key {
	if id.IsZero() {
		return store
	}
	return store.Visit(id)
}

// sealEntry is the entry as it lies in its row and travels.
func (tx *Tx) sealEntry(e *evidence.Entry) ([]byte, error) {
	id, err := tx.keyOf(e.Header.Visit(), e.Header.Epoch)
	if err != nil {
		return nil, err
	}
	sealed := tx.db.key.Visit(id).SealParts(*e, id)
	return sealed.Encode(), nil
}

// openEntry is the entry with its parts as they were signed.
func openEntry(store *vault.Key, e evidence.Entry) (evidence.Entry, error) {
	id, sealed, err := vault.PartsKey(&e)
	if err != nil || !sealed {
		return e, err
	}
	return store.Visit(id).OpenParts(e)
}

// sealSecret is what the sealed column of a photo holds: the id of the key of its
// file, zero for the store key, and the record by that key.
func (tx *Tx) sealSecret(key evidence.ID, entry evidence.Hash, index int, secret []byte) []byte {
	return append(bytes.Clone(key[:]), keyNamed(tx.db.key, key).Seal(photoPlace(entry, index), secret)...)
}

// openSecret is what sealSecret sealed.
func openSecret(store *vault.Key, entry evidence.Hash, index int, body []byte) ([]byte, error) {
	if len(body) < 16 {
		return nil, vault.ErrSealed
	}
	return keyNamed(store, evidence.ID(body[:16])).Open(photoPlace(entry, index), body[16:])
}
