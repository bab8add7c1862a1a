package officer

import (
	"slices"
	"testing"
	"time"

	"fairvisit/app/i18n"
	"fairvisit/visits/rules"
)

// What two packs ask for in one sentence is said once; another sentence, another way
// out or another weight is a line of its own.
func TestReasonsThatSayTheSameAreOneLine(t *testing.T) {
	crew := func(rule, need string, severity rules.Decision, instead ...string) rules.Reason {
		return rules.Reason{Rule: rule, Severity: severity, Code: codeCrew, Params: map[string]string{"have": "1", "need": need}, Instead: instead}
	}
	w := i18n.In("en")
	groups := alike(w, []rules.Reason{crew("H-CREW", "2", rules.Block, "bring_second_officer"), crew("X", "3", rules.Block, "bring_second_officer"),
		crew("CN-TWO", "2", rules.Block, "bring_second_officer"), crew("Y", "2", rules.Warn, "bring_second_officer"), crew("Z", "2", rules.Block)}, time.UTC)
	var got []int
	for _, g := range groups {
		got = append(got, len(g))
	}
	if !slices.Equal(got, []int{2, 1, 1, 1}) || groups[0][1].Rule != "CN-TWO" {
		t.Errorf("lines of %v rules: %+v", got, groups)
	}
}
