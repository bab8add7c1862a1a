package plan

import (
	"math/rand/v2"
	"testing"
)

// As many as can be are paired: no graph of up to nine has more pairs by trying
// them all, and nobody is given a partner that does not fit.
func TestAsManyArePairedAsCanBe(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		n := 2 + rng.IntN(8)
		edge := make([]bool, n*n)
		for i := range n {
			for k := range i {
				edge[i*n+k] = rng.IntN(3) == 0
				edge[k*n+i] = edge[i*n+k]
			}
		}
		mate := pairs(n, func(i, k int) bool { return edge[i*n+k] }, func(int, int) int { return 0 })
		got := 0
		for i, k := range mate {
			if k >= 0 {
				if got++; !edge[i*n+k] || mate[k] != i {
					t.Fatalf("%d goes with %d, who goes with %d; fits %v", i, k, mate[k], edge)
				}
			}
		}
		if want := mostPairs(n, edge, 0); got != 2*want {
			t.Fatalf("%d pairs of %d, and %d are possible: %v", got/2, n, want, edge)
		}
	}
}

// mostPairs tries all pairs of those whose bit is not set.
func mostPairs(n int, edge []bool, gone uint) int {
	first := 0
	for first < n && gone>>first&1 == 1 {
		first++
	}
	if first >= n {
		return 0
	}
	best := mostPairs(n, edge, gone|1<<first)
	for k := first + 1; k < n; k++ {
		if gone>>k&1 == 0 && edge[first*n+k] {
			best = max(best, 1+mostPairs(n, edge, gone|1<<first|1<<k))
		}
	}
	return best
}
