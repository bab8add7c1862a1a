package fieldsync

import (
	"context"
	"fmt"

	"fairvisit/evidence"
	"fairvisit/visits/journal"
)

// outbox is the entries half of a device's session: what to send next, what is
// unanswered, what is settled. The position is HQ's; this only follows it.
type outbox struct {
	j       *journal.Sender
	keys    *visitKeys
	epochs  []*upload // oldest first
	pending []inFlight
	bytes   int // of pending
	batch   int // entries in one frame at most
	limits  Limits
	urgent  int // urgent entries sent this session
	tried   map[evidence.Hash]bool
	// Journal.Writings as of a look that found nothing: until more is written the
	// next frame of a photo need not look again. 0: look.
	noEntries, noUrgent uint64
}

// upload is one epoch's place.
type upload struct {
	epoch   evidence.ID
	next    uint64             // the next number to send
	settled uint64             // told to the journal or about to be
	marked  uint64             // told to the journal
	rows    uint64             // up to here HQ's rows can speak of this branch, see seen
	ahead   []journal.Outgoing // read already, from next on
	again   *journal.Outgoing  // behind next, to be sent once more for its slip
	readied bool               // again is as it goes
	slip    *Stored            // of settled, not looked at yet; nil where HQ gives none
}

// How many entries, and bytes of them, are read at once: one look into the
// journal for each small frame would cost more than the frame.
const (
	readAhead      = 256
	readAheadBytes = 256 << 10
)

type inFlight struct {
	epoch evidence.ID
	seq   uint64
	id    evidence.Hash
	size  int
}

func (o *outbox) at(epoch evidence.ID) *upload {
	for _, u := range o.epochs {
		if u.epoch == epoch {
			return u
		}
	}
	return nil
}

// next is the next frame of entries or gap, nil when all is sent or enough is
// unanswered. room is how many bytes a frame may have; one entry it always has.
func (o *outbox) next(ctx context.Context, room int) ([]byte, error) {
	writings := o.j.Writings()
	if o.bytes >= o.limits.Unacked || o.noEntries == writings {
		return nil, nil
	}
	for _, u := range o.epochs {
		if err := o.readAhead(ctx, u); err != nil {
			return nil, err
		}
		if f := o.keys.frame(); f != nil {
			return f, nil
		}
		if e := u.again; e != nil {
			if !o.mayWait(len(e.Raw)) {
				return nil, nil
			}
			u.again = nil
			return o.frameOf(u, *e), nil
		}
		if len(u.ahead) == 0 {
			continue
		}
		if first := u.ahead[0].Seq; first > u.next {
			gap := GapDeclared{Epoch: u.epoch, From: u.next, To: first - 1, Reason: "lost on the device"}
			u.next = first
			return EncodeJSON(TGap, gap)
		}
		if !o.mayWait(len(u.ahead[0].Raw)) {
			return nil, nil
		}
		return o.frame(u, room), nil
	}
	o.noEntries = writings
	return nil, nil
}

// mayWait reports that so many bytes more may be unanswered. One frame always may,
// or an entry larger than the limit would never go.
func (o *outbox) mayWait(n int) bool { return o.bytes == 0 || o.bytes+n <= o.limits.Unacked }

// readAhead has ahead begin at the first entry from next on, each as it goes.
func (o *outbox) readAhead(ctx context.Context, u *upload) (err error) {
	if u.again != nil && !u.readied {
		e := []journal.Outgoing{*u.again}
		if err := o.keys.ready(ctx, e); err != nil {
			return err
		}
		u.again, u.readied = &e[0], true
	}
	if len(u.ahead) > 0 && u.ahead[0].Seq == u.next {
		return nil
	}
	if u.ahead, err = o.j.Unsent(ctx, u.epoch, u.next, readAhead, readAheadBytes); err != nil {
		return err
	}
	return o.keys.ready(ctx, u.ahead)
}

// frame takes as many entries as the batch, room and what may be unanswered allow,
// at least one.
func (o *outbox) frame(u *upload, room int) []byte {
	b := NewBatch(false, room)
	for len(u.ahead) > 0 && b.Len() < o.batch {
		e := u.ahead[0]
		if !o.mayWait(len(e.Raw)) || e.Seq != u.next || !b.Add(e.Raw) { // a hole: the rest goes after its gap
			break
		}
		u.next++
		u.ahead = u.ahead[1:]
		o.pending = append(o.pending, inFlight{u.epoch, e.Seq, e.ID, len(e.Raw)})
		o.bytes += len(e.Raw)
	}
	return b.Frame()
}

// frameOf is one entry out of turn.
func (o *outbox) frameOf(u *upload, e journal.Outgoing) []byte {
	b := NewBatch(false, o.limits.Frame)
	b.Add(e.Raw) // an entry fits an empty frame
	o.pending = append(o.pending, inFlight{u.epoch, e.Seq, e.ID, len(e.Raw)})
	o.bytes += len(e.Raw)
	return b.Frame()
}

// frontOfQueue is how far behind the next entry one still goes along with it: so
// many are nearly always of one frame.
const frontOfQueue = 16

