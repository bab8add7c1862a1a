package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"fairvisit/evidence"
)

// FeedRow is one entity as a feed shows it. It holds no body of its own: the
// picture is read when the row is (D15).
type FeedRow struct {
	N      int64
	Entity string // Kind and ID as "kind/hexid"
	Gone   bool   // a tombstone: no longer in this feed
	Kind   string
	ID     evidence.ID
	Body   []byte // nil for a tombstone, or if there is no such picture
	MadeBy evidence.Hash
}

// FeedHead is a feed as its rows were read.
type FeedHead struct {
	N    int64  // the newest number given
	Live int64  // rows that are not tombstones
	Sum  uint64 // of the digests of the live rows, modulo 2^64
	// Tombstones up to Floor may be gone. A reader that began to read when the
	// floor was lower, and stands above 0 but below Floor, must start again.
	Floor int64
	// Folded is how much of the asked device's chains is in the pictures; Last
	// is not set.
	Folded []Position
}

// Feed shows the entity in the feed, or shows it anew: its row takes the feed's
// next number. digest is what the row adds to the feed's sum.
func (tx *FoldTx) Feed(feed, entity string, digest uint64) error {
	if _, _, err := splitEntity(entity); err != nil {
		return err
	}
	old, live, err := tx.feedRow(feed, entity)
	if err != nil {
		return err
	}
	born := int64(1)
	if live {
		born = 0
	}
	return tx.renew(feed, entity, born, digest-old, digest, false)
}

// FeedGone withdraws the entity from the feed; where it is not shown, nothing
// happens.
func (tx *FoldTx) FeedGone(feed, entity string) error {
	old, live, err := tx.feedRow(feed, entity)
	if err != nil || !live {
		return err
	}
	return tx.renew(feed, entity, -1, -old, 0, true)
}

// feedRow is what the entity's row adds to the sum now.
func (tx *FoldTx) feedRow(feed, entity string) (digest uint64, live bool, err error) {
	if digest, live = tx.shown[shownIn{feed, entity}]; live || tx.listed[entity] {
		return digest, live, nil
	}
	var signed int64
	err = tx.tx.QueryRow("SELECT digest FROM feed_rows WHERE feed = ?1 AND entity = ?2 AND gone = 0", feed, entity).Scan(&signed)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, false, nil
	}
	return uint64(signed), err == nil, err
}

// renew writes a row under the feed's next number.
func (tx *FoldTx) renew(feed, entity string, born int64, change, digest uint64, gone bool) error {
	head, err := tx.head(feed)
	if err != nil {
		return err
	}
	head.n, head.live, head.sum = head.n+1, head.live+born, head.sum+change
	if in := (shownIn{feed, entity}); gone {
		delete(tx.shown, in)
	} else {
		tx.shown[in] = digest
	}
	_, err = tx.tx.Exec(`INSERT INTO feed_rows (feed, entity, n, digest, gone) VALUES (?1, ?2, ?3, ?4, ?5)
		ON CONFLICT (feed, entity) DO UPDATE SET n = excluded.n, digest = excluded.digest, gone = excluded.gone`,
		feed, entity, head.n, int64(digest), gone)
	return err
}

// headNow is a feed's head as the transaction has brought it so far.
type headNow struct {
	n, live int64
	sum     uint64
}

// head is read once in a transaction and written once, by writeHeads: a batch
// touches a few feeds hundreds of times.
func (tx *FoldTx) head(feed string) (*headNow, error) {
	if h := tx.heads[feed]; h != nil {
		return h, nil
	}
	h := &headNow{}
	var sum int64
	// It is written, not only read: where transactions run side by side
	// (PostgreSQL) that keeps others from the row until it is written again.
	err := tx.tx.QueryRow(`INSERT INTO feed_heads (feed, n, live, sum, floor) VALUES (?1, 0, 0, 0, 0)
		ON CONFLICT (feed) DO UPDATE SET n = feed_heads.n RETURNING n, live, sum`, feed).Scan(&h.n, &h.live, &sum)
	if err != nil {
		return nil, err
	}
	h.sum = uint64(sum) // it is taken in Go: SQL's integers do not wrap
	tx.heads[feed] = h
	return h, nil
}

// writeHeads ends the work with feeds.
func (tx *FoldTx) writeHeads() error {
	for feed, h := range tx.heads {
		_, err := tx.tx.Exec("UPDATE feed_heads SET n = ?2, live = ?3, sum = ?4 WHERE feed = ?1", feed, h.n, h.live, int64(h.sum))
		if err != nil {
			return err
		}
	}
	return nil
}

