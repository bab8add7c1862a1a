package hq_test

import (
	"strings"
	"testing"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

// says is an entry of somebody about a case, as any program could write it.
func (a *asking) says(p *person, of evidence.ID, kind string, facts, words any) {
	a.Helper()
	a.must2(p.journal.Append(a.ctx, journal.Writing{Kind: kind, Facts: facts, Words: words,
		Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: of}, {Kind: evidence.RefOfficer, ID: p.id}}}))
}

// A manager's device answers a question that nobody asked, with words, and the case it
// names is erased. Headquarters goes on reading and folding, also the next such answer.
func TestStoryAnAnswerToNothingOutlivesItsCase(t *testing.T) {
	a := newAsking(t)
	nothing := visits.AskAnswerFacts{Asked: evidence.Hash{7}, Result: visits.AskDeclined, Reason: "other"}
	a.says(a.gao, a.one, visits.AskAnswered, nothing, visits.TextWords{Text: "secret of the debtor"})
	a.all()
	(&office{world: a.world}).secured()
	_, err := a.hq.Erase(a.ctx, a.one, "request")
	a.must(err)
	_, err = a.hq.Asks(a.ctx, a.unit)
	a.must(err)
	_, err = a.hq.PlanCases(a.ctx, a.unit)
	a.must(err)
	_, err = a.hq.PicturesHash(a.ctx)
	a.must(err)
	a.says(a.gao, a.two, visits.AskAnswered, nothing, visits.TextWords{Text: "of another case"})
	a.all(a.gao)
	a.says(a.zhao, a.two, visits.FlagRaised, visits.FlagFacts{Code: "cease_contact", Source: "officer"}, nil)
	a.all(a.zhao)
	if c := a.caseAt(a.two); !c.Stopped() {
		t.Error("the stop that came after it stands in no picture")
	}
	p, err := a.hq.Store.PictureByID(a.ctx, visits.KindAsk, visits.AskID(evidence.Hash{7}))
	a.must(err)
	if strings.Contains(string(p.Body), "secret") || strings.Contains(string(p.Body), "another case") {
		t.Errorf("the picture says %s", p.Body)
	}
	(&office{world: a.world}).sameAnew()
}
