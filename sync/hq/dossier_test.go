package hq_test

import (
	"bytes"
	"crypto/ed25519"
	"strings"
	"testing"

	"fairvisit/evidence"
	"fairvisit/evidence/dossier"
	"fairvisit/sync/hq"
	"fairvisit/visits"
)

// dossier is what headquarters writes of a case at that size, and what a
// stranger with the root's key says of it.
func (w *world) dossier(q hq.DossierOf) ([]byte, dossier.Report) {
	w.Helper()
	var b bytes.Buffer
	w.must(w.hq.WriteDossier(w.ctx, &b, q))
	r, faults := dossier.Verify(bytes.NewReader(b.Bytes()), int64(b.Len()), w.hq.Keys().Root)
	for _, f := range faults {
		w.Error(f)
	}
	return b.Bytes(), r
}

func (w *world) size() int64 {
	w.Helper()
	head, err := w.hq.Store.Head(w.ctx)
	w.must(err)
	return head.Size
}

// An officer does a visit with three photos and takes one back; the dossier of
// the case holds all of it, verifies with the root's key alone, is the same when
// it is asked for again; masked or of the visit alone it shows less.
func TestADossierOfARealVisit(t *testing.T) {
	o := newOffice(t)
	_, shown := o.photograph(1)
	o.photograph(2)
	child, hidden := o.photograph(3)
	o.must(o.visit.Note(o.ctx, "Hinterhaus, zweite Tür"))
	o.must(o.visit.Withdraw(o.ctx, child, 0, "child"))
	o.closeVisit()
	o.li.sync()
	o.must(o.hq.Settle(o.ctx))
	n := o.size()
	q := hq.DossierOf{Case: o.caseID, At: n, Mask: dossier.MaskNone}

	first, r := o.dossier(q)
	if r.Visits != 1 || r.Devices != 2 || r.PhotosWhole != 2 || r.PhotosWithdrawn != 1 || r.WordsWithheld != 0 || r.Size != n || r.Unknown != 0 {
		t.Errorf("the dossier is %+v", r)
	}
	if !bytes.Contains(first, []byte("王小明")) || !bytes.Contains(first, shown) || bytes.Contains(first, hidden) {
		t.Error("a name or a photo is missing, or the withdrawn photo is inside")
	}
	again, _ := o.dossier(q)
	if !bytes.Equal(first, again) {
		t.Error("asked for again it is another file")
	}
	q.At = o.size()
	if later, r := o.dossier(q); r.Size <= n || bytes.Equal(first, later) {
		t.Error("at a later size it is the same")
	}
	q.At, q.Mask = n, dossier.MaskAll
	if masked, r := o.dossier(q); bytes.Contains(masked, []byte("王小明")) || bytes.Contains(masked, shown) || r.PhotosWithheld != 2 || r.WordsWithheld == 0 {
		t.Errorf("masked it shows a name or a photo, or is %+v", r)
	}
	q.Mask = dossier.MaskNames
	if masked, r := o.dossier(q); bytes.Contains(masked, []byte("王小明")) || bytes.Contains(masked, []byte("Hinterhaus")) || r.PhotosWhole != 2 {
		t.Errorf("without names it shows one, or is %+v", r)
	}
	q.Mask, q.Visit = dossier.MaskNone, o.visit.ID
	if alone, r := o.dossier(q); bytes.Contains(alone, []byte("王小明")) || !bytes.Contains(alone, []byte("Hinterhaus")) || r.Visit != o.visit.ID || r.Devices != 1 {
		t.Errorf("of the visit alone it shows the case's words, not its own, or is %+v", r)
	}
}

// beforehand is called before the first byte is written.
type beforehand func()

func (f beforehand) Write(b []byte) (int, error) {
	f()
	return len(b), nil
}

// Who asks for a dossier stands in the chain before a byte of it goes out.
func TestADossierIsLoggedBeforeItsFirstByte(t *testing.T) {
	o := newOffice(t)
	n, looked := o.size(), false
	out := beforehand(func() {
		if looked {
			return
		}
		looked = true
		rows, err := o.hq.Store.EntryRange(o.ctx, n, 100)
		o.must(err)
		for _, row := range rows {
			e, err := evidence.Decode(row.Raw)
			o.must(err)
			if e.Header.Kind == visits.RecordViewed && e.Header.Case() == o.caseID && bytes.Contains(e.Facts.Bytes, []byte("dossier at")) {
				return
			}
		}
		t.Error("the first byte went out and nothing is logged")
	})
	o.must(o.hq.WriteDossier(o.ctx, out, hq.DossierOf{Case: o.caseID, At: n, Mask: dossier.MaskNone}))
	if !looked {
		t.Error("nothing was written")
	}
}

// What headquarters never had is refused, and nothing is written.
func TestADossierOfNothingIsRefused(t *testing.T) {
	o := newOffice(t)
	n := o.size()
	for _, c := range []struct {
		word string
		q    hq.DossierOf
	}{
		{"size from 1 to", hq.DossierOf{Case: o.caseID}},
		{"not 99999", hq.DossierOf{Case: o.caseID, At: 99999}},
		{"nothing of that case or visit", hq.DossierOf{Case: evidence.NewID(), At: n}},
		{"nothing of that case or visit", hq.DossierOf{Case: o.caseID, Visit: evidence.NewID(), At: n}},
		{"below number 1 of its log", hq.DossierOf{Case: o.caseID, At: 1}},
	} {
		c.q.Mask = dossier.MaskNone
		var b bytes.Buffer
		if err := o.hq.WriteDossier(o.ctx, &b, c.q); err == nil || !strings.Contains(err.Error(), c.word) || b.Len() > 0 {
			t.Errorf("%+v: %d bytes, %v", c.q, b.Len(), err)
		}
	}
}

// A dossier is sound at every size the log had while a visit came in, and under
// another root's key never.
func TestADossierAtEverySize(t *testing.T) {
	o := newOffice(t)
	o.photograph(1)
	o.must(o.visit.Flag(o.ctx, "dispute_open", ""))
	o.closeVisit()
	o.li.sync()
	n, sound := o.size(), 0
	for at := int64(1); at <= n; at++ {
		var b bytes.Buffer
		q := hq.DossierOf{Case: o.caseID, At: at, Mask: dossier.MaskNone}
		if err := o.hq.WriteDossier(o.ctx, &b, q); err != nil {
			continue // before the case was imported
		}
		o.dossier(q)
		sound++
	}
	if sound < 5 {
		t.Errorf("%d dossiers of %d sizes", sound, n)
	}
	b, _ := o.dossier(hq.DossierOf{Case: o.caseID, At: n, Mask: dossier.MaskNone})
	stranger, _, err := ed25519.GenerateKey(nil)
	o.must(err)
	if _, faults := dossier.Verify(bytes.NewReader(b), int64(len(b)), stranger); len(faults) != 1 || faults[0].Member != "keys.json" {
		t.Errorf("under another root's key: %v", faults)
	}
}
