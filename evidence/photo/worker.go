package photo

import (
	"errors"
	"os"
	"sync"

	"fairvisit/evidence/probe"
)

// Worker makes thumbnails and view copies, one photo at a time: a decoded
// photo takes tens of megabytes and a tablet has few to spare. A folder has at
// most one Worker.
type Worker struct {
	folder *Folder
	queue  chan order
	idle   chan struct{} // closed when the last order is done

	mu     sync.Mutex
	closed bool
}

type order struct {
	name  string
	facts Facts
	done  chan error
}

// NewWorker starts a worker whose queue holds n photos.
func NewWorker(f *Folder, n int) *Worker {
	w := &Worker{folder: f, queue: make(chan order, n), idle: make(chan struct{})}
	go func() {
		defer close(w.idle)
		for o := range w.queue {
			o.done <- f.makeViews(o.name, o.facts)
		}
	}()
	return w
}

// Make asks for the views of a stored photo and returns at once. The channel
// yields one result, which nobody need read: nil when both lie at ThumbPath
// and ViewPath, ErrBusy when the queue is full or closed and
// it must be asked for again.
func (w *Worker) Make(name string, facts Facts) <-chan error {
	o := order{name: name, facts: facts, done: make(chan error, 1)}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		o.done <- ErrBusy
		return o.done
	}
	select {
	case w.queue <- o:
	default:
		o.done <- ErrBusy
	}
	return o.done
}

// Close takes no more orders and waits until those in the queue are done.
func (w *Worker) Close() {
	w.mu.Lock()
	if !w.closed {
		w.closed = true
		close(w.queue)
	}
	w.mu.Unlock()
	<-w.idle
}

// makeViews decodes the original once; the thumbnail is made from the view
// copy's pixels, before they are pressed into a JPEG.
func (f *Folder) makeViews(name string, facts Facts) error {
	original, err := f.Original(name)
	if err != nil {
		return err
	}
	defer original.Close() // opened for reading: nothing can be lost
	_, picture, err := decode(original, original.Size())
	if err != nil {
		return noView(err)
	}
	view := upright(shrink(picture, viewEdge), facts.Orientation)
	large, err := encode(view, viewQuality)
	if err != nil {
		return noView(err)
	}
	small, err := thumbnail(view, thumbnailBytes)
	if err != nil {
		return noView(err)
	}
	if err := f.writeView(f.ViewPath(name), large); err != nil {
		return err
	}
	if err := f.writeView(f.ThumbPath(name), small); err != nil {
		return err
	}
	probe.At("photo.views")
	if !exists(f.photoPath(name)) { // deleted meanwhile, and its views must not stay
		return errors.Join(ErrNoView, f.Delete(name))
	}
	return nil
}

// writeView renames, so that a reader never sees half a picture, but does not
// flush: after a power cut a view that is missing or empty is made again.
func (f *Folder) writeView(path string, picture []byte) error {
	temp := path + partSuffix
	if f.key != nil {
		var err error
		if picture, err = f.key.SealFile(viewName(path), picture); err != nil {
			return noView(err)
		}
	}
	if err := os.WriteFile(temp, picture, 0o600); err != nil {
		return noView(err)
	}
	if err := os.Rename(temp, path); err != nil {
		return noView(err)
	}
	return nil
}
