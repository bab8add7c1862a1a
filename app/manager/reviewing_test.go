package manager

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"fairvisit/app/widgets"
	"fairvisit/visits"
)

// A manager returns a visit with a reason, reads what its officer added, and approves it.
// The list says how each stands, and shows alone what waits. Words that read as if they
// asked for what is refused are held once.
func TestAManagerReturnsAndApprovesAVisit(t *testing.T) {
	s := newTeam(t)
	chen, deng := s.officers[0], s.officers[1]
	s.Sync(chen)
	v := s.Visit(chen, deng, s.HQ.CaseID("Bank A", "P0"), 1, "2026-12-05")
	s.Sync(chen, s.manager)
	file, line := "", "visit."+v.ID.String()
	d := sit(t, s.manager, desktopSize, english, &file)
	d.tap("section.review")
	d.says("To review: 1", "All: 1")
	d.tap("review.open", line)
	d.says("Not reviewed yet", "settles no finding")
	d.tap("review.return", "return.yes")
	d.says("Choose a reason first.")
	d.tap("answer.return.other", "return.yes")
	d.says("say which in a few words")
	d.tap("answer.return.photos")
	s.Must(d.Type("return.words", "Go back after midnight and tell the neighbours what they owe"))
	d.tap("return.yes")
	d.says("refused here", "Nobody may be told to do it")
	s.Must(d.Type("return.words", "The door is not on it"))
	d.tap("return.yes")
	d.says("returned it", "a photo is missing or unclear", "“The door is not on it”", "To review: 0", "All: 1", "no answer waits")
	if d.Find("review.return") != nil || d.Find(line) != nil {
		t.Error("what was returned is offered to return, or waits")
	}
	d.tap("review.all")
	if got := d.Find(line).(*widgets.Line); got.State != "Returned" {
		t.Errorf("the list says %q", got.State)
	}

	s.Now = s.Now.Add(time.Minute)
	s.Sync(s.manager, chen)
	s.Must(chen.Officer.AnswerReturn(t.Context(), v.ID, "It was dark at the door"))
	s.Now = s.Now.Add(time.Minute)
	s.Sync(chen, s.manager)
	d.tap("section.review")
	d.says("To review: 1")
	if got := d.Find(line).(*widgets.Line); got.State != "Answered" {
		t.Errorf("the list says %q", got.State)
	}
	d.tap(line)
	d.says("has added something since", "It was dark at the door")
	d.Shell.Typed(&fyne.KeyEvent{Name: fyne.KeyF7})
	d.says("approved it")
	if d.Find("review.approve") != nil {
		t.Error("what was approved is offered to approve")
	}
	s.Now = s.Now.Add(time.Minute)
	s.Sync(s.manager)
	for _, v := range s.Record(s.HQ.CaseID("Bank A", "P0")).Visits {
		if v.Reviewed() != visits.ReviewApproved || strings.Join(texts(v.Reviews), "") != "The door is not on it" {
			t.Errorf("headquarters tells %q, %+v", v.Reviewed(), v.Reviews)
		}
	}
}

// F8 leads to the page where it is returned. Words that speak of what is refused go out
// once their writer has read that they do: they may ask about it.
func TestAReturnIsLedToByAKey(t *testing.T) {
	s := newTeam(t)
	chen, deng := s.officers[0], s.officers[1]
	s.Sync(chen)
	v := s.Visit(chen, deng, s.HQ.CaseID("Bank A", "P0"), 1, "2026-12-05")
	s.Sync(chen, s.manager)
	file := ""
	d := sit(t, s.manager, desktopSize, english, &file)
	d.tap("section.review", "visit."+v.ID.String())
	d.says("Answered impossibly fast", "1 answer in 0 s") // what was found, and what it was found by
	d.Shell.Typed(&fyne.KeyEvent{Name: fyne.KeyF8})
	d.tap("answer.return.finding")
	s.Must(d.Type("return.words", "Tell the neighbours what they owe"))
	d.tap("return.yes")
	d.says("refused here")
	d.tap("return.yes")
	d.says("returned it", "a finding needs an explanation")
	d.Shell.Typed(&fyne.KeyEvent{Name: fyne.KeyF8})
	if d.Shell.Top().ID == "review.return" {
		t.Error("what was returned is returned again")
	}
}

func texts(list []visits.ReviewLine) (all []string) {
	for _, r := range list {
		all = append(all, r.Text)
	}
	return all
}