// nextUrgent is a frame of entries that go ahead of the queue. One that already
// lies at the front of the queue goes with it.
func (o *outbox) nextUrgent(ctx context.Context) ([]byte, error) {
	left, writings := o.limits.Urgent-o.urgent, o.j.Writings()
	if left <= 0 || o.noUrgent == writings {
		return nil, nil
	}
	out, err := o.j.UrgentUnsent(ctx, left)
	if err != nil {
		return nil, err
	}
	if err := o.keys.ready(ctx, out); err != nil {
		return nil, err
	}
	if f := o.keys.frame(); f != nil {
		return f, nil // and then those it is for
	}
	b := NewBatch(true, o.limits.Frame)
	for _, e := range out {
		u := o.at(e.Epoch)
		if o.tried[e.ID] || u == nil || e.Seq < u.next+uint64(min(o.batch, frontOfQueue)) {
			continue
		}
		if !b.Add(e.Raw) {
			break
		}
		o.tried[e.ID] = true
		o.urgent++
	}
	if b.Len() == 0 {
		o.noUrgent = writings
		return nil, nil
	}
	return b.Frame(), nil
}

// names finds what an acknowledgement speaks of. It is believed only for an entry
// this device really has at that place: of an answer to another branch nothing
// is returned.
func (o *outbox) names(ctx context.Context, a Stored) (*upload, error) {
	u := o.at(a.Epoch)
	if u == nil {
		return nil, fmt.Errorf("stored names an epoch that was not offered: %w", ErrFrame)
	}
	id, ok, err := o.idAt(ctx, a.Epoch, a.Seq)
	if err != nil || !ok || id != a.ID {
		return nil, err
	}
	return u, nil
}

// settle takes an acknowledgement, with its slip where there is one.
func (o *outbox) settle(u *upload, seq uint64, slip *Stored) {
	o.answered(u.epoch, seq)
	u.next = max(u.next, seq+1)
	if seq >= u.settled {
		u.settled, u.slip = seq, slip
	}
}

// refused takes note that HQ keeps an entry as a dead letter: its number is
// settled, and nothing waits for it. Those before it are settled by an
// acknowledgement only, which can be proved.
func (o *outbox) refused(ctx context.Context, r RefusedEntry) error {
	u := o.at(r.Epoch)
	if u == nil {
		return nil // of another device's chain, or of none
	}
	if err := o.j.MarkRefused(ctx, r.Epoch, r.Seq, r.Why); err != nil {
		return err
	}
	o.answered(r.Epoch, r.Seq)
	u.next = max(u.next, r.Seq+1)
	return nil
}

// idAt is the entry of that number: mostly one that was just sent.
func (o *outbox) idAt(ctx context.Context, epoch evidence.ID, seq uint64) (evidence.Hash, bool, error) {
	for _, p := range o.pending {
		if p.epoch == epoch && p.seq == seq {
			return p.id, true, nil
		}
	}
	return o.j.IDAt(ctx, epoch, seq)
}

func (o *outbox) answered(epoch evidence.ID, upTo uint64) {
	keep := o.pending[:0]
	for _, p := range o.pending {
		if p.epoch == epoch && p.seq <= upTo {
			o.bytes -= p.size
			continue
		}
		keep = append(keep, p)
	}
	o.pending = keep
}

func (o *outbox) rewind(a At) error {
	u := o.at(a.Epoch)
	if u == nil || a.Seq == 0 {
		return fmt.Errorf("rewind: %w", ErrFrame)
	}
	keep := o.pending[:0]
	for _, p := range o.pending {
		if p.epoch == a.Epoch && p.seq >= a.Seq {
			o.bytes -= p.size
			continue
		}
		keep = append(keep, p)
	}
	o.pending = keep
	u.next = min(u.next, a.Seq)
	o.noEntries, o.noUrgent = 0, 0
	return nil
}

// mark tells the journal what is settled. Not at each acknowledgement: a mark
// lost with a crash costs a duplicate, a mark written each time costs an fsync.
// prove checks a slip: the one of the newest acknowledgement, which speaks for
// those before it, and only now, because who waits for an answer waits for it.
func (o *outbox) mark(ctx context.Context, prove func(context.Context, *Stored) (*proved, error)) error {
	for _, u := range o.epochs {
		if u.settled <= u.marked && u.slip == nil {
			continue
		}
		if u.slip == nil {
			if err := o.j.MarkStored(ctx, u.epoch, u.settled); err != nil {
				return err
			}
		} else {
			p, err := prove(ctx, u.slip)
			if err != nil {
				return err
			}
			if err := o.j.MarkProved(ctx, p.slip, p.checkpoint); err != nil {
				return err
			}
		}
		u.marked, u.slip = u.settled, nil
	}
	return nil
}

// secured notes how far an epoch is in the second copy, once the journal was
// told what is stored. HQ speaks of numbers: of
// an epoch with two branches it may have secured the other one's, so nothing is
// believed secured that was not acknowledged to this store by id.
func (o *outbox) secured(ctx context.Context, a At) error {
	u := o.at(a.Epoch)
	if u == nil {
		return nil // of a life that was not offered: nothing of it is here
	}
	return o.j.MarkSecured(ctx, a.Epoch, min(a.Seq, u.settled))
}

// seen is how far HQ's rows say this store's chain already. They speak of numbers
// as well: of an epoch with two branches those of the other one may be in them,
// and of this one for certain only what was acknowledged before this session.
// An entry folded on top once more changes nothing; one that was wrongly left
// out would hide what somebody did.
func (o *outbox) seen(a At) uint64 {
	if u := o.at(a.Epoch); u != nil {
		return min(a.Seq, u.rows)
	}
	return a.Seq // of a life that was not offered: nothing of it is here
}

// unmarked is how many acknowledged entries the journal was not told of.
func (o *outbox) unmarked() (n uint64) {
	for _, u := range o.epochs {
		n += u.settled - min(u.marked, u.settled)
		if u.slip != nil && u.settled == u.marked {
			n++ // known before, proved now
		}
	}
	return n
}

// done reports that nothing is unanswered; whether nothing is unsent, next says.
func (o *outbox) done() bool { return len(o.pending) == 0 }
