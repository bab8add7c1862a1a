package hq_test

import (
	"context"
	"testing"
	"time"

	fieldsync "fairvisit/sync"
	"fairvisit/visits"
)

func TestASlipHoldsOfflineAndIsNeverPurged(t *testing.T) {
	w := newWorld(t, true)
	w.turn(workday)
	li, zhao := w.enrol("officer", "Li"), w.enrol("officer", "Zhao")
	cases := w.importCases(oneCase)
	w.assign(cases[0], li, zhao)
	li.sync()
	w.oneVisit(li, zhao, cases[0])
	w.secured()
	li.sync()
	w.close()
	li.provesOffline()
	w.turn(w.clock().Add(25 * time.Hour))
	if freed, err := li.journal.Purge(w.ctx, w.clock().UnixMicro()); err != nil || freed == 0 {
		t.Fatalf("%d bytes freed, %v", freed, err)
	}
	li.provesOffline()
}

// The acknowledgement is lost; before the device asks again, somebody changes
// when headquarters received the entry.
func TestStoryARowChangedBeforeItWasAcknowledgedIsNotBelieved(t *testing.T) {
	w := newWorld(t, false)
	li := w.enrol("officer", "Li")
	li.sync()
	e := li.note("what was said at the door")
	li.handsInUnheard()
	w.tamper("UPDATE entries SET received = received - 1 WHERE id = ?", e.ID[:])

	li.doubts()
	if n := li.waiting(); n != 2 { // the note, and what failed
		t.Errorf("%d entries wait", n)
	}
	if f := li.failures(); len(f) != 1 || f[0].What != "slip" || f[0].Seq != e.Header.Seq {
		t.Errorf("it was noted as %+v", f)
	}
	if err := w.hq.Check(w.ctx); err == nil {
		t.Error("headquarters' own check passed")
	}
	w.tamper("UPDATE entries SET received = received + 1 WHERE id = ?", e.ID[:])
	li.sync()
	w.must(w.hq.Settle(w.ctx))
	if n, found := li.waiting(), w.findings(visits.ProofBroken); n != 0 || found != 1 {
		t.Errorf("at a headquarters that holds: %d entries wait, %d findings", n, found)
	}
	li.provesOffline()
}

// A headquarters that cannot prove anything is asked again and again; nothing
// counts as stored, and that is noted once.
func TestWrongSlipsAreNotedOnceAndStoreNothing(t *testing.T) {
	w := newWorld(t, false)
	li := w.enrol("officer", "Li")
	li.sync()
	dial := li.client.Dial
	li.client.Dial = func(ctx context.Context) (fieldsync.Conn, error) {
		c, err := dial(ctx)
		return retold{c, func(a *fieldsync.Stored) { a.Received++ }}, err
	}
	li.note("one")
	for range 3 {
		li.doubts()
		li.note("more")
	}
	if n, f := li.waiting(), li.failures(); n != 5 || len(f) != 1 {
		t.Errorf("%d entries wait, and %+v was noted", n, f)
	}
	li.client.Dial = func(ctx context.Context) (fieldsync.Conn, error) {
		c, err := dial(ctx)
		return retold{c, func(a *fieldsync.Stored) { *a = fieldsync.Stored{Epoch: a.Epoch, Seq: a.Seq, ID: a.ID, Size: a.Size} }}, err
	}
	li.doubts() // without slips no more than with wrong ones
	li.client.Dial = dial
	li.sync()
	w.must(w.hq.Settle(w.ctx))
	if n, found := li.waiting(), w.findings(visits.ProofBroken); n != 0 || found != 1 {
		t.Errorf("at a headquarters that holds: %d entries wait, %d findings", n, found)
	}
	li.provesOffline()
}

// retold changes every acknowledgement on its way.
type retold struct {
	fieldsync.Conn
	change func(*fieldsync.Stored)
}

func (r retold) Read(ctx context.Context) ([]byte, error) {
	f, err := r.Conn.Read(ctx)
	if err != nil || len(f) == 0 || fieldsync.Type(f[0]) != fieldsync.TStored {
		return f, err
	}
	var a fieldsync.Stored
	if err := fieldsync.DecodeJSON(f[1:], &a); err != nil {
		return nil, err
	}
	r.change(&a)
	return fieldsync.EncodeJSON(fieldsync.TStored, a)
}

// An acknowledgement lost on the way costs one entry sent again, and then the
// slip is there.
func TestALostAcknowledgementIsProvedInTheNextSession(t *testing.T) {
	w := newWorld(t, false)
	li := w.enrol("officer", "Li")
	li.sync()
	li.note("one")
	li.note("two")
	li.handsInUnheard()
	li.sync()
	if n := li.waiting(); n != 0 {
		t.Errorf("%d entries wait", n)
	}
	li.provesOffline()
	w.must(w.hq.Check(w.ctx))
}
