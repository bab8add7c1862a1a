package hq_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
	"fairvisit/visits/intake"
)

// At 22:05 nobody may be at a door in any country whose rules are complete: a
// foreign client's visit is stored, and found by the name of that country's rule.
func TestAForeignVisitByNightIsFoundInEveryCountry(t *testing.T) {
	for region, c := range map[string]struct {
		packs []string
		zone  string
		found []string // code and rule
	}{
		"*":     {nil, "Asia/Shanghai", []string{visits.RuleHours + " W-HOME"}},
		"CN":    {[]string{"cn"}, "Asia/Shanghai", []string{visits.RuleHours + " CN-W", visits.RuleCrew + " CN-TWO"}},
		"US":    {[]string{"us-federal"}, "America/Chicago", []string{visits.RuleHours + " US-W"}},
		"US-MA": {[]string{"us-federal", "us-ma"}, "America/New_York", []string{visits.RuleHours + " US-W", visits.RuleHours + " MA-W"}},
		"IE":    {[]string{"ie"}, "Europe/Dublin", []string{visits.RuleHours + " IE-W"}},
		"GR":    {[]string{"gr"}, "Europe/Athens", []string{visits.RuleHours + " W-HOME", visits.RulePlace + " GR-NOVISIT"}},
	} {
		t.Run(region, func(t *testing.T) {
			w := newWorld(t, false)
			w.turn(workday.Add(-24 * time.Hour))
			p := w.publishers()
			for _, name := range append([]string{"house-2"}, c.packs...) {
				w.must(p.publish(w.shippedPacks()[name], newYear, p.wang, p.sun))
			}
			w.must(w.hq.PlaceUnit(w.ctx, w.unit, region))
			f, err := intake.Read(strings.NewReader(oneCase), intake.Options{Today: w.clock().Format(time.DateOnly)})
			w.must(err)
			r, err := w.hq.Import(w.ctx, w.unit, c.zone, f, false)
			w.must(err)
			zone, err := time.LoadLocation(c.zone)
			w.must(err)
			night := time.Date(2026, 11, 25, 22, 5, 0, 0, zone)
			w.turn(night.Add(time.Minute))
			foreign := w.rawClient("Foreign")
			visit := foreign.opens(r.Cases[0], night, nil)
			for _, want := range c.found {
				code, rule, _ := strings.Cut(want, " ")
				if got := w.found(code); len(got) != 1 || !strings.Contains(", "+got[0], ", "+rule+" 2026-11-25 22:05") {
					t.Errorf("%s is found as %q", want, got)
				}
			}
			rec, err := w.hq.CaseRecord(w.ctx, r.Cases[0])
			w.must(err)
			if len(rec.Case.Contacts) != 1 || rec.Case.Contacts[0].Visit != visit {
				t.Errorf("it is not kept: %+v", rec.Case.Contacts)
			}
			(&office{world: w, caseID: r.Cases[0]}).sameAnew()
		})
	}
}

// When a visit began, as well as it is known, is held against the packs in force
// where the branch is, and not against those this build ships.
func TestAStartIsProvedByTheRulesInForceWhereTheBranchIs(t *testing.T) {
	for region, found := range map[string][]string{"*": nil, "CN": {"A: 2026-11-25 10:29 – 2026-11-25 10:30"}} {
		t.Run(region, func(t *testing.T) {
			w := newWorld(t, false)
			w.turn(workday)
			c := w.importCases(oneCase)[0]
			p := w.publishers()
			w.must(p.publish(w.lateInChina(), newYear, p.wang, p.sun))
			w.must(w.hq.PlaceUnit(w.ctx, w.unit, region))
			f := w.rawClient("Foreign")
			f.pushes(visits.TimeBeacon, workday, f.welcome.Beacon)
			w.turn(workday.Add(time.Hour))
			f.opens(c, workday.Add(30*time.Minute), nil)
			w.expect(visits.TimeUnproved, found...)
			(&office{world: w, caseID: c}).sameAnew()
		})
	}
}

