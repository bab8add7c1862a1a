package hq_test

import (
	"bytes"
	"database/sql"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq"
	"fairvisit/visits"
)

// behind runs SQL on headquarters' database as another process would.
func (w *world) behind(query string) {
	w.Helper()
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(hq.DataFolder(w.dir), "hq.db")+"?_busy_timeout=10000")
	w.must(err)
	defer db.Close()
	_, err = db.Exec(query)
	w.must(err)
}

// The log takes nothing while this trigger stands: as on a disk that is full.
const (
	fillLog = "CREATE TRIGGER disk_full BEFORE INSERT ON entries BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"
	freeLog = "DROP TRIGGER disk_full"
)

// read is one answer of the read API as its reader gets it.
type read struct {
	status int
	body   []byte
}

func (w *world) reads(r *fieldsync.Reader, path, span string) read {
	w.Helper()
	resp, err := r.Get(w.ctx, path, span)
	w.must(err)
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	w.must(err)
	return read{resp.StatusCode, b}
}

// readsSince lists what the log says of reads from entry n on.
func (w *world) readsSince(n int64) (what []string) {
	w.Helper()
	rows, err := w.hq.Store.EntryRange(w.ctx, n, 100)
	w.must(err)
	for _, row := range rows {
		e, err := evidence.Decode(row.Raw)
		w.must(err)
		switch e.Header.Kind {
		case visits.RecordViewed:
			var f visits.ViewedFacts
			w.must(evidence.DecodePayload(e.Facts.Bytes, &f))
			what = append(what, f.What)
		case visits.SoundPlayed:
			what = append(what, "sound")
		}
	}
	return what
}

// readDay is a visit with a photo, and a reader of headquarters.
func readDay(t *testing.T) (w *world, r *fieldsync.Reader, caseID, device evidence.ID, photo string, bytesOf []byte) {
	w = newWorld(t, false)
	w.turn(workday)
	li, zhao, rec := w.enrol("officer", "Li"), w.enrol("officer", "Zhao"), w.enrol("headquarters", "Rec")
	caseID = w.importCases(oneCase)[0]
	w.assign(caseID, li, zhao)
	li.sync()
	v, _, err := li.work.Open(w.ctx, caseID, zhao.id)
	w.must(err)
	bytesOf = jpegPhoto(3)
	e, err := v.Photograph(w.ctx, bytes.NewReader(bytesOf), "door", "camera")
	w.must(err)
	li.sync()
	w.must(w.hq.Settle(w.ctx))
	r, err = fieldsync.OpenReader(w.ctx, rec.journal.Identity(), rec.journal.Epoch())
	w.must(err)
	t.Cleanup(func() { r.Close() })
	return w, r, caseID, li.journal.Identity().Device, e.ID.String() + "/0", bytesOf
}

// Every read has its entry when its answer begins, and where the log takes
// nothing nothing is shown: not a byte, not that the thing is there.
func TestWhatCannotBeLoggedIsNotShown(t *testing.T) {
	w, r, caseID, device, photo, bytesOf := readDay(t)
	for _, c := range []struct {
		path, span, logged string
		status             int
	}{
		{"/api/cases", "", "case list", 200},
		{"/api/cases?state=assigned&limit=1", "", "case list", 200},
		{"/api/cases?q=" + "%E4%B8%AD%E5%B1%B1%E8%B7%AF", "", "case search", 200},
		{"/api/cases/" + caseID.String() + "?reason=review", "", "case record", 200},
		{"/api/cases/" + evidence.NewID().String(), "", "case record", 404},
		{"/api/findings", "", "finding list", 200},
		{"/api/photos/" + photo + "?reason=review", "", "photo " + photo, 200},
		{"/api/photos/" + photo + "?reason=review", "bytes=0-9", "photo " + photo, 206},
		{"/api/photos/" + photo + "?original=1&reason=review", "", "original of photo " + photo, 200},
		{"/api/photos/" + photo + "?original=1&reason=review", "bytes=10-99", "original of photo " + photo, 206},
		{"/api/stops", "", "stop list", 200},
		{"/api/stops/" + caseID.String() + "?reason=review", "", "stops of a case", 200},
		{"/api/tours?day=2026-11-25", "", "tours of 2026-11-25", 200},
		{"/api/devices", "", "device list", 200},
		{"/api/devices/" + device.String() + "?reason=lost", "", "device " + device.String(), 200},
		{"/api/devices/" + device.String() + "/notify?reason=lost", "", "notification list", 200},
	} {
		name := c.path + " " + c.span
		w.behind(fillLog)
		shown := w.reads(r, c.path, c.span)
		w.behind(freeLog)
		if shown.status != http.StatusServiceUnavailable || string(shown.body) != "headquarters could not answer just now\n" {
			t.Errorf("%s: with a log that takes nothing it answers %d %.80q", name, shown.status, shown.body)
		}
		before := w.status().Size
		shown = w.reads(r, c.path, c.span)
		logged := w.readsSince(before)
		if shown.status != c.status || len(logged) == 0 || logged[0] != c.logged {
			t.Errorf("%s: %d, and the log says %q", name, shown.status, logged)
		}
		if strings.Contains(c.path, "original") && !bytes.Contains(bytesOf, shown.body) {
			t.Errorf("%s: what came is not of the photo", name)
		}
	}
}

// Nothing is shown by an answer that a request cannot be read or names no photo,
// so it is no read and the log stays as it was.
func TestWhatShowsNothingIsNotLogged(t *testing.T) {
	w, r, _, _, photo, _ := readDay(t)
	entry, _, _ := strings.Cut(photo, "/")
	before := w.status().Size
	for path, status := range map[string]int{
		"/api/cases/nobody": 400, "/api/cases?after=x": 400, "/api/findings?after=x": 400, "/api/stops/nobody": 400, "/api/tours": 400, "/api/tours?day=2026-13-01": 400, "/api/devices/nobody": 400,
		"/api/photos/nothing/0": 400, "/api/photos/" + photo + "?original=1": 400, "/api/photos/" + photo + "?original=1&reason=%20": 400,
		"/api/photos/" + entry + "/7?reason=review": 404, "/api/devices/" + evidence.NewID().String(): 404,
	} {
		if got := w.reads(r, path, ""); got.status != status || bytes.Count(got.body, []byte("\n")) != 1 {
			t.Errorf("%s: %d %q", path, got.status, got.body)
		}
	}
	if after := w.status().Size; after != before {
		t.Errorf("the log grew from %d to %d: %q", before, after, w.readsSince(before))
	}
}
