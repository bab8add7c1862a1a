package dossier_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"maps"
	"strings"
	"testing"

	"fairvisit/evidence"
	"fairvisit/evidence/dossier"
	"fairvisit/evidence/photo"
)

var masks = []dossier.Mask{dossier.MaskNone, dossier.MaskNames, dossier.MaskAll}

// anySound chooses what the i-th sound dossier is of.
func anySound(t testing.TB, i int) (w *world, visit evidence.ID, n int64) {
	w = anyLog(t, uint64(i))
	n = w.size()
	if i%4 == 3 {
		n = 4 + w.rng.Int64N(n-3) // in the middle of a visit, too
	}
	if i%5 == 0 && n == w.size() {
		visit = w.visits[0]
	}
	return w, visit, n
}

// Two hundred dossiers of all shapes, sizes of the log and masks: each is sound,
// and written again it is the same.
func TestTamperWithNothing(t *testing.T) {
	whole, withdrawn, due := 0, 0, 0
	for i := range 200 {
		w, visit, n := anySound(t, i)
		b := w.dossier(visit, n, masks[i%3])
		r := w.sound(b)
		if !bytes.Equal(b, w.dossier(visit, n, masks[i%3])) {
			t.Fatalf("dossier %d is not the same when it is written again", i)
		}
		if r.Case != w.cases[0] || r.Size != n || r.Entries == 0 {
			t.Fatalf("the report of dossier %d is %+v", i, r)
		}
		whole, withdrawn, due = whole+r.PhotosWhole, withdrawn+r.PhotosWithdrawn, due+r.PhotosDue
	}
	if whole == 0 || withdrawn == 0 || due == 0 {
		t.Errorf("%d photos whole, %d withdrawn, %d due: this proves less than it says", whole, withdrawn, due)
	}
	t.Logf("200 dossiers are sound: %d photos whole, %d withdrawn, %d not arrived", whole, withdrawn, due)
}

// A hundred thousand clean entries, in dossiers as long as years make them, and
// no false alarm.
func TestTamperWithNothingInAHundredThousandEntries(t *testing.T) {
	if testing.Short() {
		t.Skip("two hundred thousand signatures take their time; TestTamperWithNothing asks the same of few")
	}
	const logs, each = 10, 10_000
	for i := range logs {
		t.Run(fmt.Sprintf("log %d", i), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, uint64(5000+i))
			li, zhao := w.begin()
			for n := 0; w.size() < each+8; n++ {
				w.visit([]*device{li, zhao}[n%3/2], w.cases[0], 40+n%30)
				for range 5 { // somebody looked at the record
					w.record(w.own, "record.viewed/1", w.cases[0], evidence.ID{}, `{"what":"case record"}`, "")
				}
			}
			if r := w.sound(w.dossier(evidence.ID{}, w.size(), dossier.MaskNone)); r.Entries < each {
				t.Errorf("only %d entries were checked", r.Entries)
			}
		})
	}
}

// What came into the log later changes nothing of a dossier at N; one at a later
// N holds more and is as sound.
func TestTheSameNGivesTheSameBytes(t *testing.T) {
	w := newWorld(t, 1)
	li, zhao := w.begin()
	w.visit(li, w.cases[0], 100)
	n := w.size()
	before := w.dossier(evidence.ID{}, n, dossier.MaskNone)
	w.visit(zhao, w.cases[0], 100)
	w.record(w.own, "record.viewed/1", w.cases[0], evidence.ID{}, `{"what":"dossier"}`, "")
	if !bytes.Equal(before, w.dossier(evidence.ID{}, n, dossier.MaskNone)) {
		t.Error("the dossier at N changed as the log grew")
	}
	early, late := w.sound(before), w.sound(w.dossier(evidence.ID{}, w.size(), dossier.MaskNone))
	if early.Visits != 1 || late.Visits != 2 || late.Entries <= early.Entries {
		t.Errorf("early %+v, late %+v", early, late)
	}
}

func TestAMaskWithholdsAndSaysSo(t *testing.T) {
	w := newWorld(t, 2)
	li, _ := w.begin()
	w.visit(li, w.cases[0], 100, 200)
	names := []string{"Erika Beispiel", "Hinterhof", marker(w.visits[0])}
	for _, c := range []struct {
		mask               dossier.Mask
		names              bool
		withheld, pictures int
	}{{dossier.MaskNone, true, 0, 2}, {dossier.MaskNames, false, 3, 2}, {dossier.MaskAll, false, 5, 0}} {
		b := w.dossier(evidence.ID{}, w.size(), c.mask)
		r := w.sound(b)
		if r.WordsWithheld != c.withheld || r.PhotosWhole != c.pictures || r.PhotosWithheld != 2-c.pictures {
			t.Errorf("%s: %+v", c.mask, r)
		}
		for _, name := range names {
			if bytes.Contains(b, []byte(name)) != c.names {
				t.Errorf("%s: %q shows: %v", c.mask, name, !c.names)
			}
		}
		for _, picture := range w.pictures {
			if bytes.Contains(b, picture) != (c.pictures > 0) {
				t.Errorf("%s: a photo shows: %v", c.mask, c.pictures == 0)
			}
		}
		if c.withheld > 0 && (!strings.Contains(r.String(), fmt.Sprintf("words withheld %d", c.withheld)) || !strings.Contains(r.String(), "mask")) {
			t.Errorf("the summary does not say what is withheld:\n%s", &r)
		}
	}
}

