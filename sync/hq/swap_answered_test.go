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
	"fairvisit/visits/plan"
)

// saysHQ is what headquarters answers for a manager to a swap, as an operator names it.
func (r *rostered) saysHQ(e evidence.Hash, a hq.SwapSaid) (hq.SwapLine, error) {
	r.Helper()
	a.By = r.gao.id
	return r.hq.AnswerSwap(r.ctx, r.unit, e.String()[:8], a)
}

// listed is a swap as headquarters lists it.
func (r *rostered) listed(e evidence.Hash) hq.SwapLine {
	r.Helper()
	lines, err := r.hq.Swaps(r.ctx, r.unit)
	r.must(err)
	i := slices.IndexFunc(lines, func(l hq.SwapLine) bool { return l.Swap == e || slices.Contains(l.Again, e) })
	if i < 0 {
		r.Fatal("headquarters does not list it")
	}
	return lines[i]
}

// goes fails unless of a day's pairs Zhao's is with who is named, at headquarters and on
// both managers' devices.
func (r *rostered) goes(with *person) {
	r.Helper()
	kept := r.same()
	together := kept.Together(swapDay, 0, nil)
	if len(together) != 1 || !slices.Contains(together[0], r.zhao.id) || !slices.Contains(together[0], with.id) {
		r.Errorf("on %s who goes together is %v", swapDay, together)
	}
	if got := kept.Together("2026-12-03", 0, nil); len(got) != 1 || !slices.Contains(got[0], r.li.id) {
		r.Errorf("the day after who goes together is %v", got)
	}
}

// An officer asks offline and hands it in; no manager is there, and headquarters says yes:
// both tablets hear it, and both managers' devices and the plan have the moved shift. Taken
// back by a manager, all of them hear that.
func TestStoryHeadquartersAgreesToASwap(t *testing.T) {
	r := newRostered(t)
	r.partners()
	e := r.asksSwap(r.li, r.he.id, "学校家长会")
	r.swaps(e, visits.SwapOpen, r.li)
	r.li.sync()
	r.turn(workday.Add(time.Second))
	again := r.asksSwap(r.li, r.he.id, "家长会改到下午")
	r.li.sync()
	l := r.listed(e)
	if l.State != visits.SwapOpen || l.Name != "Li" || l.WithName != "He" || !slices.Equal(l.Again, []evidence.Hash{again}) || len(l.Texts) > 0 {
		t.Errorf("it is listed as %+v", l)
	}
	if l, err := r.hq.Swap(r.ctx, r.unit, e.String()[:8], evidence.ID{}); err != nil || len(l.Against) > 0 || !slices.Equal(l.Texts, []string{"学校家长会", "家长会改到下午"}) {
		t.Errorf("it is shown as %+v, %v", l, err)
	}
	l, err := r.saysHQ(e, hq.SwapSaid{Answer: hq.SwapYes})
	r.must(err)
	if l.State != visits.SwapAgreed || l.Agreed != "He" || l.Answer == nil || l.Answer.Officer != r.gao.id || l.Answer.Role != "hq" {
		t.Errorf("answered, it is %+v", l)
	}
	r.everybody()
	for _, one := range []evidence.Hash{e, again} {
		r.swaps(one, visits.SwapAgreed, r.li, r.he, r.gao, r.sun)
	}
	r.goes(r.he)
	if _, err := r.saysHQ(e, hq.SwapSaid{Answer: hq.SwapYes}); err == nil || !strings.Contains(err.Error(), "is agreed") {
		t.Errorf("a second yes gives %v", err)
	}
	r.anew()
	r.must(r.answers(r.sun, e, evidence.ID{}))
	r.must(r.answers(r.sun, again, evidence.ID{}))
	r.everybody()
	r.swaps(e, visits.SwapDeclined, r.li, r.he, r.gao, r.sun)
	r.goes(r.li)
	r.anew()
}

