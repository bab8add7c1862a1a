package bench

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"
)

// Options say how much is measured, and where.
type Options struct {
	Scale   float64  // 1: the sizes the targets are meant for
	Runs    int      // of what has a floor
	Dir     string   // where to work, on the disk that is meant; empty: the system's temporary folder
	Only    []string // Parts to measure; empty: all
	Profile string   // folder for CPU profiles of headquarters and of the device; empty: none
	Log     func(format string, args ...any)
}

// Parts are what can be measured apart.
var Parts = []string{"entries", "photos", "storm", "idle", "change"}

type bench struct {
	o   Options
	dir string
	f   *Figures
}

// scaled is n at this scale, at least least.
func (b *bench) scaled(n, least int) int { return max(least, int(float64(n)*b.o.Scale)) }

// Run measures. It takes minutes at full scale and some GB below o.Dir, which
// it gives back. An error is a run that did not do its work, never a figure
// that is too bad.
func Run(ctx context.Context, o Options) (f *Figures, err error) {
	dir, err := os.MkdirTemp(o.Dir, "hq-bench-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	began := time.Now()
	b := &bench{o: o, dir: dir, f: &Figures{Rows: map[string]int{}, Runs: o.Runs, Scale: o.Scale, CPUs: runtime.NumCPU()}}
	if b.f.Flush, err = flush(dir); err != nil {
		return nil, err
	}
	if err := b.measure(ctx); err != nil {
		return nil, err
	}
	b.f.Took = time.Since(began).Seconds()
	return b.f, nil
}

func (b *bench) wanted(parts ...string) bool {
	return len(b.o.Only) == 0 || slices.ContainsFunc(parts, func(p string) bool { return slices.Contains(b.o.Only, p) })
}

func (b *bench) measure(ctx context.Context) error {
	if b.wanted("entries") {
		if err := b.entries(ctx); err != nil {
			return err
		}
	}
	if b.wanted("photos") {
		if err := b.measurePhotos(ctx); err != nil {
			return err
		}
	}
	if !b.wanted("storm", "idle", "change") {
		return nil
	}
	return b.measureCrowd(ctx)
}

// measureCrowd grows one branch: 40 cases each for the storm, 100 each for the
// changes.
func (b *bench) measureCrowd(ctx context.Context) error {
	n, cases, more := b.scaled(1000, 25), 40, 60
	b.o.Log("enrolling %d officers with %d cases each …", n, cases)
	c, err := b.newCrowd(ctx, n, cases)
	if err != nil {
		return err
	}
	b.o.Log("all devices at once …")
	if err := b.storm(ctx, c); err != nil { // before idle: it leaves the cursors
		return err
	}
	b.o.Log("all had their cases after %.1f s", b.f.Storm)
	if b.wanted("idle") {
		if err := b.idle(ctx, c); err != nil {
			return err
		}
		b.o.Log("an idle session holds %.0f KiB", b.f.Idle)
	}
	if !b.wanted("change") {
		return nil
	}
	b.o.Log("giving everybody %d cases more …", more)
	h, err := openBranch(c.office)
	if err != nil {
		return err
	}
	if err := errors.Join(c.give(ctx, h, more), h.Close()); err != nil {
		return err
	}
	return b.change(ctx, c)
}

// flush is the median of what one write and fsync take here, in ms.
func flush(dir string) (float64, error) {
	f, err := os.Create(filepath.Join(dir, "flush"))
	if err != nil {
		return 0, err
	}
	var took []float64
	for i := 0; i < 100 && err == nil; i++ {
		began := time.Now()
		_, err = f.WriteAt(make([]byte, 4096), 0)
		err = errors.Join(err, f.Sync())
		took = append(took, float64(time.Since(began).Microseconds())/1000)
	}
	return median(took), errors.Join(err, f.Close(), os.Remove(f.Name()))
}
