package fieldsync

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"fairvisit/evidence/probe"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/journal"
)

// following is one feed as this session reads it.
type following struct {
	rows  []journal.Row
	bytes int
	open  bool // the last row is continued: its body is not whole yet
	whole bool // the last batch said there is no more
	again bool // it did not add up in this session and was asked for from 0
}

func (s *Session) takeRows(ctx context.Context, t Type, body []byte) error {
	if s.sendOnly {
		return nil // an older headquarters sends them all the same; they come again
	}
	switch t {
	case TRestarting:
		return with(body, func(f FeedName) error {
			before := s.feeds[f.Feed]
			if before != nil && before.open {
				return errNotCarriedOn(f.Feed)
			}
			s.feeds[f.Feed] = &following{again: before != nil && before.again}
			return s.j.Restart(ctx, f.Feed)
		})
	case TRowsEnd:
		return with(body, func(e RowsEnd) error { return s.endRows(ctx, e) })
	}
	feed, rows, err := DecodeRows(body)
	if err != nil {
		return err
	}
	f := s.feeds[feed]
	if f == nil {
		return fmt.Errorf("rows of a feed not followed: %w", ErrFrame)
	}
	for _, r := range rows {
		if err := f.take(r); err != nil {
			return err
		}
	}
	return nil
}

func errNotCarriedOn(feed string) error {
	return fmt.Errorf("a row of %s that was to be continued is not: %w", feed, ErrFrame)
}

// take adds a row to the batch, or a part to its last row. The bounds are held
// before anything is kept: what headquarters sends in parts must not grow
// without end here.
func (f *following) take(r Row) error {
	if r.Continued && len(r.Body) == 0 {
		return fmt.Errorf("an empty part of %s: %w", r.Entity, ErrFrame)
	}
	f.bytes += len(r.Body)
	if f.bytes > 2*MaxRowBytes {
		return fmt.Errorf("a batch of %d bytes: %w", f.bytes, ErrFrame)
	}
	if f.open {
		return f.carryOn(r)
	}
	if len(f.rows) == 2*MaxRows {
		return fmt.Errorf("a batch of more than %d rows: %w", len(f.rows), ErrFrame)
	}
	f.open = r.Continued
	f.rows = append(f.rows, journal.Row{N: r.N, Entity: r.Entity, Gone: r.Gone, Body: bytes.Clone(r.Body), MadeBy: r.MadeBy})
	return nil
}

func (f *following) carryOn(r Row) error {
	last := &f.rows[len(f.rows)-1]
	if r.N != last.N || r.Entity != last.Entity || r.MadeBy != last.MadeBy || r.Gone {
		return errNotCarriedOn(last.Entity)
	}
	if len(r.Body) == 0 {
		return fmt.Errorf("an empty part of %s: %w", r.Entity, ErrFrame)
	}
	if len(last.Body)+len(r.Body) > MaxRowBytes {
		return fmt.Errorf("the parts of %s come to more than %d bytes: %w", r.Entity, MaxRowBytes, ErrFrame)
	}
	last.Body = append(last.Body, r.Body...)
	f.open = r.Continued
	return nil
}

func (s *Session) endRows(ctx context.Context, e RowsEnd) error {
	f := s.feeds[e.Feed]
	if f == nil {
		return fmt.Errorf("rows of a feed not followed: %w", ErrFrame)
	}
	if f.open {
		return errNotCarriedOn(e.Feed)
	}
	rows := f.rows
	f.rows, f.bytes = nil, 0
	end := journal.BatchEnd{N: e.N, Count: e.Count, Sum: uint64(e.Sum), More: e.More, Live: e.Live, LiveSum: uint64(e.LiveSum)}
	for _, at := range e.Seen {
		if probe.Planted("seen ignored") {
			at.Seq = 1 << 60 // as if HQ had seen everything
		}
		end.Seen = append(end.Seen, journal.EpochSeq{Epoch: at.Epoch, Seq: s.out.seen(at)})
	}
	err := s.applyBatch(ctx, e.Feed, rows, end)
	if errors.Is(err, journal.ErrChecksum) && !f.again {
		s.log.Warn("rows did not add up; asking for all of them", "feed", e.Feed, "error", err)
		// Once a session: a headquarters whose own sum is wrong would be asked
		// without end, the back-off has it asked in minutes.
		f.whole, f.again = false, true
		return errors.Join(s.j.Restart(ctx, e.Feed), s.queue(TRestart, FeedName{e.Feed}))
	}
	if err != nil {
		return err
	}
	f.whole = !e.More
	if s.applied != nil {
		s.applied(e.Feed, e.N)
	}
	return s.heard(ctx)
}

// heard notes when headquarters was last heard to the end of a feed: the age of
// flags and packs is counted from then. Once a minute is close enough.
func (s *Session) heard(ctx context.Context) error {
	now := s.welcome.Now + s.now().Sub(s.opened).Microseconds()
	for _, f := range s.feeds {
		if !f.whole || now-s.noted < time.Minute.Microseconds() {
			return nil
		}
	}
	s.noted = now
	return s.j.SetMeta(ctx, fieldwork.MetaHeard, fieldwork.Heard(now))
}

// applyBatch lets bytes go out while rows come in: nothing here is shared with
// Next but the journal, which has its own order. However it ends, Receive holds
// the lock again.
func (s *Session) applyBatch(ctx context.Context, feed string, rows []journal.Row, end journal.BatchEnd) error {
	s.mu.Unlock()
	defer s.mu.Lock()
	return s.j.ApplyBatch(ctx, feed, rows, end)
}
