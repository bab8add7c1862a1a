package store

import (
	"fmt"
	"maps"
	"slices"

	"fairvisit/evidence"
)

// chainsAudit admits the entries of the log once more, in order of number.
type chainsAudit struct {
	v   *Snapshot
	all map[[2]evidence.ID]*chainAudit
}

type chainAudit struct {
	device, epoch evidence.ID
	newest        int64
	walk
}

func (a *chainsAudit) chain(device, epoch evidence.ID) *chainAudit {
	key := [2]evidence.ID{device, epoch}
	c := a.all[key]
	if c == nil {
		c = &chainAudit{device: device, epoch: epoch, newest: -1, walk: walkFrom(place{})}
		a.all[key] = c
	}
	return c
}

func (c *chainAudit) name() string { return c.device.String() + "/" + c.epoch.String() }

func (v *Snapshot) readGaps() *chainsAudit {
	a := &chainsAudit{v: v, all: map[[2]evidence.ID]*chainAudit{}}
	for r := range v.Rows("gaps", "SELECT device, epoch, from_seq, to_seq FROM gaps ORDER BY device, epoch, from_seq") {
		device, epoch, ok := twoIDs(r, "device", "epoch")
		from, to := r.Int("from_seq"), r.Int("to_seq")
		if !ok || from < 1 || to < from || to > maxSeq {
			v.Fault("gaps", fmt.Sprintf("%x/%x from %d", r.Blob("device"), r.Blob("epoch"), from), "", "is no span of a chain")
			continue
		}
		a.chain(device, epoch).gaps[uint64(from)] = uint64(to)
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
	if c.admit(h, e.Entry.ID, e.Status) {
		return
	}
	p := c.at[0]
	switch says := p.answer(h); {
	case e.Status == evidence.Ahead:
		a.v.Fault("entries", e.Name(), "status", "came in ahead of its turn, but it was number %d after %d", h.Seq, p.seq)
	case says == 0:
		a.v.Fault("entries", e.Name(), "seq", "chain %s goes on with %d after %d: what lies between is neither here nor declared gone", c.name(), h.Seq, p.seq)
	default:
		a.v.Fault("entries", e.Name(), "status", "came in as %s, admission would say %s", e.Status, says)
	}
	c.force(h, e.Entry.ID)
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
		stands := place{seq: uint64(r.Int("seq"))}
		copy(stands.last[:], r.Blob("last"))
		p := c.end(stands)
		r.Compare("positions", name, map[string]any{"seq": int64(p.seq), "last": p.last[:], "newest": c.newest})
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
		for _, from := range slices.Sorted(maps.Keys(c.gaps)) {
			if from > c.at[0].seq {
				a.v.Fault("gaps", fmt.Sprintf("%s from %d", c.name(), from), "from_seq", "the chain stands at %d and never came to it", c.at[0].seq)
			}
		}
	}
}
