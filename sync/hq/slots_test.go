package hq_test

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"
	"time"

	"fairvisit/evidence"
	"fairvisit/evidence/clock"
	"fairvisit/sync/hq"
	"fairvisit/visits"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/intake"
	"fairvisit/visits/rules"
)

// weekly is the house pack with a limit of three calls and visits to a person in
// seven days in place of those of a day.
func (w *world) weekly() {
	w.Helper()
	var pack map[string]any
	w.must(json.Unmarshal(w.shippedPacks()["house-2"], &pack))
	pack["version"] = "2026.9.0"
	pack["frequency"] = []any{map[string]any{"id": "F-WEEK", "channels": []string{"visit", "call"}, "counts": "attempts", "per": "debtor", "window": "rolling",
		"days": 7, "max": 3, "severity": "block", "cites": []string{"HOUSE"}}}
	pack["tests"] = slices.DeleteFunc(pack["tests"].([]any), func(c any) bool { return c.(map[string]any)["contacts"] != nil })
	data, err := json.Marshal(pack)
	w.must(err)
	p := w.publishers()
	w.must(p.publish(data, newYear, p.wang, p.sun))
}

// called notes two calls to the person both banks have a claim against: one
// contact of the week is left.
func (w *world) called() {
	w.Helper()
	w.take(intake.Contacts, "creditor,number,date,time,channel,reached\nBank A,0001,2026-11-23,10:00,call,somebody\nBank A,0001,2026-11-24,11:00,call,nobody\n")
}

// neighbours are two claims against one person who lives at one address, of two
// banks, and one against somebody else.
const neighbours = "creditor,number,role,name,id_number,street,amount,currency,days_past_due\n" +
	"Bank A,0001,debtor,王小明,99999919900101001X,中山路 9999 号,12000.50,CNY,45\n" +
	"Bank B,7,debtor,王小明,99999919900101001X,黄河路 12 号,300.00,CNY,45\n" +
	"Bank C,1,debtor,李四,999999199301010046,长江路 3 号,300.00,CNY,45\n"

// crews are two crews of one branch, each with a claim against the same person.
type crews struct {
	*world
	li, zhao, he, wu *person
	cases            []evidence.ID
}

func twoCrews(t *testing.T) *crews {
	w, li, zhao := crewed(t)
	return &crews{world: w, li: li, zhao: zhao, he: w.enrol("officer", "he"), wu: w.enrol("officer", "wu"), cases: w.importCases(neighbours)}
}

func (c *crews) on(day string, k evidence.ID, first, second *person) {
	c.Helper()
	_, err := c.hq.Assign(c.ctx, hq.Assignment{Case: k, Officer: first.id, Second: second.id, Day: day, Order: 1})
	c.must(err)
}

const today, tomorrow = "2026-11-25", "2026-11-26"

// The limit of the week leaves one contact, two crews hold two cases of one debtor, and both
// are offline: only the one that was granted the slot may start.
func TestOnlyTheCrewWithTheSlotStarts(t *testing.T) {
	c := twoCrews(t)
	c.weekly()
	c.called()
	c.on(today, c.cases[0], c.li, c.zhao)
	c.on(today, c.cases[1], c.he, c.wu)
	c.on(today, c.cases[2], c.he, c.wu)
	c.li.sync()
	c.he.sync()
	if got := c.li.says(c.cases[0], c.zhao); got != "" {
		t.Errorf("who holds the slot is told %q", got)
	}
	if got := c.he.says(c.cases[1], c.wu); got != "H-SLOT slot_withheld" {
		t.Errorf("who holds none is told %q", got)
	}
	if _, _, err := c.he.work.Open(c.ctx, c.cases[1], c.wu.id); !errors.Is(err, fieldwork.ErrNotAllowed) {
		t.Errorf("without a slot a visit started: %v", err)
	}
	if got := c.he.says(c.cases[2], c.wu); got != "" {
		t.Errorf("somebody else's case: %q", got)
	}
	v, verdict, err := c.li.work.Open(c.ctx, c.cases[0], c.zhao.id)
	c.must(err)
	if verdict.Slot.State != rules.SlotGranted {
		t.Errorf("the verdict stands on %+v", verdict.Slot)
	}
	kept, err := c.li.journal.Visit(c.ctx, v.ID)
	c.must(err)
	if kept.Opened.Verdict.Slot != rules.SlotGranted {
		t.Errorf("the entry says %+v", kept.Opened.Verdict)
	}
	c.li.sync()
	c.expect(visits.RuleSlot)
	(&office{world: c.world, caseID: c.cases[0]}).sameAnew()
}

