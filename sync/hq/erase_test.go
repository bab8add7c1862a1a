package hq_test

import (
	"bytes"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fairvisit/evidence"
	"fairvisit/sync/hq"
	"fairvisit/sync/hq/casekeys"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
	"fairvisit/visits/intake"
	"fairvisit/visits/journal"
)

// bankFile has the case that is erased, another of the same person with another
// number, and somebody else's.
const bankFile = "creditor,number,name,street,amount,currency,days_past_due,phone\n" +
	"Bank A,0001,王小明,中山路 9999 号,12000.50,CNY,45,13800000001\n" +
	"Bank A,0007,王小明,中山路 9999 号,300.00,CNY,45,\n" +
	"Bank A,0002,李华,人民路 8 号,500.00,CNY,60,13800000002\n"

// erasing is an office whose officer recorded a visit with a note and a photo, and
// that is backed up.
type erasing struct {
	*office
	note    string
	picture []byte
	photo   evidence.Hash
	backup  string
}

func newErasing(t *testing.T) *erasing {
	e := &erasing{office: newOfficeSince(t, workday), note: "his brother 王大明 came to the door, I told the brother about the debt"}
	e.photo, e.picture = e.photograph(1)
	e.must(e.visit.Note(e.ctx, e.note))
	e.closeVisit()
	e.li.sync()
	e.secured()
	e.must(e.hq.Settle(e.ctx))
	e.until("a thumbnail", func() bool {
		left, err := e.hq.Store.WithoutThumb(e.ctx, 10)
		e.must(err)
		return len(left) == 0
	})
	e.manager.sync()
	e.backup = filepath.Join(e.dir, "backup")
	e.must(e.hq.Backup(e.ctx, e.backup))
	return e
}

// figures are what must not change by an erasure.
type figures struct {
	contacts []visits.Contact
	entries  int
	kinds    string
	root     evidence.Hash
}

// figuresAt reads them of the first n entries of the log.
func (e *erasing) figuresAt(n int64) figures {
	e.Helper()
	rec, err := e.hq.CaseRecord(e.ctx, e.caseID)
	e.must(err)
	f := figures{contacts: rec.Case.Contacts}
	for _, l := range rec.Entries {
		if l.No < n {
			f.entries++
			f.kinds += l.Kind + " "
		}
	}
	f.root, err = e.hq.Store.RootAt(n)
	e.must(err)
	return f
}

