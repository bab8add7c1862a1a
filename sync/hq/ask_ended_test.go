package hq_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"fairvisit/evidence"
	"fairvisit/sync/hq"
	"fairvisit/visits"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/journal"
)

// takesAll takes all that is asked for one case into the plan of a manager's device.
func (a *asking) takesAll(id, first, second evidence.ID, day string) error {
	a.Helper()
	list, err := a.gao.work.Asks(a.ctx)
	a.must(err)
	list = slices.DeleteFunc(list, func(k visits.Ask) bool { return k.Means() != id })
	c, err := a.gao.journal.Case(a.ctx, id)
	a.must(err)
	return a.gao.work.TakeAsks(a.ctx, fieldwork.Taking{Case: c, Asks: list, Officer: first, Second: second, Day: day, Order: 1})
}

// cancels has a manager, who may be offline, send nobody to a case any more.
func (a *asking) cancels(p *person, id evidence.ID) {
	a.Helper()
	c, err := p.journal.Case(a.ctx, id)
	a.must(err)
	a.must2(p.journal.Append(a.ctx, journal.Writing{Kind: visits.CaseAssigned, Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: id}, {Kind: evidence.RefOfficer, ID: p.id}},
		Facts: visits.AssignFacts{Replaces: []evidence.Hash{c.Standing}, Reason: "plan"}}))
}

// A visit that was asked for is planned, and then cancelled: it is asked for as before,
// and waits for the manager. Who was to go reads nothing of it any more. What took it the
// first time takes it for no other decision: one for a day that nobody asked for is told as
// that. It is taken and cancelled once more, and then a no is the answer.
func TestStoryWhatWasAskedForIsPlannedAndCancelled(t *testing.T) {
	a := newAsking(t)
	e := a.asks(a.li, a.one, evening(), visits.AskWords{Text: "周四六点以后在家"})
	a.all(a.li, a.gao)
	a.must(a.takesAll(a.one, a.he.id, a.zhao.id, "2026-11-26"))
	a.all(a.gao, a.li, a.he)
	a.everywhere(e, visits.AskPlanned, a.li, a.gao, a.he)

	a.cancels(a.gao, a.one)
	if s := a.stands(a.gao, e); s.State != visits.AskOpen {
		t.Errorf("on the manager's device, offline, it stands as %+v", s)
	}
	if s := a.stands(a.li, e); s.State != visits.AskPlanned {
		t.Errorf("before Li hears of it, it stands as %+v", s)
	}
	a.all(a.gao, a.li, a.he)
	a.everywhere(e, visits.AskOpen, a.li, a.gao)
	if s := a.stands(nil, e); s.Plan != (visits.AskPlan{}) {
		t.Errorf("headquarters still has it as %+v", s.Plan)
	}
	list, err := a.gao.work.Asks(a.ctx)
	a.must(err)
	if s := a.stands(a.gao, e); len(list) != 1 || !s.Waits(&list[0], "2026-11-25") {
		t.Errorf("it does not wait for the manager: %+v", s)
	}
	if list, err = a.he.work.Asks(a.ctx); err != nil || len(list) != 0 {
		t.Errorf("who does not go any more reads %+v, %v", list, err)
	}

	a.decides(a.gao, a.one, a.zhao, a.li, "2026-12-05")
	a.all(a.gao, a.li, a.zhao)
	a.everywhere(e, visits.AskPlanned, a.li, a.gao, a.zhao)
	for _, p := range []*person{a.li, a.gao, nil} {
		if s := a.stands(p, e); s.Plan.Officer != a.zhao.id || s.Plan.Day != "2026-12-05" || !s.Other {
			t.Errorf("on a day that nobody asked for, nor took it for, it stands as %+v", s)
		}
	}
	a.cancels(a.gao, a.one)
	a.must(a.takesAll(a.one, a.zhao.id, a.li.id, "2026-11-27"))
	a.all(a.gao, a.li, a.zhao)
	if s := a.stands(nil, e); s.State != visits.AskPlanned || s.Plan.Officer != a.zhao.id || s.Plan.Day != "2026-11-27" || s.Other {
		t.Errorf("taken once more headquarters has it as %+v", s)
	}
	a.cancels(a.gao, a.one)
	list, err = a.gao.work.Asks(a.ctx)
	a.must(err)
	a.must(a.gao.work.DeclineAsks(a.ctx, list, evidence.ID{}, "nobody_free", ""))
	a.all(a.gao, a.li)
	a.everywhere(e, visits.AskDeclined, a.li, a.gao)
	if err := a.takesAll(a.one, a.he.id, a.zhao.id, "2026-11-27"); !errors.Is(err, fieldwork.ErrNotAsked) {
		t.Errorf("it was declined, and is taken: %v", err)
	}
	a.sound()
}

