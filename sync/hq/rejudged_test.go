package hq_test

import (
	"crypto/ed25519"
	"encoding/hex"
	"slices"
	"strings"
	"testing"
	"time"

	"fairvisit/assets"
	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

// rawClient is a program of somebody's own: it has an enrolled device's keys and
// the protocol, and none of our rules.
type rawClient struct {
	wrong time.Duration // by which its wall clock is off
	*world
	id    journal.Identity
	epoch evidence.ID
	conn  fieldsync.Conn
	seq   uint64
	last  evidence.Hash

	welcome fieldsync.Welcome
}

// uncertified is somebody whom headquarters gave no papers.
const uncertified = "Uncertified"

// rawClient enrols and opens a session by hand.
func (w *world) rawClient(name string) *rawClient {
	w.Helper()
	who, err := w.hq.Person(w.ctx, w.unit, "officer", name)
	w.must(err)
	if name != uncertified {
		w.must(w.hq.Certify(w.ctx, who, "authorisation", workday.AddDate(5, 0, 0)))
	}
	invited, err := w.hq.Invite(w.ctx, "https://"+w.server.Addr(), "officer", who, w.unit, name)
	w.must(err)
	parsed, err := fieldsync.ParseInvitation(invited.Text())
	w.must(err)
	c := &rawClient{world: w, epoch: evidence.NewID()}
	c.id, err = fieldsync.Enrol(w.ctx, parsed)
	w.must(err)
	c.conn, err = fieldsync.Dialer("https://" + w.server.Addr())(w.ctx)
	w.must(err)
	w.Cleanup(func() { c.conn.Close() })
	var ch fieldsync.Challenge
	c.awaits(fieldsync.TChallenge, &ch)
	h := fieldsync.Hello{Version: fieldsync.Version, Build: "by hand", Device: c.id.Device, Epoch: c.epoch, Statement: c.id.Enrolment, Nonce: evidence.Hash{1},
		Epochs: []fieldsync.EpochEnd{{Epoch: c.epoch}}}
	h.Signature = hex.EncodeToString(ed25519.Sign(c.id.Keys.Device, fieldsync.AuthBytes(c.conn.Exporter(), ch.Nonce, h.Device, h.Epoch)))
	frame, err := fieldsync.EncodeJSON(fieldsync.THello, h)
	w.must(err)
	c.sends(frame)
	c.awaits(fieldsync.TWelcome, &c.welcome)
	c.pushes(visits.DeviceEnrolled, w.clock(), c.id.Enrolment)
	return c
}

func (c *rawClient) sends(frame []byte) {
	c.Helper()
	c.must(c.conn.Write(c.ctx, frame))
	c.must(c.conn.Flush())
}

// awaits reads up to the next frame of a type.
func (c *rawClient) awaits(t fieldsync.Type, into any) {
	c.Helper()
	for {
		frame, err := c.conn.Read(c.ctx)
		c.must(err)
		if fieldsync.Type(frame[0]) == t {
			c.must(fieldsync.DecodeJSON(frame[1:], into))
			return
		}
	}
}

// pushes signs an entry and sends it, until headquarters says that it is stored.
func (c *rawClient) pushes(kind string, at time.Time, facts any, refs ...evidence.Ref) evidence.Hash {
	c.Helper()
	return c.pushesWords(kind, at, facts, evidence.Part{}, refs...)
}

func (c *rawClient) notes(at time.Time, text string, refs ...evidence.Ref) {
	c.Helper()
	b, err := evidence.MarshalPayload(visits.NoteWords{Text: text})
	c.must(err)
	c.pushesWords(visits.NoteAdded, at, visits.Empty{}, evidence.NewPart(b), refs...)
}

func (c *rawClient) pushesWords(kind string, at time.Time, facts any, words evidence.Part, refs ...evidence.Ref) evidence.Hash {
	c.Helper()
	c.seq++
	b, err := evidence.MarshalPayload(facts)
	c.must(err)
	keys := evidence.Keys{Device: c.id.Keys.Device}
	if len(refs) > 0 {
		refs, keys = append(refs, evidence.Ref{Kind: evidence.RefOfficer, ID: c.id.Officer}), c.id.Keys
		slices.SortFunc(refs, func(a, b evidence.Ref) int { return int(a.Kind) - int(b.Kind) })
	}
	e, err := evidence.Sign(evidence.Header{Kind: kind, Build: "by hand", Device: c.id.Device, Epoch: c.epoch, Seq: c.seq, Prev: c.last, Wall: at.Add(c.wrong).UnixMicro(),
		Zone: 480, Boot: evidence.ID{7}, SinceBoot: at.UnixMicro() - workday.UnixMicro() + time.Hour.Microseconds(), Refs: refs}, evidence.NewPart(b), words, keys)
	c.must(err)
	batch := fieldsync.NewBatch(false, fieldsync.MaxFrame)
	if !batch.Add(e.Encode()) {
		c.Fatal("does not fit")
	}
	c.sends(batch.Frame())
	var stored fieldsync.Stored
	c.awaits(fieldsync.TStored, &stored)
	if stored.ID != e.ID {
		c.Fatalf("%s is not what was stored: %+v", kind, stored)
	}
	c.last = e.ID
	c.must(c.hq.Settle(c.ctx))
	return e.ID
}

// opens starts a visit as its own maker sees fit.
func (c *rawClient) opens(caseID evidence.ID, at time.Time, change func(*visits.OpenedFacts)) (visit evidence.ID) {
	c.Helper()
	visit = evidence.NewID()
	f := visits.OpenedFacts{PlaceKind: "home", Day: at.Format("2006-01-02"), Subjects: []visits.Subject{{Party: evidence.ID{1}, Role: "debtor", Debts: []evidence.ID{{2}}}},
		Verdict: visits.VerdictFacts{Decision: "allow", Class: "A"}}
	if change != nil {
		change(&f)
	}
	c.pushes(visits.VisitOpened, at, f, evidence.Ref{Kind: evidence.RefCase, ID: caseID}, evidence.Ref{Kind: evidence.RefVisit, ID: visit})
	return visit
}

// byNight is 22:05 at the debtors' address.
var byNight = workday.Add(12*time.Hour + 5*time.Minute)

// A program of somebody's own opens a visit at 22:05, alone. It is stored, counts
// as a contact, and is found by the rules it broke; made anew, the same is found.
func TestAForeignVisitByNightIsStoredAndFound(t *testing.T) {
	w := newWorld(t, false)
	w.turn(workday)
	cases := w.importCases(oneCase)
	w.turn(byNight.Add(time.Minute))
	foreign := w.rawClient("Foreign")
	visit := foreign.opens(cases[0], byNight, nil)
	w.expect(visits.RuleHours, "W-HOME 2026-11-25 22:05")
	w.expect(visits.RuleCrew, "H-CREW 2026-11-25 22:05")
	w.expect(visits.RuleFlagKnown)
	w.expect(visits.RulePlace)
	rec, err := w.hq.CaseRecord(w.ctx, cases[0])
	w.must(err)
	if len(rec.Case.Contacts) != 1 || rec.Case.Contacts[0].Visit != visit {
		t.Errorf("contacts are %+v", rec.Case.Contacts)
	}
	(&office{world: w, caseID: cases[0]}).sameAnew()
	w.expect(visits.RuleHours, "W-HOME 2026-11-25 22:05")
}

// Each rule is found by its own name.
func TestWhatWasAgainstTheRulesIsFoundByName(t *testing.T) {
	alone := visits.RuleCrew + " H-CREW 2026-11-25 10:30"
	morning := workday.Add(30 * time.Minute)
	for name, c := range map[string]struct {
		at     time.Time
		before func(w *world, c evidence.ID)
		change func(*visits.OpenedFacts)
		after  func(f *rawClient, c, visit evidence.ID)
		found  []string
	}{
		"by day":      {at: morning, found: []string{alone}},
		"on a Sunday": {at: morning.AddDate(0, 0, -3), found: []string{visits.RuleHours + " W-HOME 2026-11-22 10:30", visits.RuleCrew + " H-CREW 2026-11-22 10:30"}},
		"on a holiday, unannounced": {at: morning.AddDate(0, 0, -328), found: []string{visits.RuleClosedDay + " H-CLOSED 2026-01-01 10:30",
			visits.RuleNotice + " P-NOTICE 2026-01-01 10:30", visits.RuleCrew + " H-CREW 2026-01-01 10:30"}},
		"at a school":    {at: morning, change: func(f *visits.OpenedFacts) { f.PlaceKind = "school" }, found: []string{visits.RulePlace + " H-PLACE 2026-11-25 10:30", alone}},
		"without a time": {at: morning, change: func(f *visits.OpenedFacts) { f.Verdict.Class = "C" }, found: []string{alone, visits.RuleTime + " 2026-11-25 10:30"}},
		"with stops four days old": {at: morning, change: func(f *visits.OpenedFacts) { f.Verdict.FlagsAge = (96 * time.Hour).Microseconds() },
			found: []string{alone, visits.RuleStopsOld + " H-FRESH 2026-11-25 10:30"}},
		"despite a stop it knew": {at: morning, before: func(w *world, c evidence.ID) { w.stops(c, workday.Add(-48*time.Hour)) },
			change: func(f *visits.OpenedFacts) { f.Verdict.FlagsAge = time.Hour.Microseconds() },
			found:  []string{visits.RuleFlagKnown + " HB-CEASE 2026-11-23 10:00", alone}},
		"despite a stop only headquarters knew": {at: morning, before: func(w *world, c evidence.ID) { w.stops(c, workday.Add(-time.Hour)) },
			change: func(f *visits.OpenedFacts) { f.Verdict.FlagsAge = (5 * time.Hour).Microseconds() },
			found:  []string{alone, visits.RuleFlagUnseen + " HB-CEASE 2026-11-25 09:00"}},
		"before a stop": {at: morning, after: func(f *rawClient, c, _ evidence.ID) { f.stops(c, workday.Add(2*time.Hour)) }, found: []string{alone}},
		"staying on when asked to leave": {at: morning, after: func(f *rawClient, c, v evidence.ID) {
			f.pushes(visits.LeaveAsked, morning.Add(time.Minute), visits.Empty{}, about(c, v)...)
			f.pushes(visits.VisitLeft, morning.Add(3*time.Minute), visits.Empty{}, about(c, v)...)
		}, found: []string{visits.StayedOn + " 120 s > 60 s", alone}},
		"leaving within the minute": {at: morning, after: func(f *rawClient, c, v evidence.ID) {
			f.pushes(visits.LeaveAsked, morning.Add(time.Minute), visits.Empty{}, about(c, v)...)
			f.pushes(visits.VisitLeft, morning.Add(2*time.Minute), visits.Empty{}, about(c, v)...)
		}, found: []string{alone}},
		"staying on when a finger slipped": {at: morning, after: func(f *rawClient, c, v evidence.ID) {
			f.pushes(visits.LeaveAsked, morning.Add(time.Minute), visits.Empty{}, about(c, v)...)
			f.pushes(visits.LeaveMistaken, morning.Add(2*time.Minute), visits.Empty{}, about(c, v)...)
			f.pushes(visits.VisitLeft, morning.Add(30*time.Minute), visits.Empty{}, about(c, v)...)
		}, found: []string{alone}},
		"leaving as the hours end": {at: morning, after: func(f *rawClient, c, v evidence.ID) {
			f.pushes(visits.VisitLeft, workday.Add(8*time.Hour-time.Second), visits.Empty{}, about(c, v)...)
		}, found: []string{alone}},
		"leaving a second after the hours": {at: morning, after: func(f *rawClient, c, v evidence.ID) {
			f.pushes(visits.VisitLeft, workday.Add(8*time.Hour+time.Second), visits.Empty{}, about(c, v)...)
		}, found: []string{visits.RuleHours + " 2026-11-25 18:00", alone}},
		"staying until night": {at: morning, after: func(f *rawClient, c, v evidence.ID) {
			f.pushes(visits.VisitLeft, byNight, visits.Empty{}, about(c, v)...)
		}, found: []string{visits.RuleHours + " 2026-11-25 22:05", alone}},
		"with cash and no receipt": {at: morning, after: func(f *rawClient, c, v evidence.ID) {
			f.pushes(visits.MoneyTaken, morning.Add(time.Minute), visits.MoneyFacts{Amount: 500, Currency: "CNY", Method: "cash"}, about(c, v)...)
		}, found: []string{alone, visits.NoReceipt + " 500 CNY", visits.RuleCash + " H-CASH cash_not_allowed 500 CNY"}},
		"with cash and a receipt of blanks": {at: morning, after: func(f *rawClient, c, v evidence.ID) {
			f.pushes(visits.MoneyTaken, morning.Add(time.Minute), visits.MoneyFacts{Amount: 500, Currency: "CNY", Method: "cash", Receipt: "  "}, about(c, v)...)
		}, found: []string{alone, visits.NoReceipt + " 500 CNY", visits.RuleCash + " H-CASH cash_not_allowed 500 CNY"}},
		"with cash and a receipt, and with a card": {at: morning, after: func(f *rawClient, c, v evidence.ID) {
			f.pushes(visits.MoneyTaken, morning.Add(time.Minute), visits.MoneyFacts{Amount: 500, Currency: "CNY", Method: "cash", Receipt: "R-1"}, about(c, v)...)
			f.pushes(visits.MoneyTaken, morning.Add(time.Minute), visits.MoneyFacts{Amount: 500, Currency: "CNY", Method: "card"}, about(c, v)...)
		}, found: []string{alone, visits.RuleCash + " H-CASH cash_not_allowed 500 CNY"}},
		"telling the debt once it is known to whom": {at: morning, after: func(f *rawClient, c, v evidence.ID) {
			known := visits.Answer{Question: "d11", Code: "document", At: morning.Add(time.Minute).UnixMicro()}
			told := visits.Answer{Question: "t1", Code: "yes", At: morning.Add(time.Minute).UnixMicro()}
			f.pushes(visits.VisitPhase, morning.Add(3*time.Minute), visits.PhaseFacts{Phase: "door", Answers: []visits.Answer{known}}, about(c, v)...)
			f.pushes(visits.VisitPhase, morning.Add(4*time.Minute), visits.PhaseFacts{Phase: "talk", Answers: []visits.Answer{told}}, about(c, v)...)
		}, found: []string{alone}},
		"telling the debt first": {at: morning, after: func(f *rawClient, c, v evidence.ID) {
			told := visits.Answer{Question: "t1", Code: "yes", At: morning.Add(time.Minute).UnixMicro()}
			known := visits.Answer{Question: "d11", Code: "document", At: morning.Add(2 * time.Minute).UnixMicro()}
			f.pushes(visits.VisitPhase, morning.Add(3*time.Minute), visits.PhaseFacts{Phase: "door", Answers: []visits.Answer{known}}, about(c, v)...)
			f.pushes(visits.VisitPhase, morning.Add(4*time.Minute), visits.PhaseFacts{Phase: "talk", Answers: []visits.Answer{told}}, about(c, v)...)
		}, found: []string{alone, visits.DebtFirst + " 2026-11-25 10:31"}},
		"telling the debt to somebody else": {at: morning, after: func(f *rawClient, c, v evidence.ID) {
			answer := func(question, code string, minutes time.Duration) visits.Answer {
				return visits.Answer{Question: question, Code: code, At: morning.Add(minutes * time.Minute).UnixMicro()}
			}
			f.pushes(visits.VisitPhase, morning.Add(3*time.Minute), visits.PhaseFacts{Phase: "door", Answers: []visits.Answer{answer("d6", "adult", 1), answer("d11", "failed", 2)}}, about(c, v)...)
			f.pushes(visits.VisitPhase, morning.Add(5*time.Minute), visits.PhaseFacts{Phase: "talk", Answers: []visits.Answer{answer("t1", "yes", 4)}}, about(c, v)...)
		}, found: []string{alone, visits.DebtFirst + " 2026-11-25 10:34", visits.ToldOthers + " t1, adult"}},
		"a note of the debt where the debtor was not": {at: morning, after: func(f *rawClient, c, v evidence.ID) {
			f.notes(morning.Add(time.Minute), "told the neighbour of the loan", about(c, v)...)
			f.pushes(visits.VisitClosed, morning.Add(3*time.Minute), visits.ClosedFacts{Entries: 3, Outcomes: []visits.Outcome{{Code: "tpm"}}}, about(c, v)...)
		}, found: []string{alone, visits.ToldOthers + " a note", visits.NoteAdmits + " telling_family"}},
		"a note that admits what is refused": {at: morning, after: func(f *rawClient, c, v evidence.ID) {
			f.notes(morning.Add(time.Minute), "I told his wife about the debt and threatened him", about(c, v)...)
			f.notes(morning.Add(2*time.Minute), "我跟他老婆说了欠款", about(c, v)...)
			f.notes(morning.Add(2*time.Minute), "He threatened me; nobody was told about the debt.", about(c, v)...)
			f.pushes(visits.VisitAbandoned, morning.Add(3*time.Minute), visits.Empty{}, about(c, v)...)
		}, found: []string{alone, visits.NoteAdmits + " telling_family, telling_family, threats"}},
		"a neutral note where the debtor was not": {at: morning, after: func(f *rawClient, c, v evidence.ID) {
			f.notes(morning.Add(time.Minute), "the neighbour says he is back on Friday", about(c, v)...)
			f.pushes(visits.VisitClosed, morning.Add(3*time.Minute), visits.ClosedFacts{Entries: 3, Outcomes: []visits.Outcome{{Code: "tpm"}}}, about(c, v)...)
		}, found: []string{alone}},
		"a note of the debt where the debtor was": {at: morning, after: func(f *rawClient, c, v evidence.ID) {
			f.notes(morning.Add(time.Minute), "pays the loan in June", about(c, v)...)
			f.pushes(visits.VisitClosed, morning.Add(3*time.Minute), visits.ClosedFacts{Entries: 3, Outcomes: []visits.Outcome{{Code: "tpm"}, {Code: "ptp"}}}, about(c, v)...)
		}, found: []string{alone}},
		"nine answers in half a minute": {at: morning, after: func(f *rawClient, c, v evidence.ID) {
			f.pushes(visits.VisitPhase, morning.Add(20*time.Second), visits.PhaseFacts{Phase: "door", Answers: make([]visits.Answer, 9)}, about(c, v)...)
			f.pushes(visits.VisitClosed, morning.Add(30*time.Second), visits.ClosedFacts{Entries: 3}, about(c, v)...)
		}, found: []string{alone}},
		"answered in a minute": {at: morning, after: func(f *rawClient, c, v evidence.ID) {
			f.pushes(visits.VisitPhase, morning.Add(20*time.Second), visits.PhaseFacts{Phase: "door", Answers: make([]visits.Answer, 12)}, about(c, v)...)
			f.pushes(visits.VisitClosed, morning.Add(60*time.Second), visits.ClosedFacts{Entries: 3}, about(c, v)...)
		}, found: []string{alone}},
		"answered in half a minute": {at: morning, after: func(f *rawClient, c, v evidence.ID) {
			f.pushes(visits.VisitPhase, morning.Add(20*time.Second), visits.PhaseFacts{Phase: "door", Answers: make([]visits.Answer, 12)}, about(c, v)...)
			f.pushes(visits.VisitClosed, morning.Add(30*time.Second), visits.ClosedFacts{Entries: 3}, about(c, v)...)
		}, found: []string{alone, visits.TooFast + " 12: 30 s"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, false)
			w.turn(workday.AddDate(0, 0, -4))
			id := w.importCases(oneCase)[0]
			if c.before != nil {
				c.before(w, id)
			}
			w.turn(byNight.Add(time.Hour))
			f := w.rawClient("Foreign")
			visit := f.opens(id, c.at, c.change)
			if c.after != nil {
				c.after(f, id, visit)
			}
			var got []string
			for _, code := range visits.RuleFindings {
				for _, detail := range w.found(code) {
					if code == visits.ToldOthers && !strings.Contains(detail, ",") {
						detail = "a note" // which is named by its hash
					}
					if code == visits.NoteAdmits { // likewise
						parts := strings.Split(detail, ", ")
						for i, p := range parts {
							parts[i], _, _ = strings.Cut(p, " ")
						}
						detail = strings.Join(parts, ", ")
					}
					got = append(got, code+" "+detail)
				}
			}
			if strings.Join(got, "\n") != strings.Join(c.found, "\n") {
				t.Errorf("found %q, wanted %q", got, c.found)
			}
			(&office{world: w, caseID: id}).sameAnew()
		})
	}
}

