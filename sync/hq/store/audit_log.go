package store

import (
	"bytes"
	"fmt"

	"fairvisit/evidence"
	"fairvisit/sync/hq/casekeys"
)

// AuditedEntry is one row of the log that could be read as an entry.
type AuditedEntry struct {
	Row
	Entry evidence.Entry
}

// Name is how faults name the entry.
func (e *AuditedEntry) Name() string { return fmt.Sprint(e.No) }

// AuditLog computes the log again from the bytes of its entries: each row's
// columns, the dense numbers, every leaf and node of the tree, how admission
// answered, every position. each gets every entry that can be read. It returns
// the tree's edge and how many chains there are.
func (v *Snapshot) AuditLog(each func(*AuditedEntry) error) (evidence.Edge, int, error) {
	l := logAudit{v: v, chains: v.readGaps()}
	for r := range v.Rows("entries", `SELECT e.*, t.hashes FROM entries e LEFT JOIN tree t ON t.no = e.no ORDER BY e.no`) {
		e, ok := l.entry(r)
		if !ok {
			continue
		}
		l.chains.admit(e)
		if err := each(e); err != nil {
			return l.edge, 0, err
		}
	}
	for r := range v.Rows("tree", "SELECT no FROM tree WHERE no NOT IN (SELECT no FROM entries) ORDER BY no") {
		v.Fault("tree", fmt.Sprint(r.Int("no")), "no", "there is no entry of this number")
	}
	if l.next != v.Head.Size {
		v.Fault("head", "", "size", "is %d, there are %d entries", v.Head.Size, l.next)
	}
	l.chains.positions()
	l.chains.gapsUnused()
	return l.edge, len(l.chains.all), v.ctx.Err()
}

type logAudit struct {
	v      *Snapshot
	next   int64 // number
	edge   evidence.Edge
	chains *chainsAudit
}

// entry looks at one row; not ok means that there is nothing to go on with.
func (l *logAudit) entry(r AuditRow) (*AuditedEntry, bool) {
	no := r.Int("no")
	name := fmt.Sprint(no)
	if no != l.next {
		if no == l.next+1 {
			l.v.Fault("entries", fmt.Sprint(l.next), "no", "the entry is missing")
		} else {
			l.v.Fault("entries", fmt.Sprint(l.next), "no", "the entries %d to %d are missing", l.next, no-1)
		}
		l.resume(no)
	}
	l.next = no + 1
	core, words := r.Blob("core"), r.Blob("words")
	e := &AuditedEntry{Row: Row{No: no, Status: evidence.Admission(r.Int("status")), Received: r.Int("received"), Raw: append(bytes.Clone(core), words...)}}
	var err error
	if e.Entry, err = evidence.Decode(e.Raw); err != nil {
		l.v.Fault("entries", name, "core, words", "the bytes are not the entry that was admitted: %v", err)
		l.resume(no + 1)
		return nil, false
	}
	l.columns(r, e, len(core))
	l.leaf(r, e)
	return e, true
}

// columns compares a row with its entry's header.
func (l *logAudit) columns(r AuditRow, e *AuditedEntry, core int) {
	h := &e.Entry.Header
	want := map[string]any{"id": e.Entry.ID[:], "device": h.Device[:], "epoch": h.Epoch[:], "seq": int64(h.Seq), "kind": h.Kind,
		"case_id": orNull(h.Case()), "visit_id": orNull(h.Visit()), "officer": orNull(h.Officer())}
	r.Compare("entries", e.Name(), want)
	if want := len(e.Raw) - wordsSize(&e.Entry.Words); core != want {
		l.v.Fault("entries", e.Name(), "core, words", "the entry is cut after %d bytes and not before its words, after %d", core, want)
	}
	if scope, err := casekeys.ScopeOf(r.Lying("words")); err == nil && l.v.ring != nil && scope != casekeys.OfEntry(h, e.Received) {
		l.v.Fault("entries", e.Name(), "words", "are sealed under a key that is not of this entry: to erase what they are about would not erase them")
	}
	if urgent := r.Int("urgent"); urgent != 0 && urgent != 1 || urgent == 0 && e.Status == evidence.Ahead {
		l.v.Fault("entries", e.Name(), "urgent", "is %d for an entry that came in as %s", urgent, e.Status)
	}
}

// leaf compares a row of the tree with what the entries make of it. Where the
// entry's own line is another than the tree was made of, the tree goes on as it
// is stored: one entry is at fault, not all that share a node with it.
func (l *logAudit) leaf(r AuditRow, e *AuditedEntry) {
	h, stored := &e.Entry.Header, r.Blob("hashes")
	if l.edge.Size != e.No { // it could not be taken up again behind a fault
		return
	}
	hashes, err := l.edge.Append(&evidence.Leaf{No: e.No, ID: e.Entry.ID, Device: h.Device, Epoch: h.Epoch, Seq: h.Seq, Received: e.Received, Status: e.Status})
	switch {
	case err != nil:
		l.v.Fault("tree", e.Name(), "hashes", "%v", err)
	case r.Value("hashes") == nil:
		l.v.Fault("tree", e.Name(), "no", "the row of this entry is missing")
	case bytes.Equal(hashes, stored):
	case len(stored) < 32 || bytes.Equal(hashes[:32], stored[:32]):
		l.v.Fault("tree", e.Name(), "hashes", "is not what the entries up to this one make")
	default:
		l.v.Fault("entries", e.Name(), "received, status", "the entry, when it was received (%d), how it came in (%s) or tree row %d is not what the tree was made of", e.Received, e.Status, e.No)
		l.resume(e.No + 1)
	}
}

// resume takes the tree up at a size as it is stored.
func (l *logAudit) resume(size int64) {
	if edge, err := loadEdge(l.v.tx, size); err == nil {
		l.edge = edge
	}
}

// RootAt is the root of the first size entries by the rows of the tree, which
// AuditLog compares with the entries.
func (v *Snapshot) RootAt(size int64) (evidence.Hash, error) {
	edge, err := loadEdge(v.tx, size)
	return edge.Root(), err
}
