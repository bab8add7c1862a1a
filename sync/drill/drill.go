package drill

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"time"
)

// Options say how a drill is run.
type Options struct {
	Seed     int64
	Devices  int
	Planted  string    // a bug that headquarters or devices are to commit (package probe); empty: none
	Dir      string    // where to work, and to leave everything; empty: a folder that goes away after a good end
	Progress io.Writer // for people
}

// ErrFailed means that the drill was carried out and its report is bad.
var ErrFailed = errors.New("the drill found that something is not as it must be")

// casesPerKill is how many cases there are for each kill, besides casesAtLeast:
// a drill that ran out of visits would wait for photos for ever. On an idle
// machine three visits are made for each, beside other work up to eight.
const (
	casesPerKill = 15
	casesAtLeast = 60
)

// Kills kills headquarters and devices so many times, by phase, lets all come
// to rest and compares. The error wraps ErrFailed if the report is bad.
func Kills(ctx context.Context, o Options, kills int) (Report, error) {
	began := time.Now()
	r := Report{Phases: map[string]int{}}
	err := inFolder(o, func(dir string) error {
		f, err := newField(o, dir, rand.New(rand.NewPCG(uint64(o.Seed), 1)))
		if err != nil {
			return err
		}
		defer f.end()
		return f.kills(ctx, kills, &r)
	})
	r.Seconds = time.Since(began).Seconds()
	return r, err
}

func (f *field) kills(ctx context.Context, kills int, r *Report) error {
	if err := f.open(ctx, casesAtLeast+casesPerKill*kills); err != nil {
		return err
	}
	broke := f.killAll(ctx, kills, r)
	if broke == nil {
		broke = f.rest(ctx)
	}
	f.end()
	v, err := compare(ctx, &f.ground, f.ledger)
	if err != nil {
		return errors.Join(broke, err)
	}
	v.broke(broke)
	r.Acked, r.Lost, r.Duplicated, r.Found = v.Acked, v.Lost, v.Duplicated, v.Found.brief()
	return v.check()
}

func (f *field) killAll(ctx context.Context, kills int, r *Report) error {
	for _, ph := range plan(kills, f.rnd) {
		device, p, err := f.at(ctx, ph)
		if err != nil {
			return err
		}
		if err := p.kill(); err != nil {
			return err
		}
		r.Kills++
		r.Phases[ph.name]++
		if err := f.again(ctx, device); err != nil {
			return err
		}
		if r.Kills%20 == 0 {
			f.tell("%d of %d kills", r.Kills, kills)
		}
	}
	return nil
}

// inFolder runs a drill in its folder, which goes away only after a good end.
func inFolder(o Options, f func(dir string) error) error {
	if o.Dir != "" {
		if err := os.MkdirAll(o.Dir, 0o700); err != nil {
			return err
		}
		return f(o.Dir)
	}
	dir, err := os.MkdirTemp("", "fairvisit-drill-")
	if err != nil {
		return err
	}
	if err := f(dir); err != nil {
		return fmt.Errorf("%w; everything is left in %s", err, dir)
	}
	return os.RemoveAll(dir)
}
