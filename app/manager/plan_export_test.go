package manager

import (
	"context"
	"crypto/sha256"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/shell"
	"fairvisit/evidence"
	"fairvisit/visits"
)

// The table has the rows the list shows in its order, in its words and no more than it
// shows: no whole name, no number of a house, and a case's number only while it is shown.
func TestTheTableIsWhatTheListShows(t *testing.T) {
	for _, prefs := range []shell.Prefs{english, {Lang: i18n.Chinese, Scale: 1}} {
		s, p := planned(t, 4, prefs)
		stopped := s.case_(0)
		s.Sync(s.manager)
		_, err := s.HQ.Do(t.Context(), flag(stopped))
		s.Must(err)
		s.Sync(s.manager)
		p.m.Reload()
		p.m.plan.give(p.m.crews()[1], s.case_(2))
		p.m.s.Rebuild()
		p.tap("by.street") // the other way round
		w := p.m.s.Words()
		rows := p.m.listRows(w)
		if want := []string{"王**", "D 街", "900.00", "CNY", "M1", "", p.m.otherStep(w, p.m.branch.cases[s.case_(3)]), w.T("plan.no_contact")}; !slices.Equal(rows[1], want) {
			t.Errorf("the first row is %q, want %q", rows[1], want)
		}
		if len(rows) != 5 || rows[2][1] != "C 街" || rows[2][6] != w.T("plan.proposed_for", "crew", "B") || rows[4][1] != "A 街" || !strings.HasPrefix(rows[4][6], w.T("plan.stopped", "why", "")) {
			t.Errorf("the rows are %q", rows)
		}
		for i, c := range p.m.shown() { // each cell but those of amounts stands in the row
			read := p.on("case." + c.ID.String()).(*planRow).Reads()
			for _, column := range []int{0, 1, 4, 6} {
				if !strings.Contains(read, rows[i+1][column]) {
					t.Errorf("%q is in the table and not in the row %q", rows[i+1][column], read)
				}
			}
		}
		if all := fmt.Sprint(rows); strings.Contains(all, "小明") || strings.Contains(all, "900 号") || strings.Contains(all, "T0") {
			t.Errorf("the table shows more than the list: %s", all)
		}
		p.tap("search")
		for _, r := range "T03" {
			p.w.Canvas().Focused().TypedRune(r)
		}
		if rows = p.m.listRows(w); len(rows) != 2 || rows[1][0] != "T03" || rows[0][0] != w.T("list.number") {
			t.Errorf("of what was looked for the table has %q", rows)
		}
	}
}

// A list goes out only written down: the entry, which headquarters has, names the bytes.
func TestAListGoesOutOnlyWrittenDown(t *testing.T) {
	s := newTeam(t)
	rows := [][]string{{"Name", "Street"}, {"王**", "A, 街"}}
	var file kept
	s.Must(exportList(t.Context(), s.manager.Journal, "2026-11-25", rows, &file))
	read, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(file.String(), "\ufeff"))).ReadAll()
	s.Must(err)
	if !file.closed || !strings.HasPrefix(file.String(), "\ufeff") || !slices.EqualFunc(read, rows, slices.Equal) {
		t.Errorf("the file says\n%q", file.String())
	}
	s.Sync(s.manager)
	said := fmt.Sprintf("export plan csv 2026-11-25, 1 rows, sha256 %x", sha256.Sum256(file.Bytes()))
	found := false
	for r, err := range s.HQ.Store.EntriesOfKind(t.Context(), s.manager.Journal.Identity().Device, visits.RecordViewed, 1<<40) {
		s.Must(err)
		e, err := evidence.Decode(r.Raw)
		s.Must(err)
		found = found || strings.Contains(string(e.Facts.Bytes), said)
	}
	if !found {
		t.Errorf("headquarters has no entry that says %q", said)
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	var none kept
	if err := exportList(stopped, s.manager.Journal, "2026-11-25", rows, &none); err == nil || none.Len() > 0 || !none.closed {
		t.Errorf("what could not be written down went out: %v, %d bytes", err, none.Len())
	}
}

// The button and the key ask where the file goes; with large letters the page of the
// order has the button.
func TestTheListIsSavedByButtonAndKey(t *testing.T) {
	_, p := planned(t, 2, english)
	p.tap("list.save")
	if p.w.Canvas().Overlays().Top() == nil {
		t.Error("nothing asks where the list goes")
	}
	p.w.Canvas().Overlays().Remove(p.w.Canvas().Overlays().Top())
	p.m.s.Typed(&fyne.KeyEvent{Name: fyne.KeyE})
	if p.w.Canvas().Overlays().Top() == nil {
		t.Error("the key asks for nothing")
	}
	p.w.Canvas().Overlays().Remove(p.w.Canvas().Overlays().Top())
	large := p.m.s.Prefs
	large.Scale = 2
	p.m.s.SetPrefs(large)
	p.tap("sort", "list.save")
	if p.w.Canvas().Overlays().Top() == nil {
		t.Error("with large letters nothing asks where the list goes")
	}
}
