package store

import (
	"bytes"
	"errors"
	"fmt"
	"time"

	"fairvisit/evidence"
	"fairvisit/evidence/vault"
	"fairvisit/sync/hq/casekeys"
)

// What names or describes a person lies sealed: the words of entries, pictures,
// thumbnails, what was refused. A store opened without a ring seals nothing: an
// audit's, which is thrown away, and the one beside which a benchmark measures
// what sealing costs.

// erasedWords is the words part of an entry whose key was destroyed.
var erasedWords = []byte{byte(evidence.Erased)}

func wordsPlace(entry []byte) vault.Place {
	return vault.Place{Table: "entries", Column: "words", ID: entry}
}

func bodyPlace(kind string, id []byte) vault.Place {
	return vault.Place{Table: "pictures", Column: "body", ID: append([]byte(kind+"/"), id...)}
}

func thumbPlace(entry []byte, idx int) vault.Place {
	return vault.Place{Table: "photos", Column: "thumb", ID: entry, Seq: uint64(idx)}
}

func letterPlace(device []byte) vault.Place {
	return vault.Place{Table: "dead_letters", Column: "bytes", ID: device}
}

// seal is content as it lies under the key of a scope, which is made if need be;
// erased is what lies there where that key was destroyed.
func (s *Store) seal(scope casekeys.Scope, at vault.Place, plain, erased []byte) ([]byte, error) {
	if s.ring == nil {
		return plain, nil
	}
	if err := s.ring.Ensure(scope); err != nil {
		return nil, err
	}
	b, err := s.ring.Seal(scope, at, plain)
	if errors.Is(err, casekeys.ErrErased) {
		return erased, nil
	}
	return b, err
}

// opened is what lies sealed at a place; erased where its key was destroyed.
func opened(ring *casekeys.Ring, at vault.Place, lies, erased []byte) ([]byte, error) {
	if ring == nil || len(lies) == 0 {
		return lies, nil
	}
	plain, err := ring.Open(at, lies)
	if errors.Is(err, casekeys.ErrErased) {
		return erased, nil
	}
	return plain, err
}

// openWords is the words part of an entry. A part that holds nothing lies as it is.
func openWords(ring *casekeys.Ring, entry, lies []byte) ([]byte, error) {
	if len(lies) <= 1 {
		return lies, nil
	}
	return opened(ring, wordsPlace(entry), lies, erasedWords)
}

// openLetter is what was refused; nil: its case was erased.
func openLetter(ring *casekeys.Ring, device, lies []byte) ([]byte, error) {
	if ring != nil && bytes.Equal(lies, erasedWords) {
		return nil, nil
	}
	return opened(ring, letterPlace(device), lies, nil)
}

// openBody is a picture. One whose key was destroyed is an error: the fold makes
// the pictures of an erased case anew before that, and a rebuild does.
func openBody(ring *casekeys.Ring, kind string, id, lies []byte) ([]byte, error) {
	if ring == nil || len(lies) == 0 {
		return lies, nil
	}
	body, err := ring.Open(bodyPlace(kind, id), lies)
	if err != nil {
		return nil, fmt.Errorf("picture %s/%x does not open, a rebuild makes it anew: %w", kind, id, err)
	}
	return body, nil
}

// keysFor is how long admission goes on with keys as they were: to look at their
// file costs as much as all else that is written for an entry. Words that are
// sealed by a key destroyed meanwhile are read as erased, as they would lie.
const keysFor = 20 * time.Millisecond

// sealWords seals the words of entries before they wait for the writer, with one
// write for all the keys that are new: those of the photos they name too, which
// would cost as much again for each photo that is offered.
func (s *Store) sealWords(entries []placed) error {
	for i := range entries {
		p := &entries[i]
		p.words = p.raw[len(p.raw)-wordsSize(&p.entry.Words):]
	}
	if s.ring == nil {
		return nil
	}
	if err := s.ring.RefreshAfter(keysFor); err != nil {
		return err
	}
	scopes := make([]casekeys.Scope, len(entries))
	for i := range entries {
		scopes[i] = casekeys.OfEntry(&entries[i].entry.Header, entries[i].received)
	}
	if err := s.ring.Ensure(wantedKeys(s.ring, entries, scopes)...); err != nil {
		return err
	}
	for i := range entries {
		p := &entries[i]
		if len(p.words) <= 1 {
			continue
		}
		sealed, err := s.ring.Seal(scopes[i], wordsPlace(p.entry.ID[:]), p.words)
		switch {
		case errors.Is(err, casekeys.ErrErased):
			sealed = erasedWords
		case err != nil:
			return err
		}
		p.words = sealed
	}
	return nil
}

// wantedKeys are the scopes of entries that hold words, and those of the photos
// they name, but for photos of what was erased: nobody is to keep them.
func wantedKeys(ring *casekeys.Ring, entries []placed, scopes []casekeys.Scope) []casekeys.Scope {
	var wanted []casekeys.Scope
	for i := range entries {
		p := &entries[i]
		if len(p.words) > 1 && (i == 0 || scopes[i] != scopes[i-1] || len(entries[i-1].words) <= 1) {
			wanted = append(wanted, scopes[i])
		}
		if len(p.entry.Header.Photos) == 0 {
			continue
		}
		if _, err := ring.Key(scopes[i]); errors.Is(err, casekeys.ErrErased) {
			continue
		}
		for n := range p.entry.Header.Photos {
			wanted = append(wanted, casekeys.OfPhoto(p.entry.ID, n))
		}
	}
	return wanted
}

// letterScope is the case of what was refused, if it can be read as an entry that
// names one.
func letterScope(device evidence.ID, raw []byte, at int64) casekeys.Scope {
	if e, err := evidence.Decode(raw); err == nil && !e.Header.Case().IsZero() {
		return casekeys.OfCase(e.Header.Case())
	}
	return casekeys.OfDay(device, at)
}

// unseal opens the columns of a row that hold something sealed. Each is opened
// for the place its row says it is at; what does not open there is a fault.
func (v *Snapshot) unseal(table string, r *AuditRow) {
	if v.ring == nil {
		return
	}
	for i, name := range r.names {
		lies, is := r.values[i].([]byte)
		if !is || len(lies) == 0 {
			continue
		}
		var err error
		var plain []byte
		switch name {
		case "words":
			if plain, err = openWords(v.ring, r.Blob("id"), lies); err != nil {
				plain = erasedWords
			}
		case "body":
			plain, err = openBody(v.ring, r.Text("kind"), r.Blob("id"), lies)
		case "thumb":
			plain, err = opened(v.ring, thumbPlace(r.Blob("entry"), int(r.Int("idx"))), lies, []byte{})
		case "bytes":
			plain, err = openLetter(v.ring, r.Blob("device"), lies)
		default:
			continue
		}
		if err != nil {
			v.Fault(table, r.key(r.names[:1]), name, "%v", err)
		}
		if r.lying == nil {
			r.lying = map[string][]byte{}
		}
		r.lying[name] = lies
		r.values[i] = plain
	}
}

// Lying is a column as it lies in the store, sealed or not.
func (r AuditRow) Lying(column string) []byte {
	if b, is := r.lying[column]; is {
		return b
	}
	return r.Blob(column)
}
