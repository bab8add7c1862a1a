package hq_test

import (
	"strings"
	"testing"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/intake"
	"fairvisit/visits/journal"
)

// A manager imports offline a file that brings an erased person back under another
// number. The device cannot know; headquarters stops the case when it comes, no officer
// gets it, and somebody is told. Who else is in the file is taken.
func TestAManagersImportDoesNotBringAnErasedPersonBack(t *testing.T) {
	e := newErasing(t)
	_, err := e.hq.Erase(e.ctx, e.caseID, "wrong_party")
	e.must(err)
	wu := e.manager
	e.must(err)
	key := wu.journal.Identity().Import
	f, err := intake.Read(strings.NewReader(bankFile), intake.Options{Today: e.clock().Format("2006-01-02")})
	e.must(err)
	ids := map[string]evidence.ID{}
	for _, c := range f.Cases {
		facts, words := c.Content(key, "Asia/Shanghai")
		id := c.ID(key)
		ids[words.Number] = id
		if words.Number == "0001" {
			continue // the erased case itself: its words are kept by nobody
		}
		_, err := wu.journal.Append(e.ctx, journal.Writing{Kind: visits.CaseImported, Facts: facts, Words: words,
			Refs: []evidence.Ref{{Kind: evidence.RefUnit, ID: wu.journal.Identity().Unit}, {Kind: evidence.RefOfficer, ID: wu.id}, {Kind: evidence.RefCase, ID: id}}})
		e.must(err)
	}
	wu.sync()
	e.must(e.hq.Settle(e.ctx))
	state := func(number string) string {
		p, err := e.hq.Store.PictureByID(e.ctx, visits.KindCase, ids[number])
		e.must(err)
		return p.State
	}
	if got := state("0007"); got != "stopped" {
		t.Errorf("the erased person's other case is %s", got)
	}
	if got := state("0002"); got != "open" {
		t.Errorf("somebody else's case is %s", got)
	}
	if list, err := e.hq.ListFindings(e.ctx, visits.ComesBack, evidence.ID{}, 10); err != nil || len(list) != 1 || list[0].Case != ids["0007"] || list[0].Detail != intake.MarkPerson {
		t.Errorf("%v: found is %+v", err, list)
	}
	wu.sync()
	c, err := wu.journal.Case(e.ctx, ids["0007"])
	e.must(err)
	if len(c.Flags) != 1 || c.Flags[0].Code != visits.FlagErased {
		t.Errorf("the manager's desk shows %+v", c.Flags)
	}
	e.assign(ids["0007"], e.li, e.enrol("officer", "Chen"))
	e.li.sync()
	if c, err := e.li.journal.Case(e.ctx, ids["0007"]); err != nil || c == nil || c.Words.Place.Street != "" {
		t.Errorf("%v: the officer is sent to a door", err)
	}
	e.sameAnew()
}
