package manager

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/shell"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	"fairvisit/visits"
)

// four are cases that each column puts in an order of its own, and a stopped one.
func four() []visits.Case {
	named := func(n byte, street, name string, amount, dpd int64, seen int64) visits.Case {
		c := openCase(n, street)
		c.Words.Parties = []visits.PartyWords{{Name: name}}
		c.Facts.Amount, c.Facts.DPD, c.Facts.Currency = amount, dpd, "CNY"
		if seen > 0 {
			c.Contacts = []visits.Contact{{Day: "2026-10-01", First: seen}}
		}
		return c
	}
	list := []visits.Case{named(1, "d", "赵一", 500, 40, 7), named(2, "c", "安二", 900, 90, 0), named(3, "b", "马三", 100, 60, 9), named(4, "a", "陈四", 900, 200, 0), named(5, "0", "安五", 5000, 400, 1)}
	list[2] = decided(list[2], evidence.ID{101}, evidence.ID{102}, "2026-11-26")
	list[4].Flags = []visits.Flag{{Code: "paid"}}
	list = append(list, visits.Case{ID: evidence.ID{6}, Imported: evidence.Hash{1}, Facts: visits.CaseFacts{Amount: 700, DPD: 10, Currency: "CNY"}}) // its words are gone
	return list
}

// Each column sorts both ways; what is equal in it stands by street and not turned; who
// has no name stands behind who has one, and what is stopped behind all, both ways.
func TestTheListIsSortedByEachColumn(t *testing.T) {
	b := branchOf(four()...)
	b.Persons = []visits.Person{{ID: evidence.ID{101}, Name: "Li"}}
	b.index()
	for column, want := range map[string][2]string{
		byName:   {"243165", "134265"}, // 安 陈 马 赵, by pinyin
		byStreet: {"432165", "123465"},
		byAmount: {"426135", "316425"},
		byBucket: {"423165", "613245"},
		byLast:   {"426135", "314265"},
		byCrew:   {"421635", "342165"},
	} {
		for i, turned := range []bool{false, true} {
			p := newPlan(time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC))
			p.by, p.turned, p.filter = column, turned, showAll
			got := ""
			for _, c := range p.rows(b, onDay("2026-11-25")) {
				got += string('0' + rune(c.ID[0]))
			}
			if got != want[i] {
				t.Errorf("by %s, turned %v: %s, want %s", column, turned, got, want[i])
			}
		}
	}
}

// Whatever order the cases come in, rows that are equal in a column stand the same.
func TestEqualRowsStandTheSame(t *testing.T) {
	var cases []visits.Case
	for n := range byte(40) {
		cases = append(cases, openCase(n+1, "one street"))
	}
	var want []evidence.ID
	for turn := range 6 {
		for _, column := range columns {
			p := newPlan(time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC))
			p.by, p.turned = column, turn%2 == 1
			var got []evidence.ID
			for _, c := range p.rows(branchOf(cases...), onDay("2026-11-25")) {
				got = append(got, c.ID)
			}
			if want == nil {
				want = got
			}
			if !slices.Equal(got, want) {
				t.Fatalf("by %s the rows stand otherwise", column)
			}
		}
		rand.New(rand.NewPCG(uint64(turn), 1)).Shuffle(len(cases), func(i, j int) { cases[i], cases[j] = cases[j], cases[i] })
	}
}

func (p *pointed) order() string {
	p.t.Helper()
	var all []string
	for _, c := range p.m.shown() {
		all = append(all, c.Words.Number)
	}
	return strings.Join(all, " ")
}

// A head that is tapped, or reached with Tab and pressed, sorts, and again the other way
// round; words say so on the screen and to a reader of it. What sync brings stands where
// it belongs, and selection and keyboard stay on their cases.
func TestAHeadSortsAndSyncKeepsIt(t *testing.T) {
	s := newTeam(t)
	head := "creditor,number,name,street,amount,currency,days_past_due\n"
	file := write(t, "cases.csv", head+"Bank A,N0,王一,A 街 1 号,300.00,CNY,75\nBank A,N1,李二,B 街 2 号,100.00,CNY,95\nBank A,N2,陈三,C 街 3 号,200.00,CNY,65\n")
	p := point(t, s.manager, desktopSize, english, &file)
	p.tap("section.import", "choose", "zone")
	p.tap("zone.Asia/Shanghai", "take", "to.plan")
	orders := func(want string) {
		t.Helper()
		if got := p.order(); got != want {
			t.Errorf("the list stands %s, want %s", got, want)
		}
	}
	orders("N0 N1 N2")
	p.says("Sorted by street", "Street ↑")
	p.tap("by.amount")
	orders("N0 N2 N1")
	p.says("Sorted largest amount first", "Amount ↓", "Next 8, largest amount first")
	amount := p.on("by.amount").(*widgets.Button)
	if said := amount.AccessibilityLabel(); said != "Amount: sorted largest amount first. Again: the other way round" {
		t.Errorf("the head is called %q", said)
	}
	for range 60 {
		if p.w.Canvas().Focused() == fyne.Focusable(p.on("by.amount").(*widgets.Button)) {
			break
		}
		p.w.Canvas().FocusNext()
	}
	if p.w.Canvas().Focused() != fyne.Focusable(p.on("by.amount").(*widgets.Button)) {
		t.Fatal("Tab does not come to the head")
	}
	p.w.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	orders("N1 N2 N0")
	p.says("Sorted smallest amount first", "Amount ↑")

	id := func(n string) evidence.ID { return s.HQ.CaseID("Bank A", n) }
	p.tap("case." + id("N2").String())
	p.m.atRow(1)
	other := head + "Bank A,M0,赵四,D 街 4 号,50.00,CNY,75\nBank A,M1,钱五,E 街 5 号,150.00,CNY,75\n"
	s.Import(other)
	s.Sync(s.manager)
	p.m.Reload()
	orders("M0 N1 M1 N2 N0")
	if len(p.m.plan.picked) != 1 || !p.m.plan.picked[id("N2")] {
		t.Errorf("selected are %v", p.m.plan.picked)
	}
	p.w.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	if row, is := p.w.Canvas().Focused().(*planRow); !is || row.stop != id("N0") {
		t.Errorf("from N2 one row down the keyboard is on %v", p.w.Canvas().Focused())
	}
	p.w.Canvas().Unfocus()
	p.m.s.Typed(&fyne.KeyEvent{Name: fyne.KeyR})
	orders("N0 N2 M1 N1 M0")
	p.tap("pick.next") // in the order shown
	if p.m.plan.n = 1; len(p.m.plan.picked) != 5 {
		t.Errorf("%d are selected", len(p.m.plan.picked))
	}
}

// Where there is no room for heads a page has them, and stays while the list follows.
func TestOnATabletAPageSorts(t *testing.T) {
	s := newTeam(t)
	file := write(t, "cases.csv", townFile(3))
	p := point(t, s.manager, fyne.NewSize(800, 1280), shell.Prefs{Lang: i18n.Chinese, Scale: 1}, &file)
	p.tap("section.import", "choose", "take", "to.plan")
	p.says("排序：按街道")
	p.m.s.Typed(&fyne.KeyEvent{Name: fyne.KeyO})
	p.says("列表排序", "街道 ↑")
	p.tap("answer.by.street")
	p.says("排序：按街道倒序", "街道 ↓")
	if got := p.order(); got != "T02 T01 T00" {
		t.Errorf("the list stands %s", got)
	}
	p.tap("sort.done")
	if top := p.m.s.Top(); top.ID != "plan" {
		t.Errorf("%s is in front", top.ID)
	}
}
