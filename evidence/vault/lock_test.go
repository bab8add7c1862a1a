package vault_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"fairvisit/evidence"
	"fairvisit/evidence/vault"
)

var (
	cheap   = vault.Cost{Passes: 1, Memory: 8, Lanes: 1}
	officer = evidence.ID{1}
	secret  = vault.Secret{2}
)

// tablet is a lock as it lies on a disk, and the two clocks of a boot.
type tablet struct {
	t     *testing.T
	disk  []byte
	boot  evidence.ID
	since int64
}

func newTablet(t *testing.T, k *vault.Key, pin string) *tablet {
	t.Helper()
	d := &tablet{t: t, boot: evidence.ID{1}, since: int64(time.Hour / time.Microsecond)}
	l := vault.Lock{Coded: true}
	if err := l.Set(k, officer, pin, secret, cheap); err != nil {
		t.Fatal(err)
	}
	d.keep(&l)
	return d
}

func (d *tablet) lock() *vault.Lock {
	d.t.Helper()
	l := new(vault.Lock)
	if err := json.Unmarshal(d.disk, l); err != nil {
		d.t.Fatal(err)
	}
	return l
}

func (d *tablet) keep(l *vault.Lock) {
	d.t.Helper()
	b, err := json.Marshal(l)
	if err != nil {
		d.t.Fatal(err)
	}
	d.disk = b
}

func (d *tablet) try(pin string) (*vault.Key, error) {
	d.t.Helper()
	l := d.lock() // as after a restart of the program
	return l.Try(officer, pin, secret, d.boot, d.since, func() error { d.keep(l); return nil })
}

func (d *tablet) wrong(want error) {
	d.t.Helper()
	if _, err := d.try("9999"); !errors.Is(err, want) {
		d.t.Fatalf("a wrong PIN: %v, want %v", err, want)
	}
}

func (d *tablet) wait(t time.Duration) { d.since += t.Microseconds() }

func (d *tablet) left(want time.Duration) {
	d.t.Helper()
	if got, err := d.lock().Left(d.boot, d.since); err != nil || got != want {
		d.t.Fatalf("%v left, %v; want %v", got, err, want)
	}
}

