package evidence_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"testing"

	"fairvisit/evidence"

	"github.com/transparency-dev/merkle/compact"
	"github.com/transparency-dev/merkle/rfc6962"
	"golang.org/x/mod/sumdb/tlog"
)

const logSize = 300

func leaf(n int64) evidence.Leaf {
	no := binary.BigEndian.AppendUint64(nil, uint64(n))
	return evidence.Leaf{No: n, ID: seeded("leaf " + string(no)), Device: seededID("device"), Epoch: seededID("epoch"),
		Seq: uint64(n) + 1, Received: 1_790_000_000_000_000 + n, Status: evidence.Whole}
}

// grow appends logSize leaves and gives the rows and the edge at every size.
func grow(t *testing.T) (rows [][]byte, edges []evidence.Edge) {
	t.Helper()
	var e evidence.Edge
	edges = append(edges, e.Clone())
	for n := range int64(logSize) {
		l := leaf(n)
		row, err := e.Append(&l)
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row)
		edges = append(edges, e.Clone())
	}
	return rows, edges
}

func rowsOf(rows [][]byte) func(int64) ([]byte, error) {
	return func(n int64) ([]byte, error) { return rows[n], nil }
}

// TestTheLogIsTheOneOthersCompute holds rows and roots against two other
// implementations, at every size.
func TestTheLogIsTheOneOthersCompute(t *testing.T) {
	rows, edges := grow(t)
	var stored []tlog.Hash
	read := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		var out []tlog.Hash
		for _, i := range indexes {
			out = append(out, stored[i])
		}
		return out, nil
	})
	reference := (&compact.RangeFactory{Hash: rfc6962.DefaultHasher.HashChildren}).NewEmptyRange(0)
	for n := int64(0); ; n++ {
		root := edges[n].Root()
		want, err := tlog.TreeHash(n, read)
		if err != nil || evidence.Hash(want) != root {
			t.Fatalf("size %d: root %s, tlog says %v (%v)", n, root, want, err)
		}
		second, err := reference.GetRootHash(nil)
		if n == 0 {
			second = rfc6962.DefaultHasher.EmptyRoot()
		}
		if err != nil || !bytes.Equal(second, root[:]) {
			t.Fatalf("size %d: root %s, merkle says %x (%v)", n, root, second, err)
		}
		if n == logSize {
			break
		}
		l := leaf(n)
		hashes, err := tlog.StoredHashes(n, l.Data(), read)
		if err != nil {
			t.Fatal(err)
		}
		if got := len(rows[n]) / 32; got != len(hashes) || len(rows[n])%32 != 0 {
			t.Fatalf("leaf %d brings %d hashes, tlog says %d", n, got, len(hashes))
		}
		for i, h := range hashes {
			if !bytes.Equal(rows[n][32*i:32*i+32], h[:]) {
				t.Fatalf("leaf %d: hash %d differs from tlog's", n, i)
			}
		}
		stored = append(stored, hashes...)
		if err := reference.Append(rfc6962.DefaultHasher.HashLeaf(l.Data()), nil); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAnEdgeReadFromItsRowsGoesOnAsIfNeverLeft(t *testing.T) {
	rows, edges := grow(t)
	for size := range int64(logSize) {
		e, err := evidence.LoadEdge(size, rowsOf(rows))
		if err != nil {
			t.Fatal(err)
		}
		if e.Size != size || e.Root() != edges[size].Root() {
			t.Fatalf("size %d reads back with another root", size)
		}
		l := leaf(size)
		row, err := e.Append(&l)
		if err != nil || !bytes.Equal(row, rows[size]) || e.Root() != edges[size+1].Root() {
			t.Fatalf("size %d goes on differently (%v)", size, err)
		}
	}
}

func TestAClonedEdgeIsThrownAwayWithItsTransaction(t *testing.T) {
	_, edges := grow(t)
	for size := range int64(logSize) {
		kept := edges[size]
		trial := kept.Clone()
		other := leaf(size)
		other.Status = evidence.Fork
		if _, err := trial.Append(&other); err != nil {
			t.Fatal(err)
		}
		l := leaf(size)
		if _, err := kept.Append(&l); err != nil || kept.Root() != edges[size+1].Root() || trial.Root() == kept.Root() {
			t.Fatalf("size %d: the abandoned trial shows (%v)", size, err)
		}
	}
}

func TestALeafHasOnePlace(t *testing.T) {
	_, edges := grow(t)
	e := edges[5]
	for _, no := range []int64{-1, 0, 4, 6} {
		l := leaf(no)
		if row, err := e.Append(&l); err == nil || row != nil || e.Size != 5 || e.Root() != edges[5].Root() {
			t.Errorf("leaf %d went onto a tree of 5 (%v)", no, err)
		}
	}
}

func TestDamagedRowsGiveNoEdge(t *testing.T) {
	rows, _ := grow(t)
	gone := errors.New("row is gone")
	if _, err := evidence.LoadEdge(7, func(int64) ([]byte, error) { return nil, gone }); !errors.Is(err, gone) {
		t.Errorf("a row that cannot be read: %v", err)
	}
	for cut := range rows[3] { // row 3 must hold three hashes
		if _, err := evidence.LoadEdge(4, func(int64) ([]byte, error) { return rows[3][:cut], nil }); err == nil {
			t.Errorf("%d bytes of a row of %d were enough", cut, len(rows[3]))
		}
	}
}

// TestALeafIsLaidOutAsWritten checks section 8 of FORMAT.md byte by byte.
func TestALeafIsLaidOutAsWritten(t *testing.T) {
	l := leaf(7)
	l.Status = evidence.Ahead
	be := binary.BigEndian
	want := append([]byte("fv-leaf-v1\n"), 0, 0, 0, 0, 0, 0, 0, 7)
	want = append(append(append(want, l.ID[:]...), l.Device[:]...), l.Epoch[:]...)
	want = be.AppendUint64(be.AppendUint64(want, 8), uint64(l.Received))
	want = append(want, 5)
	if !bytes.Equal(l.Data(), want) {
		t.Errorf("leaf is %x, want %x", l.Data(), want)
	}
}

func TestEveryAdmissionHasItsOwnWord(t *testing.T) {
	for a, want := range map[evidence.Admission]string{evidence.Whole: "whole", evidence.Fork: "fork", evidence.Gap: "gap",
		evidence.Drain: "drain", evidence.Ahead: "ahead", 9: "admission(9)"} {
		if a.String() != want {
			t.Errorf("%d is called %s", a, a)
		}
	}
}
