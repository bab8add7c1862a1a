package manager

import (
	"fmt"
	"strings"
	"testing"

	"fairvisit/app/i18n"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	dayplan "fairvisit/visits/plan"
)

// What the two small buttons change is said beside them and to a reader of the screen.
func TestHowManyTheNextTakesIsNamed(t *testing.T) {
	_, p := planned(t, 2, english)
	p.says("Taken at once: 8 cases")
	for id, want := range map[string]string{"n.less": "One case fewer at once", "n.more": "One case more at once"} {
		if got := p.on(id).(*widgets.Button).AccessibilityLabel(); got != want {
			t.Errorf("%s is called %q", id, got)
		}
	}
	p.tap("n.less")
	p.says("Taken at once: 7 cases", "Next 7, by street")
}

// A crew's card says what its numbers are of: what is decided, and of it what was
// stopped, the day as it is decided, and as it would be.
func TestACrewCardSaysWhatItsNumbersAre(t *testing.T) {
	s, p := planned(t, 4, english)
	crew := p.m.crews()[1]
	p.m.plan.give(crew, s.case_(0), s.case_(1), s.case_(2))
	p.m.s.Rebuild()
	p.says("3 proposed · 0 decided for this day", "With the proposal: 3 visits")
	if said := p.on("crew.1.clear").(*widgets.Button).AccessibilityLabel(); !strings.HasPrefix(said, "Crew B · ") || !strings.HasSuffix(said, ": Clear") {
		t.Errorf("the button is called %q", said)
	}
	p.tap("check", "check.along", "write")
	day := p.m.plan.day
	p.says("0 proposed · 3 decided for this day", "As decided: 3 visits")
	s.Sync(s.manager)
	_, err := s.HQ.Do(t.Context(), flag(s.case_(1)))
	s.Must(err)
	s.Sync(s.manager)
	p.m.Reload()
	if p.m.plan.day != day {
		t.Fatal("another day is planned")
	}
	p.says("0 proposed · 3 decided for this day · 1 of these stopped", "As decided: 2 visits")
	p.m.plan.give(crew, s.case_(3))
	p.m.s.Rebuild()
	p.says("1 proposed · 3 decided for this day · 1 of these stopped", "As decided: 2 visits", "→ with the proposal: 3 visits")
}

// A suggestion that leaves nobody out does not say that it leaves out none.
func TestNoneLeftOutIsNotCounted(t *testing.T) {
	for _, lang := range i18n.Langs {
		w := i18n.In(lang)
		one := dayplan.Plan{Tours: []dayplan.Tour{{Stops: []dayplan.Stop{{Case: evidence.ID{1}}}}}}
		said := (&Manager{}).inFigures(w, &one)
		if one.LeftOut = make([]dayplan.Left, 2); strings.Contains(said, "0 left") || strings.Contains(said, "未排入") || !strings.Contains((&Manager{}).inFigures(w, &one), fmt.Sprint(2)) {
			t.Errorf("%q, %q", said, (&Manager{}).inFigures(w, &one))
		}
		if !strings.Contains(said, w.N("suggest.visits", 1)) {
			t.Errorf("%q", said)
		}
	}
}
