package hq_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"testing"

	"fairvisit/evidence"
	signing "fairvisit/evidence/crew"
	"fairvisit/evidence/dossier"
	"fairvisit/sync/hq"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

// pairAtWork is a visit of Li's in which Zhao goes along, each with a device.
type pairAtWork struct {
	*office
	zhao *person
}

func newPair(t *testing.T) *pairAtWork {
	w := newWorld(t, false)
	w.turn(workday)
	p := &pairAtWork{office: &office{world: w, li: w.enrol("officer", "Li")}, zhao: w.enrol("officer", "Zhao")}
	p.caseID = w.importCases(oneCase)[0]
	w.assign(p.caseID, p.li, p.zhao)
	p.li.sync()
	p.zhao.sync()
	var err error
	p.visit, _, err = p.li.work.Open(w.ctx, p.caseID, p.zhao.id)
	w.must(err)
	return p
}

// cosigns has Zhao sign for the visit as two screens pass it on.
func (p *pairAtWork) cosigns() {
	p.Helper()
	r, err := p.li.work.AskCosign(p.ctx, p.visit.ID)
	p.must(err)
	read, err := signing.ParseRequest(r.Text())
	p.must(err)
	given, err := p.zhao.work.Cosign(p.ctx, read, signing.MethodQR)
	p.must(err)
	code, err := read.CosignText(given)
	p.must(err)
	taken, err := p.li.work.ReadCosign(r, code)
	p.must(err)
	p.must(p.li.work.TakeCosign(p.ctx, r, taken))
}

// held is the visit as headquarters holds it.
func (o *office) held() *visits.Visit {
	o.Helper()
	o.must(o.hq.Settle(o.ctx))
	rec, err := o.hq.CaseRecord(o.ctx, o.caseID)
	o.must(err)
	for _, v := range rec.Visits {
		if v.ID == o.visit.ID {
			return v
		}
	}
	o.Fatal("headquarters does not hold the visit")
	return nil
}

// found lists the details of findings of a code.
func (w *world) found(code string) (details []string) {
	w.Helper()
	w.must(w.hq.Settle(w.ctx))
	w.must(w.hq.EachPicture(w.ctx, visits.KindFinding, func(body json.RawMessage) error {
		var f visits.Finding
		err := json.Unmarshal(body, &f)
		if f.Code == code {
			details = append(details, f.Detail)
		}
		return err
	}))
	return details
}

// expect fails unless exactly these were found of a code.
func (w *world) expect(code string, details ...string) {
	w.Helper()
	if got := w.found(code); !slices.Equal(got, details) {
		w.Errorf("%s: found %q, wanted %q", code, got, details)
	}
}

// Two officers with a device each sign for a visit; whichever device is in reach
// first, headquarters comes to the same, and a dossier holds.
func TestTwoDevicesSignForAVisit(t *testing.T) {
	for _, first := range []string{"Li", "Zhao"} {
		t.Run(first+" is in reach first", func(t *testing.T) {
			p := newPair(t)
			p.cosigns()
			p.cosigns() // asked again, nothing is written
			p.closeVisit()
			if first == "Zhao" {
				p.zhao.sync()
				if v := p.held(); !v.Officer.IsZero() || len(v.Cosigners()) != 1 || v.Cosigners()[0].Taken {
					t.Errorf("before Li is heard the visit is %+v", v)
				}
			}
			p.li.sync()
			p.zhao.sync()
			v := p.held()
			who := v.Cosigners()
			if len(who) != 1 || who[0].Officer != p.zhao.id || who[0].Method != signing.MethodQR || !who[0].Taken || !who[0].Given || who[0].Fault != "" {
				t.Errorf("it is signed by %+v", who)
			}
			if v.Officer != p.li.id || v.Second != p.zhao.id || v.Device != p.li.journal.Identity().Device || v.Status != visits.StatusClosed || len(v.Cosigned) != 2 {
				t.Errorf("the visit is %+v", v)
			}
			p.expect(visits.CosignBroken)
			p.expect(visits.ForeignEntry)
			p.expect(visits.CountWrong)
			p.sameAnew()
			r, faults := p.judged()
			if len(faults) > 0 || r.Cosigned != 2 || r.Devices < 2 {
				t.Errorf("the dossier says %+v, %v", r, faults)
			}
		})
	}
}

