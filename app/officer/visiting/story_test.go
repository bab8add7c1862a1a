package visiting

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fairvisit/visits"
	"fairvisit/visits/checklist"
)

// nobodyHome goes the whole way of a visit nobody answered; each is called
// between two taps.
func (s *scene) nobodyHome(each func()) {
	s.t.Helper()
	for _, id := range []string{"answer.a8-date.3", "answer.a9.no_answer", "next", "answer.d6.nobody", "take", "answer.c3.sealed"} {
		each()
		s.tap(id)
	}
	each()
	s.draw()
	s.tap("sign_now")
	each()
	s.tap("left")
	each()
	s.says("Not yet: 1 answer is missing. ") // beside the button that is locked
	s.tap("fine.0")
	s.silent("Not yet")
	s.tap("close_visit")
}

func TestNobodyHomeTakesTwelveTapsAndNoTyping(t *testing.T) {
	s := atTheDoor(t)
	s.nobodyHome(func() {})
	t.Logf("%d taps, 1 signature drawn, %d pages of questions", s.taps, len(s.pages))
	if s.taps > 12 {
		t.Errorf("%d taps", s.taps)
	}
	v := s.picture()
	if v.Status != visits.StatusClosed || len(v.Closed.Outcomes) != 1 || v.Closed.Outcomes[0].Code != "nf" || len(v.Photos) != 1 {
		t.Errorf("status %s, closed %+v, %d photos", v.Status, v.Closed, len(v.Photos))
	}
	if v.Closed.Entries != len(v.Lines) || v.Closed.Photos != 1 {
		t.Errorf("the close counts %d entries and %d photos, there are %d", v.Closed.Entries, v.Closed.Photos, len(v.Lines))
	}
	s.says("Saved here")
	s.tap("done")
	if !s.done {
		t.Error("Done leads nowhere")
	}
}

// Where nobody was met the closed visit offers to ask for another hour, and the question
// names the visit.
func TestNobodyMetOffersToAskForAnotherHour(t *testing.T) {
	s := atTheDoor(t)
	s.nobodyHome(func() {})
	s.says("Nobody was met. Ask for another hour")
	s.tap("ask.visit", "answer.ask.time.2", "ask.yes")
	s.says("Saved here")
	list, err := s.desk.Asks(context.Background())
	s.must(err)
	if len(list) != 1 || list[0].Visit != s.picture().ID || list[0].Why != "nobody_met" || list[0].From != 12*60 {
		t.Errorf("asked: %+v", list)
	}
}

// promise goes the whole way of a promise to pay that the debtor signs.
func (s *scene) promise(each func()) {
	s.t.Helper()
	for _, id := range []string{"answer.a8-date.3", "answer.a9.agreed", "next", "answer.d6.debtor", "answer.d11.document", "answer.d13.yes",
		"answer.d14.doorstep", "answer.d16.none", "answer.t2.owes", "answer.t5.income", "answer.t9.ptp", "answer.t7.2", "answer.t10.0",
		"answer.t10-date.2", "answer.t10-channel.bank", "answer.t10-read.yes", "next", "answer.c2.yes"} {
		each()
		s.tap(id)
	}
	each()
	s.tap("hand_over")
	s.draw()
	s.tap("sign_now", "key.4", "key.7", "key.1", "key.1", "take_back")
	each()
	s.draw()
	s.tap("sign_now")
	each()
	s.tap("left")
	each()
	s.tap("close_visit")
}