// lateInChina is a pack of China whose doors open at half past eleven.
func (w *world) lateInChina() []byte {
	w.Helper()
	var pack map[string]any
	w.must(json.Unmarshal(w.shippedPacks()["cn"], &pack))
	pack["version"] = "2026.9.0"
	pack["windows"].([]any)[0].(map[string]any)["from"] = "11:30"
	pack["tests"] = []any{
		map[string]any{"case": "opens", "at": "2026-03-10T11:30:00+08:00", "zone": "Asia/Shanghai", "place": "home", "crew": 2, "act": "start", "expect": "allow"},
		map[string]any{"case": "shut", "at": "2026-03-10T05:00:00+08:00", "zone": "Asia/Shanghai", "place": "home", "crew": 2, "act": "start", "expect": "block", "rule": "CN-W", "code": "outside_window"}}
	data, err := json.Marshal(pack)
	w.must(err)
	return data
}

// Who goes without the papers the rules ask for is found; papers that were taken
// back when nobody at the door could know of it are not held against them.
func TestAVisitWithoutPapersIsFound(t *testing.T) {
	for name, c := range map[string]struct {
		who           string
		before, after time.Time // until when headquarters says the papers hold
		found         []string
	}{
		"never given":      {uncertified, time.Time{}, time.Time{}, []string{"P-LICENCE 2026-11-25 10:30"}},
		"run out":          {"Foreign", workday.AddDate(0, 0, -1), time.Time{}, []string{"P-LICENCE 2026-11-25 10:30"}},
		"in order":         {"Foreign", workday.AddDate(1, 0, 0), time.Time{}, nil},
		"taken back later": {"Foreign", workday.AddDate(1, 0, 0), workday.AddDate(0, 0, -1), nil},
		"given only later": {uncertified, time.Time{}, workday.AddDate(1, 0, 0), nil},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, false)
			w.turn(workday.AddDate(0, 0, -4))
			id := w.importCases(oneCase)[0]
			f := w.rawClient(c.who)
			if !c.before.IsZero() {
				w.must(w.hq.Certify(w.ctx, f.id.Officer, "authorisation", c.before))
			}
			w.turn(workday.Add(2 * time.Hour))
			if !c.after.IsZero() {
				w.must(w.hq.Certify(w.ctx, f.id.Officer, "authorisation", c.after))
			}
			f.opens(id, workday.Add(30*time.Minute), nil)
			w.expect(visits.RulePapers, c.found...)
			(&office{world: w, caseID: id}).sameAnew()
		})
	}
}

// A second officer who is named and was not there does not make a crew of two.
func TestASecondOfficerWhoWasNotThereIsFound(t *testing.T) {
	for here, found := range map[string][]string{"yes": nil, "no": {"H-CREW 2026-11-25 10:00"}} {
		t.Run(here, func(t *testing.T) {
			w, li, zhao, c := branchAtWork(t)
			v, _, err := li.work.Open(w.ctx, c, zhao.id)
			w.must(err)
			w.must(v.Answer(w.ctx, "a12", checklist.Chosen(here), ""))
			_, err = v.EndPhase(w.ctx, checklist.PhaseBefore, evidence.Hash{})
			w.must(err)
			li.sync()
			w.expect(visits.RuleCrew, found...)
			(&office{world: w, caseID: c}).sameAnew()
		})
	}
}