// A case is erased. From then on nobody reads its words here; after the date that
// was said nobody reads them in a backup either, whatever copy of the keys he has;
// and every figure, proof and dossier is what it was.
func TestAnErasedCaseIsReadNowhereAndItsFiguresStay(t *testing.T) {
	e := newErasing(t)
	head, err := e.hq.Store.Head(e.ctx)
	e.must(err)
	before := e.figuresAt(head.Size)
	e.turn(e.clock().AddDate(0, 0, 1))
	e.must(e.hq.Hold(e.ctx, e.caseID, "complaint"))
	if _, err := e.hq.Erase(e.ctx, e.caseID, "request"); !errors.Is(err, hq.ErrHeld) || !strings.Contains(err.Error(), "complaint, since 2026-11-26") {
		t.Fatalf("a held case: %v", err)
	}
	e.must(e.hq.Release(e.ctx, e.caseID, "complaint"))
	if got := e.found(visits.NoteAdmits); len(got) != 1 || !strings.HasPrefix(got[0], "telling_family ") {
		t.Errorf("of the note was found %q", got)
	}
	erased, err := e.hq.Erase(e.ctx, e.caseID, "request")
	e.must(err)
	gone := time.UnixMicro(erased.Gone).UTC()
	if gone.Format(time.RFC3339) != "2026-12-04T00:00:00Z" || erased.Reason != "request" {
		t.Errorf("erased %+v", erased)
	}

	rec, err := e.hq.CaseRecord(e.ctx, e.caseID)
	e.must(err)
	if rec.Case.Words != nil || len(rec.Visits) != 1 || rec.Visits[0].Notes[0].Text != "" || rec.Case.State() != "erased" {
		t.Errorf("the record shows %+v", rec.Case)
	}
	if l := e.line(e.photo); l.Stored || l.Withdrawn != "erased" {
		t.Errorf("of its photo the record says %+v", l)
	}
	after := e.figuresAt(head.Size)
	if !slices.EqualFunc(before.contacts, after.contacts, func(a, b visits.Contact) bool {
		return a.Visit == b.Visit && a.First == b.First && a.Status == b.Status
	}) ||
		len(after.contacts) != 1 || before.entries != after.entries || before.kinds != after.kinds || before.root != after.root {
		t.Errorf("figures were\n%+v and are\n%+v", before, after)
	}
	for _, l := range rec.Entries {
		if l.No < head.Size && l.Words != "none" && l.Words != "erased" {
			t.Errorf("the words of entry %d, %s, are %s", l.No, l.Kind, l.Words)
		}
	}
	e.until("deleted from both copies", func() bool { e.must(e.hq.DeleteWithdrawn(e.ctx)); return len(e.stored()) == 0 })
	e.must(e.hq.Check(e.ctx))
	e.dossierVerifies("erased -", "withdrawn erased")
	if got := e.found(visits.NoteAdmits); len(got) != 1 {
		t.Errorf("of a note that nobody can read any more is found %q; what was found stands", got)
	}
	e.sameAnew()
	if _, err := e.hq.ConfirmErasure(e.ctx, e.caseID); !errors.Is(err, hq.ErrNotGone) || !strings.Contains(err.Error(), "2026-12-04") {
		t.Errorf("confirmed too soon: %v", err)
	}
	if !e.readable() {
		t.Error("the copies of the day before do not open the backup: what comes shows nothing")
	}

	e.turn(gone)
	again, err := e.hq.ConfirmErasure(e.ctx, e.caseID)
	e.must(err)
	if again.Done.IsZero() {
		t.Errorf("confirmed %+v", again)
	}
	if e.readable() {
		t.Error("after the date a backup opens")
	}
	once, err := e.hq.ConfirmErasure(e.ctx, e.caseID)
	if err != nil || once.Done != again.Done {
		t.Errorf("confirmed again: %+v, %v", once, err)
	}
	e.must(e.hq.Check(e.ctx))
}

// stored lists the photos that lie at headquarters.
func (e *erasing) stored() []string {
	files, err := filepath.Glob(filepath.Join(hq.DataFolder(e.dir), "photos", "photos", "*"))
	e.must(err)
	return files
}

// readable reports whether the words or the photo of the case can be read in the
// backup with any copy of the keys that is left.
func (e *erasing) readable() bool {
	e.Helper()
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(e.backup, "hq.db")+"?mode=ro&immutable=1")
	e.must(err)
	defer db.Close()
	photos, err := filepath.Glob(filepath.Join(e.backup, "photos", "*"))
	e.must(err)
	if len(photos) != 1 {
		e.Fatalf("the backup has %d photos", len(photos))
	}
	for _, keys := range e.copiesOfKeys() {
		s, done, err := store.OpenToRead(e.backup, e.ringIn(keys))
		e.must(err)
		for r, err := range s.EntriesOfCase(e.ctx, e.caseID) {
			if err == nil && bytes.Contains(r.Raw, []byte("王")) {
				e.must(done())
				return true
			}
		}
		e.must(done())
		if opens, _ := e.opens(photos[0], e.photo, keys); opens {
			return true
		}
	}
	return false
}

// The devices of officer and manager drop what they hold of it, by the ways they
// drop a case that is taken back.
func TestDevicesDropAnErasedCase(t *testing.T) {
	e := newErasing(t)
	_, err := e.hq.Erase(e.ctx, e.caseID, "wrong_party")
	e.must(err)
	for _, p := range []*person{e.li, e.manager} {
		p.sync()
		e.turn(e.clock().AddDate(0, 0, 2))
		_, err := p.journal.Purge(e.ctx, e.clock().UnixMicro())
		e.must(err)
		c, err := p.journal.Case(e.ctx, e.caseID)
		e.must(err)
		if c != nil && c.Words != nil {
			t.Errorf("%s still holds %+v", p.root, c.Words)
		}
	}
	for _, feed := range []string{visits.OfficerFeed(e.li.id), visits.UnitFeed(e.unit)} {
		gone := false
		_, err := e.hq.Store.ReadFeed(e.ctx, feed, evidence.ID{}, 0, 1000, func(r store.FeedRow) error {
			gone = gone || r.Gone && r.Entity == visits.Key{Kind: visits.KindCase, ID: e.caseID}.Entity()
			return nil
		})
		if err != nil || !gone {
			t.Errorf("the feed %s does not take the case back: %v", feed, err)
		}
	}
	e.sameAnew()
}

