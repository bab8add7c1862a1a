package refuse_test

import (
	"strings"
	"testing"

	. "fairvisit/visits/refuse"
)

// Texts as somebody writes them who wants the practice (practice|text). The first file
// was tuned on, the second was written together with it and only counted, the third when
// the lists of words had been widened, with those in mind. Asked_fresh.txt is
// still the hardest.
func TestTextsOfAStranger(t *testing.T) {
	for file, least := range map[string]int{"texts_tuned.txt": 52, "texts_held.txt": 43, "texts_last.txt": 43} {
		for _, way := range []Way{Question, Template, Value, Screen} {
			lines, seen := linesOf(t, file), 0
			for _, line := range lines {
				practice, text, _ := strings.Cut(line, "|")
				if Look(way, text) != nil {
					seen++
				} else if file == "texts_tuned.txt" {
					t.Logf("the %s %q (%s) is let through", way, text, practice)
				}
			}
			t.Logf("%s, %s: %d of %d refused", file, way, seen, len(lines))
			if seen < least {
				t.Errorf("%s, %s: %d of %d refused, wanted %d", file, way, seen, len(lines), least)
			}
		}
	}
}
