package store

import (
	"bytes"
	"fmt"
	"slices"

	"fairvisit/evidence"
)

// chainsAudit admits the entries of the log once more, in order of number.
// When a gap was declared the log does not say, only that it lies before the
// first entry that could not have come in else; so gaps are taken when needed.
type chainsAudit struct {
	v   *Snapshot
	all map[[2]evidence.ID]*chainAudit

	doubts []Fault // faults unless headquarters was restored
}

type chainAudit struct {
	Position
	newest int64
	gaps   []gapAudit // not taken yet, by number
	ahead  []aheadOf
}

type gapAudit struct{ from, to uint64 }

type aheadOf struct {
	seq      uint64
	id, prev evidence.Hash
}

func (a *chainsAudit) chain(device, epoch evidence.ID) *chainAudit {
	key := [2]evidence.ID{device, epoch}
	c := a.all[key]
	if c == nil {
		c = &chainAudit{Position: Position{Device: device, Epoch: epoch}, newest: -1}
		a.all[key] = c
	}
	return c
}

func (p Position) name() string { return p.Device.String() + "/" + p.Epoch.String() }

func (v *Snapshot) readGaps() *chainsAudit {
	a := &chainsAudit{v: v, all: map[[2]evidence.ID]*chainAudit{}}
	for r := range v.Rows("gaps", "SELECT device, epoch, from_seq, to_seq FROM gaps ORDER BY device, epoch, from_seq") {
		device, epoch, ok := twoIDs(r, "device", "epoch")
		from, to := r.Int("from_seq"), r.Int("to_seq")
		if !ok || from < 1 || to < from || to > maxSeq {
			v.Fault("gaps", fmt.Sprintf("%x/%x from %d", r.Blob("device"), r.Blob("epoch"), from), "", "is no span of a chain")
			continue
		}
		c := a.chain(device, epoch)
		c.gaps = append(c.gaps, gapAudit{uint64(from), uint64(to)})
	}
	return a
}

func twoIDs(r AuditRow, one, two string) (evidence.ID, evidence.ID, bool) {
	a, b := r.Blob(one), r.Blob(two)
	if len(a) != len(evidence.ID{}) || len(b) != len(evidence.ID{}) {
		return evidence.ID{}, evidence.ID{}, false
	}
	return evidence.ID(a), evidence.ID(b), true
}

// admit compares how an entry came in with what admission says.
func (a *chainsAudit) admit(e *AuditedEntry) {
	h := &e.Entry.Header
	c := a.chain(h.Device, h.Epoch)
	c.newest = e.No
	if e.Status == evidence.Ahead {
		if h.Seq <= c.Seq+1 {
			a.v.Fault("entries", e.Name(), "status", "came in ahead of its turn, but it was number %d after %d", h.Seq, c.Seq)
			c.pass(max(c.Seq, h.Seq), e.Entry.ID)
			return
		}
		c.ahead = append(c.ahead, aheadOf{h.Seq, e.Entry.ID, h.Prev})
		return
	}
	// Drain is whole, from a revoked device: who audits the devices looks at it.
	status := e.Status
	if status == evidence.Drain {
		status = evidence.Whole
	}
	c.takeGaps(h.Seq)
	if !c.find(func(c *chainAudit) bool { return c.answer(h) == status }) {
		if !c.find(func(c *chainAudit) bool { return c.answer(h) != 0 }) {
			a.v.Fault("entries", e.Name(), "seq", "chain %s goes on with %d after %d: what lies between is neither here nor declared gone", c.name(), h.Seq, c.Seq)
			c.pass(h.Seq, e.Entry.ID)
			return
		}
		a.doubt(Fault{Table: "entries", Row: e.Name(), Column: "status", What: fmt.Sprintf("came in as %s, admission would say %s", e.Status, c.answer(h))}, e.Status)
	}
	if h.Seq == c.Seq+1 {
		c.pass(h.Seq, e.Entry.ID)
	}
}

// maxDoubts bounds what is kept of statuses that may be explained by a restore.
const maxDoubts = 1000

// doubt tells of a status admission would not give. A restore loses gaps that
// no entry came behind, and with them why an entry was a fork or came behind a
// gap; whether there was one shows only at the end of the log.
func (a *chainsAudit) doubt(f Fault, status evidence.Admission) {
	switch {
	case status != evidence.Fork && status != evidence.Gap:
		a.v.fault(f)
	case len(a.doubts) < maxDoubts:
		a.doubts = append(a.doubts, f)
	}
}

