package hq_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"fairvisit/evidence"
	"fairvisit/evidence/dossier"
	"fairvisit/evidence/sound"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
	"fairvisit/visits/fieldwork"
)

// recorded is a talk of so many seconds, recorded after a yes.
func (o *office) recorded(seconds int) evidence.Hash {
	o.Helper()
	r, err := o.visit.Record(o.ctx, "zh-Hans", true)
	o.must(err)
	for s := range seconds {
		samples := make([]int16, sound.Rate)
		for i := range samples {
			samples[i] = int16(s*31 + i%(50+s)*200)
		}
		o.must(r.Hear(samples))
	}
	e, err := r.Finish(o.ctx, "")
	o.must(err)
	return e.ID
}

func (o *office) reader() (*fieldsync.Reader, evidence.ID) {
	o.Helper()
	rec := o.enrol("headquarters", "Rec")
	r := fieldsync.NewReader(rec.journal.Identity(), rec.journal.Epoch())
	o.Cleanup(func() { _ = r.Close() })
	return r, rec.id
}

// played are the views of sounds in headquarters' log.
func (o *office) played() (list []visits.SoundPlayedFacts) {
	o.Helper()
	for row, err := range o.hq.Store.EntriesOfCase(o.ctx, o.caseID) {
		o.must(err)
		e, err := evidence.Decode(row.Raw)
		o.must(err)
		if e.Header.Kind == visits.SoundPlayed {
			var f visits.SoundPlayedFacts
			o.must(evidence.DecodePayload(e.Facts.Bytes, &f))
			list = append(list, f)
		}
	}
	return list
}

// A talk is recorded after a yes and a recorder's file is attached: both come to
// headquarters as photos do, are counted, secured and in the dossier, which
// verifies; masked it shows neither. Who listens gives a reason and is in the log
// before the first byte.
func TestARecordingReachesHeadquarters(t *testing.T) {
	o := newOffice(t)
	_, _ = o.photograph(1)
	talk := o.recorded(307)
	film := bytes.Repeat([]byte("film "), 900)
	attached, err := o.visit.AttachSound(o.ctx, visits.SoundAttachedFacts{Offset: 4, Compared: true}, "REC_0001.MP4",
		func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(film)), nil })
	o.must(err)
	o.closeVisit()
	o.li.sync()
	o.must(o.hq.Settle(o.ctx))
	o.secured()

	rec, err := o.hq.CaseRecord(o.ctx, o.caseID)
	o.must(err)
	v := rec.Visits[0]
	if len(v.Photos) != 1 || len(v.Sounds) != 2 || len(v.Files()) != 4 || v.Closed.Photos != 4 || o.findings(visits.CountWrong) != 0 {
		t.Fatalf("%d photos, %d sounds, %d files, closed with %d", len(v.Photos), len(v.Sounds), len(v.Files()), v.Closed.Photos)
	}
	if a, ok := v.Asked(); !ok || a.Answer != visits.SoundYes || a.Policy != "all_parties" || a.Rule != "" || a.Language != "zh-Hans" || a.Recording.IsZero() {
		t.Errorf("%+v", a)
	}
	for _, p := range rec.Photos {
		if !p.Stored {
			t.Errorf("%+v has not arrived", p)
		}
	}
	if n, err := o.hq.Store.WithoutThumb(o.ctx, 10); err != nil || len(n) > 1 {
		t.Errorf("%d files wait for a thumbnail, %v", len(n), err)
	}

	q := hq.DossierOf{Case: o.caseID, At: o.size(), Mask: dossier.MaskNone}
	whole, r := o.dossier(q)
	if r.PhotosWhole != 4 || !bytes.Contains(whole, film) {
		t.Errorf("%+v", r)
	}
	names := map[string]int{}
	z, err := zip.NewReader(bytes.NewReader(whole), int64(len(whole)))
	o.must(err)
	for _, f := range z.File {
		names[filepath.Ext(f.Name)]++
	}
	if names[".wav"] != 2 || !strings.Contains(string(whole), "WAVEfmt ") {
		t.Errorf("%v", names)
	}
	q.Mask = dossier.MaskNames
	if masked, r := o.dossier(q); bytes.Contains(masked, film) || bytes.Contains(masked, []byte("WAVEfmt ")) || bytes.Contains(masked, []byte("REC_0001")) || r.PhotosWithheld != 3 || r.PhotosWhole != 1 {
		t.Errorf("without names it is %+v", r)
	}
	q.Mask = dossier.MaskAll
	if masked, r := o.dossier(q); bytes.Contains(masked, film) || bytes.Contains(masked, []byte("WAVEfmt ")) || r.PhotosWithheld != 4 {
		t.Errorf("masked it is %+v", r)
	}

	reader, who := o.reader()
	for i, l := range v.Sounds {
		for _, f := range l.Files {
			b, err := reader.Original(o.ctx, f.Entry, f.Index, f.Size, "complaint")
			o.must(err)
			if f.Entry == talk {
				samples, err := sound.Decode(b)
				if err != nil || len(samples) == 0 {
					t.Errorf("%d: %v", i, err)
				}
			}
			if f.Entry == attached.ID && !bytes.Equal(b, film) {
				t.Error("another file came back")
			}
		}
	}
	log := o.played()
	heard := map[evidence.Hash]bool{}
	for _, l := range log { // one for each range that was read
		heard[l.Entry] = l.Reason == "complaint" && l.Reader == who
	}
	if len(log) < 3 || !heard[talk] || !heard[attached.ID] {
		t.Fatalf("%+v", log)
	}
	for path, want := range map[string]int{"?original=1": http.StatusBadRequest, "?reason=review": http.StatusUnprocessableEntity} {
		resp, err := reader.Get(o.ctx, "/api/photos/"+talk.String()+"/0"+path, "")
		o.must(err)
		o.must(resp.Body.Close())
		if resp.StatusCode != want {
			t.Errorf("%s: %s", path, resp.Status)
		}
	}
	if len(o.played()) != len(log) {
		t.Error("what was refused is in the log as heard")
	}
}

