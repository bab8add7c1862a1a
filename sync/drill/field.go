package drill

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"
)

// field is a headquarters and its devices as living processes, and the ledger
// of what they said.
type field struct {
	ground   ground
	planted  string
	rnd      *rand.Rand
	progress io.Writer

	hq      *process
	devices []*process

	mu       sync.Mutex
	ledger   *Ledger
	salvaged int
}

// within bounds every wait for a child: far more than any of them needs.
const within = time.Minute

// newField lays the ground in dir.
func newField(o Options, dir string, rnd *rand.Rand) (*field, error) {
	address, err := freeAddress(rnd)
	if err != nil {
		return nil, err
	}
	g := ground{HQ: filepath.Join(dir, "headquarters"), Address: address, Shift: time.Until(ten).Round(0)}
	folders := []string{g.HQ}
	for i := range o.Devices {
		folder := filepath.Join(dir, fmt.Sprintf("device-%d", i+1))
		g.Devices = append(g.Devices, folder)
		folders = append(folders, folder)
	}
	for _, folder := range folders {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return nil, err
		}
	}
	return &field{ground: g, planted: o.Planted, rnd: rnd, progress: o.Progress, devices: make([]*process, o.Devices), ledger: newLedger(o.Devices)}, nil
}

// freeAddress finds a port for every life of headquarters. It lies below those
// the kernel gives to clients: a device that calls while headquarters is down
// could else be given this very port, and be connected to itself.
func freeAddress(rnd *rand.Rand) (string, error) {
	var err error
	for range 100 {
		address := fmt.Sprintf("127.0.0.1:%d", 20_000+rnd.IntN(10_000))
		var l net.Listener
		if l, err = net.Listen("tcp", address); err == nil {
			return address, l.Close()
		}
	}
	return "", fmt.Errorf("no free port was found: %w", err)
}

// open makes headquarters and starts everything for the first time.
func (f *field) open(ctx context.Context, cases int) error {
	invitations, err := f.found(ctx, task{Role: roleFound, Ground: f.ground, Cases: cases, Person: "officer"})
	if err != nil {
		return err
	}
	if err := f.startHeadquarters(ctx); err != nil {
		return err
	}
	if _, err := f.hq.await(ctx, saysReady, within); err != nil {
		return err
	}
	for i, invitation := range invitations {
		if err := f.startDevice(ctx, i, invitation); err != nil {
			return err
		}
		if _, err := f.devices[i].await(ctx, saysReady, within); err != nil {
			return err
		}
	}
	return nil
}

// found makes headquarters, and returns an invitation for each device.
func (f *field) found(ctx context.Context, t task) (invitations []string, err error) {
	p, err := start(ctx, "the founding of headquarters", t, nil, func(l line) {
		if l.Says == saysInvited {
			invitations = append(invitations, l.Text)
		}
	})
	if err != nil {
		return nil, err
	}
	return invitations, p.end(ctx)
}

// startHeadquarters starts the next life of headquarters, without waiting for
// it: it may be killed again while it recovers. Before it serves it
// is asked for everything that earlier ones acknowledged: later a device would
// have handed in again what was lost, and nobody would know.
func (f *field) startHeadquarters(ctx context.Context) error {
	f.mu.Lock()
	questions := make([][]order, len(f.ledger.Devices))
	for i, a := range f.ledger.Devices {
		questions[i] = a.unasked()
	}
	f.mu.Unlock()
	p, err := start(ctx, "headquarters", task{Role: roleHeadquarters, Ground: f.ground, Planted: f.planted, Second: true}, nil, func(l line) {
		f.mu.Lock()
		defer f.mu.Unlock()
		switch l.Says {
		case saysAbsent:
			f.ledger.Absent[absence(l.Text, l.ID)] = true
		case saysReady: // and not before: it may be killed over the answers
			f.ledger.answered(questions)
		}
	})
	if err != nil {
		return err
	}
	f.hq = p
	return p.tell(append(slices.Concat(questions...), order{Do: doServe})...)
}

