package journal

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"

	"fairvisit/evidence"
	"fairvisit/evidence/probe"
	"fairvisit/visits"
)

// Row is one row of a feed: a picture as this device may see it, or that it is
// withdrawn.
type Row struct {
	N      int64
	Entity string // kind/id, as visits.Key.Entity writes it
	Gone   bool   // then Body is empty
	Body   []byte
	MadeBy evidence.Hash
}

// EpochSeq is a place in one life of this device's chain.
type EpochSeq struct {
	Epoch evidence.ID
	Seq   uint64
}

// BatchEnd closes a batch of rows and says what they come to.
type BatchEnd struct {
	N       int64      // the cursor after this batch
	Count   int        // rows of the batch, withdrawn ones included
	Sum     uint64     // Digest of each of them, added mod 2⁶⁴
	Live    int64      // rows of the whole feed that are not withdrawn …
	LiveSum uint64     // … and their digests, added mod 2⁶⁴; both only without More
	More    bool       // another batch follows
	Seen    []EpochSeq // how much of this device's chain is in these rows
}

// Cursor is how far one feed was pulled, and from which headquarters.
type Cursor struct {
	Feed       string
	N          int64
	Generation evidence.ID
}

// ErrChecksum means that what came is not what headquarters said it would be.
// Nothing was applied; the feed is to be restarted.
var ErrChecksum = errors.New("journal: the rows of this feed do not add up; nothing was applied")

// Digest is a row's share of a checksum: the first 8 bytes of SHA-256(entity ‖
// body), big-endian. A withdrawn row has an empty body.
func Digest(entity string, body []byte) uint64 {
	h := sha256.New()
	h.Write([]byte(entity))
	h.Write(body)
	return binary.BigEndian.Uint64(h.Sum(nil))
}

// followFeeds starts the feeds of a role: officers hold their own and the names
// of their branch's people, managers their branch's. A store made before one of
// them existed begins it with the first batch that comes.
func (tx *Tx) followFeeds(id Identity) error {
	feeds := []string{visits.OfficerFeed(id.Officer)}
	switch id.Role {
	case "officer":
		feeds = append(feeds, visits.StaffFeed(id.Unit))
	case "manager":
		feeds = []string{visits.UnitFeed(id.Unit)}
	}
	for _, name := range feeds {
		f, err := tx.feed(name)
		if err != nil {
			return err
		}
		if err := f.save(tx); err != nil {
			return err
		}
	}
	return nil
}

// Cursors lists the feeds this device follows: those of its role and any other
// a batch was applied to.
func (j *Sender) Cursors(ctx context.Context) ([]Cursor, error) {
	var list []Cursor
	err := j.db.list(ctx, "SELECT feed, cursor, generation FROM feeds ORDER BY feed", nil, func(scan func(...any) error) error {
		var c Cursor
		err := scan(&c.Feed, &c.N, raw(c.Generation[:]))
		list = append(list, c)
		return err
	})
	return list, err
}

// feed is one row of the table feeds. A pull is one batch; its number names what
// its rows have seen.
type feed struct {
	name       string
	cursor     int64
	generation evidence.ID
	count      int64
	sum        uint64
	round      int64
	pulls      int64
	seen       []byte
}

// feed reads a feed, or begins it with the generation that is known.
func (tx *Tx) feed(name string) (*feed, error) {
	f := &feed{name: name, seen: []byte{}}
	var sum int64
	found, err := tx.one("SELECT cursor, generation, count, sum, round, pulls, seen FROM feeds WHERE feed = ?", []any{name},
		&f.cursor, raw(f.generation[:]), &f.count, &sum, &f.round, &f.pulls, &f.seen)
	f.sum = uint64(sum)
	if err != nil || found {
		return f, err
	}
	f.generation, err = tx.generation()
	return f, err
}

func (f *feed) save(tx *Tx) error {
	_, err := tx.exec(`INSERT INTO feeds (feed, cursor, generation, count, sum, round, pulls, seen) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
		ON CONFLICT (feed) DO UPDATE SET cursor = ?2, generation = ?3, count = ?4, sum = ?5, round = ?6, pulls = ?7, seen = ?8`,
		f.name, f.cursor, f.generation[:], f.count, int64(f.sum), f.round, f.pulls, f.seen)
	return err
}