// A consent that a later row says ended is ended, and not open beside the row.
func TestALaterRowEndsAConsent(t *testing.T) {
	const head, open = "creditor,number,date,consent,form,role,until,withdrawn\n", "Bank A,0001,2026-11-01,more_visits,written,debtor,,\n"
	const ended, withdrawn, longer = "Bank A,0001,2026-11-01,more_visits,written,debtor,2026-11-20,\n", "Bank A,0001,2026-11-01,more_visits,written,debtor,,2026-11-10\n", "Bank A,0001,2026-11-01,more_visits,written,debtor,2026-12-31,\n"
	for name, c := range map[string]struct {
		files []string
		last  string // day it can be rested on, "" for ever
	}{
		"open":                           {[]string{open}, ""},
		"an end later":                   {[]string{open, ended}, "2026-11-20"},
		"an end in the same file":        {[]string{open + ended}, "2026-11-20"},
		"withdrawn later":                {[]string{open, withdrawn}, "2026-11-09"},
		"with an end, withdrawn later":   {[]string{longer, withdrawn}, "2026-11-09"},
		"ended, the first file again":    {[]string{open, ended, open}, "2026-11-20"},
		"made longer":                    {[]string{ended, longer}, "2026-12-31"},
		"made longer, the old one again": {[]string{ended, longer, ended}, "2026-12-31"},
	} {
		t.Run(name, func(t *testing.T) {
			w, _, _ := crewed(t)
			id := w.unannounced(oneCase)[0]
			for _, f := range c.files {
				w.take(intake.Consents, head+f)
			}
			rec, err := w.hq.CaseRecord(w.ctx, id)
			w.must(err)
			last, zone := "none", time.FixedZone("", 8*3600)
			for day := workday.AddDate(0, -1, 0); day.Before(workday.AddDate(0, 3, 0)); day = day.AddDate(0, 0, 1) {
				if restedOn(rec.Case, day.UnixMicro()) {
					last = day.In(zone).Format(time.DateOnly)
				}
			}
			if c.last == "" {
				c.last = "2027-02-24"
			}
			if last != c.last {
				t.Errorf("it can be rested on until %s, not %s: %+v", last, c.last, rec.Case.Consents)
			}
			before, err := w.hq.PicturesHash(w.ctx)
			w.must(err)
			w.take(intake.Consents, head+c.files[len(c.files)-1])
			if after, err := w.hq.PicturesHash(w.ctx); err != nil || after != before {
				t.Errorf("the last file again changes something: %v", err)
			}
		})
	}
}

// restedOn reports whether some consent of a case holds at a moment.
func restedOn(c *visits.Case, at int64) bool {
	for _, l := range c.Consents {
		if l.At <= at && (l.Until == 0 || at < l.Until) && (l.Withdrawn == 0 || at < l.Withdrawn) {
			return true
		}
	}
	return false
}

// The same consent said twice by entries, the second time with an end.
func TestALaterEntryEndsAConsent(t *testing.T) {
	w, _, _ := crewed(t)
	id := w.unannounced(oneCase)[0]
	f := visits.ConsentFacts{Consent: evidence.NewID(), Kind: "consent.more_visits", Form: "written", At: workday.AddDate(0, 0, -20).UnixMicro(), Source: visits.SourceFile}
	for _, until := range []int64{0, workday.UnixMicro(), 0} {
		f.Until = until
		w.says(visits.ConsentGiven, id, f)
	}
	rec, err := w.hq.CaseRecord(w.ctx, id)
	w.must(err)
	if l := rec.Case.Consents; len(l) != 1 || l[0].Until != workday.UnixMicro() {
		t.Errorf("it stands as %+v", l)
	}
}

// A headquarters that somebody broke into brings back the list of publishers of
// before one of them was struck off. The tablet goes by the list it knows.
func TestAnOlderListOfPublishersIsNotTakenBack(t *testing.T) {
	w, li, zhao, c := branchAtWork(t)
	p := w.publishers()
	first, err := w.hq.Rulebook(w.ctx)
	w.must(err)
	w.must(p.names(2, p.sun, p.stranger))
	li.sync()
	if l, err := li.work.Library(w.ctx); err != nil || l.RolledBack() {
		t.Fatalf("the newer list: %v", err)
	}
	body, err := json.Marshal(visits.Rulebook{ID: first.ID, Publishers: first.Publishers, Version: first.Version})
	w.must(err)
	li.given(visits.RulesFeed("*", "*"), visits.Key{Kind: visits.KindRulebook, ID: first.ID}, body, 1<<39)
	late := laterHouse(t, "2026.5.0", "06:00")
	statement, sigs := p.signs(late, newYear, p.wang, p.sun) // wang was struck off
	pub, err := evidence.Publish(statement, late, sigs...)
	w.must(err)
	var s evidence.PackStatement
	w.must(json.NewDecoder(bytes.NewReader([]byte(statement))).Decode(&s))
	li.sent(pub, s)
	if _, by := li.start(c, zhao.id); strings.Contains(by, "2026.5.0") {
		t.Errorf("a publisher who was struck off judges: %s", by)
	}
	l, err := li.work.Library(w.ctx)
	if err != nil || !l.RolledBack() || len(l.Unsigned()) != 1 {
		t.Errorf("nobody is told of it: %v", err)
	}
}
