// Package hqtest gives tests of screens a real headquarters on real sockets and
// files, and a desk with a real journal for each person. For tests only.
package hqtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fairvisit/app/desk"
	"fairvisit/assets"
	"fairvisit/evidence"
	"fairvisit/evidence/clock"
	"fairvisit/evidence/vault"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/intake"
	"fairvisit/visits/rules"
)

// Workday is 10:00 in Shanghai on a Wednesday: the house's window is open.
var Workday = time.Date(2026, 11, 25, 2, 0, 0, 0, time.UTC)

// Zone is where the invented debtors live.
const Zone = "Asia/Shanghai"

// World is a headquarters with one branch, on Workday.
type World struct {
	testing.TB
	HQ   *hq.HQ
	Unit evidence.ID
	Now  time.Time
	// Keystore is that of the devices that are enrolled; nil: there is none.
	Keystore *vault.Keystore

	dir    string
	listen func() (net.Listener, error)
	root   string // seed of the root key, in hex
	server *hq.Server
}

// New starts a headquarters that ends with the test.
func New(t testing.TB) *World {
	return NewOn(t, func() (net.Listener, error) { return net.Listen("tcp", "127.0.0.1:0") })
}

// NewOn is New on a network of the test's own. It listens once more where
// headquarters is restored, then under the same address.
func NewOn(t testing.TB, listen func() (net.Listener, error)) *World {
	t.Helper()
	w := &World{TB: t, Now: Workday, dir: t.TempDir(), listen: listen}
	printed, err := hq.Init(t.Context(), w.options())
	w.Must(err)
	w.root = printed.Root
	w.start()
	w.Unit = w.HQ.UnitID("north")
	w.Must(w.HQ.PlaceUnit(w.Context(), w.Unit, rules.HouseAlone))
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		w.Must(w.server.Shutdown(ctx))
		w.Must(w.HQ.Close())
	})
	return w
}

func (w *World) options() hq.Options {
	return hq.Options{Data: hq.DataFolder(w.dir), Keys: hq.KeyFolder(w.dir), Build: "test", Now: func() time.Time { return w.Now }}
}

func (w *World) start() {
	w.Helper()
	var err error
	w.HQ, err = hq.Open(w.options())
	w.Must(err)
	l, err := w.listen()
	w.Must(err)
	w.server = hq.Serve(w.HQ, l)
}

// Burn throws headquarters' data away and makes it anew from a backup; there is no
// second copy.
func (w *World) Burn(backup string) {
	w.Helper()
	w.Stop()
	w.Must(w.HQ.Close())
	w.Must(os.RemoveAll(hq.DataFolder(w.dir)))
	_, err := hq.Restore(w.Context(), w.options(), backup, "", true)
	w.Must(err)
	w.start()
}

// Stop takes headquarters off the network for the rest of the test.
func (w *World) Stop() {
	w.Helper()
	ctx, cancel := context.WithTimeout(w.Context(), 10*time.Second)
	defer cancel()
	w.Must(w.server.Shutdown(ctx))
}

// Must ends the test on an error.
func (w *World) Must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// Enrol names a person, enrols a device of theirs and opens their desk.
func (w *World) Enrol(role, name string) *desk.Desk {
	w.Helper()
	d := desk.NewDevice(filepath.Join(w.dir, "devices", name), "test")
	d.Now, d.Keystore = func() int64 { return w.Now.UnixMicro() }, w.Keystore
	d.SinceBoot = func() (evidence.ID, int64) { // goes on as the world's clock does, or that of the wall would be a wrong one
		boot, since := clock.SinceBoot()
		return boot, since + w.Now.Sub(Workday).Microseconds()
	}
	pack, err := rules.ParsePack(assets.HousePack())
	w.Must(err)
	d.Packs = []rules.Pack{pack}
	d.List, err = checklist.Parse(assets.HouseChecklist())
	w.Must(err)
	return w.EnrolOn(d, role, name)
}

// EnrolOn is Enrol on a device that is there: several people share it.
func (w *World) EnrolOn(d *desk.Device, role, name string) *desk.Desk {
	w.Helper()
	who, err := d.Enrol(w.Context(), w.Invite(role, name))
	w.Must(err)
	k, err := d.Open(who)
	w.Must(err)
	w.Cleanup(func() { w.Must(k.Close()) })
	return k
}

// Invite names a person and is the text of an invitation for them.
func (w *World) Invite(role, name string) string {
	w.Helper()
	id, err := w.HQ.Person(w.Context(), w.Unit, role, name)
	w.Must(err)
	w.Must(w.HQ.Certify(w.Context(), id, "authorisation", Workday.AddDate(5, 0, 0)))
	invitation, err := w.HQ.Invite(w.Context(), "https://"+w.server.Addr(), role, id, w.Unit, name)
	w.Must(err)
	return invitation.Text()
}

