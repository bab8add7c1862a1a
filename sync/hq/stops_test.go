package hq_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"fairvisit/evidence"
	"fairvisit/sync/hq"
	"fairvisit/visits"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/intake"
	"fairvisit/visits/journal"
)

// desk is a branch with a crew on the road, a second one, and two people who decide.
type desk struct {
	*world
	li, zhao, he, manager, rec *person
	caseID                     evidence.ID
}

func newDesk(t *testing.T) *desk {
	w, li, zhao := crewed(t)
	d := &desk{world: w, li: li, zhao: zhao, he: w.enrol("officer", "he"), manager: w.enrol("manager", "wu"), rec: w.enrol("headquarters", "rec")}
	d.caseID = w.importCases(oneCase)[0]
	w.assign(d.caseID, li, zhao)
	li.sync()
	w.assign(d.caseID, d.he, zhao)
	li.sync() // gives the slot back, without which nobody else is given one
	d.he.sync()
	if got := d.he.says(d.caseID, zhao); got != "" {
		t.Fatalf("before any stop the rules say %q", got)
	}
	return d
}

// raises has an officer raise a stop without a network, and hand it in.
func (d *desk) raises(p *person, code string) evidence.Hash {
	d.Helper()
	e, err := p.journal.Append(d.ctx, journal.Writing{Kind: visits.FlagRaised, Facts: visits.FlagFacts{Code: code, Source: "officer"}, Words: visits.TextWords{Text: "她说金额不对"},
		Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: d.caseID}, {Kind: evidence.RefOfficer, ID: p.id}}})
	d.must(err)
	p.sync()
	d.must(d.hq.Settle(d.ctx))
	return e.ID
}

// now is the case as headquarters has it.
func (d *desk) now() *visits.Case {
	d.Helper()
	c, err := d.hq.CaseNamed(d.ctx, d.caseID)
	d.must(err)
	return c
}

// does has a person write an act of the desk on their own device and hand it in.
func (d *desk) does(p *person, act visits.DeskAct, err error) {
	d.Helper()
	d.must(err)
	_, err = p.work.AtDesk(d.ctx, d.caseID, act)
	d.must(err)
	p.sync()
	d.must(d.hq.Settle(d.ctx))
}

func (d *desk) decides(p *person, s visits.StopDeciding, text string) {
	d.Helper()
	act, err := d.now().DecideStop(s, text, d.clock().UnixMicro())
	d.does(p, act, err)
}

func (d *desk) confirms(p *person, flag evidence.Hash) {
	d.Helper()
	act, err := d.now().AnswerRelease(flag, "", "看过还款协议")
	d.does(p, act, err)
}

// visitable fails unless the second crew's tablet, after a session, lets it go or
// not, and shows where the house is or not.
func (d *desk) visitable(when string, want bool) {
	d.Helper()
	d.he.sync()
	c, err := d.he.journal.Case(d.ctx, d.caseID)
	d.must(err)
	got := d.he.says(d.caseID, d.zhao)
	street := ""
	if c.Words != nil {
		street = c.Words.Place.Street
	}
	switch {
	case want && (got != "" || !strings.Contains(street, "9999")):
		d.Errorf("%s nobody goes: %q, %q", when, got, street)
	case !want && (!strings.Contains(got, "flag_stands") || street != ""):
		d.Errorf("%s the tablet lets a crew go, or has the address: %q, %q", when, got, street)
	}
}

// found are the findings of a code.
func (d *desk) found(code string) int {
	d.Helper()
	list, err := d.hq.ListFindings(d.ctx, code, evidence.ID{}, 100)
	d.must(err)
	return len(list)
}

