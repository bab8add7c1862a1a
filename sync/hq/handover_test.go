package hq_test

import (
	"encoding/json"
	"testing"
	"time"

	"fairvisit/evidence"
	signing "fairvisit/evidence/crew"
	"fairvisit/visits"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/journal"
)

const tourDay = "2026-11-25"

// handsOver has Zhao receive with the PIN what Li's day ended with.
func (p *pairAtWork) handsOver() fieldwork.Handover {
	p.Helper()
	h, err := p.li.work.AskHandover(p.ctx, tourDay)
	p.must(err)
	c, err := p.zhao.work.ReceiveCash(p.ctx, h, signing.MethodPIN)
	p.must(err)
	p.must(p.li.work.HandOver(p.ctx, h, c))
	return h
}

// tour is Li's day as headquarters holds it.
func (p *pairAtWork) tour() (found *visits.Tour) {
	p.Helper()
	p.must(p.hq.Settle(p.ctx))
	p.must(p.hq.EachPicture(p.ctx, visits.KindTour, func(body json.RawMessage) error {
		found = &visits.Tour{}
		return json.Unmarshal(body, found)
	}))
	if found == nil {
		p.Fatal("headquarters holds no day")
	}
	return found
}

// tourOf is Li's day as a device holds it; nil: it does not.
func (p *pairAtWork) tourOf(of *person) *visits.Tour {
	p.Helper()
	t, err := of.journal.Tour(p.ctx, p.li.id, tourDay)
	p.must(err)
	return t
}

// ends has Li count the cash of the day and say that it is over.
func (p *pairAtWork) ends(counted int64, reason string) {
	p.Helper()
	f, err := p.li.work.Ending(p.ctx, tourDay)
	p.must(err)
	if len(f.Cash) != 1 || f.Cash[0].Currency != "CNY" || f.Cash[0].Taken != 120000 {
		p.Fatalf("the day's visits took %+v", f.Cash)
	}
	f.Cash[0].Counted, f.Cash[0].Reason = counted, reason
	p.must(p.li.work.EndTour(p.ctx, f, p.zhao.id))
}

// dayWithCash is a pair that said to be ready, took 1,200.00 at a door and closed
// the visit; gao is the manager.
func dayWithCash(t *testing.T) (p *pairAtWork, gao *person) {
	p = newPair(t)
	gao = p.enrol("manager", "Gao")
	p.must(p.li.work.SayReady(p.ctx, visits.ReadyFacts{Day: tourDay, Age: -1, Stops: 1, Class: "A", Free: 1 << 30, Carried: []string{visits.CarriedPapers}}, p.zhao.id))
	p.must(p.visit.Money(p.ctx, visits.MoneyFacts{Amount: 120000, Currency: "CNY", Method: visits.MethodCash, Receipt: "R-1"}))
	p.closeVisit()
	return p, gao
}

// A crew says that it is ready, works, counts its cash and hands it over: the
// manager's device and headquarters come to the same, whoever is in reach first,
// and each of the three tablets shows it.
func TestStoryACrewHandsItsCashOver(t *testing.T) {
	for _, first := range []string{"Li", "Zhao"} {
		t.Run(first+" is in reach first", func(t *testing.T) {
			p, gao := dayWithCash(t)
			p.ends(120000, "")
			if at := p.tourOf(p.li); at == nil || at.State() != "to_hand_over" || !at.Receiver().IsZero() {
				t.Errorf("before the hand-over Li's tablet shows %+v", at)
			}
			p.handsOver()
			p.handsOver() // asked again, nothing is written
			if first == "Zhao" {
				p.zhao.sync()
			}
			p.li.sync()
			p.zhao.sync()
			gao.sync()
			p.zhao.sync()
			p.li.sync()
			for who, at := range map[string]*visits.Tour{"headquarters": p.tour(), "the manager": p.tourOf(gao), "Li": p.tourOf(p.li), "Zhao": p.tourOf(p.zhao)} {
				switch {
				case at == nil:
					t.Errorf("%s holds no day", who)
				case at.Ready == nil || at.Ready.Second != p.zhao.id || at.Ready.Stops != 1 || at.Officer != p.li.id || at.Day != tourDay:
					t.Errorf("%s holds that it was ready as %+v", who, at.Ready)
				case at.Ended == nil || at.Ended.Cash[0].Counted != 120000 || at.Ended.Done != 1 || at.Ended.First == 0 || at.Ended.Last < at.Ended.First:
					t.Errorf("%s holds that it ended as %+v", who, at.Ended)
				case at.Receiver() != p.zhao.id || len(at.Received) != 2 || at.State() != "ended":
					t.Errorf("%s holds the hand-over as %+v", who, at.Received)
				}
			}
			p.expect(visits.CashDiffers)
			p.expect(visits.CashBroken)
			p.expect(visits.NotUnderstood)
			p.sameAnew()
			p.must(p.li.journal.Rebuild(p.ctx))
			p.must(p.zhao.journal.Rebuild(p.ctx))
			if a, b := p.tourOf(p.li), p.tourOf(p.zhao); a == nil || b == nil || len(a.Received) != 2 || len(b.Received) != 2 {
				t.Errorf("rebuilt, Li's tablet holds %+v and Zhao's %+v", a, b)
			}
		})
	}
}

