package hq_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fairvisit/visits"
	"fairvisit/visits/fieldwork"
)

// After the close the officer brings the tablet back from a copy of before, and puts its
// clock back too: there the visit is open again. The app refuses once it has heard of the
// close; what is written past it says nothing and is found, and the photo stays, until a
// manager confirms.
func TestAnOldCopyOfTheTabletDoesNotWithdrawAPhotoAlone(t *testing.T) {
	o := newOffice(t)
	child, _ := o.photograph(1)
	copied := filepath.Join(o.dir, "copied")
	o.must(os.CopyFS(copied, os.DirFS(filepath.Join(o.li.root, "data"))))
	o.turn(workday.Add(time.Hour))
	o.closeVisit()
	o.li.sync()
	o.secured()
	held := o.asItLies(child)
	o.turn(workday.Add(time.Minute))
	o.li.reopenFrom(copied)
	o.must(os.RemoveAll(copied))
	again, err := o.li.work.Resume(o.ctx, o.visit.ID)
	if err != nil {
		t.Fatalf("the copy does not hold the open visit: %v", err)
	}
	o.li.sync()
	if err := again.Withdraw(o.ctx, child, 0, "child"); !errors.Is(err, fieldwork.ErrClosed) {
		t.Errorf("the app, which has heard of the close: %v", err)
	}
	o.li.claims(o.caseID, o.visit.ID, child)
	o.li.sync()
	o.must(o.hq.Settle(o.ctx))
	o.must(o.hq.DeleteWithdrawn(o.ctx))
	if got := o.line(child); !got.Stored || got.Withdrawn != "" || len(o.holds(held)) != 2 {
		t.Errorf("an old copy and its clock withdraw it: %+v, held %d times", got, len(o.holds(held)))
	}
	if n := o.times(visits.WithdrawnAlone); n != 1 {
		t.Errorf("%d findings", n)
	}
	o.sameAnew()
}
