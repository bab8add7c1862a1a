package officer_test

import (
	"strings"
	"testing"

	"fairvisit/visits"
)

// An officer reads what was found about their own work and answers it; the page shows
// the answer, and refuses one that says nothing.
func TestAnOfficerAnswersAFindingUnderAboutMe(t *testing.T) {
	m := newMorning(t)
	id := m.case_("李秀兰", "澄江一路 1 号", 1)
	m.desk = m.Open(m.me)
	m.Pull(m.desk)
	v := m.visit(id)
	m.must(v.Help(ctx))
	m.must(v.Close(ctx, nil, nil))
	m.Take(m.desk)
	m.Pull(m.desk)
	m.begin(phone, english)
	m.again("more")
	m.tap("me")
	var button string
	for _, o := range m.stage.Objects() {
		if b, is := o.(interface{ TestID() string }); is && strings.HasPrefix(b.TestID(), "answer.") {
			button = b.TestID()
		}
	}
	m.tap(button, "answer.keep")
	m.says("An answer says something, in at most 1000 characters.")
	m.must(m.stage.Type("answer.words", "The dog was loose; nobody was hurt."))
	m.tap("answer.keep")
	m.says("About me", "Answered by the officer", ": The dog was loose; nobody was hurt.", "Answer again")
	said, err := m.desk.Answers(ctx)
	m.must(err)
	found, err := m.desk.Findings(ctx)
	m.must(err)
	if len(found) != 1 || found[0].Code != visits.HelpWanted || said[found[0].ID].Text != "The dog was loose; nobody was hurt." {
		t.Errorf("of %+v it is written as %+v", found, said)
	}
}
