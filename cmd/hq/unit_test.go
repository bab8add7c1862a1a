package main

import (
	"strings"
	"testing"
)

// A branch may be placed where nobody wrote the rules yet; that nobody of it is visited
// until then is told at once, and not by the first plan.
func TestABranchInACountryWithoutRulesIsToldSo(t *testing.T) {
	d := newDesk(t)
	for region, want := range map[string]string{
		"cn": "south is in CN; its rules govern every case", "us-ma": "south is in US-MA; its rules govern", "house": "the house's rules alone",
		"gb": "south is in GB, of which no complete rules are here: nobody may be visited", "XX": "south is in XX, of which no complete rules are here",
	} {
		if told := d.said(0, "unit", "-dir", d.dir, "-unit", "south", "-region", region); !strings.Contains(told, want) {
			t.Errorf("%s: %s", region, told)
		}
	}
	if told := d.said(1, "unit", "-dir", d.dir, "-unit", "south", "-region", "china"); !strings.Contains(told, "is no region") {
		t.Error(told)
	}
}
