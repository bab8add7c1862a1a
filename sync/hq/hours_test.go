package hq_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	signing "fairvisit/evidence/crew"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/journal"
	"fairvisit/visits/rules"
)

// reboots starts the device's system anew, with its wall clock that much off the
// true time from now on.
func (p *person) reboots(off time.Duration) {
	p.w.Helper()
	boot, began := evidence.NewID(), p.w.clock()
	o := p.work.Clock
	o.Now = func() int64 { return p.w.clock().Add(off).UnixMicro() }
	o.SinceBoot = func() (evidence.ID, int64) { return boot, p.w.clock().Sub(began).Microseconds() + 1 }
	p.w.must(p.journal.Close())
	j, err := journal.Open(journal.Folder(p.root, p.id), o)
	p.w.must(err)
	p.w.Cleanup(func() { j.Close() })
	p.journal, p.client.Journal, p.work.Journal, p.work.Clock = j, j, j, o
}

// branchAtWork is a case assigned to Li and Zhao, whose devices heard
// headquarters at ten in the morning and started then.
func branchAtWork(t *testing.T) (w *world, li, zhao *person, c evidence.ID) {
	w = newWorld(t, false)
	w.turn(workday)
	li, zhao = w.enrol("officer", "Li"), w.enrol("officer", "Zhao")
	c = w.importCases(oneCase)[0]
	w.assign(c, li, zhao)
	for _, p := range []*person{li, zhao} {
		p.reboots(0)
		p.sync()
		w.must(p.journal.SetMeta(w.ctx, fieldwork.MetaHeard, fieldwork.Heard(w.clock().UnixMicro())))
	}
	return w, li, zhao, c
}

func (p *person) visits(c, second evidence.ID) {
	p.w.Helper()
	v, verdict, err := p.work.Open(p.w.ctx, c, second)
	if err != nil {
		p.w.Fatalf("%v: %+v", err, verdict.Reasons)
	}
	p.w.must(v.Leave(p.w.ctx))
	p.w.must(v.Close(p.w.ctx, []visits.Outcome{{Code: "nf"}}, nil))
}

// Late at night an officer starts the tablet anew and sets its clock back to the
// afternoon. The visit can be opened, and headquarters finds it: by its own time
// in the same boot, or, where the tablet was started once more before it was
// heard, by what it cannot prove.
func TestAVisitDatedBackByRebootAndClockIsFound(t *testing.T) {
	for name, c := range map[string]struct {
		again bool
		found string
	}{"and heard in that boot": {false, "A: 2026-11-25 21:59 – 2026-11-25 22:00"}, "and started once more": {true, "B: 2026-11-25 10:00 – 2026-11-25 22:30"}} {
		t.Run(name, func(t *testing.T) {
			w, li, zhao, caseID := branchAtWork(t)
			w.turn(workday.Add(12 * time.Hour))
			li.reboots(-6 * time.Hour)
			li.visits(caseID, zhao.id)
			w.turn(w.clock().Add(30 * time.Minute))
			if c.again {
				li.reboots(0)
			}
			li.sync()
			w.must(w.hq.Settle(w.ctx))
			if c.again {
				li.work.Journal = li.journal
				w.turn(w.clock().Add(time.Hour))
				li.sync() // its own beacon is in the chain by the next session
			}
			w.expect(visits.TimeUnproved, c.found)
		})
	}
}

// The same officer at work by day is not found, whether the time was known before
// or became known after.
func TestAnHonestVisitIsNotFound(t *testing.T) {
	w, li, zhao, caseID := branchAtWork(t)
	other := w.importCases("creditor,number,name,street,amount,currency,days_past_due\nBank A,0002,赵六,黄河路 9999 号,1.00,CNY,45\n")[0]
	w.assign(other, li, zhao)
	li.sync()
	w.turn(workday.Add(time.Hour))
	li.visits(other, zhao.id)
	w.turn(workday.Add(2 * time.Hour))
	li.reboots(time.Minute)
	li.visits(caseID, zhao.id)
	w.turn(workday.Add(10 * time.Hour))
	li.sync()
	w.expect(visits.TimeUnproved)
}

