// Package probe names the points of the write path at which a proof may stop
// or kill the process, and the bugs a proof may plant to show that it would
// see them. Nothing is set in a normal run: a point then costs one atomic load.
//
// It lies below every other package because points stand in all of them. Only
// tests and the drill's own child processes call Watch and Plant.
package probe

import "sync/atomic"

var (
	watcher atomic.Pointer[func(point string)]
	planted atomic.Pointer[string]
)

// At tells the watcher, if there is one, that the process stands at point.
// The watcher may block until the process is killed.
func At(point string) {
	if f := watcher.Load(); f != nil {
		(*f)(point)
	}
}

// Watch has f called at every point; nil ends it.
func Watch(f func(point string)) {
	if f == nil {
		watcher.Store(nil)
		return
	}
	watcher.Store(&f)
}

// Planted reports whether the named bug is to be committed here.
func Planted(bug string) bool {
	p := planted.Load()
	return p != nil && *p == bug
}

// Plant switches one named bug on; the empty name switches it off.
func Plant(bug string) {
	if bug == "" {
		planted.Store(nil)
		return
	}
	planted.Store(&bug)
}
