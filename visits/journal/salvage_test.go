package journal_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

// full is a closed store with a day's work: many entries, some larger than a
// page, photos and an open draft. Its log is moved into the file.
func full(t *testing.T) (*tablet, []evidence.Entry, visit) {
	d := newTablet(t, "officer")
	done := d.openVisit(evidence.NewID(), evidence.Hash{})
	d.takePhoto(done)
	d.closeVisit(done)
	v := d.openVisit(evidence.NewID(), evidence.Hash{})
	for i := range 40 {
		d.note(v, strings.Repeat("words ", 1+i*i))
		d.answer(v, "q", fmt.Sprint("answer ", i))
	}
	d.takePhoto(v)
	chain := d.chain()
	d.close()
	return d, chain, v
}

func (d *tablet) salvage() journal.Report {
	d.t.Helper()
	j, report, err := journal.Salvage(d.dir, d.options())
	if err != nil {
		d.t.Fatal(err)
	}
	d.Journal = j
	return report
}

// overwrite puts noise over pages of the database.
func (d *tablet) overwrite(pages ...int) {
	d.t.Helper()
	f, err := os.OpenFile(filepath.Join(d.dir, "journal.db"), os.O_RDWR, 0)
	if err != nil {
		d.t.Fatal(err)
	}
	noise := make([]byte, 4096)
	for _, p := range pages {
		for i := range noise {
			noise[i] = byte(rand.Uint32())
		}
		if _, err := f.WriteAt(noise, int64(p)*4096); err != nil {
			d.t.Fatal(err)
		}
	}
	if err := f.Close(); err != nil {
		d.t.Fatal(err)
	}
}

func (d *tablet) pages() int {
	d.t.Helper()
	info, err := os.Stat(filepath.Join(d.dir, "journal.db"))
	if err != nil {
		d.t.Fatal(err)
	}
	return int(info.Size() / 4096)
}

// held maps the number of each entry in an epoch to its id.
func (d *tablet) held(epoch evidence.ID) map[uint64]evidence.Hash {
	d.t.Helper()
	held := map[uint64]evidence.Hash{}
	for _, e := range d.sendable(epoch, 1) {
		held[e.Header.Seq] = e.ID
	}
	return held
}

func TestASalvageOfAWholeStoreLosesNothing(t *testing.T) {
	d, chain, v := full(t)
	old := chain[0].Header.Epoch
	report := d.salvage()
	if report.Entries != len(chain) || report.Photos != 2 || report.Answers != 40 || len(report.Missing) != 0 {
		t.Fatalf("%+v of %d entries", report, len(chain))
	}
	after := d.chain()
	if len(after) != len(chain)+1 {
		t.Fatalf("%d entries before, %d after", len(chain), len(after))
	}
	for i, e := range chain {
		if after[i].ID != e.ID || string(after[i].Encode()) != string(e.Encode()) {
			t.Fatalf("entry %d is not the same bytes", i)
		}
	}
	var f visits.EpochFacts
	last := after[len(after)-1]
	if err := evidence.DecodePayload(last.Facts.Bytes, &f); err != nil || f.Reason != "salvaged" || f.Old != old || f.Last != chain[len(chain)-1].ID {
		t.Fatalf("%s says %+v, %v", last.Header.Kind, f, err)
	}
	if r := d.risk(); r.Entries != len(after) || r.Photos != 2 || r.Drafts != 1 || r.DraftAnswers != 40 {
		t.Fatalf("%+v: all must be unsent", r)
	}
	d.answer(v, "q", "goes on")
	d.closeVisit(v)
	d.rebuilt()
	d.reopen()
	if len(d.Found()) != 0 || d.Epoch() != last.Header.Epoch {
		t.Fatalf("found %v", d.Found())
	}
	for _, file := range []string{"journal.db.damaged-1", "identity"} {
		if _, err := os.Stat(filepath.Join(d.dir, file)); err != nil {
			t.Error(err)
		}
	}
	if report = d.again(); report.Entries != len(after)+1 || len(report.Missing) != 0 {
		t.Fatalf("the second salvage: %+v", report)
	}
	if epochs, err := d.Epochs(ctx); err != nil || len(epochs) != 3 || epochs[0].Epoch != old {
		t.Fatalf("%+v, %v: epochs out of order", epochs, err)
	}
}

func (d *tablet) again() journal.Report {
	d.t.Helper()
	d.close()
	return d.salvage()
}

// Noise over any pages: whatever was on the others comes over byte for byte,
// and what is missing below the last number left is named.
func TestASalvageBringsOverWhatTheNoiseLeft(t *testing.T) {
	rounds := 12
	if testing.Short() {
		rounds = 4
	}
	for round := range rounds {
		d, chain, _ := full(t)
		old := chain[0].Header.Epoch
		n := d.pages()
		broken := []int{0, 1 + round}
		for range round {
			broken = append(broken, rand.IntN(n))
		}
		d.overwrite(broken...)
		if _, err := journal.Open(d.dir, d.options()); !isDamaged(err) {
			t.Fatalf("pages %v of %d are noise, and Open says %v", broken, n, err)
		}
		report := d.salvage()
		held := d.held(old)
		if len(held) == 0 && n > 2*len(broken) {
			t.Fatalf("pages %v of %d are noise, and nothing came over", broken, n)
		}
		named := strings.Join(report.Missing, "\n")
		last := uint64(0)
		for seq := range held {
			last = max(last, seq)
		}
		missing := 0
		for _, e := range chain {
			id, ok := held[e.Header.Seq]
			if ok && id != e.ID {
				t.Fatalf("entry %d is another", e.Header.Seq)
			}
			if !ok && e.Header.Seq < last {
				missing++
			}
		}
		if (missing > 0) != strings.Contains(named, "entr") {
			t.Errorf("%d entries are missing, the report says %q", missing, named)
		}
		if report.Entries != len(held) {
			t.Errorf("%+v, and %d are held", report, len(held))
		}
		d.rebuilt()
		d.reopen()
		d.close()
	}
}