func about(c, visit evidence.ID) []evidence.Ref {
	return []evidence.Ref{{Kind: evidence.RefCase, ID: c}, {Kind: evidence.RefVisit, ID: visit}}
}

// stops has headquarters raise a stop at that time.
func (w *world) stops(c evidence.ID, at time.Time) {
	w.Helper()
	now := w.clock()
	w.turn(at)
	w.raises(c)
	w.turn(now)
}

// Two visits of a day, of which the earlier comes in last: the later one is found
// all the same, and once.
func TestALateEntryHasALaterVisitJudgedAgain(t *testing.T) {
	w := newWorld(t, false)
	w.turn(workday)
	c := w.importCases(oneCase)[0]
	p := w.publishers()
	files := w.shippedPacks()
	w.must(p.publish(files["house-2"], newYear, p.wang, p.sun))
	w.turn(byNight)
	first, second := w.rawClient("First"), w.rawClient("Second")
	second.opens(c, workday.Add(3*time.Hour), nil)
	w.expect(visits.RuleFrequency)
	first.opens(c, workday.Add(time.Hour), nil)
	found := w.found(visits.RuleFrequency)
	if len(found) != 1 || !strings.Contains(found[0], "F-ADDR-DAY 2026-11-25 13:00") {
		t.Errorf("found is %q", found)
	}
	(&office{world: w, caseID: c}).sameAnew()
}

