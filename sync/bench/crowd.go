package bench

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"time"

	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

// bare is a device that speaks the protocol and keeps nothing, so that a
// thousand of them fit into the process that measures. It proves its key, has
// headquarters prove its own, and adds up every batch it is sent.
type bare struct {
	identity journal.Identity
	exporter []byte
	cursor   int64         // of its feed
	rest     chan struct{} // closed once its feed was read to the end

	nonce evidence.Hash
	hello []byte
	open  bool
	sum   uint64
	count int
	rows  int // all that came
	wake  chan struct{}
}

func newBare(identity journal.Identity, cursor int64) *bare {
	return &bare{identity: identity, cursor: cursor, rest: make(chan struct{}), wake: make(chan struct{})}
}

func (d *bare) Wake() <-chan struct{} { return d.wake }

func (d *bare) Next(context.Context) ([]byte, error) {
	f := d.hello
	d.hello = nil
	return f, nil
}

func (d *bare) Receive(_ context.Context, frame []byte, whole bool) error {
	if !whole || len(frame) == 0 {
		return nil
	}
	body := frame[1:]
	switch fieldsync.Type(frame[0]) {
	case fieldsync.TChallenge:
		return d.greet(body)
	case fieldsync.TWelcome:
		return d.welcome(body)
	case fieldsync.TRows:
		_, rows, err := fieldsync.DecodeRows(body)
		for _, r := range rows {
			d.sum += fieldsync.RowSum(r.Entity, r.Body)
		}
		d.count += len(rows)
		return err
	case fieldsync.TRowsEnd:
		return d.end(body)
	case fieldsync.TBye:
		var b fieldsync.Bye
		return errors.Join(fieldsync.DecodeJSON(body, &b), &b)
	}
	return nil
}

func (d *bare) greet(body []byte) (err error) {
	var c fieldsync.Challenge
	if err := fieldsync.DecodeJSON(body, &c); err != nil {
		return err
	}
	var generation evidence.ID
	var keys evidence.KeyList
	if err := d.identity.KeyList.Open(evidence.MagicKeys, d.identity.Root, &keys); err != nil {
		return err
	}
	if d.cursor > 0 {
		generation = keys.Generation
	}
	id, epoch := &d.identity, evidence.NewID()
	d.nonce = evidence.Hash(append(epoch[:], id.Device[:]...))
	sig := ed25519.Sign(id.Keys.Device, fieldsync.AuthBytes(d.exporter, c.Nonce, id.Device, epoch))
	d.hello, err = fieldsync.EncodeJSON(fieldsync.THello, fieldsync.Hello{Version: fieldsync.Version, Build: build, Device: id.Device, Epoch: epoch,
		Nonce: d.nonce, Signature: hex.EncodeToString(sig), Statement: id.Enrolment, Keys: keys.Version, Generation: generation,
		Epochs: []fieldsync.EpochEnd{}, Feeds: []fieldsync.FeedCursor{{Feed: visits.OfficerFeed(id.Officer), N: d.cursor}}})
	return err
}

func (d *bare) welcome(body []byte) error {
	var w fieldsync.Welcome
	if err := fieldsync.DecodeJSON(body, &w); err != nil {
		return err
	}
	var keys evidence.KeyList
	if err := w.Keys.Open(evidence.MagicKeys, d.identity.Root, &keys); err != nil {
		return err
	}
	sig, err := hex.DecodeString(w.Signature)
	if err != nil || !ed25519.Verify(ed25519.PublicKey(keys.Service), fieldsync.HQBytes(d.exporter, d.nonce, w.Generation), sig) {
		return fieldsync.ErrNotHeadquarters
	}
	d.open = true
	return nil
}

func (d *bare) end(body []byte) error {
	var e fieldsync.RowsEnd
	if err := fieldsync.DecodeJSON(body, &e); err != nil {
		return err
	}
	if e.Count != d.count || uint64(e.Sum) != d.sum {
		return fmt.Errorf("%d rows came that do not add up", d.count)
	}
	if e.Feed != visits.OfficerFeed(d.identity.Officer) {
		d.sum, d.count = 0, 0 // the branch's names: read, and not what is measured
		return nil
	}
	if d.cursor == 0 && !e.More && (e.Live != int64(d.count) || e.LiveSum != e.Sum) {
		return errors.New("the whole feed does not add up")
	}
	d.rows, d.cursor, d.sum, d.count = d.rows+d.count, e.N, 0, 0
	if !e.More {
		select {
		case <-d.rest:
		default:
			close(d.rest)
		}
	}
	return nil
}

