package hq

import (
	"context"
	"errors"
	"sync"
	"time"

	"fairvisit/evidence/photo"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq/store"
)

// shelver puts complete photos in their place. Each is flushed as soon as it is
// complete, beside others; all that were flushed meanwhile share one flush of
// the folder and one transaction. One photo at a time would cost three flushes
// after each other, and a photo that waits keeps its slot from the next.
type shelver struct {
	hq       *HQ
	flushing chan struct{} // a place for each photo being flushed

	mu        sync.Mutex
	coming    int        // being flushed
	flushed   []shelving // to be recorded
	recording bool
	idle      sync.WaitGroup // of photos
	last      chan struct{}  // no photo is on its way any more
}

type shelving struct {
	name fieldsync.PhotoName
	file *photo.Incoming
	done func(error)
	err  error
}

const (
	// flushTogether bounds the flushes side by side.
	flushTogether = 32
	// recordWithin is how long the first flushed photo waits for others: where a
	// flush is fast each would otherwise pay for a transaction alone.
	recordWithin = 8 * time.Millisecond
)

func newShelver(h *HQ) *shelver {
	return &shelver{hq: h, flushing: make(chan struct{}, flushTogether), last: make(chan struct{}, 1)}
}

// submit takes a complete photo. For the simulator it is stored when submit
// returns.
func (v *shelver) submit(s shelving) {
	v.idle.Add(1)
	v.mu.Lock()
	v.coming++
	v.mu.Unlock()
	if v.hq.o.Sequential {
		v.flush(s)
		return
	}
	go v.flush(s)
}

func (v *shelver) flush(s shelving) {
	v.flushing <- struct{}{}
	s.err = s.file.Finish()
	<-v.flushing
	v.mu.Lock()
	v.coming--
	v.flushed = append(v.flushed, s)
	if v.coming == 0 && v.hq.photos.Arriving() == 0 {
		poke(v.last)
	}
	busy := v.recording
	v.recording = true
	v.mu.Unlock()
	if !busy {
		v.record()
	}
}

// record makes flushed photos stored, and tells.
func (v *shelver) record() {
	for {
		v.wait()
		v.mu.Lock()
		group := v.flushed
		v.flushed = nil
		v.recording = len(group) > 0
		v.mu.Unlock()
		if len(group) == 0 {
			return
		}
		v.shelve(group)
	}
}

// wait gives other photos time to join, unless none is on its way.
func (v *shelver) wait() {
	if v.hq.o.Sequential {
		return
	}
	t := time.NewTimer(recordWithin)
	defer t.Stop()
	select {
	case <-t.C:
	case <-v.last:
	}
}

func (v *shelver) shelve(group []shelving) {
	var done []store.PhotoDone
	for _, s := range group {
		if s.err == nil {
			done = append(done, store.PhotoDone{Entry: s.name.Entry, Index: s.name.Index, At: v.hq.micro()})
		}
	}
	err := v.hq.photos.SyncFolder()
	if err == nil {
		err = v.hq.Store.PhotosStored(context.Background(), done)
	}
	for _, s := range group {
		s.done(errors.Join(s.err, err))
		v.idle.Done()
	}
	poke(v.hq.seconds)
	poke(v.hq.thumbs)
}

func (v *shelver) drain() { v.idle.Wait() }
