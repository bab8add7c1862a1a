package visits_test

import (
	"crypto/ed25519"
	"testing"

	"pgregory.net/rapid"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// deskSaid is one entry about a case.
func deskSaid(t rapid.TB, device, officer, caseID evidence.ID, seq uint64, kind string, facts any) *evidence.Entry {
	t.Helper()
	b, err := evidence.MarshalPayload(facts)
	if err != nil {
		t.Fatal(err)
	}
	h := evidence.Header{Kind: kind, Build: "test", Device: device, Epoch: device, Seq: seq, Wall: 1_790_000_000_000_000 + int64(seq), Prev: evidence.Hash{byte(seq)},
		Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: caseID}}}
	keys := evidence.Keys{Device: ed25519.NewKeyFromSeed(make([]byte, 32))}
	if !officer.IsZero() {
		h.Refs = append(h.Refs, evidence.Ref{Kind: evidence.RefOfficer, ID: officer})
		keys.Officer = keys.Device
	}
	e, err := evidence.Sign(h, evidence.NewPart(b), evidence.Part{}, keys)
	if err != nil {
		t.Fatal(err)
	}
	return &e
}

// In whatever order the entries come, a stop is lifted where two people who may said
// so, where the complaint behind it is answered, and nowhere else.
func TestAStopIsInForceUntilItsReleaseCounts(t *testing.T) {
	tablet, ofRec, ofWu, own := evidence.ID{1}, evidence.ID{2}, evidence.ID{3}, evidence.ID{4}
	li, rec, wu, id, complaint := evidence.ID{11}, evidence.ID{12}, evidence.ID{13}, evidence.ID{21}, evidence.ID{31}
	branch, ofFar, ofFar2 := evidence.ID{40}, evidence.ID{5}, evidence.ID{6}
	people := []*evidence.Entry{enrolled(t, tablet, li, "officer"), enrolled(t, ofRec, rec, "headquarters"), enrolledIn(t, branch, ofWu, wu, "manager"), enrolled(t, own, own, "hq"),
		enrolledIn(t, evidence.ID{41}, ofFar, ofFar, "manager"), enrolledIn(t, evidence.ID{41}, ofFar2, ofFar2, "manager")}
	imported := importedIn(t, own, id, branch)
	raise := func(code string) *evidence.Entry {
		return deskSaid(t, tablet, li, id, 2, visits.FlagRaised, visits.FlagFacts{Code: code, Source: "officer"})
	}
	dispute, complained := raise("dispute_open"), raise(visits.FlagComplaint)
	release := func(flag *evidence.Entry) *evidence.Entry {
		return deskSaid(t, ofRec, rec, id, 2, visits.StopDecided, visits.StopDecidedFacts{Flag: flag.ID, Decision: visits.StopRelease, Reason: "settled"})
	}
	confirm := func(device, officer evidence.ID, flag, asked *evidence.Entry, by evidence.ID) *evidence.Entry {
		return deskSaid(t, device, officer, id, 3, visits.ReleaseConfirmed, visits.ReleaseAnswerFacts{Flag: flag.ID, Asked: asked.ID, By: by})
	}
	d, k := release(dispute), release(complained)
	far := deskSaid(t, ofFar, ofFar, id, 2, visits.StopDecided, visits.StopDecidedFacts{Flag: dispute.ID, Decision: visits.StopRelease, Reason: "settled"})
	received := deskSaid(t, ofWu, wu, id, 4, visits.ComplaintReceived, visits.ComplaintFacts{Complaint: complaint, Flag: complained.ID, Channel: "letter", About: "conduct", At: 1, AcknowledgeBy: 2, AnswerBy: 3})
	answered := deskSaid(t, ofWu, wu, id, 5, visits.ComplaintAnswered, visits.ComplaintAnsweredFacts{Complaint: complaint, At: 2, Upheld: "no"})
	for name, c := range map[string]struct {
		entries []*evidence.Entry
		lifted  bool
		alone   int
	}{
		"one asks":                           {[]*evidence.Entry{dispute, d}, false, 0},
		"the same person confirms":           {[]*evidence.Entry{dispute, d, confirm(ofRec, rec, dispute, d, evidence.ID{})}, false, 1},
		"another confirms":                   {[]*evidence.Entry{dispute, d, confirm(ofWu, wu, dispute, d, evidence.ID{})}, true, 0},
		"an officer confirms":                {[]*evidence.Entry{dispute, d, confirm(tablet, li, dispute, d, evidence.ID{})}, false, 1},
		"a device says it is for another":    {[]*evidence.Entry{dispute, d, confirm(ofRec, rec, dispute, d, wu)}, false, 1},
		"the operator, for another":          {[]*evidence.Entry{dispute, d, confirm(own, evidence.ID{}, dispute, d, wu)}, true, 0},
		"the operator, for the same":         {[]*evidence.Entry{dispute, d, confirm(own, evidence.ID{}, dispute, d, rec)}, false, 1},
		"the operator, for nobody":           {[]*evidence.Entry{dispute, d, confirm(own, evidence.ID{}, dispute, d, evidence.ID{})}, false, 1},
		"managers of another branch":         {[]*evidence.Entry{dispute, far, confirm(ofFar2, ofFar2, dispute, far, evidence.ID{})}, false, 2},
		"a manager of another branch":        {[]*evidence.Entry{dispute, d, confirm(ofFar, ofFar, dispute, d, evidence.ID{})}, false, 1},
		"yes to something else":              {[]*evidence.Entry{dispute, d, confirm(ofWu, wu, dispute, dispute, evidence.ID{})}, false, 0},
		"a complaint nobody took in":         {[]*evidence.Entry{complained, k, confirm(ofWu, wu, complained, k, evidence.ID{})}, false, 0},
		"a complaint that is not answered":   {[]*evidence.Entry{complained, k, confirm(ofWu, wu, complained, k, evidence.ID{}), received}, false, 0},
		"a complaint that is answered":       {[]*evidence.Entry{complained, k, confirm(ofWu, wu, complained, k, evidence.ID{}), received, answered}, true, 0},
		"an answered one that nobody lifted": {[]*evidence.Entry{complained, received, answered}, false, 0},
	} {
		c.entries = append(c.entries, imported)
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				p := visits.NewPictures(func(visits.Key) ([]byte, error) { return nil, nil })
				order := append(append([]*evidence.Entry{}, people...), rapid.Permutation(c.entries).Draw(t, "order")...)
				for _, e := range append(order, c.entries...) { // and all of it again
					if err := p.Apply(visits.Input{Entry: e, Status: evidence.Whole, Received: 7}); err != nil {
						t.Fatal(err)
					}
				}
				alone := 0
				for _, ch := range changed(t, p) {
					switch x := ch.Value.(type) {
					case *visits.Case:
						if lifted := len(x.Lifted) == 1 && !x.Stopped(); lifted != c.lifted || len(x.Flags)+len(x.Lifted) != 1 {
							t.Fatalf("in force %+v, lifted %+v", x.Flags, x.Lifted)
						}
					case *visits.Finding:
						if x.Code == visits.ReleaseAlone {
							alone++
						}
					}
				}
				if alone != c.alone {
					t.Fatalf("%d findings of one alone", alone)
				}
			})
		})
	}
}

