package sim

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"fairvisit/evidence"
	"fairvisit/evidence/probe"
	"fairvisit/sync/hq"
)

var ctx = context.Background()

// history is one run of a seed.
type history struct {
	*arena
	seed  uint64
	dir   string // of this history alone
	now   time.Time
	trace []string

	hq       *hq.HQ
	lives    int // data folders headquarters has had
	second   bool
	imported int           // versions of the bank's file
	open     []evidence.ID // cases of this history
	backups  []backup
	copies   int  // backups ever made
	lossy    bool // headquarters was restored without its second copy

	devices  []*device
	late     []*link // broken connections whose headquarters' end has not noticed
	channels int
	batch    int // entries in a frame at most
	stay     bool

	read []logged                // headquarters' log as far as it was read
	at   map[evidence.Hash][]int // where in it an entry stands

	made  map[evidence.Hash]*made
	order []*made // in the order the oracle saw them

	luck  *rand.Rand // of what is not a step's own choice
	fuse  int        // probes until the process that meets one dies; 0: none
	blown bool
}

// draw gives the random numbers of one part of a history. Parts do not share
// them, so what one part uses up changes no other.
func draw(seed uint64, part int) *rand.Rand { return rand.New(rand.NewPCG(seed, uint64(part))) }

// violation is a promise broken.
type violation struct{ what string }

func (h *history) fail(format string, a ...any) { panic(violation{fmt.Sprintf(format, a...)}) }

func (h *history) must(err error) {
	if err != nil {
		h.fail("%v", err)
	}
}

// tell writes the trace. No id may stand in it: it must be a function of the seed.
func (h *history) tell(format string, a ...any) {
	h.trace = append(h.trace, fmt.Sprintf("%s  ", h.now.Format("02 15:04:05"))+fmt.Sprintf(format, a...))
}

// outcome is what became of a history; broken is empty if all promises held.
type outcome struct {
	broken string
	trace  []string
}

func (a *arena) newHistory(seed uint64) *history {
	h := &history{arena: a, seed: seed, dir: filepath.Join(a.dir, "history"), now: begins.Add(time.Hour), luck: draw(seed, -1)}
	h.made = map[evidence.Hash]*made{}
	h.forgetLog()
	return h
}

// run runs the history of a seed, of its steps only those that keep takes.
func (a *arena) run(seed uint64, keep func(step int) bool) (o outcome) {
	h := a.newHistory(seed)
	mine := goroutine()
	walkers.Store(mine, h)
	defer walkers.Delete(mine)
	defer func() {
		switch v := recover().(type) {
		case nil:
		case violation:
			o.broken = v.what
		default:
			o.broken = fmt.Sprintf("panic: %v\n%s", v, debug.Stack())
		}
		o.trace = h.trace
		h.light(0)
		h.close()
	}()
	h.begin()
	r := draw(seed, 0)
	for step := range length(r) {
		if keep(step) {
			h.step(draw(seed, step+1))
		}
	}
	h.light(0)
	h.rest()
	h.checkAll()
	h.aftermath(draw(seed, -2))
	return o
}

// allLong makes every history a long one.
var allLong bool

// length is how many steps a history has. Most are short, because a fault and
// what it meets lie close together; some are long, for what only builds up, and
// all are while a planted bug is looked for.
func length(r *rand.Rand) int {
	if r.IntN(8) == 0 || allLong {
		return 20 + r.IntN(41)
	}
	return 4 + r.IntN(13)
}

// begin sets the stage.
func (h *history) begin() {
	r := draw(h.seed, -3)
	h.second = r.IntN(8) > 0
	h.batch = 1 + r.IntN(6)
	h.stay = r.IntN(2) == 0
	h.open = slices.Clone(h.cases)[:2+r.IntN(3)]
	chosen := h.crew(r)
	h.tell("second copy %v, %d entries in a frame, %d cases, %d devices", h.second, h.batch, len(h.open), len(chosen))
	h.lay(chosen, r)
	h.log()
	for _, m := range h.order {
		m.acknowledged = len(h.at[m.id]) > 0
	}
}

// crew is whose devices take part. One alone meets most of what a link, a disk and
// headquarters can do to it, at half the price; a case that changes hands, and two
// who work on one, take two; a third is its officer's second, or the manager's.
func (h *history) crew(r *rand.Rand) []int {
	seats := []int{0}
	if allLong || r.IntN(2) == 0 {
		seats = append(seats, 1)
		if third := 2 + r.IntN(4); third < len(h.seats) {
			seats = append(seats, third)
		}
	}
	return seats
}

// lay puts the files of headquarters and of some seats in place and starts all.
func (h *history) lay(chosen []int, r *rand.Rand) {
	h.must(os.RemoveAll(h.dir))
	h.must(os.MkdirAll(h.data(), 0o700))
	h.must(os.WriteFile(filepath.Join(h.data(), "hq.db"), h.database, 0o600))
	h.openHQ()
	for _, i := range chosen {
		s := h.seats[i]
		h.must(s.first.write(s.folder))
		h.must(os.WriteFile(noncePath(s.root), s.first.nonce, 0o600))
		h.devices = append(h.devices, h.take(s, r))
	}
}

func (h *history) data() string { return filepath.Join(h.dir, fmt.Sprintf("hq-%d", h.lives)) }

// close lets go of every handle; the files are the next history's to sweep away.
func (h *history) close() {
	for _, l := range h.late {
		l.leave()
	}
	for _, d := range h.devices {
		if d.link != nil {
			d.link.leave()
		}
		if d.journal != nil {
			_ = d.journal.Close() // what it says was said before
		}
	}
	if h.hq != nil {
		_ = h.hq.Abandon()
	}
}

// killed is what a blown fuse panics with: it unwinds through the deferred
// rollbacks, which is what is left of a transaction after a real kill too.
type killed struct{ point string }

// walkers are the histories under way by the goroutine that runs them: probes
// are told to all the process, and a fuse is one history's own.
var walkers sync.Map

// fuses are how many histories have one that burns.
var fuses atomic.Int32

// light gives the history a fuse of so many probes; 0 takes away the one it has.
func (h *history) light(probes int) {
	switch {
	case h.fuse == 0 && probes > 0:
		fuses.Add(1)
	case h.fuse > 0 && probes == 0:
		fuses.Add(-1)
	}
	h.fuse = probes
}

func watchProbes() {
	probe.Watch(func(point string) {
		if fuses.Load() == 0 {
			return // as most of the time; to ask for a goroutine's number has a price
		}
		v, ok := walkers.Load(goroutine())
		if !ok {
			return
		}
		h := v.(*history)
		if h.fuse == 0 {
			return
		}
		if h.light(h.fuse - 1); h.fuse == 0 {
			h.blown = true
			h.tell("killed at %s", point)
			panic(killed{point})
		}
	})
}

// goroutine is the number of the present goroutine as a stack trace gives it.
func goroutine() string {
	var b [32]byte
	head := b[:runtime.Stack(b[:], false)]
	head = bytes.TrimPrefix(head, []byte("goroutine "))
	number, _, _ := bytes.Cut(head, []byte(" "))
	return string(number)
}

// as runs f as the process of a device, of headquarters where d is nil. If the
// fuse blows in it, that process is dead and has been started again.
func (h *history) as(d *device, f func()) (died bool) {
	func() {
		defer func() {
			if h.blown { // anything else is a fault to be seen where it happened
				h.blown = false
				died = true
				_ = recover()
			}
		}()
		f()
	}()
	if !died {
		return false
	}
	if d == nil {
		h.killHQ()
	} else {
		d.kill()
	}
	return true
}
