package fieldsync

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	mathrand "math/rand/v2"
	"sync"
	"time"

	"fairvisit/evidence"
	"fairvisit/evidence/probe"
	"fairvisit/visits/journal"
)

// Client keeps one journal in step with headquarters.
type Client struct {
	Journal *journal.Journal
	// Sender stands in place of Journal while the store is locked.
	Sender *journal.Sender
	// Dial opens a connection; it is called again after each session.
	Dial func(ctx context.Context) (Conn, error)
	Log  *slog.Logger // nil: none
	// Acknowledged is told of each acknowledgement as it arrives, before the
	// journal is. The drill's oracle listens here.
	Acknowledged func(Stored)
	// Applied is told of each batch of rows once it is on disk here: the feed and
	// the cursor it now stands at.
	Applied func(feed string, n int64)
	// Standing is told whenever a session begins or ends. A screen listens here.
	Standing func(Standing)
	// Obey does what headquarters ordered, once its statement was checked; nil: this
	// program obeys none, and headquarters goes on asking. Screen says, for
	// headquarters to know, whether the screens are open or locked.
	Obey   func(context.Context, evidence.Order) error
	Screen func() string
	// Self is asked what the machine says of itself; nil: it says nothing.
	Self func() Self
	// Over, where Obey set it, is asked whenever a session of Run comes to rest: true
	// ends Run, for nothing is left that only this device holds.
	Over  func() bool
	Batch int              // entries in a frame at most; 0: as many as fit
	Now   func() time.Time // nil: time.Now

	now     chan struct{}
	nowOnce sync.Once
}

// Standing is how a device stands with headquarters: in a session, or why not
// and when it tries again.
type Standing struct {
	Online bool
	Since  time.Time // this has been so
	Err    error     // that ended the last session; nil while online
	Next   time.Time // next attempt; zero while online
}

// TryNow has Run connect at once instead of at its next attempt.
func (c *Client) TryNow() {
	select {
	case c.hurry() <- struct{}{}:
	default: // somebody asked already
	}
}

func (c *Client) hurry() chan struct{} {
	c.nowOnce.Do(func() { c.now = make(chan struct{}, 1) })
	return c.now
}

func (c *Client) stands(s Standing) {
	if c.Standing != nil {
		c.Standing(s)
	}
}

func (c *Client) log() *slog.Logger {
	if c.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return c.Log
}

func (c *Client) clock() func() time.Time {
	if c.Now == nil {
		return time.Now
	}
	return c.Now
}

func (c *Client) batch() int {
	if c.Batch == 0 {
		return 1 << 12
	}
	return c.Batch
}

func newNonce() (h evidence.Hash) {
	rand.Read(h[:])
	return h
}

// NewSession is one session as a machine, for who brings their own connection.
func (c *Client) NewSession(exporter []byte) *Session { return newSession(c, exporter) }

// Once runs one session to its end. settled is called whenever the session
// comes to rest, nothing unsent and every feed read; returning true ends it.
func (c *Client) Once(ctx context.Context, settled func() bool) error {
	conn, err := c.Dial(ctx)
	if err != nil {
		return err
	}
	c.stands(Standing{Online: true, Since: c.clock()()})
	s := newSession(c, conn.Exporter())
	if settled == nil {
		return Pump(ctx, conn, s)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	err = Pump(ctx, conn, &resting{s, settled, cancel})
	if errors.Is(err, errRested) {
		return nil
	}
	return err
}

var errRested = errors.New("at rest")

// resting ends a session that has come to rest.
type resting struct {
	*Session
	settled func() bool
	cancel  func()
}

func (r *resting) Next(ctx context.Context) ([]byte, error) {
	f, err := r.Session.Next(ctx)
	if f != nil || err != nil {
		return f, err
	}
	idle, err := r.Idle(ctx)
	if err != nil {
		return nil, err
	}
	if idle && r.settled() {
		return nil, errRested
	}
	return nil, nil
}

// Run keeps sessions going until ctx ends. It retries on its own timer: a queue
// that waits for the next write would never be sent by an officer who writes
// nothing more.
func (c *Client) Run(ctx context.Context) {
	b := Backoff{Rand: mathrand.Float64}
	for ctx.Err() == nil {
		began := c.clock()()
		err := c.Once(ctx, c.Over)
		if ctx.Err() != nil || err == nil && c.Over != nil {
			return
		}
		b.Ended(c.clock()(), c.clock()().Sub(began), err)
		wait := b.Wait(c.clock()())
		c.log().Info("session ended", "error", err, "next", wait)
		c.stands(Standing{Since: c.clock()(), Err: err, Next: c.clock()().Add(wait)})
		if c.Journal == nil {
			// What is secured waits until somebody unlocks.
		} else if _, err := c.Journal.Purge(ctx, c.clock()().UnixMicro()); err != nil {
			c.log().Error("could not free what is secured", "error", err)
		}
		select {
		case <-ctx.Done():
		case <-c.hurry():
		case <-time.After(b.Wait(c.clock()())):
		}
	}
}

// Backoff says when to try again: full jitter between nothing and a bound that
// doubles from 1 s to 5 min, so that a thousand tablets do not come back in
// step after an outage.
type Backoff struct {
	Rand  func() float64 // in [0, 1)
	fails int
	due   time.Time
	woken bool
}

// Bounds of the back-off.
const (
	minBackoff = time.Second
	maxBackoff = 5 * time.Minute
)

// Ended notes how a session ended that lasted so long.
func (b *Backoff) Ended(now time.Time, lasted time.Duration, err error) {
	b.woken = false
	var bye *Bye
	switch {
	case errors.Is(err, ErrAgain):
		b.fails, b.due = 0, now
		return
	case err == nil || lasted > time.Minute:
		b.fails = 0
	}
	bound := min(minBackoff<<min(b.fails, 9), maxBackoff)
	b.fails++
	wait := time.Duration(b.Rand() * float64(bound))
	if errors.As(err, &bye) && bye.RetryMs > 0 {
		wait = max(wait, time.Duration(bye.RetryMs)*time.Millisecond)
	}
	b.due = now.Add(wait)
}

// Wait is how long to wait from now.
func (b *Backoff) Wait(now time.Time) time.Duration { return max(0, b.due.Sub(now)) }

// Due reports whether it is time to try.
func (b *Backoff) Due(now time.Time) bool {
	if probe.Planted("retry only on write") && b.fails > 0 {
		return b.woken
	}
	return !now.Before(b.due)
}

// Woken notes that something new was written.
func (b *Backoff) Woken() { b.woken = true }