// The first answer of a second person settles a release, as headquarters received
// them: who was told no does not go on to the next who may say yes.
func TestTheFirstAnswerSettlesARelease(t *testing.T) {
	asked, hana, max, rec := evidence.Hash{1}, evidence.ID{1}, evidence.ID{2}, evidence.ID{3}
	yes := func(entry byte, who evidence.ID, received int64) visits.ReleaseAnswer {
		return visits.ReleaseAnswer{Said: visits.Said{Entry: evidence.Hash{entry}, Officer: who, Received: received}, Asked: asked, Confirmed: true}
	}
	no := func(entry byte, who evidence.ID, received int64) visits.ReleaseAnswer {
		a := yes(entry, who, received)
		a.Confirmed, a.Reason = false, "not_shown"
		return a
	}
	for name, c := range map[string]struct {
		answers   []visits.ReleaseAnswer
		confirmed bool
	}{
		"confirmed":                         {[]visits.ReleaseAnswer{yes(5, max, 10)}, true},
		"declined, then confirmed":          {[]visits.ReleaseAnswer{yes(5, max, 20), no(6, max, 10)}, false},
		"declined, confirmed by a third":    {[]visits.ReleaseAnswer{yes(5, rec, 20), no(6, max, 10)}, false},
		"confirmed, then declined":          {[]visits.ReleaseAnswer{yes(5, max, 10), no(6, rec, 20)}, true},
		"both at one moment":                {[]visits.ReleaseAnswer{yes(5, max, 10), no(6, rec, 10)}, false},
		"confirmed here, not received yet":  {[]visits.ReleaseAnswer{yes(5, max, 0), no(6, rec, 20)}, false},
		"declined by who asked, confirmed":  {[]visits.ReleaseAnswer{yes(5, max, 20), no(6, hana, 10)}, true},
		"an answer to a request of before":  {[]visits.ReleaseAnswer{yes(5, max, 20), func() visits.ReleaseAnswer { a := no(6, max, 10); a.Asked = evidence.Hash{9}; return a }()}, true},
		"confirmed by the one who asked it": {[]visits.ReleaseAnswer{yes(5, hana, 10)}, false},
	} {
		s := &visits.StopLine{Ruling: visits.Ruling{Standing: asked}, Decisions: []visits.StopDecision{{Said: visits.Said{Entry: asked, Officer: hana}, Decision: visits.StopRelease}}, Answers: c.answers}
		if _, answer, is := s.Asked(); !is || (answer != nil && answer.Confirmed) != c.confirmed {
			t.Errorf("%s: %+v", name, answer)
		}
	}
}