// judged is what a stranger says of the case's dossier.
func (o *office) judged() (dossier.Report, []dossier.Fault) {
	o.Helper()
	var b bytes.Buffer
	o.must(o.hq.WriteDossier(o.ctx, &b, hq.DossierOf{Case: o.caseID, At: o.size(), Mask: dossier.MaskNone}))
	return dossier.Verify(bytes.NewReader(b.Bytes()), int64(b.Len()), o.hq.Keys().Root)
}

// One officer signs for both: whichever way the second signature was made, by whoever it
// suits, it is found at headquarters and in a dossier.
func TestStoryOneOfficerSignsForTwo(t *testing.T) {
	for name, c := range map[string]struct {
		forge func(p *pairAtWork, r signing.Request) signing.Cosigned
		fault string
	}{
		"the acting officer for themselves": {func(p *pairAtWork, r signing.Request) signing.Cosigned {
			id := p.li.journal.Identity()
			return r.Sign(id.Enrolment, id.Officer, id.Device, r.Entry, signing.MethodPIN, id.Keys.Officer)
		}, visits.CosignSelf},
		"the acting officer as Zhao": {func(p *pairAtWork, r signing.Request) signing.Cosigned {
			id := p.zhao.journal.Identity()
			return r.Sign(id.Enrolment, id.Officer, id.Device, r.Entry, signing.MethodPIN, p.li.journal.Identity().Keys.Officer)
		}, visits.CosignEnrolment},
		"as Zhao, with a device of Zhao's that was enrolled with the acting officer's key": {func(p *pairAtWork, r signing.Request) signing.Cosigned {
			key := p.li.journal.Identity().Keys.Officer
			device, enrolment := p.enrolsWith(p.zhao.id, key)
			return r.Sign(enrolment, p.zhao.id, device, r.Entry, signing.MethodPIN, key)
		}, visits.CosignSameKey},
		"for another visit": {func(p *pairAtWork, r signing.Request) signing.Cosigned {
			id := p.zhao.journal.Identity()
			r.Visit = evidence.NewID()
			return r.Sign(id.Enrolment, id.Officer, id.Device, r.Entry, signing.MethodPIN, id.Keys.Officer)
		}, visits.CosignSignature},
		"for an entry nobody wrote": {func(p *pairAtWork, r signing.Request) signing.Cosigned {
			id := p.zhao.journal.Identity()
			r.Entry[0] ^= 1
			return r.Sign(id.Enrolment, id.Officer, id.Device, r.Entry, signing.MethodPIN, id.Keys.Officer)
		}, visits.CosignVisit},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPair(t)
			r, err := p.li.work.AskCosign(p.ctx, p.visit.ID)
			p.must(err)
			forged := c.forge(p, r)
			_, err = p.li.journal.Append(p.ctx, journal.Writing{Kind: visits.VisitCosigned, Facts: forged, Refs: []evidence.Ref{
				{Kind: evidence.RefCase, ID: p.caseID}, {Kind: evidence.RefVisit, ID: p.visit.ID}, {Kind: evidence.RefOfficer, ID: p.li.id}, {Kind: evidence.RefSecond, ID: p.zhao.id}}})
			p.must(err)
			p.closeVisit()
			p.li.sync()
			p.expect(visits.CosignBroken, c.fault)
			if who := p.held().Cosigners(); len(who) != 1 || who[0].Taken || who[0].Fault != c.fault {
				t.Errorf("the visit is signed by %+v", who)
			}
			p.sameAnew()
			if _, faults := p.judged(); len(faults) != 1 {
				t.Errorf("a dossier has the faults %v", faults)
			}
		})
	}
}

// An officer who signs for an entry and later says they signed for another is
// found, whichever device is in reach first.
func TestTwoEntriesThatSayDifferentThingsAreFound(t *testing.T) {
	for _, first := range []string{"Li", "Zhao"} {
		p := newPair(t)
		r, err := p.li.work.AskCosign(p.ctx, p.visit.ID)
		p.must(err)
		given, err := p.zhao.work.Cosign(p.ctx, r, signing.MethodQR)
		p.must(err)
		p.must(p.visit.Note(p.ctx, "the door was open"))
		later, err := p.li.work.AskCosign(p.ctx, p.visit.ID)
		p.must(err)
		id := p.zhao.journal.Identity()
		p.must(p.li.work.TakeCosign(p.ctx, later, later.Sign(id.Enrolment, id.Officer, id.Device, given.Head, signing.MethodQR, id.Keys.Officer)))
		p.closeVisit()
		order := []*person{p.li, p.zhao}
		if first == "Zhao" {
			slices.Reverse(order)
		}
		for _, who := range order {
			who.sync()
		}
		p.expect(visits.CosignBroken, visits.CosignLink)
		p.sameAnew()
	}
}

