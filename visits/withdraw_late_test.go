package visits_test

import (
	"crypto/ed25519"
	"encoding/json"
	"testing"

	"pgregory.net/rapid"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// said is one entry of somebody's chain about a visit.
func said(t rapid.TB, device, officer, visit evidence.ID, seq uint64, kind string, facts any, photos ...evidence.PhotoRef) *evidence.Entry {
	t.Helper()
	b, err := evidence.MarshalPayload(facts)
	if err != nil {
		t.Fatal(err)
	}
	h := evidence.Header{Kind: kind, Build: "test", Device: device, Epoch: device, Seq: seq, Wall: 1_790_000_000_000_000 + int64(seq), Photos: photos}
	if !visit.IsZero() {
		h.Refs = []evidence.Ref{{Kind: evidence.RefVisit, ID: visit}, {Kind: evidence.RefOfficer, ID: officer}}
	}
	if seq > 1 {
		h.Prev = evidence.Hash{byte(seq)}
	}
	keys := evidence.Keys{Device: ed25519.NewKeyFromSeed(make([]byte, 32))}
	if !visit.IsZero() {
		keys.Officer = keys.Device
	}
	e, err := evidence.Sign(h, evidence.NewPart(b), evidence.Part{}, keys)
	if err != nil {
		t.Fatal(err)
	}
	return &e
}

func enrolled(t rapid.TB, device, officer evidence.ID, role string) *evidence.Entry {
	t.Helper()
	return enrolledIn(t, evidence.ID{}, device, officer, role)
}

func enrolledIn(t rapid.TB, unit, device, officer evidence.ID, role string) *evidence.Entry {
	t.Helper()
	b, err := json.Marshal(evidence.Enrolment{Device: device, Officer: officer, Unit: unit, Role: role})
	if err != nil {
		t.Fatal(err)
	}
	return said(t, device, officer, evidence.ID{}, 1, visits.DeviceEnrolled, evidence.Statement{Body: string(b)})
}

// After the close it takes two: in whatever order the entries come, the photo is withdrawn
// where a manager, or a reconciler, confirmed what its officer asked, and nowhere else.
func TestAfterTheCloseItTakesTwo(t *testing.T) {
	tablet, li, zhao, wu, visit := evidence.ID{1}, evidence.ID{2}, evidence.ID{3}, evidence.ID{4}, evidence.ID{5}
	ofZhao, ofWu, ofRec, ofLi, ofHan := evidence.ID{6}, evidence.ID{7}, evidence.ID{8}, evidence.ID{9}, evidence.ID{13}
	ref := evidence.PhotoRef{Root: evidence.Hash{9}, Size: 10, Type: 1}
	people := []*evidence.Entry{enrolled(t, tablet, li, "officer"), enrolled(t, ofZhao, zhao, "officer"), enrolled(t, ofWu, wu, "manager"),
		enrolledIn(t, evidence.ID{12}, ofRec, evidence.ID{10}, "headquarters"), enrolled(t, ofLi, li, "manager"), enrolledIn(t, evidence.ID{12}, ofHan, evidence.ID{11}, "manager")}
	child := said(t, tablet, li, visit, 3, visits.PhotoTaken, visits.PhotoFacts{Source: "camera"}, ref)
	asked := said(t, tablet, li, visit, 6, visits.WithdrawalAsked, visits.PhotoWithdrawnFacts{Entry: child.ID, Reason: "child"})
	answer := func(device, officer evidence.ID, kind string, to evidence.Hash, reason string) *evidence.Entry {
		return said(t, device, officer, visit, 2, kind, visits.WithdrawalAnswerFacts{Asked: to, Reason: reason})
	}
	own := []*evidence.Entry{said(t, tablet, li, visit, 2, visits.VisitOpened, visits.OpenedFacts{Day: "2026-11-25"}), child,
		said(t, tablet, li, visit, 4, visits.VisitClosed, visits.ClosedFacts{Entries: 3, Photos: 1}),
		said(t, tablet, li, visit, 5, visits.PhotoWithdrawn, visits.PhotoWithdrawnFacts{Entry: child.ID, Reason: "child"}), asked}
	for name, c := range map[string]struct {
		answers   []*evidence.Entry
		withdrawn bool
		alone     int // findings
	}{
		"nobody answers":             {nil, false, 1},
		"a colleague says yes":       {[]*evidence.Entry{answer(ofZhao, zhao, visits.WithdrawalConfirmed, asked.ID, "")}, false, 2},
		"the officer, as a manager":  {[]*evidence.Entry{answer(ofLi, li, visits.WithdrawalConfirmed, asked.ID, "")}, false, 2},
		"another branch's manager":   {[]*evidence.Entry{answer(ofHan, evidence.ID{11}, visits.WithdrawalConfirmed, asked.ID, "")}, false, 2},
		"yes to something else":      {[]*evidence.Entry{answer(ofWu, wu, visits.WithdrawalConfirmed, evidence.Hash{1}, "")}, false, 1},
		"a manager says no":          {[]*evidence.Entry{answer(ofWu, wu, visits.WithdrawalDeclined, asked.ID, "evidence")}, false, 1},
		"a manager says yes":         {[]*evidence.Entry{answer(ofWu, wu, visits.WithdrawalConfirmed, asked.ID, "")}, true, 1},
		"no, and a reconciler's yes": {[]*evidence.Entry{answer(ofWu, wu, visits.WithdrawalDeclined, asked.ID, "evidence"), answer(ofRec, evidence.ID{10}, visits.WithdrawalConfirmed, asked.ID, "")}, true, 1},
	} {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				p := visits.NewPictures(func(visits.Key) ([]byte, error) { return nil, nil })
				p.Withdrawals = visits.WithdrawalPolicy{Least: 1, Percent: 1, Days: 30}
				order := append(append([]*evidence.Entry{}, people...), own[:3]...) // the end comes before what is behind it
				order = append(order, rapid.Permutation(append(append([]*evidence.Entry{}, own[3:]...), c.answers...)).Draw(t, "order")...)
				alone, often := 0, 0
				var v visits.Visit
				for _, e := range order {
					if err := p.Apply(visits.Input{Entry: e, Status: evidence.Whole, Received: 1}); err != nil {
						t.Fatal(err)
					}
				}
				for _, ch := range changed(t, p) {
					switch x := ch.Value.(type) {
					case *visits.Visit:
						v = *x
					case *visits.Finding:
						if x.Code == visits.WithdrawnAlone {
							alone++
						}
						if x.Code == visits.OftenWithdrawn {
							often++
						}
					}
				}
				l, is := v.Withdrawal(v.Photos[0])
				if is != c.withdrawn || is && (l.Reason != "child" || l.Officer != li) {
					t.Fatalf("withdrawn %v: %+v", is, l)
				}
				if v.Officer != li || v.Device != tablet {
					t.Fatalf("the visit is %s's, on %s", v.Officer.Short(), v.Device.Short())
				}
				if alone != c.alone || often != v.PhotosWithdrawn() {
					t.Fatalf("%d findings of one alone, %d of a share", alone, often)
				}
			})
		})
	}
}