func TestSignedPromiseTakesThirtyTapsAndFourteenPages(t *testing.T) {
	s := atTheDoor(t)
	s.promise(func() {})
	t.Logf("%d taps, 2 signatures drawn, %d pages of questions:\n%s", s.taps, len(s.pages), strings.Join(s.pages, "\n"))
	if s.taps > 30 || len(s.pages) > 14 {
		t.Errorf("%d taps and %d pages", s.taps, len(s.pages))
	}
	v := s.picture()
	if v.Closed == nil || len(v.Closed.Promises) != 1 || len(v.Signed) != 2 {
		t.Fatalf("closed %+v, %d signatures", v.Closed, len(v.Signed))
	}
	p := v.Closed.Promises[0]
	if p.Amount != 2000_00 || p.Currency != "CNY" || p.Date != "2026-03-17" || p.Channel != "bank" || p.Party != v.Opened.Subjects[0].Party {
		t.Errorf("promise %+v", p)
	}
	var phases []string
	handedIn := 0
	for _, p := range v.Phases {
		phases = append(phases, p.Phase)
		handedIn += len(p.Answers) + len(p.Words)
	}
	slices.Sort(phases)
	log, err := s.desk.Journal.DraftAnswers(context.Background(), s.visit.ID)
	s.must(err)
	if !slices.Equal(phases, []string{"after", "before", "close", "door", "talk"}) || handedIn != len(log) {
		t.Errorf("handed in %v with %d answers, %d were given", phases, handedIn, len(log))
	}
	if v.Closed.Outcomes[0].Code != "ptpp" || len(v.Closed.Evidence) > 0 { // 2,000.00 of 25,197.72
		t.Errorf("outcome %+v", v.Closed.Outcomes)
	}
}

// After a kill at any place the same stands there, and at the end nothing is
// missing.
func TestKilledAfterEachAnswerTheSameQuestionStandsThere(t *testing.T) {
	if testing.Short() {
		t.Skip("It opens the store anew after each answer of two visits: make test has it.")
	}
	for name, way := range map[string]func(*scene, func()){"nobody home": (*scene).nobodyHome, "promise": (*scene).promise} {
		s := atTheDoor(t)
		way(s, func() {
			t.Helper()
			before, reads := s.asked(), s.stage.Reads()
			s.killed()
			if s.asked() != before {
				t.Fatalf("%s: %q stands there, before it was %q", name, s.asked(), before)
			}
			if stripped(s.stage.Reads()) != stripped(reads) {
				t.Errorf("%s, at %q: the page reads\n%s\nbefore it was\n%s", name, before, s.stage.Reads(), reads)
			}
		})
		v := s.picture()
		if v.Status != visits.StatusClosed || v.Second != s.second {
			t.Errorf("%s: %s, second officer %s", name, v.Status, v.Second.Short())
		}
	}
}

// stripped leaves out the message for a moment.
func stripped(reads string) string {
	return strings.ReplaceAll(reads, "The photo is stored on this device.\n", "")
}

func (s *scene) toTheDoor() {
	s.t.Helper()
	s.tap("answer.a8-date.0", "answer.a9.agreed", "next")
}

func TestAskedToLeaveStopsTheQuestionsAtOnce(t *testing.T) {
	s := atTheDoor(t)
	s.toTheDoor()
	s.tap("answer.d6.debtor", "asked_to_leave")
	if got := s.kinds(); got[len(got)-1] != visits.LeaveAsked {
		t.Fatal("the second is not recorded:", got)
	}
	s.says("Leave now")
	if s.asked() != "" || s.stage.Find("answer.d11.document") != nil {
		t.Error("questions go on:", s.stage.IDs())
	}
	s.killed()
	s.says("Leave now")
	s.branch.At += int64(11 * time.Second / time.Microsecond)
	s.killed()
	if s.stage.Find("mistaken") != nil {
		t.Error("a press of eleven seconds ago can still be taken for a slip")
	}
	s.tap("left")
	s.says("Stop 3")
	s.model.place = func() int { return 2 } // the day follows an order of its own
	s.model.s.Rebuild()
	s.says("Stop 2")
	s.model.place = nil
	for s.asked() != "" && strings.Contains(s.asked(), "c4") {
		s.tap("answer.c4.yes")
	}
	s.draw()
	s.tap("sign_now", "close_visit")
	v := s.picture()
	if v.Status != visits.StatusClosed || v.Closed.Outcomes[0].Code != "left" {
		t.Fatalf("%s %+v", v.Status, v.Closed)
	}
	a, err := s.visit.Answers(context.Background())
	s.must(err)
	if a["d15"] != checklist.Yes || a["d15-left"] != checklist.Yes || a["d11"].Code != "" {
		t.Errorf("asked %v, left %v, identity %v", a["d15"], a["d15-left"], a["d11"])
	}
}

