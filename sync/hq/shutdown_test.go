package hq_test

import (
	"context"
	"database/sql"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

// holdsWriter keeps every other writer of headquarters' database out until it is
// let go, as a long checkpoint of another process does.
func (w *world) holdsWriter() (letGo func()) {
	w.Helper()
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(hq.DataFolder(w.dir), "hq.db")+"?_busy_timeout=10000&_txlock=immediate")
	w.must(err)
	tx, err := db.Begin()
	w.must(err)
	return func() {
		w.must(tx.Rollback())
		w.must(db.Close())
	}
}

// What a session handed in and headquarters has not committed when it is told to
// stop is in the store when Shutdown returns, though its device, which is gone,
// never heard so. The commit is kept waiting over the end of the session.
func TestWhatWasHandedInIsStoredWhenShutdownReturns(t *testing.T) {
	w := newWorld(t, false)
	li := w.enrol("officer", "Li")
	li.sync()
	w.must(w.hq.Settle(w.ctx))
	var notes []evidence.Entry
	for range 12 {
		e, err := li.journal.Append(w.ctx, journal.Writing{Kind: visits.NoteAdded, Facts: visits.Empty{}})
		w.must(err)
		notes = append(notes, e)
	}
	device := li.talk(fieldsync.Version)
	device.hears(fieldsync.TWelcome)
	letGo := w.holdsWriter()
	// Six are more than a session commits itself. The first ones' commit waits for
	// the writer, the others' for that commit.
	for _, frame := range [][]evidence.Entry{notes[:6], notes[6:]} {
		device.hand(frame...)
		device.say(fieldsync.TBeaconWanted, fieldsync.BeaconWanted{})
		device.hears(fieldsync.TBeacon) // frames are taken in order: these were taken
	}
	down := make(chan error, 1)
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		down <- w.server.Shutdown(ctx)
	}()
	if bye := device.bye(); bye.Code != fieldsync.ByeShutdown {
		t.Errorf("the device was told %+v", bye)
	}
	var err error
	select { // only so that a Shutdown that does not wait is seen not to
	case err = <-down:
		letGo()
		w.must(err)
	case <-time.After(500 * time.Millisecond):
		letGo()
		w.must(<-down)
	}
	for i, e := range slices.Backward(notes) {
		if _, err := w.hq.Store.EntryByID(w.ctx, e.ID); err != nil {
			t.Errorf("note %d was taken and is not in the store after Shutdown: %v", i+1, err)
		}
	}
}
