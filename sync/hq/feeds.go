package hq

import (
	"context"
	"errors"

	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
)

// feeding is one feed as one session sends it.
type feeding struct {
	feed   string
	cursor int64
	floor  int64 // the feed's floor when reading from 0 began
	due    bool  // there may be rows above cursor
}

// follow sets up the feeds of this device's role from its cursors. A cursor of
// another generation means nothing here.
func (s *session) follow(ctx context.Context, h fieldsync.Hello, generation evidence.ID) ([]string, error) {
	names := map[string][]string{
		"officer":      {visits.OfficerFeed(s.device.Officer), visits.StaffFeed(s.device.Unit)},
		"manager":      {visits.UnitFeed(s.device.Unit), visits.OfficerFeed(s.device.Officer)},
		"headquarters": nil, // reads page by page over the read API
	}[s.device.Role]
	if names != nil {
		rules, err := s.hq.rulesFeeds(ctx)
		if err != nil {
			return nil, err
		}
		names = append(names, rules...)
	}
	for _, n := range names {
		f := &feeding{feed: n, due: true}
		for _, c := range h.Feeds {
			if c.Feed == n && h.Generation == generation {
				f.cursor = c.N
			}
		}
		s.feeds = append(s.feeds, f)
	}
	return names, nil
}

func (s *session) restart(feed string) {
	for _, f := range s.feeds {
		if f.feed == feed {
			f.cursor, f.floor, f.due = 0, 0, true
			s.send(fieldsync.TRestarting, fieldsync.FeedName{Feed: feed})
		}
	}
}

// readRows queues one page of the first feed that has some. One page only: an
// acknowledgement must not wait behind a snapshot.
func (s *session) readRows(ctx context.Context) error {
	s.out.Lock()
	for _, f := range s.feeds {
		f.due = f.due || s.all || s.dirty[f.feed]
	}
	s.all = false
	clear(s.dirty)
	s.out.Unlock()
	for _, f := range s.feeds {
		if f.due {
			return s.page(ctx, f)
		}
	}
	return nil
}

var errPageFull = errors.New("page is full")

// page reads and queues one batch: rows and its end are of one snapshot.
func (s *session) page(ctx context.Context, f *feeding) error {
	var bytes int
	var sum uint64
	rows, count, last := fieldsync.NewRows(f.feed), 0, f.cursor
	head, err := s.hq.Store.ReadFeed(ctx, f.feed, s.device.ID, f.cursor, fieldsync.MaxRows, func(r store.FeedRow) error {
		row := fieldsync.Row{N: r.N, Gone: r.Gone, MadeBy: r.MadeBy, Entity: r.Entity}
		if !r.Gone {
			var err error
			if row.Body, err = visits.Cut(f.feed, visits.Key{Kind: r.Kind, ID: r.ID}, r.Body); err != nil {
				return err
			}
		}
		if r.Kind == visits.KindDevice && s.device.Role == "manager" {
			s.devicesChanged()
		}
		sum += fieldsync.RowSum(row.Entity, row.Body)
		rows.Add(row)
		count, last = count+1, r.N
		if bytes += len(row.Body); bytes > fieldsync.MaxRowBytes {
			return errPageFull
		}
		return nil
	})
	full := errors.Is(err, errPageFull) || count == fieldsync.MaxRows
	if err != nil && !errors.Is(err, errPageFull) {
		return err
	}
	if s.mustRestart(f, head) {
		s.restart(f.feed)
		return nil
	}
	return s.queuePage(f, rows.Frames(), pageEnd{head: head, count: count, sum: sum, last: last, more: full && last < head.N})
}

// mustRestart reports that tombstones between the cursor and the floor are gone:
// a device that stands there would keep what was withdrawn.
func (s *session) mustRestart(f *feeding, head store.FeedHead) bool {
	if f.cursor == 0 {
		f.floor = head.Floor
		return false
	}
	return f.cursor < head.Floor && head.Floor > f.floor || f.cursor > head.N
}

type pageEnd struct {
	head  store.FeedHead
	count int
	sum   uint64
	last  int64
	more  bool
}

func (s *session) queuePage(f *feeding, frames [][]byte, p pageEnd) error {
	end := fieldsync.RowsEnd{Feed: f.feed, N: p.last, Count: p.count, Sum: fieldsync.Sum(p.sum), More: p.more}
	if !p.more {
		end.N, end.Live, end.LiveSum = p.head.N, p.head.Live, fieldsync.Sum(p.head.Sum)
	}
	for _, at := range p.head.Folded {
		end.Seen = append(end.Seen, fieldsync.At{Epoch: at.Epoch, Seq: at.Seq})
	}
	last, err := fieldsync.EncodeJSON(fieldsync.TRowsEnd, end)
	if err != nil {
		return err
	}
	f.cursor, f.due = end.N, p.more
	s.out.Lock()
	s.queue = append(append(s.queue, frames...), last)
	s.out.Unlock()
	return nil
}

// readSecured queues what the second copy came to hold of this device's.
func (s *session) readSecured(ctx context.Context) error {
	s.out.Lock()
	due := s.security
	s.security = false
	if s.forked { // see secureAnew
		clear(s.secured)
		s.forked = false
	}
	s.out.Unlock()
	if !due || s.hq.second == nil {
		return nil
	}
	positions, err := s.hq.Store.SecuredSeq(ctx, s.device.ID)
	if err != nil {
		return err
	}
	for _, p := range positions {
		if p.Seq > s.secured[p.Epoch] {
			s.secured[p.Epoch] = p.Seq
			s.send(fieldsync.TSecured, fieldsync.At{Epoch: p.Epoch, Seq: p.Seq})
		}
	}
	return s.readSecuredPhotos(ctx)
}

func (s *session) readSecuredPhotos(ctx context.Context) error {
	if len(s.waiting) == 0 {
		return nil
	}
	_, mark, err := s.hq.Store.Secured(ctx)
	if err != nil {
		return err
	}
	var done fieldsync.PhotosSecured
	for name := range s.waiting {
		p, err := s.hq.Store.Photo(ctx, name.Entry, name.Index)
		if errors.Is(err, store.ErrNoPhoto) {
			delete(s.waiting, name) // of another headquarters' life; the device offers it anew
			continue
		}
		if err != nil {
			return err
		}
		if p.State == store.PhotoWithdrawn {
			if s.hq.erasedPhoto(p) {
				done.Photos = append(done.Photos, name) // nobody need hold it for us
			}
			delete(s.waiting, name) // nobody waits for it any more
			continue
		}
		if p.StoredNo >= 0 && p.StoredNo < mark {
			done.Photos = append(done.Photos, name)
			delete(s.waiting, name)
		}
	}
	if len(done.Photos) > 0 {
		s.send(fieldsync.TPhotosSecured, done)
	}
	return nil
}
