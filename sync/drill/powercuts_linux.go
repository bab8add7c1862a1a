package drill

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"time"

	"fairvisit/sync/drill/powercut"
)

// disks are the power-cut disks of a field: headquarters' first, then each
// device's. This process serves them and must not use them itself.
type disks struct {
	folders []string
	mounted []*powercut.FS
	rnd     *rand.Rand
}

// mountDisks puts every folder of the ground on a disk of its own, some kinder
// than others.
func mountDisks(g *ground, rnd *rand.Rand) (*disks, error) {
	d := &disks{folders: append([]string{g.HQ}, g.Devices...), rnd: rnd}
	for _, folder := range d.folders {
		fs, err := powercut.Mount(folder, powercut.Options{Torn: rnd.IntN(4) > 0, StrictEntries: rnd.IntN(2) == 0})
		if err != nil {
			return d, err
		}
		d.mounted = append(d.mounted, fs)
	}
	return d, nil
}

// cut takes the power from the disk of a device, of headquarters for -1. Its
// process must be dead.
func (d *disks) cut(device int, r *CutReport) error {
	lost, err := d.mounted[device+1].Cut(d.rnd.Int64())
	r.DroppedBytes += lost.LostBytes
	r.DroppedNames += lost.LostEntries
	r.TornWrites += lost.TornWrites
	return err
}

// keep copies what is on the disks, before it is gone with this process.
func (d *disks) keep(dir string) error {
	var errs []error
	for _, folder := range d.folders[:len(d.mounted)] {
		to := filepath.Join(dir, "kept-"+filepath.Base(folder))
		errs = append(errs, exec.Command("cp", "-a", folder, to).Run()) // another process: see disks
	}
	return errors.Join(errs...)
}

func (d *disks) close() error {
	var errs []error
	for _, fs := range d.mounted {
		errs = append(errs, fs.Close())
	}
	return errors.Join(errs...)
}

// PowerCuts cuts the power of headquarters and devices so many times, in the
// middle of work, lets all come to rest, cuts it everywhere once more and
// compares. It needs Linux, /dev/fuse and the right to mount.
func PowerCuts(ctx context.Context, o Options, cuts int) (CutReport, error) {
	began := time.Now()
	var r CutReport
	err := inFolder(o, func(dir string) error {
		rnd := rand.New(rand.NewPCG(uint64(o.Seed), 2))
		f, err := newField(o, dir, rnd)
		if err != nil {
			return err
		}
		d, err := mountDisks(&f.ground, rnd)
		if err == nil {
			err = f.cuts(ctx, d, cuts, &r)
		}
		f.end()
		if err != nil {
			err = errors.Join(err, d.keep(dir))
		}
		return errors.Join(err, d.close())
	})
	r.Seconds = time.Since(began).Seconds()
	return r, err
}

func (f *field) cuts(ctx context.Context, d *disks, cuts int, r *CutReport) error {
	if err := f.open(ctx, casesAtLeast+casesPerKill*cuts); err != nil {
		return err
	}
	broke := f.cutAll(ctx, d, cuts, r)
	if broke == nil {
		broke = f.rest(ctx)
	}
	f.end()
	for i := range d.mounted {
		if err := d.cut(i-1, r); err != nil {
			return errors.Join(broke, err)
		}
	}
	v, err := f.compareApart(ctx)
	if err != nil {
		return errors.Join(broke, err)
	}
	v.broke(broke)
	r.Acked, r.Lost, r.Duplicated, r.Found, r.Salvaged = v.Acked, v.Lost, v.Duplicated, v.Found.brief(), f.salvaged
	return v.check()
}

func (f *field) cutAll(ctx context.Context, d *disks, cuts int, r *CutReport) error {
	for _, ph := range plan(cuts, f.rnd) {
		device, p, err := f.at(ctx, ph)
		if err != nil {
			return err
		}
		if err := p.kill(); err != nil {
			return err
		}
		if err := d.cut(device, r); err != nil {
			return err
		}
		r.Cuts++
		if err := f.again(ctx, device); err != nil {
			return err
		}
		if r.Cuts%10 == 0 {
			f.tell("%d of %d power cuts", r.Cuts, cuts)
		}
	}
	return nil
}

// compareApart has a child compare.
func (f *field) compareApart(ctx context.Context) (*Verdict, error) {
	p, err := start(ctx, "the comparison", task{Role: roleCompare, Ground: f.ground}, nil, func(line) {})
	if err != nil {
		return nil, err
	}
	if err := p.tell(order{Do: doCompare, Ledger: f.ledger}); err != nil {
		return nil, err
	}
	l, err := p.await(ctx, saysVerdict, 2*within)
	if err != nil {
		return nil, fmt.Errorf("what the power cuts left could not be compared: %w", err)
	}
	return l.Verdict, p.end(ctx)
}
