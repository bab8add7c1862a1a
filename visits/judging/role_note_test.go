package judging

import (
	"strings"
	"testing"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/outcome"
)

// Notes an honest crew writes where nobody was told anything.
func TestStoryANoteNamesTheDebtorAndNoDebt(t *testing.T) {
	for code, text := range map[string]string{"shf": "邻居主动说起：债务人已搬走", "dec": "家属出示死亡证明，债务人已去世", "jail": "The debtor is detained, says the guard.", "abr": "debtor lives abroad", "skip": "债务人无法查找", "tpm": "Asked for the debtor by name only, nothing said."} {
		h := atDoor(phase("door", 1, 0, 0, "d6=adult", "d8=yes"))
		h.Visit.Opened = &visits.OpenedFacts{}
		h.Visit.Opened.Used = []visits.Used{{ID: "house.outcomes", Hash: outcome.House().SHA256()}}
		h.Visit.Closed = &visits.ClosedFacts{Outcomes: []visits.Outcome{{Code: code}}}
		h.Visit.Notes = []visits.NoteLine{{Entry: evidence.Hash{1}, Text: text}}
		h.judgeTold()
		if got := strings.Join(h.found[visits.ToldOthers], "; "); got != "" {
			t.Errorf("%s %q: told_others %s", code, text, got)
		}
	}
}
