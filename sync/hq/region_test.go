package hq_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/intake"
	"fairvisit/visits/judging"
	"fairvisit/visits/rules"
)

// importAt takes a bank's file of one case whose address is in a zone, and gives it
// to a crew that hears of it.
func (w *world) importAt(csv, zone string, li, zhao *person) evidence.ID {
	w.Helper()
	f, err := intake.Read(strings.NewReader(csv), intake.Options{Today: w.clock().Format(time.DateOnly)})
	w.must(err)
	r, err := w.hq.Import(w.ctx, w.unit, zone, f, false)
	w.must(err)
	if len(r.Cases) != 1 {
		w.Fatalf("not taken: %+v", r.Issues)
	}
	w.must(w.hq.GiveNotice(w.ctx, "visit", "written", workday.AddDate(0, 0, -10), r.Cases...))
	w.assign(r.Cases[0], li, zhao)
	for _, p := range []*person{li, zhao} {
		p.reboots(0)
		p.sync()
		w.must(p.journal.SetMeta(w.ctx, fieldwork.MetaHeard, fieldwork.Heard(w.clock().UnixMicro())))
	}
	return r.Cases[0]
}

func packIDs(list []rules.PackUse) string {
	var ids []string
	for _, p := range list {
		ids = append(ids, p.ID)
	}
	slices.Sort(ids)
	return strings.Join(ids, " ")
}

// The address of the debtor says whose law governs, beside the branch's: on the
// device before the visit, and at headquarters of one that was made all the same. In a
// country whose rules are not complete nobody is visited.
func TestTheDebtorsAddressSaysWhoseLawGoverns(t *testing.T) {
	withCode := strings.ReplaceAll(strings.Replace(oneCase, "days_past_due", "days_past_due,region_code", 1), "CNY,45", "CNY,45,GR")
	for name, c := range map[string]struct {
		branch, zone, csv string
		packs             string // the device judged by
		refused           string // rule and code on the device; "" = it may start
		found             string // code and detail at headquarters of a foreign visit at that hour
	}{
		"nobody placed the branch, Mexico is a sketch": {"", "America/Mexico_City", oneCase, "base.house", "H-PACK no_rules_for_region", visits.RulePack + " H-PACK"},
		"nobody placed the branch, New York":           {"", "America/New_York", oneCase, "base.house us-ma.consumer us.federal", "", ""},
		"nobody placed the branch, Shanghai":           {"", "Asia/Shanghai", oneCase, "base.house cn.consumer", "", visits.RuleCrew + " CN-TWO"},
		"Athens in an Irish branch":                    {"IE", "Europe/Athens", oneCase, "base.house gr.debtor-information ie.consumer", "GR-NOVISIT prohibited", visits.RulePlace + " GR-NOVISIT"},
		"Mexico in an American branch":                 {"US", "America/Mexico_City", oneCase, "base.house us-ma.consumer us.federal", "H-PACK no_rules_for_region", visits.RulePack + " H-PACK"},
		"the house alone, Mexico":                      {"*", "America/Mexico_City", oneCase, "base.house", "", ""},
		"the house alone, but the file says Greece":    {"*", "Europe/Athens", withCode, "base.house gr.debtor-information", "GR-NOVISIT prohibited", visits.RulePlace + " GR-NOVISIT"},
	} {
		t.Run(name, func(t *testing.T) {
			zone, err := time.LoadLocation(c.zone)
			if err != nil {
				t.Fatal(err)
			}
			ten := time.Date(2026, 11, 25, 10, 0, 0, 0, zone)
			w := newWorld(t, false)
			w.turn(ten)
			if c.branch != "" {
				w.must(w.hq.PlaceUnit(w.ctx, w.unit, c.branch))
			}
			li, zhao := w.enrol("officer", "Li"), w.enrol("officer", "Zhao")
			li.work.Packs = judging.Born()
			id := w.importAt(c.csv, c.zone, li, zhao)
			v, _, err := li.work.Ask(w.ctx, id, zhao.id)
			w.must(err)
			if got := packIDs(v.Packs); got != c.packs {
				t.Errorf("judged by %s", got)
			}
			rule, code, _ := strings.Cut(c.refused, " ")
			says := slices.ContainsFunc(v.Reasons, func(r rules.Reason) bool { return r.Rule == rule && r.Code == code })
			if c.refused == "" && !v.Allowed() || c.refused != "" && (v.Allowed() || !says) {
				t.Errorf("%s: %+v", v.Decision, v.Reasons)
			}
			// A hand-made client asks nobody.
			w.turn(ten.Add(time.Minute))
			w.rawClient("Foreign").opens(id, ten, nil)
			if found, detail, _ := strings.Cut(c.found, " "); c.found != "" {
				if got := w.found(found); len(got) != 1 || !strings.Contains(", "+got[0], ", "+detail+" 2026-11-25 10:00") {
					t.Errorf("%s is found as %q", c.found, got)
				}
			} else if got := append(w.found(visits.RulePack), w.found(visits.RulePlace)...); len(got) > 0 {
				t.Errorf("found %q", got)
			}
			(&office{world: w, caseID: id}).sameAnew()
		})
	}
}

