package hq_test

import (
	"errors"
	"sync"
	"testing"

	"fairvisit/evidence"
	"fairvisit/evidence/vault"
	"fairvisit/visits/lost"
)

// A tablet that nobody has opened since it was switched on is ordered locked, and
// later wiped: it can write neither down, and does both. What lies on it unsent
// arrives all the same.
func TestAStoreThatNobodyOpenedObeysWithItsLock(t *testing.T) {
	w := newWorld(t, true)
	w.turn(workday)
	li, zhao := w.enrol("officer", "Li").withPIN(), w.enrol("officer", "Zhao")
	cases := w.importCases(oneCase)
	w.assign(cases[0], li.person, zhao)
	li.sync()
	li.worksOffline(cases[0], zhao)
	held := li.ordered(evidence.OrderLock)

	l := li.lock()
	l.client.Obey = lost.Locked(li.keeper, new(sync.Mutex), li.id)
	w.must(l.once())
	if r := l.waits(); r.Entries+r.Photos != 0 {
		t.Errorf("still waiting: %+v", r)
	}
	if err := li.opens(pin); !errors.Is(err, vault.ErrHeldBack) {
		t.Errorf("the right PIN: %v", err)
	}
	if !li.stands().Pending() {
		t.Error("headquarters takes it for written down")
	}

	code, err := w.hq.UnlockCode(w.ctx, li.journal.Identity().Device, 0)
	w.must(err)
	w.must(li.keeper.Lift(li.id, code))
	w.must(li.opens(pin))
	w.must(l.once()) // is told of the order again
	w.must(li.opens(pin))
	l.unlock()
	li.sync()
	if got := li.stands(); got.Number != held.Number || got.Pending() {
		t.Errorf("once it was opened, headquarters knows %+v", got)
	}
	w.must(li.opens(pin))

	li.ordered(evidence.OrderWipe)
	l = li.lock()
	l.client.Obey = lost.Locked(li.keeper, new(sync.Mutex), li.id)
	w.must(l.once())
	if err := li.opens(pin); !errors.Is(err, vault.ErrWiped) {
		t.Errorf("the right PIN after the wipe: %v", err)
	}
}