func TestPressedByMistakeKeepsBothEntriesAndGoesOn(t *testing.T) {
	s := atTheDoor(t)
	s.toTheDoor()
	s.tap("asked_to_leave", "mistaken")
	if got := s.asked(); got != "door: d6" {
		t.Errorf("%q stands there", got)
	}
	kinds := s.kinds()
	if !slices.Contains(kinds, visits.LeaveAsked) || !slices.Contains(kinds, visits.LeaveMistaken) {
		t.Error("one of both entries is missing:", kinds)
	}
	s.tap("asked_to_leave") // this time it is meant
	s.says("Leave now")
}

func TestHelpShowsNothingButASign(t *testing.T) {
	s := atTheDoor(t)
	reads := s.stage.Reads()
	s.tap("help", "help")
	if n := len(slices.DeleteFunc(s.kinds(), func(k string) bool { return k != visits.HelpAsked })); n != 1 {
		t.Errorf("%d entries ask for help", n)
	}
	if got := strings.ReplaceAll(s.stage.Reads(), "✓ Help", "Help"); got != reads {
		t.Errorf("the page shows more than a sign:\n%s", got)
	}
}

func TestBrokenFileStoresNothing(t *testing.T) {
	s := atTheDoor(t)
	s.toTheDoor()
	s.tap("answer.d6.nobody")
	broken := filepath.Join(t.TempDir(), "half.jpg")
	s.must(os.WriteFile(broken, []byte("\xff\xd8\xff\xe0 and then nothing"), 0o600))
	before := len(s.kinds())
	s.stage.Shell.Drop([]string{broken})
	s.says("Nothing was stored")
	if s.asked() != "door: d5" || len(s.kinds()) != before || len(s.picture().Photos) != 0 {
		t.Errorf("%s, %d entries, %d photos", s.asked(), len(s.kinds())-before, len(s.picture().Photos))
	}
	s.stage.Shell.Drop([]string{t.TempDir()})
	s.says("This is a folder")
}

func TestDangerousAnswerStopsAndCanBePutRight(t *testing.T) {
	s := atTheDoor(t)
	s.toTheDoor()
	s.tap("answer.d6.minor", "answer.d7.yes")
	s.says("The visit ends here")
	s.killed()
	s.says("Only minors") // ends it, not that they left at once
	s.silent("Did you leave at once")
	s.tap("put_right", "answer.visiting.reason.slip", "answer.d6.debtor")
	s.silent("The visit ends here")
	s.tap("previous", "correct.d6", "answer.visiting.reason.slip", "answer.d6.minor")
	s.says("The visit ends here")
	s.tap("to_close")
	if s.stage.Find("answer.d11.document") != nil {
		t.Error("the questions at the door go on")
	}
	log, err := s.desk.Journal.DraftAnswers(context.Background(), s.visit.ID)
	s.must(err)
	var d6 []string
	for _, a := range log {
		if a.Question == "d6" {
			d6 = append(d6, string(a.Value)+a.Reason)
		}
	}
	if len(d6) != 3 || !strings.Contains(d6[1], "slip") {
		t.Error("the log has", d6)
	}
	var phases []visits.Phase
	for _, p := range s.picture().Phases {
		if p.Phase == checklist.PhaseDoor {
			phases = append(phases, p)
		}
	}
	if len(phases) != 2 || phases[0].Replaces != phases[1].Entry && phases[1].Replaces != phases[0].Entry {
		t.Errorf("the door was handed in as %d entries", len(phases))
	}
	if got := s.model.at.outcomes(s.model.list())[0].Code; got != "min" {
		t.Errorf("outcome %s", got)
	}
}

func TestStopBeforeTheDoorNeverBegins(t *testing.T) {
	s := atTheDoor(t)
	s.tap("answer.a9.refused")
	s.says("does not begin")
	s.tap("left", "close_visit")
	if v := s.picture(); v.Status != visits.StatusClosed || v.Closed.Outcomes[0].Code != "abt" || slices.Contains(s.kinds(), visits.VisitArrived) {
		t.Errorf("%s %+v %v", v.Status, v.Closed, s.kinds())
	}
}

