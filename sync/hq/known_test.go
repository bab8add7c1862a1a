package hq_test

import (
	"strings"
	"testing"
	"time"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// told is a device of somebody's own making that headquarters told the time.
func (w *world) told(name string) *rawClient {
	w.Helper()
	c := w.rawClient(name)
	c.beacon(w.clock())
	return c
}

// beacon writes headquarters' time of the welcome into the chain.
func (c *rawClient) beacon(at time.Time) {
	c.Helper()
	c.pushes(visits.TimeBeacon, at, c.welcome.Beacon)
}

// starts writes the start of a visit, whoever's it is; of no case where there is none.
func (c *rawClient) starts(visit, caseID evidence.ID, at time.Time) {
	c.Helper()
	refs := []evidence.Ref{{Kind: evidence.RefVisit, ID: visit}}
	if !caseID.IsZero() {
		refs = about(caseID, visit)
	}
	c.pushes(visits.VisitOpened, at, visits.OpenedFacts{PlaceKind: "home", Day: at.Format(time.DateOnly), Verdict: visits.VerdictFacts{Decision: "allow", Class: "A"},
		Subjects: []visits.Subject{{Party: evidence.ID{1}, Role: "debtor", Debts: []evidence.ID{{2}}}}}, refs...)
}

func (w *world) contacts(id evidence.ID) []visits.Contact {
	w.Helper()
	w.must(w.hq.Settle(w.ctx))
	rec, err := w.hq.CaseRecord(w.ctx, id)
	w.must(err)
	return rec.Case.Contacts
}

// Two visits of one day, one by a tablet whose clock is days off: the limit of the day
// is found broken whichever way it is off, and whether its time is known before the
// other visit came in or only after it.
func TestALimitIsFoundBrokenByTheTrueTime(t *testing.T) {
	for name, c := range map[string]struct {
		wrong time.Duration
		late  bool // its time is known after both visits came in
		alone bool // the same tablet makes the other visit, too
	}{"right": {}, "slow": {wrong: -72 * time.Hour}, "fast": {wrong: 72 * time.Hour}, "a month fast": {wrong: 40 * 24 * time.Hour},
		"slow, and known late": {wrong: -72 * time.Hour, late: true}, "fast, and known late": {wrong: 72 * time.Hour, late: true},
		"slow, and both by it": {wrong: -72 * time.Hour, alone: true}, "fast, and both by it, known late": {wrong: 72 * time.Hour, late: true, alone: true}} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, false)
			w.turn(workday)
			id := w.importCases(oneCase)[0]
			other := w.rawClient("Other")
			off := w.rawClient("Off")
			off.wrong = c.wrong
			if !c.late {
				off.beacon(w.clock())
			}
			w.turn(workday.Add(4 * time.Hour))
			off.starts(evidence.NewID(), id, workday.Add(time.Hour))
			if c.alone {
				other = off
			}
			other.opens(id, workday.Add(3*time.Hour), nil)
			if c.late {
				off.beacon(workday)
			}
			w.must(w.hq.Settle(w.ctx))
			if found := strings.Join(w.found(visits.RuleFrequency), ", "); !strings.Contains(found, "F-ADDR-DAY 2026-11-25") {
				t.Errorf("two visits of one day are found as %q", found)
			}
			for _, k := range w.contacts(id) {
				if at := time.UnixMicro(k.At()); at.Sub(workday).Abs() > 4*time.Hour {
					t.Errorf("a contact counts at %v", at.UTC())
				}
			}
			(&office{world: w, caseID: id}).sameAnew()
		})
	}
}

// What another device says of a visit does not move it, a start of no case is none's,
// and a clock set back later in the visit does not either.
func TestNobodyElseMovesAContact(t *testing.T) {
	w := newWorld(t, false)
	w.turn(workday)
	cases := w.importCases(oneCase)
	mine, foreign := w.told("Mine"), w.told("Foreign")
	visit := evidence.NewID()
	mine.starts(visit, cases[0], workday.Add(time.Hour))
	before := w.contacts(cases[0])
	w.turn(workday.AddDate(0, 0, 39).Add(time.Hour))
	foreign.starts(visit, cases[0], workday.AddDate(0, 0, 39))
	foreign.starts(visit, evidence.ID{9, 9}, workday.AddDate(0, 0, 39))
	foreign.starts(evidence.NewID(), evidence.ID{}, workday.AddDate(0, 0, 39))
	mine.wrong = -40 * 24 * time.Hour
	mine.pushes(visits.VisitLeft, workday.Add(2*time.Hour), visits.Empty{}, about(cases[0], visit)...)
	after := w.contacts(cases[0])
	if len(after) != 1 || after[0].At() != before[0].At() {
		t.Errorf("%+v became %+v", before, after)
	}
	for _, nobody := range []evidence.ID{{9, 9}, {}} {
		if rec, err := w.hq.CaseRecord(w.ctx, nobody); err == nil && rec.Case != nil && len(rec.Case.Contacts) > 0 && rec.Case.Contacts[0].Known != 0 {
			t.Errorf("case %v has %+v", nobody, rec.Case.Contacts)
		}
	}
	(&office{world: w, caseID: cases[0]}).sameAnew()
}
