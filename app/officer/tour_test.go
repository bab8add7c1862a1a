package officer_test

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"fairvisit/app/desk/desktest"
	"fairvisit/app/i18n"
	"fairvisit/app/officer"
	"fairvisit/app/shell"
	"fairvisit/evidence"
	"fairvisit/visits"
)

// rows are the ids of the rows on the stage, from the top.
func (m *morning) rows() []string {
	var list []string
	for _, id := range m.stage.IDs() {
		if strings.HasPrefix(id, "stop.") {
			list = append(list, id)
		}
	}
	return list
}

func TestTheTourSaysWhatTheRulesSayAndNothingOfADebt(t *testing.T) {
	m := newMorning(t)
	last := m.case_("周文", "云杉里 99903 号", 3)
	stopped := m.case_("黄建国", "青石大街 99906 号", 1)
	first := m.case_("李秀兰", "澄江一路 99901 号", 2)
	tomorrow := m.Import(desktest.Case{Name: "孙丽", Street: "和平路 3 号"})
	m.Assign(tomorrow, m.me, m.mate, "2026-03-11", 1)
	m.Raise(stopped, "complaint_open")
	m.Clock(desktest.Day + " 08:10")
	m.desk = m.Open(m.me)
	m.along(m.mate)
	m.begin(phone, english)
	m.says("From 09:00", "× Stopped: complaint open")
	m.silent("Allowed")

	m.Clock(desktest.Day + " 10:00")
	m.begin(phone, english)
	if got, want := fmt.Sprint(m.rows()), fmt.Sprint([]string{row(first), row(last), row(stopped)}); got != want {
		t.Errorf("the tour is %s, wanted %s: in order, the stopped one last", got, want)
	}
	m.says("李**", "澄江一路 · home", "Allowed, end by 18:00", "With 林晓", "3 stops", "1 stopped",
		"× Stopped: complaint open", "Address taken away")
	m.silent("李秀兰", "99901", "青石大街", "25,197", "M2", "孙**", "47")

	m.along(evidence.ID{})
	m.begin(phone, english)
	m.says("Second officer not confirmed", "× Stopped: complaint open")
	m.silent("Allowed")
}

func TestAFinishedVisitHasACheckAndAnOpenOneStandsOnTop(t *testing.T) {
	m := newMorning(t)
	finished, open, left := m.case_("李秀兰", "澄江一路 1 号", 1), m.case_("吴芳", "栖霞东巷 88 号", 2), m.case_("周文", "云杉里 3 号", 3)
	m.desk = m.Open(m.me)
	m.closed(finished)
	m.Clock(desktest.Day + " 10:31")
	v := m.visit(open)
	m.begin(phone, english)

	if got, want := fmt.Sprint(m.rows()), fmt.Sprint([]string{row(open), row(finished), row(left)}); got != want {
		t.Errorf("the tour is %s, wanted %s", got, want)
	}
	m.says("Visited 10:00", "Go on · open since 10:31", "1 done", "✓")
	m.tap(row(open))
	if len(m.resumed) != 1 || m.resumed[0].ID != v.ID {
		t.Fatalf("resumed %v", m.resumed)
	}
	m.tap(row(finished))
	m.says("Visited today at 10:00.", "Visit finished")
	if m.stage.Find("go") != nil || m.stage.Find("start") != nil {
		t.Error("a case that was visited today is offered again")
	}
}

// A payment that is due today, tomorrow or in its grace stands apart from the tour,
// with when it is due and without its amount.
func TestAPromiseThatIsDueStandsApart(t *testing.T) {
	m := newMorning(t)
	promised, other := m.case_("孙丽", "和平路 3 号", 1), m.case_("周文", "云杉里 3 号", 2)
	late, tomorrow := m.case_("吴兰", "人民路 4 号", 3), m.case_("郑强", "新华路 5 号", 4)
	m.Clock("2026-03-09 10:00")
	m.desk = m.Open(m.me)
	m.closed(promised, visits.Promise{Amount: 120000, Currency: "CNY", Date: desktest.Day})
	m.closed(late, visits.Promise{Amount: 120000, Currency: "CNY", Date: "2026-03-09"})
	m.closed(tomorrow, visits.Promise{Amount: 120000, Currency: "CNY", Date: "2026-03-20",
		Instalments: []visits.Instalment{{Date: "2026-03-11", Amount: 60000}, {Date: "2026-03-20", Amount: 60000}}})
	m.Clock(desktest.Day + " 10:00")
	m.begin(tablet, english)
	if got := m.rows(); len(got) != 1 || got[0] != row(other) {
		t.Errorf("the tour is %v", got)
	}
	m.tap("promises")
	m.says("Promises due", "孙**", "Due today", "吴**", "Was due on Mon 9 Mar; the grace runs until Thu 12 Mar", "郑**", "Due tomorrow", "Nobody visits them")
	m.silent("1,200", "600")
}

