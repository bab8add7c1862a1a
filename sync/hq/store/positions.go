package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"fairvisit/evidence"
)

// Position says how far the numbers of one chain are settled: stored, refused
// or declared gone (D11).
type Position struct {
	Device, Epoch evidence.ID
	Seq           uint64
	Last          evidence.Hash // id of the entry at Seq; zero if that number was refused or declared gone
}

// chain is one (device, epoch) inside a write transaction.
type chain struct {
	Position
	newest int64             // its highest number in the log, -1 none
	ahead  bool              // something admitted ahead may lie above Seq
	early  []*evidence.Entry // admitted ahead in this call, so not in the table yet
	stored int               // index of its newest entry of this call, -1 none
	held   bool              // a hole was found in this call
	moved  bool              // differs from its row
}

func loadChain(tx *sql.Tx, device, epoch evidence.ID) (*chain, error) {
	c := &chain{Position: Position{Device: device, Epoch: epoch}, newest: -1, stored: -1}
	err := tx.QueryRow(`SELECT seq, last, newest, EXISTS (SELECT 1 FROM entries e
			WHERE e.device = ?1 AND e.epoch = ?2 AND e.status = 5 AND e.seq > p.seq)
		FROM positions p WHERE p.device = ?1 AND p.epoch = ?2`, device[:], epoch[:]).
		Scan(&c.Seq, into(c.Last[:]), &c.newest, &c.ahead)
	if errors.Is(err, sql.ErrNoRows) {
		return c, nil // a chain with entries has a row, see Admit
	}
	return c, err
}

func (c *chain) save(tx *sql.Tx) error {
	if !c.moved {
		return nil
	}
	_, err := tx.Exec(`INSERT INTO positions (device, epoch, seq, last, newest) VALUES (?1, ?2, ?3, ?4, ?5)
		ON CONFLICT (device, epoch) DO UPDATE SET seq = excluded.seq, last = excluded.last, newest = excluded.newest`,
		c.Device[:], c.Epoch[:], int64(c.Seq), c.Last[:], c.newest)
	return err
}

// unchecked reports that the number at the position has no entry: it was
// refused or declared gone, and nothing can be held against the next prev.
func (c *chain) unchecked() bool { return c.Seq > 0 && c.Last.IsZero() }

// fits is the status of an entry with this prev right after the position.
func (c *chain) fits(prev evidence.Hash, drain bool) evidence.Admission {
	switch {
	case c.unchecked():
		return evidence.Gap
	case prev != c.Last:
		return evidence.Fork
	case drain:
		return evidence.Drain
	}
	return evidence.Whole
}

// pass moves the position onto seq; a zero id says that nothing is there.
func (c *chain) pass(seq uint64, id evidence.Hash) {
	c.Seq, c.Last, c.moved = seq, id, true
}

func (c *chain) wait(e *evidence.Entry) {
	c.ahead = true
	c.early = append(c.early, e)
}

// link steps over entries that were admitted ahead and whose turn has come.
func (c *chain) link(tx *sql.Tx) error {
	for c.ahead {
		next, err := c.next(tx)
		if err != nil || next.IsZero() {
			return err
		}
		c.pass(c.Seq+1, next)
	}
	return nil
}

// next is the id of an entry admitted ahead that goes on from the position, or
// zero. The one with the lowest number is taken.
func (c *chain) next(tx *sql.Tx) (evidence.Hash, error) {
	goesOn := func(prev evidence.Hash) bool { return prev == c.Last || c.unchecked() }
	lines, err := tx.Query(`SELECT core FROM entries
		WHERE device = ?1 AND epoch = ?2 AND status = 5 AND seq = ?3 ORDER BY no`, c.Device[:], c.Epoch[:], int64(c.Seq+1))
	if err != nil {
		return evidence.Hash{}, err
	}
	defer lines.Close()
	for lines.Next() {
		var core []byte
		if err := lines.Scan(&core); err != nil {
			return evidence.Hash{}, err
		}
		h, id, err := headerOf(core)
		if err != nil {
			return evidence.Hash{}, err
		}
		if goesOn(h.Prev) {
			return id, nil
		}
	}
	for _, e := range c.early {
		if e.Header.Seq == c.Seq+1 && goesOn(e.Header.Prev) {
			return e.ID, lines.Err()
		}
	}
	return evidence.Hash{}, lines.Err()
}

// headerOf reads the header off the front of an encoded entry.
func headerOf(core []byte) (evidence.Header, evidence.Hash, error) {
	if len(core) < 2 {
		return evidence.Header{}, evidence.Hash{}, fmt.Errorf("stored entry is cut short: %w", evidence.ErrMalformed)
	}
	n := int(core[0])<<8 | int(core[1])
	if len(core) < 2+n {
		return evidence.Header{}, evidence.Hash{}, fmt.Errorf("stored entry is cut short: %w", evidence.ErrMalformed)
	}
	h, err := evidence.DecodeHeader(core[2 : 2+n])
	return h, evidence.HeaderID(core[2 : 2+n]), err
}