// ApplyBatch takes one batch of a feed in, whole or not at all (ErrChecksum).
// Pictures are the rows with this device's later entries folded on top. A case
// that is withdrawn becomes hidden; what this device recorded about it, drafts
// included, stays and goes its way. A photo that its visit's row says was withdrawn
// is deleted here too. A contact that this device held for a case it lost is given
// back by an entry of the same transaction.
func (j *Journal) ApplyBatch(ctx context.Context, feed string, rows []Row, end BatchEnd) error {
	if err := checkBatch(rows, end); err != nil {
		return err
	}
	var doomed []string // files of photos
	returned := false
	err := j.db.write(ctx, func(tx *Tx) error {
		f, err := tx.feed(feed)
		if err != nil {
			return err
		}
		if end.N < f.cursor || len(rows) > 0 && rows[0].N <= f.cursor {
			return ErrChecksum
		}
		if same, err := tx.unchanged(f, rows, end); err != nil || same {
			return err
		}
		follows, err := tx.follows(f)
		if err != nil {
			return err
		}
		f.pulls++
		if err := f.save(tx); err != nil {
			return err
		}
		b := &batch{tx: tx, f: f, pull: f.pulls, touched: newRefold(tx)}
		if err := b.take(rows, end); err != nil {
			return err
		}
		if err := b.touched.run(); err != nil {
			return err
		}
		if doomed, err = tx.takeBack(rows); err != nil {
			return err
		}
		if returned, err = j.returnSlots(tx, f.name, rows, follows); err != nil {
			return err
		}
		probe.At("device.feed-apply")
		return nil
	})
	if err == nil {
		j.deleteWithdrawn(doomed)
		if returned {
			j.signal()
		}
	}
	return err
}

// unchanged reports that a batch ends a pull that brought nothing, as most do: to
// write that down would cost a flush for each feed of each session.
func (tx *Tx) unchanged(f *feed, rows []Row, end BatchEnd) (bool, error) {
	if len(rows) > 0 || end.More || end.N != f.cursor || end.Live != f.count || end.LiveSum != f.sum || !bytes.Equal(encodeSeen(end.Seen), f.seen) {
		return false, nil
	}
	return tx.one(`SELECT 1 FROM feeds WHERE feed = ?1 AND NOT EXISTS (SELECT 1 FROM seen WHERE feed = ?1 AND kept = 0)
		AND NOT EXISTS (SELECT 1 FROM feed_rows WHERE feed = ?1 AND gone = 0 AND round < ?2)`, []any{f.name, f.round}, new(int))
}

// checkBatch is what can be said without the store.
func checkBatch(rows []Row, end BatchEnd) error {
	sum, last := uint64(0), int64(0)
	for i := range rows {
		r := &rows[i]
		if r.N <= last || r.N > end.N || r.Gone && len(r.Body) > 0 {
			return ErrChecksum
		}
		last = r.N
		sum += Digest(r.Entity, r.Body)
	}
	if len(rows) != end.Count || sum != end.Sum {
		return ErrChecksum
	}
	return nil
}

type batch struct {
	tx      *Tx
	f       *feed
	pull    int64
	touched *refold
}

func (b *batch) take(rows []Row, end BatchEnd) error {
	for i := range rows {
		if err := b.row(&rows[i]); err != nil {
			return fmt.Errorf("row %d of feed %s: %w", rows[i].N, b.f.name, err)
		}
	}
	b.f.cursor = end.N
	if end.More {
		_, err := b.tx.exec("INSERT INTO seen (feed, pull, kept, body) VALUES (?, ?, 0, ?)", b.f.name, b.pull, encodeSeen(end.Seen))
		return errors.Join(err, b.f.save(b.tx))
	}
	return b.complete(end)
}

// complete ends a pull: what a restart marked and headquarters did not send
// again is withdrawn, and the whole feed must add up.
func (b *batch) complete(end BatchEnd) error {
	var marked []string
	err := b.tx.all("SELECT entity FROM feed_rows WHERE feed = ? AND gone = 0 AND round < ?", []any{b.f.name, b.f.round},
		func(scan func(...any) error) error {
			var entity string
			err := scan(&entity)
			marked = append(marked, entity)
			return err
		})
	if err != nil {
		return err
	}
	for _, entity := range marked {
		if err := b.withdraw(entity); err != nil {
			return err
		}
	}
	if b.f.count != end.Live || b.f.sum != end.LiveSum {
		return ErrChecksum
	}
	if _, err := b.tx.exec("DELETE FROM seen WHERE feed = ? AND kept = 0", b.f.name); err != nil {
		return err
	}
	if err := b.touchNewlySeen(end.Seen); err != nil {
		return err
	}
	b.f.seen = encodeSeen(end.Seen)
	return b.f.save(b.tx)
}

// touchNewlySeen has those groups made anew whose own entries the rows say now
// and did not say before, or the other way round after a restore.
func (b *batch) touchNewlySeen(now []EpochSeq) error {
	before, after := decodeSeen(b.f.seen), decodeSeen(encodeSeen(now))
	for epoch := range before {
		after[epoch] += 0 // an epoch that is no longer listed is seen up to 0
	}
	for epoch, seq := range after {
		low, high := min(before[epoch], seq), max(before[epoch], seq)
		if low == high {
			continue
		}
		err := b.touched.touchOwn(b.holds, "SELECT DISTINCT case_id, visit_id FROM entries WHERE epoch = ? AND seq > ? AND seq <= ?",
			epoch[:], int64(min(low, 1<<62)), int64(min(high, 1<<62)))
		if err != nil {
			return err
		}
	}
	return nil
}

