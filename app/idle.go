package app

import (
	"time"

	"fairvisit/app/widgets"
	"fairvisit/evidence"
)

const (
	// idleFor is how long nobody touches the screen before it locks.
	idleFor = 5 * time.Minute
	// awayFor is how long the app is out of sight before it locks: the system's
	// own camera and file pages put it there too, and their answer must find the
	// page that asked.
	awayFor = time.Minute
	// looksEvery is how often that is asked.
	looksEvery = 5 * time.Second
)

// idle locks the screens of a device that was put down. It reckons on the clock
// since boot, which counts sleep and which nobody sets.
type idle struct {
	clock func() (evidence.ID, int64) // µs
	lock  func()

	used int64 // of the last touch
	away int64 // since when the app is out of sight; 0: it is seen
}

// watchIdle begins to watch the app's window.
func (p *App) watchIdle() {
	p.idle = &idle{clock: p.device.SinceBoot, lock: func() {
		if p.end != nil { // somebody is at work
			p.lock()
		}
	}}
	p.idle.touched()
	widgets.Used = p.idle.touched
	l := p.fyne.Lifecycle()
	l.SetOnExitedForeground(p.idle.left)
	l.SetOnEnteredForeground(p.idle.back)
	p.run.Every(looksEvery, p.idle.look)
}

func (i *idle) now() int64 {
	_, micros := i.clock()
	return micros
}

func (i *idle) touched() { i.used = i.now() }

func (i *idle) left() { i.away = i.now() }

// back looks before anything is seen: while it is out of sight a system may let
// no clock of the app tick.
func (i *idle) back() {
	i.look()
	i.away = 0
	i.touched()
}

func (i *idle) look() {
	now := i.now()
	if now-i.used >= idleFor.Microseconds() || i.away != 0 && now-i.away >= awayFor.Microseconds() {
		i.lock()
	}
}
