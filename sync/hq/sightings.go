package hq

import (
	"context"
	"errors"
	"sync"
	"time"

	"fairvisit/sync/hq/store"
)

// sightings are devices' hellos that are not in the store yet. They are
// telemetry, and nobody is promised them: when everybody comes at once, a flush
// for each would be most of what the greeting costs.
type sightings struct {
	writing sync.Mutex // held until what was gathered is in the store

	mu   sync.Mutex
	list []store.Sighting
	some chan struct{}
}

// sightingsTogether is how long hellos are gathered.
const sightingsTogether = 100 * time.Millisecond

// saw notes that a device was here.
func (h *HQ) saw(ctx context.Context, s store.Sighting) error {
	if h.o.Sequential {
		return h.Store.Seen(ctx, s)
	}
	h.sightings.mu.Lock()
	h.sightings.list = append(h.sightings.list, s)
	h.sightings.mu.Unlock()
	poke(h.sightings.some)
	return nil
}

// noteSightings writes what was gathered, whoever asks and goes away meanwhile:
// there may be heads among it that devices signed. What could not be written is
// tried again.
func (h *HQ) noteSightings(ctx context.Context) {
	h.sightings.writing.Lock()
	defer h.sightings.writing.Unlock()
	h.sightings.mu.Lock()
	list := h.sightings.list
	h.sightings.list = nil
	h.sightings.mu.Unlock()
	if len(list) == 0 {
		return
	}
	if err := h.Store.Seen(context.WithoutCancel(ctx), list...); err != nil {
		h.log.Warn("it was not noted which devices were here", "error", err)
		if errors.Is(err, store.ErrNotFound) {
			return // that one is gone, the others are noted
		}
		h.sightings.mu.Lock()
		h.sightings.list = append(list, h.sightings.list...)
		h.sightings.mu.Unlock()
	}
}

func (h *HQ) runSightings(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
		case <-h.sightings.some:
		}
		select {
		case <-ctx.Done():
		case <-time.After(sightingsTogether):
		}
		h.noteSightings(ctx)
		if ctx.Err() != nil {
			return
		}
	}
}