func TestHandOverKeepsTheDebtorOutOfTheRest(t *testing.T) {
	s := atTheDoor(t)
	s.promiseUntilSigning()
	s.tap("hand_over")
	for _, id := range []string{"back", "asked_to_leave", "help", "previous", "step.before"} {
		if s.stage.Find(id) != nil {
			t.Errorf("%s can be reached", id)
		}
	}
	s.says("You promised to pay ¥ 2,000.00 by Tue 17 Mar. How: Bank or own app.")
	s.stage.Shell.Back()
	if s.model.sub != handed {
		t.Fatal("Back leads out of the debtor's hands")
	}
	s.tap("decline", "key.1", "key.1", "key.1", "key.1", "take_back")
	s.says("The PIN is not right")
	s.tap("key.4", "key.7", "key.1", "key.1", "take_back")
	if s.model.sub == handed || len(s.picture().Signed) != 0 || len(s.picture().Notes) != 1 {
		t.Errorf("sub %d, %d signatures, %d notes", s.model.sub, len(s.picture().Signed), len(s.picture().Notes))
	}
}

func (s *scene) promiseUntilSigning() {
	s.t.Helper()
	s.toTheDoor()
	s.tap("answer.d6.debtor", "answer.d11.document", "answer.d13.yes", "answer.d14.doorstep", "answer.d16.none", "answer.t2.owes", "answer.t5.income",
		"answer.t9.ptp", "answer.t7.2", "answer.t10.0", "answer.t10-date.2", "answer.t10-channel.bank", "answer.t10-read.yes", "next", "answer.c2.yes")
}

// What is being typed costs neither a kill nor leaving; it is no answer until it
// is given.
func TestHalfTypedTextIsThereAfterAKill(t *testing.T) {
	s := atTheDoor(t)
	s.toTheDoor()
	s.tap("answer.d6.debtor", "answer.d11.document", "answer.d13.yes", "answer.d14.doorstep", "answer.d16.none", "answer.t2.disputes")
	s.must(s.stage.Type("text.t3", "利息算"))
	s.model.tick()
	s.killed()
	if s.asked() != "talk: t3" {
		t.Fatal(s.asked())
	}
	s.says("利息算")
	s.must(s.stage.Type("text.t3", "利息算错了"))
	s.stage.Shell.Back()
	s.killed()
	s.says("利息算错了")
	s.tap("next", "note")
	s.must(s.stage.Type("text.", "门口有狗"))
	s.model.tick()
	s.killed()
	s.tap("note")
	s.says("门口有狗")
	s.tap("keep_note")
	s.killed()
	if v := s.picture(); len(v.Notes) != 1 || v.Notes[0].Text != "门口有狗" || s.model.words[""] != "" {
		t.Errorf("%+v, still typed: %q", v.Notes, s.model.words[""])
	}
	a, err := s.visit.Answers(context.Background())
	s.must(err)
	if a["t3"].Text != "利息算错了" {
		t.Errorf("answered %q", a["t3"].Text)
	}
}

func TestCeaseStopsTheCaseOnThisDevice(t *testing.T) {
	s := atTheDoor(t)
	s.toTheDoor()
	s.tap("answer.d6.debtor", "answer.d11.document", "answer.d13.yes", "answer.d14.doorstep", "answer.d16.none", "answer.t2.disputes", "phrase.0", "next", "next",
		"change.t19", "answer.t19.cease", "next", "phrase.0", "next")
	c, err := s.desk.Journal.Case(context.Background(), s.visit.Case)
	s.must(err)
	var flags []string
	for _, f := range c.Flags {
		flags = append(flags, f.Code)
	}
	slices.Sort(flags)
	if !slices.Equal(flags, []string{"cease_contact", "dispute_open"}) {
		t.Errorf("the case is stopped by %v; the page asks %q", flags, s.asked())
	}
}