// shownIn names one row of one feed.
type shownIn struct{ feed, entity string }

// Feeds lists the feeds that show the entity.
func (tx *FoldTx) Feeds(entity string) ([]string, error) {
	feeds, err := collect(each(context.Background(), tx.tx, func(scan func(...any) error) (string, error) {
		var feed string
		var digest int64
		err := scan(&feed, &digest)
		tx.shown[shownIn{feed, entity}] = uint64(digest) // a row shown anew is looked for here first
		return feed, err
	}, "SELECT feed, digest FROM feed_rows WHERE entity = ?1 AND gone = 0 ORDER BY feed", entity))
	tx.listed[entity] = err == nil
	return feeds, err
}

func splitEntity(entity string) (kind string, id evidence.ID, err error) {
	kind, hexid, found := strings.Cut(entity, "/")
	if id, err = evidence.ParseID(hexid); err != nil || !found || kind == "" {
		return "", id, fmt.Errorf("feeds: %.80q is not kind/id", entity)
	}
	return kind, id, nil
}

// ReadFeed calls f for up to limit rows above after, in order, on one snapshot:
// rows, bodies, head and what is folded of the device belong together. An error
// of f ends it and is returned. A feed nobody wrote to is empty.
func (s *Store) ReadFeed(ctx context.Context, feed string, device evidence.ID, after int64, limit int, f func(r FeedRow) error) (FeedHead, error) {
	var head FeedHead
	err := s.read(ctx, func(tx *sql.Tx) error {
		ctx := context.WithoutCancel(ctx) // see read
		var err error
		if head, err = feedHead(tx, feed, device); err != nil {
			return err
		}
		for r, err := range each(ctx, tx, s.scanFeedRow, selectFeedRows, feed, after, limit) {
			if err != nil {
				return err
			}
			if err := f(r); err != nil {
				return err
			}
		}
		return nil
	})
	return head, err
}

func feedHead(tx *sql.Tx, feed string, device evidence.ID) (FeedHead, error) {
	var head FeedHead
	var sum, folded int64
	err := tx.QueryRow(`SELECT h.folded, coalesce(f.n, 0), coalesce(f.live, 0), coalesce(f.sum, 0), coalesce(f.floor, 0)
		FROM head h LEFT JOIN feed_heads f ON f.feed = ?1`, feed).Scan(&folded, &head.N, &head.Live, &sum, &head.Floor)
	if err != nil {
		return head, err
	}
	head.Sum = uint64(sum)
	head.Folded, err = below(tx, device, folded)
	return head, err
}

// selectFeedRows reads rows with their pictures: a statement for each would be
// most of what a page costs.
const selectFeedRows = `SELECT r.n, r.entity, r.gone, p.body, p.made_by FROM feed_rows r
	LEFT JOIN pictures p ON r.gone = 0 AND p.kind = substr(r.entity, 1, instr(r.entity, '/') - 1)
		AND p.id = unhex(substr(r.entity, instr(r.entity, '/') + 1))
	WHERE r.feed = ?1 AND r.n > ?2 ORDER BY r.n LIMIT ?3`

func (s *Store) scanFeedRow(scan func(...any) error) (FeedRow, error) {
	var r FeedRow
	err := scan(&r.N, &r.Entity, &r.Gone, &r.Body, into(r.MadeBy[:]))
	if err == nil {
		r.Kind, r.ID, err = splitEntity(r.Entity)
	}
	if err == nil {
		r.Body, err = openBody(s.ring, r.Kind, r.ID[:], r.Body)
	}
	return r, err
}

// Compact drops the feed's tombstones but those among its newest keep numbers,
// and raises the floor to the newest one dropped.
func (s *Store) Compact(ctx context.Context, feed string, keep int64) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		var floor sql.NullInt64
		err := tx.QueryRow(`SELECT max(r.n) FROM feed_rows r JOIN feed_heads h ON h.feed = r.feed
			WHERE r.feed = ?1 AND r.gone = 1 AND r.n <= h.n - ?2`, feed, keep).Scan(&floor)
		if err != nil || !floor.Valid {
			return err // no tombstone, no reason to make anyone start again
		}
		if _, err := tx.Exec("DELETE FROM feed_rows WHERE feed = ?1 AND gone = 1 AND n <= ?2", feed, floor.Int64); err != nil {
			return err
		}
		_, err = tx.Exec("UPDATE feed_heads SET floor = max(floor, ?2) WHERE feed = ?1", feed, floor.Int64)
		return err
	})
}
