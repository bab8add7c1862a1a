package hq_test

import (
	"fmt"
	"strings"
	"testing"

	"fairvisit/assets"
	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/outcome"
)

// Visits of a branch are counted by the class of their outcomes, of the old table and of
// the new; one that headquarters cancels is no attempt any more and stays a contact. Made
// anew from the log all of it is the same.
func TestFiguresOfABranch(t *testing.T) {
	w, li, zhao := crewed(t)
	tables := assets.HouseOutcomeTables()
	old, err := outcome.Parse(tables[len(tables)-1])
	w.must(err)
	var cases, made []evidence.ID
	for i, code := range []string{"ptp", "rep", "dl", "abt", "ptp"} {
		li.work.Outcomes = outcome.House()
		if i == 0 {
			li.work.Outcomes = &old
		}
		c := w.importCases(fmt.Sprintf("creditor,number,name,street,amount,currency,days_past_due\nBank A,%d,王小明,中山路 %d 号,12000.50,CNY,45\n", i, i))[0]
		w.assign(c, li, zhao)
		li.sync()
		v, _, err := li.work.Open(w.ctx, c, zhao.id)
		w.must(err)
		held, err := li.journal.Case(w.ctx, c)
		w.must(err)
		w.must(v.Leave(w.ctx))
		w.must(v.Close(w.ctx, []visits.Outcome{{Party: held.Facts.Parties[0].Party, Debt: held.Facts.Debt, Code: code}}, nil))
		li.sync()
		cases, made = append(cases, c), append(made, v.ID)
	}
	figures := func() outcome.Figures {
		t.Helper()
		f, err := w.hq.Figures(w.ctx, evidence.ID{}, "", "")
		w.must(err)
		return f
	}
	if f := figures(); f.Attempts != 4 || f.Excluded != 1 || f.Contact != 3 || f.RightParty != 2 || f.Promises != 2 || f.First != 4 {
		t.Errorf("%+v", f)
	}
	if err := w.hq.CancelVisit(w.ctx, made[4], "bored"); err == nil || !strings.Contains(err.Error(), "nothing was done") {
		t.Errorf("cancelled for no reason of the list: %v", err)
	}
	w.must(w.hq.CancelVisit(w.ctx, made[4], "duplicate"))
	if err := w.hq.CancelVisit(w.ctx, made[4], "duplicate"); err == nil {
		t.Error("it was cancelled twice")
	}
	if err := w.hq.CancelVisit(w.ctx, evidence.ID{7}, "duplicate"); err == nil || !strings.Contains(err.Error(), "has no visit") {
		t.Errorf("a visit nobody made was cancelled: %v", err)
	}
	if f := figures(); f.Attempts != 3 || f.Excluded != 2 || f.RightParty != 1 || f.ByCode["dup"] != 1 || f.ByCode["ptp"] != 1 {
		t.Errorf("%+v", f)
	}
	rec, err := w.hq.CaseRecord(w.ctx, cases[4])
	w.must(err)
	if v := rec.Visits[0]; v.Cancelled == nil || v.Cancelled.Reason != "duplicate" || v.Closed == nil || len(rec.Case.Contacts) != 1 || rec.Case.Contacts[0].Codes[0] != "ptp" {
		t.Errorf("%+v %+v", v.Cancelled, rec.Case.Contacts)
	}
	if f, err := w.hq.Figures(w.ctx, evidence.ID{}, "2030-01-01", ""); err != nil || f.Attempts+f.Excluded != 0 {
		t.Errorf("%+v %v", f, err)
	}
	held, err := w.hq.PicturesHash(w.ctx)
	w.must(err)
	w.must(w.hq.Rebuild(w.ctx))
	if anew, err := w.hq.PicturesHash(w.ctx); err != nil || anew != held {
		t.Errorf("made anew it is another: %v", err)
	}
}

// A visit begun by the first table is judged by that: it wants a signature of a promise,
// as the table in force does not, and no channel.
func TestAVisitIsJudgedByItsOwnTable(t *testing.T) {
	w, li, zhao := crewed(t)
	tables := assets.HouseOutcomeTables()
	old, err := outcome.Parse(tables[len(tables)-1])
	w.must(err)
	li.work.Outcomes = &old
	c := w.importCases("creditor,number,name,street,amount,currency,days_past_due\nBank A,1,王小明,中山路 1 号,12000.50,CNY,45\n")[0]
	w.assign(c, li, zhao)
	li.sync()
	v, _, err := li.work.Open(w.ctx, c, zhao.id)
	w.must(err)
	li.work.Outcomes = outcome.House() // the program was updated while the visit was open
	if err := v.SetSubstitute(w.ctx, "ptp", "signature", "cannot_sign"); err != nil {
		t.Error(err)
	}
	held, err := li.journal.Case(w.ctx, c)
	w.must(err)
	w.must(v.Leave(w.ctx))
	w.must(v.Close(w.ctx, []visits.Outcome{{Party: held.Facts.Parties[0].Party, Debt: held.Facts.Debt, Code: "ptp"}}, nil))
	li.sync()
	w.must(w.hq.Settle(w.ctx))
	w.expect(visits.EvidenceMissing, "ptp hardship_asked, ptp identity, ptp promise")
}
