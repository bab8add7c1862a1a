package hq_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/journal"
	"fairvisit/visits/plan"
)

const swapDay = "2026-12-02"

func (r *rostered) asksSwap(p *person, with evidence.ID, text string) evidence.Hash {
	r.Helper()
	e, err := p.work.AskSwap(r.ctx, visits.SwapFacts{Day: swapDay, With: with}, text)
	r.must(err)
	return e
}

// swap is one as a device shows it; nil: it does not.
func (r *rostered) swap(p *person, e evidence.Hash) *visits.Swap {
	r.Helper()
	list, err := p.work.Swaps(r.ctx)
	r.must(err)
	if i := slices.IndexFunc(list, func(s visits.Swap) bool { return s.Entry == e }); i >= 0 {
		return &list[i]
	}
	return nil
}

// answers has a manager answer a swap as their device has it and the roster; with zero
// is a no.
func (r *rostered) answers(p *person, e evidence.Hash, with evidence.ID) error {
	r.Helper()
	s := r.swap(p, e)
	if s == nil {
		r.Fatalf("%s does not show it", p.root)
	}
	parts, err := p.journal.RosterParts(r.ctx)
	r.must(err)
	kept := r.of(p)
	a := fieldwork.SwapAnswering{Swaps: []visits.Swap{*s}, With: with, Was: plan.FieldsOf(parts), Now: kept.Fields()}
	if with.IsZero() {
		a.Reason = "nobody_free"
	}
	return p.work.AnswerSwap(r.ctx, a)
}

// swaps fails unless it stands so on every device that is to know it, and on no other.
func (r *rostered) swaps(e evidence.Hash, state string, who ...*person) {
	r.Helper()
	for _, p := range []*person{r.li, r.zhao, r.he, r.gao, r.sun, r.other} {
		s := r.swap(p, e)
		switch knows := slices.Contains(who, p); {
		case knows != (s != nil):
			r.Errorf("%s: that it shows the swap is %v", p.root, s != nil)
		case s != nil && s.Stands("2026-11-26").State != state:
			r.Errorf("%s: it stands as %+v, and not %s", p.root, s.Stands("2026-11-26"), state)
		}
	}
}

// anew fails unless every device's swaps made anew are those that are shown.
func (r *rostered) anew() {
	r.Helper()
	for _, p := range []*person{r.li, r.zhao, r.he} {
		before, err := p.journal.Pictures(r.ctx, visits.KindSwap)
		r.must(err)
		r.must(p.journal.Rebuild(r.ctx))
		after, err := p.journal.Pictures(r.ctx, visits.KindSwap)
		r.must(err)
		if !slices.EqualFunc(before, after, func(x, y journal.Picture) bool {
			return x.Key == y.Key && x.State == y.State && string(x.Body) == string(y.Body)
		}) {
			r.Errorf("%s: its swaps made anew are others", p.root)
		}
	}
	r.rebuilt()
}

// partners has Li and Zhao go together, and He with nobody.
func (r *rostered) partners() {
	r.Helper()
	r.keeps(r.gao, func(k *plan.Roster) {
		r.who(k, r.li).With, r.who(k, r.zhao).With = "Zhao", "Li"
		r.who(k, r.he).Shift = plan.Hours{From: "10:00", Until: "19:00"}
	})
	r.everybody()
}

// An officer asks offline, the manager says yes offline: the officers hear it and the
// plan of that day follows; taken back, both hear that too.
func TestASwapIsAskedForAgreedToAndTakenBack(t *testing.T) {
	r := newRostered(t)
	r.partners()
	e := r.asksSwap(r.li, r.he.id, "学校家长会")
	if again := r.asksSwap(r.li, r.he.id, "学校家长会"); again != e {
		t.Error("asked twice it is two")
	}
	r.swaps(e, visits.SwapOpen, r.li)
	r.everybody()
	r.swaps(e, visits.SwapOpen, r.li, r.he, r.gao, r.sun)
	if err := r.answers(r.gao, e, r.zhao.id); !errors.Is(err, visits.ErrSwapWith) {
		t.Errorf("a yes to another gives %v", err)
	}
	looked := *r.swap(r.gao, e)
	r.must(r.answers(r.gao, e, r.he.id))
	stale := fieldwork.SwapAnswering{Swaps: []visits.Swap{looked}, Reason: "other"}
	if err := r.gao.work.AnswerSwap(r.ctx, stale); !errors.Is(err, fieldwork.ErrSwapAnswered) {
		t.Errorf("an answer to what was answered meanwhile gives %v", err)
	}
	if kept := r.of(r.gao); len(kept.Swaps) != 1 || !kept.Swaps[0].Agreed {
		t.Errorf("offline the manager's roster says %+v", kept.Swaps)
	}
	r.everybody()
	r.swaps(e, visits.SwapAgreed, r.li, r.he, r.gao, r.sun)
	kept := r.same()
	if together := kept.Together(swapDay, 0, nil); len(together) != 1 || !slices.Contains(together[0], r.he.id) || !slices.Contains(together[0], r.zhao.id) {
		t.Errorf("who goes together is %v", together)
	}
	if s := r.swap(r.sun, e); s.Text != "学校家长会" || s.Received == 0 {
		t.Errorf("it is %+v", s)
	}
	r.anew()
	r.must(r.answers(r.sun, e, evidence.ID{}))
	r.everybody()
	r.swaps(e, visits.SwapDeclined, r.li, r.he, r.gao, r.sun)
	if kept := r.same(); len(kept.Swaps) > 0 {
		t.Errorf("taken back, the roster says %+v", kept.Swaps)
	}
	r.anew()
}

