package fieldwork_test

import (
	"testing"

	"fairvisit/assets"
	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
	"fairvisit/visits/fieldwork"
)

// A visit is told by the very version it names, also by one that only the program still
// ships; by one that nobody here has it is told in the words of the list at hand, and
// that is said.
func TestAVisitIsToldByTheListItNames(t *testing.T) {
	var shipped []checklist.List
	for _, data := range assets.HouseChecklists() {
		l, err := checklist.Parse(data)
		if err != nil {
			t.Fatal(err)
		}
		shipped = append(shipped, l)
	}
	lists := fieldwork.NewLists(shipped[0])
	for name, c := range map[string]struct {
		used []visits.Used
		want checklist.List
		here bool
	}{
		"in force":  {[]visits.Used{{ID: "base.house"}, {ID: shipped[0].ID, Hash: shipped[0].Hash()}}, shipped[0], true},
		"before it": {[]visits.Used{{ID: shipped[1].ID, Hash: shipped[1].Hash()}}, shipped[1], true},
		"nowhere":   {[]visits.Used{{ID: shipped[0].ID, Version: "2027.1.0", Hash: evidence.Hash{1}}}, shipped[0], false},
		"none":      {nil, shipped[0], true},
	} {
		list, here := lists.Of(&visits.Visit{Opened: &visits.OpenedFacts{Used: c.used}})
		if list.Hash() != c.want.Hash() || here != c.here {
			t.Errorf("%s: told by %s, here: %v", name, list.Version, here)
		}
	}
}
