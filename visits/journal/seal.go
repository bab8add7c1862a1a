package journal

import (
	"errors"

	"fairvisit/evidence"
	"fairvisit/evidence/vault"
	"fairvisit/visits"
)

// Every sealed column has its place (FORMAT.md section 13); what is read from it
// goes through unseal, what is written to it through seal.

// ErrKey means that a store is not opened by this key; nothing was changed.
var ErrKey = errors.New("journal: this key does not open this store; nothing was changed")

// ErrNotSealed means that a store was made before stores were sealed. It is not
// changed, and the version that made it still opens it.
var ErrNotSealed = errors.New("journal: this store was made before stores were sealed and is left as it is; enrol again after the version that made it has sent everything")

func (db *database) seal(at vault.Place, plain []byte) []byte { return db.key.Seal(at, plain) }

// unseal is what a column holds. A record that does not open was changed on the
// disk, or moved: the store cannot be trusted as it is.
func (db *database) unseal(at vault.Place, record []byte) ([]byte, error) {
	if db.key == nil {
		return nil, ErrLockedStore
	}
	plain, err := db.key.Open(at, record)
	if err != nil {
		return nil, &Damaged{Dir: db.folder, What: "a sealed record of " + at.Table + " does not open"}
	}
	return plain, nil
}

func metaPlace(key string) vault.Place {
	return vault.Place{Table: "meta", Column: "value", ID: []byte(key)}
}

func answerPlace(visit evidence.ID, n int) vault.Place {
	return vault.Place{Table: "draft_answers", Column: "value", ID: visit[:], Seq: uint64(n)}
}

func picturePlace(k visits.Key) vault.Place {
	return vault.Place{Table: "pictures", Column: "body", ID: []byte(k.Entity())}
}

func rowPlace(entity, feed string, n int64) vault.Place {
	return vault.Place{Table: "feed_rows", Column: "body", ID: []byte(entity + "\x00" + feed), Seq: uint64(n)}
}

func photoPlace(entry evidence.Hash, index int) vault.Place {
	return vault.PhotoPlace(entry, index)
}

func capturePlace(name string) vault.Place {
	return vault.Place{Table: "pending_capture", Column: "purpose", ID: []byte(name)}
}

func identityPlace() vault.Place { return vault.Place{Table: "identity", Column: "file"} }

// sealedEntry is an entry as it lies in its row: its header open, its parts
// sealed for headquarters.
type sealedEntry struct {
	id    evidence.Hash
	epoch evidence.ID
	seq   uint64
	body  []byte
}

// columns are epoch, seq, id and body, scanned in that order.
func (s *sealedEntry) columns() []any { return []any{raw(s.epoch[:]), &s.seq, raw(s.id[:]), &s.body} }

// sealed reads what needs no key. A row that holds another entry, or none, was
// changed on the disk.
func (s *sealedEntry) sealed(db *database) (evidence.Entry, error) {
	e, err := evidence.Decode(s.body)
	if err == nil && (e.ID != s.id || e.Header.Epoch != s.epoch || e.Header.Seq != s.seq) {
		err = evidence.ErrMalformed
	}
	if err != nil {
		return e, &Damaged{Dir: db.folder, What: "entry " + s.id.Short() + ": " + err.Error()}
	}
	return e, nil
}

func (s *sealedEntry) decode(db *database) (evidence.Entry, error) {
	if db.key == nil {
		return evidence.Entry{}, ErrLockedStore
	}
	e, err := s.sealed(db)
	if err != nil {
		return e, err
	}
	if e, err = openEntry(db.key, e); err != nil {
		return e, &Damaged{Dir: db.folder, What: "entry " + s.id.Short() + ": " + err.Error()}
	}
	return e, nil
}

// bytes is the entry as it was before it was sealed.
func (s *sealedEntry) bytes(db *database) ([]byte, error) {
	e, err := s.decode(db)
	if err != nil {
		return nil, err
	}
	return e.Encode(), nil
}

// encodeSecret is what the sealed column of a photo holds.
func encodeSecret(salt [32]byte, sum evidence.Hash, chunks []evidence.Hash) []byte {
	b := make([]byte, 0, 64+32*len(chunks))
	b = append(append(b, salt[:]...), sum[:]...)
	for _, c := range chunks {
		b = append(b, c[:]...)
	}
	return b
}
