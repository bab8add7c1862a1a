package hq_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"fairvisit/evidence"
	"fairvisit/evidence/clock"
	"fairvisit/evidence/vault"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq"
	"fairvisit/visits"
	"fairvisit/visits/journal"
	"fairvisit/visits/lost"
)

const pin = "4711"

// tablet is a person's device with a PIN on it, that does what is ordered.
type tablet struct {
	*person
	keeper *vault.Keeper
	hidden int // how often its screens were locked
}

func (p *person) withPIN() *tablet {
	p.w.Helper()
	k := &tablet{person: p, keeper: &vault.Keeper{Dir: filepath.Join(p.root, "install"), SinceBoot: clock.SinceBoot,
		Cost: vault.Cost{Passes: 1, Memory: 8, Lanes: 1}}}
	who := p.journal.Identity()
	_, err := k.keeper.Begin(who.Officer, vault.CodesOf([32]byte(p.w.hq.Keys().Master), who.Device))
	p.w.must(err)
	p.w.must(k.keeper.Choose(who.Officer, p.work.Clock.Key, pin))
	p.client.Obey = func(ctx context.Context, o evidence.Order) error {
		if err := k.store().Obey(ctx, o); err != nil {
			return err
		}
		if o.Order == evidence.OrderWipe {
			p.client.Over = func() bool { return k.store().Settled(context.WithoutCancel(ctx)) }
			return fieldsync.ErrAgain
		}
		return nil
	}
	return k
}

func (k *tablet) store() lost.Store {
	return lost.Store{Journal: k.journal, Keeper: k.keeper, Guard: new(sync.Mutex), Hide: func() { k.hidden++ }}
}

// opens tries the PIN as somebody does who holds the tablet.
func (k *tablet) opens(pin string) error {
	_, err := k.keeper.Try(k.journal.Identity().Officer, pin)
	return err
}

func (k *tablet) folder() string { return journal.Folder(k.root, k.journal.Identity().Officer) }

// ordered has headquarters order something, as its operator does.
func (k *tablet) ordered(order string) evidence.Order {
	k.w.Helper()
	o, err := k.w.hq.Order(k.w.ctx, k.journal.Identity().Device, order, "stolen")
	k.w.must(err)
	return o
}

// stands is the order of the device as headquarters knows it.
func (k *tablet) stands() visits.DeviceOrder {
	k.w.Helper()
	k.w.must(k.w.hq.Settle(k.w.ctx))
	var d visits.Device
	p, err := k.w.hq.Store.PictureByID(k.w.ctx, visits.KindDevice, k.journal.Identity().Device)
	k.w.must(err)
	k.w.must(evidence.DecodePayload(p.Body, &d))
	return d.Stands()
}

// worksOffline is a visit with a photo that is not handed in yet.
func (k *tablet) worksOffline(c evidence.ID, second *person) evidence.ID {
	k.w.Helper()
	v, verdict, err := k.work.Open(k.w.ctx, c, second.id)
	if err != nil {
		k.w.Fatalf("%v: %+v", err, verdict)
	}
	_, err = v.Photograph(k.w.ctx, bytes.NewReader(jpegPhoto(9)), "door", "camera")
	k.w.must(err)
	k.w.must(v.Leave(k.w.ctx))
	k.w.must(v.Close(k.w.ctx, []visits.Outcome{{Code: "nf"}}, nil))
	return v.ID
}

// handsOver syncs until headquarters holds twice all that the wiped store holds.
func (k *tablet) handsOver() {
	k.w.Helper()
	ctx, cancel := context.WithTimeout(k.w.ctx, 30*time.Second)
	defer cancel()
	k.w.must(k.client.Once(ctx, k.client.Over))
}

