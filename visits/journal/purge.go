package journal

import (
	"context"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// keepSecured is how long content stays after headquarters held it twice (D17).
const keepSecured = 24 * 60 * 60 * 1_000_000

// released says of an entry e that nobody here needs its content any more: its
// visit is finished or its case was withdrawn, and no visit to it is open.
const released = ` (
	e.visit_id IN (SELECT id FROM pictures WHERE kind = 'visit' AND state IN ('closed', 'abandoned'))
	OR e.case_id IN (SELECT case_id FROM hidden) AND e.case_id NOT IN (SELECT case_id FROM drafts WHERE state = 0 AND case_id IS NOT NULL)
	) AND coalesce(e.visit_id NOT IN (SELECT visit FROM drafts WHERE state = 0), 1) `

// Purge takes content off this device that headquarters has held twice for 24
// hours before now (µs, wall) and that is of a finished visit or a withdrawn
// case: the words of entries, photo files with their views, the answers of
// drafts, rows of withdrawn cases. Headers, facts and signatures are never
// purged, so the chain stays whole; such an entry is sent again as withheld.
// What headquarters itself keeps in a feed stays until it withdraws it. freed
// is in bytes.
func (j *Journal) Purge(ctx context.Context, now int64) (freed int64, err error) {
	before := now - keepSecured
	photos, err := j.purgePhotos(ctx, before)
	if err != nil {
		return photos, err
	}
	freed = photos
	err = j.db.write(ctx, func(tx *Tx) error {
		p := &purge{tx: tx, before: before, touched: newRefold(tx)}
		for _, step := range []func() error{p.words, p.answers, p.imported, p.withdrawn, p.touched.run} {
			if err := step(); err != nil {
				return err
			}
		}
		freed += p.freed
		return nil
	})
	if err != nil || freed == 0 {
		return photos, err
	}
	return freed, j.db.truncateLog()
}

// truncateLog moves everything into the database file, where what was deleted
// is overwritten; the log would hold it until it is written over by chance.
// While somebody reads, it is left for the next time.
func (db *database) truncateLog() error {
	db.mu.Lock()
	defer db.mu.Unlock()
	_, err := db.conn.ExecContext(context.Background(), "PRAGMA wal_checkpoint(TRUNCATE)")
	return db.explain(err)
}

// purgePhotos deletes files first and says so afterwards: a stop in between
// leaves a row that the next purge takes again, and never a file nobody knows.
func (j *Journal) purgePhotos(ctx context.Context, before int64) (freed int64, err error) {
	type doomed struct {
		entry evidence.Hash
		index int
		name  string
		size  int64
	}
	var list []doomed
	err = j.db.list(ctx, `SELECT p.entry, p.idx, p.name, p.size FROM photos p JOIN entries e ON e.id = p.entry
		WHERE p.state = 2 AND p.secured_at <= ?1 AND e.state = 2 AND e.secured_at <= ?1 AND`+released, []any{before},
		func(scan func(...any) error) error {
			var d doomed
			err := scan(raw(d.entry[:]), &d.index, &d.name, &d.size)
			list = append(list, d)
			return err
		})
	for _, d := range list {
		if err != nil {
			return freed, err
		}
		if err = j.photos.Delete(d.name); err == nil {
			err = j.change(ctx, photoGone, d.entry[:], d.index)
			freed += d.size
		}
	}
	return freed, err
}

type purge struct {
	tx      *Tx
	before  int64
	touched *refold
	freed   int64
}

// words withholds the words of entries whose photos are gone as well: the salt
// in them is needed for as long as a photo may have to be sent.
func (p *purge) words() error {
	var list []int64
	err := p.tx.all(`SELECT e.n FROM entries e WHERE e.state = 2 AND e.content = 1 AND e.secured_at <= ?
		AND NOT EXISTS (SELECT 1 FROM photos x WHERE x.entry = e.id AND x.state < 3) AND`+released, []any{p.before},
		func(scan func(...any) error) error {
			var n int64
			err := scan(&n)
			list = append(list, n)
			return err
		})
	if err != nil {
		return err
	}
	for _, n := range list {
		if err := p.withhold(n); err != nil {
			return err
		}
	}
	return nil
}

func (p *purge) withhold(n int64) error {
	var s sealedEntry
	if _, err := p.tx.one("SELECT epoch, seq, id, body FROM entries WHERE n = ?", []any{n}, s.columns()...); err != nil {
		return err
	}
	e, err := s.sealed(p.tx.db) // its facts stay sealed as they are
	if err != nil {
		return err
	}
	before := e.Size()
	e = e.Without()
	p.freed += int64(before - e.Size())
	if _, err := p.tx.exec("UPDATE entries SET content = 0, body = ? WHERE n = ?", e.Encode(), n); err != nil {
		return err
	}
	for i := range e.Header.Photos {
		forgotten := p.tx.sealSecret(evidence.ID{}, e.ID, i, encodeSecret([32]byte{}, evidence.Hash{}, nil))
		if _, err := p.tx.exec("UPDATE photos SET body = ? WHERE entry = ? AND idx = ?", forgotten, e.ID[:], i); err != nil {
			return err
		}
	}
	return p.touched.touchOwn(nil, "SELECT case_id, visit_id FROM entries WHERE n = ?", n)
}

// answers deletes the log of a finished draft once all that the visit made of
// it is held twice.
func (p *purge) answers() error {
	const done = `visit IN (SELECT d.visit FROM drafts d WHERE d.state <> 0 AND NOT EXISTS (
		SELECT 1 FROM entries e WHERE e.visit_id = d.visit AND (e.state <> 2 OR e.secured_at > ?)))`
	var size int64
	if _, err := p.tx.one("SELECT coalesce(sum(length(value)), 0) FROM draft_answers WHERE "+done, []any{p.before}, &size); err != nil {
		return err
	}
	p.freed += size
	_, err := p.tx.exec("DELETE FROM draft_answers WHERE "+done, p.before)
	return err
}

// withdrawn drops the kept rows of hidden cases on which nothing of this device
// waits any more.
func (p *purge) withdrawn() error {
	var cases []evidence.ID
	err := p.tx.all(`SELECT case_id FROM hidden h
		WHERE NOT EXISTS (SELECT 1 FROM drafts d WHERE d.case_id = h.case_id AND d.state = 0)
		AND NOT EXISTS (SELECT 1 FROM entries e WHERE e.case_id = h.case_id AND (e.state < 2 OR e.state = 2 AND e.secured_at > ?))`,
		[]any{p.before}, func(scan func(...any) error) error {
			var id evidence.ID
			err := scan(raw(id[:]))
			cases = append(cases, id)
			return err
		})
	if err != nil {
		return err
	}
	for _, id := range cases {
		if err := p.dropCase(visits.Key{Kind: visits.KindCase, ID: id}); err != nil {
			return err
		}
	}
	return nil
}

func (p *purge) dropCase(k visits.Key) error {
	var size int64
	entity := []any{k.Entity()}
	if _, err := p.tx.one("SELECT coalesce(sum(length(body)), 0) FROM feed_rows WHERE entity = ? AND gone = 1", entity, &size); err != nil {
		return err
	}
	p.freed += size
	for _, text := range []string{
		"DELETE FROM seen WHERE kept = 1 AND (feed, pull) IN (SELECT feed, pull FROM feed_rows WHERE entity = ? AND gone = 1)",
		"DELETE FROM feed_rows WHERE entity = ? AND gone = 1",
	} {
		if _, err := p.tx.exec(text, entity...); err != nil {
			return err
		}
	}
	// Without entries of this device nothing would bring the case back.
	if _, err := p.tx.exec("DELETE FROM hidden WHERE case_id = ?1 AND NOT EXISTS (SELECT 1 FROM entries WHERE case_id = ?1)", k.ID[:]); err != nil {
		return err
	}
	if size == 0 {
		return nil // dropped before
	}
	return p.touched.touch(k)
}