func TestAnEmptyTourSaysWhatToDo(t *testing.T) {
	m := newMorning(t)
	id := m.Import(desktest.Case{Name: "孙丽", Street: "和平路 3 号"})
	m.Assign(id, m.me, m.mate, "2026-03-12", 1)
	m.begin(phone, english)
	m.says("No stops for today", "keep the device online", "Next stops: Thu 12 Mar")
}

// The rules are asked of what is seen, or five thousand stops would be asked
// before the first is shown.
func TestOfALongTourOnlyWhatIsSeenIsAsked(t *testing.T) {
	m := newMorning(t)
	const many = 400
	var ids []evidence.ID
	for i := range many {
		ids = append(ids, m.case_(fmt.Sprintf("郑%d", i), "青石大街 1 号", i+1))
	}
	m.begin(phone, english)
	m.says(fmt.Sprintf("%d stops", many))
	if n := m.day.Asked(); n == 0 || n > 20 {
		t.Errorf("the rules were asked of %d stops", n)
	}
	m.choose(ids[24])
	m.says(fmt.Sprintf("Stop 25 of %d", many))
	if n := m.day.Asked(); n < 25 || n > 50 {
		t.Errorf("after the 25th came into view the rules were asked of %d stops", n)
	}
}

func BenchmarkTheFirstRowsOfFiveThousand(b *testing.B) {
	m := newMorning(b)
	for i := range 5000 {
		m.case_(fmt.Sprintf("郑%d", i), "青石大街 1 号", i+1)
	}
	m.desk = m.Open(m.me)
	for b.Loop() {
		m.begin(phone, english)
	}
}

// Rows are as high as the longest chip needs, and no chip of theirs is cut: one that
// does not fit gives up its last clause first, and says it to a reader of screens.
func TestLargeLettersCutNoChip(t *testing.T) {
	m := newMorning(t)
	id := m.case_("黄建国", "青石大街 99906 号", 1)
	m.Raise(id, "vulnerable_no_visit")
	m.desk = m.Open(m.me)
	m.begin(phone, english)
	before := m.stage.Find(row(id)).Size().Height
	m.begin(phone, shell.Prefs{Lang: i18n.English, Scale: 2})
	m.again("today") // what the chips say is known from the first time they were drawn
	r := m.stage.Find(row(id))
	if r.Size().Height < 2*before {
		t.Errorf("a row of %v at 200 %%, %v at 100 %%", r.Size().Height, before)
	}
	if text := officer.Chip(r); text != "× Stopped: vulnerable, no visits" {
		t.Errorf("the chip reads %q", text)
	}
	if label := r.(fyne.Accessible).AccessibilityLabel(); !strings.HasSuffix(label, "do not go") {
		t.Errorf("the row is read as %q", label)
	}
}

// One chip that needs two lines in a narrow pane does not make every row higher.
func TestALongChipMakesNoRowHigher(t *testing.T) {
	height := func(flag string) (high float32, said string) {
		m := newMorning(t)
		free, other := m.case_("吴芳", "栖霞东巷 88 号", 1), m.case_("黄建国", "青石大街 99906 号", 2)
		if flag != "" {
			m.Raise(other, flag)
		}
		m.desk = m.Open(m.me)
		m.begin(fyne.NewSize(800, 1280), english)
		m.again("today") // what the chips say is known from the first time they were drawn
		return m.stage.Find(row(free)).Size().Height, officer.Chip(m.stage.Find(row(other)))
	}
	before, _ := height("")
	after, said := height("dispute_open")
	if said != "× Stopped: dispute open" || after != before {
		t.Errorf("below a stop that says %q a row is %v high, without it %v", said, after, before)
	}
}

// A visit nobody goes on with is closed by the device, with all its answers.
func TestAVisitLeftForHalfADayIsClosed(t *testing.T) {
	m := newMorning(t)
	id := m.case_("吴芳", "栖霞东巷 88 号", 1)
	m.desk = m.Open(m.me)
	m.visit(id)
	m.Clock(desktest.Day + " 21:59")
	m.begin(tablet, english)
	m.says("Go on · open since 10:00")
	m.Clock(desktest.Day + " 22:01")
	m.again("more")
	m.says("1 never finished", "0 open")
	m.again("today")
	m.silent("Go on")
}