// A tablet is away for a hundred days with a question on it that nobody ever had. It says
// by itself that the days are over; headquarters takes it in as one that lapsed, nobody can
// be sent for it, and as nobody placed its reference within its days the words go, here
// and there, and do not come back with pictures that are made anew.
func TestStoryAQuestionOfAHundredDaysAgo(t *testing.T) {
	a := newAsking(t)
	const words = "合同 0002，李华的"
	e := a.asks(a.li, evidence.ID{}, evening(), visits.AskWords{Reference: words})
	ofCase := a.asks(a.li, a.one, evening(), visits.AskWords{Text: "after six"})
	a.turn(workday.AddDate(0, 0, 100))
	for _, k := range []evidence.Hash{e, ofCase} {
		if s := a.stands(a.li, k); s.State != visits.AskLapsed {
			t.Errorf("offline, a hundred days on, it stands as %+v", s)
		}
	}
	if _, _, err := a.li.work.AskVisit(a.ctx, evidence.ID{}, evening(), visits.AskWords{Reference: words}); err == nil {
		t.Error("it is asked for again on days that are over")
	}
	a.all(a.li, a.gao)
	a.expect(visits.NotUnderstood)
	a.everywhere(e, visits.AskLapsed, a.li, a.gao)
	a.everywhere(ofCase, visits.AskLapsed, a.li, a.gao)
	if err := a.takesAll(a.one, a.he.id, a.zhao.id, "2027-03-06"); !errors.Is(err, fieldwork.ErrNotAsked) {
		t.Errorf("it lapsed, and is taken: %v", err)
	}
	list, err := a.li.work.Asks(a.ctx)
	a.must(err)
	at := slices.IndexFunc(list, func(k visits.Ask) bool { return k.Entry == e })
	if at < 0 || list[at].Words == nil || list[at].Words.Reference != words {
		t.Fatalf("before it is erased Li reads %+v", list)
	}
	reference := list[at].Case

	(&office{world: a.world}).secured()
	a.all(a.li, a.gao)
	done, err := a.hq.Retain(a.ctx, nil)
	a.must(err)
	if k := a.speaking(reference); len(k) > 0 || len(done) != 1 || done[0].Reason != hq.UnplacedReference {
		t.Errorf("%v still has words; erased: %+v", k, done)
	}
	if len(a.speaking(a.one)) == 0 {
		t.Error("what was asked for a case went with it")
	}
	a.all(a.li, a.gao)
	a.turn(workday.AddDate(0, 0, 102))
	for _, p := range []*person{a.li, a.gao} {
		_, err := p.journal.Purge(a.ctx, a.clock().UnixMicro())
		a.must(err)
		a.must(p.journal.Rebuild(a.ctx))
		pictures, err := p.journal.Pictures(a.ctx, visits.KindAsk)
		a.must(err)
		for _, x := range pictures {
			if strings.Contains(string(x.Body), words) {
				t.Errorf("%s still has %s", p.root, x.Body)
			}
		}
	}
	a.sound()
}

// A visit is asked for up to ninety days ahead, with a case and by a reference, and not
// for a day more: then nothing is stored. A program that writes it all the same is not
// understood, but for the one day by which its zone may be ahead of headquarters'.
func TestStoryHowFarAheadAVisitIsAskedFor(t *testing.T) {
	a := newAsking(t)
	ahead := func(days int) visits.AskFacts {
		day := workday.AddDate(0, 0, days).Format(time.DateOnly)
		return visits.AskFacts{Day: day, Until: day, Why: "other_hour", Who: visits.AskAnybody}
	}
	questions := func() int {
		t.Helper()
		list, err := a.li.work.Asks(a.ctx)
		a.must(err)
		return len(list)
	}
	for _, of := range []evidence.ID{a.one, {}} {
		words := visits.AskWords{}
		if of.IsZero() {
			words.Reference = "0002"
		}
		had := questions()
		if _, _, err := a.li.work.AskVisit(a.ctx, of, ahead(91), words); err == nil || !strings.Contains(err.Error(), "no more than 90 days ahead; nothing was stored") || questions() != had {
			t.Errorf("ninety-one days ahead: %v, %d stored", err, questions()-had)
		}
		e := a.asks(a.li, of, ahead(90), words)
		a.all(a.li)
		a.everywhere(e, visits.AskOpen, a.li)
	}
	a.expect(visits.NotUnderstood)
	a.says(a.li, a.one, visits.VisitAsked, ahead(91), nil)
	a.all(a.li)
	a.expect(visits.NotUnderstood)
	a.says(a.li, a.one, visits.VisitAsked, ahead(92), nil)
	a.all(a.li)
	if got := a.found(visits.NotUnderstood); len(got) != 1 {
		t.Errorf("ninety-two days ahead is found as %q", got)
	}
	lines, err := a.hq.Asks(a.ctx, a.unit)
	a.must(err)
	if len(lines) != 3 {
		t.Errorf("headquarters lists %d", len(lines))
	}
	a.sound()
}
