package visits_test

import (
	"slices"
	"testing"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// Of all pictures only people go to the feed every officer of a branch follows.
func TestOnlyPeopleAreInTheStaffFeed(t *testing.T) {
	unit, officer := evidence.NewID(), evidence.NewID()
	staff, branch := visits.StaffFeed(unit), visits.UnitFeed(unit)
	who := &visits.Person{ID: officer, Unit: unit, Role: "officer", Name: "Li"}
	if got := visits.Feeds(visits.Changed{Value: who}); !slices.Equal(got, []string{staff, branch}) {
		t.Errorf("a person is in %q", got)
	}
	if got := visits.Feeds(visits.Changed{Value: &visits.Person{ID: officer}}); len(got) != 0 {
		t.Errorf("a person of no branch is in %q", got)
	}
	decided := evidence.Hash{1}
	for _, other := range []any{
		&visits.Case{Unit: unit, Standing: decided, Decisions: []visits.Decision{{Entry: decided, Officer: officer}}},
		&visits.Visit{Unit: unit, Officer: officer}, &visits.Device{Unit: unit, Officer: officer}, &visits.Finding{Unit: unit, Officer: officer},
	} {
		got := visits.Feeds(visits.Changed{Value: other})
		if !slices.Equal(got, []string{branch, visits.OfficerFeed(officer)}) {
			t.Errorf("a %T is in %q", other, got)
		}
	}
}
