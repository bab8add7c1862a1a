package hq_test

import (
	"encoding/hex"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq"
	"fairvisit/visits"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/journal"
)

// asking is a branch of two officers who have one case together, a third, and a manager.
type asking struct {
	*world
	li, zhao, he, gao *person
	one, two          evidence.ID
}

func newAsking(t *testing.T) *asking {
	w := &world{TB: t, ctx: t.Context(), dir: t.TempDir(), second: true}
	beside(t)
	w.turn(workday)
	_, err := hq.Init(w.ctx, w.options())
	w.must(err)
	w.open()
	w.unit = w.hq.UnitID("north")
	a := &asking{world: w, li: w.enrol("officer", "Li"), zhao: w.enrol("officer", "Zhao"), he: w.enrol("officer", "He"), gao: w.enrol("manager", "Gao")}
	ids := w.importCases("creditor,number,name,street,amount,currency,days_past_due\nBank A,0001,王小明,中山路 9999 号,12000.50,CNY,45\nBank A,0002,李华,人民路 8 号,500.00,CNY,60\n")
	a.one, a.two = ids[0], ids[1]
	w.assign(a.one, a.li, a.zhao)
	a.all()
	return a
}

// all has everybody hand in and pull, twice: what one handed in the others hear.
func (a *asking) all(who ...*person) {
	a.Helper()
	if who == nil {
		who = []*person{a.li, a.zhao, a.he, a.gao}
	}
	for range 2 {
		for _, p := range who {
			p.sync()
		}
	}
}

func evening() visits.AskFacts {
	return visits.AskFacts{Day: "2026-11-26", Until: "2026-11-27", From: 18 * 60, To: 20 * 60, Why: "debtor_asked", Who: visits.AskAnybody}
}

func (a *asking) asks(p *person, id evidence.ID, f visits.AskFacts, w visits.AskWords) evidence.Hash {
	a.Helper()
	e, _, err := p.work.AskVisit(a.ctx, id, f, w)
	a.must(err)
	return e
}

// stands is how a question stands on a device, and at headquarters for p nil.
func (a *asking) stands(p *person, e evidence.Hash) visits.AskStands {
	a.Helper()
	if p == nil {
		lines, err := a.hq.Asks(a.ctx, a.unit)
		a.must(err)
		i := slices.IndexFunc(lines, func(l fieldsync.AskLine) bool { return l.Ask == e })
		if i < 0 {
			a.Fatal("headquarters does not list it")
		}
		return visits.AskStands{State: lines[i].State, Plan: lines[i].Plan, Other: lines[i].Other}
	}
	list, err := p.work.Asks(a.ctx)
	a.must(err)
	i := slices.IndexFunc(list, func(k visits.Ask) bool { return k.Entry == e })
	if i < 0 {
		return visits.AskStands{}
	}
	c, err := p.journal.Case(a.ctx, list[i].Means())
	a.must(err)
	if hidden, err := p.journal.Pictures(a.ctx, visits.KindCase); err != nil || slices.ContainsFunc(hidden, func(x journal.Picture) bool { return x.Key.ID == list[i].Means() && x.State == "hidden" }) {
		c = nil // it was taken from this officer
	}
	return list[i].Stands(c, p.work.Today(c))
}

// everywhere fails unless it stands so wherever it is known.
func (a *asking) everywhere(e evidence.Hash, state string, who ...*person) {
	a.Helper()
	for _, p := range append(who, nil) {
		if s := a.stands(p, e); s.State != state {
			name := "headquarters"
			if p != nil {
				name = p.root
			}
			a.Errorf("%s: it stands as %+v, and not %s", name, s, state)
		}
	}
}

// decides is a decision of a manager who is offline.
func (a *asking) decides(p *person, id evidence.ID, first, second *person, day string) {
	a.Helper()
	c, err := p.journal.Case(a.ctx, id)
	a.must(err)
	_, err = p.journal.Append(a.ctx, journal.Writing{Kind: visits.CaseAssigned, Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: id}, {Kind: evidence.RefOfficer, ID: p.id}},
		Facts: visits.AssignFacts{Officer: first.id, Second: second.id, Day: day, Order: 1, Replaces: []evidence.Hash{c.Standing}, Reason: "plan"}})
	a.must(err)
}