// A tablet with a visit and its photo is stolen. All of it is in the second copy:
// after the wipe nothing of it lies on the tablet, and the right PIN opens nothing.
func TestWipeOfWhatIsSecuredLeavesNothing(t *testing.T) {
	w := newWorld(t, true)
	w.turn(workday)
	li, zhao := w.enrol("officer", "Li").withPIN(), w.enrol("officer", "Zhao")
	cases := w.importCases(oneCase)
	w.assign(cases[0], li.person, zhao)
	li.sync()
	visit := li.worksOffline(cases[0], zhao)
	w.must(li.opens(pin))
	li.ordered(evidence.OrderWipe)
	li.sync() // the order comes, and what is unsent goes up
	if li.hidden != 1 {
		t.Errorf("the screens were locked %d times", li.hidden)
	}
	if err := li.opens(pin); !errors.Is(err, vault.ErrWiped) {
		t.Errorf("the right PIN: %v", err)
	}
	if _, err := os.Stat(filepath.Join(li.keeper.Dir, li.id.String()+".secret")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the device secret: %v", err)
	}
	li.handsOver()
	w.must(li.store().Remove(w.ctx))
	for _, dir := range []string{li.folder(), filepath.Join(li.root, "install")} {
		if left, err := os.ReadDir(dir); err == nil && len(left) > 0 {
			t.Errorf("%s still holds %v", filepath.Base(dir), left)
		}
	}
	if o := li.stands(); o.Order != evidence.OrderWipe || o.Pending() || o.Kept == 0 {
		t.Errorf("headquarters knows %+v, and not that unsent work was on it", o)
	}
	rec, err := w.hq.CaseRecord(w.ctx, cases[0])
	w.must(err)
	if len(rec.Visits) != 1 || rec.Visits[0].ID != visit || len(rec.Photos) == 0 {
		t.Fatalf("headquarters holds %d visits, %d photos", len(rec.Visits), len(rec.Photos))
	}
	for _, p := range rec.Photos {
		if !p.Stored {
			t.Error("a photo did not arrive before the wipe")
		}
	}
	w.must(w.hq.Check(w.ctx))
}

// The network goes in the moment of the wipe: what headquarters does not hold
// stays sealed on the tablet, no PIN and no code opens it, and the recovery key
// brings every entry and the photo back.
func TestWipeNeverTakesTheOnlyCopy(t *testing.T) {
	w := newWorld(t, true)
	w.turn(workday)
	li, zhao := w.enrol("officer", "Li").withPIN(), w.enrol("officer", "Zhao")
	cases := w.importCases(oneCase)
	w.assign(cases[0], li.person, zhao)
	li.sync()
	li.ordered(evidence.OrderWipe)
	li.worksOffline(cases[0], zhao)
	unsent := li.waiting()
	dial := li.client.Dial
	li.client.Dial = func(ctx context.Context) (fieldsync.Conn, error) {
		c, err := dial(ctx)
		return unheard{c}, err // nothing this tablet says arrives any more after its hello
	}
	ctx, cancel := context.WithTimeout(w.ctx, 20*time.Second)
	defer cancel()
	if err := li.client.Once(ctx, func() bool { return true }); !errors.Is(err, fieldsync.ErrAgain) {
		t.Fatalf("the session with the order: %v", err)
	}
	if err := li.opens(pin); !errors.Is(err, vault.ErrWiped) {
		t.Errorf("the right PIN: %v", err)
	}
	if err := li.keeper.Lift(li.id, vault.CodesOf([32]byte(w.hq.Keys().Master), li.journal.Identity().Device).At(0)); !errors.Is(err, vault.ErrWiped) {
		t.Errorf("an unlock code: %v", err)
	}
	if li.store().Settled(w.ctx) {
		t.Error("it takes what it holds for secured")
	}
	if err := li.store().Remove(w.ctx); !errors.Is(err, journal.ErrOnlyHere) {
		t.Errorf("it lets its only copy be removed: %v", err)
	}
	w.must(li.journal.Close())
	to := filepath.Join(t.TempDir(), "back")
	r, err := journal.Recover(li.folder(), w.recovery, to)
	w.must(err)
	if r.Entries < unsent || r.Photos == 0 {
		t.Errorf("of %d unsent entries and a photo %+v came back", unsent, r)
	}
	if list, err := os.ReadDir(filepath.Join(to, "photos")); err != nil || len(list) != r.Photos {
		t.Errorf("%d photo files, %v", len(list), err)
	}
}

