package hq_test

import (
	"cmp"
	"slices"
	"strings"
	"testing"
	"time"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
	"fairvisit/visits/judging"
	"fairvisit/visits/outcome"
)

// A couple who owe together, who somebody stands surety for, and a debt of the wife's
// own at the same address.
const couple = "creditor,number,name,role,street,amount,currency,days_past_due\n" +
	"Bank A,0001,王小明,debtor,中山路 9999 号,12000.50,CNY,45\nBank A,0001,周敏,joint_debtor,,,,\nBank A,0001,李芳,guarantor,,,,\n" +
	"Bank A,0002,周敏,debtor,中山路 9999 号,900.00,CNY,60\n"

// coupleAtDoor is the visit to them, and what the crew has answered so far.
type coupleAtDoor struct {
	*pairAtWork
	other                 evidence.ID // the case of the wife's own debt
	husband, wife, surety evidence.ID
	debt                  evidence.ID
}

func newCouple(t *testing.T) *coupleAtDoor {
	w := newWorld(t, false)
	w.turn(workday)
	p := &pairAtWork{office: &office{world: w, li: w.enrol("officer", "Li")}, zhao: w.enrol("officer", "Zhao")}
	cases := w.importCases(couple)
	c := &coupleAtDoor{pairAtWork: p, other: cases[1]}
	p.caseID = cases[0]
	w.assign(p.caseID, p.li, p.zhao)
	p.li.work.Outcomes = outcome.House()
	p.li.sync()
	p.zhao.sync()
	held, err := p.li.journal.Case(w.ctx, p.caseID)
	w.must(err)
	c.debt = held.Facts.Debt
	for _, s := range held.Facts.Parties {
		switch s.Role {
		case "debtor":
			c.husband = s.Party
		case "joint_debtor":
			c.wife = s.Party
		case "guarantor":
			c.surety = s.Party
		}
	}
	v, verdict, err := p.li.work.Open(w.ctx, p.caseID, p.zhao.id)
	if err != nil {
		t.Fatalf("%v: %+v", err, verdict.Reasons)
	}
	p.visit = v
	w.must(v.Arrive(w.ctx, nil))
	return c
}

// answers gives answers, a minute each.
func (c *coupleAtDoor) answers(pairs ...string) {
	c.Helper()
	for i := 0; i < len(pairs); i += 2 {
		c.turn(c.clock().Add(time.Minute))
		reason := ""
		if given, err := c.visit.Answers(c.ctx); err == nil {
			if _, again := given[pairs[i]]; again {
				reason = "somebody came"
			}
		}
		if err := c.visit.Answer(c.ctx, pairs[i], checklist.Chosen(pairs[i+1]), reason); err != nil {
			c.Fatalf("%s: %v", pairs[i], err)
		}
	}
}

// mayHear holds what may be said now, to everybody who stands there, to what is wanted.
func (c *coupleAtDoor) mayHear(when string, want ...string) {
	c.Helper()
	a, err := c.visit.Answers(c.ctx)
	c.must(err)
	s, err := c.visit.Stands(c.ctx, a, false)
	c.must(err)
	if !slices.Equal(s.Say, want) || !s.Verdict.Allowed() {
		c.Errorf("%s may be said %q, wanted %q (%v)", when, s.Say, want, s.Verdict.Reasons)
	}
}

// talks is the visit up to where the surety is gone again; only says whether the surety
// heard of the guarantee and of nothing else.
func (c *coupleAtDoor) talks(only string) {
	c.Helper()
	all := []string{"own_name", "lender", "purpose", "amount", "how_to_pay", "how_to_complain"}
	before := []string{"own_name", "wish_to_speak_to", "leave_sealed_card"}
	c.answers("d2", "match", "d3", "home", "d4", "no", "d6", "debtor", "d9", "yes")
	c.mayHear("before anybody is identified", before...)
	c.answers("d11", "document", "d12", "yes")
	c.mayHear("to the husband", all...)
	c.answers("d13", "yes", "d14", "invited_in", "d16", "none", "d17", "preferred", "d18", "nobody", "d19", "joint")
	c.mayHear("with the wife, who has shown nothing", "own_name")
	c.answers("d19-id", "document")
	c.mayHear("with the wife", all...)
	c.answers("t1", "yes", "t2", "owes", "t5", "income", "t6", "yes", "t8", "yes", "t9", "refuses")

	// The surety rings. The wife's paper is not theirs.
	c.answers("d19", "guarantor")
	c.mayHear("with the surety, who has shown nothing", "own_name")
	if q, more, err := c.visit.Next(c.ctx, checklist.PhaseDoor); err != nil || !more || q.ID != "d19-id" {
		c.Errorf("the surety's identity is not asked: %s, %v", q.ID, err)
	}
	c.answers("d19-id", "document")
	c.mayHear("with the surety", "own_name", "lender", "how_to_complain")
	c.answers("t1-g", only)

	// The surety goes; the couple talk on.
	c.answers("d19", "joint", "d19-id", "document")
	c.mayHear("with the wife again", all...)
	c.answers("t18", "no", "t19", "none")
}

