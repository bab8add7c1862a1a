package sim

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"fairvisit/evidence/probe"
)

var (
	histories = flag.Int("histories", 300, "how many histories are run")
	firstSeed = flag.Uint64("from", 1, "the seed of the first history")
	oneSeed   = flag.Uint64("seed", 0, "run the history of this seed alone and print it")
	alone     = flag.String("alone", "", "run all histories in this process, with their files in this folder")
	frames    = flag.Bool("frames", false, "with -seed: print each frame as it arrives")
)

func TestMain(m *testing.M) {
	watchProbes()
	debug.SetGCPercent(1000) // the garbage of a history is small, and there are many
	code := m.Run()
	for _, a := range arenas {
		_ = os.RemoveAll(a.dir) // the system sweeps what is left
	}
	os.Exit(code)
}

var (
	arenasMu sync.Mutex
	arenas   []*arena
)

// inArenas calls work with as many arenas as there are cores.
func inArenas(t *testing.T, n int, work func(worker int, a *arena)) {
	t.Helper()
	arenasMu.Lock()
	for len(arenas) < n {
		dir, err := os.MkdirTemp(memoryDisk(), "convergence-")
		if err != nil {
			t.Fatal(err)
		}
		a, err := newArena(dir)
		if err != nil {
			t.Fatal(err)
		}
		arenas = append(arenas, a)
	}
	arenasMu.Unlock()
	var wg sync.WaitGroup
	for i := range n {
		wg.Add(1)
		go func() { defer wg.Done(); work(i, arenas[i]) }()
	}
	wg.Wait()
}

// memoryDisk is a file system in memory, where a flush costs nothing; what a
// power cut leaves is other tests' matter.
func memoryDisk() string {
	if *alone != "" {
		return *alone
	}
	if _, err := os.Stat("/dev/shm"); err == nil {
		return "/dev/shm"
	}
	return ""
}

func every(int) bool { return true }

// search runs the histories from one seed on until one breaks a promise. It
// returns the lowest seed that did, 0 for none, and how many were run. One
// history alone comes back whatever became of it.
func search(t *testing.T, first uint64, n int) (seed uint64, o outcome, run int64) {
	t.Helper()
	var next, done atomic.Int64
	var mu sync.Mutex
	inArenas(t, runtime.GOMAXPROCS(0), func(_ int, a *arena) {
		for {
			i := next.Add(1) - 1
			if i >= int64(n) {
				return
			}
			at := first + uint64(i)
			got := a.run(at, every)
			done.Add(1)
			if got.broken == "" {
				if n == 1 {
					o = got
				}
				continue
			}
			next.Store(int64(n)) // seeds are given out in order: none below is left out
			mu.Lock()
			if seed == 0 || at < seed {
				seed, o = at, got
			}
			mu.Unlock()
		}
	})
	return seed, o, done.Load()
}

func TestConvergence(t *testing.T) {
	if *oneSeed != 0 {
		seed, o, _ := search(t, *oneSeed, 1)
		if seed != 0 {
			t.Fatal(report(t, seed, o))
		}
		t.Logf("seed %d\n%s", *oneSeed, strings.Join(o.trace, "\n"))
		return
	}
	n := *histories
	if testing.Short() {
		n = min(n, 40)
	}
	began := time.Now()
	if processes := runtime.GOMAXPROCS(0); *alone == "" && processes > 1 && n > 0 {
		divide(t, *firstSeed, n, processes)
	} else {
		seed, o, run := search(t, *firstSeed, n)
		if seed != 0 {
			t.Fatal(report(t, seed, o))
		}
		if run != int64(n) {
			t.Fatalf("%d histories were run of %d", run, n)
		}
	}
	if !t.Failed() {
		t.Log(held(*firstSeed, n))
		t.Logf("%.0f histories a second", float64(n)/time.Since(began).Seconds())
	}
}

// held is what is said of histories that were all run and broke no promise.
func held(first uint64, n int) string {
	return fmt.Sprintf("every promise held in the %d histories from seed %d on", n, first)
}

// share is how many histories one process is given at most: its stage takes as
// long to build as a dozen of them, and at the end one core waits for the other.
const share = 500