// Zhao goes along and holds Li's visit, but cannot go on with it: neither by the
// app nor by an entry made by hand, which headquarters finds and does not follow.
func TestNobodyClaimsAnothersVisit(t *testing.T) {
	p := newPair(t)
	p.li.sync()
	p.must(p.hq.Settle(p.ctx))
	p.zhao.sync()
	if _, err := p.zhao.work.Resume(p.ctx, p.visit.ID); err == nil {
		t.Error("Zhao goes on with Li's visit")
	}
	by := []evidence.Ref{{Kind: evidence.RefCase, ID: p.caseID}, {Kind: evidence.RefVisit, ID: p.visit.ID}, {Kind: evidence.RefOfficer, ID: p.zhao.id}}
	closing := journal.Writing{Kind: visits.VisitClosed, Refs: by, Facts: visits.ClosedFacts{Entries: 1, Outcomes: []visits.Outcome{{Code: "paid"}}}}
	if _, err := p.zhao.journal.Append(p.ctx, closing); err != journal.ErrOthersVisit {
		t.Errorf("closing Li's visit ends with %v", err)
	}
	if _, err := p.zhao.work.AskCosign(p.ctx, p.visit.ID); err != journal.ErrOthersVisit {
		t.Errorf("asking for a signature under Li's visit ends with %v", err)
	}
	if _, err := p.li.journal.Append(p.ctx, journal.Writing{Kind: visits.VisitClosed, Refs: by}); err == nil {
		t.Error("Li's store signs for Zhao")
	}
	p.handMade(visits.VisitClosed, closing.Facts)
	p.expect(visits.ForeignEntry, visits.VisitClosed)
	if v := p.held(); v.Status != visits.StatusOpened || v.Closed != nil || v.Officer != p.li.id {
		t.Errorf("after it the visit is %+v", v)
	}
	p.closeVisit()
	p.li.sync()
	if v := p.held(); v.Status != visits.StatusClosed || v.Closed.Outcomes[0].Code != "nf" {
		t.Errorf("after Li closed it the visit is %+v", v)
	}
	p.expect(visits.CountWrong)
	p.sameAnew()
}

// The same where the entry made by hand is at headquarters before the visit's own.
func TestAClaimThatCameFirstIsTakenBack(t *testing.T) {
	p := newPair(t)
	p.handMade(visits.VisitClosed, visits.ClosedFacts{Entries: 1, Outcomes: []visits.Outcome{{Code: "paid"}}})
	p.handMade(visits.NoteAdded, visits.Empty{})
	p.expect(visits.ForeignEntry)
	p.li.sync()
	found := p.found(visits.ForeignEntry)
	slices.Sort(found)
	if !slices.Equal(found, []string{visits.NoteAdded, visits.VisitClosed}) {
		t.Errorf("found are %q", found)
	}
	if v := p.held(); v.Status != visits.StatusOpened || v.Closed != nil || len(v.Notes) != 0 || v.Officer != p.li.id || v.Device != p.li.journal.Identity().Device {
		t.Errorf("the visit is %+v", v)
	}
	p.sameAnew()
}

// handMade has Zhao's keys sign an entry about Li's visit that no app writes, and
// headquarters take it in.
func (p *pairAtWork) handMade(kind string, facts any) {
	p.Helper()
	id := p.zhao.journal.Identity()
	b, err := evidence.MarshalPayload(facts)
	p.must(err)
	e, err := evidence.Sign(evidence.Header{Kind: kind, Build: "by hand", Device: id.Device, Epoch: evidence.NewID(), Seq: 1, Wall: p.clock().UnixMicro(),
		Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: p.caseID}, {Kind: evidence.RefVisit, ID: p.visit.ID}, {Kind: evidence.RefOfficer, ID: p.zhao.id}}},
		evidence.NewPart(b), evidence.Part{}, id.Keys)
	p.must(err)
	_, _, err = p.hq.Store.Admit(p.ctx, []store.Item{{Entry: &e, Raw: e.Encode(), Received: p.clock().UnixMicro()}})
	p.must(err)
}
