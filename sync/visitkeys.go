package fieldsync

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"

	"fairvisit/evidence"
	"fairvisit/evidence/vault"
	"fairvisit/visits/journal"
)

// visitKeys is what a session told headquarters of the keys of visits: each once,
// and before the first thing that it seals.
type visitKeys struct {
	j     *journal.Sender
	opens bool                 // HQ opens what is sealed for it
	told  map[evidence.ID]bool // true: it was told, or is owed
	owed  []journal.KeyBox
	most  int // in a frame
}

// keysIn is how many fit a frame of so many bytes.
func keysIn(frame int) int { return (frame - 3) / (16 + vault.BoxSize) }

// seals reports that what this key seals goes as it lies. What HQ could not open
// is opened here.
func (k *visitKeys) seals(ctx context.Context, id evidence.ID) (bool, error) {
	if !k.opens || id.IsZero() {
		return false, nil
	}
	if told, known := k.told[id]; known {
		return told, nil
	}
	b, err := k.j.KeyBox(ctx, id)
	if err != nil {
		return false, err
	}
	k.told[id] = len(b.Box) == vault.BoxSize
	if k.told[id] {
		k.owed = append(k.owed, b)
	}
	return k.told[id], nil
}

// ready opens the entries that do not go as they lie.
func (k *visitKeys) ready(ctx context.Context, list []journal.Outgoing) error {
	for i := range list {
		if list[i].Key.IsZero() {
			continue
		}
		sealed, err := k.seals(ctx, list[i].Key)
		if err == nil && !sealed {
			list[i].Raw, err = k.j.Plain(list[i])
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// frame tells HQ the keys that are owed; nil where none is.
func (k *visitKeys) frame() []byte {
	if len(k.owed) == 0 {
		return nil
	}
	n := min(len(k.owed), k.most)
	f := EncodeKeys(k.owed[:n])
	k.owed = k.owed[n:]
	return f
}

// EncodeKeys writes a frame of keys of visits.
func EncodeKeys(keys []journal.KeyBox) []byte {
	b := binary.BigEndian.AppendUint16([]byte{byte(TKeys)}, uint16(len(keys)))
	for _, k := range keys {
		b = append(append(b, k.ID[:]...), k.Box...)
	}
	return b
}

// DecodeKeys reads the body of a frame of keys; the boxes are copies.
func DecodeKeys(body []byte) ([]journal.KeyBox, error) {
	const each = 16 + vault.BoxSize
	if len(body) < 2 || len(body)-2 != each*int(binary.BigEndian.Uint16(body)) {
		return nil, fmt.Errorf("keys of visits: %w", ErrFrame)
	}
	var list []journal.KeyBox
	for b := body[2:]; len(b) > 0; b = b[each:] {
		list = append(list, journal.KeyBox{ID: evidence.ID(b[:16]), Box: bytes.Clone(b[16:each])})
	}
	return list, nil
}
