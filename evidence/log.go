package evidence

import (
	"encoding/binary"
	"fmt"
	"math/bits"

	"golang.org/x/mod/sumdb/tlog"
)

// Admission is the status in a leaf: how the entry came in, never what is
// thought of it.
type Admission uint8

// The statuses of FORMAT.md section 8.
const (
	Whole Admission = 1
	Fork  Admission = 2
	Gap   Admission = 3
	Drain Admission = 4
	Ahead Admission = 5
)

func (a Admission) String() string {
	switch a {
	case Whole:
		return "whole"
	case Fork:
		return "fork"
	case Gap:
		return "gap"
	case Drain:
		return "drain"
	case Ahead:
		return "ahead"
	}
	return fmt.Sprintf("admission(%d)", uint8(a))
}

// Leaf is one entry's line in the log of headquarters. The receive time lies
// inside it, so that nobody can date a hand-in anew later.
type Leaf struct {
	No       int64
	ID       Hash
	Device   ID
	Epoch    ID
	Seq      uint64
	Received int64 // µs, headquarters' clock
	Status   Admission
}

// Data is the record that RFC 6962 hashes.
func (l *Leaf) Data() []byte {
	b := make([]byte, 0, 11+8+32+16+16+8+8+1)
	b = append(b, "fv-leaf-v1\n"...)
	b = binary.BigEndian.AppendUint64(b, uint64(l.No))
	b = append(b, l.ID[:]...)
	b = append(b, l.Device[:]...)
	b = append(b, l.Epoch[:]...)
	b = binary.BigEndian.AppendUint64(b, l.Seq)
	b = binary.BigEndian.AppendUint64(b, uint64(l.Received))
	return append(b, byte(l.Status))
}

// Edge is the right edge of a tree: the roots of its complete subtrees, largest
// first. It is all that appending needs, so a writer that holds the edge for
// the locked size reads no tree row (D13). The zero Edge is the empty tree.
type Edge struct {
	Size  int64
	roots []tlog.Hash
}

// Append adds leaf number e.Size and returns the hashes it brings in tlog's
// stored order: its own first, then each subtree it completes. They are one
// tree row.
func (e *Edge) Append(l *Leaf) ([]byte, error) {
	if l.No != e.Size {
		return nil, fmt.Errorf("log: leaf %d onto a tree of %d", l.No, e.Size)
	}
	h := tlog.RecordHash(l.Data())
	row := append([]byte(nil), h[:]...)
	for range bits.TrailingZeros64(^uint64(e.Size)) {
		last := len(e.roots) - 1
		h = tlog.NodeHash(e.roots[last], h)
		e.roots = e.roots[:last]
		row = append(row, h[:]...)
	}
	e.roots = append(e.roots, h)
	e.Size++
	return row, nil
}

// Clone is an Edge that can be appended to and thrown away when a transaction
// is.
func (e *Edge) Clone() Edge {
	return Edge{Size: e.Size, roots: append([]tlog.Hash(nil), e.roots...)}
}

// Root is the tree's root hash; of the empty tree SHA-256 of nothing.
func (e *Edge) Root() Hash {
	if e.Size == 0 {
		h, _ := tlog.TreeHash(0, nil) // reads nothing for an empty tree
		return Hash(h)
	}
	h := e.roots[len(e.roots)-1]
	for i := len(e.roots) - 2; i >= 0; i-- {
		h = tlog.NodeHash(e.roots[i], h)
	}
	return Hash(h)
}

// LoadEdge reads the edge of a tree of size from its rows: row(n) is what
// Append returned for leaf n.
func LoadEdge(size int64, row func(n int64) ([]byte, error)) (Edge, error) {
	e := Edge{Size: size}
	end := int64(0)
	for level := bits.Len64(uint64(size)) - 1; level >= 0; level-- {
		if size&(1<<level) == 0 {
			continue
		}
		end += 1 << level
		// The subtree ending before leaf end was completed by leaf end-1.
		b, err := row(end - 1)
		if err != nil {
			return Edge{}, err
		}
		if len(b) < 32*(level+1) {
			return Edge{}, fmt.Errorf("log: tree row %d holds %d bytes, not the hash of level %d", end-1, len(b), level)
		}
		e.roots = append(e.roots, tlog.Hash(b[32*level:32*(level+1)]))
	}
	return e, nil
}
