package store

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"

	"fairvisit/evidence"
)

// Replay appends what was admitted after the backup a store was restored from.
// Until Settle was called the store is not to be used.
type Replay struct {
	s      *Store
	chains map[[2]evidence.ID]*replayed
}

// replayed is one chain of a Replay.
type replayed struct {
	chain
	walk
	received map[uint64]int64 // when the entry came of which was first seen that a gap ends at it
}

// Replay begins one.
func (s *Store) Replay() *Replay {
	return &Replay{s, map[[2]evidence.ID]*replayed{}}
}

// Append appends rows with the numbers, statuses and receive times they had:
// the log is again the one headquarters signed. A row whose number is not the
// next one, or that does not decode, undoes the call.
func (r *Replay) Append(ctx context.Context, rows []Row) error {
	placedRows, err := placeAnew(rows)
	if err == nil {
		err = r.s.sealWords(placedRows)
	}
	if err != nil {
		return err
	}
	return r.append(ctx, rows, placedRows)
}

// AppendLying is Append of entries as they lay in a store of this headquarters:
// their words stay sealed as they are, also where their key was destroyed since.
func (r *Replay) AppendLying(ctx context.Context, lying []Lying) error {
	rows := make([]Row, len(lying))
	for i, l := range lying {
		rows[i] = Row{No: l.No, Status: l.Status, Received: l.Received}
		_, id, err := headerOf(l.Core)
		if err != nil {
			return fmt.Errorf("replay: entry %d, nothing was appended: %w", l.No, err)
		}
		words, err := openWords(r.s.ring, id[:], l.Words)
		if err != nil {
			return fmt.Errorf("replay: entry %d, nothing was appended: %w", l.No, err)
		}
		rows[i].Raw = append(bytes.Clone(l.Core), words...)
	}
	placedRows, err := placeAnew(rows)
	if err != nil {
		return err
	}
	for i := range lying {
		placedRows[i].words = lying[i].Words
	}
	return r.append(ctx, rows, placedRows)
}

func placeAnew(rows []Row) ([]placed, error) {
	entries := make([]evidence.Entry, len(rows))
	placedRows := make([]placed, len(rows))
	for i, row := range rows {
		var err error
		if entries[i], err = evidence.Decode(row.Raw); err != nil {
			return nil, fmt.Errorf("replay: entry %d, nothing was appended: %w", row.No, err)
		}
		if row.Status < evidence.Whole || row.Status > evidence.Ahead {
			return nil, fmt.Errorf("replay: entry %d has the status %s, nothing was appended: %w", row.No, row.Status, evidence.ErrMalformed)
		}
		placedRows[i] = placed{entry: &entries[i], raw: row.Raw, received: row.Received, status: row.Status, urgent: row.Status == evidence.Ahead}
	}
	return placedRows, nil
}

func (r *Replay) append(ctx context.Context, rows []Row, placedRows []placed) error {
	var end appended
	err := r.s.write(ctx, func(tx *sql.Tx) error {
		var size int64
		if err := tx.QueryRow("SELECT size FROM head").Scan(&size); err != nil {
			return err
		}
		for i, row := range rows {
			if row.No != size+int64(i) {
				return fmt.Errorf("replay: entry %d cannot follow %d entries, nothing was appended", row.No, size+int64(i))
			}
			if err := r.meet(tx, &placedRows[i].entry.Header); err != nil {
				return err
			}
		}
		var err error
		end, err = r.s.append(tx, placedRows)
		return err
	})
	if err != nil {
		return err
	}
	r.s.remember(end)
	for i := range placedRows {
		r.move(rows[i].No, &placedRows[i])
	}
	return nil
}

// meet loads a chain as the backup left it.
func (r *Replay) meet(tx *sql.Tx, h *evidence.Header) error {
	key := [2]evidence.ID{h.Device, h.Epoch}
	if r.chains[key] != nil {
		return nil
	}
	loaded, err := loadChain(tx, h.Device, h.Epoch)
	if err != nil {
		return err
	}
	c := &replayed{chain: *loaded, walk: walkFrom(place{seq: loaded.Seq, last: loaded.Last}), received: map[uint64]int64{}}
	c.supposing = true
	lines, err := tx.Query("SELECT core FROM entries WHERE device = ?1 AND epoch = ?2 AND status = 5 AND seq > ?3 ORDER BY no", h.Device[:], h.Epoch[:], int64(loaded.Seq))
	if err != nil {
		return err
	}
	defer lines.Close()
	for lines.Next() {
		var core []byte
		if err := lines.Scan(&core); err != nil {
			return err
		}
		o, id, err := headerOf(core)
		if err != nil {
			return err
		}
		c.walk.ahead[o.Seq] = append(c.walk.ahead[o.Seq], aheadOf{id, o.Prev})
	}
	r.chains[key] = c
	return lines.Err()
}

// move takes the chain where admitting the entry had taken it.
func (r *Replay) move(no int64, p *placed) {
	h := &p.entry.Header
	c := r.chains[[2]evidence.ID{h.Device, h.Epoch}]
	c.newest, c.moved = no, true
	if !c.admit(h, p.entry.ID, p.status) {
		c.force(h, p.entry.ID)
	}
	for _, at := range c.at {
		if g := at.via; g != nil && c.received[g.to] == 0 {
			c.received[g.to] = p.received
		}
	}
}

// Settle writes where the chains stand, and as gaps what had been settled
// without an entry; an audit finds both in the log. Where a chain can stand at
// several places it is the lowest: its device hands in again from there.
func (r *Replay) Settle(ctx context.Context) error {
	return r.s.write(ctx, func(tx *sql.Tx) error {
		for _, c := range r.chains {
			low := slices.MinFunc(c.at, func(a, b place) int {
				return cmp.Or(cmp.Compare(a.seq, b.seq), cmp.Compare(a.cost(), b.cost()))
			})
			c.pass(low.seq, low.last)
			for g := low.via; g != nil; g = g.before {
				if err := c.gone(tx, g.from, g.to, Restored, c.received[g.to]); err != nil {
					return err
				}
			}
			if err := c.save(tx); err != nil {
				return err
			}
		}
		return nil
	})
}
