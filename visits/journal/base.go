package journal

import (
	"encoding/binary"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// baseRow is the row a picture is built on, and how much of this device's
// chain it says already.
type baseRow struct {
	Picture
	seen map[evidence.ID]uint64
}

// base finds that row: one that is not withdrawn before one that is, a branch's
// before an officer's, whose addresses may be cut. Nil when there is none.
func (tx *Tx) base(k visits.Key) (*baseRow, error) {
	var body, seen []byte
	var feed string
	var n int64
	found, err := tx.one(`SELECT r.feed, r.n, r.body, coalesce(s.body, f.seen) FROM feed_rows r JOIN feeds f ON f.feed = r.feed
		LEFT JOIN seen s ON s.feed = r.feed AND s.pull = r.pull WHERE r.entity = ? ORDER BY r.gone, r.feed DESC LIMIT 1`,
		[]any{k.Entity()}, &feed, &n, &body, &seen)
	if err != nil || !found {
		return nil, err
	}
	if body, err = tx.db.unseal(rowPlace(k.Entity(), feed, n), body); err != nil {
		return nil, err
	}
	p, ok := asPicture(k, body)
	if !ok {
		return nil, nil
	}
	return &baseRow{p, decodeSeen(seen)}, nil
}

// folded is how far headquarters has folded each epoch of this device by what any feed
// says.
func (tx *Tx) folded() (map[evidence.ID]uint64, error) {
	most := map[evidence.ID]uint64{}
	err := tx.all("SELECT seen FROM feeds", nil, func(scan func(...any) error) error {
		var seen []byte
		err := scan(&seen)
		for epoch, seq := range decodeSeen(seen) {
			most[epoch] = max(most[epoch], seq)
		}
		return err
	})
	return most, err
}

// encodeSeen writes places in the chain as id and number after each other.
func encodeSeen(list []EpochSeq) []byte {
	b := make([]byte, 0, 24*len(list))
	for _, s := range list {
		b = binary.BigEndian.AppendUint64(append(b, s.Epoch[:]...), s.Seq)
	}
	return b
}

func decodeSeen(b []byte) map[evidence.ID]uint64 {
	seen := map[evidence.ID]uint64{}
	for ; len(b) >= 24; b = b[24:] {
		seen[evidence.ID(b[:16])] = binary.BigEndian.Uint64(b[16:24])
	}
	return seen
}
