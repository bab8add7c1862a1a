package hq_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/journal"
)

// office is a headquarters with a second copy, an officer in a visit, and the
// branch's manager.
type office struct {
	*world
	li, manager *person
	caseID      evidence.ID
	visit       *fieldwork.Visit
}

func newOffice(t *testing.T) *office {
	w := newWorld(t, true)
	w.turn(workday)
	return w.office()
}

// newOfficeSince is newOffice of a headquarters that is as old as its clock says.
func newOfficeSince(t *testing.T, at time.Time) *office {
	w := &world{TB: t, ctx: t.Context(), dir: t.TempDir(), second: true}
	w.turn(at)
	_, err := hq.Init(w.ctx, w.options())
	w.must(err)
	w.open()
	w.unit = w.hq.UnitID("north")
	return w.office()
}

func (w *world) office() *office {
	o := &office{world: w, li: w.enrol("officer", "Li"), manager: w.enrol("manager", "Wu")}
	zhao := w.enrol("officer", "Zhao")
	o.caseID = w.importCases(oneCase)[0]
	w.assign(o.caseID, o.li, zhao)
	o.li.sync()
	var err error
	o.visit, _, err = o.li.work.Open(w.ctx, o.caseID, zhao.id)
	w.must(err)
	return o
}

// photograph takes a photo and returns its entry and bytes.
func (o *office) photograph(seed uint8) (evidence.Hash, []byte) {
	o.Helper()
	b := jpegPhoto(seed)
	e, err := o.visit.Photograph(o.ctx, bytes.NewReader(b), "d5", "camera")
	o.must(err)
	return e.ID, b
}

func (o *office) closeVisit() {
	o.Helper()
	o.must(o.visit.Leave(o.ctx))
	o.must(o.visit.Close(o.ctx, []visits.Outcome{{Code: "nf"}}, nil))
}

// holds lists the files anywhere under headquarters that hold the bytes.
func (o *office) holds(b []byte) []string {
	o.Helper()
	var list []string
	o.must(filepath.WalkDir(o.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(path, filepath.Join(o.dir, "devices")) {
			return err
		}
		content, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil // a segment took its place meanwhile
		}
		if err == nil && bytes.Contains(content, b) {
			list = append(list, path)
		}
		return err
	}))
	return list
}

// line is what the record says of a photo.
func (o *office) line(entry evidence.Hash) fieldsync.PhotoState {
	o.Helper()
	rec, err := o.hq.CaseRecord(o.ctx, o.caseID)
	o.must(err)
	for _, p := range rec.Photos {
		if p.Entry == entry {
			return p
		}
	}
	o.Fatal("the record does not name the photo")
	return fieldsync.PhotoState{}
}

// A photo lies at headquarters twice and its thumbnail is on the manager's desk
// when the officer sees whose child is on it.
func TestAWithdrawnPhotoLeavesBothCopiesAndEveryScreen(t *testing.T) {
	o := newOffice(t)
	child, _ := o.photograph(1)
	door, _ := o.photograph(2)
	o.li.sync()
	o.secured()
	bytesOfChild, bytesOfDoor := o.asItLies(child), o.asItLies(door)
	if n := len(o.holds(bytesOfChild)); n != 2 {
		t.Fatalf("headquarters holds the photo %d times, want original and second copy", n)
	}
	thumb := func(entry evidence.Hash) *visits.Thumb {
		o.manager.sync()
		th, err := o.manager.journal.Thumb(o.ctx, entry, 0)
		o.must(err)
		return th
	}
	o.until("thumbnails on the manager's desk", func() bool { return thumb(child) != nil && thumb(door) != nil })

	o.must(o.visit.Withdraw(o.ctx, child, 0, "child"))
	o.li.sync()
	o.must(o.hq.Settle(o.ctx))
	o.until("deleted from both copies", func() bool { return len(o.holds(bytesOfChild)) == 0 })
	if n := len(o.holds(bytesOfDoor)); n != 2 {
		t.Errorf("the other photo is held %d times", n)
	}
	if thumb(child) != nil || thumb(door) == nil {
		t.Error("the manager's desk shows the wrong thumbnails")
	}
	if got := o.line(child); got.Stored || got.Withdrawn != "child" || got.WithdrawnAt == 0 {
		t.Errorf("the record says %+v", got)
	}
	if _, _, err := o.hq.OpenPhoto(o.ctx, child, 0); !errors.Is(err, store.ErrWithdrawn) || !strings.Contains(err.Error(), "child") {
		t.Errorf("who asks for it is told %v", err)
	}
	o.closeVisit()
	o.li.sync()
	o.secured()
	o.li.sync()
	o.complete()
	o.sameAnew()

	// The second copy is whole without it: a restore reads all of it.
	backup := filepath.Join(o.dir, "backup")
	o.must(o.hq.Backup(o.ctx, backup))
	if r := o.restore(backup, filepath.Join(o.dir, "second"), false); r.Missing != 0 || r.Loss {
		t.Errorf("restored %+v", r)
	}
	if n := len(o.holds(bytesOfChild)); n != 0 {
		t.Errorf("the restored headquarters holds the photo %d times", n)
	}
	o.must(o.hq.Check(o.ctx))
}