// run connects and stays until ctx ends; what went wrong before is returned.
func (d *bare) run(ctx context.Context, base string) error {
	conn, err := fieldsync.Dialer(base)(ctx)
	if err != nil {
		return err
	}
	d.exporter = conn.Exporter()
	err = fieldsync.Pump(ctx, conn, d)
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// crowd is a branch of many officers.
type crowd struct {
	office  string // folder of its headquarters
	people  []journal.Identity
	cases   [][]given // by officer
	cursors []int64   // how far each has read
}

// newCrowd enrols n officers with some cases each.
func (b *bench) newCrowd(ctx context.Context, n, cases int) (*crowd, error) {
	c := &crowd{office: filepath.Join(b.dir, "branch-hq"), cases: make([][]given, n), cursors: make([]int64, n)}
	h, err := newBranch(ctx, c.office)
	if err != nil {
		return nil, err
	}
	for range n {
		id, err := h.enrol(ctx, "officer")
		if err != nil {
			return nil, errors.Join(err, h.Close())
		}
		c.people = append(c.people, id)
	}
	return c, errors.Join(c.give(ctx, h, cases), h.Close())
}

// give assigns n more cases to everybody.
func (c *crowd) give(ctx context.Context, h *branch, n int) error {
	for i, who := range c.people {
		more, err := h.give(ctx, who.Officer, n)
		if err != nil {
			return err
		}
		c.cases[i] = append(c.cases[i], more...)
	}
	return h.Settle(ctx)
}

// stay connects everybody at the same moment, and returns once all have read
// their feeds or an error came. The sessions stay until leave is called.
func (c *crowd) stay(ctx context.Context, o *office, cursors []int64) (devices []*bare, leave func(), err error) {
	ctx, cancel := context.WithCancel(ctx)
	var wg sync.WaitGroup
	failed := make(chan error, len(c.people))
	start := make(chan struct{})
	for i, who := range c.people {
		d := newBare(who, cursors[i])
		devices = append(devices, d)
		wg.Go(func() {
			<-start
			if err := d.run(ctx, o.base); err != nil {
				failed <- err
			}
		})
	}
	close(start)
	for _, d := range devices {
		select {
		case <-d.rest:
		case err = <-failed:
		}
		if err != nil {
			break
		}
	}
	return devices, func() { cancel(); wg.Wait() }, err
}

// storm has everybody come at once for their cases.
func (b *bench) storm(ctx context.Context, c *crowd) error {
	o, err := b.startOffice(ctx, c.office, "storm")
	if err != nil {
		return err
	}
	began := time.Now()
	devices, leave, err := c.stay(ctx, o, c.cursors)
	b.f.Storm = time.Since(began).Seconds()
	leave()
	if err = errors.Join(err, o.stop()); err != nil {
		return fmt.Errorf("a device was refused: %w", err)
	}
	rows := 0
	for i, d := range devices {
		rows += d.rows
		c.cursors[i] = d.cursor
	}
	want, err := count(c.office, `SELECT count(*) FROM feed_rows WHERE gone = 0
		AND feed IN (SELECT 'officer:' || lower(hex(officer)) FROM devices WHERE role = 'officer')`)
	if err == nil && rows != want {
		err = fmt.Errorf("%d rows reached the devices, headquarters holds %d", rows, want)
	}
	b.f.Rows["storm"] = rows
	return err
}

// idle measures what a session costs that has nothing to say. Before the first
// figure a few sessions come and go: what the process needs to have had any
// session at all is not the sessions'.
func (b *bench) idle(ctx context.Context, c *crowd) error {
	o, err := b.startOffice(ctx, c.office, "idle")
	if err != nil {
		return err
	}
	held, err := c.heldBySessions(ctx, o)
	b.f.Idle = float64(held) / float64(len(c.people))
	b.f.Rows["idle_sessions"] = len(c.people)
	return errors.Join(err, o.stop())
}

func (c *crowd) heldBySessions(ctx context.Context, o *office) (int64, error) {
	few := &crowd{people: c.people[:min(20, len(c.people))]}
	_, leave, err := few.stay(ctx, o, c.cursors)
	leave()
	if err = errors.Join(err, o.quiet()); err != nil {
		return 0, err
	}
	before, err := o.resident()
	if err != nil {
		return 0, err
	}
	_, leave, err = c.stay(ctx, o, c.cursors)
	defer leave()
	if err = errors.Join(err, o.quiet()); err != nil {
		return 0, err
	}
	after, err := o.resident()
	return after - before, err
}