// A program of somebody's own starts on the contact another crew holds: it is
// stored, counted and found, whether the other crew comes or not.
func TestAForeignVisitOnAnothersSlotIsFound(t *testing.T) {
	for name, comes := range map[string]bool{"the other crew comes": true, "nobody else comes": false} {
		t.Run(name, func(t *testing.T) {
			c := twoCrews(t)
			c.on(today, c.cases[0], c.li, c.zhao)
			c.li.sync()
			c.turn(workday.Add(time.Hour))
			boot, since := clock.SinceBoot() // the tablet's clock of its boot went on too, or its wall clock would be a wrong one
			c.li.boot = func() (evidence.ID, int64) { return boot, since + time.Hour.Microseconds() }
			if comes {
				c.li.goes(c.cases[0], c.zhao, "nf")
				c.li.sync()
			}
			f := c.rawClient("Foreign")
			f.opens(c.cases[1], workday.Add(30*time.Minute), nil)
			c.expect(visits.RuleSlot, "F-ATT-DAY 2026-11-25 10:30")
			c.expect(visits.RuleFrequency)
			rec, err := c.hq.CaseRecord(c.ctx, c.cases[1])
			c.must(err)
			if len(rec.Case.Contacts) != 1 {
				t.Errorf("its contacts are %+v", rec.Case.Contacts)
			}
			(&office{world: c.world, caseID: c.cases[1]}).sameAnew()
			c.expect(visits.RuleSlot, "F-ATT-DAY 2026-11-25 10:30")
		})
	}
}

// A slot that is taken away is free once its tablet says so, and not before: until
// then it may be at the door. Who waits for it is granted it then.
func TestASlotComesBackWhenItsTabletGivesItUp(t *testing.T) {
	c := twoCrews(t)
	c.on(today, c.cases[0], c.li, c.zhao)
	c.li.sync()
	_, err := c.hq.Assign(c.ctx, hq.Assignment{Case: c.cases[0], Day: today})
	c.must(err)
	c.on(today, c.cases[1], c.he, c.wu)
	c.he.sync()
	if got := c.he.says(c.cases[1], c.wu); got != "H-SLOT slot_withheld" {
		t.Fatalf("while the first tablet knows nothing: %q", got)
	}
	if got := c.li.says(c.cases[0], c.zhao); got != "" {
		t.Fatalf("the first tablet, offline: %q", got)
	}
	c.li.sync()
	if got := c.li.says(c.cases[0], c.zhao); got != "H-SLOT slot_none" {
		t.Errorf("the first tablet, once it gave it up: %q", got)
	}
	c.he.sync()
	if got := c.he.says(c.cases[1], c.wu); got != "" {
		t.Errorf("once it came back: %q", got)
	}
	(&office{world: c.world, caseID: c.cases[0]}).sameAnew()
}

// A decision that is taken back before its tablet ever heard of it is given up too.
func TestASlotThatNeverArrivedComesBack(t *testing.T) {
	c := twoCrews(t)
	c.on(today, c.cases[2], c.li, c.zhao)
	c.li.sync()
	c.on(today, c.cases[0], c.li, c.zhao)
	_, err := c.hq.Assign(c.ctx, hq.Assignment{Case: c.cases[0], Day: today})
	c.must(err)
	c.on(today, c.cases[1], c.he, c.wu)
	c.li.sync()
	c.he.sync()
	if got := c.he.says(c.cases[1], c.wu); got != "" {
		t.Errorf("the other crew is told %q", got)
	}
}