func TestADossierOfOneVisitShowsNoOther(t *testing.T) {
	w := newWorld(t, 3)
	li, _ := w.begin()
	w.visit(li, w.cases[0], 100)
	w.visit(li, w.cases[1], 100)
	w.visit(li, w.cases[0], 200)
	b := w.dossier(w.visits[1], w.size(), dossier.MaskNone)
	r := w.sound(b)
	if r.Visits != 1 || r.Visit != w.visits[1] || r.Devices != 1 || r.PhotosWhole != 1 {
		t.Errorf("%+v", r)
	}
	if !bytes.Contains(b, []byte(marker(w.visits[1]))) || bytes.Contains(b, []byte(marker(w.visits[0]))) || bytes.Contains(b, []byte("Erika")) {
		t.Error("the visit's words are not inside, or others are")
	}
}

// An urgent entry came ahead of what lies before it: at that N headquarters says
// what it did not hold, and the dossier is sound.
func TestAnEntryAheadNamesWhatIsNotHereYet(t *testing.T) {
	w, v := ahead(t)
	r := w.sound(w.dossier(v, w.size(), dossier.MaskNone))
	if r.Unknown != 1 || !strings.Contains(r.String(), "did not hold") {
		t.Errorf("%+v", r)
	}
}

func ahead(t testing.TB) (w *world, v evidence.ID) {
	w = newWorld(t, 4)
	li, _ := w.begin()
	w.late = func(h *evidence.Header) bool { return h.Kind == "note.added/1" || h.Kind == "visit.closed/1" }
	w.status = func(h *evidence.Header) evidence.Admission {
		return map[bool]evidence.Admission{true: evidence.Ahead, false: evidence.Whole}[h.Kind == "flag.raised/1"]
	}
	v = w.visit(li, w.cases[0])
	w.record(li, "flag.raised/1", w.cases[0], v, `{"code":"cease_contact"}`, "")
	return w, v
}

// What a device withheld or what was destroyed is told, never called broken; a
// photo without its salt stays out.
func TestErasedWordsAreTold(t *testing.T) {
	w := erased(t)
	for _, mask := range masks {
		r := w.sound(w.dossier(evidence.ID{}, w.size(), mask))
		if r.WordsErased != 1 || r.WordsWithheld < 1 || r.PhotosWithheld != 1 {
			t.Errorf("%s: %+v", mask, r)
		}
	}
}

func erased(t testing.TB) *world {
	w := newWorld(t, 5)
	li, _ := w.begin()
	w.visit(li, w.cases[0], 100)
	for i := range w.entries {
		switch w.entries[i].Header.Kind {
		case "photo.taken/1":
			w.entries[i] = w.entries[i].Without()
		case "note.added/1":
			w.entries[i].Words = evidence.Part{State: evidence.Erased}
		}
	}
	return w
}

// A fork is told and not called a fault: both branches were signed and kept.
func TestAForkIsTold(t *testing.T) {
	w, v := branched(t)
	if r := w.sound(w.dossier(v, w.size(), dossier.MaskNone)); r.Forks != 1 {
		t.Errorf("%+v", r)
	}
}

func branched(t testing.TB) (w *world, v evidence.ID) {
	w = newWorld(t, 6)
	li, _ := w.begin()
	v = w.visit(li, w.cases[0])
	back := *li // its store, copied
	back.ofVisit = maps.Clone(li.ofVisit)
	w.record(li, "note.added/1", w.cases[0], v, `{}`, `{"text":"one"}`)
	w.status = func(*evidence.Header) evidence.Admission { return evidence.Fork }
	w.record(&back, "note.added/1", w.cases[0], v, `{}`, `{"text":"other"}`)
	return w, v
}

// Any program that reads ZIPs reads a dossier.
func TestADossierIsAnOrdinaryZIP(t *testing.T) {
	w := newWorld(t, 7)
	li, _ := w.begin()
	w.visit(li, w.cases[0], 300_000)
	b := w.dossier(evidence.ID{}, w.size(), dossier.MaskNone)
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	w.must(err)
	for _, f := range z.File {
		r, err := f.Open()
		w.must(err)
		_, err = io.Copy(io.Discard, r) // compares the CRC
		w.must(err)
	}
	if !bytes.Equal(b, parcelOf(t, b).pack()) {
		t.Error("packed by FORMAT.md alone it is another file")
	}
}

// widest is a file that notes the longest read asked of it.
type widest struct {
	*bytes.Reader
	longest int
}

func (w *widest) ReadAt(b []byte, at int64) (int, error) {
	w.longest = max(w.longest, len(b))
	return w.Reader.ReadAt(b, at)
}

// A photo is never held whole: a dossier of gigabytes is checked on any machine.
func TestOfAPhotoOneChunkIsHeld(t *testing.T) {
	w := newWorld(t, 8)
	li, _ := w.begin()
	w.visit(li, w.cases[0], 3<<20)
	b := w.dossier(evidence.ID{}, w.size(), dossier.MaskNone)
	file := &widest{Reader: bytes.NewReader(b)}
	if _, faults := dossier.Verify(file, int64(len(b)), public(w.root)); len(faults) > 0 || file.longest > photo.ChunkSize {
		t.Errorf("%d bytes at once, faults %v", file.longest, faults)
	}
}
