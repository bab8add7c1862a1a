package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"

	"fairvisit/evidence"
	"fairvisit/sync/hq/casekeys"
)

// appended is the log after an append: what may be remembered once it is
// committed.
type appended struct {
	generation evidence.ID
	edge       evidence.Edge
	rows       [][]byte // tree rows, the last of them that of leaf edge.Size - 1
}

// append gives the entries the next numbers and writes them with their tree
// rows and photos.
func (s *Store) append(tx *sql.Tx, entries []placed) (appended, error) {
	var size int64
	var end appended
	// Not only for the number: it takes the row's lock, see Admit. RETURNING would
	// cost a table of its own, and ten times as much.
	if _, err := tx.Exec("UPDATE head SET size = size + ?1", len(entries)); err != nil {
		return end, err
	}
	err := tx.QueryRow("SELECT size, generation FROM head").Scan(&size, into(end.generation[:]))
	if err != nil {
		return end, err
	}
	end.edge, err = s.edgeAt(tx, size-int64(len(entries)))
	if err != nil || len(entries) == 0 {
		return end, err
	}
	for i := range entries {
		p := &entries[i]
		no := end.edge.Size
		hashes, err := end.edge.Append(p.leaf(no))
		if err != nil {
			return end, err
		}
		if err := p.insert(tx, no); err != nil {
			return end, err
		}
		if _, err := tx.Exec("INSERT INTO tree (no, hashes) VALUES (?1, ?2)", no, hashes); err != nil {
			return end, err
		}
		if err := p.awaitPhotos(tx, no); err != nil {
			return end, err
		}
		end.rows = append(end.rows, hashes)
	}
	return end, nil
}

func (p *placed) leaf(no int64) *evidence.Leaf {
	h := &p.entry.Header
	return &evidence.Leaf{No: no, ID: p.entry.ID, Device: h.Device, Epoch: h.Epoch, Seq: h.Seq, Received: p.received, Status: p.status}
}

// insert writes the row. The statement is not prepared here: the driver keeps those
// that are run as text, and compiles each that is prepared.
func (p *placed) insert(tx *sql.Tx, no int64) error {
	h := &p.entry.Header
	core := len(p.raw) - wordsSize(&p.entry.Words)
	_, err := tx.Exec(`INSERT INTO entries (no, id, device, epoch, seq, kind, case_id, visit_id, officer,
		received, status, urgent, core, words) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)`, no, p.entry.ID[:], h.Device[:], h.Epoch[:], int64(h.Seq), h.Kind,
		orNull(h.Case()), orNull(h.Visit()), orNull(h.Officer()),
		p.received, int64(p.status), p.urgent, p.raw[:core], p.words)
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

// remember keeps what was committed.
func (s *Store) remember(end appended) {
	s.mu.Lock()
	s.edge = end.edge
	s.mu.Unlock()
	s.tree.keep(end.edge.Size-int64(len(end.rows)), end.rows...)
}

func loadEdge(tx *sql.Tx, size int64) (evidence.Edge, error) {
	return evidence.LoadEdge(size, func(n int64) ([]byte, error) { return readTreeRow(tx, n) })
}

// Head is the log as it stands on disk.
func (s *Store) Head(ctx context.Context) (Head, error) {
	var head Head
	err := s.read(ctx, func(tx *sql.Tx) error {
		if err := tx.QueryRow("SELECT size, generation FROM head").Scan(&head.Size, into(head.Generation[:])); err != nil {
			return err
		}
		edge, err := loadEdge(tx, head.Size)
		head.Root = edge.Root()
		return err
	})
	return head, err
}

// SizeAt is how many entries the log had at a time (µs): up to the last one that
// was received before. It looks from the newest back, so it is quick for times
// not long ago.
func (s *Store) SizeAt(ctx context.Context, at int64) (size int64, err error) {
	err = s.r.QueryRowContext(ctx, "SELECT no + 1 FROM entries WHERE received < ?1 ORDER BY no DESC LIMIT 1", at).Scan(&size)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return size, err
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
	core, words, id FROM entries `

// rowsOf reads rows as they were before they were sealed.
func rowsOf(ring *casekeys.Ring) func(scan func(...any) error) (Row, error) {
	return func(scan func(...any) error) (Row, error) {
		var r Row
		var core, words, id []byte
		if err := scan(&r.No, &r.Status, &r.Received, &r.Folded, &core, &words, &id); err != nil {
			return r, err
		}
		words, err := openWords(ring, id, words)
		if err != nil {
			return r, fmt.Errorf("entry %d: %w", r.No, err)
		}
		r.Raw = append(core, words...)
		return r, nil
	}
}

// EntryByID returns the entry, or ErrNotFound.
func (s *Store) EntryByID(ctx context.Context, id evidence.Hash) (Row, error) {
	r, err := rowsOf(s.ring)(s.r.QueryRowContext(ctx, selectRow+"WHERE id = ?1", id[:]).Scan)
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

// EntriesOfKind yields the entries of that kind which a device wrote, with a
// number below the one given, in the order of its chains.
func (s *Store) EntriesOfKind(ctx context.Context, device evidence.ID, kind string, below int64) iter.Seq2[Row, error] {
	return s.rows(ctx, selectRow+"WHERE device = ?1 AND kind = ?2 AND no < ?3 ORDER BY epoch, seq, id", device[:], kind, below)
}

type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

func (s *Store) rows(ctx context.Context, query string, args ...any) iter.Seq2[Row, error] {
	return each(ctx, s.r, rowsOf(s.ring), query, args...)
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
