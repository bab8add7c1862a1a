package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"

	"fairvisit/evidence"
	"fairvisit/evidence/probe"
	"fairvisit/sync/hq/casekeys"
)

// Picture is what the fold made of the entries about one thing.
type Picture struct {
	Kind    string
	ID      evidence.ID
	Version int // of the fold that made it
	State   string
	Day     string
	Body    []byte
	MadeBy  evidence.Hash  // the entry that last changed it
	Scope   casekeys.Scope // what its body is sealed under; empty: casekeys.House
}

// FoldTx is the transaction a fold works in. It is used by one goroutine and
// not after the fold's function returned.
type FoldTx struct {
	tx    *sql.Tx
	store *Store

	// What was read or written of the feeds in this transaction.
	heads  map[string]*headNow
	shown  map[shownIn]uint64 // digests of live rows
	listed map[string]bool    // entities whose live rows are all in shown
}

// fold calls f with the transaction and brings to the disk what it holds back.
func (s *Store) fold(tx *sql.Tx, f func(tx *FoldTx) error) error {
	t := &FoldTx{tx: tx, store: s, heads: map[string]*headNow{}, shown: map[shownIn]uint64{}, listed: map[string]bool{}}
	if err := f(t); err != nil {
		return err
	}
	return t.writeHeads()
}

// Fold takes up to limit unfolded entries in order of number inside one
// immediate transaction, calls f with them, and marks them folded. An error of
// f undoes all of it, and is returned. Where nothing is to be done, n is 0 and
// f is not called. Admission waits while f runs.
func (s *Store) Fold(ctx context.Context, limit int, f func(tx *FoldTx, rows []Row) error) (n int, err error) {
	err = s.write(ctx, func(tx *sql.Tx) error {
		rows, err := s.unfolded(tx, limit)
		n = len(rows)
		if err != nil {
			return err
		}
		return s.foldRows(tx, rows, f)
	})
	if err != nil {
		return 0, err
	}
	return n, nil
}

// unfolded are the first entries that are not folded, limit at most.
func (s *Store) unfolded(tx *sql.Tx, limit int) ([]Row, error) {
	return collect(each(context.Background(), tx, rowsOf(s.ring),
		selectRow+"WHERE no >= (SELECT folded FROM head) ORDER BY no LIMIT ?1", limit))
}

func (s *Store) foldRows(tx *sql.Tx, rows []Row, f func(tx *FoldTx, rows []Row) error) error {
	if len(rows) == 0 {
		return nil
	}
	if err := s.fold(tx, func(tx *FoldTx) error { return f(tx, rows) }); err != nil {
		return err
	}
	// The mark is one number: an update of every entry's row would write the
	// whole log a second time.
	if _, err := tx.Exec("UPDATE head SET folded = ?1", rows[len(rows)-1].No+1); err != nil {
		return err
	}
	probe.At("hq.fold")
	return nil
}

// Picture returns the body of a picture, nil if there is none.
func (tx *FoldTx) Picture(kind string, id evidence.ID) ([]byte, error) {
	var body []byte
	err := tx.tx.QueryRow("SELECT body FROM pictures WHERE kind = ?1 AND id = ?2", kind, id[:]).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return openBody(tx.store.ring, kind, id[:], body)
}

// Put makes or replaces a picture.
func (tx *FoldTx) Put(p Picture) error {
	body, err := tx.sealBody(&p)
	if err != nil {
		return err
	}
	_, err = tx.tx.Exec(`INSERT INTO pictures (kind, id, version, state, day, body, made_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
		ON CONFLICT (kind, id) DO UPDATE SET version = excluded.version, state = excluded.state, day = excluded.day,
			body = excluded.body, made_by = excluded.made_by`,
		p.Kind, p.ID[:], p.Version, p.State, p.Day, body, p.MadeBy[:])
	return err
}

