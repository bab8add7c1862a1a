package rules

import (
	"strings"
	"testing"
)

// The strictest pack decides; where none speaks, everybody must agree; without a
// yes only a rule of one party lets a recording begin, and no rule at all does
// where recording is forbidden.
func TestTheStrictestRuleDecidesAboutRecording(t *testing.T) {
	pack := func(id, mode string) *Pack { return &Pack{ID: id, Recording: RecordingRule{ID: "R-" + id, Mode: mode}} }
	for _, c := range []struct {
		name         string
		packs        []*Pack
		mode         string
		rule         string
		yes, refused bool
	}{
		{"nobody speaks of it", []*Pack{{ID: "a"}}, RecordAllParties, "", true, false},
		{"no pack at all", nil, RecordAllParties, "", true, false},
		{"one party", []*Pack{pack("a", RecordOneParty)}, RecordOneParty, "R-a", true, true},
		{"one party here, all there", []*Pack{pack("a", RecordOneParty), pack("b", RecordAllParties)}, RecordAllParties, "R-b", true, false},
		{"forbidden by one", []*Pack{pack("a", RecordNothing), pack("b", RecordOneParty)}, RecordNothing, "R-a", false, false},
	} {
		r := recording(c.packs)
		if r.Mode != c.mode || r.Rule != c.rule || r.Allows(true) != c.yes || r.Allows(false) != c.refused {
			t.Errorf("%s: %+v allows %v, %v", c.name, r, r.Allows(true), r.Allows(false))
		}
	}
	if (Recording{}).Allows(true) {
		t.Error("a verdict nobody filled in lets recording begin")
	}
}

func TestAPackWithAnUnknownModeOfRecordingIsRefused(t *testing.T) {
	p := Pack{Recording: RecordingRule{ID: "R-1", Mode: "secret"}}
	if err := p.checkNumbers(map[string]bool{}); err == nil || !strings.Contains(err.Error(), "recording") {
		t.Fatal(err)
	}
}
