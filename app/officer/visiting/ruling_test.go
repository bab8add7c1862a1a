package visiting

import (
	"testing"
	"time"

	"fairvisit/app/desk/desktest"
	"fairvisit/visits/rules"
)

// waits has time pass with nobody touching anything.
func (s *scene) waits(d time.Duration) {
	s.branch.At += d.Microseconds()
	s.model.tick()
}

// While the crew talks a stop comes in: the screen says that the visit ends, and
// what happens is recorded all the same, down to the close.
func TestAStopInTheMiddleEndsTheTalkAndNotTheRecord(t *testing.T) {
	s := atTheDoor(t)
	s.tap("answer.a8-date.3", "answer.a9.agreed", "next", "answer.d6.debtor")
	if s.stage.Says("The rules now end this visit") {
		t.Fatal("the rules end a visit nobody stopped")
	}
	s.branch.Raise(s.visit.Case, "cease_contact")
	s.branch.Pull(s.desk)
	s.waits(time.Second)
	s.waits(askedEvery)
	s.says("The rules now end this visit")
	s.says("Stopped: contact must cease")
	s.says("What happened can still be recorded and closed.")
	s.tap("answer.d11.document")
	if s.model.at.answers["d11"].Code != "document" {
		t.Error("what happened could not be recorded")
	}
	s.says("Say nothing to this person. Say goodbye.")
}

// The window closes while they talk.
func TestTheWindowClosesWhileTheyTalk(t *testing.T) {
	s := atTheDoor(t)
	s.tap("answer.a8-date.3", "answer.a9.agreed", "next")
	s.branch.Clock(desktest.Day + " 18:01")
	s.waits(askedEvery)
	s.says("The rules now end this visit")
	s.says("Outside the hours")
	s.tap("answer.d6.nobody")
	if s.model.at.answers["d6"].Code != "nobody" {
		t.Error("what happened could not be recorded")
	}
}

// Only a child is at home: nothing may be said, and the rules say to go.
func TestOnlyAChildAtHome(t *testing.T) {
	s := atTheDoor(t)
	s.tap("answer.a8-date.3", "answer.a9.agreed", "next")
	s.says("What may be said now")
	s.tap("answer.d6.minor")
	s.says("The rules now end this visit")
	s.says("Leave within 30 seconds")
	s.says("Say nothing to this person. Say goodbye.")
	if v := s.model.at.verdict; v.Allowed() || len(v.Reasons) == 0 || v.Reasons[0].Rule != "L-ONLY-MINORS-PRESENT" || v.Reasons[0].Params["within_seconds"] != "30" {
		t.Errorf("%+v", v.Reasons)
	}
}

// What may be said changes with who stands there and what is known of them.
func TestWhatMayBeSaidFollowsThePersonAtTheDoor(t *testing.T) {
	s := atTheDoor(t)
	s.tap("answer.a8-date.3", "answer.a9.agreed", "next", "answer.d6.debtor")
	s.says("No debt, no lender, no amount.")
	s.model.at.about.Words.Parties[0].Language = "zh-CN"
	s.model.show()
	s.says("If asked why:")
	s.says("“是") // only what is said is in the debtor's language
	s.silent("若问缘由")
	if s.stage.Says("You may now speak of the amount.") {
		t.Error("the amount before anybody is identified")
	}
	s.tap("answer.d11.document", "answer.d13.yes")
	s.says("You may now speak of the amount.")
	if s.model.at.to != rules.RoleDebtor || s.stage.Says("No debt, no lender, no amount.") {
		t.Errorf("to %q:\n%s", s.model.at.to, s.stage.Reads())
	}
}