// startDevice starts the next life of a device, without waiting for it.
func (f *field) startDevice(ctx context.Context, i int, invitation string) error {
	account := f.ledger.Devices[i]
	f.mu.Lock()
	t := task{Role: roleDevice, Ground: f.ground, Planted: f.planted, Device: i, Invite: invitation, Known: account.known()}
	f.mu.Unlock()
	p, err := start(ctx, fmt.Sprintf("device %d", i+1), t, nil, func(l line) {
		f.mu.Lock()
		defer f.mu.Unlock()
		account.hear(l)
		if l.Says == saysSalvage {
			f.salvaged++
			fmt.Fprintf(f.progress, "device %d salvaged its journal: %s\n", i+1, l.Text)
		}
	})
	if err == nil {
		f.devices[i] = p
	}
	return err
}

// at has some process stand at a spot of the phase, and returns it: the caller
// ends it there. Where nothing comes by in time another spot is tried.
func (f *field) at(ctx context.Context, ph phase) (device int, p *process, err error) {
	if len(ph.spots) == 0 {
		device, p = f.pick("")
		return device, p, sleep(ctx, time.Duration(f.rnd.Int64N(int64(400*time.Millisecond))))
	}
	for range 4 {
		s := ph.spots[f.rnd.IntN(len(ph.spots))]
		device, p = f.pick(s.role)
		if err := p.tell(order{Do: doArm, Point: s.point, N: 1 + f.rnd.IntN(s.most)}); err != nil {
			return device, p, err
		}
		_, err = p.await(ctx, saysAt, within)
		if err == nil {
			return device, p, sleep(ctx, time.Duration(f.rnd.Int64N(int64(linger))))
		}
		if !errors.Is(err, errSilent) {
			return device, p, err
		}
		if err := p.tell(order{Do: doArm}); err != nil {
			return device, p, err
		}
	}
	return device, p, fmt.Errorf("nothing came to %s: %w", ph.name, err)
}

// pick draws a process of a role, of any for none. device is -1 for headquarters.
func (f *field) pick(role string) (device int, p *process) {
	if role == roleHeadquarters || role == "" && f.rnd.IntN(2) == 0 {
		return -1, f.hq
	}
	i := f.rnd.IntN(len(f.devices))
	return i, f.devices[i]
}

// again starts what was killed.
func (f *field) again(ctx context.Context, device int) error {
	if device >= 0 {
		return f.startDevice(ctx, device, "")
	}
	if err := f.untilDown(ctx); err != nil {
		return err
	}
	return f.startHeadquarters(ctx)
}

// untilDown waits until no device believes to be connected: what headquarters
// said before its end was then heard, and booked.
func (f *field) untilDown(ctx context.Context) error {
	deadline := time.Now().Add(within)
	for time.Now().Before(deadline) {
		up := false
		for _, d := range f.devices {
			up = up || d != nil && d.isUp()
		}
		if !up {
			return nil
		}
		if err := sleep(ctx, time.Millisecond); err != nil {
			return err
		}
	}
	return errors.New("a device still believes to be connected to a headquarters that is gone")
}

// rest lets everything come to rest without faults, and stops it.
func (f *field) rest(ctx context.Context) error {
	f.tell("coming to rest")
	for _, d := range f.devices {
		if err := d.tell(order{Do: doRest}); err != nil {
			return err
		}
	}
	for _, d := range f.devices {
		if _, err := d.await(ctx, saysRested, within); err != nil {
			return err
		}
	}
	for _, d := range f.devices {
		if err := d.stop(ctx); err != nil {
			return err
		}
	}
	return f.hq.stop(ctx)
}

// end kills what still runs after a drill that could not go on. What is on disk
// can be compared all the same, and says why.
func (f *field) end() {
	for _, p := range append(f.devices, f.hq) {
		if p == nil {
			continue
		}
		select {
		case <-p.ended:
		default:
			_ = p.kill() // it may end by itself meanwhile, which is as good
		}
	}
}

// tell says how far the drill is.
func (f *field) tell(format string, values ...any) {
	f.mu.Lock()
	acked, absent := f.ledger.acked(), len(f.ledger.Absent)
	f.mu.Unlock()
	fmt.Fprintf(f.progress, "%s: %d acknowledged, %d of them missed\n", fmt.Sprintf(format, values...), acked, absent)
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