// Two managers answer while neither knows of the other: the yes stands, for the plan
// follows it, whichever came in first.
func TestOfTwoAnswersTheYesStands(t *testing.T) {
	for _, yesFirst := range []bool{true, false} {
		r := newRostered(t)
		r.partners()
		e := r.asksSwap(r.li, evidence.ID{}, "")
		r.everybody()
		r.swaps(e, visits.SwapOpen, r.li, r.gao, r.sun)
		r.must(r.answers(r.gao, e, r.he.id))
		r.turn(workday.Add(time.Minute))
		r.must(r.answers(r.sun, e, evidence.ID{}))
		if yesFirst {
			r.gao.sync()
		} else {
			r.sun.sync()
		}
		r.everybody()
		r.swaps(e, visits.SwapAgreed, r.li, r.he, r.gao, r.sun)
		if kept := r.same(); len(kept.Swaps) != 1 {
			t.Errorf("kept is %+v", kept.Swaps)
		}
		r.anew()
	}
}

// What a manager of another branch or an officer answers counts nothing, nor an answer
// to what nobody asked, nor a question under another's part; and of one officer 20 open
// ones are taken.
func TestWhoMayNotAnswerASwap(t *testing.T) {
	r := newRostered(t)
	e := r.asksSwap(r.li, r.he.id, "")
	r.everybody()
	says := func(p *person, unit, of evidence.ID, asked evidence.Hash) {
		_, err := p.journal.Append(r.ctx, journal.Writing{Kind: visits.SwapAnswered, Facts: visits.SwapAnswerFacts{Asked: asked, Of: of, Result: visits.SwapAgreed, With: r.he.id},
			Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: visits.RosterID(unit, of)}, {Kind: evidence.RefOfficer, ID: p.id}, {Kind: evidence.RefUnit, ID: unit}}})
		r.must(err)
	}
	says(r.other, r.unit, r.li.id, e)
	says(r.he, r.unit, r.li.id, e)
	says(r.gao, r.unit, r.zhao.id, e) // under another's part
	says(r.gao, r.unit, r.li.id, evidence.Hash{7})
	r.he.journal.Append(r.ctx, journal.Writing{Kind: visits.SwapAsked, Facts: visits.SwapFacts{Day: swapDay},
		Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: visits.RosterID(r.unit, r.zhao.id)}, {Kind: evidence.RefOfficer, ID: r.he.id}, {Kind: evidence.RefUnit, ID: r.unit}}})
	for i := range visits.SwapsMost + 2 {
		_, err := r.zhao.journal.Append(r.ctx, journal.Writing{Kind: visits.SwapAsked, Facts: visits.SwapFacts{Day: "2026-12-" + []string{"10", "11", "12"}[i%3]},
			Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: visits.RosterID(r.unit, r.zhao.id)}, {Kind: evidence.RefOfficer, ID: r.zhao.id}, {Kind: evidence.RefUnit, ID: r.unit}}})
		r.must(err)
	}
	r.everybody()
	list, err := r.sun.work.Swaps(r.ctx)
	if err != nil || len(list) != 1+visits.SwapsMost {
		t.Errorf("%d swaps are asked for, %v", len(list), err)
	}
	for i := range list {
		if s := &list[i]; s.Stands("2026-11-26").State != visits.SwapOpen {
			t.Errorf("one stands as %+v", s)
		}
	}
	if _, err := r.zhao.work.AskSwap(r.ctx, visits.SwapFacts{Day: swapDay}, ""); !errors.Is(err, visits.ErrSwapsOften) {
		t.Errorf("one more gives %v", err)
	}
	if _, err := r.li.work.AskSwap(r.ctx, visits.SwapFacts{Day: "2020-01-01"}, ""); err == nil {
		t.Error("a day that is over was asked for")
	}
	r.rebuilt()
}

// Of who left the words they asked with are erased everywhere, and what they ask later
// is not kept; what others asked stays.
func TestWhoLeavesIsErasedFromTheirSwaps(t *testing.T) {
	r := newRostered(t)
	const why = "学校家长会"
	e, other := r.asksSwap(r.li, r.he.id, why), r.asksSwap(r.he, r.li.id, "看病")
	r.everybody()
	r.must(r.answers(r.gao, e, r.he.id))
	r.everybody()
	_, err := r.hq.Erase(r.ctx, visits.RosterID(r.unit, r.li.id), "request") // hq roster forget wants the device revoked, which could say nothing later
	r.must(err)
	later, err := r.li.work.AskSwap(r.ctx, visits.SwapFacts{Day: "2026-12-09", With: r.he.id}, why) // had not heard
	r.must(err)
	r.everybody()
	r.swaps(e, visits.SwapAgreed)
	r.swaps(other, visits.SwapOpen, r.li, r.he, r.gao, r.sun)
	for _, entry := range []evidence.Hash{e, later} {
		p, err := r.hq.Store.PictureByID(r.ctx, visits.KindSwap, visits.AskID(entry))
		if err != nil || strings.Contains(string(p.Body), why) || !strings.Contains(string(p.Body), `"erased":true`) {
			t.Errorf("%s, %v", p.Body, err)
		}
	}
	for row, err := range r.hq.Store.EntriesOfCase(r.ctx, visits.RosterID(r.unit, r.li.id)) {
		r.must(err)
		if en, err := evidence.Decode(row.Raw); err != nil || en.Words.State == evidence.Present {
			t.Errorf("entry %d still has its words, %v", row.No, err)
		}
	}
	if s := r.swap(r.gao, other); s == nil || s.Text != "看病" {
		t.Errorf("what He asked is %+v", s)
	}
	r.anew()
}
