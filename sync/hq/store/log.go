package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"

	"golang.org/x/mod/sumdb/tlog"

	"fairvisit/evidence"
)

// append gives the entries the next numbers and writes them with their tree
// rows and photos. It returns the edge of the tree after them.
func (s *Store) append(tx *sql.Tx, entries []placed) (evidence.Edge, error) {
	var size int64
	// Not only for the number: it takes the row's lock, see Admit.
	err := tx.QueryRow("UPDATE head SET size = size + ?1 RETURNING size", len(entries)).Scan(&size)
	if err != nil {
		return evidence.Edge{}, err
	}
	edge, err := s.edgeAt(tx, size-int64(len(entries)))
	if err != nil || len(entries) == 0 {
		return edge, err
	}
	entry, err := tx.Prepare(`INSERT INTO entries (no, id, device, epoch, seq, kind, case_id, visit_id, officer,
		received, status, urgent, core, words) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)`)
	if err != nil {
		return edge, err
	}
	defer entry.Close()
	row, err := tx.Prepare("INSERT INTO tree (no, hashes) VALUES (?1, ?2)")
	if err != nil {
		return edge, err
	}
	defer row.Close()
	for i := range entries {
		p := &entries[i]
		no := edge.Size
		hashes, err := edge.Append(p.leaf(no))
		if err != nil {
			return edge, err
		}
		if err := p.insert(entry, no); err != nil {
			return edge, err
		}
		if _, err := row.Exec(no, hashes); err != nil {
			return edge, err
		}
		if err := p.awaitPhotos(tx, no); err != nil {
			return edge, err
		}
	}
	return edge, nil
}

func (p *placed) leaf(no int64) *evidence.Leaf {
	h := &p.entry.Header
	return &evidence.Leaf{No: no, ID: p.entry.ID, Device: h.Device, Epoch: h.Epoch, Seq: h.Seq, Received: p.received, Status: p.status}
}

func (p *placed) insert(stmt *sql.Stmt, no int64) error {
	h := &p.entry.Header
	core := len(p.raw) - wordsSize(&p.entry.Words)
	_, err := stmt.Exec(no, p.entry.ID[:], h.Device[:], h.Epoch[:], int64(h.Seq), h.Kind,
		orNull(h.Case()), orNull(h.Visit()), orNull(h.Officer()),
		p.received, int64(p.status), p.urgent, p.raw[:core], p.raw[core:])
	return err
}

// wordsSize is how many of an entry's last bytes are its words part, by the
// layout of FORMAT.md section 4.
func wordsSize(p *evidence.Part) int {
	if p.State == evidence.Present || p.State == evidence.Sealed {
		return 1 + 32 + 4 + len(p.Bytes)
	}
	return 1
}

// edgeAt is the edge of the tree of size, which tx has locked. What this handle
// remembers is only taken if it is of that size (D13): another process may have
// appended since.
func (s *Store) edgeAt(tx *sql.Tx, size int64) (evidence.Edge, error) {
	s.mu.Lock()
	remembered := s.edge.Clone()
	s.mu.Unlock()
	if remembered.Size == size {
		return remembered, nil
	}
	return loadEdge(tx, size)
}

func (s *Store) remember(edge evidence.Edge) {
	s.mu.Lock()
	s.edge = edge
	s.mu.Unlock()
}

func loadEdge(tx *sql.Tx, size int64) (evidence.Edge, error) {
	return evidence.LoadEdge(size, func(n int64) ([]byte, error) {
		var row []byte
		err := tx.QueryRow("SELECT hashes FROM tree WHERE no = ?1", n).Scan(&row)
		return row, err
	})
}

// Head is the log as it stands on disk.
func (s *Store) Head(ctx context.Context) (Head, error) {
	var head Head
	err := s.read(ctx, func(tx *sql.Tx) error {
		if err := tx.QueryRow("SELECT size FROM head").Scan(&head.Size); err != nil {
			return err
		}
		edge, err := loadEdge(tx, head.Size)
		head.Root = edge.Root()
		return err
	})
	return head, err
}