// The bank sends the same file again, and one with another number of the same
// person. Nobody comes back, the rows are named, and the others go in.
func TestABankFileDoesNotBringAnErasedPersonBack(t *testing.T) {
	e := newErasing(t)
	_, err := e.hq.Erase(e.ctx, e.caseID, "wrong_party")
	e.must(err)
	f, err := intake.Read(strings.NewReader(bankFile), intake.Options{Today: "2026-11-25"})
	e.must(err)
	r, err := e.hq.Import(e.ctx, e.unit, "Asia/Shanghai", f, false)
	e.must(err)
	if r.Taken != 1 || r.Refused != 2 || len(r.Cases) != 1 || len(r.Issues) != 2 {
		t.Fatalf("imported %+v", r)
	}
	for i, row := range []int{2, 3} {
		if p := r.Issues[i]; p.Row != row || !strings.Contains(p.Why, "was erased on 2026-11-25 (wrong_party)") || strings.Contains(p.Why+p.Value, "王") {
			t.Errorf("of row %d is said %+v", row, p)
		}
	}
	rec, err := e.hq.CaseRecord(e.ctx, e.caseID)
	e.must(err)
	if rec.Case.Words != nil {
		t.Error("the person is back")
	}
	e.must(e.hq.Rebuild(e.ctx))
	if again, err := e.hq.Import(e.ctx, e.unit, "Asia/Shanghai", f, false); err != nil || again.Refused != 2 || again.Same != 1 {
		t.Errorf("after a rebuild: %+v, %v", again, err)
	}
}

// Headquarters is restored from a backup that is older than the erasure, with case
// keys that are older too: the log erases again.
func TestARestoreErasesAgainFromTheLog(t *testing.T) {
	e := newErasing(t)
	keys := hq.KeyFolder(e.dir)
	old, err := os.ReadFile(filepath.Join(keys, "case-keys.db"))
	e.must(err)
	_, err = e.hq.Erase(e.ctx, e.caseID, "order")
	e.must(err)
	e.secured()
	e.close()
	e.must(os.WriteFile(filepath.Join(keys, "case-keys.db"), old, 0o600))
	e.restore(e.backup, filepath.Join(e.dir, "second"), false)
	rec, err := e.hq.CaseRecord(e.ctx, e.caseID)
	e.must(err)
	if rec.Case.Words != nil || rec.Case.Erased == nil {
		t.Errorf("the restored record shows %+v", rec.Case)
	}
	if _, err := e.ringIn(keys).Key(casekeys.OfCase(e.caseID)); !errors.Is(err, casekeys.ErrErased) {
		t.Errorf("its key: %v", err)
	}
	e.until("its photo deleted", func() bool { return len(e.stored()) == 0 })
	e.must(e.hq.Check(e.ctx))
	e.sameAnew()
}

// A tablet that was away hands in its visit after the case was erased: its work is
// acknowledged, counted, and dropped.
func TestWhatComesAfterTheErasureIsAcknowledgedAndDropped(t *testing.T) {
	o := newOfficeSince(t, workday)
	entry, _ := o.photograph(1)
	o.must(o.visit.Note(o.ctx, "a note about 王小明"))
	o.closeVisit()
	_, err := o.hq.Erase(o.ctx, o.caseID, "request")
	o.must(err)
	o.handInAhead(entry) // so that the photo is offered when its case is known as erased
	o.li.sync()
	o.secured()
	o.li.sync()
	o.complete()
	rec, err := o.hq.CaseRecord(o.ctx, o.caseID)
	o.must(err)
	if len(rec.Case.Contacts) != 1 || rec.Visits[0].Notes[0].Text != "" || rec.Visits[0].Erased == nil {
		t.Errorf("the record shows %+v", rec.Visits[0])
	}
	if l := o.line(entry); l.Stored || l.Withdrawn != "erased" {
		t.Errorf("of its photo the record says %+v", l)
	}
	o.must(o.hq.Check(o.ctx))
	o.sameAnew()
}

