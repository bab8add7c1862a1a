package manager

import (
	"strconv"
	"testing"

	"fairvisit/app/desk/hqtest"
	"fairvisit/visits/intake/broken"
)

// 200 broken rows of 20 kinds in the manager's preview: each is on the page by its row,
// its column and what stands there, with a sentence of its kind; the good ones among
// them are taken, and the same file again changes nothing.
func TestAFileOf200BrokenRowsOnTheManagersScreen(t *testing.T) {
	w := hqtest.New(t)
	wang := w.Enrol("manager", "Wang")
	w.Sync(wang)
	text, wrong := broken.File(wang.Now().AddDate(0, 0, -40).Format("2006-01-02"))
	file := write(t, "broken.csv", text)
	d := sit(t, wang, desktopSize, english, &file)
	d.tap("section.import", "choose")
	d.says("240 rows", "40 good cases", "200 bad rows", "40 new · 0 changed")
	for range (broken.Rows - 1) / problemsPart {
		d.tap("problems.more")
	}
	for line, kind := range wrong {
		where := "Row " + strconv.Itoa(line) + " · " + kind.Column
		if kind.Value != "" {
			where += " · “" + kind.Value + "”"
		}
		d.says(where, kind.Why)
	}
	d.tap("take")
	d.says("40 cases imported")
	before := chain(t, wang)
	d.tap("choose")
	d.says("This file changes nothing", "40 good cases are held already", "200 bad rows")
	if d.Find("take") != nil || chain(t, wang) != before {
		t.Error("the same file again would be taken")
	}
}