// A store whose chain says it was wiped, but whose power went before the wrap
// was gone, is wiped at the next start.
func TestWipeIsFinishedAfterAPowerCut(t *testing.T) {
	w := newWorld(t, false)
	li := w.enrol("officer", "Li").withPIN()
	w.must(li.journal.ObeyWipe(w.ctx, 7))
	w.must(li.opens(pin)) // the power goes
	if err := li.store().Resume(w.ctx); !errors.Is(err, vault.ErrWiped) {
		t.Errorf("the next start: %v", err)
	}
	if err := li.opens(pin); !errors.Is(err, vault.ErrWiped) {
		t.Errorf("the right PIN: %v", err)
	}
}

// A tablet is left in a taxi: revoked, so that it gets nothing more, and locked.
// Its PIN opens nothing until headquarters' code, and then again.
func TestALockedTabletOpensByCodeAndPIN(t *testing.T) {
	w := newWorld(t, false)
	li := w.enrol("officer", "Li").withPIN()
	li.sync()
	w.must(w.hq.Revoke(w.ctx, li.journal.Identity().Device, "lost"))
	o := li.ordered(evidence.OrderLock)
	if !li.stands().Pending() {
		t.Error("headquarters takes it for obeyed before the tablet heard of it")
	}
	li.sync()
	if err := li.opens(pin); !errors.Is(err, vault.ErrHeldBack) || li.hidden != 1 {
		t.Errorf("the right PIN: %v; locked %d times", err, li.hidden)
	}
	if got := li.stands(); got.Number != o.Number || got.Pending() {
		t.Errorf("headquarters knows %+v", got)
	}
	code, err := w.hq.UnlockCode(w.ctx, li.journal.Identity().Device, 0)
	w.must(err)
	w.must(li.keeper.Lift(li.id, code))
	w.must(li.opens(pin))
	li.sync()
	w.must(li.opens(pin)) // the order that was obeyed is not repeated
	if again := li.ordered(evidence.OrderLock); again.Number <= o.Number {
		t.Errorf("order %d follows %d", again.Number, o.Number)
	}
	li.sync()
	if err := li.opens(pin); !errors.Is(err, vault.ErrHeldBack) {
		t.Errorf("after a second order: %v", err)
	}
	if n := w.findings(visits.OrderRefusal); n != 0 {
		t.Errorf("%d findings of refused orders", n)
	}
}

// Orders that somebody kept, made or took from another tablet change nothing, and
// each becomes a finding once, however often it comes.
func TestReplayedForeignAndForgedOrdersAreRefused(t *testing.T) {
	w := newWorld(t, false)
	li, zhao := w.enrol("officer", "Li").withPIN(), w.enrol("officer", "Zhao").withPIN()
	li.sync()
	sign := func(device evidence.ID, number int64, key []byte) evidence.Statement {
		st, err := evidence.SignStatement(evidence.MagicOrder, evidence.Order{Device: device, Number: number, Order: evidence.OrderWipe, Reason: "stolen", Issued: number}, key)
		w.must(err)
		return st
	}
	first := li.ordered(evidence.OrderLock)
	li.sync()
	code, err := w.hq.UnlockCode(w.ctx, li.journal.Identity().Device, 0)
	w.must(err)
	w.must(li.keeper.Lift(li.id, code))
	mine, service, own := li.journal.Identity(), w.hq.Keys().Service, w.hq.Keys().Chain
	for _, c := range []struct {
		what string
		st   evidence.Statement
		why  string
	}{
		{"an order from before", sign(mine.Device, first.Number-1, service), evidence.RefusedNumber},
		{"another tablet's", sign(zhao.journal.Identity().Device, first.Number+1, service), evidence.RefusedDevice},
		{"one by another key", sign(mine.Device, first.Number+1, own), evidence.RefusedSignature},
		{"one of another magic", renamed(t, w, mine.Device, first.Number+1), evidence.RefusedSignature},
	} {
		before := w.refusals(c.why)
		for range 2 {
			li.shown(c.st)
		}
		if err := li.opens(pin); err != nil {
			t.Errorf("%s: %v", c.what, err)
		}
		if n := w.refusals(c.why); n != before+1 && c.what != "one of another magic" || n == 0 {
			t.Errorf("%s: %d findings of %s, %d before", c.what, n, c.why, before)
		}
	}
	li.sync()
	if got := li.stands(); got.Number != first.Number {
		t.Errorf("headquarters knows %+v", got)
	}
}