// The debtor says no: the answer is at headquarters and nothing was recorded. A
// recording that was withdrawn before the close is at headquarters nowhere.
func TestARefusalAndAWithdrawnRecording(t *testing.T) {
	o := newOffice(t)
	if _, err := o.visit.Record(o.ctx, "en", false); !errors.Is(err, fieldwork.ErrNotRecorded) {
		t.Fatalf("after a no it records: %v", err)
	}
	talk := o.recorded(305)
	o.li.sync()
	o.must(o.hq.Settle(o.ctx))
	o.until("the pieces came", func() bool { return o.line(talk).Stored })
	shown, err := o.li.journal.Visit(o.ctx, o.visit.ID)
	o.must(err)
	piece, err := o.li.journal.SoundFile(o.ctx, talk, 1)
	o.must(err)
	f, _, err := o.hq.OpenPhoto(o.ctx, talk, 1)
	o.must(err)
	got, err := io.ReadAll(f)
	o.must(errors.Join(err, f.Close()))
	if !bytes.Equal(got, piece) {
		t.Fatal("the piece did not arrive as it is")
	}
	lies := o.asItLies(talk)
	o.must(o.visit.WithdrawSound(o.ctx, shown.Sounds[0], "unasked"))
	o.closeVisit()
	o.li.sync()
	o.must(o.hq.Settle(o.ctx))
	o.must(o.hq.DeleteWithdrawn(o.ctx))
	if left := append(o.holds(piece), o.holds(lies)...); len(left) != 0 {
		t.Errorf("it lies in %v", left)
	}
	rec, err := o.hq.CaseRecord(o.ctx, o.caseID)
	o.must(err)
	v := rec.Visits[0]
	if w, all := v.SoundWithdrawal(v.Sounds[0]); !all || w.Reason != "unasked" {
		t.Errorf("%+v, %v", w, all)
	}
	if len(v.SoundAnswers) != 2 || o.findings(visits.CountWrong) != 0 {
		t.Errorf("%+v", v.SoundAnswers)
	}
	for _, a := range v.SoundAnswers {
		if a.Answer == visits.SoundNo && !a.Recording.IsZero() {
			t.Errorf("%+v", a)
		}
	}
	if row, err := o.hq.Store.Photo(o.ctx, talk, 0); err != nil || row.State != store.PhotoWithdrawn {
		t.Errorf("%+v, %v", row, err)
	}
	if _, r := o.dossier(hq.DossierOf{Case: o.caseID, At: o.size(), Mask: dossier.MaskNone}); r.PhotosWithdrawn != 2 {
		t.Errorf("%+v", r)
	}
	o.sameAnew()
}