// A dispute is raised on the road. Headquarters upholds it; a release takes two
// people, and the second crew goes only once their tablet has heard of both.
func TestAStopIsLiftedByTwoPeopleAndByNobodyAlone(t *testing.T) {
	d := newDesk(t)
	flag := d.raises(d.li, "dispute_open")
	d.visitable("after the dispute", false)
	if _, _, err := d.he.work.Open(d.ctx, d.caseID, d.zhao.id); !errors.Is(err, fieldwork.ErrNotAllowed) {
		t.Fatalf("the crew went all the same: %v", err)
	}
	d.decides(d.rec, visits.StopDeciding{Flag: flag, Decision: visits.StopUpheld, Reason: "documented"}, "银行在查")
	d.visitable("after it was upheld", false)
	if c := d.now(); c.DueBy(c.Flags[0]) != 0 || c.StopState(c.Flags[0]) != visits.StopUpheld {
		t.Errorf("an upheld stop is %s, to be decided by %d", c.StopState(c.Flags[0]), c.DueBy(c.Flags[0]))
	}

	d.later(time.Hour)
	d.decides(d.rec, visits.StopDeciding{Flag: flag, Decision: visits.StopRelease, Reason: "settled"}, "")
	d.visitable("after one asked for its release", false)
	d.confirms(d.rec, flag)
	d.visitable("after the same person confirmed", false)
	if n := d.found(visits.ReleaseAlone); n != 1 {
		t.Errorf("a release by one person alone is %d findings", n)
	}
	d.confirms(d.manager, flag)
	if got := d.he.says(d.caseID, d.zhao); !strings.Contains(got, "flag_stands") {
		t.Errorf("before the tablet has heard of it: %q", got)
	}
	d.visitable("after another person confirmed", true)
	if n := d.found(visits.ReleaseAlone); n != 1 {
		t.Errorf("a release by two people is a finding: %d", n)
	}
	rec, err := d.hq.StopRecord(d.ctx, d.caseID)
	d.must(err)
	if rec.Said[flag.String()] != "她说金额不对" || len(rec.Case.Lifted) != 1 || len(rec.Case.Stops[0].Decisions) != 2 {
		t.Errorf("the record says %+v, %+v", rec.Said, rec.Case.Stops)
	}
	d.sameAnew()

	// A stop of the same kind that is raised later is another one.
	d.raises(d.li, "dispute_open")
	d.visitable("after a second dispute", false)
}

// An officer's device opens no door: what it decides counts nothing and is found.
func TestAnOfficersDeviceLiftsNothing(t *testing.T) {
	d := newDesk(t)
	flag := d.raises(d.li, "cease_contact")
	d.decides(d.rec, visits.StopDeciding{Flag: flag, Decision: visits.StopRelease, Reason: "mistake"}, "")
	asked, _, _ := d.now().Stop(flag).Asked()
	_, err := d.he.journal.Append(d.ctx, journal.Writing{Kind: visits.ReleaseConfirmed, Facts: visits.ReleaseAnswerFacts{Flag: flag, Asked: asked.Entry},
		Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: d.caseID}, {Kind: evidence.RefOfficer, ID: d.he.id}}})
	d.must(err)
	d.he.sync()
	d.must(d.hq.Settle(d.ctx))
	d.visitable("after the officer confirmed it", false)
	if n := d.found(visits.ReleaseAlone); n != 1 {
		t.Errorf("that is %d findings", n)
	}
	if _, err := d.he.work.AtDesk(d.ctx, d.caseID, visits.DeskAct{Kind: visits.ReleaseConfirmed}); err == nil {
		t.Error("the officer's own device took the act")
	}
	d.sameAnew()
}

// Two who are both offline decide differently: it stands until one decision names
// both, and a release that was confirmed meanwhile does not hold.
func TestContradictingDecisionsKeepTheStopInForce(t *testing.T) {
	d := newDesk(t)
	flag := d.raises(d.li, "moratorium")
	c := d.now()
	release, err := c.DecideStop(visits.StopDeciding{Flag: flag, Decision: visits.StopRelease, Reason: "over"}, "", d.clock().UnixMicro())
	d.must(err)
	upheld, err := c.DecideStop(visits.StopDeciding{Flag: flag, Decision: visits.StopUpheld, Reason: "law"}, "", d.clock().UnixMicro())
	d.must(err)
	d.does(d.rec, release, nil)
	d.confirms(d.manager, flag)
	d.visitable("after the release", true)
	chen := d.enrol("manager", "chen")
	d.later(2 * time.Hour)
	d.does(chen, upheld, nil)
	d.visitable("after a decision that knew nothing of it", false)
	if n := d.found(visits.StopConflict); n != 1 {
		t.Errorf("the contradiction is %d findings", n)
	}
	if c := d.now(); len(c.Flags) != 1 || c.StopState(c.Flags[0]) != visits.StopContested {
		t.Errorf("the stop is %+v", c.Stops)
	}
	d.decides(d.rec, visits.StopDeciding{Flag: flag, Decision: visits.StopRelease, Reason: "over"}, "")
	d.confirms(chen, flag)
	d.visitable("after it was settled", true)
	d.sameAnew()
}

