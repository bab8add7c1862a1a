package visiting

import (
	"context"
	"slices"
	"strings"
	"testing"

	"fairvisit/app/desk/desktest"
	"fairvisit/visits"
)

// pledged is a case of which a car is imported with all its papers.
func pledged() desktest.Case {
	return desktest.Case{Name: "陈美兰", Street: "云鹤路 9012 号", Collateral: &visits.CollateralFacts{Kind: "vehicle", Notice: "yes", Period: "yes", Clause: "yes", Order: "yes"},
		CollateralWords: &visits.CollateralWords{What: "White van", Mark: "虚A·99902"}}
}

// talkToTheEnd meets the debtor, who owes and does not pay.
func (s *scene) talkToTheEnd() {
	s.t.Helper()
	s.toTheDoor()
	s.tap("answer.d6.debtor", "answer.d11.document", "answer.d13.yes", "answer.d14.doorstep", "answer.d16.none", "answer.t2.owes", "answer.t5.income", "answer.t9.refuses")
}

// everAsked reports whether a page had this question.
func (s *scene) everAsked(id string) bool {
	return slices.ContainsFunc(s.pages, func(page string) bool { return slices.Contains(strings.Fields(page), id) })
}

// offers are the outcomes of the page that is seen.
func (s *scene) offers() string {
	var codes []string
	for _, id := range s.stage.IDs() {
		if code, is := strings.CutPrefix(id, "answer.c1."); is {
			codes = append(codes, code)
		}
	}
	return " " + strings.Join(codes, " ") + " "
}

// A car is pledged: nobody is asked whether there is collateral nor of its papers, the
// talk asks whether it was seen and for its photo, and the visit closes with it seen.
func TestAPledgedCarIsAskedForAndSeen(t *testing.T) {
	s := atTheDoorOf(t, pledged())
	s.talkToTheEnd()
	s.says("Was the collateral seen?")
	s.tap("answer.t15.seen_sound")
	s.says("Photo of the collateral, without people")
	s.tap("take")
	s.says("Was the collateral handed over?")
	s.tap("answer.t16.none", "next", "answer.c2.yes", "next")
	s.draw()
	s.tap("sign_now", "left", "outcome.0")
	if got := s.offers(); !strings.Contains(got, " vsn ") || !strings.Contains(got, " obj ") {
		t.Errorf("offered:%s", got)
	}
	s.tap("answer.c1.vsn")
	s.says("Plate or mark of the collateral")
	s.must(s.stage.Type("text.c1-plate", "虚A·99902"))
	s.tap("next", "fine.0", "close_visit")
	v := s.picture()
	if v.Closed == nil || v.Closed.Outcomes[0].Code != "vsn" || len(v.Closed.Evidence) != 0 {
		t.Errorf("%+v, %s", v.Closed, s.stage.Reads())
	}
	if s.everAsked("a20-case") || s.everAsked("a20") {
		t.Errorf("asked what the file had said: %q", s.pages)
	}
}

// Somebody objects to the hand-over: it ends at once, the whole case is stopped before
// anything else is asked, and nobody sets out for it any more.
func TestAnObjectionStopsThePledgedCase(t *testing.T) {
	s := atTheDoorOf(t, pledged())
	s.talkToTheEnd()
	s.tap("answer.t15.not_seen", "answer.t16.objected", "to_close")
	s.stands("dispute_open")
	s.tap("answer.c2.yes", "next")
	s.draw()
	s.tap("sign_now", "left", "close_visit")
	if v := s.picture(); v.Closed == nil || v.Closed.Outcomes[0].Code != "obj" || len(v.Closed.Evidence) != 0 {
		t.Errorf("%+v", v.Closed)
	}
	if _, _, err := s.desk.Officer.Open(context.Background(), s.visit.Case, s.second); err == nil {
		t.Error("a crew sets out for it again")
	}
}

// So it is where the objection was told after the talk and picked by hand.
func TestAnObjectionPickedByHandStopsThePledgedCase(t *testing.T) {
	s := atTheDoorOf(t, pledged())
	s.talkToTheEnd()
	s.tap("answer.t15.not_seen", "answer.t16.none", "next", "answer.c2.yes", "next")
	s.draw()
	s.tap("sign_now", "left", "outcome.0", "answer.c1.obj")
	s.stands("dispute_open")
}

// A case without any has none of it.
func TestACaseWithoutCollateralHasNoneOfIt(t *testing.T) {
	s := atTheDoor(t)
	s.talkToTheEnd()
	s.tap("next", "answer.c2.yes", "next")
	s.draw()
	s.tap("sign_now", "left", "outcome.0")
	if got := s.offers(); strings.Contains(got, " vsn ") || strings.Contains(got, " vns ") || strings.Contains(got, " vho ") || strings.Contains(got, " obj ") || !strings.Contains(got, " rtp ") {
		t.Errorf("offered:%s", got)
	}
	for _, id := range []string{"a20-case", "a20", "t15", "t15-photo", "t16"} {
		if s.everAsked(id) {
			t.Errorf("%s was asked: %q", id, s.pages)
		}
	}
}
