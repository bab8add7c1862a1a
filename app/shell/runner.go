// Package shell is what every screen stands in: the navigator with its stack of
// pages, the rail and the bar, one pane or two by width, and the one place that
// runs work beside the screen and comes back to it.
package shell

import (
	"context"
	"sync"
	"time"

	"fyne.io/fyne/v2"
)

// Runner owns every goroutine of the app. Screens never write go, and nobody
// else hops back to the screen's goroutine: a stray hop after a window closed,
// or one that waits for itself, is then impossible to write.
type Runner struct {
	ctx    context.Context
	cancel context.CancelFunc
	wg     sync.WaitGroup
	inline bool
}

// NewRunner runs work beside the screen until Close.
func NewRunner() *Runner {
	ctx, cancel := context.WithCancel(context.Background())
	return &Runner{ctx: ctx, cancel: cancel}
}

// NewInlineRunner runs work where it is asked for: pictures of screens and
// tests are then the same each time. It has no timers.
func NewInlineRunner() *Runner {
	r := NewRunner()
	r.inline = true
	return r
}

// Context ends when the app does.
func (r *Runner) Context() context.Context { return r.ctx }

// Close stops all work and waits for it.
func (r *Runner) Close() {
	r.cancel()
	r.wg.Wait()
}

// Do has work done beside the screen and hands its result to then on the
// screen's goroutine, unless the app has ended. then may be nil.
func Do[T any](r *Runner, work func(context.Context) (T, error), then func(T, error)) {
	if r.inline {
		v, err := work(r.ctx)
		if then != nil {
			then(v, err)
		}
		return
	}
	r.wg.Add(1)
	go func() {
		defer r.wg.Done()
		v, err := work(r.ctx)
		r.Show(func() {
			if then != nil {
				then(v, err)
			}
		})
	}()
}

// Show calls f on the screen's goroutine, from any other.
func (r *Runner) Show(f func()) {
	if r.inline {
		f()
		return
	}
	if r.ctx.Err() != nil {
		return
	}
	fyne.Do(func() {
		if r.ctx.Err() == nil {
			f()
		}
	})
}

// Serve runs something that goes on until the app ends, such as sending.
func (r *Runner) Serve(f func(context.Context)) {
	if r.inline {
		return
	}
	r.wg.Add(1)
	go func() {
		defer r.wg.Done()
		f(r.ctx)
	}()
}

// Every calls f on the screen's goroutine every d until stop is called.
func (r *Runner) Every(d time.Duration, f func()) (stop func()) {
	ctx, cancel := context.WithCancel(r.ctx)
	r.Serve(func(context.Context) {
		t := time.NewTicker(d)
		defer t.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-t.C:
				r.Show(func() {
					if ctx.Err() == nil {
						f()
					}
				})
			}
		}
	})
	return cancel
}

// After calls f once on the screen's goroutine, unless stop is called first.
func (r *Runner) After(d time.Duration, f func()) (stop func()) {
	ctx, cancel := context.WithCancel(r.ctx)
	r.Serve(func(context.Context) {
		t := time.NewTimer(d)
		defer t.Stop()
		select {
		case <-ctx.Done():
		case <-t.C:
			r.Show(func() {
				if ctx.Err() == nil {
					cancel()
					f()
				}
			})
		}
	})
	return cancel
}
