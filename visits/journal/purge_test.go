package journal_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"fairvisit/evidence"
	"fairvisit/evidence/vault"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

// holds reports whether any file of the store contains these bytes: as they are,
// or in a record that is in the store now or was when holds was asked for them
// before. Such a record is known by its tag: its last bytes.
func (d *tablet) holds(secret string) bool {
	d.t.Helper()
	found := false
	if d.tags == nil {
		d.tags = map[string][][]byte{}
	}
	err := journal.EachSealed(d.dir, storeKey, func(_ vault.Place, record, plain []byte) {
		if bytes.Contains(plain, []byte(secret)) {
			d.tags[secret] = append(d.tags[secret], record[len(record)-16:])
		}
	})
	if err != nil {
		d.t.Fatal(err)
	}
	err = filepath.WalkDir(d.dir, func(path string, f os.DirEntry, err error) error {
		if err != nil || f.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		found = found || bytes.Contains(b, []byte(secret))
		for _, tag := range d.tags[secret] {
			found = found || bytes.Contains(b, tag)
		}
		return err
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return found
}

func (d *tablet) purge() int64 {
	d.t.Helper()
	freed, err := d.Purge(ctx, d.at)
	if err != nil {
		d.t.Fatal(err)
	}
	return freed
}

func TestContentLeavesADayAfterHeadquartersHeldItTwice(t *testing.T) {
	d := newTablet(t, "officer")
	v := d.openVisit(evidence.NewID(), evidence.Hash{})
	still := d.openVisit(evidence.NewID(), evidence.Hash{})
	d.note(v, "SECRET-NOTE")
	d.note(still, "OPEN-NOTE")
	d.answer(v, "q", "SECRET-ANSWER")
	photo := d.takePhoto(v)
	d.closeVisit(v)
	var file string
	check := func(when string, want bool) {
		t.Helper()
		d.purge()
		_, err := os.Stat(file)
		if note, answer := d.holds("SECRET-NOTE"), d.holds("SECRET-ANSWER"); note != want || answer != want || (err == nil) != want {
			t.Fatalf("%s: note here %v, answer here %v, photo %v, want %v", when, note, answer, err, want)
		}
	}

	d.mark(d.MarkStored, d.seq())
	out, err := d.PhotosUnsent(ctx, 5)
	if err != nil || len(out) != 1 {
		t.Fatal(out, err)
	}
	file = filepath.Join(d.dir, "photos", out[0].Name)
	if err := d.MarkPhotosStored(ctx, out[0]); err != nil {
		t.Fatal(err)
	}
	d.at += 1000 * hour
	check("stored is not secured", true)
	d.mark(d.MarkSecured, d.seq())
	if err := d.MarkPhotoSecured(ctx, photo.ID, 0); err != nil {
		t.Fatal(err)
	}
	d.at += 24*hour - minute
	check("a minute before the day is over", true)
	d.at += 2 * minute
	if freed := d.purge(); freed < out[0].Size {
		t.Errorf("%d bytes freed, the photo alone had %d", freed, out[0].Size)
	}
	check("after the day", false)

	if !d.holds("OPEN-NOTE") {
		t.Fatal("words of an open visit were purged")
	}
	withheld := 0
	for _, e := range d.chain() { // every signature still verifies
		if e.Words.State == evidence.Withheld {
			withheld++
		}
	}
	if withheld != 2 {
		t.Fatalf("%d entries are withheld, want the note and the photo", withheld)
	}
	if pic, err := d.Visit(ctx, v.id); err != nil || len(pic.Notes) != 1 || pic.Notes[0].Text != "" || pic.Status != visits.StatusClosed {
		t.Fatalf("%+v, %v", pic, err)
	}
	d.rebuilt()
	if freed := d.purge(); freed != 0 {
		t.Fatalf("%d bytes freed a second time", freed)
	}
	d.reopen()
	if len(d.Found()) != 0 {
		t.Fatal(d.Found())
	}
}

func TestAPhotoOnItsWayHoldsBackItsWords(t *testing.T) {
	d := newTablet(t, "officer")
	v := d.openVisit(evidence.NewID(), evidence.Hash{})
	photo := d.takePhoto(v)
	d.closeVisit(v)
	d.mark(d.MarkSecured, d.seq())
	d.at += 48 * hour
	d.purge()
	out, err := d.PhotosUnsent(ctx, 5)
	if err != nil || len(out) != 1 {
		t.Fatal(out, err)
	}
	if _, err := d.PhotoChunks(ctx, out[0]); err != nil {
		t.Fatalf("the photo cannot be sent any more: %v", err)
	}
	for _, e := range d.chain() {
		if e.ID == photo.ID && e.Words.State != evidence.Present {
			t.Fatal("the salt left before the photo")
		}
	}
}

func TestAWithdrawnCaseLeavesOnceItsWorkIsSecured(t *testing.T) {
	d, hq, caseID, decision := assigned(t)
	lone := hq.importCase(d.id.Unit)
	hq.pull(d, 100)
	v := d.openVisit(caseID, decision)
	d.note(v, "SECRET-NOTE")
	hq.withdraw(caseEntity(caseID))
	hq.withdraw(caseEntity(lone))
	hq.pull(d, 100)
	d.purge()
	if d.state(caseKey(lone)) != "" || d.holds(lone.Short()) {
		t.Fatal("a withdrawn case on which nothing waits is still here")
	}
	d.mark(d.MarkSecured, d.seq())
	d.at += 48 * hour
	d.purge()
	if !d.holds("SECRET-NOTE") || d.state(caseKey(caseID)) != "hidden" {
		t.Fatal("a visit under way lost its words")
	}
	d.closeVisit(v)
	d.purge()
	if c, err := d.Case(ctx, caseID); err != nil || c.Words == nil {
		t.Fatalf("%+v, %v: the close is not handed in yet", c, err)
	}
	d.mark(d.MarkSecured, d.seq())
	d.at += 25 * hour
	d.purge()
	if d.holds("SECRET-NOTE") || d.holds(caseID.Short()+`"`) {
		t.Fatal("words of the withdrawn case are still here")
	}
	if s := d.state(caseKey(caseID)); s != "hidden" {
		t.Fatalf("what is left of the case is listed as %q", s)
	}
	d.chain()
	d.rebuilt()
}

// The case was named only after the visit had begun.
func TestAVisitUnderWayKeepsItsCaseHoweverItWasNamed(t *testing.T) {
	d, hq, caseID, _ := assigned(t)
	v := d.openVisit(evidence.ID{}, evidence.Hash{})
	v.caseID = caseID
	d.note(v, "now we know")
	hq.withdraw(caseEntity(caseID))
	hq.pull(d, 100)
	d.mark(d.MarkSecured, d.seq())
	d.at += 48 * hour
	d.purge()
	if c, err := d.Case(ctx, caseID); err != nil || c.Words == nil {
		t.Fatalf("%+v, %v: the visit under way needs the case", c, err)
	}
}