// Sync runs sessions of a desk until it is at rest. What others handed in before
// is folded first, and what it hands in after.
func (w *World) Sync(desks ...*desk.Desk) {
	w.Helper()
	for _, k := range desks {
		w.Must(w.HQ.Settle(w.Context()))
		ctx, cancel := context.WithTimeout(w.Context(), 30*time.Second)
		err := fieldsync.ErrAgain
		for errors.Is(err, fieldsync.ErrAgain) {
			err = k.Client.Once(ctx, func() bool { return true })
		}
		cancel()
		w.Must(err)
		w.Must(w.HQ.Settle(w.Context()))
	}
}

// errCut is the network of a desk that CutShort cuts.
var errCut = errors.New("the network went away")

// cutConn breaks once the device has introduced itself and was welcomed.
type cutConn struct {
	fieldsync.Conn
	said bool
}

func (c *cutConn) Write(ctx context.Context, frame []byte) error {
	if c.said {
		return errCut
	}
	c.said = true
	return c.Conn.Write(ctx, frame)
}

// CutShort has a desk connect, tell headquarters what waits there, and lose the
// network before anything was handed in.
func (w *World) CutShort(k *desk.Desk) {
	w.Helper()
	device := k.Journal.Identity().Device
	said := func() string {
		all, err := w.HQ.DeviceStatuses(w.Context())
		w.Must(err)
		for _, d := range all {
			if d.ID == device {
				return fmt.Sprint(d.Seen, string(d.Reported))
			}
		}
		return ""
	}
	before := said()
	whole := k.Client.Dial
	defer func() { k.Client.Dial = whole }()
	k.Client.Dial = func(ctx context.Context) (fieldsync.Conn, error) {
		c, err := whole(ctx)
		return &cutConn{Conn: c}, err
	}
	ctx, cancel := context.WithTimeout(w.Context(), 30*time.Second)
	defer cancel()
	if err := k.Client.Once(ctx, func() bool { return true }); !errors.Is(err, errCut) {
		w.Fatalf("the session was to be cut and ended with %v", err)
	}
	for said() == before { // headquarters notes it after its welcome, beside this
		if ctx.Err() != nil {
			w.Fatal("headquarters did not note what the device said")
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// Import has headquarters take a bank's file, and give notice of visits.
func (w *World) Import(csv string) hq.ImportResult {
	w.Helper()
	f, err := intake.Read(bytes.NewReader([]byte(csv)), intake.Options{Today: w.Now.Format(time.DateOnly)})
	w.Must(err)
	r, err := w.HQ.Import(w.Context(), w.Unit, Zone, f, false)
	w.Must(err)
	w.Must(w.HQ.GiveNotice(w.Context(), "visit", "written", Workday.AddDate(0, 0, -10), r.Cases...))
	return r
}

// Assign has headquarters decide who visits a case on a day.
func (w *World) Assign(c evidence.ID, first, second *desk.Desk, day string) {
	w.Helper()
	_, err := w.HQ.Assign(w.Context(), hq.Assignment{Case: c, Officer: first.Me(), Second: second.Me(), Day: day, Order: 1})
	w.Must(err)
}

// Visit has an officer visit a case with photos and close it with a promise.
func (w *World) Visit(k, second *desk.Desk, c evidence.ID, photos int, promised string) *fieldwork.Visit {
	w.Helper()
	held, err := k.Journal.Case(w.Context(), c)
	w.Must(err)
	v, verdict, err := k.Officer.Open(w.Context(), c, second.Me())
	if err != nil {
		w.Fatalf("%v: %+v", err, verdict)
	}
	w.Must(v.Arrive(w.Context(), nil))
	w.Must(v.Answer(w.Context(), "d2", checklist.Chosen("match"), ""))
	for i := range photos {
		_, err := v.Photograph(w.Context(), bytes.NewReader(Photo(uint8(i+1))), "d5", "camera")
		w.Must(err)
	}
	_, err = v.EndPhase(w.Context(), checklist.PhaseDoor, evidence.Hash{})
	w.Must(err)
	w.Must(v.Leave(w.Context()))
	p := held.Facts.Parties[0].Party
	w.Must(v.Close(w.Context(), []visits.Outcome{{Party: p, Debt: held.Facts.Debt, Code: "ptp"}},
		[]visits.Promise{{Party: p, Debt: held.Facts.Debt, Amount: 200000, Currency: "CNY", Date: promised, Channel: "bank"}}))
	return v
}

// Record is what headquarters holds of a case.
func (w *World) Record(id evidence.ID) fieldsync.CaseRecord {
	w.Helper()
	w.Must(w.HQ.Settle(w.Context()))
	r, err := w.HQ.CaseRecord(w.Context(), id)
	w.Must(err)
	return r
}

// Photo is a small JPEG; another one for each seed.
func Photo(seed uint8) []byte {
	img := image.NewRGBA(image.Rect(0, 0, 320, 240))
	for y := range 240 {
		for x := range 320 {
			img.Set(x, y, color.NRGBA{R: uint8(x/2) + seed*40, G: uint8(y), B: 0x80 ^ seed*16, A: 0xff})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		panic(err)
	}
	return b.Bytes()
}