// A complaint keeps its stop until it is answered; the days it may take count.
func TestAComplaintIsReceivedAcknowledgedAndAnswered(t *testing.T) {
	d := newDesk(t)
	flag := d.raises(d.li, visits.FlagComplaint)
	if _, err := d.now().DecideStop(visits.StopDeciding{Flag: flag, Decision: visits.StopRelease, Reason: "settled"}, "", d.clock().UnixMicro()); !errors.Is(err, visits.ErrUnanswered) {
		t.Fatalf("a release before anybody took the complaint in: %v", err)
	}
	d.must(d.rec.work.ReceiveComplaint(d.ctx, d.now(), "visit", "conduct", "他们在楼道里大声说话", d.clock().UnixMicro()))
	d.rec.sync()
	k := d.now().Complaints[0]
	if len(d.now().Flags) != 1 || k.Flag != flag || k.DueBy() != workday.AddDate(0, 0, 3).UnixMicro() {
		t.Fatalf("received: %+v, %d stops", k, len(d.now().Flags))
	}
	// A release that somebody asks for past the refusal does not count either.
	_, err := d.rec.work.AtDesk(d.ctx, d.caseID, visits.DeskAct{Kind: visits.StopDecided, Facts: visits.StopDecidedFacts{Flag: flag, Decision: visits.StopRelease, Reason: "settled"}})
	d.must(err)
	d.rec.sync()
	d.confirms(d.manager, flag)
	d.visitable("before the complaint was answered", false)

	d.turn(workday.AddDate(0, 0, 4))
	list, err := d.hq.Complaints(d.ctx, evidence.ID{})
	d.must(err)
	if len(list) != 1 || !list[0].Over {
		t.Errorf("four days later: %+v", list)
	}
	d.later(24 * time.Hour)
	act, err := d.now().AcknowledgeComplaint(k.ComplaintFacts.Complaint, d.clock().UnixMicro())
	d.does(d.rec, act, err)
	if due := d.now().Complaints[0].DueBy(); due != workday.AddDate(0, 0, 15).UnixMicro() {
		t.Errorf("acknowledged, it is due %s", time.UnixMicro(due).UTC())
	}
	d.visitable("after it was acknowledged", false)
	act, err = d.now().AnswerComplaint(k.ComplaintFacts.Complaint, "partly", "道歉，并更换外访人员", d.clock().UnixMicro())
	d.does(d.rec, act, err)
	if got, _ := d.now().Complaints[0].Reply(); got.Upheld != "partly" {
		t.Errorf("answered: %+v", got)
	}
	_, err = d.hq.Assign(d.ctx, hq.Assignment{Case: d.caseID, Officer: d.he.id, Second: d.zhao.id, Day: "2026-11-26", Order: 1}) // its day is over
	d.must(err)
	d.visitable("after it was answered and the release stood asked and confirmed", true)
	d.sameAnew()
}

// later lets time pass since the workday began; the second crew's tablet was off
// meanwhile, so its clock since boot says nothing.
func (d *desk) later(since time.Duration) {
	d.turn(workday.Add(since))
	boot := evidence.NewID()
	d.he.boot = func() (evidence.ID, int64) { return boot, 1 }
}

