package headquarters

import (
	"bytes"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/xuri/excelize/v2"

	"fairvisit/app/officer/visiting"
	"fairvisit/app/shell"
	"fairvisit/app/stage"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/visits/checklist"
	"fairvisit/visits/xlsform"
)

// householdForm is a real workbook with a group and a repeat in it, as the importer
// makes a list of it.
func householdForm(t *testing.T) checklist.List {
	t.Helper()
	f := excelize.NewFile()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(f.SetSheetName("Sheet1", "survey"))
	for i, row := range [][]any{
		{"type", "name", "label::English (en)", "label::中文 (zh-Hans)", "relevant", "required"},
		{"begin group", "home", "Household", "家庭"},
		{"begin repeat", "kid", "Child", "子女"},
		{"select_one yn", "school", "At school?", "是否在上学？", "", "yes"},
		{"integer", "class", "Which class?", "几年级？", "${school} = 'y'", "yes"},
		{"end repeat"},
		{"end group"},
		{"select_one yn", "well", "Is everybody well?", "家里人都好吗？", "", "yes"},
	} {
		at, err := excelize.CoordinatesToCellName(1, i+1)
		must(err)
		must(f.SetSheetRow("survey", at, &row))
	}
	_, err := f.NewSheet("choices")
	must(err)
	for i, row := range [][]any{{"list_name", "name", "label::English (en)", "label::中文 (zh-Hans)"}, {"yn", "y", "Yes, it is so", "是的"}, {"yn", "n", "No, not so", "不是"}} {
		at, err := excelize.CoordinatesToCellName(1, i+1)
		must(err)
		must(f.SetSheetRow("choices", at, &row))
	}
	var b bytes.Buffer
	must(f.Write(&b))
	must(f.Close())
	form, err := xlsform.Import(b.Bytes())
	must(err)
	l, err := checklist.Parse(form.List)
	must(err)
	return l
}

// A form with a repeat goes all the way: imported, asked on the tablet in two rounds
// and a third that is removed, handed in, and shown at headquarters round by round
// with what was removed.
func TestARepeatIsAskedOnTheTabletAndShownAtHeadquarters(t *testing.T) {
	o := newOffice(t)
	list := householdForm(t)
	o.lin.Officer.List, o.rec.Officer.List = list, list
	o.Assign(o.cases[0], o.lin, o.zhou, "2026-11-25")
	o.Sync(o.lin)
	v, verdict, err := o.lin.Officer.Open(t.Context(), o.cases[0], o.zhou.Me())
	if err != nil {
		t.Fatalf("%v: %+v", err, verdict)
	}

	test.NewTempApp(t).Settings().SetTheme(&theme.Theme{})
	sh := shell.New(shell.NewInlineRunner(), english, o.lin.Now)
	sh.Only(&shell.Page{ID: "today", Build: func(shell.View) fyne.CanvasObject { return widgets.NewText("today") }})
	tablet := stage.New(sh, fyne.NewSize(800, 1280))
	sh.Push(visiting.Page(sh, o.lin, v, nil, func(then func()) { then() }, func() {}))
	tap := func(ids ...string) {
		t.Helper()
		for _, id := range ids {
			if err := tablet.Tap(id); err != nil {
				t.Fatalf("%v\n%s", err, tablet.Reads())
			}
		}
	}
	says := func(all ...string) {
		t.Helper()
		for _, words := range all {
			if !tablet.Says(words) {
				t.Fatalf("nothing says %q:\n%s", words, tablet.Reads())
			}
		}
	}
	says("Child", "None so far.", "There is none")
	tap("add.kid")
	says("Household · Child 1 of 1", "At school?")
	tap("answer.school[1].y", "key.2", "next")
	says("Child 1", "Yes, it is so · 2", "1 so far.")
	tap("add.kid", "answer.school[2].n")
	says("Child 2", "No, not so", "2 so far.")
	tap("add.kid", "answer.school[3].y", "key.5", "next")
	tap("remove.kid.1", "remove.yes")
	says("2 so far.", "Child 1", "No, not so", "Yes, it is so · 5")
	tap("next", "answer.well.y", "left", "close_visit")
	o.Sync(o.lin)

	d := sit(t, o.rec, desktopSize, english)
	d.tap("section.visits", "case."+o.cases[0].String())
	d.says("Child 1 · At school?", "Child 2 · At school?", "Child 2 · Which class?", "Child 3 · At school?", "Is everybody well?")
	reads := d.Reads()
	for _, want := range []string{"Child 1 · At school?\nNo, not so", "Child 2 · At school?\nYes, it is so", "Child 2 · Which class?\n5", "Child 3 · At school?\nRemoved"} {
		if !strings.Contains(reads, want) {
			t.Errorf("the record does not read %q:\n%s", want, reads)
		}
	}
}
