package journal

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"

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
