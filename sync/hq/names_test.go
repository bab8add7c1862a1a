package hq_test

import (
	"database/sql"
	"encoding/json"
	"path/filepath"
	"slices"
	"testing"

	"fairvisit/evidence"
	"fairvisit/sync/hq"
	"fairvisit/visits"
)

// names are the people a device can name.
func (p *person) names() []string {
	p.w.Helper()
	list, err := p.journal.Pictures(p.w.ctx, visits.KindPerson)
	p.w.must(err)
	var names []string
	for _, l := range list {
		var who visits.Person
		p.w.must(json.Unmarshal(l.Body, &who))
		names = append(names, who.Name)
	}
	slices.Sort(names)
	return names
}

// An officer must be able to name the second officer, and gets no more of the
// branch than its people: neither its cases nor another branch's names.
func TestOfficersKnowTheNamesOfTheirBranch(t *testing.T) {
	w := newWorld(t, false)
	li, zhao := w.enrol("officer", "Li"), w.enrol("officer", "Zhao")
	boss := w.enrol("manager", "Wang")
	_, err := w.hq.Person(w.ctx, w.hq.UnitID("south"), "officer", "Elsewhere")
	w.must(err)
	cases := w.importCases(oneCase)
	w.assign(cases[0], zhao, &person{w: w}) // with nobody
	for _, p := range []*person{li, boss} {
		p.sync()
		if got := p.names(); !slices.Equal(got, []string{"Li", "Wang", "Zhao"}) {
			t.Errorf("a device knows %q", got)
		}
	}
	if c, err := li.journal.Case(w.ctx, cases[0]); err != nil || c != nil {
		t.Errorf("the names brought along %+v, %v", c, err)
	}
	// Somebody joins while the device is away.
	_, err = w.hq.Person(w.ctx, w.unit, "officer", "Chen")
	w.must(err)
	li.sync()
	if got := li.names(); !slices.Equal(got, []string{"Chen", "Li", "Wang", "Zhao"}) {
		t.Errorf("later a device knows %q", got)
	}
}

// A headquarters whose pictures an older version made has its people in no feed
// of officers; the new version makes the pictures anew when it begins to serve,
// once.
func TestAHeadquartersOfAnOlderVersionGetsItsNames(t *testing.T) {
	w := newWorld(t, false)
	li := w.enrol("officer", "Li")
	li.sync()
	w.close()
	db, err := sql.Open("sqlite3", filepath.Join(hq.DataFolder(w.dir), "hq.db"))
	w.must(err)
	for _, was := range []string{"UPDATE pictures SET version = 1", "DELETE FROM feed_rows WHERE feed LIKE 'staff:%'", "DELETE FROM feed_heads WHERE feed LIKE 'staff:%'"} {
		_, err := db.Exec(was)
		w.must(err)
	}
	w.must(db.Close())
	w.open()
	zhao := w.enrol("officer", "Zhao")
	zhao.sync()
	if got := zhao.names(); !slices.Equal(got, []string{"Zhao"}) {
		t.Fatalf("the older headquarters told %q: this test shows nothing", got)
	}
	w.must(w.hq.Renew(w.ctx))
	for _, p := range []*person{li, zhao} {
		p.sync()
		if got := p.names(); !slices.Equal(got, []string{"Li", "Zhao"}) {
			t.Errorf("after it was renewed a device knows %q", got)
		}
	}
	before, err := w.hq.Store.Version(w.ctx)
	w.must(err)
	w.must(w.hq.Renew(w.ctx))
	if after, err := w.hq.Store.Version(w.ctx); err != nil || after != before {
		t.Errorf("renewing again wrote: %v", err)
	}
}

// Whether people are invented a device learns from what headquarters signed,
// and by nothing that can be changed on the device.
func TestADeviceKnowsADemoByItsSignature(t *testing.T) {
	real := newWorld(t, false).enrol("officer", "Li").journal.Identity()
	if real.Demo() {
		t.Error("a headquarters with real people passes as a demo")
	}
	w := &world{TB: t, ctx: t.Context(), dir: t.TempDir()}
	o := w.options()
	o.Demo = true
	_, err := hq.Init(w.ctx, o)
	w.must(err)
	w.open()
	w.unit = w.hq.UnitID("north")
	demo := w.enrol("officer", "Zhao").journal.Identity()
	if !demo.Demo() || !w.hq.Keys().Demo() {
		t.Error("a demo does not pass as one")
	}
	forged := real
	var e evidence.Enrolment
	w.must(evidence.DecodePayload([]byte(real.Enrolment.Body), &e))
	e.Demo = true
	body, err := evidence.MarshalPayload(e)
	w.must(err)
	forged.Enrolment.Body = string(body)
	stolen := real
	stolen.Enrolment, stolen.KeyList, stolen.Root = demo.Enrolment, demo.KeyList, demo.Root
	if forged.Demo() || stolen.Demo() {
		t.Error("a statement that was changed, or another device's, is believed")
	}
}