// Whoever holds a key of a device must not destroy what everybody recorded.
func TestADeviceCannotEraseACase(t *testing.T) {
	e := newErasing(t)
	for _, kind := range []string{visits.CaseErased, visits.CaseClosed, visits.CaseHeld} {
		_, err := e.li.journal.Append(e.ctx, journal.Writing{Kind: kind, Facts: visits.ErasedFacts{Reason: "order", Visits: []evidence.ID{e.visit.ID}},
			Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: e.caseID}, {Kind: evidence.RefOfficer, ID: e.li.id}}})
		e.must(err)
	}
	// Nor does an officer take back the import of a case, by its right id.
	held, err := e.hq.CaseRecord(e.ctx, e.caseID)
	e.must(err)
	_, err = e.li.journal.Append(e.ctx, journal.Writing{Kind: visits.CaseClosed, Facts: visits.ReasonFacts{Reason: visits.ImportUndoneReason, Imported: held.Case.Imported, Standing: held.Case.Standing},
		Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: e.caseID}, {Kind: evidence.RefOfficer, ID: e.li.id}}})
	e.must(err)
	e.li.sync()
	e.must(e.hq.Settle(e.ctx))
	e.must(e.hq.FinishErasures(e.ctx))
	rec, err := e.hq.CaseRecord(e.ctx, e.caseID)
	e.must(err)
	if rec.Case.Words == nil || rec.Case.Erased != nil || rec.Case.Closed != nil || rec.Case.Held != nil || rec.Visits[0].Notes[0].Text != e.note {
		t.Errorf("the record shows %+v", rec.Case)
	}
}

// A key that somebody destroyed in secret is found, and so is one that is there
// although the log says it is not.
func TestAnAuditFindsKeysThatDoNotFitTheLog(t *testing.T) {
	e := newErasing(t)
	k, err := hq.LoadKeys(hq.KeyFolder(e.dir))
	e.must(err)
	keys := hq.KeyFolder(e.dir)
	old, err := os.ReadFile(filepath.Join(keys, "case-keys.db"))
	e.must(err)
	_, err = e.hq.Erase(e.ctx, e.caseID, "order")
	e.must(err)
	e.secured()
	e.close()
	audit := func() hq.AuditReport {
		r, err := hq.Audit(e.ctx, e.options())
		e.must(err)
		return r
	}
	if r := audit(); r.Total != 0 {
		t.Fatalf("before: %v", r.Faults)
	}
	destroyed, err := os.ReadFile(filepath.Join(keys, "case-keys.db"))
	e.must(err)
	e.must(os.WriteFile(filepath.Join(keys, "case-keys.db"), old, 0o600))
	tells(t, audit(), "case keys 01"+e.caseID.String(), "is there still, and the log says that this was erased")
	e.must(os.WriteFile(filepath.Join(keys, "case-keys.db"), destroyed, 0o600))
	r, err := casekeys.Open(keys, casekeys.CopiesFolder(keys), [32]byte(k.Master), e.clock)
	e.must(err)
	other := evidence.ID{7}
	e.must(errors.Join(r.Destroy(casekeys.OfCase(other)), r.Close()))
	tells(t, audit(), "case keys 01"+other.String(), "no entry says that this was erased")
}

// An operator erases beside a running server: the server, which holds the key in
// memory, does not go on reading what it seals.
func TestAServerForgetsWhatACommandBesideItErased(t *testing.T) {
	e := newErasing(t)
	words := func() (open int) {
		rec, err := e.hq.CaseRecord(e.ctx, e.caseID)
		e.must(err)
		for _, l := range rec.Entries {
			if l.Words == "present" {
				open++
			}
		}
		return open
	}
	if words() == 0 {
		t.Fatal("the server reads no words: this test shows nothing")
	}
	o := e.options()
	o.Second = ""
	beside, err := hq.Open(o)
	e.must(err)
	_, err = beside.Erase(e.ctx, e.caseID, "request")
	e.must(errors.Join(err, beside.Close()))
	e.until("no words are read", func() bool { return words() == 0 })
	e.until("the files are deleted", func() bool { return len(e.stored()) == 0 || e.hq.DeleteWithdrawn(e.ctx) != nil })
	e.must(e.hq.Check(e.ctx))
	e.sameAnew()
}
