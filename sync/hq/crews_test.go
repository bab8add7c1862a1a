package hq_test

import (
	"testing"
	"time"

	"fairvisit/visits"
	"fairvisit/visits/safety"
)

// Headquarters says of each crew at a visit whether its check-in is due, and of an
// overdue one whether its device was in touch since: then nobody checked in, else
// the check-in may be on the way.
func TestHeadquartersKnowsWhoIsOverdueAndWhoIsOnlyOffline(t *testing.T) {
	w, li, zhao := crewed(t)
	he, qian := w.enrol("officer", "he"), w.enrol("officer", "qian")
	cases := w.importCases(oneCase + "Bank A,0002,李四,中山路 8888 号,9.00,CNY,45\n")
	w.assign(cases[0], li, zhao)
	w.assign(cases[1], he, qian)
	begin := func(p, second *person, i int) {
		p.sync()
		_, _, err := p.work.Open(w.ctx, cases[i], second.id)
		w.must(err)
		p.sync()
	}
	begin(li, zhao, 0)
	begin(he, qian, 1)
	states := func() map[[16]byte]safety.State {
		w.must(w.hq.Settle(w.ctx))
		list, err := w.hq.CrewsOut(w.ctx)
		w.must(err)
		got := map[[16]byte]safety.State{}
		for _, c := range list {
			got[c.Officer] = c.State
		}
		return got
	}
	if got := states(); len(got) != 2 || got[li.id] != safety.Safe || got[he.id] != safety.Safe {
		t.Fatalf("just begun: %v", got)
	}
	w.turn(workday.Add(50 * time.Minute))
	li.sync() // the tablet is online, and nobody touched it
	list, err := w.hq.CrewsOut(w.ctx)
	w.must(err)
	if len(list) != 2 || list[0].State != safety.Overdue || list[1].State != safety.Overdue {
		t.Fatalf("fifty minutes later: %+v", list)
	}
	for _, c := range list {
		if online := c.Seen >= c.Due; online != (c.Officer == li.id) {
			t.Errorf("officer %s: seen %s, due %s", c.Officer.Short(), time.UnixMicro(c.Seen), time.UnixMicro(c.Due))
		}
	}
	// What he wrote in time comes late, and he is not overdue; li left, and nobody waits.
	w.turn(workday.Add(40 * time.Minute))
	drafts, err := he.journal.Drafts(w.ctx)
	w.must(err)
	v, err := he.work.Resume(w.ctx, drafts[0].Visit)
	w.must(err)
	w.must(v.CheckIn(w.ctx))
	w.turn(workday.Add(51 * time.Minute))
	he.sync()
	drafts, err = li.journal.Drafts(w.ctx)
	w.must(err)
	left, err := li.work.Resume(w.ctx, drafts[0].Visit)
	w.must(err)
	w.must(left.HelpSilently(w.ctx))
	li.sync()
	if got := states(); got[he.id] != safety.Safe || got[li.id] != safety.Overdue {
		t.Errorf("the check-in came: %v", got)
	}
	if list, err = w.hq.CrewsOut(w.ctx); err != nil || list[0].Officer != li.id || list[0].Silent != 1 {
		t.Errorf("who asked for help silently does not stand first: %+v, %v", list, err)
	}
	w.must(left.Leave(w.ctx))
	li.sync()
	if got := states(); len(got) != 1 {
		t.Errorf("after li left: %v", got)
	}
}

// A hazard an officer notes is on the next crew's tablet, at the other claim of the
// same door, by its code; the words stay with the case they were said of.
func TestAHazardReachesTheNextCrewAtTheSameDoor(t *testing.T) {
	w, li, zhao := crewed(t)
	he := w.enrol("officer", "he")
	cases := w.importCases(oneCase + "Bank B,0002,王小明,中山路 9999 号,9.00,CNY,45\n")
	w.assign(cases[0], li, zhao)
	w.assign(cases[1], he, zhao)
	li.sync()
	w.must(li.work.Hazard(w.ctx, cases[0], "dog", "院内无绳", 90))
	li.sync()
	he.sync()
	c, err := he.journal.Case(w.ctx, cases[1])
	w.must(err)
	got := c.HazardsOn("2026-11-25")
	if len(got) != 1 || got[0].Code != "dog" || got[0].Said != "" || got[0].Until != "2027-02-22" {
		t.Errorf("the next crew is told %+v", got)
	}
	if gone := c.HazardsOn("2027-02-23"); len(gone) != 0 {
		t.Errorf("after its last day: %+v", gone)
	}
	rec, err := w.hq.CaseRecord(w.ctx, cases[0])
	w.must(err)
	if h := rec.Case.HazardsOn("2026-11-25"); len(h) != 1 || h[0].Said != "院内无绳" {
		t.Errorf("headquarters holds %+v", h)
	}
	quarantined := 0
	for _, e := range rec.Entries {
		if e.Quarantined {
			quarantined++
		}
	}
	if quarantined != 0 || rec.Entries[len(rec.Entries)-1].Kind != visits.HazardNoted {
		t.Errorf("%d of its entries were not understood", quarantined)
	}
}