// Gap is a span of numbers for which there will be no entry. Each is a finding.
type Gap struct {
	Device, Epoch evidence.ID
	From, To      uint64
	Reason        string // Refused, Restored, or what the device gave
	At            int64  // µs
}

// The reasons that headquarters itself gives.
const (
	Refused  = "refused"  // a dead letter holds the bytes
	Restored = "restored" // settled before headquarters was restored; how was not kept
)

// maxSeq is the highest seq a header may have.
const maxSeq = 1 << 62

// DeclareGap settles from … to as gone, if from is the very next number; else,
// or if they are settled already, it changes nothing. It returns where the
// chain then stands.
func (s *Store) DeclareGap(ctx context.Context, device, epoch evidence.ID, from, to uint64, reason string, at int64) (Position, error) {
	if from < 1 || to < from || to > maxSeq {
		return Position{}, fmt.Errorf("a gap from %d to %d is none, the position stays: %w", from, to, evidence.ErrMalformed)
	}
	var p Position
	err := s.write(ctx, func(tx *sql.Tx) error {
		c, err := loadChain(tx, device, epoch)
		if err != nil {
			return err
		}
		if from == c.Seq+1 {
			err = c.declare(tx, from, to, reason, at)
		}
		p = c.Position
		return err
	})
	return p, err
}

func (c *chain) gone(tx *sql.Tx, from, to uint64, reason string, at int64) error {
	_, err := tx.Exec("INSERT INTO gaps (device, epoch, from_seq, to_seq, reason, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
		c.Device[:], c.Epoch[:], int64(from), int64(to), reason, at)
	return err
}

func (c *chain) declare(tx *sql.Tx, from, to uint64, reason string, at int64) error {
	if err := c.gone(tx, from, to, reason, at); err != nil {
		return err
	}
	c.pass(to, evidence.Hash{})
	if err := c.link(tx); err != nil {
		return err
	}
	return c.save(tx)
}

// Gaps lists what is declared gone of a device's chains.
func (s *Store) Gaps(ctx context.Context, device evidence.ID) ([]Gap, error) {
	return collect(each(ctx, s.r, func(scan func(...any) error) (Gap, error) {
		var g Gap
		err := scan(into(g.Device[:]), into(g.Epoch[:]), &g.From, &g.To, &g.Reason, &g.At)
		return g, err
	}, "SELECT device, epoch, from_seq, to_seq, reason, at FROM gaps WHERE device = ?1 ORDER BY epoch, from_seq", device[:]))
}

// Position lists where the chains of a device stand, by epoch.
func (s *Store) Position(ctx context.Context, device evidence.ID) ([]Position, error) {
	return collect(each(ctx, s.r, func(scan func(...any) error) (Position, error) {
		var p Position
		err := scan(into(p.Device[:]), into(p.Epoch[:]), &p.Seq, into(p.Last[:]))
		return p, err
	}, "SELECT device, epoch, seq, last FROM positions WHERE device = ?1 ORDER BY epoch", device[:]))
}

// IDAt returns the ids of the entries at one place of a chain, in order of
// their numbers: none, one, or the branches of a fork.
func (s *Store) IDAt(ctx context.Context, device, epoch evidence.ID, seq uint64) ([]evidence.Hash, error) {
	return collect(each(ctx, s.r, func(scan func(...any) error) (evidence.Hash, error) {
		var id evidence.Hash
		return id, scan(into(id[:]))
	}, "SELECT id FROM entries WHERE device = ?1 AND epoch = ?2 AND seq = ?3 ORDER BY no", device[:], epoch[:], int64(seq)))
}

// below lists, for each chain of a device, up to which seq all its entries have
// numbers under mark. Last is not set.
func below(tx *sql.Tx, device evidence.ID, mark int64) ([]Position, error) {
	// newest spares the walk along the chain when all of it lies under the mark.
	lines, err := tx.Query(`SELECT p.epoch, CASE WHEN p.newest < ?2 THEN p.seq ELSE coalesce(
			(SELECT e.seq - 1 FROM entries e WHERE e.device = p.device AND e.epoch = p.epoch AND e.seq <= p.seq AND e.no >= ?2
			 ORDER BY e.seq LIMIT 1), p.seq) END
		FROM positions p WHERE p.device = ?1 ORDER BY p.epoch`, device[:], mark)
	if err != nil {
		return nil, err
	}
	defer lines.Close()
	var all []Position
	for lines.Next() {
		p := Position{Device: device}
		if err := lines.Scan(into(p.Epoch[:]), &p.Seq); err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, lines.Err()
}
