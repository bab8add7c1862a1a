package vault_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fairvisit/evidence"
	"fairvisit/evidence/vault"
)

// heldTablet is a lock on a real file and the one clock it goes by.
type heldTablet struct {
	*vault.Keeper
	boot  byte
	since time.Duration
}

func newHeldTablet(t *testing.T) *heldTablet {
	t.Helper()
	m := &heldTablet{boot: 1, since: time.Hour}
	m.Keeper = &vault.Keeper{Dir: filepath.Join(t.TempDir(), "install"), Cost: cheap,
		SinceBoot: func() (evidence.ID, int64) { return evidence.ID{m.boot}, m.since.Microseconds() }}
	key, err := m.Begin(officer, codes)
	if err == nil {
		err = m.Choose(officer, key, "4711")
	}
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// restart begins another boot, which has lasted that long; the program is a new
// one too, which knows only what lies on the disk.
func (m *heldTablet) restart(since time.Duration) {
	m.boot, m.since = m.boot+1, since
	again := *m.Keeper
	m.Keeper = &again
}

// wrong is a wrong try that is taken.
func (m *heldTablet) wrong(t *testing.T) {
	t.Helper()
	if _, err := m.Try(officer, "0000"); !errors.Is(err, vault.ErrPIN) {
		t.Fatalf("a wrong try: %v", err)
	}
}

// What each wrong try costs, over restarts and with every clock moved that a
// thief can move. Each line is: tries so far, what is done, how long even the
// right PIN then waits.
func TestWrongPINCurveOverRestartsAndMovedClocks(t *testing.T) {
	waits := []time.Duration{0, 0, 0, 0, 30 * time.Second, time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, time.Hour}
	for name, c := range map[string]struct {
		moved func(m *heldTablet)
		after func(wait time.Duration) time.Duration // what is left of the wait then
	}{
		"nothing is done":                      {func(*heldTablet) {}, func(w time.Duration) time.Duration { return w }},
		"the program is started anew":          {func(m *heldTablet) { again := *m.Keeper; m.Keeper = &again }, func(w time.Duration) time.Duration { return w }},
		"the tablet is started anew":           {func(m *heldTablet) { m.restart(0) }, func(w time.Duration) time.Duration { return w }},
		"the tablet runs for 20 s":             {func(m *heldTablet) { m.since += 20 * time.Second }, func(w time.Duration) time.Duration { return max(0, w-20*time.Second) }},
		"it is started anew and runs for 20 s": {func(m *heldTablet) { m.restart(20 * time.Second) }, func(w time.Duration) time.Duration { return max(0, w-20*time.Second) }},
		"the clock since boot goes back a day": {func(m *heldTablet) { m.since = 0 }, func(w time.Duration) time.Duration { return w }},
		"the file is dated from next year":     {func(m *heldTablet) { dated(m, 365*24*time.Hour) }, func(w time.Duration) time.Duration { return w }},
		"the file is dated from last year":     {func(m *heldTablet) { dated(m, -365*24*time.Hour) }, func(w time.Duration) time.Duration { return w }},
		"it is started anew a hundred times a day": {func(m *heldTablet) {
			for range 100 {
				m.restart(0)
			}
		}, func(w time.Duration) time.Duration { return w }},
	} {
		t.Run(name, func(t *testing.T) {
			m := newHeldTablet(t)
			for tries, wait := range waits {
				c.moved(m)
				left, err := m.left()
				if want := c.after(wait); err != nil || left != want {
					t.Fatalf("after %d wrong tries %v is left, %v; want %v", tries, left, err, want)
				}
				if _, err := m.Try(officer, "4711"); left > 0 && !errors.Is(err, vault.ErrWait) {
					t.Fatalf("after %d wrong tries the right PIN within the wait: %v", tries, err)
				} else if left == 0 && err != nil {
					t.Fatalf("after %d wrong tries the right PIN: %v", tries, err)
				}
				m.again(t, tries) // a right PIN has cleared the count
				m.restart(24 * time.Hour)
				m.wrong(t)
			}
			m.restart(365 * 24 * time.Hour)
			if _, err := m.Try(officer, "4711"); !errors.Is(err, vault.ErrLocked) {
				t.Fatalf("after ten wrong tries, and a year: %v", err)
			}
			if err := m.Lift(officer, codes.At(0)); err != nil {
				t.Fatal(err)
			}
			if _, err := m.Try(officer, "4711"); err != nil {
				t.Fatalf("after the code: %v", err)
			}
		})
	}
}

// left is what the sign-in page shows of the wait.
func (m *heldTablet) left() (time.Duration, error) {
	l, err := m.Lock(officer)
	if err != nil {
		return 0, err
	}
	return l.Left(m.SinceBoot())
}

// again makes sure that so many wrong tries are counted.
func (m *heldTablet) again(t *testing.T, tries int) {
	t.Helper()
	l, err := m.Lock(officer)
	if err != nil {
		t.Fatal(err)
	}
	for ; l.Wrong < tries; l.Wrong++ {
		m.restart(24 * time.Hour)
		m.wrong(t)
	}
}

func dated(m *heldTablet, by time.Duration) {
	at := time.Now().Add(by)
	_ = os.Chtimes(filepath.Join(m.Dir, officer.String()+".lock.json"), at, at) // a date that cannot be set says nothing either
}

// An order that was obeyed holds once: a code lifts it, and its repetition does
// not hold again. A later one does.
func TestAHeldLockIsLiftedByACodeAndNotHeldByTheSameOrder(t *testing.T) {
	m := newHeldTablet(t)
	for n, c := range []struct {
		order int64
		want  error
	}{{7, vault.ErrHeldBack}, {7, nil}, {3, nil}, {8, vault.ErrHeldBack}} {
		if err := m.Hold(officer, c.order); err != nil {
			t.Fatal(err)
		}
		if _, err := m.Try(officer, "4711"); !errors.Is(err, c.want) {
			t.Fatalf("%d: after order %d the right PIN: %v", n, c.order, err)
		}
		if c.want != nil {
			if err := m.Lift(officer, codes.At(uint64(n))); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := m.Choose(officer, vault.NewKey(), "1234"); err != nil {
		t.Fatal(err)
	}
	if l, err := m.Lock(officer); err != nil || l.Number != 8 {
		t.Errorf("another PIN forgets the order: %+v, %v", l, err)
	}
}

// After a wipe no PIN, no code and no new beginning opens the store; nothing of
// what was wrapped or shared is left in any file; and it may be wiped again.
func TestWipeLeavesNothingThatOpens(t *testing.T) {
	m := newHeldTablet(t)
	before, err := m.Lock(officer)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := os.ReadFile(filepath.Join(m.Dir, officer.String()+".secret"))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := m.Wipe(officer, 9); err != nil {
			t.Fatal(err)
		}
	}
	m.restart(0)
	_, tried := m.Try(officer, "4711")
	_, opened := m.Unwrap(officer)
	_, begun := m.Begin(officer, codes)
	for what, err := range map[string]error{"the right PIN": tried, "no PIN": opened, "a code": m.Lift(officer, codes.At(0))} {
		if !errors.Is(err, vault.ErrWiped) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if !errors.Is(begun, vault.ErrChosen) {
		t.Errorf("begun anew: %v", begun)
	}
	files, err := os.ReadDir(m.Dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		b, err := os.ReadFile(filepath.Join(m.Dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		for what, part := range map[string][]byte{"wrap": before.Wrap, "salt": before.Salt, "share": secret[:32], "codes": secret[32:]} {
			if bytes.Contains(b, part) || bytes.Contains(b, []byte(jsonBytes(part))) {
				t.Errorf("the %s is left in %s", what, f.Name())
			}
		}
	}
	if err := m.Forget(officer); err != nil {
		t.Fatal(err)
	}
	if files, err := os.ReadDir(m.Dir); err != nil || len(files) > 0 {
		t.Errorf("forgotten, and %v is left, %v", files, err)
	}
}

// jsonBytes is how bytes stand in the record of a lock.
func jsonBytes(b []byte) string { return base64.StdEncoding.EncodeToString(b) }

// A lock that cannot be read might open to somebody who mends it: a wipe
// replaces it.
func TestWipeOfABrokenLock(t *testing.T) {
	m := newHeldTablet(t)
	if err := os.WriteFile(filepath.Join(m.Dir, officer.String()+".lock.json"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := m.Wipe(officer, 1); err != nil {
		t.Fatal(err)
	}
	if _, err := m.Try(officer, "4711"); !errors.Is(err, vault.ErrWiped) {
		t.Error(err)
	}
}
