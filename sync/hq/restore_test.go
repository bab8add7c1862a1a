package hq_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fairvisit/evidence"
	"fairvisit/evidence/probe"
	"fairvisit/sync/hq"
	"fairvisit/visits"
)

// oneVisit has li visit a case with one photo and hand it in.
func (w *world) oneVisit(li, zhao *person, c evidence.ID) evidence.ID {
	w.Helper()
	v, verdict, err := li.work.Open(w.ctx, c, zhao.id)
	if err != nil {
		w.Fatalf("%v: %+v", err, verdict)
	}
	_, err = v.Photograph(w.ctx, bytes.NewReader(jpegPhoto(9)), "door", "camera")
	w.must(err)
	w.must(v.Leave(w.ctx))
	w.must(v.Close(w.ctx, []visits.Outcome{{Code: "nf"}}, nil))
	li.sync()
	return v.ID
}

// secured waits until the second copy holds everything.
func (w *world) secured() {
	w.Helper()
	for range 500 {
		st := w.status()
		_, photos, err := w.hq.Store.Unsecured(w.ctx, 1)
		w.must(err)
		if st.Secured == st.Size && len(photos) == 0 {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	w.Fatal("the second copy never caught up")
}

// restore throws the data away and makes it anew.
func (w *world) restore(backup, second string, loss bool) hq.RestoreReport {
	w.Helper()
	w.close()
	w.must(os.RemoveAll(hq.DataFolder(w.dir)))
	r, err := hq.Restore(w.ctx, w.options(), backup, second, loss)
	w.must(err)
	w.open()
	return r
}

func TestRestoredFromBackupAndSecondCopyNothingIsMissing(t *testing.T) {
	w := newWorld(t, true)
	w.turn(workday)
	li, zhao := w.enrol("officer", "Li"), w.enrol("officer", "Zhao")
	cases := w.importCases(oneCase)
	w.assign(cases[0], li, zhao)
	li.sync()
	backup := filepath.Join(w.dir, "backup")
	w.must(w.hq.Backup(w.ctx, backup))
	visit := w.oneVisit(li, zhao, cases[0])
	chen := w.enrol("officer", "Chen") // enrolled after the backup
	chen.sync()
	w.secured()
	before, err := w.hq.PicturesHash(w.ctx)
	w.must(err)
	life := w.status().Generation

	r := w.restore(backup, filepath.Join(w.dir, "second"), false)
	if r.Replayed == 0 || r.Photos != 1 || r.Missing != 0 || r.Loss {
		t.Errorf("restored %+v", r)
	}
	if w.status().Generation == life {
		t.Error("the restored headquarters goes on under its old life")
	}
	rec, err := w.hq.CaseRecord(w.ctx, cases[0])
	w.must(err)
	if len(rec.Visits) != 1 || rec.Visits[0].ID != visit || len(rec.Photos) != 1 || !rec.Photos[0].Stored {
		t.Errorf("after the restore: %d visits, photos %+v", len(rec.Visits), rec.Photos)
	}
	w.must(w.hq.Check(w.ctx))
	// What the restore itself noted is the only difference.
	if after, err := w.hq.PicturesHash(w.ctx); err != nil || after == before {
		t.Errorf("no finding tells of the restore (%v)", err)
	}
	li.sync()
	chen.sync()
	if st, err := w.hq.DeviceStatuses(w.ctx); err != nil || len(st) != 3 || st[0].Held || st[1].Held || st[2].Held {
		t.Errorf("devices after the restore: %+v, %v", st, err)
	}
}

// A restore is killed at its first entry: there is no store then, the photos are where they were, and it can be
// run again.
func TestAKilledRestoreLeavesNothingThatLooksWhole(t *testing.T) {
	w := newLoneWorld(t, true) // the probe below is of all worlds
	w.turn(workday)
	li, zhao := w.enrol("officer", "Li"), w.enrol("officer", "Zhao")
	cases := w.importCases(oneCase)
	w.assign(cases[0], li, zhao)
	li.sync()
	backup := filepath.Join(w.dir, "backup")
	w.must(w.hq.Backup(w.ctx, backup))
	w.oneVisit(li, zhao, cases[0])
	w.secured()
	w.close()
	data, second := hq.DataFolder(w.dir), filepath.Join(w.dir, "second")
	stores, err := filepath.Glob(filepath.Join(data, "hq.db*"))
	w.must(err)
	for _, name := range stores {
		w.must(os.Remove(name))
	}

	lay, err := filepath.Glob(filepath.Join(data, "photos", "photos", "*"))
	w.must(err)

	stands := make(chan struct{})
	probe.Watch(func(point string) {
		if point == "hq.committed" {
			close(stands)
			select {} // as a killed process: nothing of it runs any more
		}
	})
	defer probe.Watch(nil)
	go hq.Restore(w.ctx, w.options(), backup, second, false)
	<-stands
	probe.Watch(nil)
	if _, err := hq.Open(w.options()); !errors.Is(err, hq.ErrNoStore) {
		t.Fatalf("half a store, or an empty one, was opened: %v", err)
	}

	r, err := hq.Restore(w.ctx, w.options(), backup, second, false)
	w.must(err)
	if r.Replayed == 0 || r.Missing != 0 {
		t.Errorf("the second try took back %+v", r)
	}
	for _, file := range lay {
		if _, err := os.Stat(file); err != nil {
			t.Errorf("a photo that lay where the store was lost is gone: %v", err)
		}
	}
	if len(lay) != 1 {
		t.Errorf("%d photos lay there", len(lay))
	}
	w.open()
	w.must(w.hq.Check(w.ctx))
}

func TestRestoredWithoutASecondCopyDevicesBringWhatTheyHold(t *testing.T) {
	w := newWorld(t, false)
	w.turn(workday)
	li, zhao := w.enrol("officer", "Li"), w.enrol("officer", "Zhao")
	cases := w.importCases(oneCase)
	w.assign(cases[0], li, zhao)
	li.sync()
	backup := filepath.Join(w.dir, "backup")
	w.must(w.hq.Backup(w.ctx, backup))
	visit := w.oneVisit(li, zhao, cases[0])
	chen := w.enrol("officer", "Chen")
	chen.sync()

	w.close()
	w.must(os.RemoveAll(hq.DataFolder(w.dir)))
	if _, err := hq.Restore(w.ctx, w.options(), backup, "", false); !errors.Is(err, hq.ErrWouldLose) {
		t.Fatalf("a restore that loses work went through without a yes: %v", err)
	}
	if _, err := os.Stat(filepath.Join(hq.DataFolder(w.dir), "hq.db")); err == nil {
		t.Fatal("the refused restore left a store behind")
	}
	w.server = nil
	w.must(os.RemoveAll(hq.DataFolder(w.dir)))
	r, err := hq.Restore(w.ctx, w.options(), backup, "", true)
	w.must(err)
	w.open()
	if !r.Loss {
		t.Errorf("restored %+v", r)
	}
	li.sync()
	w.must(w.hq.Settle(w.ctx))
	rec, err := w.hq.CaseRecord(w.ctx, cases[0])
	w.must(err)
	if len(rec.Visits) != 1 || rec.Visits[0].ID != visit || len(rec.Photos) != 1 || !rec.Photos[0].Stored {
		t.Fatalf("the device did not bring its visit again: %d visits, photos %+v", len(rec.Visits), rec.Photos)
	}
	// A device the backup does not know may hand in, and gets nothing until a
	// person confirms it.
	chen.sync()
	d, err := w.hq.Store.Device(w.ctx, chen.journal.Identity().Device)
	w.must(err)
	if d.Held == 0 {
		t.Error("a device nobody knows got its feeds")
	}
	w.must(w.hq.Store.Confirm(w.ctx, d.ID))
	chen.sync()
	w.must(w.hq.Check(w.ctx))
}

// An old copy of a device's data, with its nonce left behind, begins a new
// epoch at once; what both lives wrote is kept.
func TestARestoredDeviceBeginsANewEpochAndNothingIsLost(t *testing.T) {
	w := newWorld(t, false)
	w.turn(workday)
	li, zhao := w.enrol("officer", "Li"), w.enrol("officer", "Zhao")
	cases := w.importCases(oneCase)
	w.assign(cases[0], li, zhao)
	li.sync()
	v, _, err := li.work.Open(w.ctx, cases[0], zhao.id)
	w.must(err)
	li.sync()
	folder := filepath.Join(w.dir, "devices", "Li", "data")
	copied := filepath.Join(w.dir, "copy")
	w.must(os.CopyFS(copied, os.DirFS(folder)))
	w.must(v.Note(w.ctx, "after the copy was made"))
	li.sync()
	epoch := li.journal.Epoch()

	li.reopenFrom(copied)
	if li.journal.Epoch() == epoch {
		t.Fatal("the old copy went on in the same epoch")
	}
	again, err := li.work.Resume(w.ctx, v.ID)
	w.must(err)
	w.must(again.Note(w.ctx, "in the copy's life"))
	li.sync()
	w.must(w.hq.Settle(w.ctx))
	rec, err := w.hq.CaseRecord(w.ctx, cases[0])
	w.must(err)
	if len(rec.Visits) != 1 || len(rec.Visits[0].Notes) != 2 {
		t.Errorf("%d visits with notes %+v; want both lives' notes in one visit", len(rec.Visits), rec.Visits[0].Notes)
	}
	w.must(w.hq.Check(w.ctx))
}