// Headquarters says no, with a reason the officer reads, and the roster says nothing of
// it; and it takes back what a manager agreed to.
func TestStoryHeadquartersDeclinesASwap(t *testing.T) {
	r := newRostered(t)
	r.partners()
	e := r.asksSwap(r.li, r.he.id, "")
	r.everybody()
	if _, err := r.saysHQ(e, hq.SwapSaid{Answer: hq.SwapNo, Reason: "whatever"}); err == nil || !strings.Contains(err.Error(), "nobody_free") {
		t.Errorf("a no for no reason gives %v", err)
	}
	l, err := r.saysHQ(e, hq.SwapSaid{Answer: hq.SwapNo, Reason: "nobody_free"})
	r.must(err)
	if l.State != visits.SwapDeclined || l.Answer == nil || l.Answer.Reason != "nobody_free" {
		t.Errorf("answered, it is %+v", l)
	}
	r.everybody()
	r.swaps(e, visits.SwapDeclined, r.li, r.he, r.gao, r.sun)
	if s := r.swap(r.li, e).Stands(swapDay); s.Answer == nil || s.Answer.Reason != "nobody_free" {
		t.Errorf("Li reads %+v", s.Answer)
	}
	r.goes(r.li)
	if _, err := r.saysHQ(e, hq.SwapSaid{Answer: hq.SwapNo, Reason: "other"}); err == nil {
		t.Error("a second no is written")
	}
	other := r.asksSwap(r.he, r.li.id, "")
	r.everybody()
	r.must(r.answers(r.gao, other, r.li.id))
	r.everybody()
	r.goes(r.he)
	if _, err := r.saysHQ(other, hq.SwapSaid{Answer: hq.SwapNo, Reason: "other"}); err == nil || !strings.Contains(err.Error(), "is agreed") {
		t.Errorf("a no to what a manager agreed to gives %v", err)
	}
	l, err = r.saysHQ(other, hq.SwapSaid{Answer: hq.SwapBack, Reason: "other"})
	r.must(err)
	if l.State != visits.SwapDeclined || l.Answer == nil || l.Answer.Back.IsZero() {
		t.Errorf("taken back, it is %+v", l)
	}
	r.everybody()
	r.swaps(other, visits.SwapDeclined, r.li, r.he, r.gao, r.sun)
	r.goes(r.li)
	r.anew()
}

// The manager answers offline what headquarters answers too: the yes stands whoever said
// it and whichever came in first, everywhere, and so does the day in the roster.
func TestStoryAManagerAndHeadquartersAnswerOneSwap(t *testing.T) {
	for _, c := range []struct{ hqYes, managerFirst bool }{{true, true}, {true, false}, {false, true}, {false, false}} {
		r := newRostered(t)
		r.partners()
		e := r.asksSwap(r.li, evidence.ID{}, "")
		r.everybody()
		manager, said := evidence.ID{}, hq.SwapSaid{Answer: hq.SwapYes, With: r.he.id}
		if !c.hqYes {
			manager, said = r.he.id, hq.SwapSaid{Answer: hq.SwapNo, Reason: "nobody_free"}
		}
		if !c.managerFirst {
			_, err := r.saysHQ(e, said)
			r.must(err)
			r.turn(workday.Add(time.Minute))
		}
		r.must(r.answers(r.gao, e, manager)) // has not heard
		if c.managerFirst {
			r.turn(workday.Add(time.Minute))
			_, err := r.saysHQ(e, said)
			r.must(err)
		}
		r.everybody()
		r.swaps(e, visits.SwapAgreed, r.li, r.he, r.gao, r.sun)
		if l := r.listed(e); l.State != visits.SwapAgreed || l.Agreed != "He" {
			t.Errorf("%+v: headquarters lists %+v", c, l)
		}
		r.goes(r.he)
		r.anew()
	}
}

