package manager

import (
	"strings"
	"testing"

	"fairvisit/app/desk/hqtest"
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

// What was picked stays picked while a search hides it.
func TestAManagerFindsACaseInThePlan(t *testing.T) {
	w := hqtest.New(t)
	wang := w.Enrol("manager", "Wang")
	w.Import(header + "Bank A,N1,林晓,青石大街 12 号,100.00,CNY,30\nBank A,N2,单雄信,澄江一路 3 号,100.00,CNY,30\nBank A,N3,吴芳,栖霞东巷 88 号,100.00,CNY,30\n")
	w.Sync(wang)
	file := ""
	d := sit(t, wang, desktopSize, english, &file)
	d.tap("section.plan")
	d.Picture()
	if n := d.rows(); n != 3 {
		t.Fatalf("the plan has %d rows:\n%s", n, d.Reads())
	}
	lin := "case." + w.HQ.CaseID("Bank A", "N1").String()
	d.tap(lin, "search")
	for words, want := range map[string]string{"qsdj": "青石大街", "sxx": "单", "栖霞 88": "栖霞东巷", "FANG": ""} {
		if err := d.Type("search.words", words); err != nil {
			t.Fatal(err)
		}
		d.Picture()
		if n := d.rows(); want == "" && n != 0 || want != "" && n != 1 {
			t.Errorf("%q finds %d cases", words, n)
		}
		d.says(want)
	}
	if err := d.Type("search.words", "wf"); err != nil {
		t.Fatal(err)
	}
	d.tap("search.done")
	d.Picture()
	if n := d.rows(); n != 3 || len(d.m.plan.picked) != 1 {
		t.Errorf("after the search: %d rows, %d picked", n, len(d.m.plan.picked))
	}
}
