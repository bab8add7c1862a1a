package hq

import (
	"testing"

	"fairvisit/evidence"
	"fairvisit/sync/hq/casekeys"
	"fairvisit/visits"
)

// A swap with words lies under the key of the part they go with, and without under the
// house's: what is left of it is read after that key is gone.
func TestTheWordsOfASwapLieUnderTheirPart(t *testing.T) {
	s := visits.Swap{Case: evidence.ID{7}, Text: "school"}
	if got := scopeOf(visits.Changed{Value: &s}); got != casekeys.OfCase(s.Case) {
		t.Errorf("with words it lies under %v", got)
	}
	s.Text = ""
	if got := scopeOf(visits.Changed{Value: &s}); got != casekeys.House {
		t.Errorf("without words it lies under %v", got)
	}
}
