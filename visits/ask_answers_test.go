package visits_test

import (
	"strings"
	"testing"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// otherCase is one more case of the branch, there before anybody asks.
func (a *asked) otherCase(t *testing.T) evidence.ID {
	other := evidence.ID{33}
	a.base = append(a.base, a.says(t, a.house, other, visits.CaseImported, visits.CaseFacts{Zone: "Asia/Shanghai", Debt: other}, visits.CaseWords{Number: "CN-8"}, evidence.Ref{Kind: evidence.RefUnit, ID: a.unit}))
	return other
}

// An answer under another case than the question's lies under a key that is not this
// case's: it answers nothing and its words are shown to nobody, whichever came first.
func TestAnAnswerUnderAnotherCaseAnswersNothing(t *testing.T) {
	a := newAsked(t)
	other := a.otherCase(t)
	f := thursday()
	f.Standing = a.first.ID
	ask := a.says(t, a.li, a.of, visits.VisitAsked, f, nil)
	answer := a.says(t, a.gao, other, visits.AskAnswered, visits.AskAnswerFacts{Asked: ask.ID, Result: visits.AskDeclined, Reason: "other"}, visits.TextWords{Text: "secret"})
	for name, order := range map[string][]*evidence.Entry{"asked, answered": {ask, answer}, "answered, asked": {answer, ask}} {
		pictures := a.fold(t, order...)
		if s := a.ask(t, pictures, ask).Stands(nil, "2026-09-22"); s.State != visits.AskOpen {
			t.Errorf("%s: it stands as %+v", name, s)
		}
		for k, body := range pictures {
			if strings.Contains(body, "secret") {
				t.Errorf("%s: %s speaks: %s", name, k.Entity(), body)
			}
		}
	}
}