// renamed is an order signed as if it were a beacon.
func renamed(t *testing.T, w *world, device evidence.ID, number int64) evidence.Statement {
	t.Helper()
	st, err := evidence.SignStatement(evidence.MagicBeacon, evidence.Order{Device: device, Number: number, Order: evidence.OrderWipe}, w.hq.Keys().Service)
	w.must(err)
	return st
}

// refusals counts the findings of orders refused for that cause.
func (w *world) refusals(why string) (n int) {
	w.Helper()
	w.must(w.hq.Settle(w.ctx))
	all, err := w.hq.ListFindings(w.ctx, visits.OrderRefusal, evidence.ID{}, 100)
	w.must(err)
	for _, f := range all {
		if bytes.HasSuffix([]byte(f.Detail), []byte(": "+why)) {
			n++
		}
	}
	return n
}

// shown is a session in which somebody who holds the line slips an order in.
func (k *tablet) shown(st evidence.Statement) {
	k.w.Helper()
	dial := k.client.Dial
	defer func() { k.client.Dial = dial }()
	f, err := fieldsync.EncodeJSON(fieldsync.TOrder, st)
	k.w.must(err)
	k.client.Dial = func(ctx context.Context) (fieldsync.Conn, error) {
		c, err := dial(ctx)
		return &slipping{Conn: c, frame: f}, err
	}
	k.sync()
}

// slipping hands in one frame more behind the welcome.
type slipping struct {
	fieldsync.Conn
	frame []byte
	next  bool
}

func (s *slipping) Read(ctx context.Context) ([]byte, error) {
	if s.next {
		s.next = false
		return s.frame, nil
	}
	f, err := s.Conn.Read(ctx)
	s.next = err == nil && len(f) > 0 && fieldsync.Type(f[0]) == fieldsync.TWelcome
	return f, err
}

// unheard loses everything a device writes but its hello.
type unheard struct{ fieldsync.Conn }

func (d unheard) Write(ctx context.Context, f []byte) error {
	if fieldsync.Type(f[0]) != fieldsync.THello {
		return nil
	}
	return d.Conn.Write(ctx, f)
}

// An order needs a reason that may stand in facts for ever, and a device.
func TestAnOrderWithoutAReasonOrADeviceIsNotGiven(t *testing.T) {
	w := newWorld(t, false)
	li := w.enrol("officer", "Li")
	before := w.size()
	for _, reason := range []string{"", "Li lost it in a taxi", "gestohlen!"} {
		if _, err := w.hq.Order(w.ctx, li.journal.Identity().Device, evidence.OrderLock, reason); !errors.Is(err, hq.ErrReason) {
			t.Errorf("%q: %v", reason, err)
		}
	}
	if _, err := w.hq.Order(w.ctx, evidence.NewID(), evidence.OrderLock, "lost"); err == nil {
		t.Error("an order to nobody")
	}
	if n := w.size(); n != before {
		t.Errorf("the log went from %d to %d", before, n)
	}
}
