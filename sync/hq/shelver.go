package hq

import (
	"context"
	"errors"
	"sync"

	"fairvisit/evidence/photo"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq/store"
)

// shelver puts complete photos in their place in waves: all that became
// complete during the wave before are flushed side by side, and all that were
// flushed share one flush of the folder and one transaction. One photo at a
// time would cost three flushes after each other. The next wave does not wait
// for the transaction of the one before.
type shelver struct {
	hq *HQ

	mu        sync.Mutex
	complete  []shelving // to be flushed
	flushing  bool
	flushed   []shelving // to be recorded
	recording bool
	idle      sync.WaitGroup // of photos
}

type shelving struct {
	name fieldsync.PhotoName
	file *photo.Incoming
	done func(error)
	err  error
}

// shelveTogether bounds a wave, and with it the flushes side by side.
const shelveTogether = 32

func (v *shelver) submit(s shelving) {
	v.idle.Add(1)
	v.mu.Lock()
	v.complete = append(v.complete, s)
	busy := v.flushing
	v.flushing = true
	v.mu.Unlock()
	if !busy {
		v.start(v.flush)
	}
}

// start runs a stage beside the caller, or in it for the simulator.
func (v *shelver) start(stage func()) {
	if v.hq.o.Sequential {
		stage()
		return
	}
	go stage()
}

// flush flushes waves until nothing is complete.
func (v *shelver) flush() {
	for {
		v.mu.Lock()
		n := min(len(v.complete), shelveTogether)
		wave := v.complete[:n:n]
		v.complete = v.complete[n:]
		v.flushing = n > 0
		v.mu.Unlock()
		if n == 0 {
			return
		}
		v.flushWave(wave)
		v.mu.Lock()
		v.flushed = append(v.flushed, wave...)
		busy := v.recording
		v.recording = true
		v.mu.Unlock()
		if !busy {
			v.start(v.record)
		}
	}
}

func (v *shelver) flushWave(wave []shelving) {
	var wg sync.WaitGroup
	for i := range wave {
		s := &wave[i]
		if v.hq.o.Sequential {
			s.err = s.file.Finish()
			continue
		}
		wg.Go(func() { s.err = s.file.Finish() })
	}
	wg.Wait()
}

// record makes flushed photos stored, and tells.
func (v *shelver) record() {
	for {
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
