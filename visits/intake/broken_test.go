package intake

import (
	"strings"
	"testing"

	"fairvisit/visits/intake/broken"
)

// A file of 200 broken rows of 20 kinds, with good ones between: each is told by its
// row, column and value, with the sentence of its kind, and every good row is taken.
func Test200BrokenRowsOf20Kinds(t *testing.T) {
	text, wrong := broken.File("2026-10-17")
	f, err := Read(strings.NewReader(text), Options{Today: "2026-11-26"})
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[broken.Kind]bool{}
	for _, k := range wrong {
		kinds[k] = true
	}
	if len(kinds) != broken.Kinds || len(wrong) != broken.Rows || f.Rows != broken.Rows+broken.Good || len(f.Cases) != broken.Good || len(f.Problems) != broken.Rows || len(f.Warnings) != 0 {
		t.Fatalf("%d kinds, %d wrong of %d rows: %d cases, %d problems, %+v", len(kinds), len(wrong), f.Rows, len(f.Cases), len(f.Problems), f.Warnings)
	}
	for _, p := range f.Problems {
		kind, is := wrong[p.Row]
		delete(wrong, p.Row)
		if !is || p.Column != kind.Column || p.Value != kind.Value || !strings.Contains(p.Why, kind.Why) {
			t.Errorf("%+v, want %+v", p, kind)
		}
	}
	if len(wrong) != 0 {
		t.Errorf("nothing is said of %v", wrong)
	}
}
