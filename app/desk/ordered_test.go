package desk_test

import (
	"errors"
	"testing"

	"fairvisit/app/desk"
	"fairvisit/app/desk/hqtest"
	"fairvisit/evidence"
	"fairvisit/evidence/vault"
	"fairvisit/visits/journal"
)

// Headquarters locks a tablet somebody works on: its screens lock in that
// moment, the desk goes on sending behind them, and the PIN opens it only after
// a code. Then it is wiped: the desk in memory hands in, and nobody opens it.
func TestALockedAndThenWipedDesk(t *testing.T) {
	w := hqtest.New(t)
	k := w.Enrol("officer", "Li")
	d, who, device := k.Device, k.Me(), k.Journal.Identity().Device
	d.PINCost = vault.Cost{Passes: 1, Memory: 8, Lanes: 1}
	w.Must(d.ChoosePIN(who, pin))
	hidden := 0
	k.OnHide(func() { hidden++ })
	w.Sync(k)

	_, err := w.HQ.Order(t.Context(), device, evidence.OrderLock, "lost")
	w.Must(err)
	w.Sync(k)
	if hidden != 1 {
		t.Errorf("the screens were locked %d times", hidden)
	}
	if _, err := d.Unlock(who, pin); !errors.Is(err, desk.ErrHeldBack) {
		t.Errorf("the right PIN: %v", err)
	}
	if _, err := d.Open(who); !errors.Is(err, desk.ErrHeldBack) {
		t.Errorf("the desk that is open in memory: %v", err)
	}
	if p := person(t, d); !p.Held || !p.Locked || p.Wiped {
		t.Errorf("the sign-in page sees %+v", p)
	}
	code, err := w.HQ.UnlockCode(t.Context(), device, 0)
	w.Must(err)
	w.Must(d.Lift(who, code))
	if again, err := d.Unlock(who, pin); err != nil || again != k {
		t.Errorf("after the code: another desk, %v", err)
	}

	_, err = w.HQ.Order(t.Context(), device, evidence.OrderWipe, "stolen")
	w.Must(err)
	w.Sync(k)
	if hidden != 2 {
		t.Errorf("the screens were locked %d times", hidden)
	}
	if _, err := d.Unlock(who, pin); !errors.Is(err, desk.ErrWiped) {
		t.Errorf("the right PIN: %v", err)
	}
	if p := person(t, d); !p.Wiped || p.Locked || p.NoKey {
		t.Errorf("the sign-in page sees %+v", p)
	}
	if r, err := k.Journal.AtRisk(t.Context()); err != nil || r.Entries != 0 {
		t.Errorf("%d entries were not handed in before it ended, %v", r.Entries, err)
	}
	if err := k.Journal.Remove(t.Context()); !errors.Is(err, journal.ErrOnlyHere) {
		t.Errorf("without a second copy: %v", err)
	}
}

func person(t *testing.T, d *desk.Device) desk.Person {
	t.Helper()
	all, err := d.People()
	if err != nil || len(all) != 1 {
		t.Fatal(all, err)
	}
	return all[0]
}
