package demo

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"time"

	"fairvisit/cmd/hq/screenless"
	"fairvisit/evidence"
	"fairvisit/evidence/vault"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/journal"
)

// watch is a clock that the past is played by: the branch did not do three
// days' work in the second in which the demo was loaded.
type watch struct{ micros atomic.Int64 }

func newWatch(t time.Time) *watch {
	w := &watch{}
	w.set(t)
	return w
}

func (w *watch) set(t time.Time)      { w.micros.Store(t.UnixMicro()) }
func (w *watch) pass(d time.Duration) { w.micros.Add(d.Microseconds()) }
func (w *watch) time() time.Time      { return time.UnixMicro(w.micros.Load()) }

// workingDays are the days before one on which the rules let somebody visit a
// home, newest first: as many as the files speak of, or fewer where the rules
// do not reach back so far.
func (b *Branch) workingDays(day string) []string {
	need := 0
	for _, v := range b.data.past {
		need = max(need, v.before)
	}
	var days []string
	for t, tries := b.at(day, "10:00"), 0; len(days) < need && tries < 60; tries++ {
		t = t.AddDate(0, 0, -1)
		if open(b.Zone.String(), t) {
			days = append(days, t.Format(time.DateOnly))
		}
	}
	return days
}

// past is the branch at work on earlier days: a headquarters on a loopback port
// and throw-away devices that speak its protocol, each with its own clock.
type past struct {
	*Branch
	hq      *hq.HQ
	server  *hq.Server
	office  *watch
	folder  string // of the devices
	devices map[string]*fieldDevice
}

// fieldDevice is a crew's device.
type fieldDevice struct {
	*fieldwork.Officer
	client *fieldsync.Client
	clock  *watch
	second evidence.ID
}

// live has the visits made that are missing.
func (b *Branch) live(ctx context.Context, days []string) error {
	byDay := map[string][]earlier{}
	err := b.with(func(h *hq.HQ) error {
		for _, v := range b.data.past {
			if v.before > len(days) {
				continue
			}
			c, err := b.picture(ctx, h, v.number)
			if err != nil {
				return err
			}
			if len(c.Contacts) == 0 { // a case of the demo has one visit in its past at most
				byDay[days[v.before-1]] = append(byDay[days[v.before-1]], v)
			}
		}
		return nil
	})
	if err != nil || len(byDay) == 0 {
		return err
	}
	folder, err := os.MkdirTemp("", "hq-demo-")
	if err != nil {
		return err
	}
	p := &past{Branch: b, folder: folder, office: newWatch(b.at(days[len(days)-1], "08:00")), devices: map[string]*fieldDevice{}}
	b.clock = p.office.time
	return errors.Join(p.serve(ctx, byDay), os.RemoveAll(folder))
}

// serve runs the headquarters of those days and plays them, oldest first.
func (p *past) serve(ctx context.Context, byDay map[string][]earlier) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	if p.hq, err = hq.Open(p.options()); err != nil {
		return errors.Join(err, listener.Close())
	}
	p.server = hq.Serve(p.hq, listener)
	done := 0
	for _, day := range slices.Sorted(maps.Keys(byDay)) {
		slices.SortFunc(byDay[day], func(a, b earlier) int { return cmp.Compare(a.at, b.at) })
		if err = p.workday(ctx, day, byDay[day]); err != nil {
			break
		}
		done += len(byDay[day])
	}
	for _, dev := range p.devices {
		err = errors.Join(err, dev.Journal.Close())
	}
	down, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	err = errors.Join(err, p.server.Shutdown(down), p.hq.Close())
	p.tell("%d earlier visits handed in\n", done)
	return err
}

// workday: decided in the morning, pulled, visited offline, handed in at night.
func (p *past) workday(ctx context.Context, day string, all []earlier) error {
	p.office.set(p.at(day, "08:00"))
	var decisions []hq.Assignment
	crews := map[string]*fieldDevice{}
	for i, v := range all {
		first, second, err := p.officers(ctx, p.hq, v.crew)
		if err != nil {
			return err
		}
		if crews[v.crew], err = p.device(ctx, v.crew, second); err != nil {
			return err
		}
		decisions = append(decisions, hq.Assignment{Case: p.caseID(p.hq, v.number), Officer: first, Second: second, Day: day, Order: i + 1, Reason: "plan"})
	}
	if _, err := p.hq.Assign(ctx, decisions...); err != nil {
		return err
	}
	if err := p.handIn(ctx, crews, p.at(day, "08:30")); err != nil {
		return err
	}
	for _, v := range all {
		if err := p.visit(ctx, crews[v.crew], day, v); err != nil {
			return fmt.Errorf("the visit of %s on %s: %w", v.number, day, err)
		}
	}
	if err := p.handIn(ctx, crews, p.at(day, "18:10")); err != nil {
		return err
	}
	for i := range decisions { // done: the next plan begins from what nobody holds
		decisions[i].Officer, decisions[i].Second, decisions[i].Reason = evidence.ID{}, evidence.ID{}, "done"
	}
	_, err := p.hq.Assign(ctx, decisions...)
	return err
}

// handIn has devices talk to headquarters at that time.
func (p *past) handIn(ctx context.Context, crews map[string]*fieldDevice, at time.Time) error {
	p.office.set(at)
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for _, d := range crews {
		d.clock.set(at)
		if err := screenless.SyncOnce(ctx, d.client); err != nil {
			return err
		}
	}
	return p.hq.Settle(ctx)
}

// device is the crew's device, enrolled at its first use.
func (p *past) device(ctx context.Context, crew string, second evidence.ID) (*fieldDevice, error) {
	if d := p.devices[crew]; d != nil {
		return d, nil
	}
	who := p.data.crew(crew)[0]
	i, err := p.invite(ctx, p.hq, "https://"+p.server.Addr(), who)
	if err != nil {
		return nil, err
	}
	id, err := fieldsync.Enrol(ctx, i)
	if err != nil {
		return nil, err
	}
	d := &fieldDevice{clock: newWatch(p.office.time()), second: second}
	began, boot := p.office.time().Add(-time.Hour).UnixMicro(), evidence.NewID()
	o := journal.Options{Build: p.Options.Build, Nonce: filepath.Join(p.folder, "install", crew), Key: vault.NewKey(), // these tablets do not outlive the making
		Now:       func() int64 { return d.clock.time().UnixMicro() },
		SinceBoot: func() (evidence.ID, int64) { return boot, d.clock.time().UnixMicro() - began },
		Zone:      func() int16 { _, east := d.clock.time().In(p.Zone).Zone(); return int16(east / 60) }}
	j, err := journal.Create(journal.Folder(p.folder, id.Officer), id, o)
	if err != nil {
		return nil, err
	}
	d.client = &fieldsync.Client{Journal: j, Dial: fieldsync.Dialer(id.URL)}
	if d.Officer, err = screenless.AtWork(j, o); err != nil {
		return nil, errors.Join(err, j.Close())
	}
	p.devices[crew] = d
	return d, nil
}