// A visit that was made against a stop is found, whatever became of the stop later;
// one after the release is not.
func TestAVisitIsJudgedByTheStopsOfItsTime(t *testing.T) {
	d := newDesk(t)
	flag := d.raises(d.he, "represented") // by the tablet that goes there later
	d.later(time.Hour)
	d.decides(d.rec, visits.StopDeciding{Flag: flag, Decision: visits.StopRelease, Reason: "taken_back"}, "")
	d.confirms(d.manager, flag)
	c := d.now()
	stood := func(at time.Time) int { return len(c.StoodAt(at.UnixMicro())) }
	if stood(workday.Add(-time.Minute)) != 0 || stood(workday.Add(30*time.Minute)) != 1 || stood(workday.Add(time.Hour)) != 0 {
		t.Errorf("the stop stood %d, %d, %d times", stood(workday.Add(-time.Minute)), stood(workday.Add(30*time.Minute)), stood(workday.Add(time.Hour)))
	}
	d.later(2 * time.Hour)
	d.he.sync()
	d.he.goes(d.caseID, d.zhao, "nf")
	d.he.sync()
	d.must(d.hq.Settle(d.ctx))
	if n := d.found(visits.RuleFlagKnown) + d.found(visits.RuleFlagUnseen); n != 0 {
		t.Errorf("a visit after the release is found %d times", n)
	}
	d.sameAnew()
}

// Two visits against stops are handed in when the stops were lifted and stood again:
// one of a stop its own tablet raised, one of a stop headquarters knew of.
func TestAVisitAgainstAStopIsFoundWhateverBecameOfIt(t *testing.T) {
	for code, own := range map[string]bool{visits.RuleFlagKnown: true, visits.RuleFlagUnseen: false} {
		t.Run(code, func(t *testing.T) {
			d := newDesk(t)
			foreign := d.rawClient("Foreign")
			flag := evidence.Hash{}
			if own {
				flag = foreign.pushes(visits.FlagRaised, workday, visits.FlagFacts{Code: "cease_contact", Source: "officer"}, evidence.Ref{Kind: evidence.RefCase, ID: d.caseID})
			} else {
				flag = d.raises(d.li, "cease_contact")
			}
			d.later(time.Hour)
			d.decides(d.rec, visits.StopDeciding{Flag: flag, Decision: visits.StopRelease, Reason: "mistake"}, "")
			d.confirms(d.manager, flag)
			d.later(2 * time.Hour)
			d.decides(d.rec, visits.StopDeciding{Flag: flag, Decision: visits.StopUpheld, Reason: "law"}, "")
			never := func(f *visits.OpenedFacts) { f.Verdict.FlagsAge = -1 }
			d.later(3 * time.Hour)
			foreign.opens(d.caseID, workday.Add(90*time.Minute), never)
			if n := d.found(code); n != 0 {
				t.Errorf("a visit while it was lifted is %d findings", n)
			}
			foreign.opens(d.caseID, workday.Add(30*time.Minute), never)
			if n := d.found(code); n != 1 {
				t.Errorf("a visit while it stood is %d findings", n)
			}
			d.sameAnew()
		})
	}
}

// What must be decided first stands first, and who is late is said.
func TestTheDeskListsWhatIsOverdueFirst(t *testing.T) {
	d := newDesk(t)
	dispute := d.raises(d.li, "dispute_open")
	deceased := d.raises(d.li, "deceased")
	lines, err := d.hq.Stops(d.ctx, d.unit)
	d.must(err)
	if len(lines) != 2 || lines[0].Flag != deceased || lines[1].Flag != dispute || lines[0].Over || lines[0].Name != "王**" || strings.Contains(lines[0].Street, "9999") {
		t.Fatalf("%+v", lines)
	}
	d.turn(workday.Add(5 * time.Hour))
	d.decides(d.rec, visits.StopDeciding{Flag: deceased, Decision: visits.StopExtended, Reason: "waiting_authority", Until: workday.AddDate(0, 0, 7).UnixMicro()}, "")
	lines, err = d.hq.Stops(d.ctx, d.unit)
	d.must(err)
	if lines[0].Flag != dispute || lines[0].Over || lines[1].State != visits.StopExtended || lines[1].Due != workday.AddDate(0, 0, 7).UnixMicro() {
		t.Errorf("%+v", lines)
	}
	d.turn(workday.Add(25 * time.Hour))
	lines, err = d.hq.Stops(d.ctx, evidence.ID{})
	d.must(err)
	if !lines[0].Over || lines[1].Over {
		t.Errorf("a day later: %+v", lines)
	}
	if other, err := d.hq.Stops(d.ctx, d.hq.UnitID("south")); err != nil || len(other) != 0 {
		t.Errorf("%v: another branch has %+v", err, other)
	}
}

