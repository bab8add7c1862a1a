package refuse_test

import (
	"strings"
	"testing"

	. "fairvisit/visits/refuse"
)

// Lines of an examiner who read only the law note's table of practices, and wrote what a
// firm that wants one of them would put in by each way (way|practice|text; a minus:
// lawful). Every second line was taught after all had been counted once; these are the
// others. The judge as it was before it saw any of them refused 86 of a hundred in
// English and 93 in Chinese, the lists alone 69 and 70.
func TestExaminersLines(t *testing.T) {
	for _, a := range []struct {
		language        string
		refused, lawful int // of a hundred: at least, at most
	}{{"en", 85, 6}, {"zh", 89, 4}} {
		got, all := map[bool]int{}, map[bool]int{}
		for _, line := range linesOf(t, "exam_held_"+a.language+".txt") {
			parts := strings.SplitN(line, "|", 3)
			wanted := parts[1][0] != '-'
			if all[wanted]++; Look(Way(parts[0]), parts[2]) != nil {
				got[wanted]++
			}
		}
		t.Logf("%s: %d of %d refused, and %d of %d lawful ones", a.language, got[true], all[true], got[false], all[false])
		if all[true] < 175 || all[false] < 175 || got[true]*100 < a.refused*all[true] || got[false]*100 > a.lawful*all[false] {
			t.Errorf("%s: %d of %d refused, and %d of %d lawful ones", a.language, got[true], all[true], got[false], all[false])
		}
	}
}

// A name that speaks of a practice as of what was complained of or prevented is lawful, one
// by which it happens all the same is not.
func TestTurnedNames(t *testing.T) {
	for _, name := range []string{"complaint_goods_taken", "workplace_visit_blocked", "mock_location_detected", "夜间外访拦截次数", "通讯录骚扰投诉日期"} {
		if r := Look(Column, name); r != nil {
			t.Errorf("%q is taken for %s", name, r.Practice.ID)
		}
	}
	for _, name := range []string{"complaint_ignored", "door_blocked", "neighbour_told", "night_visit_count", "投诉后继续上门次数", "夜间外访次数"} {
		if Look(Column, name) == nil {
			t.Errorf("%q was let through", name)
		}
	}
}
