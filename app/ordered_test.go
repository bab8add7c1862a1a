package app

import (
	"errors"
	"testing"

	"fairvisit/app/desk"
	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
)

// An order of headquarters takes the screens from whoever is at work, at once:
// the PIN gets nobody back, and after a wipe no code does either.
func TestAnOrderLocksTheScreensAtOnce(t *testing.T) {
	p, st := signedIn(t, "officer")
	k := p.desk
	if err := k.Client.Obey(t.Context(), evidence.Order{Order: evidence.OrderLock, Number: 1}); err != nil {
		t.Fatal(err)
	}
	if st.Find("section.today") != nil || p.desk != nil {
		t.Fatalf("the day is still seen:\n%s", st.Reads())
	}
	if !st.Says("Headquarters locked this device") {
		t.Errorf("nothing says why:\n%s", st.Reads())
	}
	if _, err := p.device.Unlock(k.Me(), "4711"); !errors.Is(err, desk.ErrHeldBack) {
		t.Errorf("the right PIN: %v", err)
	}
	if err := k.Client.Obey(t.Context(), evidence.Order{Order: evidence.OrderWipe, Number: 2}); !errors.Is(err, fieldsync.ErrAgain) {
		t.Fatal(err)
	}
	if !st.Says("wiped this person's records") || st.Find("pin.1") != nil {
		t.Errorf("after the wipe:\n%s", st.Reads())
	}
}

// An order to one person's store leaves a colleague on the same tablet at work.
func TestAnOrderToSomebodyElseLeavesTheScreens(t *testing.T) {
	p, st := signedIn(t, "officer")
	p.hide(new(desk.Desk))
	if st.Find("section.today") == nil {
		t.Fatal("the screens of another person were locked")
	}
}
