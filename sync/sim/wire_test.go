package sim

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	fieldsync "fairvisit/sync"
	"fairvisit/visits/journal"
)

// faults are what befalls a frame on its way, each as a chance.
type faults struct {
	name                    string
	drop, double, swap, cut float64
}

var (
	clean = faults{name: "clean"}
	cuts  = faults{name: "cut", cut: 0.04}
	bad   = faults{name: "bad", cut: 0.2}
	// No TCP does this. It is here because what a lost frame leaves behind is
	// what a lost connection does, only more often.
	wild = faults{name: "wild", drop: 0.04, double: 0.04, swap: 0.04, cut: 0.02}
)

var (
	errCut     = errors.New("the connection was cut")
	errStalled = errors.New("no pong: the connection is dead")
)

// room is how many frames a direction takes in before its sender must wait.
const room = 8

// link is one connection: both real sessions and the frames between them.
type link struct {
	h        *history
	d        *device
	device   *fieldsync.Session
	hq       fieldsync.Machine
	leave    func()
	up, down [][]byte
	faults   faults
	r        *rand.Rand
	began    time.Time
	// An end that had nothing to say is asked again once something arrived, its
	// machine woke it, or its timer went off: no sooner than Pump would.
	deviceQuiet, hqQuiet bool
	welcomed, over       bool
}

func (h *history) connect(d *device, f faults, r *rand.Rand) {
	h.channels++
	exporter := sha256.Sum256(fmt.Append(nil, h.channels))
	l := &link{h: h, d: d, faults: f, r: draw(r.Uint64(), 0), began: h.now, device: d.client.NewSession(exporter[:])}
	l.hq, l.leave = h.hq.Session(exporter[:])
	d.link = l
}

// end ends the connection as the device sees it. Headquarters' end may hang on
// with what was under way, or be gone at once.
func (l *link) end(err error) {
	if l.over {
		return
	}
	h := l.h
	if !l.plausible(err) {
		h.fail("the %s session of %s ended: %v", l.faults.name, l.d.name, err)
	}
	l.over = true
	l.d.link = nil
	l.d.backoff.Ended(h.now, h.now.Sub(l.began), err)
	if errors.Is(err, errCut) && len(l.up) > 0 && l.faults.cut > 0 && l.r.IntN(2) == 0 {
		h.late = append(h.late, l)
		return
	}
	l.leave()
}

// plausible says whether a session may end so.
func (l *link) plausible(err error) bool {
	if err == nil || errors.Is(err, errCut) || errors.Is(err, fieldsync.ErrAgain) {
		return true
	}
	if !l.welcomed && l.h.now.Sub(l.began) > 30*time.Second {
		return true // headquarters was not heard in time
	}
	if bye, ok := errors.AsType[*fieldsync.Bye](err); ok {
		return bye.Code == fieldsync.ByeReplaced || bye.Code == "revoked" || l.faults == wild
	}
	strange := errors.Is(err, fieldsync.ErrFrame) || errors.Is(err, fieldsync.ErrNotHeadquarters) || errors.Is(err, journal.ErrChecksum) || errors.Is(err, errStalled)
	return l.faults == wild && strange
}

// deliverLate is a broken connection's end at headquarters, which reads on what
// the network still held.
func (l *link) deliverLate(n int) {
	for _, f := range l.up[:min(n, len(l.up))] {
		died := l.h.as(nil, func() { l.h.must(l.hq.Receive(ctx, f, true)) })
		if died {
			return // killHQ left every session
		}
	}
	l.leave()
}

// besides is what headquarters does between two frames.
func (l *link) besides() {
	switch l.r.IntN(40) {
	case 0, 1:
		l.h.office(func() error { return l.h.hq.Settle(ctx) })
	case 2:
		l.h.secureAll()
	}
}

// move does one thing on the wire; false when there is nothing to do.
func (l *link) move() bool {
	if l.faults != clean {
		l.besides()
	}
	if l.over {
		return true
	}
	for _, what := range l.r.Perm(4) {
		var moved bool
		switch what {
		case 0:
			moved = l.deviceSays()
		case 1:
			moved = l.hqSays()
		case 2:
			moved = len(l.up) > 0 && l.arrive(&l.up, l.atHQ)
		case 3:
			moved = len(l.down) > 0 && l.arrive(&l.down, l.atDevice)
		}
		if moved || l.over {
			l.h.now = l.h.now.Add(time.Duration(1+l.r.IntN(20)) * time.Millisecond)
			return true
		}
	}
	return false
}

