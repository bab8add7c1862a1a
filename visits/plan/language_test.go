package plan_test

import (
	"testing"

	"fairvisit/visits/plan"
)

// Who speaks Chinese speaks it however the tag is written.
func TestLanguagesAreComparedAsTags(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		same bool
	}{
		{"zh", "zh-Hans", true}, {"zh-CN", "zh-Hans", true}, {"ZH-hans-cn", "zh-Hans", true}, {"zh", "zh-Hant", true}, {"zh-TW", "zh-Hant", true},
		{"zh-Hans", "zh-Hant", false}, {"zh-CN", "zh-TW", false}, {"zh", "yue", false}, {"en", "en-GB", true}, {"en", "de", false}, {"de", "de-AT", true},
		{"klingon", "klingon", true}, {"klingon", "tlh", false}, {"", "en", false},
	} {
		if plan.SameLanguage(tt.a, tt.b) != tt.same || plan.SameLanguage(tt.b, tt.a) != tt.same {
			t.Errorf("%q and %q: want %v", tt.a, tt.b, tt.same)
		}
	}
	r := people("An", "Bo")
	r.People[0].Languages = []string{"zh"}
	c := invented(1, 120)
	c.Words.Parties[0].Language = "zh-Hans"
	if p := suggest(t, branchDay(t, []plan.Case{c}, r)); len(p.Tours) != 1 {
		t.Errorf("who speaks zh does not go to zh-Hans: %+v", p.Not)
	}
	c.Words.Parties[0].Language = "fr"
	if p := suggest(t, branchDay(t, []plan.Case{c}, r)); len(p.Not) != 1 || p.Not[0].Why != plan.NotSpoken {
		t.Errorf("who speaks zh goes to fr: %+v", p.Not)
	}
}
