package journal_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
	"fairvisit/visits/journal"
)

func (d *tablet) withdraw(v visit, photo evidence.Hash) {
	d.t.Helper()
	if err := d.WithdrawPhoto(ctx, journal.Writing{Refs: d.refs(v)}, visits.PhotoWithdrawnFacts{Entry: photo, Reason: "child"}); err != nil {
		d.t.Fatal(err)
	}
}

// files lists what lies in the folders of photos.
func (d *tablet) files() []string {
	d.t.Helper()
	var list []string
	for _, room := range []string{"photos", "views", "incoming", "found"} {
		files, err := os.ReadDir(filepath.Join(d.dir, room))
		if err != nil {
			d.t.Fatal(err)
		}
		for _, f := range files {
			list = append(list, room+"/"+f.Name())
		}
	}
	return list
}

// nothingLeft fails unless nothing of the visit's photos is on the disk or waited for.
func (d *tablet) nothingLeft(v visit) {
	d.t.Helper()
	if files := d.files(); len(files) != 0 {
		d.t.Errorf("still here: %v", files)
	}
	if out, err := d.PhotosUnsent(ctx, 5); err != nil || len(out) != 0 {
		d.t.Errorf("%d photos are offered, %v", len(out), err)
	}
	if sent, err := d.VisitSent(ctx, v.id); err != nil || sent.Photos != 0 {
		d.t.Errorf("%+v, %v: a withdrawn photo is waited for", sent, err)
	}
	if r := d.risk(); r.Photos != 0 || r.NotSecuredPhotos != 0 || r.PhotoBytes != 0 {
		d.t.Errorf("%+v", r)
	}
	shown, err := d.Visit(ctx, v.id)
	if err != nil || len(shown.Photos) != 1 {
		d.t.Fatal(shown, err)
	}
	if w, is := shown.Withdrawal(shown.Photos[0]); !is || w.Reason != "child" || w.At == 0 || shown.Photos[0].Root.IsZero() {
		d.t.Errorf("withdrawn %v: %+v", is, w)
	}
}

// The officer sees the child on the photo before it was sent.
func TestAWithdrawnPhotoIsNeverSentAndItsFileIsGone(t *testing.T) {
	d := newTablet(t, "officer")
	v := d.openVisit(evidence.NewID(), evidence.Hash{})
	e := d.takePhoto(v)
	value, err := json.Marshal(checklist.Captured(e.ID))
	if err != nil {
		t.Fatal(err)
	}
	d.answer(v, "d5", string(value))
	d.answer(v, "other", `{"code":"yes"}`)
	d.mark(d.MarkStored, d.seq())
	out, err := d.PhotosUnsent(ctx, 5)
	if err != nil || len(out) != 1 {
		t.Fatal(out, err)
	}
	d.withdraw(v, e.ID)
	before := d.seq()
	d.withdraw(v, e.ID)
	if d.seq() != before {
		t.Error("withdrawing twice made two entries")
	}
	d.nothingLeft(v)

	// A session that held the photo already finds it gone, and calls nothing lost.
	if _, err := d.PhotoChunks(ctx, out[0]); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the session goes on sending: %v", err)
	}
	if err := d.LosePhoto(ctx, out[0], "unreadable"); err != nil {
		t.Error(err)
	}
	if err := d.MarkPhotosStored(ctx, out[0]); err != nil {
		t.Error(err)
	}
	if err := d.MarkPhotoSecured(ctx, out[0].Entry, out[0].Index); err != nil {
		t.Error(err)
	}
	d.nothingLeft(v)
	chain := d.chain()
	if last := chain[len(chain)-1]; last.Header.Kind != visits.PhotoWithdrawn || last.Header.Visit() != v.id || last.Header.Case() != v.caseID {
		t.Errorf("the last entry is %s", last.Header.Kind)
	}

	log, err := d.DraftAnswers(ctx, v.id)
	if err != nil || len(log) != 3 || log[2].Question != "d5" || string(log[2].Value) != "{}" || log[2].Reason != "child" {
		t.Errorf("%v: the question is not open again: %+v", err, log)
	}
	entries, photos, err := d.CountVisit(ctx, v.id)
	if err != nil || entries != 3 || photos != 1 {
		t.Errorf("the close would count %d entries and %d photos, %v", entries, photos, err)
	}
	shown := d.lists()
	if err := d.Rebuild(ctx); err != nil {
		t.Fatal(err)
	}
	for k, was := range shown {
		if now := d.lists()[k]; now != was {
			t.Errorf("made anew, %s is %s, it was %s", k, now, was)
		}
	}
	d.reopen()
	d.nothingLeft(v)
}

func TestWithdrawingIsRefusedAfterTheCloseAndOfOthersPhotos(t *testing.T) {
	d := newTablet(t, "officer")
	v := d.openVisit(evidence.NewID(), evidence.Hash{})
	e := d.takePhoto(v)
	other := d.openVisit(evidence.NewID(), evidence.Hash{})
	facts := visits.PhotoWithdrawnFacts{Entry: e.ID, Reason: "child"}
	if err := d.WithdrawPhoto(ctx, journal.Writing{Refs: d.refs(other)}, facts); !errors.Is(err, journal.ErrNotOfVisit) {
		t.Errorf("another visit's photo: %v", err)
	}
	d.closeVisit(v)
	before := d.seq()
	if err := d.WithdrawPhoto(ctx, journal.Writing{Refs: d.refs(v)}, facts); !errors.Is(err, journal.ErrNoDraft) {
		t.Errorf("after the close: %v", err)
	}
	if d.seq() != before || len(d.files()) == 0 {
		t.Error("a refusal changed something")
	}
}

// The process is killed when the entry is there and the file not yet gone; the
// database may be lost with it.
func TestAWithdrawalKilledBeforeTheFileIsGoneIsHealed(t *testing.T) {
	for name, back := range map[string]func(*tablet){
		"opened again": func(d *tablet) { d.open() },
		"salvaged":     func(d *tablet) { d.salvage() },
		"salvaged, and all that is left of the photo's row is an old plan of its capture": func(d *tablet) {
			if err := journal.ForgetPhotoRows(d.dir, storeKey); err != nil {
				t.Fatal(err)
			}
			d.salvage()
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := newTablet(t, "officer")
			v := d.openVisit(evidence.NewID(), evidence.Hash{})
			e := d.takePhoto(v)
			d.close()
			d.killed(childWork{Visit: v.id, Case: v.caseID, Withdraw: e.ID, Point: "photo.withdrawn"}, 1)
			if len(d.files()) == 0 {
				t.Fatal("the kill came too late to show anything")
			}
			back(d)
			if found := d.Found(); len(found) != 0 {
				t.Errorf("brought back: %+v", found)
			}
			d.nothingLeft(v)
			d.reopen()
			d.nothingLeft(v)
		})
	}
}
