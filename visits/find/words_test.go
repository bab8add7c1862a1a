package find_test

import (
	"slices"
	"testing"

	"fairvisit/visits"
	"fairvisit/visits/find"
)

// What somebody types of a case is among the words it is found by, however it is
// written; what is not theirs is not.
func TestACaseIsFoundByItsWholeWords(t *testing.T) {
	c := &visits.CaseWords{Parties: []visits.PartyWords{{Name: "王小明", Phone: "138 0013 8765"}, {Name: "Elena Nováková", Phone: "12"}},
		Place: visits.PlaceWords{Street: "中山路9999号"}, Number: "0001"}
	have := find.Words(c)
	for _, q := range []string{"王小明", "小明", "ELENA", "novakova", "Elena, Nováková", "中山路", "中山路 9999 号", "９９９９", "8765", "13800138765", "王小明 中山路"} {
		for _, w := range find.Asked(q) {
			if !slices.Contains(have, w) {
				t.Errorf("%s: %s is not among %q", q, w, have)
			}
		}
	}
	for _, q := range []string{"王小", "elen", "中山", "0013", "1380", "0001", "李小明"} {
		for _, w := range find.Asked(q) {
			if slices.Contains(have, w) {
				t.Errorf("%s finds it by %s", q, w)
			}
		}
	}
	if len(find.Asked(" ·，！ ")) != 0 || find.Words(nil) != nil || !slices.IsSorted(have) {
		t.Errorf("of nothing: %q", have)
	}
	if got := find.Asked("12b Baker St."); !slices.Equal(got, []string{"12b", "baker", "st"}) {
		t.Errorf("%q", got)
	}
}
