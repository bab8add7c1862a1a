package officer_test

import (
	"slices"
	"testing"
	"time"

	"fairvisit/app/desk/desktest"
	"fairvisit/app/i18n"
	"fairvisit/app/officer"
	"fairvisit/evidence/crew"
	"fairvisit/visits"
)

// Three answered calls this week: the house warns. The officer goes on only with
// a reason, typed where none of the list is it, and the visit keeps it.
func TestAWarningNeedsAReason(t *testing.T) {
	m := newMorning(t)
	id := m.case_("陈国梁", "鹤鸣街 99902 号", 1)
	for day := range int64(3) {
		m.Called(id, day+1)
	}
	m.begin(tablet, english)
	m.along(m.mate)
	m.again("today")
	m.tap(row(id))
	m.says("with a warning your manager sees", "3 contacts by others count too", "Notice of the visit")
	m.silent("Why do you go all the same?")
	m.tap("go")
	m.says("Why do you go all the same?")
	m.tap("start")
	m.says("Say first why you go in spite of the warning.")
	m.tap("answer.why.other", "start")
	m.says("Say first why you go in spite of the warning.")
	m.must(m.stage.Type("why.words", "债务人请我们来"))
	m.tap("start")
	if len(m.started) != 1 {
		t.Fatalf("started %+v", m.started)
	}
	v, err := m.desk.Journal.Visit(ctx, m.started[0].ID)
	m.must(err)
	if f := v.Opened.Verdict; f.Decision != "warn" || f.Reason != "other" || len(f.History) != 2 || f.History[0].Count != 3 {
		t.Errorf("the visit keeps %+v", f)
	}
}

// The crew found that the debtor had moved. Six weeks on they are sent there again: the
// page says why it warns, and they go on only with a reason, which the visit keeps.
func TestGoingWhereByTheLastVisitNobodyGoesNeedsAReason(t *testing.T) {
	m := newMorning(t)
	id := m.case_("陈国梁", "鹤鸣街 99902 号", 1)
	m.begin(tablet, english)
	m.along(m.mate)
	v := m.visit(id)
	held, err := m.desk.Journal.Case(ctx, id)
	m.must(err)
	m.must(v.Leave(ctx))
	m.must(v.Close(ctx, []visits.Outcome{{Party: held.Facts.Parties[0].Party, Debt: held.Facts.Debt, Code: "shf"}}, nil))
	for day := time.Date(2026, 3, 12, 0, 0, 0, 0, time.UTC); day.Before(time.Date(2026, 4, 22, 0, 0, 0, 0, time.UTC)); day = day.AddDate(0, 0, 2) {
		m.Clock(day.Format(time.DateOnly) + " 10:00") // a chain that is silent for longer leaves its clock unproved
		m.must(m.desk.Officer.SayReady(ctx, visits.ReadyFacts{Day: day.Format(time.DateOnly)}, m.mate))
	}
	m.Assign(id, m.me, m.mate, "2026-04-21", 1)
	m.Pull(m.desk)
	m.along(m.mate)
	m.again("today")
	m.tap(row(id))
	m.says("with a warning your manager sees", "By what the visit on Tue 10 Mar came to, nobody goes there until headquarters has looked into it.", "Rule H-TRACE", "Headquarters checks who lives there")
	m.tap("go", "start")
	m.says("Say first why you go in spite of the warning.")
	m.tap("answer.why.headquarters_knows", "start")
	if len(m.started) != 1 {
		t.Fatalf("started %+v", m.started)
	}
	open, err := m.desk.Journal.Visit(ctx, m.started[0].ID)
	m.must(err)
	if f := open.Opened.Verdict; f.Decision != "warn" || f.Reason != "headquarters_knows" || !slices.Contains(f.Rules, "H-TRACE") {
		t.Errorf("the visit keeps %+v", f)
	}
}

// Without a notice nobody goes; no button of the device says otherwise.
func TestWithoutANoticeNothingStarts(t *testing.T) {
	m := newMorning(t)
	id := m.Import(desktest.Case{Name: "陈国梁", Street: "鹤鸣街 99902 号", Unannounced: true})
	m.Assign(id, m.me, m.mate, desktest.Day, 1)
	m.begin(tablet, english)
	m.along(m.mate)
	m.again("today")
	m.tap(row(id))
	m.says("Rule P-NOTICE", "No notice of a visit is known here.")
	for _, button := range []string{"go", "start", "answer.why.other"} {
		m.offered(button, false)
	}
	m.Notify(id, 5)
	m.Pull(m.desk)
	m.again("today")
	m.tap(row(id))
	m.offered("go", true)
}

// Two tablets without a network: a stop raised on one stops the case on the
// other as soon as its code was read there.
func TestAColleaguesStopStopsTheCaseHere(t *testing.T) {
	m := newMorning(t)
	id := m.case_("陈国梁", "鹤鸣街 99902 号", 1)
	c := m.elsewhere("沈岚")
	m.begin(phone, english)
	m.along(m.mate)
	v := m.visit(id)
	m.must(v.Flag(ctx, "cease_contact", "别再来了"))
	m.must(v.Close(ctx, nil, nil))
	m.again("today")
	m.tap(row(id), "show_stop")
	m.says("What was said is not in the code.")
	code := m.code("stop")
	m.Assign(id, c.me, m.mate, desktest.Day, 1)
	c.Pull(c.desk)
	c.along(m.mate)
	c.again("today")
	c.tap(row(id))
	c.offered("go", true)
	c.again("today")
	c.tap("aside", "ready", "read_stop")
	c.use("hello")
	c.says("nothing was stopped")
	c.use(code)
	c.says("Stopped: contact must cease. Nobody goes there.")
	c.again("today")
	c.tap(row(id))
	c.says("Rule HB-CEASE", "It stands since", "shown by a colleague.")
	c.offered("go", false)
}

// Each refusal of a stop is a sentence in both languages.
func TestEachRefusalOfAStopHasItsSentence(t *testing.T) {
	for _, lang := range i18n.Langs {
		for _, err := range []error{crew.ErrMalformed, crew.ErrKind, crew.ErrForeign, crew.ErrSelf, crew.ErrUnit, crew.ErrSignature, crew.ErrNoStop, visits.ErrLifted} {
			if text := officer.StopRefusal(i18n.In(lang), err); text == i18n.In(lang).T("common.failed", "why", err.Error()) {
				t.Errorf("%s: %v has no sentence", lang, err)
			}
		}
	}
}