// Less lies in the bag than the visits say, and nobody received it: the manager's
// device and headquarters are told both, and nothing was held up.
func TestStoryCashThatIsMissingIsSeen(t *testing.T) {
	p, gao := dayWithCash(t)
	p.ends(100000, "missing")
	p.li.sync()
	gao.sync()
	p.expect(visits.CashDiffers, "CNY 100000, 120000")
	at := p.tourOf(gao)
	if at == nil || !at.Receiver().IsZero() || at.Ended.Cash[0].Reason != "missing" || !at.Ended.Cash[0].Differs() {
		t.Fatalf("the manager is shown %+v", at)
	}
	// Money that comes in later is held against the count too.
	if all := at.Ended.Against([]visits.Cash{{Currency: "CNY", Taken: 100000}, {Currency: "USD", Taken: 5}}); len(all) != 2 || all[0].Differs() || !all[1].Differs() {
		t.Errorf("against what visits say now it is %+v", all)
	}
	// Counted again and said again, the last word holds; what was received before is of
	// the word before.
	p.handsOver()
	p.turn(p.clock().Add(time.Minute))
	p.ends(120000, "")
	p.li.sync()
	p.zhao.sync()
	if at := p.tour(); at.Ended.Cash[0].Counted != 120000 || !at.Receiver().IsZero() {
		t.Errorf("after the second count it stands as %+v, received by %s", at.Ended, at.Receiver().Short())
	}
	p.sameAnew()
}

// Whoever says in another's name that cash was received is found, and counts nothing.
func TestStoryAnInventedReceiverIsFound(t *testing.T) {
	for name, c := range map[string]struct {
		forge func(p *pairAtWork, h fieldwork.Handover) visits.ReceivedFacts
		fault string
	}{
		"the officer's own key": {func(p *pairAtWork, h fieldwork.Handover) visits.ReceivedFacts {
			id := p.zhao.journal.Identity()
			return visits.ReceivedFacts{Day: tourDay, From: p.li.id, Word: h.Sign(id.Enrolment, id.Officer, id.Device, h.Entry, signing.MethodPIN, p.li.journal.Identity().Keys.Officer)}
		}, visits.CosignEnrolment},
		"the officer for themselves": {func(p *pairAtWork, h fieldwork.Handover) visits.ReceivedFacts {
			id := p.li.journal.Identity()
			return visits.ReceivedFacts{Day: tourDay, From: p.li.id, Word: h.Sign(id.Enrolment, id.Officer, id.Device, h.Entry, signing.MethodPIN, id.Keys.Officer)}
		}, visits.CosignSelf},
		"a signature for another end": {func(p *pairAtWork, h fieldwork.Handover) visits.ReceivedFacts {
			id, of := p.zhao.journal.Identity(), h
			of.Entry = evidence.Hash{1}
			s := of.Sign(id.Enrolment, id.Officer, id.Device, h.Entry, signing.MethodPIN, id.Keys.Officer)
			s.Entry = h.Entry
			return visits.ReceivedFacts{Day: tourDay, From: p.li.id, Word: s}
		}, visits.CosignSignature},
	} {
		t.Run(name, func(t *testing.T) {
			p, _ := dayWithCash(t)
			p.ends(120000, "")
			h, err := p.li.work.AskHandover(p.ctx, tourDay)
			p.must(err)
			f := c.forge(p, h)
			if err := p.li.work.HandOver(p.ctx, h, f.Word); err == nil {
				t.Error("the tablet takes it")
			}
			_, err = p.li.journal.Append(p.ctx, journal.Writing{Kind: visits.CashReceived, Refs: []evidence.Ref{{Kind: evidence.RefOfficer, ID: p.li.id}}, Facts: f})
			p.must(err)
			p.li.sync()
			p.expect(visits.CashBroken, c.fault)
			if at := p.tour(); !at.Receiver().IsZero() {
				t.Errorf("it counts: %+v", at.Received)
			}
		})
	}
}
