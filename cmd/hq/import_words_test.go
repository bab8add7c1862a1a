package main

import (
	"strings"
	"testing"
)

// importSays imports a file with flags, which ends with a code, and holds what is printed
// against what must be there and, behind "no ", what must not.
func (d *desk) importSays(code int, path string, flags []string, want ...string) {
	d.Helper()
	told := d.said(code, append(append([]string{"import", "-dir", d.dir, "-unit", "north"}, flags...), path)...)
	for _, w := range want {
		if not, absent := strings.CutPrefix(w, "no "); strings.Contains(told, not) == absent {
			d.Errorf("%s %v: %q is not as wanted in\n%s", path, flags, w, told)
		}
	}
}

// Looking says that it only looked, and changes are told so that nobody takes them for
// something else: money by its decimals, a masked house number as changed.
func TestWhatAnImportWouldDoIsToldAsThat(t *testing.T) {
	d := newDesk(t)
	d.imported(d.file("first.csv", headOfBank+"Bank A,1,李秀兰,中山路 9 号,100.00,CNY,45\n"))
	next := d.file("next.csv", headOfBank+"Bank A,1,李秀兰,中山路 7 号,4321.50,CNY,45\nBank A,2,李华,人民路 8 号,x,EURO,60\n")
	d.importSays(0, next, []string{"-dry"}, "amount from ¥ 100.00 to ¥ 4,321.50", "street changes in what is masked here", "no 10000", "no 7 号",
		"2 rows: 1 cases would be taken, 0 the same, 1 rows refused", "nothing was taken, as -dry only looks")
	d.importSays(0, next, nil, "2 rows: 1 cases taken, 0 the same, 1 rows refused", "no would be", "no -dry")
	notices := d.file("notices.csv", "creditor,number,date,form\nBank A,1,2026-01-05,written\n")
	if told := d.said(0, "import", "notices", "-dir", d.dir, "-unit", "north", "-dry", notices); !strings.Contains(told, "1 notices would be taken") {
		t.Errorf("%s", told)
	}
}

// What is wrong with a file as a whole is told of the file and not of a row 0.
func TestWhatIsOfTheWholeFileIsToldOfTheFile(t *testing.T) {
	d := newDesk(t)
	d.importSays(1, d.file("many.csv", headOfBank+strings.Repeat("Bank A,1,李秀兰,中山路 9 号,x,CNY,45\n", 1003)), []string{"-dry"},
		"the file: There are 3 more problems", "1003 rows refused", "no row 0")
	d.importSays(0, d.file("points.csv", strings.TrimSpace(headOfBank)+",lat,lon\nBank A,7,李秀兰,中山路 9 号,5,CNY,45,31.2,121.4\n"), []string{"-dry"},
		"taken, but look at column coordinate_system: No system", "no row 0")
}

// A file whose columns have other names is refused with the way to say what they are;
// what was said stands for the next file of that head, and that is told.
func TestColumnsOfOtherNamesAreSaidOnce(t *testing.T) {
	d := newDesk(t)
	file := d.file("de.csv", "Institut,Nr,name,street,amount,currency,days_past_due\nBank A,1,李秀兰,中山路 9 号,5,CNY,45\n")
	d.importSays(1, file, nil, "The file lacks creditor, number", `-columns "Institut=creditor"`)
	d.importSays(1, file, []string{"-columns", "Institute=creditor,Nr=number"}, `The file has no column "Institute", which was said to be creditor; its columns are Institut, Nr`)
	d.importSays(1, d.file("no.csv", `{"day":"2026-12-01","tours":[]}`+"\n"), nil, "cannot be read", "no -columns") // no name helps it
	d.importSays(0, file, []string{"-columns", "Institut=creditor,Nr=number"}, "1 cases taken", "no earlier file")
	d.importSays(0, file, nil, "1 the same", "said of an earlier file with the same head (-columns says otherwise): Institut=creditor, Nr=number")
}
