package officer_test

import (
	"testing"

	"fairvisit/app/desk/desktest"
	"fairvisit/app/i18n"
	"fairvisit/app/shell"
	"fairvisit/visits"
)

// pin types a PIN and OK.
func (m *morning) pin(digits string) {
	m.t.Helper()
	for _, d := range digits {
		m.tap("pin." + string(d))
	}
	m.tap("pin.ok")
}

func (m *morning) offered(id string, want bool) {
	m.t.Helper()
	if got := m.stage.Find(id) != nil; got != want {
		m.t.Errorf("%s offered: %v, wanted %v; there are %v", id, got, want, m.stage.IDs())
	}
}

func TestOneOfficerAloneIsToldWhyAndTheColleaguesPINOpensTheWay(t *testing.T) {
	m := newMorning(t)
	id := m.case_("陈国梁", "鹤鸣街 99902 号", 1)
	m.must(m.Device.ChoosePIN(m.mate, "2468"))
	m.begin(tablet, english)
	m.tap(row(id))
	m.says("2 officers must go; 1 is confirmed.", "Rule H-CREW · base.house 2026.2.0", "not confirmed by counsel", "Instead: Confirm a second officer", "Planned: 林晓")
	m.offered("go", false)
	m.offered("start", false)

	m.tap("confirm", "answer."+m.mate.String())
	m.pin("1111")
	m.says("That PIN is not right.")
	if !m.desk.Second().IsZero() {
		t.Fatal("a wrong PIN confirmed the colleague")
	}
	m.pin("2468")
	if m.desk.Second() != m.mate {
		t.Fatal("the colleague's PIN did not confirm them")
	}
	m.says("林晓 goes along.", "Two officers: you and 林晓.", "Allowed, end by 18:00")

	m.says("鹤鸣街 · home", "The door number is shown after Go.")
	m.silent("99902")
	m.offered("start", false)
	m.tap("go")
	m.says("鹤鸣街 99902 号 云鹤区 虚构市")
	m.silent("25,197", "Demo Bank")
	m.tap("start")
	if len(m.started) != 1 || m.started[0].Case != id || m.started[0].Second != m.mate {
		t.Fatalf("started %+v", m.started)
	}
	drafts, err := m.desk.Journal.Drafts(ctx)
	if err != nil || len(drafts) != 1 {
		t.Fatal(drafts, err)
	}
}

func TestAColleagueWithoutAPINIsNotConfirmed(t *testing.T) {
	m := newMorning(t)
	id := m.case_("陈国梁", "鹤鸣街 2 号", 1)
	m.begin(tablet, english)
	m.tap(row(id), "confirm")
	m.says("or confirms from their own device")
	m.tap("answer." + m.mate.String())
	m.says("林晓 has not chosen a PIN yet")
	m.offered("pin.1", false)
	m.tap("back")
	m.says("Where")
}

func TestBeforeTheHoursTheWayIsOpenAndTheDoorIsNot(t *testing.T) {
	m := newMorning(t)
	id := m.case_("陈国梁", "鹤鸣街 99902 号", 1)
	m.Clock(desktest.Day + " 08:30")
	m.desk = m.Open(m.me)
	m.along(m.mate)
	m.begin(phone, english)
	m.tap(row(id))
	m.says("The rules in force allow it from 09:00.", "allowed 09:00 to 18:00 on Mon, Tue, Wed, Thu, Fri, Sat", "Rule W-HOME")
	m.tap("go")
	m.tap("start")
	m.says("Visits to this place (home) are allowed 09:00 to 18:00")
	if len(m.started) != 0 {
		t.Fatal("a visit was opened before the hours")
	}
	m.Clock(desktest.Day + " 09:00")
	m.again("today")
	m.tap(row(id))
	m.says("99902") // who set off keeps the number
	m.tap("start")
	if len(m.started) != 1 {
		t.Fatal("the hours opened and the visit did not")
	}
}

