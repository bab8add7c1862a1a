package hq_test

import (
	"testing"

	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

// Numbers a device declares gone are passed and found, and the entry behind them
// is stored; a gap that is not at the next number passes nothing, and the device
// is told where to go on; one that is none ends the session.
func TestAGapIsDeclaredOverTheWire(t *testing.T) {
	w := newWorld(t, false)
	li := w.enrol("officer", "Li")
	li.sync()
	var notes []evidence.Entry
	for range 4 {
		e, err := li.journal.Append(w.ctx, journal.Writing{Kind: visits.NoteAdded, Facts: visits.Empty{}})
		w.must(err)
		notes = append(notes, e)
	}
	first := notes[0].Header.Seq
	gap := fieldsync.GapDeclared{Epoch: li.journal.Epoch(), From: first, To: first + 2, Reason: "lost on the device"}
	id := li.journal.Identity().Device

	for _, none := range [][2]uint64{{0, first}, {first + 2, first}, {first, 1<<62 + 1}} {
		device := li.talk(fieldsync.Version)
		bad := gap
		bad.From, bad.To = none[0], none[1]
		device.hears(fieldsync.TWelcome)
		device.say(fieldsync.TGap, bad)
		if bye := device.bye(); bye.Code != fieldsync.ByeMalformed {
			t.Errorf("a gap from %d to %d: %+v", none[0], none[1], bye)
		}
	}
	device := li.talk(fieldsync.Version)
	device.hears(fieldsync.TWelcome)
	early := gap
	early.From++
	device.say(fieldsync.TGap, early)
	var at fieldsync.At
	w.must(fieldsync.DecodeJSON(device.hears(fieldsync.TRewind), &at))
	if at.Epoch != gap.Epoch || at.Seq != first {
		t.Errorf("a gap beyond the next number: go on from %d, want %d", at.Seq, first)
	}
	w.must(w.hq.Settle(w.ctx))
	if gaps, err := w.hq.Store.Gaps(w.ctx, id); err != nil || len(gaps) != 0 || w.findings(visits.GapSeen) != 0 {
		t.Errorf("what passed nothing left %+v, %d findings (%v)", gaps, w.findings(visits.GapSeen), err)
	}

	device.say(fieldsync.TGap, gap)
	device.hand(notes[3])
	var stored fieldsync.Stored
	w.must(fieldsync.DecodeJSON(device.hears(fieldsync.TStored), &stored))
	if stored.Seq != first+3 || stored.ID != notes[3].ID {
		t.Errorf("stored is %d", stored.Seq)
	}
	w.must(w.hq.Settle(w.ctx))
	row, err := w.hq.Store.EntryByID(w.ctx, notes[3].ID)
	w.must(err)
	gaps, err := w.hq.Store.Gaps(w.ctx, id)
	w.must(err)
	if row.Status != evidence.Gap || len(gaps) != 1 || gaps[0].From != first || gaps[0].To != first+2 || w.findings(visits.GapSeen) != 2 { // of the declaration, and of the entry behind it
		t.Errorf("behind the gap is %v; gaps %+v, %d findings", row.Status, gaps, w.findings(visits.GapSeen))
	}

	came := gap
	came.From, came.To = first+3, first+3
	device.say(fieldsync.TGap, came)
	device.hand(notes[3])
	device.hears(fieldsync.TStored)
	w.must(w.hq.Settle(w.ctx))
	if n := w.findings(visits.GapSeen); n != 2 {
		t.Errorf("of an entry that is stored a device said that it is gone: %d findings", n)
	}
}