// holds reports whether this feed has a row for one of these pictures; only of
// those does it matter what this feed has seen.
func (b *batch) holds(keys ...visits.Key) (bool, error) {
	for _, k := range keys {
		var one int
		found, err := b.tx.one("SELECT 1 FROM feed_rows WHERE entity = ? AND feed = ?", []any{k.Entity(), b.f.name}, &one)
		if err != nil || found {
			return found, err
		}
	}
	return false, nil
}

func (b *batch) row(r *Row) error {
	if r.Gone {
		return b.withdraw(r.Entity)
	}
	if err := b.uncount(r.Entity); err != nil {
		return err
	}
	digest := Digest(r.Entity, r.Body)
	_, err := b.tx.exec(`INSERT INTO feed_rows (entity, feed, n, digest, round, pull, gone, made_by, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, ?7, ?8)
		ON CONFLICT (entity, feed) DO UPDATE SET n = ?3, digest = ?4, round = ?5, pull = ?6, gone = 0, made_by = ?7, body = ?8`,
		r.Entity, b.f.name, r.N, int64(digest), b.f.round, b.pull, r.MadeBy[:], b.tx.db.seal(rowPlace(r.Entity, b.f.name, r.N), r.Body))
	if err != nil {
		return err
	}
	b.f.count++
	b.f.sum += digest
	k, err := visits.ParseKey(r.Entity)
	if err != nil {
		return nil // of a later version: counted and kept, not shown
	}
	if k.Kind == visits.KindCase || k.Kind == visits.KindRoster {
		if _, err := b.tx.exec("DELETE FROM hidden WHERE case_id = ?", k.ID[:]); err != nil {
			return err
		}
	}
	if k.Kind == visits.KindSwap {
		if err := b.unhideSwap(r.Body); err != nil {
			return err
		}
	}
	return b.touched.touch(k)
}

// uncount takes the row that is there now out of the feed's count and sum, and
// lets go of what was kept for it when it was withdrawn.
func (b *batch) uncount(entity string) error {
	var digest, pull int64
	var gone bool
	found, err := b.tx.one("SELECT digest, pull, gone FROM feed_rows WHERE entity = ? AND feed = ?", []any{entity, b.f.name}, &digest, &pull, &gone)
	if err != nil || !found {
		return err
	}
	if gone {
		_, err := b.tx.exec("DELETE FROM seen WHERE feed = ? AND pull = ? AND kept = 1", b.f.name, pull)
		return err
	}
	b.f.count--
	b.f.sum -= uint64(digest)
	return nil
}

// withdraw takes a row out of the feed. A case that no other feed shows becomes
// hidden and keeps its row until Purge: a visit to it may be under way.
func (b *batch) withdraw(entity string) error {
	var live bool
	if _, err := b.tx.one("SELECT gone = 0 FROM feed_rows WHERE entity = ? AND feed = ?", []any{entity, b.f.name}, &live); err != nil {
		return err
	}
	if !live {
		return nil // withdrawn before it ever came
	}
	if err := b.uncount(entity); err != nil {
		return err
	}
	k, err := visits.ParseKey(entity)
	if err != nil {
		return b.drop(entity)
	}
	elsewhere, err := b.tx.one("SELECT 1 FROM feed_rows WHERE entity = ? AND feed <> ? AND gone = 0", []any{entity, b.f.name}, new(int))
	if err != nil {
		return err
	}
	switch {
	case k.Kind == visits.KindCase && !elsewhere:
		err = b.hide(k.ID, entity)
	case k.Kind == visits.KindAsk && !elsewhere:
		err = b.withdrawAsk(k, entity)
	case k.Kind == visits.KindSwap && !elsewhere:
		err = b.withdrawSwap(k, entity)
	case k.Kind == visits.KindRoster:
		err = b.withdrawRoster(k, entity)
	default:
		err = b.drop(entity)
	}
	if err != nil {
		return err
	}
	return b.touched.touch(k)
}

func (b *batch) drop(entity string) error {
	_, err := b.tx.exec("DELETE FROM feed_rows WHERE entity = ? AND feed = ?", entity, b.f.name)
	return err
}

// hide keeps the row as it is, with what was seen of this device's chain when
// it came: later entries go on top of it for as long as it stays.
func (b *batch) hide(caseID evidence.ID, entity string) error {
	if _, err := b.tx.exec("INSERT INTO hidden (case_id) VALUES (?) ON CONFLICT DO NOTHING", caseID[:]); err != nil {
		return err
	}
	b.f.pulls++
	_, err := b.tx.exec(`INSERT INTO seen (feed, pull, kept, body) SELECT r.feed, ?, 1, coalesce(s.body, ?)
		FROM feed_rows r LEFT JOIN seen s ON s.feed = r.feed AND s.pull = r.pull WHERE r.entity = ? AND r.feed = ?`,
		b.f.pulls, b.f.seen, entity, b.f.name)
	if err != nil {
		return err
	}
	_, err = b.tx.exec("UPDATE feed_rows SET gone = 1, pull = ? WHERE entity = ? AND feed = ?", b.f.pulls, entity, b.f.name)
	return err
}