// What headquarters may not answer: a yes to another than was asked for, to nobody where
// anybody was asked for, to who is of another branch, of a day that is over there, what a
// manager answered meanwhile, what lies under no name, and on a roster that is not
// understood. Nothing is written then.
func TestWhatHeadquartersDoesNotAnswer(t *testing.T) {
	r := newRostered(t)
	r.partners()
	e, anybody := r.asksSwap(r.li, r.he.id, ""), r.asksSwap(r.li, evidence.ID{}, "")
	r.everybody()
	before, err := r.hq.Store.Folded(r.ctx)
	r.must(err)
	refused := func(e evidence.Hash, a hq.SwapSaid, want string) {
		t.Helper()
		if _, err := r.saysHQ(e, a); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v gives %v", a, err)
		}
	}
	if _, err := r.saysHQ(e, hq.SwapSaid{Answer: hq.SwapYes, With: r.zhao.id}); !errors.Is(err, visits.ErrSwapWith) {
		t.Errorf("a yes to another gives %v", err)
	}
	refused(anybody, hq.SwapSaid{Answer: hq.SwapYes}, "say with whom")
	refused(anybody, hq.SwapSaid{Answer: hq.SwapYes, With: r.other.id}, "no officer of this branch")
	refused(anybody, hq.SwapSaid{Answer: hq.SwapYes, With: r.li.id}, "nothing was stored")
	refused(e, hq.SwapSaid{Answer: hq.SwapYes, Reason: "other"}, "a yes has no reason")
	refused(e, hq.SwapSaid{Answer: "maybe"}, "yes, no or back")
	refused(e, hq.SwapSaid{Answer: hq.SwapBack, Reason: "other"}, "is open")
	refused(evidence.Hash{1}, hq.SwapSaid{Answer: hq.SwapYes}, "0 swaps")
	if _, err := r.hq.AnswerSwap(r.ctx, r.unit, e.String(), hq.SwapSaid{Answer: hq.SwapYes}); err == nil {
		t.Error("nobody answers")
	}
	if after, err := r.hq.Store.Folded(r.ctx); err != nil || after != before {
		t.Errorf("%d entries were written, %v", after-before, err)
	}
	r.must(r.answers(r.gao, e, r.he.id))
	r.gao.sync()
	refused(e, hq.SwapSaid{Answer: hq.SwapYes}, "is agreed")
	r.turn(time.Date(2026, 12, 3, 1, 0, 0, 0, time.UTC))
	refused(anybody, hq.SwapSaid{Answer: hq.SwapYes, With: r.zhao.id}, "is over")
	r.turn(workday)
	r.keepsRaw(visits.RosterValue{Key: "later", Value: `{"x":1}`})
	refused(anybody, hq.SwapSaid{Answer: hq.SwapYes, With: r.zhao.id}, "not understood")
	if l := r.listed(anybody); l.State != visits.SwapOpen {
		t.Errorf("on a roster that is not understood it is listed as %+v", l)
	}
}

// keepsRaw is a word on the branch's part as a later version may say it.
func (r *rostered) keepsRaw(v visits.RosterValue) {
	r.Helper()
	_, err := r.hq.Do(r.ctx, hq.Act{Kind: visits.RosterKept, Facts: visits.RosterFacts{At: workday.UnixMicro(), By: r.gao.id}, Words: visits.RosterWords{Fields: []visits.RosterValue{v}},
		Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: visits.RosterID(r.unit, evidence.ID{})}, {Kind: evidence.RefUnit, ID: r.unit}}})
	r.must(err)
	r.must(r.hq.Settle(r.ctx))
}

// The day of a swap is over when it is in the branch: by the clock of its roster.
func TestASwapIsOverByTheBranchsClock(t *testing.T) {
	r := newRostered(t)
	r.keeps(r.gao, func(k *plan.Roster) { k.Zone = "Pacific/Auckland" })
	e := r.asksSwap(r.li, r.he.id, "")
	r.everybody()
	r.turn(time.Date(2026, 12, 2, 12, 0, 0, 0, time.UTC)) // 01:00 of the 3rd there
	if l := r.listed(e); l.State != visits.SwapOver {
		t.Errorf("it is listed as %+v", l)
	}
}

// Several operators answer at one moment: one answer is written, the others are told.
func TestOneOfSeveralOperatorsAnswersASwap(t *testing.T) {
	r := newRostered(t)
	r.partners()
	e := r.asksSwap(r.li, r.he.id, "")
	r.everybody()
	told := make(chan error)
	for i := range 8 {
		go func() {
			said := []hq.SwapSaid{{By: r.gao.id, Answer: hq.SwapYes}, {By: r.gao.id, Answer: hq.SwapNo, Reason: "nobody_free"}}[i%2]
			_, err := r.hq.AnswerSwap(r.ctx, r.unit, e.String(), said)
			told <- err
		}()
	}
	written := 0
	for range 8 {
		if err := <-told; err == nil {
			written++
		} else if !strings.Contains(err.Error(), "nothing was written") {
			t.Error(err)
		}
	}
	r.everybody()
	if s := r.swap(r.gao, e); written != 1 || len(s.Answers) != 1 {
		t.Errorf("%d were told that theirs is written: %+v", written, s.Answers)
	}
}
