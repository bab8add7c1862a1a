package hq

import (
	"encoding/hex"
	"errors"
	"fmt"
	"sync"

	"fairvisit/evidence"
	"fairvisit/evidence/photo"
	"fairvisit/evidence/vault"
	fieldsync "fairvisit/sync"
)

// visitKeys are the keys a device gave in a session. Each is opened when first
// needed, and once: that costs as much as two signatures.
type visitKeys struct {
	hq     *HQ
	device func() evidence.ID

	mu    sync.Mutex
	given map[evidence.ID]func() (*vault.Key, error)
}

// mostVisitKeys bounds what a session may have headquarters keep; a month of a
// crew's visits is some hundreds.
const mostVisitKeys = 1 << 16

// take keeps the boxes of a frame. A later one of the same id counts: the device
// has sealed its keys anew.
func (k *visitKeys) take(body []byte) error {
	list, err := fieldsync.DecodeKeys(body)
	if err != nil {
		return err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.given == nil {
		k.given = map[evidence.ID]func() (*vault.Key, error){}
	}
	for _, b := range list {
		k.given[b.ID] = sync.OnceValues(func() (*vault.Key, error) {
			return vault.OpenBox(k.hq.keys.Transport, k.device(), b.ID, b.Box)
		})
	}
	if len(k.given) > mostVisitKeys {
		return fmt.Errorf("more than %d keys of visits in a session: %w", mostVisitKeys, fieldsync.ErrFrame)
	}
	return nil
}

var errNotGiven = errors.New("its key was not given")

// key opens one. vault.ErrBox: it was sealed for another transport key.
func (k *visitKeys) key(id evidence.ID) (*vault.Key, error) {
	k.mu.Lock()
	open := k.given[id]
	k.mu.Unlock()
	if open == nil {
		return nil, errNotGiven
	}
	return open()
}

// sealedElsewhere ends a session whose device seals for another key of
// headquarters. Nothing it sealed so is taken, so its positions stay.
func (s *session) sealedElsewhere() {
	s.end(fieldsync.ByeSealed, "what this device sealed is for another key of headquarters; nothing of it was taken, and the device keeps all of it", 5000)
}

// unseal opens what a device sealed. An error is that of its key; what opens and
// is not what was signed is judged like any other entry.
func (j *judgement) unseal(keys *visitKeys) error {
	id, sealed, err := vault.PartsKey(&j.entry)
	if err != nil {
		j.why = "its parts are sealed in a way nobody knows"
	}
	if err != nil || !sealed {
		return nil
	}
	key, err := keys.key(id)
	if err != nil {
		return err
	}
	opened, err := key.OpenParts(j.entry)
	if err != nil {
		j.why = "its sealed parts are not those that were signed"
		return nil
	}
	j.entry, j.raw = opened, opened.Encode()
	return nil
}

// promise is what a device offers of a photo, its secret opened where that is
// sealed. refuse says in a sentence what is wrong with it.
func (s *session) promise(b fieldsync.PhotoBegin) (p photo.Begin, refuse string, err error) {
	p = photo.Begin{Salt: b.Salt, Chunks: b.Chunks}
	switch b.Seal {
	case 0:
		return p, "", nil
	case 1:
	default:
		return p, "this headquarters does not know that seal", nil
	}
	key, err := s.keys.key(evidence.ID(b.Salt[:16]))
	if err != nil {
		return p, "", err
	}
	record, err := hex.DecodeString(b.Secret)
	if err == nil {
		record, err = key.Open(vault.PhotoPlace(b.Entry, b.Index), record)
	}
	if err != nil {
		return p, "what the photo is checked by does not open", nil
	}
	p.Salt, p.Chunks = photo.ReadSecret(record)
	p.Sealed = key.Chunks(b.Salt, b.Name)
	return p, "", nil
}
