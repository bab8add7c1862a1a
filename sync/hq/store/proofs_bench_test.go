package store

import (
	"crypto/ed25519"
	"testing"

	"fairvisit/evidence"
)

// BenchmarkSlip is what a proof adds to the acknowledgement of one entry in a
// log of a million: its signature, and its path by the remembered rows or, as
// after a start, by the table's.
func BenchmarkSlip(b *testing.B) {
	s := open(b, b.TempDir())
	const size = 1<<20 - 1 // a subtree of every level: the longest path
	var edge evidence.Edge
	tx, err := s.w.Begin()
	if err != nil {
		b.Fatal(err)
	}
	for n := range int64(size) {
		row, err := edge.Append(&evidence.Leaf{No: n})
		if err == nil {
			_, err = tx.Exec("INSERT INTO tree (no, hashes) VALUES (?1, ?2)", n, row)
		}
		if err != nil {
			b.Fatal(err)
		}
	}
	if err := tx.Commit(); err != nil {
		b.Fatal(err)
	}
	_, key, _ := ed25519.GenerateKey(nil)
	c := evidence.Checkpoint{Size: size, Root: edge.Root()}
	b.Run("signature", func(b *testing.B) {
		for b.Loop() {
			if _, err := c.Sign(key); err != nil {
				b.Fatal(err)
			}
		}
	})
	for name, forget := range map[string]bool{"remembered": false, "read": true} {
		b.Run("path "+name, func(b *testing.B) {
			for b.Loop() {
				if forget {
					s.tree.mu.Lock()
					s.tree.rows = nil
					s.tree.mu.Unlock()
				}
				if _, err := s.Inclusion(size, size-1); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
