package visiting

import (
	"slices"
	"testing"

	"fairvisit/visits/checklist"
)

// What the app knows is in the record and was asked of nobody.
func TestFactsAreAnsweredAndNotAsked(t *testing.T) {
	s := atTheDoor(t)
	s.nobodyHome(func() {})
	a := s.model.at.answers
	for _, id := range []string{"a1", "a3", "a4", "a5", "a6", "d1", "c6"} {
		if a[id] != checklist.Yes {
			t.Errorf("%s is %+v", id, a[id])
		}
	}
	if a["a2"] != yesIf(!s.picture().Opened.Verdict.Provisional) {
		t.Errorf("the start was provisional, %t, and the clock is trusted: %+v", s.picture().Opened.Verdict.Provisional, a["a2"])
	}
	if a["a18"] == checklist.Yes {
		t.Error("no rule lets cash be taken, and the app says that it may be")
	}
	if v := a["t17"]; !v.Set || v.Number > 60 {
		t.Errorf("at the door for %+v minutes", v)
	}
	for _, id := range []string{"a10", "a14", "a15", "a20-case", "c5-may"} {
		if _, there := a[id]; there {
			t.Errorf("the app claims to know %s", id)
		}
	}
	handedIn := map[string]int{}
	for _, p := range s.picture().Phases {
		for _, x := range slices.Concat(p.Answers, p.Words) {
			handedIn[x.Question]++
		}
	}
	if handedIn["a3"] != 1 || handedIn["c6"] != 1 || handedIn["d1"] != 1 {
		t.Errorf("handed in: %v", handedIn)
	}
}

// Why an answer was changed is asked only where the list says so; old and new
// answer, and the time between, are shown either way.
func TestReasonIsAskedOnlyWhereTheListSaysSo(t *testing.T) {
	s := atTheDoor(t)
	s.toTheDoor()
	s.tap("answer.d6.debtor", "answer.d11.document", "answer.d13.yes", "answer.d14.doorstep", "answer.d16.none", "answer.t2.owes", "answer.t5.income")
	s.tap("previous", "correct.t5")
	if s.stage.Find("answer.visiting.reason.slip") != nil {
		t.Error("a reason is asked for t5")
	}
	s.branch.At += 180_000_000
	s.tap("answer.t5.illness", "previous")
	s.says("Was “Loss of income”, changed 3 minutes later")
	s.tap("correct.t2")
	if s.stage.Find("answer.t2.disputes") != nil || s.stage.Find("answer.visiting.reason.slip") == nil {
		t.Error("no reason is asked for t2")
	}
	s.tap("answer.visiting.reason.learnt", "answer.t2.disputes", "previous")
	s.says("Kept, and not counted now")
	s.says("Illness")
}

// The screens draw what the list asks, and nothing in it wants a clock that the
// screens do not hand in.
func TestScreensDrawWhatTheListAsks(t *testing.T) {
	drawn := []string{checklist.KindYesNo, checklist.KindChoice, checklist.KindDate, checklist.KindNumber, checklist.KindMoney, checklist.KindText, checklist.KindPhoto, checklist.KindSignature, checklist.KindChoices}
	l := house(t)
	if len(l.Groups) > 0 {
		t.Error("groups are not drawn")
	}
	for _, q := range l.Questions {
		if q.By == "" && q.Kind != checklist.KindCalc && !slices.Contains(drawn, q.Kind) {
			t.Errorf("%s is of kind %s", q.ID, q.Kind)
		}
	}
}