// Tree reads the tree's hashes in the numbering of tlog, for proofs.
func (s *Store) Tree(ctx context.Context) tlog.HashReader {
	return tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		hashes := make([]tlog.Hash, 0, len(indexes))
		err := s.read(ctx, func(tx *sql.Tx) error {
			for _, index := range indexes {
				level, n := tlog.SplitStoredHashIndex(index)
				completedBy := (n+1)<<level - 1
				var h tlog.Hash
				err := tx.QueryRow("SELECT substr(hashes, ?2, 32) FROM tree WHERE no = ?1", completedBy, 32*level+1).Scan(into(h[:]))
				if err != nil {
					return fmt.Errorf("tree: hash %d of level %d: %w", n, level, err)
				}
				hashes = append(hashes, h)
			}
			return nil
		})
		return hashes, err
	})
}

// Folded says what the fold did with an entry.
type Folded uint8

// The states of an entry in the fold.
const (
	Unfolded    Folded = 0
	InPictures  Folded = 1
	Quarantined Folded = 2 // not understood: kept, not folded
)

// Row is an entry of the log. Raw decodes with evidence.Decode.
type Row struct {
	No       int64
	Status   evidence.Admission
	Received int64 // µs
	Folded   Folded
	Raw      []byte
}

const selectRow = `SELECT no, status, received,
	CASE WHEN quarantined = 1 THEN 2 WHEN no < (SELECT folded FROM head) THEN 1 ELSE 0 END,
	core, words FROM entries `

func scanRow(scan func(...any) error) (Row, error) {
	var r Row
	var core, words []byte
	err := scan(&r.No, &r.Status, &r.Received, &r.Folded, &core, &words)
	r.Raw = append(core, words...)
	return r, err
}

// EntryByID returns the entry, or ErrNotFound.
func (s *Store) EntryByID(ctx context.Context, id evidence.Hash) (Row, error) {
	r, err := scanRow(s.r.QueryRowContext(ctx, selectRow+"WHERE id = ?1", id[:]).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return Row{}, fmt.Errorf("entry %s: %w", id.Short(), ErrNotFound)
	}
	return r, err
}

// EntryRange returns up to limit entries from number fromNo on.
func (s *Store) EntryRange(ctx context.Context, fromNo int64, limit int) ([]Row, error) {
	return collect(s.rows(ctx, selectRow+"WHERE no >= ?1 ORDER BY no LIMIT ?2", fromNo, limit))
}

// EntriesOfCase yields the entries that name the case in order of number. The
// loop holds a snapshot open: it is for reading, not for waiting.
func (s *Store) EntriesOfCase(ctx context.Context, id evidence.ID) iter.Seq2[Row, error] {
	return s.rows(ctx, selectRow+"WHERE case_id = ?1 ORDER BY no", id[:])
}

// EntriesOfVisit is EntriesOfCase for a visit.
func (s *Store) EntriesOfVisit(ctx context.Context, id evidence.ID) iter.Seq2[Row, error] {
	return s.rows(ctx, selectRow+"WHERE visit_id = ?1 ORDER BY no", id[:])
}

type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

func (s *Store) rows(ctx context.Context, query string, args ...any) iter.Seq2[Row, error] {
	return each(ctx, s.r, scanRow, query, args...)
}

// each yields what scan makes of every line of the query; an error is the last
// thing it yields.
func each[T any](ctx context.Context, q querier, scan func(func(...any) error) (T, error), query string, args ...any) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		lines, err := q.QueryContext(ctx, query, args...)
		if err != nil {
			yield(none, err)
			return
		}
		defer lines.Close()
		for lines.Next() {
			v, err := scan(lines.Scan)
			if !yield(v, err) || err != nil {
				return
			}
		}
		if err := lines.Err(); err != nil {
			yield(none, err)
		}
	}
}

func collect[T any](seq iter.Seq2[T, error]) ([]T, error) {
	var all []T
	for v, err := range seq {
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, nil
}