// A device that was born with the house's pack alone is sent those of every region
// that has one, and a visit that left the law of its address out is found.
func TestTheLawOfAnotherCountryReachesTheDevice(t *testing.T) {
	w := newWorld(t, false)
	w.turn(workday)
	w.must(w.hq.PlaceUnit(w.ctx, w.unit, "CN"))
	p := w.publishers()
	for _, name := range []string{"house-2", "cn", "gr"} {
		w.must(p.publish(w.shippedPacks()[name], newYear, p.wang, p.sun))
	}
	li, zhao := w.enrol("officer", "Li"), w.enrol("officer", "Zhao")
	id := w.importAt(oneCase, "Europe/Athens", li, zhao)
	v, c, err := li.work.Ask(w.ctx, id, zhao.id)
	w.must(err)
	if packIDs(v.Packs) != "base.house cn.consumer gr.debtor-information" || v.Allowed() {
		t.Errorf("%s by %s", v.Decision, packIDs(v.Packs))
	}
	used := []visits.Used{}
	for _, p := range v.Packs {
		if p.ID != "gr.debtor-information" {
			used = append(used, visits.Used{ID: p.ID, Version: p.Version, Hash: p.SHA256})
		}
	}
	w.rawClient("Foreign").opens(c.ID, workday, func(f *visits.OpenedFacts) { f.Used = used })
	w.expect(visits.RulePack, "gr.debtor-information –, "+judging.Born()[slices.IndexFunc(judging.Born(), func(p rules.Pack) bool { return p.ID == "gr.debtor-information" })].Version)
}

// until is the house's pack of a version whose doors close at a time of day.
func (w *world) houseUntil(version, to string) []byte {
	w.Helper()
	var pack map[string]any
	w.must(json.Unmarshal(laterHouse(w, version, "09:00"), &pack))
	pack["windows"].([]any)[0].(map[string]any)["to"] = to
	data, err := json.Marshal(pack)
	w.must(err)
	return data
}

// A visit that is under way while its pack changes is finished by the stricter of the
// two: a later version that lets more opens nothing for it, and one that lets less
// holds from then on. Headquarters judges by both as well.
func TestAVisitIsFinishedByTheStricterPack(t *testing.T) {
	for name, c := range map[string]struct {
		closes string // of the version that comes at noon
		leaves string // the crew leaves at, and may go on before
		found  []string
	}{
		"it lets more, and the crew stays past the old hours": {"22:00", "18:30", []string{"2026-11-25 18:30"}},
		"it lets more, and the crew keeps the old ones":       {"22:00", "17:59", nil},
		"it lets less, and the crew stays past the new hours": {"13:00", "13:30", []string{"2026-11-25 13:30"}},
		"it lets less, and the crew keeps the new ones":       {"13:00", "12:59", nil},
	} {
		t.Run(name, func(t *testing.T) {
			w, li, zhao, id := branchAtWork(t)
			visit, verdict, err := li.work.Open(w.ctx, id, zhao.id)
			if err != nil {
				t.Fatalf("%v: %+v", err, verdict.Reasons)
			}
			w.turn(workday.Add(2 * time.Hour))
			p := w.publishers()
			w.must(p.publish(w.houseUntil("2026.3.0", c.closes), newYear, p.wang, p.sun))
			li.sync()
			leaves, err := time.ParseInLocation("2006-01-02 15:04", "2026-11-25 "+c.leaves, time.FixedZone("", 8*3600))
			w.must(err)
			w.turn(leaves)
			stands, err := visit.Stands(w.ctx, nil, false)
			w.must(err)
			if v := stands.Verdict; v.Allowed() != (c.found == nil) || packIDs(v.Packs) != "base.house base.house" {
				t.Errorf("%s by %+v: %+v", v.Decision, v.Packs, v.Reasons)
			}
			w.must(visit.Leave(w.ctx))
			w.must(visit.Close(w.ctx, []visits.Outcome{{Code: "nf"}}, nil))
			li.sync()
			w.expect(visits.RuleHours, c.found...)
			if next, _, err := li.work.Ask(w.ctx, id, zhao.id); err != nil || packIDs(next.Packs) != "base.house" {
				t.Errorf("the next one goes by %s (%v)", packIDs(next.Packs), err)
			}
			(&office{world: w, caseID: id}).sameAnew()
		})
	}
}
