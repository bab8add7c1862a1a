package hq_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

// A device keeps to what headquarters says it takes, and to its own limits where what is said makes no sense:
// whatever is said, all that was written arrives, also an entry that is larger than a frame may be.
func TestStoryWhatHeadquartersTakesIsObeyed(t *testing.T) {
	w := newWorld(t, false)
	w.turn(workday)
	li, zhao := w.enrol("officer", "Li"), w.enrol("officer", "Zhao")
	cases := w.importCases(oneCase)
	w.assign(cases[0], li, zhao)
	li.sync()
	v, verdict, err := li.work.Open(w.ctx, cases[0], zhao.id)
	if err != nil {
		t.Fatalf("%v: %+v", err, verdict)
	}
	const huge = 1 << 30
	for i, c := range []struct {
		said                   fieldsync.Limits
		frame, unacked, urgent int
	}{
		{fieldsync.Limits{Frame: 6000, Unacked: 10_000, Urgent: 2}, 6000, 10_000, 2},
		{fieldsync.Limits{Frame: 1, Unacked: 1, Urgent: 1}, fieldsync.MinFrame, fieldsync.MinFrame, 1},
		{fieldsync.Limits{}, fieldsync.MaxFrame, fieldsync.MaxUnacked, fieldsync.MaxUrgent},
		{fieldsync.Limits{Frame: -1, Entry: -1, Photo: -1, Unacked: -huge, Urgent: -1}, fieldsync.MaxFrame, fieldsync.MaxUnacked, fieldsync.MaxUrgent},
		{fieldsync.Limits{Frame: huge, Entry: huge, Photo: 1 << 60, Unacked: huge, Urgent: huge}, fieldsync.MaxFrame, fieldsync.MaxUnacked, fieldsync.MaxUrgent},
	} {
		var last evidence.Entry
		for n := range 60 {
			words := visits.TextWords{Text: strings.Repeat("x", 1500)}
			if n == 30 {
				words.Text = strings.Repeat("y", 20_000)
			}
			_, err := li.journal.Append(w.ctx, journal.Writing{Kind: visits.NoteAdded, Facts: visits.Empty{}, Words: words})
			w.must(err)
		}
		for n := range 4 { // more than frontOfQueue behind the head: they go ahead
			last, err = li.journal.Append(w.ctx, journal.Writing{Kind: visits.FlagRaised, Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: cases[0]}},
				Facts: visits.FlagFacts{Code: "dispute_open", Source: fmt.Sprint("case ", i, n)}})
			w.must(err)
		}
		e, err := v.Photograph(w.ctx, bytes.NewReader(jpegPhoto(uint8(20+i))), "door", "camera")
		w.must(err)
		wire := &limited{t: t, said: c.said}
		li.client.Dial = func(ctx context.Context) (fieldsync.Conn, error) {
			var err error
			wire.Conn, err = fieldsync.Dialer("https://" + w.server.Addr())(ctx)
			return wire, err
		}
		li.sync()
		if wire.frame > c.frame || wire.waiting > c.unacked || wire.urgent > c.urgent {
			t.Errorf("%+v was said: frames of %d bytes, %d bytes unanswered, %d urgent entries; want %d, %d, %d at most", c.said, wire.frame, wire.waiting, wire.urgent, c.frame, c.unacked, c.urgent)
		}
		if wire.urgent == 0 || wire.photo == 0 {
			t.Errorf("%+v was said: %d urgent entries and %d bytes of photo went", c.said, wire.urgent, wire.photo)
		}
		if i < 2 && wire.alone == 0 {
			t.Errorf("%+v was said: nothing larger than a frame went", c.said)
		}
		if _, err := w.hq.Store.EntryByID(w.ctx, last.ID); err != nil {
			t.Errorf("%+v was said: the last entry did not arrive: %v", c.said, err)
		}
		if p, err := w.hq.Store.Photo(w.ctx, e.ID, 0); err != nil || p.State != store.PhotoStored {
			t.Errorf("%+v was said: the photo is %+v, %v", c.said, p, err)
		}
		if risk, err := li.journal.AtRisk(w.ctx); err != nil || risk.Entries+risk.Photos != 0 {
			t.Errorf("%+v was said: still unsent %+v, %v", c.said, risk, err)
		}
	}
}

// limited is a real connection on which headquarters says other limits than its own, and on which what the device
// sends is measured.
type limited struct {
	fieldsync.Conn
	t    *testing.T
	said fieldsync.Limits

	mu   sync.Mutex  // one goroutine reads, another writes
	sent []sentEntry // unanswered

	frame, waiting, urgent int // the most of each, but of entries that went alone
	alone                  int // frames of one entry that is larger than any may be
	photo                  int // bytes
}

type sentEntry struct {
	epoch evidence.ID
	seq   uint64
	size  int
}

func (l *limited) Read(ctx context.Context) ([]byte, error) {
	f, err := l.Conn.Read(ctx)
	if err != nil || len(f) == 0 {
		return f, err
	}
	switch fieldsync.Type(f[0]) {
	case fieldsync.TWelcome:
		var w fieldsync.Welcome
		if err := fieldsync.DecodeJSON(f[1:], &w); err != nil {
			return nil, err
		}
		w.Limits = l.said
		return fieldsync.EncodeJSON(fieldsync.TWelcome, w)
	case fieldsync.TStored:
		var a fieldsync.Stored
		if err := fieldsync.DecodeJSON(f[1:], &a); err != nil {
			return nil, err
		}
		l.answered(a)
	}
	return f, nil
}

func (l *limited) Write(ctx context.Context, frame []byte) error {
	switch fieldsync.Type(frame[0]) {
	case fieldsync.TEntries:
		l.entries(frame)
	case fieldsync.TPhotoBytes:
		l.frame = max(l.frame, len(frame))
		l.photo += len(frame)
	}
	return l.Conn.Write(ctx, frame)
}

// entries measures a frame of them. Urgent ones go again in their place, and only
// there do they wait for their answer.
func (l *limited) entries(frame []byte) {
	urgent, raws, err := fieldsync.DecodeEntries(frame[1:])
	if err != nil {
		l.t.Error(err)
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(raws) > 1 {
		l.frame = max(l.frame, len(frame))
	} else if len(frame) > max(l.said.Frame, fieldsync.MinFrame) {
		l.alone++
	}
	if urgent {
		l.urgent += len(raws)
		return
	}
	for _, raw := range raws {
		e, err := evidence.Decode(raw)
		if err != nil {
			l.t.Error(err)
			return
		}
		l.sent = append(l.sent, sentEntry{e.Header.Epoch, e.Header.Seq, len(raw)})
	}
	waiting := 0
	for _, s := range l.sent {
		waiting += s.size
	}
	if len(l.sent) > 1 {
		l.waiting = max(l.waiting, waiting)
	}
}

func (l *limited) answered(a fieldsync.Stored) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sent = slices.DeleteFunc(l.sent, func(s sentEntry) bool { return s.epoch == a.Epoch && s.seq <= a.Seq })
}