// A device that goes on by the pack it was born with after headquarters published
// a newer one is found, and judged by the pack it names.
func TestAVisitByOlderRulesIsFound(t *testing.T) {
	w, li, zhao, c := branchAtWork(t)
	p := w.publishers()
	w.must(p.publish(laterHouse(t, "2026.3.0", "11:00"), newYear, p.wang, p.sun))
	w.turn(workday.Add(10 * time.Minute))
	li.visits(c, zhao.id) // offline
	w.turn(workday.Add(time.Hour))
	li.sync()
	old := li.work.Packs[0].Version
	w.expect(visits.RulePack, "base.house "+old+", 2026.3.0")
	w.expect(visits.RuleHours)
	(&office{world: w, li: li, caseID: c}).sameAnew()
}

// Rules that come into force while a crew is at the door hold from then on, beside
// those it began by.
func TestAVisitUnderWayGoesByTheRulesInForce(t *testing.T) {
	w, li, zhao, c := branchAtWork(t)
	visit, verdict, err := li.work.Open(w.ctx, c, zhao.id)
	if err != nil {
		t.Fatalf("%v: %+v", err, verdict.Reasons)
	}
	stands, err := visit.Stands(w.ctx, nil, false)
	w.must(err)
	if !stands.Verdict.Allowed() {
		t.Fatalf("it may not go on: %+v", stands.Verdict.Reasons)
	}
	p := w.publishers()
	w.must(p.publish(laterHouse(t, "2026.3.0", "11:00"), newYear, p.wang, p.sun))
	li.sync()
	stands, err = visit.Stands(w.ctx, nil, false)
	w.must(err)
	if v := stands.Verdict; v.Allowed() || len(v.Packs) != 2 || v.Packs[0].Version != "2026.3.0" || v.Packs[1].Version != "2026.2.0" {
		t.Errorf("it goes on by %+v: %s", v.Packs, v.Decision)
	}
}

