package hq_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"fairvisit/assets"
	"fairvisit/evidence"
	"fairvisit/evidence/clock"
	"fairvisit/evidence/vault"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq"
	"fairvisit/visits/checklist"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/intake"
	"fairvisit/visits/journal"
	"fairvisit/visits/rules"
)

// world is a headquarters on real sockets and files, its branch and devices.
type world struct {
	testing.TB
	ctx    context.Context
	dir    string
	hq     *hq.HQ
	server *hq.Server
	unit   evidence.ID
	now    atomic.Pointer[time.Time] // of headquarters and devices; nil: the real clock
	second bool
	// recovery is the private part of the recovery key.
	recovery []byte
	// root is the root key, which only its owner has.
	root ed25519.PrivateKey
	// authority stamps heads; without an address nobody does.
	authority hq.Authority
}

// newWorld is a world whose test runs beside others: most of a story is waiting for
// a flush, a fold or an answer.
func newWorld(t testing.TB, second bool) *world {
	beside(t)
	return newLoneWorld(t, second)
}

// besides are the tests that run beside others already.
var besides sync.Map

// beside has a test run beside others. A part of a test does not: its own test goes on
// as if the part had ended.
func beside(t testing.TB) {
	if whole, is := t.(*testing.T); is && !strings.Contains(t.Name(), "/") {
		if _, said := besides.LoadOrStore(t.Name(), whole); !said {
			whole.Parallel()
			whole.Cleanup(func() { besides.Delete(t.Name()) })
		}
	}
}

// newLoneWorld is a world that nothing else may slow down.
func newLoneWorld(t testing.TB, second bool) *world {
	w := &world{TB: t, ctx: t.Context(), dir: t.TempDir(), second: second}
	printed, err := hq.Init(w.ctx, w.options())
	w.must(err)
	w.recovery, err = hex.DecodeString(printed.Recovery)
	w.must(err)
	seed, err := hex.DecodeString(printed.Root)
	w.must(err)
	w.root = ed25519.NewKeyFromSeed(seed)
	w.open()
	w.unit = w.hq.UnitID("north")
	return w
}

func (w *world) options() hq.Options {
	o := hq.Options{Data: hq.DataFolder(w.dir), Keys: hq.KeyFolder(w.dir), Build: "test", Now: w.clock, Authority: w.authority}
	if testing.Verbose() {
		o.Log = slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	}
	if w.second {
		o.Second = filepath.Join(w.dir, "second")
	}
	return o
}

// placed has the branch go by the house alone, unless its test says where it is. It
// comes before the first import and not at the beginning: by then the clock is set.
func (w *world) placed() {
	w.Helper()
	law, err := w.hq.LawOf(w.ctx, w.unit, "")
	w.must(err)
	if law.Branch == "" {
		w.must(w.hq.PlaceUnit(w.ctx, w.unit, rules.HouseAlone))
	}
}

// turn sets the clock, while headquarters looks at it.
func (w *world) turn(at time.Time) { w.now.Store(&at) }

func (w *world) clock() time.Time {
	if at := w.now.Load(); at != nil {
		return *at
	}
	return time.Now()
}

func (w *world) open() {
	var err error
	w.hq, err = hq.Open(w.options())
	w.must(err)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	w.must(err)
	w.server = hq.Serve(w.hq, l)
	w.Cleanup(func() { w.close() })
}

