package visits_test

import (
	"crypto/ed25519"
	"errors"
	"testing"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// naming is an entry of a device that names these things.
func naming(t *testing.T, device evidence.ID, seq uint64, kind string, facts any, refs ...evidence.Ref) *evidence.Entry {
	t.Helper()
	b, err := evidence.MarshalPayload(facts)
	if err != nil {
		t.Fatal(err)
	}
	h := evidence.Header{Kind: kind, Build: "test", Device: device, Epoch: device, Seq: seq, Wall: 1_790_000_000_000_000 + int64(seq), Prev: evidence.Hash{byte(seq)}, Refs: refs}
	e, err := evidence.Sign(h, evidence.NewPart(b), evidence.Part{}, evidence.Keys{Device: ed25519.NewKeyFromSeed(make([]byte, 32))})
	if err != nil {
		t.Fatal(err)
	}
	return &e
}

// A case is imported and assigned by headquarters or a manager of its branch. Of
// another branch's manager, or an officer, the same entry changes nothing: not the
// branch whose managers may lift its stops, and not who holds its contact.
func TestACaseIsHandedOverByItsOwnBranchAlone(t *testing.T) {
	none := evidence.ID{}
	north, south, id := evidence.ID{40}, evidence.ID{41}, evidence.ID{21}
	house, gao, sun, li := evidence.ID{4}, evidence.ID{2}, evidence.ID{5}, evidence.ID{1}
	p := visits.NewPictures(func(visits.Key) ([]byte, error) { return nil, nil })
	takes := func(e *evidence.Entry) error {
		return p.Apply(visits.Input{Entry: e, Status: evidence.Whole, Received: e.Header.Wall})
	}
	counts := func(e *evidence.Entry) {
		t.Helper()
		if err := takes(e); err != nil {
			t.Errorf("%s of device %d: %v", e.Header.Kind, e.Header.Device[0], err)
		}
	}
	countsNothing := func(e *evidence.Entry) {
		t.Helper()
		if err := takes(e); !errors.Is(err, visits.ErrNotUnderstood) {
			t.Errorf("%s of device %d is taken: %v", e.Header.Kind, e.Header.Device[0], err)
		}
	}
	for _, e := range []*evidence.Entry{begun(t, house, "hq"), enrolledIn(t, north, gao, evidence.ID{12}, "manager"),
		enrolledIn(t, south, sun, evidence.ID{15}, "manager"), enrolledIn(t, north, li, evidence.ID{11}, "officer")} {
		counts(e)
	}
	imported := func(device, unit evidence.ID, seq uint64) *evidence.Entry {
		refs := []evidence.Ref{{Kind: evidence.RefCase, ID: id}}
		if !unit.IsZero() {
			refs = append(refs, evidence.Ref{Kind: evidence.RefUnit, ID: unit})
		}
		return naming(t, device, seq, visits.CaseImported, visits.CaseFacts{Zone: "Asia/Shanghai"}, refs...)
	}
	assigned := func(device, officer evidence.ID, seq uint64, replaces ...evidence.Hash) *evidence.Entry {
		return naming(t, device, seq, visits.CaseAssigned, visits.AssignFacts{Officer: officer, Replaces: replaces}, evidence.Ref{Kind: evidence.RefCase, ID: id})
	}
	revoked := func(device, of evidence.ID, seq uint64) *evidence.Entry {
		return naming(t, device, seq, visits.DeviceRevoked, visits.RevokedFacts{Reason: "left"}, evidence.Ref{Kind: evidence.RefDevice, ID: of})
	}
	counts(imported(house, north, 2))
	first := assigned(gao, evidence.ID{11}, 2)
	counts(first)
	countsNothing(imported(sun, south, 2))
	countsNothing(imported(sun, none, 3))
	countsNothing(assigned(sun, evidence.ID{15}, 4, first.ID))
	countsNothing(assigned(li, evidence.ID{11}, 2, first.ID))
	countsNothing(imported(li, north, 3))
	countsNothing(revoked(li, gao, 4))
	counts(revoked(house, gao, 3))
	changed, err := p.Changed()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range changed {
		if c, is := c.Value.(*visits.Case); is && (c.Unit != north || c.Standing != first.ID || len(c.Contested) > 0) {
			t.Errorf("the case is of branch %d, %d decisions", c.Unit[0], len(c.Decisions))
		}
	}
}