// ends closes the visit with these outcomes and both signatures, and hands it in.
func (c *coupleAtDoor) ends(outcomes ...visits.Outcome) {
	c.Helper()
	for _, phase := range []string{checklist.PhaseDoor, checklist.PhaseTalk} {
		_, err := c.visit.EndPhase(c.ctx, phase, evidence.Hash{})
		c.must(err)
	}
	stroke := []visits.Stroke{{Points: []visits.StrokePoint{{X: 10, Y: 10}, {X: 400, Y: 300, T: 90}}}}
	for party, role := range map[evidence.ID]string{c.husband: "debtor", c.wife: "joint_debtor"} {
		_, err := c.visit.Sign(c.ctx, party, role, "summary", stroke)
		c.must(err)
	}
	c.cosigns()
	c.turn(c.clock().Add(time.Minute))
	c.must(c.visit.Leave(c.ctx))
	if gaps, err := c.visit.Missing(c.ctx, outcomes, nil); err != nil || len(gaps) > 0 {
		c.Errorf("the outcomes lack %+v, %v", gaps, err)
	}
	c.must(c.visit.Close(c.ctx, outcomes, nil))
	c.li.sync()
	c.zhao.sync()
}

func (c *coupleAtDoor) outcomes() []visits.Outcome {
	return []visits.Outcome{{Party: c.husband, Debt: c.debt, Code: "rtp"}, {Party: c.wife, Debt: c.debt, Code: "rtp"}, {Party: c.surety, Debt: c.debt, Code: "none"}}
}

// found are all findings there are against rules, and of who was told.
func (c *coupleAtDoor) foundRules() (all []string) {
	c.Helper()
	for _, code := range visits.RuleFindings {
		for _, detail := range c.found(code) {
			all = append(all, code+" "+detail)
		}
	}
	return all
}

// The couple, then the surety, then the couple again: each hears what they may, each
// has shown who they are, each has an outcome for the debt, both debtors and both
// officers sign. Nothing is found, and it is one contact with each of them.
func TestStoryACoupleAndAGuarantor(t *testing.T) {
	c := newCouple(t)
	c.talks("yes")
	c.ends(c.outcomes()...)
	v := c.held()
	if found := c.foundRules(); found != nil {
		t.Errorf("found: %q", found)
	}
	if v.Closed == nil || !slices.Equal(v.Closed.Outcomes, c.outcomes()) || len(v.Closed.Evidence) > 0 {
		t.Errorf("closed with %+v", v.Closed)
	}
	signed := 0
	for _, l := range v.Lines {
		if l.Kind == visits.SignatureTaken {
			signed++
		}
	}
	if who := v.Cosigners(); signed != 2 || len(who) != 1 || who[0].Officer != c.zhao.id || !who[0].Taken || !who[0].Given {
		t.Errorf("signed by %d, %+v", signed, who)
	}
	// Who showed what, in order, is in the phase: nobody's paper stands for another's.
	var shown []string
	for _, p := range v.Phases {
		all := p.Given()
		slices.SortStableFunc(all, func(a, b visits.Answer) int { return cmp.Compare(a.At, b.At) })
		for _, a := range all {
			if slices.Contains([]string{"d6", "d11", "d19", "d19-id"}, a.Question) {
				shown = append(shown, a.Question+"="+a.Code)
			}
		}
	}
	if want := "d6=debtor d11=document d19=joint d19-id=document d19=guarantor d19-id=document d19=joint d19-id=document"; strings.Join(shown, " ") != want {
		t.Errorf("who they are: %q", shown)
	}
	c.countsOnce()
	c.sameAnew()
}

// countsOnce: one contact for the case, for each of its people, and for the wife's own
// debt at the same address.
func (c *coupleAtDoor) countsOnce() {
	c.Helper()
	rec, err := c.hq.CaseRecord(c.ctx, c.caseID)
	c.must(err)
	q := judging.About(rec.Case, "*", c.clock().UnixMicro(), nil)
	for _, who := range []evidence.ID{c.husband, c.wife, c.surety} {
		n := 0
		for _, k := range q.History {
			if slices.Contains(k.Parties, who) && k.Channel == "visit" {
				n++
			}
		}
		if n != 1 {
			c.Errorf("%s counts %d visits", who.Short(), n)
		}
	}
	other, err := c.hq.CaseRecord(c.ctx, c.other)
	c.must(err)
	if len(rec.Case.Contacts) != 1 || len(other.Case.Elsewhere) != 1 {
		c.Errorf("%d contacts of the case, %d of the other", len(rec.Case.Contacts), len(other.Case.Elsewhere))
	}
}

// The same with a slip: headquarters finds it, whichever way it shows.
func TestStoryAGuarantorHearsOfAnotherDebt(t *testing.T) {
	for name, slip := range map[string]struct {
		only  string
		edit  func(c *coupleAtDoor, all []visits.Outcome)
		found string
	}{
		"the crew says so": {"no", func(*coupleAtDoor, []visits.Outcome) {}, visits.ToldOthers + " t1-g, guarantor"},
		"an outcome of the wife's own debt": {"yes", func(c *coupleAtDoor, all []visits.Outcome) {
			rec, err := c.hq.CaseRecord(c.ctx, c.other)
			c.must(err)
			all[2].Debt = rec.Case.Facts.Debt
		}, visits.ToldOthers + " none, guarantor"},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCouple(t)
			c.talks(slip.only)
			all := c.outcomes()
			slip.edit(c, all)
			c.ends(all...)
			if found := c.foundRules(); !slices.Equal(found, []string{slip.found}) {
				t.Errorf("found %q, wanted %q", found, slip.found)
			}
			c.countsOnce()
			c.sameAnew()
		})
	}
}
