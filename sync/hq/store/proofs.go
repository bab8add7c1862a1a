package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"

	"fairvisit/evidence"
)

// Inclusion proves that entry no is in the tree of size. Both must be committed.
func (s *Store) Inclusion(size, no int64) ([]evidence.Hash, error) {
	return evidence.Rows(s.treeRow).ProveInclusion(size, no)
}

// Consistency proves that the tree of size old is the beginning of that of size.
func (s *Store) Consistency(old, size int64) ([]evidence.Hash, error) {
	return evidence.Rows(s.treeRow).ProveConsistency(old, size)
}

// RootAt is the root of the first size entries, which must be committed.
func (s *Store) RootAt(size int64) (evidence.Hash, error) {
	edge, err := evidence.LoadEdge(size, s.treeRow)
	return edge.Root(), err
}

// treeRows are tree rows read or written last. A committed row never changes, so
// nothing is ever stale here. A proof needs one row for each level of the tree,
// and those of the upper levels are the same for all proofs of a day: read from
// the table each time, they would be most of what an acknowledgement costs.
type treeRows struct {
	mu   sync.Mutex
	rows map[int64][]byte
}

// maxTreeRows bounds the memory (some 100 bytes a row). All are forgotten at
// once: the few that are needed again cost one read each.
const maxTreeRows = 1 << 14

// keep notes the rows from leaf first on.
func (t *treeRows) keep(first int64, rows ...[]byte) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.rows == nil || len(t.rows)+len(rows) > maxTreeRows {
		t.rows = make(map[int64][]byte, len(rows))
	}
	for i, row := range rows {
		t.rows[first+int64(i)] = row
	}
}

func (t *treeRows) get(n int64) []byte {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.rows[n]
}

func (s *Store) treeRow(n int64) ([]byte, error) {
	if row := s.tree.get(n); row != nil {
		return row, nil
	}
	row, err := readTreeRow(s.r, n)
	if err == nil {
		s.tree.keep(n, row)
	}
	return row, err
}

func readTreeRow(q interface {
	QueryRow(query string, args ...any) *sql.Row
}, n int64) (row []byte, err error) {
	err = q.QueryRow("SELECT hashes FROM tree WHERE no = ?1", n).Scan(&row)
	if err != nil {
		return nil, fmt.Errorf("tree row %d: %w", n, err)
	}
	return row, nil
}

// KeptCheckpoint is a checkpoint that was signed and kept.
type KeptCheckpoint struct {
	evidence.Checkpoint
	At   int64  // µs
	Note []byte // signed
}

const minute = 60_000_000 // µs

// KeepCheckpoint keeps the checkpoint in the place of the one of the same minute
// and generation. One of a size that is kept already changes nothing.
func (s *Store) KeepCheckpoint(ctx context.Context, c KeptCheckpoint) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.Exec(`DELETE FROM checkpoints WHERE generation = ?1 AND size < ?2 AND at / ?4 = ?3 / ?4`, c.Generation[:], c.Size, c.At, int64(minute))
		if err != nil {
			return err
		}
		_, err = tx.Exec(`INSERT INTO checkpoints (generation, size, root, at, note) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING`,
			c.Generation[:], c.Size, c.Root[:], c.At, c.Note)
		return err
	})
}

// Checkpoints lists up to limit kept checkpoints of a generation that are larger
// than after, in order of size.
func (s *Store) Checkpoints(ctx context.Context, generation evidence.ID, after int64, limit int) ([]KeptCheckpoint, error) {
	return collect(each(ctx, s.r, scanCheckpoint, selectCheckpoint+"WHERE generation = ?1 AND size > ?2 ORDER BY size LIMIT ?3", generation[:], after, limit))
}

const selectCheckpoint = "SELECT generation, size, root, at, note FROM checkpoints "

func scanCheckpoint(scan func(...any) error) (KeptCheckpoint, error) {
	var c KeptCheckpoint
	err := scan(into(c.Generation[:]), &c.Size, into(c.Root[:]), &c.At, &c.Note)
	return c, err
}

// SignedHead is the newest checkpoint a device says it was shown.
type SignedHead struct {
	Generation evidence.ID
	Size       int64
	Note       []byte // signed by the service key
	Sig        []byte // of the device
	Splits     bool   // this log is not its continuation, and that was noted
}

// HeadOf returns the newest head a device brought, or ErrNotFound.
func (s *Store) HeadOf(ctx context.Context, device evidence.ID) (SignedHead, error) {
	var h SignedHead
	err := s.r.QueryRowContext(ctx, "SELECT generation, size, note, sig, splits FROM heads WHERE device = ?1", device[:]).
		Scan(into(h.Generation[:]), &h.Size, &h.Note, &h.Sig, &h.Splits)
	if errors.Is(err, sql.ErrNoRows) {
		return h, fmt.Errorf("head of device %s: %w", device.Short(), ErrNotFound)
	}
	return h, err
}

// keepHead keeps a head in the place of a smaller one of the same generation, of
// any of another, and of one that this log goes on from.
func keepHead(tx *sql.Tx, device evidence.ID, h *SignedHead, at int64) error {
	_, err := tx.Exec(`INSERT INTO heads (device, generation, size, note, sig, at, splits) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
		ON CONFLICT (device) DO UPDATE SET generation = excluded.generation, size = excluded.size, note = excluded.note,
			sig = excluded.sig, at = excluded.at, splits = excluded.splits
		WHERE heads.generation <> excluded.generation OR heads.size < excluded.size OR heads.splits < excluded.splits`,
		device[:], h.Generation[:], h.Size, whole(h.Note), whole(h.Sig), at, h.Splits)
	return err
}