// divide runs histories in one process for each core: in one, the workers would
// wait for each other in SQLite's allocator for a third of the time.
func divide(t *testing.T, first uint64, n, processes int) {
	t.Helper()
	// One folder for all, because a process that is ended leaves its own behind.
	dir, err := os.MkdirTemp(memoryDisk(), "convergence-")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir) // the system sweeps what is left
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	size := min(share, (n+processes-1)/processes)
	var given atomic.Int64
	var wg sync.WaitGroup
	for range processes {
		wg.Go(func() {
			for ctx.Err() == nil {
				from := int(given.Add(1)-1) * size
				if from >= n {
					return
				}
				out, err := inProcess(ctx, dir, first+uint64(from), min(size, n-from))
				if err != nil && ctx.Err() == nil {
					cancel() // one is enough to look at
					t.Errorf("%v\n%s", err, out)
				}
			}
		})
	}
	wg.Wait()
	if ctx.Err() != nil && !t.Failed() {
		t.Error("not all histories were run")
	}
}

// inProcess runs histories in a process of their own. That it ended well is not
// enough: it must say that it ran these.
func inProcess(ctx context.Context, dir string, first uint64, n int) ([]byte, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	child := exec.CommandContext(ctx, self, "-test.run", "^TestConvergence$", "-test.v", "-test.timeout", flag.Lookup("test.timeout").Value.String(),
		"-alone", dir, "-from", fmt.Sprint(first), "-histories", fmt.Sprint(n))
	child.Env = append(os.Environ(), "GOMAXPROCS=1")
	out, err := child.CombinedOutput()
	if err == nil && !bytes.Contains(out, []byte(held(first, n)+"\n")) {
		err = fmt.Errorf("the process of the %d histories from seed %d on does not say that it ran them", n, first)
	}
	return out, err
}

// report tells a broken history in as few steps as still break it.
func report(t *testing.T, seed uint64, o outcome) string {
	t.Helper()
	var short outcome
	var steps int
	inArenas(t, 1, func(_ int, a *arena) { short, steps = shrink(a, seed, o) })
	return fmt.Sprintf("seed %d: %s\nIn %d steps: %s\n%s", seed, o.broken, steps, short.broken, strings.Join(short.trace, "\n"))
}

// shrink leaves out steps for as long as the history still breaks a promise.
func shrink(a *arena, seed uint64, o outcome) (outcome, int) {
	const all = 64
	left := map[int]bool{}
	for i := range all {
		left[i] = true
	}
	keep := func(i int) bool { return left[i] }
	for size := all / 2; size > 0; size /= 2 {
		for from := 0; from < all; from += size {
			var taken []int
			for i := from; i < from+size; i++ {
				if left[i] {
					taken = append(taken, i)
					delete(left, i)
				}
			}
			if got := a.run(seed, keep); got.broken != "" && len(taken) > 0 {
				o = got
				continue
			}
			for _, i := range taken {
				left[i] = true
			}
		}
	}
	return o, len(left)
}

// A trace is a function of the seed, or a failure could not be looked at again.
func TestAHistoryIsAFunctionOfItsSeed(t *testing.T) {
	inArenas(t, 1, func(_ int, a *arena) {
		for seed := uint64(1); seed <= 12; seed++ {
			first, again := a.run(seed, every), a.run(seed, every)
			for i := range min(len(first.trace), len(again.trace)) {
				if first.trace[i] != again.trace[i] {
					t.Errorf("seed %d parts at line %d:\n%s\n%s", seed, i, first.trace[i], again.trace[i])
					break
				}
			}
		}
	})
}

// A simulator that cannot fail proves nothing: each of these bugs is planted in
// the real code and must be seen.
func TestPlantedBugsAreCaught(t *testing.T) {
	if testing.Short() {
		t.Skip("It runs histories until each bug shows: make test has it, beside all its histories.")
	}
	// The stage is built by sound code.
	inArenas(t, runtime.GOMAXPROCS(0), func(int, *arena) {})
	// The search begins shortly before a seed that is known to meet the bug: from
	// seed 1 it takes up to 110 long histories.
	for bug, from := range map[string]uint64{
		"cursor kept over a generation": 195, "seen ignored": 11, "dedupe by (device, seq)": 20, "purge at stored": 105,
		"tombstone lost": 4, "urgent applied twice": 45, "ack before commit": 21, "retry only on write": 1,
	} {
		t.Run(bug, func(t *testing.T) {
			probe.Plant(bug)
			allLong = true
			defer func() { probe.Plant(""); allLong = false }()
			seed, o, run := search(t, from, 400)
			if seed == 0 {
				t.Fatalf("%d histories did not see it", run)
			}
			t.Logf("seen after %d histories, by seed %d: %s", run, seed, o.broken)
		})
	}
}
