package store

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"

	"fairvisit/evidence"
)

// Check computes the whole log again from the bytes of its entries and compares
// it with what is stored: dense numbers, ids, places in the chain, every tree
// row, every position, and every checkpoint of this generation that was kept. The error names the first difference. It reads one
// snapshot and holds nobody up.
func (s *Store) Check(ctx context.Context) error {
	return s.read(ctx, func(tx *sql.Tx) error {
		var size int64
		var generation evidence.ID
		if err := tx.QueryRow("SELECT size, generation FROM head").Scan(&size, into(generation[:])); err != nil {
			return err
		}
		kept, err := collect(each(ctx, tx, scanCheckpoint, selectCheckpoint+"WHERE generation = ?1 ORDER BY size", generation[:]))
		if err != nil {
			return err
		}
		var edge evidence.Edge
		for l, err := range each(ctx, tx, scanLine, `SELECT e.no, e.id, e.device, e.epoch, e.seq, e.received, e.status, e.core, t.hashes
			FROM entries e LEFT JOIN tree t ON t.no = e.no ORDER BY e.no`) {
			if err != nil {
				return err
			}
			if err := l.check(&edge); err != nil {
				return err
			}
			if len(kept) > 0 && kept[0].Size == edge.Size {
				if kept[0].Root != edge.Root() {
					return fmt.Errorf("check: a checkpoint of %d entries was signed for another log", edge.Size)
				}
				kept = kept[1:]
			}
		}
		if len(kept) > 0 {
			return fmt.Errorf("check: a checkpoint of %d entries was signed, there are %d", kept[0].Size, edge.Size)
		}
		if edge.Size != size {
			return fmt.Errorf("check: the head says %d entries, there are %d", size, edge.Size)
		}
		if err := checkTreeRows(tx, size); err != nil {
			return err
		}
		return checkPositions(ctx, tx)
	})
}

// line is an entry's line in the log as the columns have it.
type line struct {
	evidence.Leaf
	core, hashes []byte
}

func scanLine(scan func(...any) error) (line, error) {
	var l line
	err := scan(&l.No, into(l.ID[:]), into(l.Device[:]), into(l.Epoch[:]), &l.Seq, &l.Received, &l.Status, &l.core, &l.hashes)
	return l, err
}

func (l *line) check(edge *evidence.Edge) error {
	if l.No != edge.Size {
		return fmt.Errorf("check: entry %d is missing, the next is %d", edge.Size, l.No)
	}
	h, id, err := headerOf(l.core)
	if err != nil {
		return fmt.Errorf("check: entry %d: %w", l.No, err)
	}
	if id != l.ID {
		return fmt.Errorf("check: entry %d: its header is not the one its id names", l.No)
	}
	if h.Device != l.Device || h.Epoch != l.Epoch || h.Seq != l.Seq {
		return fmt.Errorf("check: entry %d: its place in the chain is not the one its header names", l.No)
	}
	hashes, err := edge.Append(&l.Leaf)
	if err != nil {
		return err
	}
	if !bytes.Equal(hashes, l.hashes) {
		return fmt.Errorf("check: entry %d: the tree was made of something else", l.No)
	}
	return nil
}

func checkTreeRows(tx *sql.Tx, size int64) error {
	var rows int64
	if err := tx.QueryRow("SELECT count(*) FROM tree").Scan(&rows); err != nil {
		return err
	}
	if rows != size {
		return fmt.Errorf("check: %d tree rows for %d entries", rows, size)
	}
	return nil
}

// checkPositions finds entries that lie above their chain's position without
// having been admitted ahead: admission takes it that there are none.
func checkPositions(ctx context.Context, tx *sql.Tx) error {
	for no, err := range each(ctx, tx, func(scan func(...any) error) (int64, error) {
		var no int64
		return no, scan(&no)
	}, `SELECT e.no FROM entries e LEFT JOIN positions p ON p.device = e.device AND p.epoch = e.epoch
		WHERE p.device IS NULL OR e.no > p.newest OR (e.seq > p.seq AND e.status <> 5) ORDER BY e.no LIMIT 1`) {
		if err != nil {
			return err
		}
		return fmt.Errorf("check: entry %d is beyond the position of its chain", no)
	}
	return nil
}