// sound fails unless pictures made anew are those that are shown, here and on each
// device, and an audit of all bytes finds nothing.
func (a *asking) sound() {
	a.Helper()
	(&office{world: a.world}).sameAnew()
	for _, p := range []*person{a.li, a.gao} {
		before, err := p.journal.Pictures(a.ctx, visits.KindAsk)
		a.must(err)
		a.must(p.journal.Rebuild(a.ctx))
		after, err := p.journal.Pictures(a.ctx, visits.KindAsk)
		a.must(err)
		if !slices.EqualFunc(before, after, func(x, y journal.Picture) bool {
			return x.Key == y.Key && x.State == y.State && string(x.Body) == string(y.Body)
		}) {
			a.Errorf("%s: its questions made anew are others", p.root)
		}
	}
	r, err := hq.Audit(a.ctx, a.options())
	if err != nil || r.Total != 0 {
		a.Errorf("the audit: %v, %v", err, r.Faults)
	}
}

// Two officers who have a case ask for it without a network, while a manager, without
// one too, decides who goes there next. All hand in; everybody sees the same, and the
// two questions are one line to who plans.
func TestStoryAskedForWhileItIsDecided(t *testing.T) {
	a := newAsking(t)
	first := a.asks(a.li, a.one, evening(), visits.AskWords{Text: "周四六点以后在家"})
	if again := a.asks(a.li, a.one, evening(), visits.AskWords{Text: "周四六点以后在家"}); again != first {
		t.Error("the same question was asked twice")
	}
	second := a.asks(a.zhao, a.one, evening(), visits.AskWords{})
	if s := a.stands(a.li, first); s.State != visits.AskOpen {
		t.Errorf("before anybody heard of it, it stands as %+v", s)
	}
	a.decides(a.gao, a.one, a.he, a.zhao, "2026-11-26")
	a.all(a.gao, a.zhao, a.li, a.he)
	for _, e := range []evidence.Hash{first, second} {
		a.everywhere(e, visits.AskPlanned, a.gao)
		if s := a.stands(nil, e); s.Plan.Officer != a.he.id || s.Plan.Day != "2026-11-26" || s.Other {
			t.Errorf("headquarters has it as %+v", s)
		}
	}
	// The case is not Li's any more: who goes there, and when, is all that Li hears of it.
	if s := a.stands(a.li, first); s.State != visits.AskPlanned || s.Plan.Officer != a.he.id {
		t.Errorf("Li sees it as %+v", s)
	}
	// Who is to go reads what was said at the door.
	list, err := a.he.work.Asks(a.ctx)
	a.must(err)
	if !slices.ContainsFunc(list, func(k visits.Ask) bool {
		return k.Entry == first && k.Words != nil && strings.Contains(k.Words.Text, "六点")
	}) {
		t.Errorf("who goes there has %+v", list)
	}
	if c := a.caseAt(a.one); len(c.Contacts)+len(c.Outside) != 0 {
		t.Error("asking counts as a contact")
	}
	a.secondVerifier(a.one)
	a.sound()
}

// secondVerifier has the verifier that shares no code with ours check the dossier of a
// case in which a visit was asked for.
func (a *asking) secondVerifier(id evidence.ID) {
	a.Helper()
	head, err := a.hq.Store.Head(a.ctx)
	a.must(err)
	b, r := a.dossier(hq.DossierOf{Case: id, At: head.Size, Mask: "none"})
	if r.Entries < 5 { // import, notice, two questions and two decisions
		a.Errorf("the dossier has %d entries", r.Entries)
	}
	file := filepath.Join(a.TempDir(), "case.zip")
	a.must(os.WriteFile(file, b, 0o600))
	out, err := exec.Command("python3", "../../evidence/testdata/second/verify.py", file, hex.EncodeToString(a.hq.Keys().Root)).CombinedOutput()
	if err != nil {
		a.Errorf("the second verifier: %v, %s", err, out)
	}
}

func (a *asking) caseAt(id evidence.ID) *visits.Case {
	rec, err := a.hq.CaseRecord(a.ctx, id)
	a.must(err)
	return rec.Case
}

