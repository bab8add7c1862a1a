package plan_test

import (
	"strings"
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

// One language said of one person idles everybody else where the cases are in it: who
// does not go is told so, and of what is left out it is said that only those who speak
// it have no time.
func TestALanguageThatKeepsCrewsAtHomeIsNamed(t *testing.T) {
	var cases []plan.Case
	for i := range 40 {
		c := invented(i, 120)
		c.Words.Parties[0].Language = "zh-Hans"
		cases = append(cases, c)
	}
	r := people("An", "Bo", "Chi", "Dai")
	r.People[0].Languages = []string{"zh"}
	p := suggest(t, branchDay(t, cases, r))
	if len(p.Tours) != 1 || len(p.Off) != 2 || len(p.LeftOut) == 0 {
		t.Fatalf("%d tours, off %+v, %d left out", len(p.Tours), p.Off, len(p.LeftOut))
	}
	for _, o := range p.Off {
		if !strings.Contains(o.Why, "nobody of it speaks zh-Hans") {
			t.Errorf("%s: %s", o.Name, o.Why)
		}
	}
	for _, l := range p.LeftOut {
		if l.Why != plan.SpeakersFull || !strings.Contains(l.Words, "only 1 of 2 crews that go speak zh-Hans") {
			t.Errorf("%s: %s", l.Why, l.Words)
		}
	}
	r = people("An", "Bo", "Chi", "Dai")
	r.People[0].Skills, r.Needs = []string{"loans"}, []plan.Need{{Product: "loan", Skill: "loans"}}
	p = suggest(t, branchDay(t, cases, r))
	if len(p.Off) != 2 || !strings.Contains(p.Off[0].Why, "nobody of it has the skill loans") || len(p.LeftOut) == 0 || p.LeftOut[0].Why != plan.SkilledFull {
		t.Errorf("off %+v, left out %+v", p.Off, p.LeftOut)
	}
	r.Needs = nil
	if p = suggest(t, branchDay(t, cases, r)); len(p.LeftOut) > 0 && p.LeftOut[0].Why != "shifts_are_full" || len(p.Off) > 0 {
		t.Errorf("where all may go: off %+v, left out %+v", p.Off, p.LeftOut)
	}
}
