package checklist_test

import (
	"slices"
	"testing"

	. "fairvisit/visits/checklist"
)

func never(Question) bool { return false }

func page(l List, phase string, a Answers) []string { return ids(l.Together(phase, a, never)) }

// A page shows what its usual answers lead to, and an answer given changes it.
func TestPageFollowsWhatItsUsualAnswersLeadTo(t *testing.T) {
	l := house(t)
	a := Answers{"a12-need": Yes, "a12": Yes, "a13": Number(2)}
	if got := page(l, PhaseBefore, a); !slices.Equal(got, []string{"a7", "a8", "a8-date", "a9", "a11", "a16-letter", "a16", "a17", "a19"}) {
		t.Error(got)
	}
	a["a8"], a["a16-letter"] = No, No
	if got := page(l, PhaseBefore, a); slices.Contains(got, "a8-date") || slices.Contains(got, "a16") || !slices.Contains(got, "a8") {
		t.Error("after two other answers:", got)
	}
	if len(a) != 5 {
		t.Error("asking changed the answers:", a)
	}
	a = l.WithUsual(PhaseBefore, "ready", a)
	if got := page(l, PhaseBefore, a); !slices.Contains(got, "a9") {
		t.Error("what only a person knows is not asked any more:", got)
	}
	a["a9"] = Chosen("agreed")
	if got := page(l, PhaseBefore, a); got != nil {
		t.Error("the phase is not done:", got)
	}
	if got := page(l, PhaseDoor, a); !slices.Equal(got, []string{"d2", "d3", "d4"}) {
		t.Error(got)
	}
}

func TestOnlyOptionalQuestionsCanBePassedOver(t *testing.T) {
	l := house(t)
	a := Answers{"d2": Chosen("match"), "d3": Chosen("home"), "d4": No, "d6": Chosen("nobody")}
	all := func(Question) bool { return true }
	if got := page(l, PhaseDoor, a); !slices.Equal(got, []string{"d5"}) {
		t.Error(got)
	}
	if got := l.Together(PhaseDoor, a, all); got != nil {
		t.Error("the photo is asked again:", ids(got))
	}
	delete(a, "d6")
	if got := ids(l.Together(PhaseDoor, a, all)); !slices.Equal(got, []string{"d6"}) {
		t.Error("a required question was passed over:", got)
	}
}

func TestPageNotUnderstoodIsRefused(t *testing.T) {
	for name, edit := range map[string]func(q map[string]object){
		"usual answer stops":         func(q map[string]object) { q["a11"]["usual"] = "no" },
		"usual answer nobody gives":  func(q map[string]object) { q["a11"]["usual"] = "maybe" },
		"usual answer off a page":    func(q map[string]object) { q["d6"]["usual"] = "debtor" },
		"page in two pieces":         func(q map[string]object) { q["t9"]["page"] = "debt" },
		"page of two phases":         func(q map[string]object) { q["d6"]["page"] = "ready" },
		"page without a proper name": func(q map[string]object) { q["d6"]["page"] = "Who?" },
	} {
		if _, err := Parse(file(t, func(_ object, q map[string]object) { edit(q) })); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}