// It is asked for a case that was taken back meanwhile, and then somebody stops it;
// and where nobody answers until its last day is over, it lapses.
func TestStoryAskedForWhatIsTakenBackStoppedOrForgotten(t *testing.T) {
	a := newAsking(t)
	e := a.asks(a.li, a.one, evening(), visits.AskWords{Text: "secret"})
	_, err := a.hq.Assign(a.ctx, hq.Assignment{Case: a.one, Officer: evidence.ID{}, Day: "2026-11-25"})
	a.must(err)
	a.all(a.li, a.gao)
	a.everywhere(e, visits.AskOpen, a.li, a.gao) // nobody goes there: who plans reads it
	a.must2(a.gao.journal.Append(a.ctx, journal.Writing{Kind: visits.FlagRaised, Facts: visits.FlagFacts{Code: "cease_contact", Source: visits.SourceHeadquarters},
		Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: a.one}, {Kind: evidence.RefOfficer, ID: a.gao.id}}}))
	a.all(a.gao, a.li)
	a.everywhere(e, visits.AskStopped, a.li, a.gao)
	list, err := a.gao.work.Asks(a.ctx)
	a.must(err)
	c, err := a.gao.journal.Case(a.ctx, a.one)
	a.must(err)
	err = a.gao.work.TakeAsks(a.ctx, fieldwork.Taking{Case: c, Asks: list, Officer: a.he.id, Second: a.li.id, Day: "2026-11-26"})
	if !errors.Is(err, fieldwork.ErrNotAsked) {
		t.Errorf("a stopped case is taken into the plan: %v", err)
	}
	other := a.asks(a.zhao, evidence.ID{}, evening(), visits.AskWords{Reference: "Bank A 0002"})
	a.all(a.zhao, a.gao)
	a.everywhere(other, visits.AskOpen, a.zhao, a.gao)
	a.turn(workday.AddDate(0, 0, 3))
	a.everywhere(other, visits.AskLapsed, a.zhao, a.gao)
	// Nobody ever said which case is meant: what was said is erased by its own id.
	lines, err := a.hq.Asks(a.ctx, a.unit)
	a.must(err)
	at := slices.IndexFunc(lines, func(l fieldsync.AskLine) bool { return l.Ask == other })
	_, err = a.hq.Erase(a.ctx, lines[at].Case, "request")
	a.must(err)
	a.everywhere(other, visits.AskOver)
	a.all(a.gao, a.zhao, a.li)
	if list, err = a.gao.work.Asks(a.ctx); err != nil || slices.ContainsFunc(list, func(k visits.Ask) bool { return k.Entry == other }) {
		t.Errorf("the manager still reads %+v, %v", list, err)
	}
	a.sound()
}

func (w *world) must2(_ evidence.Entry, err error) { w.Helper(); w.must(err) }

// Two managers answer one question without having heard of each other.
func TestStoryTwoManagersAnswer(t *testing.T) {
	a := newAsking(t)
	wu := a.enrol("manager", "Wu")
	e := a.asks(a.li, a.one, evening(), visits.AskWords{Text: "after six"})
	a.all(a.li, a.gao, wu)
	list, err := a.gao.work.Asks(a.ctx)
	a.must(err)
	a.must(a.gao.work.DeclineAsks(a.ctx, list, evidence.ID{}, "nobody_free", "all crews are full"))
	c, err := wu.journal.Case(a.ctx, a.one)
	a.must(err)
	list, err = wu.work.Asks(a.ctx)
	a.must(err)
	a.must(wu.work.TakeAsks(a.ctx, fieldwork.Taking{Case: c, Asks: list, Officer: a.li.id, Second: a.zhao.id, Day: "2026-11-27", Order: 3}))
	a.all(a.gao)
	if s := a.stands(a.gao, e); s.State != visits.AskDeclined || s.Answer == nil || s.Answer.Text != "all crews are full" {
		t.Errorf("before the other was heard of it stands as %+v", s)
	}
	a.all(a.gao, wu, a.li)
	a.everywhere(e, visits.AskPlanned, a.li, a.gao, wu)
	a.wordsAreRead(e, "after six", a.one)
	// An operator may decline what is asked for; it stays planned while somebody is to go.
	if _, err := a.hq.DeclineAsk(a.ctx, a.unit, e.String()[:8], a.gao.id, "no such reason", ""); err == nil {
		t.Error("it was declined for no reason")
	}
	a.sound()
}

