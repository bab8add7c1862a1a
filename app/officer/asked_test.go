package officer_test

import (
	"slices"
	"testing"

	"fairvisit/app/desk/desktest"
	"fairvisit/app/i18n"
	"fairvisit/app/shell"
	"fairvisit/visits"
)

// asked is the one visit that is asked for on this device.
func (m *morning) asked() visits.Ask {
	m.t.Helper()
	list, err := m.desk.Asks(ctx)
	m.must(err)
	if len(list) != 1 {
		m.t.Fatalf("%d visits are asked for", len(list))
	}
	return list[0]
}

// On the page of a case a visit is asked for without a network: the rules say at once
// which of the times they leave open, and the case says that it is asked for.
func TestAVisitIsAskedForOnTheCase(t *testing.T) {
	m := newMorning(t)
	id := m.case_("陈国梁", "鹤鸣街 99902 号", 1)
	m.begin(tablet, english)
	m.tap(row(id))
	m.says("Nobody asks for another visit.")
	m.tap("ask.visit")
	m.says("The rules in force leave all of these times open", "Asking promises nothing")
	m.tap("answer.ask.time.3") // 18:00 to 21:00, and the house ends at 18:00
	m.says("allow none of these times", "The next allowed moment, as known now:", "W-HOME")
	m.tap("answer.ask.time.2", "answer.ask.span.3", "answer.ask.why.other_hour", "answer.ask.who.anybody")
	m.must(m.stage.Type("ask.words", "his shop closes at one"))
	m.tap("ask.yes")
	m.says("Asked. It is sent with the next connection", "Asked, not sent yet", "12:00–18:00", "Another hour is better. Anybody.")
	a := m.asked()
	if days, err := a.Days(); err != nil || len(days) != 3 || a.From != 12*60 || a.To != 18*60 || a.Case != id || a.Words == nil || a.Words.Text != "his shop closes at one" || a.Standing.IsZero() {
		t.Errorf("asked: %+v, %v", a, err)
	}
	c, err := m.desk.Journal.Case(ctx, id)
	m.must(err)
	if len(c.Contacts)+len(c.Outside) != 0 {
		t.Error("asking counts as a contact")
	}
}

// A case that nobody has here is asked for by a reference; without one nothing is stored.
func TestACaseOfOthersIsAskedForByReference(t *testing.T) {
	m := newMorning(t)
	m.case_("陈国梁", "鹤鸣街 2 号", 1)
	m.begin(phone, shell.Prefs{Lang: i18n.Chinese})
	m.tap("section.more", "asks")
	m.says("还没有申请")
	m.tap("ask.by_reference")
	m.tap("ask.yes")
	m.says("请说明是哪个案件")
	if list, err := m.desk.Asks(ctx); err != nil || len(list) != 0 {
		t.Fatalf("stored all the same: %+v, %v", list, err)
	}
	m.must(m.stage.Type("ask.reference", "合同 0002"))
	m.tap("answer.ask.who.language")
	m.must(m.stage.Type("ask.need", "yue"))
	m.tap("ask.yes")
	m.says("0002", "已申请，尚未上传")
	if a := m.asked(); !a.Reference || a.Words.Reference != "合同 0002" || a.Need != "yue" || a.Case.IsZero() {
		t.Errorf("asked: %+v", a)
	}
}

// A case that is stopped says so before it is asked for, and is asked for all the same:
// whether somebody goes once it is lifted is a manager's to say.
func TestAStoppedCaseSaysSoWhenAVisitIsAskedFor(t *testing.T) {
	m := newMorning(t)
	id := m.case_("陈国梁", "鹤鸣街 2 号", 1)
	m.Raise(id, "dispute_open")
	m.begin(tablet, english)
	m.Pull(m.desk)
	m.again("today")
	m.tap(row(id), "ask.visit")
	m.says("nobody goes there until it is lifted")
	m.tap("ask.yes")
	m.says("Stopped: nobody goes")
	if a := m.asked(); len(a.Not) != 1 || a.Next != 0 || !slices.ContainsFunc(a.Against, func(s string) bool { return s != "" }) {
		t.Errorf("asked: %+v of %s", a, desktest.Day)
	}
}

// Who leaves the page before the question is sent asks for nothing: no word of it is
// stored, and the page begins empty the next time.
func TestAPageThatIsLeftAsksForNothing(t *testing.T) {
	m := newMorning(t)
	id := m.case_("陈国梁", "鹤鸣街 2 号", 1)
	m.begin(tablet, english)
	m.tap(row(id), "ask.visit", "answer.ask.time.2", "answer.ask.why.other_hour")
	m.must(m.stage.Type("ask.words", "his shop closes at one"))
	m.tap("back")
	m.says("Nobody asks for another visit.")
	if list, err := m.desk.Asks(ctx); err != nil || len(list) != 0 {
		t.Fatalf("asked all the same: %+v, %v", list, err)
	}
	m.tap("ask.visit", "ask.yes")
	if a := m.asked(); a.Words != nil || a.To != 0 || a.Why == "other_hour" {
		t.Errorf("what was cancelled is asked for: %+v, %+v", a, a.Words)
	}
}