func isDamaged(err error) bool { _, ok := errors.AsType[*journal.Damaged](err); return ok }

// One page goes bad: only what was on it may be missing.
func TestOneBadPageCostsOnlyWhatWasOnIt(t *testing.T) {
	d, chain, _ := full(t)
	n := d.pages()
	whole := filepath.Join(t.TempDir(), "whole")
	copyTo(t, d.dir, whole)
	step, lost := 1, 0
	if testing.Short() {
		step = 5
	}
	for page := 0; page < n; page += step {
		if err := os.RemoveAll(d.dir); err != nil {
			t.Fatal(err)
		}
		copyTo(t, whole, d.dir)
		d.overwrite(page)
		report := d.salvage()
		if len(chain)-report.Entries > 8 {
			t.Errorf("page %d of %d is noise, and only %d of %d entries came over", page, n, report.Entries, len(chain))
		}
		lost += len(chain) - report.Entries
		d.close()
	}
	if lost == 0 {
		t.Fatal("no page held an entry: this test would pass for nothing")
	}
}

func TestWhatIsStillInTheLogIsSalvaged(t *testing.T) {
	d, chain, v := full(t)
	d.open()
	d.note(v, "only in the log")
	d.answer(v, "q", "only in the log")
	d.takePhoto(v)
	copied := filepath.Join(t.TempDir(), "copy") // as a dead tablet leaves it
	copyTo(t, d.dir, copied)
	want := d.seq()
	d.close()
	if err := os.RemoveAll(d.dir); err != nil {
		t.Fatal(err)
	}
	copyTo(t, copied, d.dir)
	d.overwrite(0)
	report := d.salvage()
	if report.Entries != int(want) || report.Answers != 41 || report.Photos != 3 || len(chain)+2 != int(want) {
		t.Fatalf("%+v, want %d entries", report, want)
	}
}

func TestASalvageWithoutTheFileOfKeysFindsThemInThePages(t *testing.T) {
	d, chain, _ := full(t)
	if err := os.Remove(filepath.Join(d.dir, "identity")); err != nil {
		t.Fatal(err)
	}
	d.overwrite(0)
	if report := d.salvage(); report.Entries != len(chain) {
		t.Fatalf("%+v", report)
	}
	if id := d.Identity(); id.Device != d.id.Device {
		t.Fatal("somebody else's keys")
	}
	d.close()
	if err := os.Remove(filepath.Join(d.dir, "identity")); err != nil {
		t.Fatal(err)
	}
	d.overwrite(func() (all []int) {
		for p := range d.pages() {
			all = append(all, p)
		}
		return all
	}()...)
	if _, _, err := journal.Salvage(d.dir, d.options()); err == nil || !strings.Contains(err.Error(), "keys") {
		t.Fatalf("%v: nothing can be verified without keys", err)
	}
}

func TestAStoppedSalvageIsTakenUpAgain(t *testing.T) {
	d, chain, _ := full(t)
	// The stop came after the database was moved aside, with half a new one there.
	if err := os.Rename(filepath.Join(d.dir, "journal.db"), filepath.Join(d.dir, "journal.db.damaged-1")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(d.dir, "journal.db.new"), []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := journal.Open(d.dir, d.options()); !isDamaged(err) {
		t.Fatal(err)
	}
	if _, err := journal.Create(d.dir, d.id, d.options()); err == nil {
		t.Fatal("a new store was made beside the damaged one")
	}
	if report := d.salvage(); report.Entries != len(chain) {
		t.Fatalf("%+v", report)
	}
}

func TestALostPhotoFileIsNamed(t *testing.T) {
	d, chain, _ := full(t)
	files, err := os.ReadDir(filepath.Join(d.dir, "photos"))
	if err != nil || len(files) != 2 {
		t.Fatal(files, err)
	}
	if err := os.Remove(filepath.Join(d.dir, "photos", files[0].Name())); err != nil {
		t.Fatal(err)
	}
	report := d.salvage()
	if report.Photos != 1 || len(report.Missing) != 1 || !strings.Contains(report.Missing[0], "photo 1 of entry") || report.Entries != len(chain) {
		t.Fatalf("%+v", report)
	}
}

// Bytes that went bad inside an entry do not show in SQLite's own check.
func TestABitOfAnUnsentEntryIsMissed(t *testing.T) {
	d, chain, _ := full(t)
	e := chain[5]
	row := string(e.ID[:]) + e.Header.Kind
	d.patch(func(b []byte) []byte {
		b[strings.Index(string(b), row)+len(row)+100] ^= 1
		return b
	})
	if _, err := journal.Open(d.dir, d.options()); !isDamaged(err) {
		t.Fatal(err)
	}
	if report := d.salvage(); report.Entries != len(chain)-1 || len(report.Missing) == 0 {
		t.Fatalf("%+v", report)
	}
}