// sealBody is the body of a picture as it is to lie. That of an erased case holds
// facts alone by then, and goes on under the key of headquarters itself.
func (tx *FoldTx) sealBody(p *Picture) ([]byte, error) {
	at, scope := bodyPlace(p.Kind, p.ID[:]), cmp.Or(p.Scope, casekeys.House)
	body, err := tx.store.seal(scope, at, whole(p.Body), nil)
	if err != nil || body != nil {
		return body, err
	}
	if _, _, photo := scope.Photo(); photo {
		return nil, fmt.Errorf("picture %s/%s of a photo: %w", p.Kind, p.ID, casekeys.ErrErased)
	}
	return tx.store.seal(casekeys.House, at, whole(p.Body), nil)
}

// Quarantine marks an entry as not understood.
func (tx *FoldTx) Quarantine(no int64) error {
	_, err := tx.tx.Exec("UPDATE entries SET quarantined = 1 WHERE no = ?1", no)
	return err
}

// ResetFold empties pictures and feeds and marks every entry unfolded; folding
// again is the rebuild. The feeds' numbers go on, and every cursor falls below
// its feed's floor.
func (s *Store) ResetFold(ctx context.Context) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		for _, sql := range []string{
			"UPDATE head SET folded = 0",
			"UPDATE entries SET quarantined = 0 WHERE quarantined = 1",
			"DELETE FROM pictures",
			"DELETE FROM feed_rows",
			"DELETE FROM search_words",
			// One number is skipped: a cursor that stood at n would else not be
			// below the floor, and its holder would keep rows that may not come back.
			"UPDATE feed_heads SET n = n + 1, floor = n + 1, live = 0, sum = 0",
		} {
			if _, err := tx.Exec(sql); err != nil {
				return err
			}
		}
		return nil
	})
}

const selectPicture = "SELECT kind, id, version, state, day, body, made_by FROM pictures "

func (s *Store) scanPicture(scan func(...any) error) (Picture, error) {
	var p Picture
	err := scan(&p.Kind, into(p.ID[:]), &p.Version, &p.State, &p.Day, &p.Body, into(p.MadeBy[:]))
	if err != nil {
		return p, err
	}
	p.Body, err = openBody(s.ring, p.Kind, p.ID[:], p.Body)
	return p, err
}

// PictureByID returns the picture, or ErrNotFound.
func (s *Store) PictureByID(ctx context.Context, kind string, id evidence.ID) (Picture, error) {
	p, err := s.scanPicture(s.r.QueryRowContext(ctx, selectPicture+"WHERE kind = ?1 AND id = ?2", kind, id[:]).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return Picture{}, fmt.Errorf("%s %s: %w", kind, id.Short(), ErrNotFound)
	}
	return p, err
}

// ListPictures returns up to limit pictures of a kind whose id is above
// afterID, in order of id; an empty state stands for any.
func (s *Store) ListPictures(ctx context.Context, kind, state string, afterID evidence.ID, limit int) ([]Picture, error) {
	if state == "" {
		return collect(each(ctx, s.r, s.scanPicture,
			selectPicture+"WHERE kind = ?1 AND id > ?2 ORDER BY id LIMIT ?3", kind, afterID[:], limit))
	}
	return collect(each(ctx, s.r, s.scanPicture,
		selectPicture+"WHERE kind = ?1 AND state = ?2 AND id > ?3 ORDER BY id LIMIT ?4", kind, state, afterID[:], limit))
}

// PicturesOfDay are the pictures of a kind that are of a day (yyyy-mm-dd), in order
// of id. A read goes over all of the kind: no list that somebody waits for at a
// door asks for a day.
func (s *Store) PicturesOfDay(ctx context.Context, kind, day string) ([]Picture, error) {
	return collect(each(ctx, s.r, s.scanPicture, selectPicture+"WHERE kind = ?1 AND day = ?2 ORDER BY id", kind, day))
}

// DaysBeside are the days next to a day of which there is a picture of one of two
// kinds; empty where there is none.
func (s *Store) DaysBeside(ctx context.Context, day, kind, other string) (earlier, later string, err error) {
	err = s.r.QueryRowContext(ctx, `SELECT coalesce(max(CASE WHEN day < ?1 THEN day END), ''), coalesce(min(CASE WHEN day > ?1 THEN day END), '')
		FROM pictures WHERE kind IN (?2, ?3) AND day <> ''`, day, kind, other).Scan(&earlier, &later)
	return earlier, later, err
}