// A creditor's file of stops: each row is judged by itself, and the file again
// changes nothing, also after one of them was lifted.
func TestStopsOfACreditorsFileComeOnce(t *testing.T) {
	d := newDesk(t)
	const file = "case,code,from,until,source,reason\nBank A/0001,moratorium,2026-11-20,2027-01-19,court,债务重组\nBank A/0009,dispute,2026-11-20,,,\n" +
		"Bank A/0001,on holiday,2026-11-20,,,\nBank A/0001,dispute,2027-11-20,,,\n,dispute,2026-11-20,,,\n"
	r := d.take(intake.Flags, file)
	var said []string
	for _, p := range r.Issues {
		said = append(said, p.Column+"="+p.Value)
	}
	if got := strings.Join(said, " "); r.Taken != 1 || r.Refused != 4 || got != "case=Bank A/0009 code=on holiday from=2027-11-20 case=" {
		t.Fatalf("%+v: %s", r, got)
	}
	d.visitable("after the file", false)
	f := d.now().Flags[0]
	if f.Code != "moratorium" || f.Source != visits.SourceFile || f.Until == 0 || d.now().DueBy(f) != f.Until || f.At >= workday.UnixMicro() {
		t.Errorf("the stop is %+v", f)
	}
	same := func(when string) {
		t.Helper()
		before, err := d.hq.PicturesHash(d.ctx)
		d.must(err)
		again := d.take(intake.Flags, file)
		after, err := d.hq.PicturesHash(d.ctx)
		d.must(err)
		if again.Taken != 0 || again.Same != 1 || before != after {
			t.Errorf("%s: %+v", when, again)
		}
	}
	same("the same file again")
	d.decides(d.rec, visits.StopDeciding{Flag: f.Entry, Decision: visits.StopRelease, Reason: "over"}, "")
	d.confirms(d.manager, f.Entry)
	d.visitable("after its release", true)
	same("again after its release")
	d.visitable("after the file again", true)
	d.sameAnew()
}

// Every stop of the list is one the rules and the files of a creditor know.
func TestEveryStopHasItsRule(t *testing.T) {
	d := newDesk(t)
	for _, code := range visits.StopCodes {
		r := d.take(intake.Flags, "case,code,from\nBank A/0001,"+code+",2026-11-20\n")
		if r.Taken != 1 {
			t.Errorf("%s: %+v", code, r.Issues)
		}
	}
	d.he.sync()
	v, _, err := d.he.work.Ask(d.ctx, d.caseID, d.zhao.id)
	d.must(err)
	stops := 0
	for _, r := range v.Reasons {
		if r.Code == "flag_stands" {
			stops++
		}
		if r.Code == "flag_not_understood" {
			t.Errorf("the rules do not know %v", r.Params)
		}
	}
	if stops != len(visits.StopCodes) {
		t.Errorf("%d of %d stops stand", stops, len(visits.StopCodes))
	}
}

// A colleague who has not heard of the release shows the stop: it stops nothing.
func TestALiftedStopIsNotReadFromAColleague(t *testing.T) {
	d := newDesk(t)
	flag := d.raises(d.li, "paid")
	codes, err := d.li.work.ShowStops(d.ctx, d.caseID)
	d.must(err)
	d.decides(d.rec, visits.StopDeciding{Flag: flag, Decision: visits.StopRelease, Reason: "mistake"}, "")
	d.confirms(d.manager, flag)
	d.visitable("after the release", true)
	if _, _, err := d.he.work.TakeStop(d.ctx, codes[0].Text); !errors.Is(err, visits.ErrLifted) {
		t.Errorf("the colleague's stop: %v", err)
	}
	d.visitable("after the colleague showed it", true)
}