func (l *link) deviceSays() bool {
	select {
	case <-l.device.Wake():
		l.deviceQuiet = false
	default:
	}
	if l.deviceQuiet || len(l.up) >= room {
		return false
	}
	var f []byte
	var err error
	if l.h.as(l.d, func() { f, err = l.device.Next(ctx) }) {
		return true
	}
	l.deviceQuiet = f == nil
	if f != nil {
		l.up = append(l.up, bytes.Clone(f))
	}
	if err != nil {
		l.end(err)
	}
	return f != nil
}

func (l *link) hqSays() bool {
	select {
	case <-l.hq.Wake():
		l.hqQuiet = false
	default:
	}
	if l.hqQuiet || len(l.down) >= room {
		return false
	}
	var f []byte
	var err error
	if l.h.as(nil, func() { f, err = l.hq.Next(ctx) }) {
		return true
	}
	l.hqQuiet = f == nil
	if f != nil {
		l.down = append(l.down, bytes.Clone(f))
	}
	if err != nil { // it said bye: what it wrote before still comes
		l.flush(len(l.down))
		l.end(errCut)
	}
	return f != nil
}

// show tells a frame, ids and all: not for a trace that is compared.
func (l *link) show(where string, f []byte) {
	if *frames {
		l.h.tell("      %s %s: %02x %.300q", l.d.name, where, f[0], f[1:])
	}
}

func (l *link) atHQ(f []byte, whole bool) {
	l.hqQuiet = false
	l.show("to headquarters", f)
	var err error
	if l.h.as(nil, func() { err = l.hq.Receive(ctx, f, whole) }) || err == nil {
		return
	}
	if whole {
		l.h.fail("headquarters' session with %s: %v", l.d.name, err)
	}
}

func (l *link) atDevice(f []byte, whole bool) {
	l.deviceQuiet = false
	l.show("to the device", f)
	l.welcomed = l.welcomed || whole && fieldsync.Type(f[0]) == fieldsync.TWelcome
	var err error
	if l.h.as(l.d, func() { err = l.device.Receive(ctx, f, whole) }) || err == nil || l.over {
		return
	}
	l.end(err)
}

// flush has the device read the first n frames on their way to it.
func (l *link) flush(n int) {
	for range min(n, len(l.down)) {
		if l.over {
			return
		}
		f := l.down[0]
		l.down = l.down[1:]
		l.atDevice(f, true)
	}
}

// arrive has the next frame of a direction meet its fate.
func (l *link) arrive(queue *[][]byte, receive func([]byte, bool)) bool {
	q := *queue
	f := q[0]
	chance := l.r.Float64()
	hit := func(p float64) bool { chance -= p; return chance < 0 }
	switch {
	case hit(l.faults.drop):
		*queue = q[1:]
		l.h.tell("    %s: a frame was dropped", l.d.name)
	case hit(l.faults.double):
		*queue = q[1:]
		l.h.tell("    %s: a frame came twice", l.d.name)
		receive(f, true)
		if !l.over {
			receive(f, true)
		}
	case hit(l.faults.swap) && len(q) > 1:
		l.h.tell("    %s: two frames changed places", l.d.name)
		q[0], q[1] = q[1], q[0]
		fallthrough
	default:
		f = q[0]
		*queue = q[1:]
		receive(f, true)
	case hit(l.faults.cut):
		*queue = q[1:]
		l.h.tell("    %s: cut", l.d.name)
		if k := l.r.IntN(len(f) + 1); k > 0 && k < len(f) {
			receive(f[:k], false)
		}
		*queue = nil // what follows a frame that broke off never comes
		l.flush(l.r.IntN(len(l.down) + 1))
		l.end(errCut)
	}
	return true
}

// converse lets both ends talk for at most so many moves. It reports whether
// the device came to rest, nothing unsent and every feed read.
func (h *history) converse(d *device, moves int) bool {
	l := d.link
	timers := false
	for left := moves; left > 0; left-- {
		if l.over {
			break
		}
		if l.move() {
			timers = false
			continue
		}
		if !timers { // the timers of both ends go off
			timers = true
			l.deviceQuiet, l.hqQuiet = false, false
			h.now = h.now.Add(5 * time.Second)
			continue
		}
		idle, err := l.device.Idle(ctx)
		h.must(err)
		if !idle {
			h.now = h.now.Add(time.Minute)
			l.end(errStalled)
		}
		h.scan(d)
		return idle
	}
	h.scan(d)
	return false
}
