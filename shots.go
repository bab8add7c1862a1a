package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"time"

	"fairvisit/app/capture"
	"fairvisit/app/desk"
	"fairvisit/app/mapview"
	"fairvisit/app/shots"
	"fairvisit/cmd/hq/demo"
	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq"
	"fairvisit/visits/plan"
)

// The pictures are of a Tuesday, when the doors have been open for two hours.
var (
	pictureZone = time.FixedZone("Asia/Shanghai", 8*60*60)
	pictureTime = time.Date(2026, 11, 24, 10, 8, 0, 0, pictureZone)
)

// shotsFlag declares -shots. The func it returns is called after the flags were
// read; it draws the pictures if they are asked for, and reports whether.
func shotsFlag() func(context.Context) (bool, error) {
	dir := flag.String("shots", "", "folder for pictures of every screen of an invented branch; nothing else is done")
	return func(ctx context.Context) (bool, error) {
		if *dir == "" {
			return false, nil
		}
		return true, drawShots(ctx, *dir)
	}
}

// drawShots writes pictures of all screens of an invented branch into dir.
func drawShots(ctx context.Context, dir string) (err error) {
	work, err := os.MkdirTemp("", "fairvisit-shots-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	o, err := openOffice(ctx, work)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, o.close()) }()
	return shots.Draw(dir, o.branch)
}

// demoUnit is the demo's branch, as its files name it.
const demoUnit = "北区演示分部"

// office is the demo's headquarters in this process, and the branch it serves.
type office struct {
	hq     *hq.HQ
	server *hq.Server
	branch shots.Branch
}

// openOffice loads the demo into a headquarters below work and enrols its crew,
// its manager and its reconciler.
func openOffice(ctx context.Context, work string) (*office, error) {
	time.Local = pictureZone // of the devices; what was set on this machine would show in pictures
	c := shots.NewClock(pictureTime)
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(work, "hq")
	d := &demo.Branch{Options: hq.Options{Data: hq.DataFolder(dir), Keys: hq.KeyFolder(dir), Build: "shots"}, Now: c.Now,
		Day: pictureTime.Format(time.DateOnly), Zone: zone}
	if err := d.Load(ctx); err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	invited, err := d.Invitations(ctx, "https://"+listener.Addr().String())
	if err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	options := d.Options
	options.Now, options.Second = c.Now, filepath.Join(work, "second")
	h, err := hq.Open(options)
	if err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	o := &office{hq: h, server: hq.Serve(h, listener), branch: shots.Branch{Clock: c}}
	o.branch.Sync, o.branch.Unlock, o.branch.Remind, o.branch.Roster = o.sync, o.unlock, o.remind, o.roster
	if err := errors.Join(h.Renew(ctx), o.people(ctx, work, invited), o.caseFile(work), o.maps(ctx)); err != nil {
		return nil, errors.Join(err, o.close())
	}
	return o, nil
}

func (o *office) close() error {
	down, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	return errors.Join(o.server.Shutdown(down), o.hq.Close())
}

// people enrols the invited: the officers on one tablet, the others each on
// their own machine.
func (o *office) people(ctx context.Context, work string, invited []demo.Invited) error {
	b := &o.branch
	var err [4]error
	b.Tablet, err[0] = o.device(filepath.Join(work, "tablet"))
	b.Manager, err[1] = o.device(filepath.Join(work, "manager"))
	b.Reconciler, err[2] = o.device(filepath.Join(work, "reconciler"))
	b.Spare, err[3] = o.device(filepath.Join(work, "spare"))
	if err := errors.Join(err[:]...); err != nil {
		return err
	}
	if err := o.spare(ctx, work); err != nil {
		return err
	}
	for _, i := range invited {
		var err error
		switch {
		case i.Role == "manager":
			_, err = o.enrol(ctx, b.Manager, i)
		case i.Role == "headquarters":
			_, err = o.enrol(ctx, b.Reconciler, i)
		case b.First.IsZero():
			b.First, err = o.enrol(ctx, b.Tablet, i)
		default:
			b.Second, err = o.enrol(ctx, b.Tablet, i)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// maps gives the tablet and the manager's machine the map of the demo's district.
func (o *office) maps(ctx context.Context) error {
	for _, d := range []*desk.Device{o.branch.Tablet, o.branch.Manager} {
		if d == nil {
			return nil // what went wrong before is told already
		}
		if err := demo.WriteMap(ctx, filepath.Join(d.Dir, mapview.FileName)); err != nil {
			return err
		}
	}
	return nil
}

// spare enrols an officer of another headquarters, which shows on no screen of this
// one, on a tablet whose system keeps no secrets. They have chosen neither words nor a PIN.
func (o *office) spare(ctx context.Context, work string) (err error) {
	const name = "何静"
	dir := filepath.Join(work, "elsewhere")
	options := hq.Options{Data: hq.DataFolder(dir), Keys: hq.KeyFolder(dir), Build: "shots", Demo: true, Now: o.branch.Clock.Now}
	if _, err := hq.Init(ctx, options); err != nil {
		return err
	}
	h, err := hq.Open(options)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return errors.Join(err, h.Close())
	}
	elsewhere := &office{hq: h, server: hq.Serve(h, listener)}
	defer func() { err = errors.Join(err, elsewhere.close()) }()
	unit := h.UnitID("north")
	who, err := h.Person(ctx, unit, "officer", name)
	if err != nil {
		return err
	}
	i, err := h.Invite(ctx, "https://"+listener.Addr().String(), "officer", who, unit, name)
	if err != nil {
		return err
	}
	o.branch.Spare.Keystore = nil
	_, err = o.branch.Spare.Enrol(ctx, i.Text())
	return err
}

// device is a machine of the branch: the program's own, by the pictures' clock.
func (o *office) device(dir string) (*desk.Device, error) {
	d, err := device(dir)
	if err != nil {
		return nil, err
	}
	d.Now, d.SinceBoot, d.Camera = o.branch.Clock.Micro, o.branch.Clock.SinceBoot, capture.NewFake()
	d.Sound = &capture.Tone{}
	return d, nil
}

// enrol has somebody enrol, choose their PIN and hear from headquarters once.
func (o *office) enrol(ctx context.Context, d *desk.Device, i demo.Invited) (evidence.ID, error) {
	who, err := d.Enrol(ctx, i.Invitation.Text())
	if err != nil {
		return who, err
	}
	if err := d.ChoosePIN(who, shots.PIN); err != nil {
		return who, err
	}
	k, err := d.Unlock(who, shots.PIN)
	if err != nil {
		return who, err
	}
	return who, errors.Join(o.sync(ctx, k), k.KeepName(ctx), k.Close())
}

// remind decides a case with a payment of tomorrow for the first officer, and gives
// them the call.
func (o *office) remind(ctx context.Context) error {
	b, unit := &o.branch, o.hq.UnitID(demoUnit)
	list, err := o.hq.Reminders(ctx, unit, "")
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return errors.New("nothing in the demo is due tomorrow")
	}
	day := pictureTime.AddDate(0, 0, -1).Format(time.DateOnly) // no stop of today
	if _, err := o.hq.Assign(ctx, hq.Assignment{Case: list[0].Case, Officer: b.First, Second: b.Second, Day: day, Order: 1, Reason: "reminder"}); err != nil {
		return err
	}
	_, err = o.hq.GiveReminders(ctx, unit, "call")
	return err
}

// roster has headquarters say of the second officer that they are on leave.
func (o *office) roster(ctx context.Context) error {
	unit := o.hq.UnitID(demoUnit)
	kept, err := o.hq.Roster(ctx, unit)
	if err != nil {
		return err
	}
	for i := range kept.People {
		if p := &kept.People[i]; p.ID == o.branch.Second {
			p.Languages, p.Leave = []string{"yue"}, []plan.Days{{From: "2026-12-07", Until: "2026-12-11"}}
		}
	}
	kept.Holidays = append(kept.Holidays, "2026-12-25")
	_, err = o.hq.KeepRoster(ctx, unit, evidence.ID{}, &kept)
	return err
}

// unlock makes the code for the request that an officer's tablet shows.
func (o *office) unlock(ctx context.Context, who evidence.ID) (string, error) {
	people, err := o.branch.Tablet.People()
	if err != nil {
		return "", err
	}
	for _, p := range people {
		if p.ID == who {
			return o.hq.UnlockCode(ctx, p.Device, p.Request)
		}
	}
	return "", fmt.Errorf("officer %s is not on the tablet", who.Short())
}

// sync runs sessions until the desk is at rest and knows that all it handed in
// is in both copies.
func (o *office) sync(ctx context.Context, k *desk.Desk) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for range 2 { // the second hears that what the first handed in is secured
		if err := o.hq.Settle(ctx); err != nil {
			return err
		}
		err := fieldsync.ErrAgain
		for errors.Is(err, fieldsync.ErrAgain) {
			err = k.Client.Once(ctx, func() bool { return true })
		}
		if err != nil {
			return err
		}
		if err := o.secured(ctx); err != nil {
			return err
		}
	}
	return nil
}

// secured waits until headquarters has copied all it holds.
func (o *office) secured(ctx context.Context) error {
	for {
		entries, photos, err := o.hq.Store.Unsecured(ctx, 1)
		if err != nil || len(entries)+len(photos) == 0 {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// caseFile is a bank's file as it comes: new cases, and rows that cannot be taken.
func (o *office) caseFile(work string) error {
	o.branch.CaseFile = filepath.Join(work, "demo-bank.csv")
	return os.WriteFile(o.branch.CaseFile, []byte(`creditor,number,product,name,phone,language,street,district,city,postcode,place_kind,amount,currency,days_past_due
Demo Bank 演示银行,DEMO-0101,消费贷 Consumer loan,方雅琴,10000009101,zh-Hans,松风里 99951 号,云鹤区,虚构市,999999,home,18240.00,CNY,34
Demo Bank 演示银行,DEMO-0102,信用卡 Credit card,罗建平,10000009102,zh-Hans,松风里 99952 号,云鹤区,虚构市,999999,home,6031.55,CNY,61
Demo Bank 演示银行,DEMO-0103,车贷 Car loan,Elena Novak,10000009103,en,白塔南路 99953 号,云鹤区,虚构市,999999,home,12x,CNY,90
Demo Bank 演示银行,DEMO-0104,信用卡 Credit card,谢文斌,10000009104,zh-Hans,,云鹤区,虚构市,999999,home,4410.00,CNY,45
`), 0o600)
}
