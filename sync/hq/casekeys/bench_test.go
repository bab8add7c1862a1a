package casekeys

import (
	"testing"
	"time"

	"fairvisit/evidence"
)

// BenchmarkEnsure makes the keys of a group of entries, one and a hundred: what a
// commit waits for before anything sealed by them may be acknowledged.
func BenchmarkEnsure(b *testing.B) {
	for name, n := range map[string]int{"1 key": 1, "100 keys": 100} {
		b.Run(name, func(b *testing.B) {
			dir := b.TempDir()
			if err := Make(dir); err != nil {
				b.Fatal(err)
			}
			r, err := Open(dir, CopiesFolder(dir), [32]byte{1}, time.Now)
			if err != nil {
				b.Fatal(err)
			}
			defer r.Close()
			for b.Loop() {
				scopes := make([]Scope, n)
				for i := range scopes {
					scopes[i] = OfCase(evidence.NewID())
				}
				if err := r.Ensure(scopes...); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