func (w *world) raises(c evidence.ID) {
	w.Helper()
	w.says(visits.FlagRaised, c, visits.FlagFacts{Code: "cease_contact", Source: "headquarters"})
}

// says has headquarters write an entry of a case.
func (w *world) says(kind string, c evidence.ID, facts any) {
	w.Helper()
	_, err := w.hq.Do(w.ctx, hq.Act{Kind: kind, Facts: facts, Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: c}}})
	w.must(err)
	w.must(w.hq.Settle(w.ctx))
}

func (w *world) shippedPacks() map[string][]byte {
	w.Helper()
	files, err := assets.Packs()
	w.must(err)
	return files
}

// What a device may say of a case follows from its role, and its role is what
// headquarters signed: a device that writes itself another one opens no door.
func TestADeviceCannotMakeItselfHeadquarters(t *testing.T) {
	w := newWorld(t, false)
	w.turn(workday)
	c := w.importCases(oneCase)[0]
	f := w.rawClient("Foreign")
	body, err := evidence.MarshalPayload(evidence.Enrolment{Device: f.id.Device, Officer: f.id.Officer, Unit: f.id.Unit, Role: "hq"})
	w.must(err)
	f.pushes(visits.DeviceEnrolled, workday, evidence.Statement{Body: string(body), Sig: strings.Repeat("00", 64)})
	f.pushes(visits.ConsentGiven, workday.Add(time.Minute), visits.ConsentFacts{Consent: evidence.NewID(), Kind: "consent.workplace", Form: "written", At: workday.UnixMicro(), Source: "file"},
		evidence.Ref{Kind: evidence.RefCase, ID: c})
	rec, err := w.hq.CaseRecord(w.ctx, c)
	w.must(err)
	if len(rec.Case.Consents) != 0 {
		t.Errorf("a device gave the consent that opens a door: %+v", rec.Case.Consents)
	}
}
