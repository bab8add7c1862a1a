package clock

import "testing"

// The clock since boot never runs backward, and one boot keeps its id.
func TestSinceBootOnlyRunsForward(t *testing.T) {
	boot, last := SinceBoot()
	for range 1000 {
		b, now := SinceBoot()
		if b != boot || now < last {
			t.Fatalf("boot %s at %d, then %s at %d", boot, last, b, now)
		}
		last = now
	}
	if boot.IsZero() || last == 0 {
		t.Fatalf("boot %s at %d", boot, last)
	}
}
