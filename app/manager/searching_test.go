package manager

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"fairvisit/app/desk/hqtest"
	"fairvisit/evidence"
)

func (d *desktop) rows() int {
	n := 0
	for _, id := range d.IDs() {
		if strings.HasPrefix(id, "case.") {
			n++
		}
	}
	return n
}

// The plan's search finds by what the list shows and by the number, which it then shows,
// and never by what a mask hides: the rest of a name, a house, a second debtor.
func TestAManagerFindsByWhatIsShown(t *testing.T) {
	w := hqtest.New(t)
	wang := w.Enrol("manager", "Wang")
	w.Import("creditor,number,name,street,district,city,amount,currency,days_past_due,co_debtor\n" +
		"Bank A,7781,林晓,青石大街 12 号,北区,澄江市,100.00,CNY,30,郑和\nBank A,7792,单雄信,澄江一路 3 号,南区,澄江市,100.00,CNY,30,\nBank A,N3,吴芳,栖霞东巷 88 号,南区,澄江市,100.00,CNY,30,\n")
	w.Sync(wang)
	file := ""
	d := sit(t, wang, desktopSize, english, &file)
	d.tap("section.plan")
	d.Picture()
	if n := d.rows(); n != 3 {
		t.Fatalf("the plan has %d rows:\n%s", n, d.Reads())
	}
	if d.Says("7781") {
		t.Error("a number is shown that nobody looked for")
	}
	d.tap("search")
	for words, want := range map[string]string{
		"qsdj": "青石大街", "林": "林**", "w 东": "吴**", "北区": "青石大街", "栖霞 w": "吴**", "779": "7792 · ", "q 7781": "7781 · ",
		"林晓": "", "lx": "", "xiong": "", "88": "", "12": "", "澄江市": "", "郑": "", "zh": "", "晓": "",
	} {
		if err := d.Type("search.words", words); err != nil {
			t.Fatal(err)
		}
		d.Picture()
		if n := d.rows(); want == "" && n != 0 || want != "" && n != 1 {
			t.Errorf("%q finds %d cases", words, n)
		}
		if d.says(want); want == "" {
			d.says("Names are found by their first letter")
		}
	}
	d.tap("search.done")
	d.Picture()
	if n := d.rows(); n != 3 {
		t.Errorf("after the search there are %d rows", n)
	}
}

// A case is also found by who goes there: as proposed where it is, else as decided.
func TestACaseIsFoundByItsCrew(t *testing.T) {
	s, p := planned(t, 3, english)
	p.tap("filter.all")
	found := func(query string, want ...evidence.ID) {
		t.Helper()
		rows := p.m.plan.searched(&p.m.branch, p.m.plan.rows(&p.m.branch, p.m.now()), query)
		if len(rows) != len(want) {
			t.Errorf("%q finds %d cases, want %d", query, len(rows), len(want))
		}
		for i := range min(len(rows), len(want)) {
			if rows[i].ID != want[i] {
				t.Errorf("%q finds %s", query, rows[i].ID.Short())
			}
		}
	}
	crews := p.m.crews()
	first := p.m.branch.names[crews[1].First]
	decided := len(p.m.plan.searched(&p.m.branch, p.m.plan.rows(&p.m.branch, p.m.now()), first))
	if decided == 0 {
		t.Fatal("nothing is decided for the crew: this test shows less")
	}
	p.m.plan.give(crews[0], s.case_(2))
	other := p.m.branch.names[crews[0].Second]
	found(other+" T02", s.case_(2))
	p.m.plan.give(crews[1], s.case_(2))
	found(other + " T02")
	found(first+" T02", s.case_(2))
}

// Esc clears the search wherever the keyboard is, and the way down leads from the field
// into what was found; what is selected and not shown is said, and stays selected.
func TestASearchGoesWithASelection(t *testing.T) {
	s, p := planned(t, 4, english)
	row := func(i int) string { return "case." + s.case_(i).String() }
	p.tap(row(0), row(1), row(3), "search")
	escape, down := &fyne.KeyEvent{Name: fyne.KeyEscape}, &fyne.KeyEvent{Name: fyne.KeyDown}
	field := func() fyne.Focusable {
		t.Helper()
		f := p.w.Canvas().Focused()
		if f == nil {
			t.Fatal("the keyboard is nowhere")
		}
		return f
	}
	words := func(typed string) {
		for _, r := range typed {
			field().TypedRune(r)
		}
	}
	words("B")
	p.says("3 selected, 2 not shown", "T01 · ")
	if got := p.order(); got != "T01" {
		t.Errorf("found are %s", got)
	}
	field().TypedKey(down)
	if on, is := field().(*planRow); !is || on.stop != s.case_(1) {
		t.Fatalf("down leads to %v", field())
	}
	field().TypedRune(' ')
	p.says("2 selected, 2 not shown")
	field().TypedKey(escape)
	if got := p.order(); got != "T00 T01 T02 T03" || p.m.search.Open() || len(p.m.plan.picked) != 2 {
		t.Errorf("after Esc on a row there are %s, %d selected", got, len(p.m.plan.picked))
	}
	if on, is := field().(*planRow); !is || on.stop != s.case_(1) {
		t.Error("the keyboard left its row")
	}
	p.tap("search")
	words("C")
	field().TypedKey(escape)
	if got := p.order(); got != "T00 T01 T02 T03" || p.m.search.Open() {
		t.Errorf("after Esc in the field there are %s", got)
	}
	p.tap("search")
	words("C")
	p.w.Canvas().Unfocus()
	p.m.s.Typed(escape)
	if p.m.search.Open() || p.m.s.Top().ID != "plan" {
		t.Error("Esc beside the field does not clear")
	}
	p.tap("filter.assigned")
	p.says("2 selected, 2 not shown")
}