// answer is what admission says of an entry that is not ahead; 0: it would not
// have been taken.
func (c *chainAudit) answer(h *evidence.Header) evidence.Admission {
	switch {
	case h.Seq > c.Seq+1:
		return 0
	case h.Seq <= c.Seq:
		return evidence.Fork
	case c.Seq > 0 && c.Last.IsZero():
		return evidence.Gap
	case h.Prev != c.Last:
		return evidence.Fork
	}
	return evidence.Whole
}

// pass moves the position and steps over what came ahead and goes on from it.
func (c *chainAudit) pass(seq uint64, id evidence.Hash) {
	c.Seq, c.Last = seq, id
	for {
		i := slices.IndexFunc(c.ahead, func(o aheadOf) bool {
			return o.seq == c.Seq+1 && (o.prev == c.Last || c.Last.IsZero())
		})
		if i < 0 {
			return
		}
		c.Seq, c.Last = c.ahead[i].seq, c.ahead[i].id
	}
}

// takeGaps passes the gaps that begin right after the position, up to seq: a
// gap is only declared of the very next number, so an entry that is not ahead
// and lies in it or behind it came after it.
func (c *chainAudit) takeGaps(seq uint64) {
	for {
		for len(c.gaps) > 0 && c.gaps[0].from <= c.Seq {
			c.gaps = c.gaps[1:]
		}
		if len(c.gaps) == 0 || c.gaps[0].from != c.Seq+1 || c.gaps[0].from > seq {
			return
		}
		c.pass(c.gaps[0].to, evidence.Hash{})
	}
}

// maxTries bounds the search of find; honest chains need none or few steps.
const maxTries = 200

// find moves the chain to where the goal is met, if it can have come there by
// what the log does not note: that an entry that had come ahead was sent again
// in its place and passed, although it does not go on from the one before.
func (c *chainAudit) find(goal func(*chainAudit) bool) bool {
	if goal(c) {
		return true
	}
	tried := map[Position]bool{}
	for left := []chainAudit{*c}; len(left) > 0 && len(tried) < maxTries; {
		at := left[len(left)-1]
		left = left[:len(left)-1]
		if tried[at.Position] {
			continue
		}
		tried[at.Position] = true
		if goal(&at) {
			*c = at
			return true
		}
		for _, o := range at.ahead {
			if o.seq == at.Seq+1 || o.seq == at.Seq && o.id != at.Last {
				next := at
				next.pass(o.seq, o.id)
				next.takeGaps(next.Seq + 1)
				left = append(left, next)
			}
		}
	}
	return false
}

// positions compares where chains stand with where the log leaves them.
func (a *chainsAudit) positions() {
	seen := map[[2]evidence.ID]bool{}
	for r := range a.v.Rows("positions", "SELECT * FROM positions ORDER BY device, epoch") {
		device, epoch, ok := twoIDs(r, "device", "epoch")
		c := a.all[[2]evidence.ID{device, epoch}]
		name := fmt.Sprintf("%x/%x", r.Blob("device"), r.Blob("epoch"))
		if !ok || c == nil {
			a.v.Fault("positions", name, "device, epoch", "nothing in the log is of this chain")
			continue
		}
		seen[[2]evidence.ID{device, epoch}] = true
		seq, last := uint64(r.Int("seq")), r.Blob("last")
		c.takeGaps(seq) // declared after the chain's newest entry
		c.find(func(c *chainAudit) bool { return c.Seq == seq && bytes.Equal(c.Last[:], last) })
		r.Compare("positions", name, map[string]any{"seq": int64(c.Seq), "last": c.Last[:], "newest": c.newest})
	}
	for key, c := range a.all {
		if !seen[key] {
			a.v.Fault("positions", c.name(), "device, epoch", "the row of this chain is missing")
		}
	}
}

// gapsUnused tells of gaps that no chain ever came to.
func (a *chainsAudit) gapsUnused() {
	for _, c := range a.all {
		for _, g := range c.gaps {
			if g.from > c.Seq {
				a.v.Fault("gaps", fmt.Sprintf("%s from %d", c.name(), g.from), "from_seq", "the chain stands at %d and never came to it", c.Seq)
			}
		}
	}
}
