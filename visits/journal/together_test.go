package journal_test

import (
	"errors"
	"testing"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

// Decisions of one plan stand or fall together: one that cannot be stored leaves
// none of those before it.
func TestSeveralEntriesStandOrFallTogether(t *testing.T) {
	d := newTablet(t, "manager")
	before := d.seq()
	decision := func(who evidence.ID) journal.Writing {
		return journal.Writing{Kind: visits.CaseAssigned, Facts: visits.AssignFacts{Officer: evidence.NewID(), Day: "2026-11-26"},
			Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: evidence.NewID()}, {Kind: evidence.RefOfficer, ID: who}}}
	}
	me := d.Identity().Officer
	if _, err := d.AppendAll(t.Context(), []journal.Writing{decision(me), decision(evidence.NewID())}); err == nil {
		t.Error("an entry in another's name was stored")
	}
	if d.seq() != before {
		t.Errorf("%d entries are left of a plan that was refused", d.seq()-before)
	}
	all, err := d.AppendAll(t.Context(), []journal.Writing{decision(me), decision(me)})
	if err != nil || len(all) != 2 || d.seq() != before+2 || all[1].Header.Prev != all[0].ID {
		t.Errorf("%d entries, %v", len(all), err)
	}
	failed := errors.New("the store is full")
	last := decision(me)
	last.Also = func(*journal.Tx) error { return failed }
	if _, err := d.AppendAll(t.Context(), []journal.Writing{decision(me), last}); !errors.Is(err, failed) || d.seq() != before+2 {
		t.Errorf("%v, %d entries", err, d.seq()-before)
	}
}
