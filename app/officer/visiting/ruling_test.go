package visiting

import (
	"strings"
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

// A guarantor is told of the guarantee and asked about it, and never of the amount:
// neither on the page nor in the summary they are given to sign.
func TestAGuarantorHearsOfTheGuaranteeOnly(t *testing.T) {
	s := atTheDoor(t)
	s.toTheDoor()
	s.tap("answer.d6.guarantor", "answer.d11.document", "answer.d13.yes")
	s.says("You may now speak of the guarantee.")
	s.silent("You may now speak of the amount.")
	if s.model.at.to != rules.RoleGuarantor {
		t.Errorf("to %q", s.model.at.to)
	}
	s.tap("answer.d14.doorstep", "answer.d16.none")
	s.says("Did you speak of the guarantee only")
	s.silent("Did you state the amount")
	s.tap("next")
	s.says("Does this person set limits to further contact?")
	for _, line := range s.model.summary(s.model.w()) {
		if strings.Contains(line, "CNY") || strings.Contains(line, "¥") {
			t.Errorf("the summary tells the amount: %s", line)
		}
	}
}

// With a guarantor beside the debtor nobody says the debtor's amount; once the
// guarantor stepped away it may be said.
func TestTheDebtorsAmountIsNotForTheGuarantorBesideThem(t *testing.T) {
	s := atTheDoor(t)
	s.toTheDoor()
	s.tap("answer.d6.debtor", "answer.d11.document", "answer.d13.yes")
	s.says("You may now speak of the amount.")
	s.tap("answer.d14.doorstep", "change.d19", "answer.d19.guarantor", "answer.d19-id.document")
	s.silent("You may now speak of the amount.")
	s.silent("You may now speak of the guarantee.")
	s.says("You may now say for whom you come.")
	s.tap("change.d19-id", "answer.d19-id.failed")
	s.says("You may now speak of the amount.")
}

// Whoever cannot follow the talk is left in peace, and the case waits for who
// decides about it.
func TestWhoCannotFollowIsLeftInPeace(t *testing.T) {
	s := atTheDoor(t)
	s.toTheDoor()
	s.tap("answer.d6.debtor", "answer.d11.document", "answer.d13.yes", "answer.d14.doorstep", "answer.d16.unable")
	if v := s.model.at.verdict; v.Allowed() || v.Reasons[0].Rule != "L-INCAPACITY" {
		t.Errorf("%+v", v.Reasons)
	}
	s.says("The visit ends here")
	s.says("Nothing more is asked. Say goodbye, then finish the record.")
}
