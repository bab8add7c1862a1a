package report

import (
	"testing"

	"fairvisit/visits"
)

// A reader of a dossier meets no bare code of an incident or a hazard.
func TestWhatHappenedToACrewIsInWords(t *testing.T) {
	for _, l := range []Lang{English, Chinese} {
		w, err := wordsIn(l)
		if err != nil {
			t.Fatal(err)
		}
		for kind, codes := range map[string][]string{"incident": visits.IncidentCodes, "hazard": visits.HazardCodes} {
			for _, c := range codes {
				if w.texts[kind+"."+c] == "" {
					t.Errorf("%s: %s %s has no words", l, kind, c)
				}
			}
		}
	}
}
