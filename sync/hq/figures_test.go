package hq_test

import (
	"fmt"
	"slices"
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

// Of four doors one promises, at one somebody else opens, at one nobody does and at one
// the rules end it. Each rate is of what it says it is of: the one that was ended is in
// none, a visit that is cancelled leaves every one, and of a promise among nobody met there
// is no rate at all, in whatever form it is read. A finding takes a visit out of the clean
// ones and out of no other.
func TestStoryRatesOfFourDoors(t *testing.T) {
	w, li, zhao := crewed(t)
	made := map[string]evidence.ID{}
	for i, code := range []string{"ptp", "tpm", "nf", "abt"} {
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
		made[code] = v.ID
	}
	// rates fails unless each rate is so many of so many, and reads so as a share and per mille.
	rates := func(when string, want ...string) {
		t.Helper()
		f, err := w.hq.Figures(w.ctx, evidence.ID{}, "", "")
		w.must(err)
		var got []string
		for _, row := range f.Rows() {
			if row.Rate {
				got = append(got, fmt.Sprintf("%s: %d of %d, %s, %q", row.Name, row.N, row.Of, row.Percent(), row.Cells()[3]))
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s the rates are\n%s\nand not\n%s", when, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
	if got := w.found(visits.TooFast); len(got) != 1 {
		t.Fatalf("a promise within a second is found as %q", got)
	}
	rates("at first",
		`without a finding of the rules: 3 of 4, 75 %, "750"`, `contact: 2 of 3, 67 %, "667"`, `right party: 1 of 3, 33 %, "333"`, `right party per contact: 1 of 2, 50 %, "500"`,
		`promise to pay: 1 of 1, 100 %, "1000"`, `right party at the first attempt: 1 of 3, 33 %, "333"`)
	f, err := w.hq.Figures(w.ctx, evidence.ID{}, "", "")
	w.must(err)
	if got, want := f.Rates(), (outcome.Rates{Contact: 667, RightParty: 333, RightPartyPerContact: 500, Promise: 1000, FirstRight: 333}); got != want {
		t.Errorf("as they go out they are %+v, not %+v", got, want)
	}
	w.must(w.hq.CancelVisit(w.ctx, made["ptp"], "duplicate"))
	rates("after one is cancelled",
		`without a finding of the rules: 3 of 3, 100 %, "1000"`, `contact: 1 of 2, 50 %, "500"`, `right party: 0 of 2, 0 %, "0"`, `right party per contact: 0 of 1, 0 %, "0"`,
		`promise to pay: 0 of 0, –, ""`, `right party at the first attempt: 0 of 2, 0 %, "0"`)
	if got := w.found(visits.TooFast); len(got) != 1 {
		t.Error("cancelling took a finding away")
	}
}
