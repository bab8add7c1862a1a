package hq_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	fieldsync "fairvisit/sync"
)

// A field of a refused practice is turned away by its name, before anything is
// read or logged.
func TestFieldOfARefusedPracticeIsTurnedAway(t *testing.T) {
	w := newWorld(t, false)
	w.turn(workday)
	rec := w.enrol("headquarters", "Rec")
	r, err := fieldsync.OpenReader(w.ctx, rec.journal.Identity(), rec.journal.Epoch())
	w.must(err)
	defer r.Close()
	before := w.status().Size
	for field, words := range map[string]string{"employer_contact": "Pressing through the employer", "contactList": "Using the contact list", "debtor_location": "Secret recording and tracking"} {
		resp, err := r.Get(w.ctx, "/api/cases?limit=5&"+field+"=1", "")
		w.must(err)
		body, err := io.ReadAll(resp.Body)
		w.must(err)
		w.must(resp.Body.Close())
		if resp.StatusCode != http.StatusBadRequest || !strings.Contains(string(body), words) || !strings.Contains(string(body), field) {
			t.Errorf("%s: %s %s", field, resp.Status, body)
		}
	}
	if after := w.status().Size; after != before {
		t.Errorf("%d entries were written", after-before)
	}
	w.get(r, "/api/cases?limit=5", "")
}