// A tablet whose clock is wrong cannot start a visit. A colleague's time opens
// the gate, provisionally; an old one, or another headquarters', does not.
func TestAColleaguesTimeLetsAVisitStart(t *testing.T) {
	w, li, zhao, caseID := branchAtWork(t)
	w.turn(workday.Add(90 * time.Minute))
	old, _, err := zhao.work.ShowBeacon(w.ctx)
	w.must(err)
	zhao.sync() // an hour has passed: it gets a new time
	fresh, at, err := zhao.work.ShowBeacon(w.ctx)
	w.must(err)
	if at != w.clock().UnixMicro() || fresh == old {
		t.Fatalf("the colleague shows the time %d", at)
	}
	li.reboots(-9 * 24 * 365 * time.Hour)
	_, verdict, err := li.work.Open(w.ctx, caseID, zhao.id)
	if !errors.Is(err, fieldwork.ErrNotAllowed) || !slices.ContainsFunc(verdict.Reasons, func(r rules.Reason) bool {
		return r.Code == "clock_behind_chain" && slices.Contains(r.Instead, "scan_colleague_beacon")
	}) {
		t.Errorf("before it: %v, %+v", err, verdict.Reasons)
	}
	if when, _, err := li.work.Known(w.ctx); err != nil || when.Stands() != rules.ClassC {
		t.Errorf("the time stands as %c, %v", when.Stands(), err)
	}
	if _, err := li.work.TakeBeacon(w.ctx, old); !errors.Is(err, signing.ErrOldBeacon) {
		t.Errorf("an old time: %v", err)
	}
	strange, err := evidence.SignStatement(evidence.MagicBeacon, evidence.Beacon{Device: evidence.NewID(), Time: at + 1}, zhao.journal.Identity().Keys.Device)
	w.must(err)
	code, err := signing.BeaconText(strange)
	w.must(err)
	if _, err := li.work.TakeBeacon(w.ctx, code); !errors.Is(err, signing.ErrForeignBeacon) {
		t.Errorf("another's time: %v", err)
	}
	if _, _, err := li.work.Open(w.ctx, caseID, zhao.id); !errors.Is(err, fieldwork.ErrNotAllowed) {
		t.Errorf("after times that were refused: %v", err)
	}
	took, err := li.work.TakeBeacon(w.ctx, fresh)
	if err != nil || took != at {
		t.Fatalf("took %d: %v", took, err)
	}
	if _, err := li.work.TakeBeacon(w.ctx, fresh); !errors.Is(err, signing.ErrOldBeacon) {
		t.Errorf("the same time again: %v", err)
	}
	if when, _, err := li.work.Known(w.ctx); err != nil || when.Stands() != rules.ClassB {
		t.Errorf("the time stands as %c, %v", when.Stands(), err)
	}
	_, verdict, err = li.work.Open(w.ctx, caseID, zhao.id)
	if err != nil || !verdict.Provisional {
		t.Errorf("after it: %v, %+v", err, verdict)
	}
	w.turn(workday.Add(100 * time.Minute))
	li.sync()
	w.expect(visits.TimeUnproved)
	o := &office{world: w, li: li, caseID: caseID}
	o.sameAnew()
}

// A colleague's time that was kept until the night proves nothing but that it was
// later: the visit opened by it is found.
func TestATimeThatWasKeptProvesNothingAbove(t *testing.T) {
	w, li, zhao, caseID := branchAtWork(t)
	w.turn(workday.Add(2 * time.Hour))
	zhao.sync()
	kept, _, err := zhao.work.ShowBeacon(w.ctx)
	w.must(err)
	w.turn(workday.Add(13 * time.Hour))
	li.reboots(-11 * 24 * time.Hour)
	_, err = li.work.TakeBeacon(w.ctx, kept)
	w.must(err)
	li.visits(caseID, zhao.id)
	w.turn(w.clock().Add(time.Minute))
	li.reboots(0)
	li.sync()
	w.turn(w.clock().Add(2 * time.Hour))
	li.sync()
	if found := w.found(visits.TimeUnproved); len(found) != 1 || !strings.HasPrefix(found[0], "B: 2026-11-25 12:00 – ") {
		t.Errorf("found is %q", found)
	}
}

// A program of somebody's own never writes a beacon and never starts its device anew:
// its clock was put back eleven hours between two visits of one boot. It is found at
// once where it claims a class that its chain cannot carry, or goes back behind itself;
// else when it goes on handing in without a time of headquarters.
func TestAChainWithoutATimeOfHeadquartersIsFound(t *testing.T) {
	class := func(of string) func(*visits.OpenedFacts) {
		return func(f *visits.OpenedFacts) { f.Verdict.Class = of }
	}
	night := workday.Add(12*time.Hour + 5*time.Minute) // 22:05
	const between = "B: 2026-11-25 21:50 – 2026-11-25 22:06"
	for name, c := range map[string]struct {
		first, second string
		back          time.Duration
		unproved      []string
		noTime        int
	}{
		"class A, put back":         {"A", "A", 11 * time.Hour, []string{between, between}, 0},
		"class B, put back":         {"B", "B", 11 * time.Hour, []string{between}, 0},
		"class B, put back minutes": {"B", "B", time.Minute, nil, 0},
		"no class":                  {"B", "Z", 0, nil, 1},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, false)
			w.turn(workday)
			id := w.importCases(oneCase)[0]
			w.turn(night.Add(-15 * time.Minute))
			foreign := w.rawClient("Foreign")
			w.turn(night.Add(time.Minute))
			foreign.opens(id, night, class(c.first))
			foreign.wrong = -c.back
			second := foreign.opens(id, night.Add(30*time.Second), class(c.second))
			w.expect(visits.TimeUnproved, c.unproved...)
			if got := w.found(visits.RuleTime); len(got) != c.noTime {
				t.Errorf("of no class: %q", got)
			}
			foreign.wrong = 0
			w.turn(night.AddDate(0, 0, 8))
			foreign.pushes(visits.VisitClosed, night.Add(time.Minute), visits.ClosedFacts{Entries: 2, Outcomes: []visits.Outcome{{Code: "nf"}}}, about(id, second)...)
			w.expect(visits.TimeUnproved, between, between)
			(&office{world: w, caseID: id}).sameAnew()
		})
	}
}
