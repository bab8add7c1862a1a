package hq

import (
	"context"
	"sync/atomic"
	"time"
)

// calm tells work that nobody waits for when nothing is being handed in, so
// that it steps aside for work that a device waits for.
type calm struct {
	stirred atomic.Int64 // time of the last hand-in, ns since 1970
}

func (c *calm) stir() { c.stirred.Store(time.Now().UnixNano()) }

// wait returns once nothing was handed in for quiet, at the latest after
// atMost, and at once when hurry says so.
func (c *calm) wait(ctx context.Context, quiet, atMost time.Duration, hurry <-chan struct{}) {
	latest := time.Now().Add(atMost)
	for {
		left := min(quiet-time.Since(time.Unix(0, c.stirred.Load())), time.Until(latest))
		if left <= 0 {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-hurry:
			return
		case <-time.After(left):
		}
	}
}