func TestThePINOpensTheKeyOnThisDeviceOnly(t *testing.T) {
	k := vault.NewKey()
	d := newTablet(t, k, "4711")
	if got, err := d.try("4711"); err != nil || !got.Equal(k) {
		t.Fatalf("the right PIN: %v", err)
	}
	d.wrong(vault.ErrPIN)
	keep := func() error { return nil }
	if _, err := d.lock().Try(officer, "4711", vault.Secret{3}, d.boot, d.since, keep); !errors.Is(err, vault.ErrPIN) {
		t.Errorf("another device's secret: %v", err)
	}
	if _, err := d.lock().Try(evidence.ID{9}, "4711", secret, d.boot, d.since, keep); !errors.Is(err, vault.ErrPIN) {
		t.Errorf("another officer's: %v", err)
	}
	if _, err := d.lock().Unwrap(officer, secret); !errors.Is(err, vault.ErrPIN) {
		t.Errorf("without a PIN: %v", err)
	}
	for name, change := range map[string]func(*vault.Lock){
		"no memory":        func(l *vault.Lock) { l.Memory = 0 },
		"all the memory":   func(l *vault.Lock) { l.Memory = 1<<32 - 1 },
		"passes for years": func(l *vault.Lock) { l.Passes = 1 << 30 },
		"no lanes":         func(l *vault.Lock) { l.Lanes = 0 },
		"no salt":          func(l *vault.Lock) { l.Salt = nil },
		"no wrap":          func(l *vault.Lock) { l.Wrap = nil },
	} {
		l := d.lock()
		change(l)
		if _, err := l.Try(officer, "4711", secret, d.boot, d.since, keep); !errors.Is(err, vault.ErrLock) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A lock that was written down once opens for ever.
func TestALockOfOldOpens(t *testing.T) {
	d := &tablet{t: t, disk: []byte(goldenLock)}
	if got, err := d.try("4711"); err != nil || !got.Equal(someKey()) {
		t.Error(err)
	}
}

func TestANewPINIsOfTheSameKey(t *testing.T) {
	k := vault.NewKey()
	d := newTablet(t, k, "")
	got, err := d.lock().Unwrap(officer, secret)
	if err != nil || !got.Equal(k) {
		t.Fatalf("before a PIN is chosen: %v", err)
	}
	l := d.lock()
	l.Codes = 5
	if err := l.Set(got, officer, "4711", secret, cheap); err != nil {
		t.Fatal(err)
	}
	d.keep(l)
	if got, err := d.try("4711"); err != nil || !got.Equal(k) || d.lock().Codes != 5 {
		t.Fatalf("after: %v, %+v", err, d.lock())
	}
	d.wrong(vault.ErrPIN)
	if _, err := d.try(""); !errors.Is(err, vault.ErrPIN) {
		t.Errorf("the empty PIN still opens: %v", err)
	}
}

func TestWrongTriesCostTime(t *testing.T) {
	d := newTablet(t, vault.NewKey(), "4711")
	for range 4 {
		d.left(0)
		d.wrong(vault.ErrPIN)
	}
	for _, w := range []time.Duration{30 * time.Second, time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, time.Hour} {
		d.left(w)
		if _, err := d.try("4711"); !errors.Is(err, vault.ErrWait) {
			t.Fatalf("the right PIN too early: %v", err)
		}
		d.wait(w - time.Microsecond)
		d.wrong(vault.ErrWait)
		d.wait(time.Microsecond)
		d.wrong(vault.ErrPIN)
	}
	d.wait(1000 * time.Hour)
	if _, err := d.try("4711"); !errors.Is(err, vault.ErrLocked) {
		t.Fatalf("the right PIN after ten wrong ones: %v", err)
	}
}

// Where nobody can make a code, ten tries lock nobody out for ever.
func TestWithoutCodesAWaitIsAnHour(t *testing.T) {
	d := newTablet(t, vault.NewKey(), "4711")
	l := d.lock()
	l.Coded = false
	d.keep(l)
	for range 14 {
		d.wait(time.Hour)
		d.wrong(vault.ErrPIN)
	}
	d.left(time.Hour)
	if err := d.lock().Lift(vault.CodeSecret{}.At(0), vault.CodeSecret{}, d.boot, d.since, func() error { return nil }); !errors.Is(err, vault.ErrCode) {
		t.Fatalf("a code of no secret: %v", err)
	}
	d.wait(time.Hour)
	if _, err := d.try("4711"); err != nil {
		t.Fatal(err)
	}
}

func TestAnotherBootDoesNotShortenAWait(t *testing.T) {
	d := newTablet(t, vault.NewKey(), "4711")
	for range 7 {
		d.wait(time.Hour)
		d.wrong(vault.ErrPIN)
	}
	d.left(15 * time.Minute)
	d.wait(10 * time.Minute)
	d.left(5 * time.Minute)
	d.since -= time.Hour.Microseconds() // a clock since boot that runs back is no clock
	d.left(15 * time.Minute)
	d.boot, d.since = evidence.ID{2}, 0 // what the wall says is not asked
	d.left(15 * time.Minute)
	d.wait(14 * time.Minute)
	d.left(time.Minute)
	d.wait(time.Minute)
	if _, err := d.try("4711"); err != nil {
		t.Fatal(err)
	}
	d.left(0)
}

// A try is on the disk before it is judged; where it cannot be, it is not made.
func TestATryThatCannotBeCountedIsNotMade(t *testing.T) {
	d := newTablet(t, vault.NewKey(), "4711")
	fullDisk := errors.New("full")
	if k, err := d.lock().Try(officer, "4711", secret, d.boot, d.since, func() error { return fullDisk }); !errors.Is(err, fullDisk) || k != nil {
		t.Fatalf("%v, %v", k, err)
	}
	l := d.lock()
	kept := 0
	if _, err := l.Try(officer, "9999", secret, d.boot, d.since, func() error { kept = l.Wrong; return nil }); !errors.Is(err, vault.ErrPIN) || kept != 1 {
		t.Fatalf("%d on the disk when the plug was pulled, %v", kept, err)
	}
}

func TestAnUnlockCodeLiftsTheWaitAndOpensNothing(t *testing.T) {
	d := newTablet(t, vault.NewKey(), "4711")
	for range 10 {
		d.wait(time.Hour)
		d.wrong(vault.ErrPIN)
	}
	codes := vault.CodesOf([32]byte{7}, evidence.ID{8})
	lift := func(code string) error {
		l := d.lock()
		return l.Lift(code, codes, d.boot, d.since, func() error { d.keep(l); return nil })
	}
	if err := lift(codes.At(10)); !errors.Is(err, vault.ErrCode) {
		t.Fatalf("the eleventh code from here: %v", err)
	}
	if err := lift(codes.At(3)); !errors.Is(err, vault.ErrWait) {
		t.Fatalf("a code at once after a wrong one: %v", err)
	}
	d.boot, d.since = evidence.ID{2}, time.Minute.Microseconds()-1
	if err := lift(codes.At(3)); !errors.Is(err, vault.ErrWait) {
		t.Fatalf("a code within a minute, in another boot: %v", err)
	}
	d.wait(time.Minute)
	if _, err := d.try("4711"); !errors.Is(err, vault.ErrLocked) {
		t.Fatalf("before the code: %v", err)
	}
	if err := lift(codes.At(3)); err != nil {
		t.Fatal(err)
	}
	d.wrong(vault.ErrPIN)
	if err := lift(codes.At(3)); !errors.Is(err, vault.ErrCode) {
		t.Fatalf("a code twice: %v", err)
	}
	if _, err := d.try("4711"); err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(d.disk, codes[:]) {
		t.Error("the secret of the codes lies in the record of the lock")
	}
}

// RFC 4226, appendix D: the secret "12345678901234567890" and its truncated
// values. RFC 6238, appendix B, has later counters with eight digits.
func TestCodesAreThoseOfTheRFC(t *testing.T) {
	c := vault.CodeSecret([]byte("12345678901234567890"))
	for n, want := range []uint32{1284755224, 1094287082, 137359152, 1726969429, 1640338314, 868254676, 1918287922, 82162583, 673399871, 645520489} {
		if got := vault.Truncated(c, uint64(n)); got != want {
			t.Errorf("counter %d: %d, want %d", n, got, want)
		}
	}
	for n, want := range map[uint64]string{0: "84755224", 7: "82162583", 2: "37359152", 1: "94287082", 0x23523EC: "07081804", 0x27BC86AA: "65353130"} {
		if got := c.At(n); got != want {
			t.Errorf("code %d: %s, want %s", n, got, want)
		}
	}
}

// What one unlock costs: the target is a second at most.
func BenchmarkUnlock(b *testing.B) {
	var l vault.Lock
	if err := l.Set(vault.NewKey(), officer, "4711", secret, vault.DefaultCost); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := l.Try(officer, "4711", secret, officer, 1, func() error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
}