func (w *world) close() {
	if w.server == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	w.must(w.server.Shutdown(ctx))
	w.must(w.hq.Close())
	w.server = nil
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// person is somebody with an enrolled device.
type person struct {
	w       *world
	id      evidence.ID
	journal *journal.Journal
	work    *fieldwork.Officer
	client  *fieldsync.Client
	root    string
	acks    int
	boot    func() (evidence.ID, int64) // nil: this machine's
}

// rests has a device switched off over night: it comes up in another boot.
func (p *person) rests(boot byte) {
	p.boot = func() (evidence.ID, int64) { return evidence.ID{15: boot}, 1 }
}

func (p *person) sinceBoot() (evidence.ID, int64) {
	if p.boot != nil {
		return p.boot()
	}
	return clock.SinceBoot()
}

// enrol gives somebody a device of their own.
func (w *world) enrol(role, name string) *person {
	w.Helper()
	return w.enrolOn(filepath.Join(w.dir, "devices", name), role, name)
}

// enrolOn gives somebody a store on the device at root, beside others'.
func (w *world) enrolOn(root, role, name string) *person {
	w.Helper()
	id, err := w.hq.Person(w.ctx, w.unit, role, name)
	w.must(err)
	w.must(w.hq.Certify(w.ctx, id, "authorisation", workday.AddDate(5, 0, 0)))
	invitation, err := w.hq.Invite(w.ctx, "https://"+w.server.Addr(), role, id, w.unit, name)
	w.must(err)
	parsed, err := fieldsync.ParseInvitation(invitation.Text())
	w.must(err)
	identity, err := fieldsync.Enrol(w.ctx, parsed)
	w.must(err)
	p := &person{w: w, id: id, root: root}
	o := journal.Options{Now: func() int64 { return w.clock().UnixMicro() }, SinceBoot: p.sinceBoot, Zone: clock.Zone, Build: "test",
		Nonce: filepath.Join(root, "install", identity.Officer.String()), Key: vault.NewKey()}
	j, err := journal.Create(journal.Folder(root, identity.Officer), identity, o)
	w.must(err)
	w.Cleanup(func() { j.Close() })
	p.journal, p.client = j, &fieldsync.Client{Journal: j}
	p.client.Acknowledged = func(fieldsync.Stored) { p.acks++ }
	p.client.Dial = func(ctx context.Context) (fieldsync.Conn, error) {
		return fieldsync.Dialer("https://" + w.server.Addr())(ctx)
	}
	pack, err := rules.ParsePack(assets.HousePack())
	w.must(err)
	list, err := checklist.Parse(assets.HouseChecklist())
	w.must(err)
	p.work = &fieldwork.Officer{Journal: j, Packs: []rules.Pack{pack}, List: list, Clock: o}
	return p
}

// sync runs sessions until the device is at rest. What others handed in before
// is folded first: a story does not wait for the fold's own pace.
func (p *person) sync() {
	p.w.Helper()
	p.w.must(p.w.hq.Settle(p.w.ctx))
	ctx, cancel := context.WithTimeout(p.w.ctx, 20*time.Second)
	defer cancel()
	for {
		err := p.client.Once(ctx, func() bool { return true })
		if errors.Is(err, fieldsync.ErrAgain) {
			continue
		}
		p.w.must(err)
		return
	}
}

// importCases takes a bank's file of one line each.
func (w *world) importCases(csv string) []evidence.ID {
	w.Helper()
	f, err := intake.Read(bytes.NewReader([]byte(csv)), intake.Options{Today: w.clock().Format("2006-01-02")})
	w.must(err)
	w.placed()
	r, err := w.hq.Import(w.ctx, w.unit, "Asia/Shanghai", f, false)
	w.must(err)
	w.must(w.hq.GiveNotice(w.ctx, "visit", "written", workday.AddDate(0, 0, -10), r.Cases...))
	return r.Cases
}

func (w *world) assign(c evidence.ID, first, second *person) {
	w.Helper()
	_, err := w.hq.Assign(w.ctx, hq.Assignment{Case: c, Officer: first.id, Second: second.id, Day: "2026-11-25", Order: 1})
	w.must(err)
}

func jpegPhoto(seed uint8) []byte {
	img := image.NewRGBA(image.Rect(0, 0, 320, 240))
	for i := range img.Pix {
		img.Pix[i] = uint8(i*7) ^ seed*uint8(i>>3)
	}
	img.Set(0, 0, color.White)
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		panic(err)
	}
	return b.Bytes()
}

const oneCase = "creditor,number,name,street,amount,currency,days_past_due\nBank A,0001,王小明,中山路 9999 号,12000.50,CNY,45\n"

// workday is 10:00 in Shanghai on a Wednesday: the house's window is open.
var workday = time.Date(2026, 11, 25, 2, 0, 0, 0, time.UTC)

// reopenFrom puts a copied data folder in place and opens it.
func (p *person) reopenFrom(copied string) {
	p.w.Helper()
	p.w.must(p.journal.Close())
	folder := filepath.Join(p.root, "data")
	p.w.must(os.RemoveAll(folder))
	p.w.must(os.CopyFS(folder, os.DirFS(copied)))
	j, err := journal.Open(journal.Folder(p.root, p.journal.Identity().Officer), p.work.Clock)
	p.w.must(err)
	p.w.Cleanup(func() { j.Close() })
	p.journal, p.client.Journal, p.work.Journal = j, j, j
}

func (w *world) until(what string, done func() bool) {
	w.Helper()
	for range 1000 {
		if done() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	w.Fatal("never: " + what)
}

// sameAnew fails unless pictures made anew are those that are shown. It waits for
// thumbnails first: one that is made between the two looks is a difference of
// the moment, not of the fold.
func (w *world) sameAnew() {
	w.Helper()
	w.must(w.hq.Settle(w.ctx))
	w.until("a thumbnail of every photo", func() bool {
		without, err := w.hq.Store.WithoutThumb(w.ctx, 1)
		w.must(err)
		return len(without) == 0
	})
	before, err := w.hq.PicturesHash(w.ctx)
	w.must(err)
	w.must(w.hq.Rebuild(w.ctx))
	after, err := w.hq.PicturesHash(w.ctx)
	w.must(err)
	if before != after {
		w.Error("pictures made anew are not those that were shown")
	}
	w.must(w.hq.Check(w.ctx))
}
