package hq_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"fairvisit/evidence"
	"fairvisit/evidence/dossier"
	"fairvisit/sync/hq"
	"fairvisit/visits"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/journal"
	"fairvisit/visits/rules"
)

// restarts closes the app and opens it again with other clocks.
func (p *person) restarts(o journal.Options) {
	p.w.Helper()
	p.w.must(p.journal.Close())
	j, err := journal.Open(journal.Folder(p.root, p.journal.Identity().Officer), o)
	p.w.must(err)
	p.w.Cleanup(func() { _ = j.Close() }) // closed already, where a story went on
	p.journal, p.client.Journal, p.work.Journal, p.work.Clock = j, j, j, o
}

// An officer forgot a visit and wants it to have been yesterday. He sets the
// clock; he sets it and restarts the tablet, too; and he restarts it once more
// before it may send, so that no time of headquarters stands in that boot.
func TestStoryBackDatedByClockAndReboot(t *testing.T) {
	o := newOffice(t)
	yesterday := workday.Add(-24 * time.Hour)
	clock := o.li.work.Clock
	clock.Now = func() int64 { return yesterday.UnixMicro() }
	o.li.restarts(clock)
	resumed, err := o.li.work.Resume(o.ctx, o.visit.ID)
	o.must(err)
	o.must(resumed.Note(o.ctx, "the clock alone"))

	rebooted := clock
	rebooted.SinceBoot = func() (evidence.ID, int64) { return evidence.ID{15: 2}, 1 }
	o.li.restarts(rebooted)
	_, verdict, err := o.li.work.Open(o.ctx, o.caseID, evidence.NewID())
	if !errors.Is(err, fieldwork.ErrNotAllowed) || !slices.ContainsFunc(verdict.Reasons, func(r rules.Reason) bool { return strings.HasPrefix(r.Code, "clock_behind_") }) {
		t.Errorf("a visit may begin by a clock behind headquarters' time: %v, %+v", err, verdict.Reasons)
	}
	resumed, err = o.li.work.Resume(o.ctx, o.visit.ID)
	o.must(err)
	o.must(resumed.Note(o.ctx, "clock and reboot")) // what happened is never refused

	again := rebooted
	again.SinceBoot = func() (evidence.ID, int64) { return evidence.ID{15: 3}, 1 }
	o.li.restarts(again)
	o.li.sync()
	o.must(o.hq.Settle(o.ctx))
	_, r := o.pages(hq.DossierOf{Case: o.caseID, Visit: o.visit.ID, At: o.size(), Mask: dossier.MaskNone})
	for what, line := range map[string]string{
		"the clock alone changes nothing: headquarters' own is known in that boot": "16\n2026-11-25 02:00:00\nUTC, class A\nLi\nNote\nthe clock alone\n",
		"of another boot the time is told as the device had it, and as wrong":      "17\n2026-11-24 02:00:00\nUTC, class C\nLi\nNote\nclock and reboot\n",
	} {
		if !strings.Contains(r.Text(), line) {
			t.Errorf("%s; the report reads\n%s", what, r.Text())
		}
	}
}

// On a tablet three days ahead a visit begins when the rules let it, for headquarters'
// time stands in the same boot; it counts on the day it was, here and on every tablet,
// and not three days later: the next crew at that door is told today.
func TestStoryAVisitCountsOnTheDayItWas(t *testing.T) {
	w := newWorld(t, true)
	w.turn(workday)
	li, zhao, chen := w.enrol("officer", "Li"), w.enrol("officer", "Zhao"), w.enrol("officer", "Chen")
	c := w.importCases(oneCase)[0]
	w.assign(c, li, zhao)
	li.sync()
	clock := li.work.Clock
	right := clock.Now
	clock.Now = func() int64 { return right() + (72 * time.Hour).Microseconds() }
	li.restarts(clock)
	v := w.oneVisit(li, zhao, c)
	w.assign(c, chen, zhao)
	chen.sync()
	rec, err := w.hq.CaseRecord(w.ctx, c)
	w.must(err)
	held, err := chen.journal.Case(w.ctx, c)
	w.must(err)
	for where, k := range map[string]*visits.Case{"headquarters": rec.Case, "another tablet": held} {
		if len(k.Contacts) != 1 || k.Contacts[0].Visit != v {
			t.Fatalf("%s: %+v", where, k.Contacts)
		}
		wall, at := time.UnixMicro(k.Contacts[0].First), time.UnixMicro(k.Contacts[0].At())
		if wall.Sub(workday) < 71*time.Hour || at.Sub(workday).Abs() > 10*time.Minute {
			t.Errorf("%s: by its clock at %v, counted at %v", where, wall.UTC(), at.UTC())
		}
	}
	_, verdict, err := chen.work.Open(w.ctx, c, zhao.id)
	if !errors.Is(err, fieldwork.ErrNotAllowed) || !slices.ContainsFunc(verdict.Reasons, func(r rules.Reason) bool { return r.Rule == "F-ATT-DAY" }) {
		t.Errorf("a second visit on that day: %v, %+v", err, verdict.Reasons)
	}
	(&office{world: w, caseID: c}).sameAnew()
}
