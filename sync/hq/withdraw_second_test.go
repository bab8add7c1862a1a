package hq_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/journal"
)

// A day after the close the officer sees whose child is on a photo, and asks. Until the
// manager confirms, nothing happens to it; then it leaves both copies, every screen and the
// officer's tablet. What a colleague says, or the officer alone, changes nothing.
func TestAPhotoOfAClosedVisitIsWithdrawnByTwo(t *testing.T) {
	o := newOffice(t)
	child, _ := o.photograph(1)
	door, _ := o.photograph(2)
	if err := o.li.work.AskWithdrawal(o.ctx, o.visit.ID, child, 0, "child"); !errors.Is(err, fieldwork.ErrNotClosed) {
		t.Errorf("of an open visit: %v", err)
	}
	o.closeVisit()
	o.li.sync()
	o.secured()
	bytesOfChild, bytesOfDoor := o.asItLies(child), o.asItLies(door)
	onTablet := func() int {
		files, err := filepath.Glob(filepath.Join(o.li.root, "data", "*", "photos", "*"))
		o.must(err)
		return len(files)
	}
	files := onTablet()
	if n := len(o.holds(bytesOfChild)); n != 2 || files == 0 {
		t.Fatalf("headquarters holds the photo %d times, the tablet %d files: this test shows nothing", n, files)
	}
	if err := o.visit.Withdraw(o.ctx, child, 0, "child"); !errors.Is(err, fieldwork.ErrClosed) {
		t.Errorf("alone: %v", err)
	}
	o.li.claims(o.caseID, o.visit.ID, child) // alone, past all refusals
	o.must(o.li.work.AskWithdrawal(o.ctx, o.visit.ID, child, 0, "child"))
	if err := o.li.work.AskWithdrawal(o.ctx, o.visit.ID, child, 0, "child"); !errors.Is(err, fieldwork.ErrAsked) {
		t.Errorf("twice: %v", err)
	}
	if err := o.li.work.AnswerWithdrawal(o.ctx, &visits.Visit{ID: o.visit.ID, Case: o.caseID}, child, ""); err == nil {
		t.Error("an officer confirms")
	}
	o.li.sync()
	zhao := o.enrol("officer", "Chen")
	asked := o.asked()
	o.must(zhao.answers(o, asked.By))
	zhao.sync()
	o.must(o.hq.Settle(o.ctx))
	o.must(o.hq.DeleteWithdrawn(o.ctx))
	if got := o.line(child); !got.Stored || got.Withdrawn != "" || len(o.holds(bytesOfChild)) != 2 {
		t.Fatalf("without a second person it is withdrawn: %+v", got)
	}
	if n := o.times(visits.WithdrawnAlone); n != 2 {
		t.Errorf("%d findings of a withdrawal alone, want the officer's and the colleague's", n)
	}

	o.manager.sync()
	v, err := o.manager.journal.Visit(o.ctx, o.visit.ID)
	o.must(err)
	if l, answer, is := v.AskedWithdrawal(v.Photos[0]); v.Photos[0].Entry == child && (!is || answer != nil || l.Reason != "child") {
		t.Fatalf("the manager's desk is not asked: %+v, %+v", l, answer)
	}
	o.must(o.manager.work.AnswerWithdrawal(o.ctx, v, asked.By, ""))
	o.manager.sync()
	o.must(o.hq.Settle(o.ctx))
	o.until("deleted from both copies", func() bool { return len(o.holds(bytesOfChild)) == 0 })
	if n := len(o.holds(bytesOfDoor)); n != 2 {
		t.Errorf("the other photo is held %d times", n)
	}
	o.li.sync()
	if n := onTablet(); n >= files {
		t.Errorf("%d of %d files are on the tablet", n, files)
	}
	if got := o.line(child); got.Stored || got.Withdrawn != "child" {
		t.Errorf("the record says %+v", got)
	}
	o.sameAnew()

	// A restore from before it withdraws it again, out of the second copy.
	o.secured()
	backup := filepath.Join(o.dir, "backup")
	o.must(o.hq.Backup(o.ctx, backup))
	o.restore(backup, filepath.Join(o.dir, "second"), false)
	o.must(os.RemoveAll(backup))
	if n := len(o.holds(bytesOfChild)); n != 0 {
		t.Errorf("the restored headquarters holds the photo %d times", n)
	}
	o.must(o.hq.Check(o.ctx))
}

// A manager who declines says why; the officer may ask again, and headquarters' person
// may confirm.
func TestAPhotoThatIsNeededStays(t *testing.T) {
	o := newOffice(t)
	child, _ := o.photograph(1)
	o.closeVisit()
	o.must(o.li.work.AskWithdrawal(o.ctx, o.visit.ID, child, 0, "interior"))
	o.li.sync()
	o.manager.sync()
	v, err := o.manager.journal.Visit(o.ctx, o.visit.ID)
	o.must(err)
	if err := o.manager.work.AnswerWithdrawal(o.ctx, v, o.asked().By, "because"); err == nil {
		t.Error("a reason nobody knows is taken")
	}
	o.must(o.manager.work.AnswerWithdrawal(o.ctx, v, o.asked().By, "evidence"))
	o.manager.sync()
	o.li.sync()
	v, err = o.li.journal.Visit(o.ctx, o.visit.ID)
	o.must(err)
	if _, answer, _ := v.AskedWithdrawal(v.Photos[0]); answer == nil || answer.Confirmed || answer.Reason != "evidence" {
		t.Fatalf("the officer is told %+v", answer)
	}
	if got := o.line(child); !got.Stored || got.Withdrawn != "" {
		t.Errorf("the record says %+v", got)
	}
	o.turn(workday.Add(time.Minute))
	o.must(o.li.work.AskWithdrawal(o.ctx, o.visit.ID, child, 0, "child"))
	o.li.sync()
	rec := o.enrol("headquarters", "Sun")
	o.must(rec.work.AnswerWithdrawal(o.ctx, v, o.asked().By, ""))
	rec.sync()
	o.must(o.hq.Settle(o.ctx))
	if got := o.line(child); got.Withdrawn != "child" {
		t.Errorf("the record says %+v", got)
	}
	o.li.sync()
	if files, err := filepath.Glob(filepath.Join(o.li.root, "data", "*", "photos", "*")); err != nil || len(files) != 0 {
		t.Errorf("%v: the tablet holds %v", err, files)
	}
	o.sameAnew()
}

// asked is the newest request headquarters knows of.
func (o *office) asked() visits.WithdrawnLine {
	o.Helper()
	rec, err := o.hq.CaseRecord(o.ctx, o.caseID)
	o.must(err)
	var newest visits.WithdrawnLine
	for _, l := range rec.Visits[0].AskedBack {
		if l.At > newest.At {
			newest = l
		}
	}
	if newest.By.IsZero() {
		o.Fatal("nobody asked")
	}
	return newest
}

func (o *office) times(code string) int {
	o.Helper()
	list, err := o.hq.ListFindings(o.ctx, code, evidence.ID{}, 100)
	o.must(err)
	return len(list)
}

// answers confirms a request past all refusals.
func (p *person) answers(o *office, asked evidence.Hash) error {
	_, err := p.journal.Append(o.ctx, journal.Writing{Kind: visits.WithdrawalConfirmed, Facts: visits.WithdrawalAnswerFacts{Asked: asked},
		Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: o.caseID}, {Kind: evidence.RefVisit, ID: o.visit.ID}, {Kind: evidence.RefOfficer, ID: p.id}}})
	return err
}
