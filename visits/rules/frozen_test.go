package rules

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

// Verdicts that stand in old entries must come out again from the packs they
// were judged by: testdata/first-schema.txt was written by the engine that knew
// the first schema alone.
func TestTheFirstSchemaMeansWhatItMeant(t *testing.T) {
	var b strings.Builder
	packs := []Pack{housePack(t, nil), countryPack(t, func(o object) {
		o["windows"] = []any{object{"id": "XX-W", "place_kinds": []any{"*"}, "days": everyDay, "from": "08:00", "to": "17:00", "closed_days": "deny", "requires": []any{"consent.time"}}}
		o["closed_days"] = object{"id": "XX-C", "days": []any{"2026-03-10", "2026-03-12"}}
	})}
	for _, zone := range []string{shanghai, "America/New_York", "Nowhere"} {
		for _, place := range []string{PlaceHome, PlaceWork, "school"} {
			for h := int64(0); h < 9*24; h += 9 {
				for layers := 1; layers <= 2; layers++ {
					q := tuesdayAt(time.UnixMicro(at("2026-03-05T00:30:00+08:00") + h*hour).UTC().Format(time.RFC3339))
					q.Case.Zone, q.Place.Kind, q.When.Until = zone, place, q.When.Latest+2*hour
					q.Consents = []Consent{{Kind: "consent.time", Party: q.Subjects[0].Party, At: 1}}
					v := Evaluate(packs[:layers], q)
					fmt.Fprintln(&b, zone, place, time.UnixMicro(q.When.Latest).UTC().Format(time.RFC3339), layers, v.Decision, codesOf(v), v.NextAllowed, v.EndBy, len(v.MaySay), len(v.Evidence))
				}
			}
		}
	}
	want, err := os.ReadFile("testdata/first-schema.txt")
	if err != nil {
		t.Fatal(err)
	}
	is, was := strings.Split(b.String(), "\n"), strings.Split(string(want), "\n")
	if len(is) != len(was) {
		t.Fatalf("%d verdicts, there were %d", len(is), len(was))
	}
	for i := range is {
		if is[i] != was[i] {
			t.Fatalf("was %s\nis  %s", was[i], is[i])
		}
	}
}
