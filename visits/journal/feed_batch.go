package journal

import (
	"errors"
	"fmt"

	"fairvisit/evidence"
	"fairvisit/visits"
)

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
// those does it matter what this feed has seen, and of parts of a roster, which may
// have been erased before there was any.
func (b *batch) holds(keys ...visits.Key) (bool, error) {
	for _, k := range keys {
		if k.Kind == visits.KindRoster {
			if kept, err := b.tx.picture(k); err != nil || kept != nil {
				return kept != nil, err
			}
		}
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
	k, unknown := visits.ParseKey(entity)
	switch {
	case !live && unknown == nil && k.Kind == visits.KindRoster: // who was forgotten is told of all the same
		if err := b.withdrawRoster(k, entity); err != nil {
			return err
		}
		return b.touched.touch(k)
	case !live:
		return nil // withdrawn before it ever came
	}
	if err := b.uncount(entity); err != nil {
		return err
	}
	if unknown != nil {
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
	case k.Kind == visits.KindRoster:
		err = b.withdrawRoster(k, entity)
	case k.Kind == visits.KindSwap && !elsewhere:
		err = b.withdrawSwap(k, entity)
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