// An officer asks by reference for a case of somebody else's. A manager knows which is
// meant; the officer hears when somebody goes, and nothing else. When that case is
// erased, what was said of it by reference is too, and nobody has the key any more.
func TestStoryAskedForByReferenceAndErased(t *testing.T) {
	a := newAsking(t)
	const words = "合同 0002，李华的"
	e := a.asks(a.li, evidence.ID{}, evening(), visits.AskWords{Reference: words, Text: "met her at the door of another"})
	a.all(a.li, a.gao)
	list, err := a.gao.work.Asks(a.ctx)
	a.must(err)
	if len(list) != 1 || list[0].Words == nil || list[0].Words.Reference != words || list[0].Case == a.two {
		t.Fatalf("the manager reads %+v", list)
	}
	c, err := a.gao.journal.Case(a.ctx, a.two)
	a.must(err)
	a.must(a.gao.work.TakeAsks(a.ctx, fieldwork.Taking{Case: c, Asks: list, Officer: a.he.id, Second: a.zhao.id, Day: "2026-11-26", Order: 1, Text: "李华"}))
	a.all(a.gao, a.li, a.he)
	a.everywhere(e, visits.AskPlanned, a.li, a.gao, a.he)
	if c, err := a.li.journal.Case(a.ctx, a.two); err != nil || c != nil {
		t.Errorf("Li was given the case: %v, %v", c, err)
	}
	a.wordsAreRead(e, "met her at the door of another", list[0].Case, a.two)
	(&office{world: a.world}).secured()
	a.all(a.li, a.gao)
	_, err = a.hq.Erase(a.ctx, a.two, "request")
	a.must(err)
	for r, err := range a.hq.Store.EntriesOfCase(a.ctx, list[0].Case) {
		a.must(err)
		k, err := evidence.Decode(r.Raw)
		a.must(err)
		if k.Words.State == evidence.Present {
			t.Errorf("%s of the reference still has words", k.Header.Kind)
		}
	}
	a.all(a.li, a.gao)
	a.turn(workday.AddDate(0, 0, 2))
	for _, p := range []*person{a.li, a.gao} {
		_, err := p.journal.Purge(a.ctx, a.clock().UnixMicro())
		a.must(err)
		pictures, err := p.journal.Pictures(a.ctx, visits.KindAsk)
		a.must(err)
		for _, x := range pictures {
			if strings.Contains(string(x.Body), words) || x.State != "hidden" {
				t.Errorf("%s still shows %s", p.root, x.Body)
			}
		}
	}
	a.all(a.li, a.gao)
	a.sound()
}

// The rules speak when it is asked, and promise nothing: of a day of rest, of hours
// outside, and of a case that is stopped.
func TestTheRulesSpeakWhenAVisitIsAskedFor(t *testing.T) {
	a := newAsking(t)
	late := evening()
	late.From, late.To = 22*60, 23*60
	_, look, err := a.li.work.AskVisit(a.ctx, a.one, late, visits.AskWords{})
	a.must(err)
	shanghai, err := time.LoadLocation("Asia/Shanghai")
	a.must(err)
	if next := time.UnixMicro(look.Next).In(shanghai).Format("01-02 15:04"); !slices.Equal(look.Not, []string{"2026-11-26", "2026-11-27"}) || next != "11-27 09:00" {
		t.Errorf("at ten in the evening: %v, next %s, against %v", look.Not, next, look.Against)
	}
	afternoon := evening()
	afternoon.From, afternoon.To = 16*60, 17*60
	_, look, err = a.li.work.AskVisit(a.ctx, a.one, afternoon, visits.AskWords{})
	a.must(err)
	if len(look.Not) != 0 || time.UnixMicro(look.Next).In(shanghai).Format("01-02 15:04") != "11-26 16:00" {
		t.Errorf("in the afternoon: %+v", look)
	}
	a.must2(a.li.journal.Append(a.ctx, journal.Writing{Kind: visits.FlagRaised, Facts: visits.FlagFacts{Code: "cease_contact", Source: "officer"},
		Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: a.one}, {Kind: evidence.RefOfficer, ID: a.li.id}}}))
	later := evening()
	later.Until = "2026-11-28"
	_, look, err = a.li.work.AskVisit(a.ctx, a.one, later, visits.AskWords{})
	a.must(err)
	if look.Next != 0 || len(look.Not) != 3 || len(look.Against) == 0 {
		t.Errorf("of a stopped case: %+v", look)
	}
}