// That there is collateral tells of a debt: nothing of it is on the screen before Go, in
// neither language, and all of it after; a stop takes it again.
func TestCollateralIsShownOnceTheCrewGoes(t *testing.T) {
	m := newMorning(t)
	id := m.Import(desktest.Case{Name: "陈国梁", Street: "鹤鸣街 99902 号", Collateral: &visits.CollateralFacts{Kind: "vehicle", Notice: "yes", Period: "no", Clause: "yes"},
		CollateralWords: &visits.CollateralWords{What: "White van", Mark: "虚A·88123"}})
	m.Assign(id, m.me, m.mate, desktest.Day, 1)
	m.desk = m.Open(m.me)
	m.along(m.mate)
	m.begin(tablet, shell.Prefs{Lang: i18n.Chinese})
	m.tap(row(id))
	m.silent("抵押物", "违约通知", "White van", "8123", "文件")
	m.begin(tablet, english)
	m.silent("Collateral", "White van", "8123", "vehicle", "notice", "court")
	m.tap(row(id))
	m.silent("Collateral", "White van", "8123", "vehicle", "default notice", "court")
	m.tap("go")
	m.says("Collateral", "Vehicle", "White van  虚A·88123", "The default notice was given", "The period of the notice still runs", "Not known whether there is a permit or an order of the court", "The papers are not complete")
	m.Raise(id, "dispute_open")
	m.Pull(m.desk)
	m.again("today")
	m.tap(row(id))
	m.silent("Collateral", "White van", "8123", "default notice")
}

// The close of a visit covers what Go opened: the number of the house, and collateral.
func TestWhatGoOpensTheCloseCovers(t *testing.T) {
	m := newMorning(t)
	id := m.Import(desktest.Case{Name: "陈国梁", Street: "鹤鸣街 99902 号", Collateral: &visits.CollateralFacts{Kind: "vehicle"},
		CollateralWords: &visits.CollateralWords{Mark: "虚A·88123"}})
	m.Assign(id, m.me, m.mate, desktest.Day, 1)
	m.desk = m.Open(m.me)
	m.along(m.mate)
	m.begin(tablet, english)
	m.tap(row(id), "go")
	m.says("99902", "8123")
	m.closed(id)
	m.again("today")
	m.tap(row(id))
	m.says("鹤鸣街 · home", "Visited today at")
	m.silent("99902", "8123", "Collateral", "after Go")
}

func TestTheDoorIsAskedOnceMore(t *testing.T) {
	m := newMorning(t)
	id := m.case_("陈国梁", "鹤鸣街 99902 号", 1)
	m.desk = m.Open(m.me)
	m.along(m.mate)
	m.Clock(desktest.Day + " 17:29")
	m.begin(phone, english)
	m.tap(row(id), "go")
	m.Clock(desktest.Day + " 17:45")
	m.tap("start")
	m.says("The visit was not started: The last start today is 17:30. (Rule W-HOME · base.house 2026.2.0)")
	if len(m.started) != 0 {
		t.Fatal("a visit was opened after the last start")
	}
	m.offered("start", false)
}

func TestAStoppedCaseOffersNothingButTheReason(t *testing.T) {
	m := newMorning(t)
	id := m.case_("黄建国", "青石大街 99906 号", 1)
	m.Raise(id, "dispute_open")
	m.desk = m.Open(m.me)
	m.along(m.mate)
	m.begin(phone, english)
	m.tap(row(id))
	m.says("Stopped: dispute open. Nobody may visit; the disputes desk looks after it.", "Rule HB-DISPUTE", "Instead: Headquarters answers the dispute in writing",
		"The address was taken away")
	m.silent("青石大街")
	for _, b := range []string{"go", "start", "confirm"} {
		m.offered(b, false)
	}
}

func TestTheNumberOfTheHouseSurvivesARestart(t *testing.T) {
	m := newMorning(t)
	id := m.case_("陈国梁", "鹤鸣街 99902 号", 1)
	other := m.case_("周文", "云杉里 99903 号", 2)
	m.desk = m.Open(m.me)
	m.along(m.mate)
	m.begin(phone, english)
	m.tap(row(id), "go")
	m.begin(phone, shell.Prefs{Lang: i18n.Chinese})
	m.tap(row(id))
	m.says("99902", "已到门口，开始")
	m.again("today")
	m.tap(row(other))
	m.silent("99903")
}