// After its day a slot counts until the chain of its tablet went on, or two people
// wrote the tablet off.
func TestAnUnusedSlotCountsUntilItsTabletIsHeard(t *testing.T) {
	for name, free := range map[string]func(c *crews){
		"heard the next day": func(c *crews) { c.li.sync() },
		"written off by two": func(c *crews) {
			for _, who := range []string{"Wang Fang", "wang fang ", "Sun Li"} {
				_, err := c.hq.Forfeit(c.ctx, c.li.journal.Identity().Device, who)
				c.must(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := twoCrews(t)
			c.weekly()
			c.called()
			c.on(today, c.cases[0], c.li, c.zhao)
			c.li.sync()
			c.turn(workday.AddDate(0, 0, 1))
			c.li.rests(1)
			c.he.rests(1)
			c.on(tomorrow, c.cases[1], c.he, c.wu)
			c.he.sync()
			if got := c.he.says(c.cases[1], c.wu); got != "H-SLOT slot_withheld" {
				t.Fatalf("while nobody knows whether the first crew went: %q", got)
			}
			if name == "written off by two" {
				_, err := c.hq.Forfeit(c.ctx, c.li.journal.Identity().Device, "Wang Fang")
				c.must(err)
				c.on(tomorrow, c.cases[1], c.he, c.wu)
				c.he.sync()
				if got := c.he.says(c.cases[1], c.wu); got != "H-SLOT slot_withheld" {
					t.Errorf("written off by one person: %q", got)
				}
			}
			free(c)
			c.on(tomorrow, c.cases[1], c.he, c.wu)
			c.he.sync()
			if got := c.he.says(c.cases[1], c.wu); got != "" {
				t.Errorf("then: %q", got)
			}
			(&office{world: c.world, caseID: c.cases[1]}).sameAnew()
		})
	}
}

// A slot is for its day: on another the tablet is told which, and where no limit
// counts visits nobody needs one.
func TestASlotIsForItsDay(t *testing.T) {
	c := twoCrews(t)
	c.on(tomorrow, c.cases[0], c.li, c.zhao)
	c.li.sync()
	v, _, err := c.li.work.Ask(c.ctx, c.cases[0], c.zhao.id)
	c.must(err)
	if v.Allowed() || v.Reasons[0].Code != "slot_other_day" || v.Reasons[0].Params["day"] != tomorrow {
		t.Errorf("a day early: %+v", v)
	}
	if next := time.UnixMicro(v.NextAllowed).UTC().Format(time.RFC3339); next != "2026-11-26T01:00:00Z" {
		t.Errorf("it opens %s", next)
	}
	c.turn(workday.AddDate(0, 0, 1))
	c.li.rests(1)
	c.li.sync()
	if got := c.li.says(c.cases[0], c.zhao); got != "" {
		t.Errorf("on its day: %q", got)
	}
	p := c.publishers()
	p.must(p.publish(laterHouse(t, "2026.9.0", "08:00"), newYear, p.wang, p.sun))
	c.li.sync()
	c.turn(workday.AddDate(0, 0, 2))
	c.li.rests(2)
	c.li.sync()
	if got := c.li.says(c.cases[0], c.zhao); got != "" {
		t.Errorf("on another day, by rules without a limit: %q", got)
	}
}

// What one tablet holds twice it may use twice, so it counts twice for another;
// only where it is alone do its slots share what the limit leaves.
func TestSlotsOfOneTabletShareOnlyWhereItIsAlone(t *testing.T) {
	c := twoCrews(t)
	c.weekly()
	more := c.importCases("creditor,number,role,name,id_number,street,amount,currency,days_past_due\n" +
		"Bank E,1,debtor,王小明,99999919900101001X,泰山路 1 号,300.00,CNY,45\nBank F,1,debtor,王小明,99999919900101001X,泰山路 2 号,300.00,CNY,45\n")
	c.take(intake.Contacts, "creditor,number,date,time,channel,reached\nBank A,0001,2026-11-23,10:00,call,somebody\n") // two are left
	c.on(today, c.cases[0], c.he, c.wu)
	c.on(today, c.cases[1], c.li, c.zhao)
	c.on(today, more[0], c.li, c.zhao)
	c.li.sync()
	c.he.sync()
	if first, second := c.li.says(c.cases[1], c.zhao), c.li.says(more[0], c.zhao); first != "" || second != "H-SLOT slot_withheld" {
		t.Errorf("one is another's, one is left: %q, %q", first, second)
	}
	c.li.goes(c.cases[1], c.zhao, "nf")
	c.he.goes(c.cases[0], c.wu, "nf")
	c.li.sync()
	c.he.sync()
	c.expect(visits.RuleSlot)
	c.expect(visits.RuleFrequency)
	(&office{world: c.world, caseID: c.cases[0]}).sameAnew()
}

// Two claims at one door on one tablet: either may be the one visit of the day.
func TestOneTabletChoosesWhichOfItsCasesItVisits(t *testing.T) {
	c := twoCrews(t)
	c.on(today, c.cases[0], c.li, c.zhao)
	c.on(today, c.cases[1], c.li, c.zhao)
	c.li.sync()
	for _, k := range c.cases[:2] {
		if got := c.li.says(k, c.zhao); got != "" {
			t.Errorf("before any visit: %q", got)
		}
	}
	c.li.goes(c.cases[1], c.zhao, "nf")
	if got := c.li.says(c.cases[0], c.zhao); got != "F-ATT-DAY too_many_contacts" {
		t.Errorf("after it: %q", got)
	}
}
