package refuse_test

import (
	"os"
	"strings"
	"testing"

	. "fairvisit/visits/refuse"
)

func linesOf(t *testing.T, file string) []string {
	data, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(data)), "\n")
}

// Names that columns and fields bear, as somebody would call them who wants the
// practice (practice|name). The first file was tuned on. Of the second only the figure
// was looked at, but names.json was written by who had just written it. The third was
// written when names.json was done, and nothing was changed for it: what a stranger
// meets is nearest to that.
func TestNamesOfColumns(t *testing.T) {
	for file, least := range map[string]int{"columns_tuned.txt": 450, "columns_held.txt": 228, "columns_last.txt": 186} {
		lines, seen, right := linesOf(t, file), 0, 0
		for _, line := range lines {
			practice, name, _ := strings.Cut(line, "|")
			for _, way := range []Way{Column, Field, Name} {
				r := Look(way, name)
				if r == nil {
					if file == "columns_tuned.txt" {
						t.Errorf("the %s %q (%s) was let through", way, name, practice)
					}
					continue
				}
				seen++
				if r.Practice.ID == practice {
					right++
				}
			}
		}
		t.Logf("%s: %d of %d refused, %d by the practice meant", file, seen, 3*len(lines), right)
		if seen < least || len(lines) < 75 {
			t.Errorf("%s: %d of %d refused, wanted %d", file, seen, 3*len(lines), least)
		}
	}
}

// What forms, case files and interfaces call what they need. The second file was written
// when names.json was done.
func TestLawfulNamesOfColumns(t *testing.T) {
	for file, most := range map[string]int{"columns_lawful.txt": 2, "columns_lawful_last.txt": 1} {
		lines, taken := linesOf(t, file), 0
		for _, name := range lines {
			for _, way := range []Way{Column, Field, Name} {
				if r := Look(way, name); r != nil {
					taken++
					t.Logf("the %s %q is taken for %s", way, name, r.Practice.ID)
					break
				}
			}
		}
		t.Logf("%s: %d of %d", file, taken, len(lines))
		if taken > most || len(lines) < 130 {
			t.Errorf("%s: %d of %d lawful names are taken for what is refused", file, taken, len(lines))
		}
	}
}