// complete fails unless the closed visit is complete at headquarters and the
// officer's device waits for nothing.
func (o *office) complete() {
	o.Helper()
	sent, err := o.li.journal.VisitSent(o.ctx, o.visit.ID)
	o.must(err)
	if !sent.Stored() || !sent.Secured() {
		o.Errorf("the device waits: %+v", sent)
	}
	o.must(o.hq.Settle(o.ctx))
	p, err := o.hq.Store.PictureByID(o.ctx, visits.KindVisit, o.visit.ID)
	o.must(err)
	if p.State != visits.StatusClosed {
		o.Errorf("the visit is %s", p.State)
	}
	findings, err := o.hq.ListFindings(o.ctx, "", evidence.ID{}, 100)
	o.must(err)
	for _, f := range findings {
		o.Errorf("found %s: %s", f.Code, f.Detail)
	}
}

func TestAPhotoWithdrawnBeforeItWasSentIsNeverAskedFor(t *testing.T) {
	o := newOffice(t)
	child, bytesOfChild := o.photograph(1)
	o.photograph(2)
	o.must(o.visit.Withdraw(o.ctx, child, 0, "bystander"))
	o.closeVisit()
	o.li.sync()
	o.secured()
	o.li.sync()
	o.complete()
	if n := len(o.holds(bytesOfChild)); n != 0 {
		t.Errorf("headquarters holds it %d times", n)
	}
	if st, err := o.hq.DeviceStatuses(o.ctx); err != nil || st[len(st)-1].Awaited+st[0].Awaited+st[1].Awaited != 0 {
		t.Errorf("%v: photos are awaited: %+v", err, st)
	}
	if got := o.line(child); got.Withdrawn != "bystander" {
		t.Errorf("the record says %+v", got)
	}
	o.sameAnew()
}

// The bytes of a photo arrive while its withdrawal is being folded: the file
// lies there after headquarters had deleted what there was.
func TestBytesThatComeAfterTheWithdrawalAreDeletedToo(t *testing.T) {
	o := newOffice(t)
	child, _ := o.photograph(1)
	o.li.sync()
	bytesOfChild := o.asItLies(child)
	o.must(o.visit.Withdraw(o.ctx, child, 0, "neighbour"))
	o.li.sync()
	o.must(o.hq.Settle(o.ctx))
	o.until("deleted", func() bool { return len(o.holds(bytesOfChild)) == 0 })
	row, err := o.hq.Store.Photo(o.ctx, child, 0)
	o.must(err)
	o.close() // a kill between commit and deletion leaves the same
	o.must(os.WriteFile(filepath.Join(hq.DataFolder(o.dir), "photos", "photos", row.File), bytesOfChild, 0o600))
	o.open()
	o.until("deleted after the start", func() bool { return len(o.holds(bytesOfChild)) == 0 })
	if err := o.hq.Store.PhotosStored(o.ctx, []store.PhotoDone{{Entry: child}}); err != nil {
		t.Error(err)
	}
	if row, err := o.hq.Store.Photo(o.ctx, child, 0); err != nil || row.State != store.PhotoWithdrawn {
		t.Errorf("%v: the photo is in state %d", err, row.State)
	}
	o.sameAnew()
}

// A backup is older than the withdrawal, and the second copy was not yet
// scrubbed: what a restore brings back is deleted again.
func TestARestoreDoesNotBringAWithdrawnPhotoBack(t *testing.T) {
	o := newOffice(t)
	child, _ := o.photograph(1)
	o.li.sync()
	o.secured()
	bytesOfChild := o.asItLies(child)
	backup := filepath.Join(o.dir, "backup")
	o.must(o.hq.Backup(o.ctx, backup))
	o.must(o.visit.Withdraw(o.ctx, child, 0, "interior"))
	o.closeVisit()
	o.li.sync()
	o.secured()
	o.restore(backup, filepath.Join(o.dir, "second"), false)
	o.must(os.RemoveAll(backup))
	o.until("deleted after the restore", func() bool { return len(o.holds(bytesOfChild)) == 0 })
	o.li.sync()
	if got := o.line(child); got.Withdrawn != "interior" {
		t.Errorf("the record says %+v", got)
	}
	o.sameAnew()
}

// Whoever holds a key of a device must not destroy what another one recorded.
func TestADeviceCannotWithdrawAnothersPhoto(t *testing.T) {
	o := newOffice(t)
	child, _ := o.photograph(1)
	o.li.sync()
	bytesOfChild := o.asItLies(child)
	rogue := o.enrol("officer", "Chen")
	rogue.claims(o.caseID, o.visit.ID, child)
	rogue.sync()
	o.must(o.hq.Settle(o.ctx))
	o.must(o.hq.DeleteWithdrawn(o.ctx))
	if got := o.line(child); !got.Stored || len(o.holds(bytesOfChild)) == 0 {
		t.Errorf("another device destroyed the photo: %+v", got)
	}
	o.sameAnew()
}

// claims writes a withdrawal of another device's photo, past all refusals.
func (p *person) claims(caseID, visit evidence.ID, photo evidence.Hash) {
	p.w.Helper()
	_, err := p.journal.Append(p.w.ctx, journal.Writing{Kind: visits.PhotoWithdrawn, Facts: visits.PhotoWithdrawnFacts{Entry: photo, Reason: "child"},
		Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: caseID}, {Kind: evidence.RefVisit, ID: visit}, {Kind: evidence.RefOfficer, ID: p.id}}})
	p.w.must(err)
}
