package hq_test

import (
	"strings"
	"testing"

	"fairvisit/evidence"
	"fairvisit/sync/hq"
	"fairvisit/visits/intake"
	"fairvisit/visits/rules"
)

// Whom a pack would stop says the law of the cases that a tablet may be sent to, as a
// visit asks it, and not only where its branch is.
func TestThePublisherIsToldByWhereTheCasesAre(t *testing.T) {
	greek := strings.ReplaceAll(strings.Replace(oneCase, "days_past_due", "days_past_due,region_code", 1), "CNY,45", "CNY,45,GR")
	for name, c := range map[string]struct {
		branch, cases string // where the branch was placed, and its file
		elsewhere     string // the file of another branch, decided for the tablet's officer
		told          string // of which countries' packs
	}{
		"a Greek case in a Chinese branch":                   {"CN", greek, "", "* CN GR"},
		"a Chinese branch without a case":                    {"CN", "", "", "* CN"},
		"a case that says no region, in a branch":            {"US", oneCase, "", "* CN US"},
		"a Greek case where the house's rules are enough":    {"*", greek, "", "* GR"},
		"a case of no region where they are enough":          {"*", oneCase, "", "*"},
		"a case of no region in a branch that nobody placed": {"", oneCase, "", "* CN"},
		"nobody placed it and it has no case":                {"", "", "", "* CN GR US"},
		"a Greek case of another branch":                     {"CN", "", greek, "* CN GR"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, false)
			w.turn(workday)
			if c.branch != "" {
				w.must(w.hq.PlaceUnit(w.ctx, w.unit, c.branch))
			}
			silent := w.enrol("officer", "Silent")
			takes := func(unit evidence.ID, csv string) []evidence.ID {
				f, err := intake.Read(strings.NewReader(csv), intake.Options{Today: "2026-11-25"})
				w.must(err)
				r, err := w.hq.Import(w.ctx, unit, "Asia/Shanghai", f, false)
				w.must(err)
				return r.Cases
			}
			if c.cases != "" {
				takes(w.unit, c.cases)
			}
			if c.elsewhere != "" {
				_, err := w.hq.Assign(w.ctx, hq.Assignment{Case: takes(w.hq.UnitID("south"), c.elsewhere)[0], Officer: silent.id, Day: "2026-11-25", Order: 1})
				w.must(err)
			}
			pack, err := rules.ParsePack(housePackWithCash(t))
			w.must(err)
			var told []string
			for _, country := range []string{"*", "CN", "GR", "US"} {
				pack.Jurisdiction = rules.Jurisdiction{Country: country, Region: "*"}
				list, err := w.hq.NotReading(w.ctx, pack)
				w.must(err)
				if len(list) > 0 {
					told = append(told, country)
				}
			}
			if got := strings.Join(told, " "); got != c.told {
				t.Errorf("told by the packs of %q, and not of %q", got, c.told)
			}
		})
	}
}
